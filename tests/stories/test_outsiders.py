"""Whoever guesses addresses sees nothing, and does not learn what there is."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.stories.looking import headline
from tests.stories.server import Server
from tests.stories.test_every_page import Kind, links_of

GUESSES = (
    *("/", "/stage/", "/brief.pdf", "/brief.json", "/evidence/requests/?format=csv"),
    *("/pulse/waves/1/", "/pulse/instrument/V1/", "/people/1/", "/journal/", "/accounts/1/"),
)


def test_a_stranger_sees_the_sign_in_page_whatever_address_is_guessed(
    page: Page, example: Server
) -> None:
    for guess in GUESSES:
        page.goto(example.address + guess)
        assert headline(page) == "Sign in", guess

    page.goto(f"{example.address}/pulse/answer/Guessed-Link-0123456789/")
    assert headline(page) == "This link opens nothing now"


def test_an_agency_cannot_tell_the_items_of_others_from_items_that_do_not_exist(
    look_as: Callable[[str], Page], example: Server
) -> None:
    page = look_as("Agency")
    own = {link.split("/own/")[1] for link in links_of(page) if "/evidence/own/" in link[:-13]}
    page = look_as("Partnership lead")
    page.goto(f"{example.address}/evidence/requests/?kind=apart&source=Jira")
    links = [link for link in links_of(page) if Kind.of(link).name == "evidence:request"]
    others = [key for link in links if (key := link.split("/requests/")[1]) not in own]
    assert own
    assert others

    page = look_as("Agency")
    seen = set()
    for key in (others[0], "source-1/0000/"):
        page.goto(f"{example.address}/evidence/own/{key}")
        seen.add(page.locator("main").inner_text())
        page.goto(f"{example.address}/evidence/requests/{key}")
        assert headline(page) == "This page is not for your account"
    assert len(seen) == 1
    assert "There is no such page" in seen.pop()


@pytest.mark.parametrize("role", ["Marketing member", "IT leader", "Agency"])
def test_a_member_neither_opens_a_pulse_nor_reads_the_journal(
    look_as: Callable[[str], Page], example: Server, role: str
) -> None:
    page = look_as(role)

    for guess in ("/pulse/new/", "/pulse/import/", "/journal/", "/accounts/", "/evidence/import/"):
        page.goto(example.address + guess)
        assert headline(page) == "This page is not for your account", guess
    for guess in ("/pulse/waves/1/links/", "/pulse/waves/1/close/", "/evidence/sources/1/save/"):
        answer = page.request.post(example.address + guess, form=token_of(page), max_redirects=0)
        assert "This page is not for your account" in answer.text(), guess


def token_of(page: Page) -> dict[str, str]:
    """What a form of ours would send along, so that it is not refused as forged."""
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    return {"csrfmiddlewaretoken": cookies["csrftoken"]}


def test_every_page_works_without_javascript(
    browser: Browser, example: Server, tmp_path_factory: pytest.TempPathFactory
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{example.address}/sign-in/")
    page.get_by_role("button", name="Partnership lead", exact=True).click()
    expect(page.get_by_role("heading", name="Whose turn was it?")).to_be_visible()
    expect(page.locator(".picture svg").first).to_be_visible()

    page.goto(f"{example.address}/evidence/requests/")
    page.get_by_label("Search").fill("newsletter")
    page.get_by_label("Which").select_option(label="through both trackers")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("search=newsletter"))
    found = page.locator("tbody th").all_inner_texts()
    assert found
    assert all("newsletter" in title.lower() for title in found)

    file = tmp_path_factory.mktemp("exports") / "history.csv"
    file.write_text("item,at,status,holder\nA-1,2026-03-01T09:00:00Z,To do,Web platform\n")
    page.goto(f"{example.address}/evidence/import/")
    page.get_by_label("The export").set_input_files(file)
    page.get_by_label("Name of the tracker").fill("By hand")
    page.get_by_role("button", name="Read the file").click()
    look_again(page)
    expect(page.locator("h1")).to_contain_text("nothing is imported yet")
    page.get_by_role("button", name="Leave it").click()
    expect(page.get_by_role("status")).to_contain_text("Nothing was changed")
    context.close()


def look_again(page: Page, most: int = 200) -> None:
    """Press "Look again" until the job is done, as somebody without scripts has to."""
    for _ in range(most):
        again = page.get_by_role("link", name="Look again")
        if not again.count():
            return
        again.click()
