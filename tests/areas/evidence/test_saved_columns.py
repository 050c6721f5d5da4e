"""The page of headers that are known: what was told, when, by whom, and forgetting it."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.areas.evidence.test_columns import HEADER, KNOWN, ROWS, page, sent, tell, told
from tests.connectors.any_table.tables import LOG, as_csv

from accord.areas.evidence.models import ImportState, TableMapping
from accord.areas.people.models import JournalEntry

PAGE = "evidence:saved-columns"


@pytest.fixture
def desk(as_lena: Client, company: object) -> Client:
    return as_lena


def known(desk: Client) -> str:
    return desk.get(reverse(PAGE)).content.decode()


def test_before_anything_was_told_the_page_teaches(desk: Client) -> None:
    assert "No table’s header is known yet" in known(desk)
    assert reverse(PAGE) not in desk.get(reverse("evidence:import")).content.decode()
    assert reverse(PAGE) not in page(desk, sent(desk, as_csv(ROWS)))


def test_what_was_told_is_listed_and_linked(desk: Client) -> None:
    tell(desk, sent(desk, as_csv(ROWS)), **KNOWN)
    log = sent(desk, as_csv(LOG), "log.csv", source="Log")
    tell(desk, log, rows="history", **told(c0="item", c1="changed", c2="status", c3="holder"))

    shown = known(desk)

    assert "2 table headers are known" in shown
    assert "Ref as item, Team as holder, Where it is as status, Day as created" in shown
    assert "one item as it stands" in shown
    assert "one change of an item" in shown
    assert shown.count("holders are persons, kept as fingerprints") == 1
    assert ", Lena" in shown
    assert reverse(PAGE) in desk.get(reverse("evidence:import")).content.decode()
    assert reverse(PAGE) in page(desk, log)


def test_a_forgotten_header_is_asked_about_again_and_imports_stay(desk: Client) -> None:
    row = sent(desk, as_csv(ROWS))
    tell(desk, row, **KNOWN)
    saved = TableMapping.objects.get()

    answer = desk.post(reverse("evidence:forget-saved-columns", args=[saved.pk]), follow=True)

    assert "What was told of the columns of Requests is forgotten." in answer.content.decode()
    assert not TableMapping.objects.exists()
    entry = JournalEntry.objects.get(verb="forgot", kind="table")
    assert (entry.key, entry.label) == (str(saved.pk), "the columns of Requests")
    row.refresh_from_db()
    assert row.state == ImportState.READY
    assert sent(desk, as_csv([HEADER, ["R-3", "Web", "Open", "", "2026-02-01"]])).state == (
        ImportState.ASKING
    )
    again = desk.post(reverse("evidence:forget-saved-columns", args=[saved.pk]))
    assert again.status_code == 404
