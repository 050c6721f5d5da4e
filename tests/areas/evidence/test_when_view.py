"""The page on when it will be done."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse
from tests.areas.evidence.factories import bring_in, history, teams
from tests.conftest import AT

from accord.areas.evidence import actions
from accord.areas.indicators.queries import board
from accord.areas.people.models import Company, User

pytestmark = pytest.mark.django_db
ADDRESS = "evidence:when"


def page(client: Client, **query: str) -> str:
    response = client.get(reverse(ADDRESS), query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def busy(company: Company, lena: User) -> None:
    """One item a day for a hundred days, each takes six to ten days."""
    teams()
    rows = []
    for day in range(100):
        rows += [f"A{day},{day},To Do,Web", f"A{day},{day + 1},In Progress,Web"]
        done = day + 6 + day % 5
        if done <= 100:
            rows.append(f"A{day},{done},Done,Web")
    bring_in(lena, history(*rows), "board.csv", "Board")


def test_before_the_first_import_the_page_teaches(as_lena: Client) -> None:
    assert "Nothing is imported yet" in page(as_lena)


@pytest.mark.usefixtures("world")
def test_with_too_thin_a_history_the_page_says_so_and_leads_on(as_lena: Client) -> None:
    shown = page(as_lena)

    assert "When it will be done cannot be told yet" in shown
    assert "and a forecast needs 30" in shown
    assert "may tell more" not in shown
    assert "there is nothing to judge" in shown
    assert "may tell more" in page(as_lena, type="Landing page")


@pytest.mark.usefixtures("busy")
def test_the_sentence_the_numbers_the_picture_and_the_open_ones(as_lena: Client) -> None:
    shown = page(as_lena)

    assert "As many as are open now, " in shown
    assert "will probably be delivered by" in shown
    assert "almost certainly by" in shown
    assert "of 24 hours" not in shown
    assert 'aria-label="' in shown
    assert "The open ones, the nearest first" in shown
    assert "IT works" in shown
    assert "How good past forecasts were" in shown
    assert "The day by which an open one is delivered" in shown


@pytest.mark.usefixtures("busy")
def test_a_number_and_a_day_of_ones_own(as_lena: Client) -> None:
    shown = page(as_lena, items="10", by="2026-06-30")

    assert "<h1>10 items will probably be delivered by" in shown
    assert "Delivered by 30 Jun 2026" in shown
    assert "<h1>1 item will probably be delivered by" in page(as_lena, items="1")


@pytest.mark.usefixtures("busy")
def test_what_cannot_be_read_is_said_and_the_usual_is_shown(as_lena: Client) -> None:
    shown = page(as_lena, items="many", by="someday")

    assert "How many must be a whole number from 1 to 100,000." in shown
    assert "The day must be written like" in shown
    assert "As many as are open now, " in shown


@pytest.mark.usefixtures("busy")
def test_a_number_out_of_reach_is_said_to_be(as_lena: Client) -> None:
    assert "will probably not be delivered within a hundred years" in page(as_lena, items="100000")


@pytest.mark.usefixtures("busy")
def test_the_open_ones_and_the_picture_are_taken_away_as_files(as_lena: Client) -> None:
    response = as_lena.get(reverse(ADDRESS), {"format": "csv"})
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))

    assert rows
    assert rows[0]["next to move"] == "it"
    assert rows[0]["done by with 50 in 100"].startswith("2026-04-")
    assert as_lena.get(reverse(ADDRESS), {"format": "svg"}).content.startswith(b"<svg")
    assert as_lena.get(reverse(ADDRESS), {"format": "xlsx"}).status_code == 200


@pytest.mark.usefixtures("busy")
def test_it_stands_on_the_notice_board_and_the_evidence_page(as_lena: Client) -> None:
    actions.publish(at=AT)
    reading = board().get("evidence.when")

    assert reading is not None
    assert reading.link == reverse(ADDRESS)
    assert reverse(ADDRESS) in as_lena.get(reverse("evidence:index")).content.decode()
