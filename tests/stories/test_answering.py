"""Somebody answers on a phone: page by page, by keyboard alone, interrupted, in another language."""

import os
import subprocess
import sys

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.stories.looking import PHONE, Watch, faults_by_axe, sticks_out
from tests.stories.server import Server

_OPEN = """
import django
django.setup()
from django.utils import timezone
from accord.areas.people.models import Role, User
from accord.areas.pulse import actions, queries
lead, at = User.objects.filter(role=Role.LEAD).first(), timezone.now()
wave = actions.open_wave(name="Autumn look", invited=queries.invitable(at.date()), broken_down=["marketing"],
                         request_types=["Landing page"], by=lead, at=at)
print(actions.make_links(wave=wave, by=lead, at=at)[0].token)
"""
PAGES = 18


@pytest.fixture
def link(own_example: Server) -> str:
    """A link to a form with everything on it."""
    environment = {
        **os.environ,
        "ACCORD_HOME": str(own_example.home),
        "DJANGO_SETTINGS_MODULE": "accord.config.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", _OPEN], env=environment, capture_output=True, check=True, timeout=120
    )
    return f"{own_example.address}/pulse/answer/{done.stdout.decode().split()[-1]}/"


@pytest.fixture
def phone(browser: Browser) -> Page:
    """A phone's screen."""
    return browser.new_page(viewport=PHONE)


def focus(page: Page) -> str:
    """Where the focus is: the text of a heading or button, the name of a field."""
    return str(
        page.evaluate(
            "document.activeElement.name || document.activeElement.textContent || document.activeElement.tagName"
        )
    )


def kept(page: Page) -> str:
    """All that the page keeps on the device."""
    return str(page.evaluate("JSON.stringify(localStorage)"))


