"""What users do again and again, in the browser: sign in, import, sign, answer."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect
from tests.stories.server import Server

PASSWORD = "a walk in the park"
_PATIENCE = 60_000  # milliseconds: jobs run in a process of their own


def sign_in(page: Page, server: Server, name: str) -> None:
    """Sign in, as somebody who typed the bare address."""
    page.context.clear_cookies()
    page.goto(server.address)
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(_own_password(name))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("navigation", name="Areas")).to_be_visible()


def sign_in_first(page: Page, server: Server, name: str) -> None:
    """Sign in with the password that the administrator gave, and choose an own one."""
    page.context.clear_cookies()
    page.goto(server.address)
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("h1")).to_contain_text("Choose a password of your own")
    page.get_by_label("Old password").fill(PASSWORD)
    page.get_by_label("New password", exact=True).fill(_own_password(name))
    page.get_by_label("New password confirmation").fill(_own_password(name))
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_role("status")).to_contain_text("Your password is changed")


def _own_password(name: str) -> str:
    return f"{PASSWORD} of {name[::-1]}"


def send_file(page: Page, server: Server, file: Path, tracker: str) -> None:
    """Choose an export for its dry run."""
    page.goto(f"{server.address}/evidence/import/")
    page.get_by_label("The export").set_input_files(file)
    page.get_by_label("Name of the tracker").fill(tracker)
    page.get_by_role("button", name="Read the file").click()


def wait_for(page: Page, words: str) -> None:
    """Wait until the page's first sentence holds these words; the page looks again by itself."""
    expect(page.locator("h1")).to_contain_text(re.compile(words), timeout=_PATIENCE)


def import_file(page: Page, server: Server, file: Path, tracker: str) -> None:
    """Dry run, receipt, import."""
    send_file(page, server, file, tracker)
    wait_for(page, "nothing is imported yet")
    expect(page.get_by_role("heading", name="Receipt")).to_be_visible()
    page.get_by_role("button", name="Import them").click()
    wait_for(page, "items are imported")


def sign(page: Page, server: Server, trackers: list[str], side: str) -> None:
    """Sign the mappings of these trackers for the own side."""
    for tracker in trackers:
        page.goto(f"{server.address}/evidence/")
        page.get_by_role("link", name=tracker, exact=True).click()
        page.get_by_role("button", name=f"Sign for {side}").click()
        expect(page.get_by_role("status")).to_contain_text("signed for your side")


def answer_by_keyboard(page: Page, link: str, place: int) -> None:
    """Answer everything with Tab, arrows, digits and Enter alone; ``place`` is 1 to 5."""
    page.goto(link)
    rank = 0
    while True:
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.do === 'next'"):
            page.keyboard.press("Enter")  # the next page, with the focus on its heading
            continue
        kind = page.evaluate("document.activeElement.type || document.activeElement.tagName")
        if kind == "radio":
            page.keyboard.press("Space")
            for _ in range(place - 1):
                page.keyboard.press("ArrowDown")
        elif kind == "select-one":
            rank += 1
            page.keyboard.press(str(rank))
        elif kind in {"number", "text"}:
            page.keyboard.type("12")
        elif kind == "submit":
            page.keyboard.press("Enter")
            break
    expect(page.locator("h1")).to_contain_text("Thank you")


_CHOOSE = """place => {
  document.querySelectorAll(`.scale input[value="${place}"], .check input[value="${place}"]`)
    .forEach(radio => { radio.checked = true; });
  document.querySelectorAll("select").forEach((box, rank) => { box.value = String(rank + 1); });
  document.querySelectorAll("input[type=number], input[inputmode=decimal]")
    .forEach(box => { box.value = "12"; });
}"""


def answer(page: Page, link: str, place: int) -> None:
    """Answer everything alike, on one long page, and send it."""
    page.goto(link)
    long_page = page.get_by_role("button", name="Show all on one page")
    if long_page.is_visible():
        long_page.click()
    page.evaluate(_CHOOSE, place)
    page.get_by_role("button", name="Send my answers").click()
    expect(page.locator("h1")).to_contain_text("Thank you")
