"""What a wave published, as files: every figure of the release, and nothing beside it."""

import csv
import io
from typing import Any

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from tests.areas.pulse.factories import AT, a_lead, a_survey, alike, drawn, files_of

from accord.areas.people.models import User
from accord.areas.pulse import actions, findings
from accord.areas.pulse.findings.certificates import statement
from accord.areas.pulse.frames import InvitedBlock, Respondent, Survey
from accord.areas.pulse.models import Wave, instrument
from accord.connectors.tables import read_table


def a_release(people: int = 16) -> dict[str, Any]:
    generator = np.random.default_rng(3)
    survey = a_survey(
        [drawn(2.5, generator) for _ in range(people)],
        [drawn(3.5, generator) for _ in range(people)],
        invited=(20, 20),
        request_types=("Landing page",),
    )
    return findings.release(survey, instrument(), np.random.default_rng(1))


def test_the_table_has_a_line_for_every_kind_of_figure() -> None:
    lines = findings.tidy(a_release())

    assert all(len(line) == len(findings.TIDY_COLUMNS) for line in lines)
    assert {line[3] for line in lines} == {
        "response", "dimension", "item", "placement", "guess", "published figure", "priority",
        "request type", "stage",
    }  # fmt: skip
    means = [line for line in lines if line[3] == "dimension" and line[6] == "mean"]
    assert len(means) == 24
    assert all(line[8] <= line[7] <= line[9] for line in means)  # type: ignore[operator]
    assert {line[10] for line in means} == {"15-24"}


def test_every_line_about_people_is_declared_in_the_certificate() -> None:
    content = a_release()
    declared = {(figure.unit, figure.about) for figure in statement(content).figures}
    told = {
        (line[2], line[4]) for line in findings.tidy(content) if line[3] in {"dimension", "item"}
    }

    assert told <= declared


def test_where_too_few_answered_the_table_says_why() -> None:
    few = findings.tidy(a_release(people=4))
    assert [line[6] for line in few if line[3] != "response"] == []
    assert [line[7] for line in few if line[6] == "why nothing is shown"] != [""]

    six = [line for line in findings.tidy(a_release(people=6)) if line[3] == "item"]
    assert {line[6] for line in six} == {"why nothing is shown"}


def test_own_items_stand_in_it_too() -> None:
    content = a_release() | {
        "apart": [
            {"code": "OWN3", "text": "Help comes.", "marketing": {"mean": 2.0, "low": 1.5, "high": 2.5,
             "band": "15-24"}, "it": None},
        ],
    }  # fmt: skip
    content["stage"] = content["stage"] | {"why_not": "Only own items."}
    lines = findings.tidy(content)

    assert [line[2:8] for line in lines if line[4] == "OWN3"] == [
        ("marketing", "item, no gap", "OWN3", "Help comes.", "mean", 2.0)
    ]
    assert [line[7] for line in lines if line[6] == "why there is none"] == ["Only own items."]


@pytest.fixture
def lead(db: None) -> User:
    return a_lead()


@pytest.fixture
def as_lead(lead: User) -> Client:
    client = Client()
    client.force_login(lead, backend="django.contrib.auth.backends.ModelBackend")
    return client


def closed(by: User) -> Wave:
    answers, invited = files_of(a_survey([alike(2)] * 9, [alike(4)] * 9, invited=(12, 12)))
    return actions.import_answers(
        answers=answers, invited=invited, name="=Autumn", asked_on=AT.date(), by=by, at=AT
    ).new[0]


def test_the_wave_page_offers_the_files_and_they_open(as_lead: Client, lead: User) -> None:
    wave = closed(lead)
    page = as_lead.get(reverse("pulse:wave", args=[wave.pk])).content.decode()
    files = {}
    for kind in ("csv", "xlsx"):
        address = reverse(f"pulse:wave-{kind}", args=[wave.pk])
        assert address in page
        files[kind] = as_lead.get(address).content

    lines = list(csv.reader(io.StringIO(files["csv"].decode("utf-8-sig"))))
    assert tuple(lines[0]) == findings.TIDY_COLUMNS
    assert lines[1][0] == "'=Autumn"  # no spreadsheet takes it for a formula
    book = read_table(files["xlsx"], "wave.xlsx", list(findings.TIDY_COLUMNS))
    assert len(book.rows) == len(lines) - 1


def test_an_open_wave_has_no_files(as_lead: Client, lead: User) -> None:
    wave = closed(lead)
    wave.release.delete()

    assert as_lead.get(reverse("pulse:wave-csv", args=[wave.pk])).status_code == 404


def test_the_teams_of_a_side_have_their_lines() -> None:
    values = alike(3)
    survey = Survey(
        name="Spring",
        respondents=(
            *(Respondent("marketing", "Brand", values) for _ in range(9)),
            *(Respondent("marketing", "Web", values) for _ in range(9)),
            *(Respondent("it", "", values) for _ in range(9)),
        ),
        invited=(
            InvitedBlock("marketing", "Brand", 10),
            InvitedBlock("marketing", "Web", 10),
            InvitedBlock("it", "", 10),
        ),
    )
    lines = findings.tidy(findings.release(survey, instrument(), np.random.default_rng(1)))

    of_teams = [line for line in lines if line[2] == "marketing: Brand"]
    assert len(of_teams) == 12
    assert {line[6] for line in of_teams} == {"mean"}


def test_shares_voices_and_reliability_stand_in_it_where_a_release_tells_them() -> None:
    content = a_release()
    content["dimensions"][0] |= {
        "voice": {"marketing": "one voice", "it": None},
        "reliability": {"value": 0.8, "low": 0.6, "high": 0.9},
    }
    content["items"][0] |= {"shares": {"marketing": [0.2, 0.2, 0.6], "it": None}}
    content["placement"]["today"]["it"] |= {"shares": [0.4, 0.4, 0.2]}
    lines = {line[2:3] + line[4:5] + line[6:8] for line in findings.tidy(content)}

    assert ("marketing", "vision", "voice", "one voice") in lines
    assert ("both sides", "vision", "reliability", 0.8) in lines
    assert ("marketing", "V1", "share that answers 4 or 5", 0.6) in lines
    assert ("IT", "today", "share that answers 1 or 2", 0.4) in lines


def test_an_older_release_tells_the_share_of_each_stage() -> None:
    content = a_release()
    placed = content["placement"]["today"]["it"]
    del placed["shares"]
    placed["distribution"] = [0.1, 0.2, 0.3, 0.2, 0.2]
    lines = {line[2:3] + line[4:5] + line[6:8] for line in findings.tidy(content)}

    assert ("IT", "today", "share that answers 1", 0.1) in lines