def to_button(page: Page, name: str) -> None:
    """Tab until a button has the focus; whoever is trapped never gets there."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if focus(page) == name:
            return
    raise AssertionError(f"the keyboard does not reach {name}")


def test_page_by_page_with_the_keyboard_alone(phone: Page, link: str) -> None:
    watch = Watch(link.split("/")[2]).over(phone)
    phone.goto(link)
    faults = []
    for number in range(1, PAGES):
        expect(phone.locator("#progress")).to_have_text(f"{number} of {PAGES}")
        expect(phone.locator("[data-page]:visible")).to_have_count(1)
        faults += faults_by_axe(phone)
        assert sticks_out(phone) == 0
        to_button(phone, "Next")
        if number == 1:
            answer_without_sending(phone)
        phone.keyboard.press("Enter")
        assert focus(phone) == phone.locator("[data-page]:visible h2").inner_text()
    phone.keyboard.press("Tab")
    phone.keyboard.type("Plan\nearlier")  # a line end, no sending
    to_button(phone, "Send my answers")
    phone.keyboard.press("Enter")

    expect(phone.locator("h1")).to_contain_text("Thank you")
    faults += faults_by_axe(phone)
    assert faults == watch.complaints == []
    assert "accord.answer." not in kept(phone).replace("accord.answer.view", "")


def answer_without_sending(phone: Page) -> None:
    """Back from "Next" into the last question, choose, and press Enter there: nothing is sent."""
    phone.keyboard.press("Shift+Tab")
    phone.keyboard.press("Space")
    phone.keyboard.press("Enter")
    expect(phone.locator("#progress")).to_have_text(f"1 of {PAGES}")
    expect(phone.locator("[data-page]:visible input:checked")).to_have_count(1)
    to_button(phone, "Next")


def test_back_goes_back_and_a_reload_loses_nothing(phone: Page, link: str) -> None:
    phone.goto(link)
    first = phone.get_by_role("group", name="Marketing and IT have one and the same picture")
    first.get_by_text("Rather agree", exact=True).click()
    phone.get_by_role("button", name="Next").click()
    phone.get_by_role("button", name="Next").click()
    phone.get_by_role("button", name="Back").click()
    expect(phone.locator("#progress")).to_have_text(f"2 of {PAGES}")

    phone.reload()

    expect(phone.locator("#progress")).to_have_text(f"2 of {PAGES}")
    expect(phone.get_by_role("status")).to_have_text("What you had chosen before is back.")
    phone.get_by_role("button", name="Back").click()
    expect(first.get_by_label("Rather agree", exact=True)).to_be_checked()
    expect(first.get_by_label("I cannot tell")).not_to_be_checked()


def test_what_is_saved_on_the_device_can_be_cleared(phone: Page, link: str) -> None:
    phone.goto(link)
    phone.get_by_text("Partly", exact=True).first.click()
    assert '\\"V1\\",\\"3\\"' in kept(phone)
    assert link.split("/")[-2] not in kept(phone)  # nor is the link kept there

    phone.get_by_role("button", name="Clear what is saved on this device").click()

    assert kept(phone) == "{}"
    expect(phone.get_by_role("status")).to_have_text("Nothing is saved on this device any more.")
    phone.reload()
    expect(phone.locator("input[name=V1]:checked")).to_have_count(0)


def test_who_likes_it_long_gets_it_long_from_then_on(phone: Page, link: str) -> None:
    phone.goto(link)
    phone.get_by_role("button", name="Show all on one page").click()
    expect(phone.locator("[data-page]:visible")).to_have_count(PAGES)
    phone.reload()
    expect(phone.locator("[data-page]:visible")).to_have_count(PAGES)
    assert not faults_by_axe(phone)

    phone.get_by_role("button", name="Send my answers").click()  # empty: told, and still long
    expect(phone.get_by_role("alert")).to_contain_text("Nothing is answered yet")
    phone.get_by_role("button", name="Show one topic at a time").click()
    expect(phone.locator("[data-page]:visible")).to_have_count(1)


def test_a_mistake_is_shown_on_its_page(phone: Page, link: str) -> None:
    phone.goto(link)
    phone.get_by_role("button", name="Show all on one page").click()
    phone.get_by_text("Partly", exact=True).first.click()
    for name in ("Customer experience", "Social media"):
        phone.get_by_label(name).select_option("1")
    phone.get_by_role("button", name="Show one topic at a time").click()
    while phone.get_by_role("button", name="Next").is_visible():
        phone.get_by_role("button", name="Next").click()
    phone.get_by_role("button", name="Send my answers").click()

    expect(phone.locator("[data-page]:visible h2")).to_have_text("What should come first?")
    expect(phone.locator("main")).to_contain_text("Give every place only once, please.")


@pytest.mark.parametrize("language", ["de", "fr", "es"])
def test_the_longest_words_fit_on_a_phone(phone: Page, link: str, language: str) -> None:
    phone.goto(f"{link}?language={language}")
    expect(phone.locator("html")).to_have_attribute("lang", language)
    wide = []
    while phone.locator("[data-do=next]").is_visible():
        wide += phone.locator("[data-page]:visible .scale label").evaluate_all(
            "all => all.filter(box => box.scrollWidth > box.clientWidth).map(box => box.textContent)"
        )
        wide += ["the page"] * (sticks_out(phone) > 0)
        phone.locator("[data-do=next]").click()

    assert wide == []


def test_without_a_script_it_is_one_long_page(browser: Browser, link: str) -> None:
    page = browser.new_page(viewport=PHONE, java_script_enabled=False)
    page.goto(link)
    expect(page.locator("[data-page]:visible")).to_have_count(PAGES)
    expect(page.get_by_role("button", name="Next")).to_have_count(0)
    expect(page.get_by_text("kept on this device")).to_be_hidden()
    page.get_by_text("Partly", exact=True).first.click()
    page.keyboard.press("Enter")  # sends nothing
    expect(page.get_by_role("alert")).to_contain_text("Enter alone does not send")
    expect(page.locator("input[name=V1]:checked")).to_have_count(1)
    page.get_by_label("Working days that would be fair").fill("7")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Working days that would be fair")).to_have_value("7")
    expect(page.locator("h1")).to_contain_text("How do marketing and IT work together?")
    page.get_by_role("button", name="Send my answers").click()
    expect(page.locator("h1")).to_contain_text("Thank you")

    code = page.locator(".code").inner_text()
    page.get_by_role("link", name="withdraw answers").click()
    page.get_by_label("Your code").fill(code.lower())
    page.get_by_role("button", name="Delete my answers").click()
    expect(page.locator("h1")).to_have_text("If the code was right, the answers are gone")


def test_the_page_that_withdraws_has_no_faults(phone: Page, own_example: Server) -> None:
    phone.goto(f"{own_example.address}/pulse/withdraw/?language=de")

    assert not faults_by_axe(phone)
    assert sticks_out(phone) == 0
