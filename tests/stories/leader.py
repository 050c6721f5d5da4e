"""What a leader does on the page of a question: narrow it by keyboard, look behind it, take it away."""

import csv
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, expect
from tests.stories.looking import DESK, PHONE, faults_by_axe, headline, sticks_out

_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
_MOST_STEPS = 40  # presses of Tab from a list to the button of its form


def numbers(text: str) -> list[float]:
    """All numbers in a text, in order."""
    return [float(found.replace(",", "")) for found in _NUMBER.findall(text)]


def lead(page: Page) -> str:
    """What stands right under the page's first sentence."""
    return page.locator(".lead").first.inner_text()


def table(page: Page, column: str) -> Locator:
    """The rows of the table that has a column of this name."""
    head = page.get_by_role("columnheader", name=column, exact=True)
    return page.locator("table").filter(has=head).first.locator("tbody tr")


def column(page: Page, name: str) -> list[str]:
    """What stands in a column, from top to bottom."""
    return table(page, name).locator(f'[data-label="{name}"]').all_inner_texts()


def floats(texts: Iterable[str]) -> list[float]:
    """Cells as numbers."""
    return [float(text.replace(",", "")) for text in texts]


def picture(page: Page, place: int = 0) -> str:
    """What is read out instead of a picture."""
    return page.get_by_role("img").nth(place).get_attribute("aria-label") or ""


def taken_away(page: Page) -> list[dict[str, str]]:
    """The rows of the page's CSV, downloaded by its button."""
    with page.expect_download() as coming:
        page.get_by_role("link", name="CSV", exact=True).click()
    file = Path(coming.value.path())
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


def listed(page: Page) -> int:
    """How many rows a list has on all of its pages; the last of them is opened."""
    pages = page.get_by_role("navigation", name="Pages")
    before = 0
    if pages.count():
        last = int(numbers(pages.inner_text())[-1])
        before = (last - 1) * page.locator("main table").last.locator("tbody tr").count()
        joint = "&" if urlsplit(page.url).query else "?"
        page.goto(f"{page.url}{joint}page={last}")
    return before + page.locator("main table").last.locator("tbody tr").count()


def choose(page: Page, **letters: str) -> None:
    """Choose from lists by typing the beginning of a word, and press the form's button: no pointer."""
    was = page.url
    for name, typed in letters.items():
        page.locator(f"select[name={name}]").focus()
        page.keyboard.type(typed)
    show = page.get_by_role("button", name="Show", exact=True)
    for _ in range(_MOST_STEPS):
        if show.evaluate("button => button === document.activeElement"):
            break
        page.keyboard.press("Tab")
    assert page.url == was, "the page was left before the choice was made"
    with page.expect_navigation():
        page.keyboard.press("Enter")


def asked(page: Page) -> dict[str, str]:
    """What the address says was chosen."""
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def save_and_come_back(page: Page, name: str) -> None:
    """Save what is seen under a name, leave, and find it on the start of the evidence."""
    words, chosen = headline(page), asked(page)
    page.get_by_text("Save this view").click()
    page.get_by_label("Its name").fill(name)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("is saved")
    page.get_by_role("navigation", name="Areas").get_by_role("link", name="Evidence").click()
    page.get_by_role("link", name=name, exact=True).click()
    assert headline(page) == words
    assert asked(page) == chosen


def whole_on_a_phone(page: Page) -> None:
    """Nothing sticks out of a phone, and axe finds nothing; the page's long lists are shortened."""
    page.set_viewport_size(PHONE)
    wider, faults = sticks_out(page), faults_by_axe(page)
    page.set_viewport_size(DESK)
    assert not wider
    assert not faults, "\n".join(faults)
