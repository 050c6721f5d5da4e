"""Where teams should sit: a leader finds the team that the example company seats wrongly, and keeps it."""

from urllib.parse import urlsplit

from playwright.sync_api import Page, expect
from tests.stories.looking import PHONE, Watch, faults_by_axe, headline, sticks_out
from tests.stories.server import Server


def test_a_leader_finds_the_team_that_sits_wrongly(page: Page, own_example: Server) -> None:
    page.goto(own_example.address + "/sign-in/")
    page.get_by_role("button", name="IT leader", exact=True).click()
    watch = Watch(urlsplit(own_example.address).netloc).over(page)
    page.goto(own_example.address + "/evidence/placement/")
    today = headline(page)
    assert today.startswith("Work went from one party to another")

    the_best_move_is_found(page)
    the_seating_is_kept(page)
    moving_by_hand_says_the_same_at_once(page)

    page.set_viewport_size(PHONE)
    assert not sticks_out(page)
    assert not faults_by_axe(page)
    page.get_by_role("link", name="Back to today").click()
    assert headline(page) == today
    assert not watch.complaints


def the_best_move_is_found(page: Page) -> None:
    page.get_by_role("button", name="Find the best moves").click()
    best = page.locator("#best")
    expect(best.locator("tbody tr")).to_have_count(1)
    expect(best.locator("tbody tr")).to_contain_text("Data and tracking")
    expect(best).to_contain_text("proven")
    expect(best).to_contain_text("upper bound")
    page.get_by_role("link", name="See this seating").click()
    expect(page.locator("h1")).to_contain_text("With Data and tracking in marketing")


def the_seating_is_kept(page: Page) -> None:
    page.get_by_label("Keep it as").fill("Data joins marketing")
    page.get_by_role("button", name="Keep to compare").click()
    kept = page.locator("#scenarios")
    expect(kept).to_contain_text("Today")
    expect(kept).to_contain_text("Data joins marketing")


def moving_by_hand_says_the_same_at_once(page: Page) -> None:
    words = headline(page)
    page.get_by_role("link", name="Back to today").click()
    page.get_by_label("Where Data and tracking would sit").select_option("marketing")
    expect(page.locator("h1")).to_have_text(words)
    assert "=marketing" in page.url
