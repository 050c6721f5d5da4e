"""The screens of the partnership."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.areas.partnership.factories import (
    SEGMENTS,
    measured,
    pulse,
    put_up,
    records,
    said,
    stage,
)
from tests.conftest import AT

from accord.areas.indicators.actions import publish

pytestmark = pytest.mark.django_db
PAGES = ("/", "/stage/", "/field/")


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def put_everything_up() -> None:
    put_up([*records(), *measured()], [*pulse(), stage(0.0, 0.2, 0.8, 0.0, 0.0)])


@pytest.mark.parametrize("address", PAGES)
def test_every_page_answers_with_nothing_and_with_everything(as_lena: Client, address: str) -> None:
    assert "<h1>" in text(as_lena, address)
    put_everything_up()
    assert "<h1>" in text(as_lena, address)


def test_an_empty_overview_offers_both_ways_in(as_lena: Client) -> None:
    page = text(as_lena, "/")

    assert "Nothing is known yet about this partnership" in page
    assert reverse("evidence:import") in page
    assert reverse("pulse:open") in page


def test_the_overview_leads_from_every_number_to_its_rows(as_lena: Client) -> None:
    put_everything_up()
    page = text(as_lena, "/")

    assert "A request takes 36 days. People work on it for eight." in page
    for link in ("/evidence.turn.days/", "/apart/", "/sources/", "/evidence.memorable/"):
        assert f'href="{link}"' in page
    assert "Both sides think well of" in page


def test_unsigned_figures_carry_the_mark(as_lena: Client) -> None:
    put_up(records(signed=False))

    assert "Jira lacks the signature of IT." in text(as_lena, "/")


def test_the_stage_page_tells_portraits_and_gates(as_lena: Client) -> None:
    put_up([*records(), said("evidence.joint", 2)], [*pulse(), stage(0.0, 0.2, 0.8, 0.0, 0.0)])
    page = text(as_lena, "/stage/")

    for name in ("Conflicting", "Coping", "Co-mingling", "Collaboration", "Co-creating"):
        assert name in page
    assert "Facts that hold the stage" in page


def test_figures_of_the_field_say_how_old_they_are(as_lena: Client) -> None:
    put_everything_up()
    page = text(as_lena, "/field/")

    assert "It got better" in page
    assert "43 %" in page
    assert "field survey 2014" in page


@pytest.mark.parametrize(
    ("kind", "content_type", "begins"),
    [
        ("html", "text/html; charset=utf-8", b"<!doctype html>"),
        ("pdf", "application/pdf", b"%PDF"),
        ("json", "application/json", b"{"),
    ],
)
def test_the_brief_is_handed_out_in_three_kinds(
    as_lena: Client, kind: str, content_type: str, begins: bytes
) -> None:
    put_everything_up()
    response = as_lena.get(f"/brief.{kind}")

    assert response["Content-Type"] == content_type
    assert response["Content-Disposition"] == f'attachment; filename="brief.{kind}"'
    assert response.content.startswith(begins)


def test_there_is_no_brief_of_another_kind(as_lena: Client) -> None:
    assert as_lena.get("/brief.docx").status_code == 404


# What if there were less: the example company only


def put_editions_up() -> None:
    publish(area="evidence", as_of=AT, readings=records())
    half = records(segments=SEGMENTS[:3], joint=False, sources=("Jira",))
    publish(area="evidence", as_of=AT, readings=half, edition="one-tracker")


def test_the_example_shows_what_a_company_with_less_would_see(
    as_lena: Client, settings: Any
) -> None:
    settings.DEMO = True
    put_editions_up()

    assert "one tracker only" in text(as_lena, "/")
    assert "Half the story is in no file yet" in text(as_lena, "/?with=one-tracker")
    assert as_lena.get("/?with=nonsense").status_code == 404


def test_a_real_installation_has_no_what_ifs(as_lena: Client) -> None:
    put_editions_up()

    assert "?with=" not in text(as_lena, "/")
    assert as_lena.get("/?with=one-tracker").status_code == 404


def test_the_json_of_the_page_is_the_real_one_never_a_what_if(as_lena: Client) -> None:
    put_editions_up()

    assert "36 days" in json.loads(as_lena.get("/brief.json").content)["headline"]
