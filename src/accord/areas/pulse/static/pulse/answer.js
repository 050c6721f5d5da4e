// Enhancements of answering only: without this file it is one long page, and nothing is saved.
"use strict";

// What the device keeps. A browser may forbid it: then nothing is saved, and all else works.
const device = {
  read(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
  keep(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* not kept */ } },
  drop(key) { try { localStorage.removeItem(key); } catch { /* was not kept */ } },
};
const VIEW = "accord.answer.view";

// The server has the answers, or wants none any more.
document.querySelectorAll("[data-forget]").forEach((part) => device.drop(part.dataset.forget));

const form = document.getElementById("answers");
if (form) {
  const savedAs = form.dataset.savedAs;
  const pages = [...form.querySelectorAll("[data-page]")];
  const status = form.querySelector("[data-status]");
  const progress = form.querySelector("progress");
  const words = document.getElementById("progress");
  const button = (name) => form.querySelector(`[data-do="${name}"]`);
  const answers = [...form.elements].filter((part) => part.name && part.type !== "hidden");
  let stepwise = device.read(VIEW) !== "long";
  let place = 0;

  const given = () => answers
    .filter((part) => part.value !== "" && (part.type !== "radio" || part.checked))
    .map((part) => [part.name, part.value]);
  const save = () => device.keep(savedAs, { place, given: given() });

  const restore = (kept) => {
    kept.given.forEach(([name, value]) => {
      const part = form.elements[name];
      if (part) part.value = value;
    });
    place = Math.min(kept.place, pages.length - 1);
    if (kept.given.length) status.textContent = status.dataset.restored;
  };

  const show = () => {
    const last = place === pages.length - 1;
    pages.forEach((page, number) => { page.hidden = stepwise && number !== place; });
    document.querySelector("[data-first]").hidden = stepwise && place > 0;
    form.querySelectorAll("[data-send]").forEach((part) => { part.hidden = stepwise && !last; });
    form.querySelectorAll('[data-with-script="steps"]').forEach((part) => { part.hidden = !stepwise; });
    button("back").hidden = !stepwise || place === 0;
    button("next").hidden = !stepwise || last;
    button("long").hidden = !stepwise;
    button("steps").hidden = stepwise;
    progress.max = pages.length;
    progress.value = place + 1;
    words.textContent = words.dataset.words.replace("{place}", place + 1).replace("{all}", pages.length);
  };

  // The heading takes the focus, so that a screen reader reads on from there and Tab goes to the answers.
  const goTo = (number) => {
    place = number;
    status.textContent = "";
    show();
    save();
    window.scrollTo(0, 0);
    pages[place].querySelector("h2").focus({ preventScroll: true });
  };
  const choose = (view) => {
    stepwise = view === "steps";
    device.keep(VIEW, view);
    show();
    pages[place].querySelector("h2").focus();
  };
  const clear = () => {
    answers.forEach((part) => {
      if (part.type === "radio") part.checked = false;
      else part.value = "";
    });
    [savedAs, VIEW].forEach(device.drop);
    status.textContent = status.dataset.cleared;
  };

  const doing = {
    next: () => goTo(place + 1),
    back: () => goTo(place - 1),
    long: () => choose("long"),
    steps: () => choose("steps"),
    clear,
  };
  form.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-do]");
    if (pressed) doing[pressed.dataset.do]();
  });
  form.addEventListener("input", save);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input")) event.preventDefault();
  });

  form.querySelectorAll("[data-with-script]").forEach((part) => { part.hidden = false; });
  const kept = device.read(savedAs);
  const wrong = pages.findIndex((page) => "wrong" in page.dataset);
  if (!("sent" in form.dataset) && kept) restore(kept);
  else if (wrong >= 0) place = wrong;
  else if (kept) place = Math.min(kept.place, pages.length - 1);
  show();
}
