"""From nothing to the brief: what a company does in its first hour, each in their own role."""

import csv
import gzip
import io
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader
from tests.stories import steps
from tests.stories.looking import PHONE, Watch, faults_by_axe, headline, sticks_out
from tests.stories.server import Server, simulate

SIX = 6


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the trackers of a small company hand out."""
    folder = tmp_path_factory.mktemp("exports")
    return simulate(folder, "--people", "16", "--requests", "60", "--seed", "3")


def test_a_newcomer_gets_from_nothing_to_the_brief(
    page: Page, browser: Browser, empty: Server, exports: Path, tmp_path: Path
) -> None:
    people = rows_of((exports / "people.csv").read_bytes())
    the_administrator_sets_up(page, empty)
    watch = Watch(urlsplit(empty.address).netloc).over(page)
    people_are_imported(page, empty, exports / "people.csv")
    for name, role, label in accounts_for(people):
        an_account_is_made(page, empty, name, role, label)
    for name in ("marketing", "it", "lead"):
        steps.sign_in_first(page, empty, name)

    expect(page.locator("main")).to_contain_text("Import an export")
    steps.import_file(page, empty, dirty(exports / "asana_tasks.json", tmp_path), "Asana")
    steps.import_file(page, empty, exports / "jira_issues.json", "Jira")
    what_is_unmapped_gets_mapped(page, empty, rows_of((exports / "statuses.csv").read_bytes()))
    links = a_pulse_is_opened(page, empty)
    each_side_signs(page, empty)
    everybody_answers(browser, links)
    keys = [link.rstrip("/").split("/")[-1] for side in links.values() for link in side]
    assert not [key for key in keys if key in empty.said]  # a link is a key: no log holds it
    the_pulse_is_closed(page, empty)

    the_overview_tells_it(page, empty)
    an_import_is_undone_by_both(page, empty)
    assert not watch.complaints


def rows_of(content: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def dirty(file: Path, folder: Path) -> Path:
    """The file as it may come out of a mail: packed, and under a name that says nothing."""
    packed = folder / "something.txt"
    packed.write_bytes(gzip.compress(file.read_bytes()))
    return packed


def the_administrator_sets_up(page: Page, server: Server) -> None:
    """By the one-time code that the terminal shows; without it, nobody."""
    page.goto(server.address)
    expect(page.get_by_label("Code")).to_be_visible()
    (link,) = re.findall(r"http://\S+/set-up/\?code=\S+", server.said)
    page.goto(link)
    page.get_by_label("Company").fill("Halden & Rowe")
    page.get_by_label("Your sign-in name").fill("admin")
    page.get_by_label("Your name").fill("Robin Adler")
    page.get_by_label("Password").fill(steps.PASSWORD)
    assert not faults_by_axe(page)
    page.get_by_role("button", name="Set up").click()
    expect(page.locator("h1")).to_have_text("Nobody is here yet")
    page.goto(link)
    assert "/set-up/" not in page.url  # the code is used up


def people_are_imported(page: Page, server: Server, file: Path) -> None:
    page.goto(f"{server.address}/people/")
    page.get_by_role("link", name="Import a list").click()
    page.get_by_label("CSV or XLSX").set_input_files(file)
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_role("status")).to_contain_text("were added")


def accounts_for(people: list[dict[str, str]]) -> list[tuple[str, str, str]]:
    """Sign-in name, person and role of the lead and of the leader of each side."""

    def first(role: str, party: str) -> str:
        found = (row for row in people if (row["role"], row["party"]) == (role, party))
        return next(found)["name"]

    return [
        ("lead", first("lead", "marketing"), "Partnership lead"),
        ("marketing", first("leader", "marketing"), "Leader of a side"),
        ("it", first("leader", "it"), "Leader of a side"),
    ]


def an_account_is_made(page: Page, server: Server, name: str, person: str, role: str) -> None:
    page.goto(f"{server.address}/accounts/new/")
    page.get_by_label("Sign-in name").fill(name)
    page.get_by_label("Person").select_option(label=person)
    page.get_by_label("Role").select_option(label=role)
    page.get_by_label("First password").fill(steps.PASSWORD)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("saved")


def what_is_unmapped_gets_mapped(
    page: Page, server: Server, statuses: list[dict[str, str]]
) -> None:
    """The lead decides on every status that no proposal fits."""
    known = {row["status"]: row for row in statuses}
    for tracker in ("Asana", "Jira"):
        page.goto(f"{server.address}/evidence/")
        page.get_by_role("link", name=tracker, exact=True).click()
        for box in page.locator("select[name^='class-']").all():
            status = re.sub("^What (.*) means$", r"\1", str(box.get_attribute("aria-label")))
            if not box.input_value():
                box.select_option(known[status]["class"])
                page.get_by_label(f"Whose turn {status} says").select_option(known[status]["turn"])
        page.get_by_role("button", name="Save the mappings").click()
        expect(page.get_by_role("status")).to_contain_text("saved")
    page.goto(f"{server.address}/evidence/")
    expect(page.locator("main")).not_to_contain_text(re.compile(r"\d+ status"))


def a_pulse_is_opened(page: Page, server: Server) -> dict[str, list[str]]:
    """Everybody of both sides is asked; the links of six of each come back."""
    page.goto(f"{server.address}/pulse/")
    page.get_by_role("link", name="Ask both sides").click()
    page.get_by_label("Name of this pulse").fill("Spring")
    page.get_by_label("Kinds of request").fill("Landing page")
    page.get_by_role("button", name="Open the pulse").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Fetch the links (CSV)").click()
    made = rows_of(Path(download.value.path()).read_bytes())
    sides: dict[str, list[str]] = {"marketing": [], "it": []}
    for row in made:
        sides[row["side"]].append(row["link"])
    assert min(map(len, sides.values())) >= SIX
    return {side: links[:SIX] for side, links in sides.items()}


def each_side_signs(page: Page, server: Server) -> None:
    """Until both have, every page of figures says that they do not count."""
    for name, side in (("marketing", "marketing"), ("it", "IT")):
        steps.sign_in(page, server, name)
        expect(page.locator("main")).to_contain_text("unsigned")
        steps.sign(page, server, ["Asana", "Jira"], side)


def the_pulse_is_closed(page: Page, server: Server) -> None:
    steps.sign_in(page, server, "lead")
    page.goto(f"{server.address}/pulse/")
    page.get_by_role("link", name="Spring").click()
    page.get_by_role("link", name="Close and publish").click()
    expect(page.locator("h1")).to_contain_text("Close this pulse and publish it?")
    page.get_by_role("button", name="Close and publish").click()
    expect(page.get_by_role("heading", name="Twelve dimensions, both sides")).to_be_visible()


def everybody_answers(browser: Browser, links: dict[str, list[str]]) -> None:
    """Six a side, without an account: one of each on a phone, by keyboard alone."""
    place = {"marketing": 2, "it": 4}
    phone = browser.new_page(viewport=PHONE)
    for side, (first, *others) in links.items():
        phone.goto(first)
        assert not faults_by_axe(phone)
        assert sticks_out(phone) == 0
        steps.answer_by_keyboard(phone, first, place[side])
        for link in others:
            steps.answer(phone, link, place[side])
        steps.answer(phone, first, 6 - place[side])  # does not count: the link worked once
    phone.close()


def the_overview_tells_it(page: Page, server: Server) -> None:
    """A headline, whose turn it was, said beside shown; and the same on paper."""
    page.goto(server.address)
    assert "request takes" in headline(page)
    expect(page.get_by_role("heading", name="Whose turn was it?")).to_be_visible()
    expect(page.get_by_role("heading", name="What both sides say")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("unsigned")
    assert not faults_by_axe(page)
    said = headline(page).split()
    with page.expect_download() as download:
        page.get_by_role("link", name="brief as PDF").click()
    paper = PdfReader(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert " ".join(said) in " ".join(paper.pages[0].extract_text().split())


def an_import_is_undone_by_both(page: Page, server: Server) -> None:
    """What both signed falls only when both ask: the lead begins, the IT leader agrees."""
    page.goto(f"{server.address}/evidence/")
    before = headline(page)
    page.get_by_role("link", name="jira_issues.json").click()
    page.get_by_role("button", name="Undo this import").click()
    expect(page.get_by_role("status")).to_contain_text("IT has to agree")
    assert headline(page) == before
    steps.sign_in(page, server, "it")
    page.goto(f"{server.address}/evidence/")
    page.get_by_role("button", name="Agree for IT: undo it").click()
    expect(page.get_by_role("status")).to_contain_text("is being undone")
    steps.sign_in(page, server, "lead")
    page.goto(f"{server.address}/evidence/")
    page.get_by_role("link", name="jira_issues.json").click()
    steps.wait_for(page, "This import is undone")
    page.goto(f"{server.address}/evidence/")
    expect(page.get_by_role("link", name="Jira", exact=True)).to_have_count(0)
