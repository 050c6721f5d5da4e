"""Bad days: files that are no exports, a server that dies in the middle of its work."""

import gzip
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.stories import steps
from tests.stories.looking import faults_by_axe, headline
from tests.stories.server import Server, wait_until

_BOMB = """<?xml version="1.0"?>
<!DOCTYPE log [
  <!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">
  <!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;">
]>
<log xes.version="1.0"><trace><string key="concept:name" value="&e;"/></trace></log>
"""
_HEADER = b"item,at,status,holder\n"
BAD_FILES = {
    "binary.csv": bytes(range(256)) * 64,
    "truncated.json.gz": gzip.compress(b'{"issues": [' + b'{"key": "WEB-1"},' * 5000)[:-40],
    "header.csv": _HEADER,
    "bomb.xes": _BOMB.encode(),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_is_no_export_is_refused_in_one_sentence(
    look_as: Callable[[str], Page], example: Server, tmp_path: Path, name: str
) -> None:
    page = look_as("Partnership lead")
    page.goto(f"{example.address}/evidence/")
    before, said = headline(page), example.said
    file = tmp_path / name
    file.write_bytes(BAD_FILES[name])

    steps.send_file(page, example, file, "Jira")
    steps.wait_for(page, "could not be read")

    sentence = page.locator(".lead").inner_text()
    assert name in sentence
    assert "log" not in sentence.split()  # it is told here, not in a log
    assert len(sentence) < 400
    expect(page.locator("main")).to_contain_text("Nothing was changed.")
    assert not faults_by_axe(page)
    assert "Traceback" not in example.said.removeprefix(said)
    page.goto(f"{example.address}/evidence/")
    assert headline(page) == before


def test_an_empty_file_is_refused_before_anything_is_kept(
    look_as: Callable[[str], Page], example: Server, tmp_path: Path
) -> None:
    page = look_as("Partnership lead")
    file = tmp_path / "empty.csv"
    file.touch()

    steps.send_file(page, example, file, "Jira")

    expect(page.locator("#id_file_error")).to_have_text("The submitted file is empty.")
    expect(page.get_by_label("The export")).to_have_attribute("aria-invalid", "true")


def test_a_server_killed_in_the_middle_of_an_import_comes_back_as_it_was(
    page: Page, own_example: Server, tmp_path: Path
) -> None:
    server, large = own_example, tmp_path / "large.csv"
    write_history(large, items=40_000)
    page.goto(f"{server.address}/sign-in/")
    page.get_by_role("button", name="Partnership lead", exact=True).click()
    before = evidence_of(page, server)

    steps.send_file(page, server, large, "Service desk")
    where = page.url
    server.kill()  # while it is read
    assert state_of(server) == "reading"
    server.start()
    page = another(page)
    page.goto(where)
    steps.wait_for(page, "nothing is imported yet")  # taken up again by itself
    page.get_by_role("button", name="Import them").click(no_wait_after=True)
    wait_until(lambda: state_of(server) == "applying", "the import did not begin")
    server.kill()  # while it is imported
    assert state_of(server) == "applying"
    server.start()

    page = another(page)
    assert evidence_of(page, server) == before
    page.goto(where)
    steps.wait_for(page, "nothing is imported yet")
    page.get_by_role("button", name="Import them").click()
    steps.wait_for(page, "40,000 items are imported")
    assert "Service desk" in evidence_of(page, server)[1]


def another(page: Page) -> Page:
    """A new page of the same user: the old one may still wait for an answer that never comes."""
    fresh = page.context.new_page()
    page.close()
    return fresh


def evidence_of(page: Page, server: Server) -> tuple[str, list[str]]:
    """What the page of the evidence says: its first sentence, and the trackers by name."""
    page.goto(f"{server.address}/evidence/")
    trackers = page.locator("a[href^='/evidence/sources/']").all_inner_texts()
    return headline(page), trackers


def write_history(file: Path, items: int) -> None:
    """A plain history: three rows an item."""
    steps_of_one = (("01", "To do"), ("02", "In progress"), ("05", "Done"))
    with file.open("wb") as out:
        out.write(_HEADER)
        for number in range(items):
            for day, status in steps_of_one:
                out.write(f"S-{number},2026-03-{day}T09:00:00Z,{status},Web platform\n".encode())


def state_of(server: Server) -> str:
    """How far the newest import is, as the database file says."""
    with closing(sqlite3.connect(f"file:{server.home}/accord.sqlite3?mode=ro", uri=True)) as found:
        rows = found.execute("SELECT state FROM evidence_import ORDER BY id DESC LIMIT 1")
        return str(rows.fetchone()[0])
