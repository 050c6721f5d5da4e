"""Importing the export of a survey tool by page: columns told once, nothing kept in between."""

from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.areas.pulse.factories import AT, a_lead, upload

from accord.areas.people.models import JournalEntry, User
from accord.areas.pulse import actions
from accord.areas.pulse.actions import Asked
from accord.areas.pulse.forms import MappingForm
from accord.areas.pulse.models import Answer, SurveyMapping, Wave

pytestmark = pytest.mark.django_db

HEADER = "id,submitdate,ipaddr,email,Your side,Team,V1,IT keeps the promises it makes to marketing,Remarks"
WORDS = {"marketing": "Rather disagree", "it": "Agree"}


def rows(people: int = 9) -> list[str]:
    lines = [HEADER]
    for number in range(people):
        for side, team in (("Marketing", "Brand"), ("IT", "Platform")):
            lines.append(
                f"{number},1980-01-01,10.0.0.{number},p{number}@secret.example,{side},{team},"
                f"A{4 if side == 'IT' else 2},{WORDS[side.lower()]},Secret remark {side} {number}"
            )
    return [*lines, "99,,,,IT,Platform,A1,Agree,"]


@pytest.fixture
def lead() -> User:
    return a_lead()


@pytest.fixture
def as_lead(lead: User) -> Client:
    client = Client()
    client.force_login(lead, backend="django.contrib.auth.backends.ModelBackend")
    return client


def given(*lines: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("results.csv", "\n".join(lines or rows()).encode())


def looked_at(client: Client, *lines: str) -> Any:
    return client.post(reverse("pulse:survey"), {"file": given(*lines)})


def said(form: MappingForm, **other: str) -> dict[str, str]:
    """Everything as the form proposes it, and the rest."""
    proposed = {name: str(form[name].value() or "") for name in form.fields}
    rest = {
        "name": "Survey", "asked_on": "2026-03-02", "invited_marketing": "12", "invited_it": "12",
        "header": form.look.fingerprint,
    }  # fmt: skip
    return proposed | rest | other


def imported(client: Client, *lines: str, **other: str) -> Any:
    form = looked_at(client, *lines).context["form"]
    data = said(form, **other) | {"file": given(*lines)}
    return client.post(reverse("pulse:survey"), data, follow=True)


def test_the_columns_are_shown_without_rows_and_guesses_as_guesses(as_lead: Client) -> None:
    assert "Import answers from another survey tool" in (
        as_lead.get(reverse("pulse:survey")).content.decode()
    )
    page = looked_at(as_lead).content.decode()

    assert "looks like an export of LimeSurvey" in page
    assert "18 finished rows; 1 unfinished one will be left out" in page
    assert "by its code" in page
    assert "a guess: 99 % alike" in page
    assert (
        "Left out and never stored: id (a number of the respondent); submitdate (a time);" in page
    )
    assert "email (a mail address)" in page
    for secret in ("secret.example", "10.0.0.", "Secret remark"):
        assert secret not in page


def test_an_export_is_imported_as_told_and_nothing_else_is_kept(
    as_lead: Client,
) -> None:
    page = imported(as_lead).content.decode()

    assert "Survey is imported. 1 unfinished row was left out." in page
    wave = Wave.objects.get()
    assert wave.imported
    assert wave.answers.count() == 18
    assert {tuple(row.values.items()) for row in wave.answers.all()} == {
        (("V1", 2), ("P1", 2)), (("V1", 4), ("P1", 5)),
    }  # fmt: skip
    assert JournalEntry.objects.filter(verb="mapped", kind="survey").exists()
    for model in apps.get_models():
        written = str(list(model._default_manager.values())).lower()
        assert "secret" not in written, model
        assert "10.0.0." not in written, model


def test_the_next_file_with_this_header_is_known_until_it_is_forgotten(as_lead: Client) -> None:
    imported(as_lead)
    again = looked_at(as_lead)
    assert "told it on" in again.content.decode()
    assert "as told before" in again.content.decode()
    same = imported(as_lead).content.decode()
    assert "had been imported before; nothing has changed" in same

    start = as_lead.get(reverse("pulse:survey")).content.decode()
    assert "Headers that are known" in start
    saved = SurveyMapping.objects.get()
    done = as_lead.post(reverse("pulse:survey-forget", args=[saved.pk]), follow=True)
    assert "is forgotten" in done.content.decode()
    assert not SurveyMapping.objects.exists()


def test_the_teams_may_be_told_with_their_numbers(as_lead: Client) -> None:
    told = {"column-5": "block", "invited_blocks": "marketing; Brand; 12\n\nIT; Platform; 12"}
    page = imported(as_lead, **told).content.decode()

    assert "Survey is imported." in page
    assert {(part.side, part.block) for part in Wave.objects.get().invited_counts.all()} == {
        ("marketing", "Brand"), ("it", "Platform"),
    }  # fmt: skip
    kept = looked_at(as_lead).context["form"]
    assert kept["column-5"].value() == "block"


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"column-4": ""}, "exactly one column that it names the side"),
        ({"column-6": "", "column-7": ""}, "at least one column which question"),
        ({"column-7": "V1"}, "Two columns answer V1."),
        ({"column-8": "P2"}, "“Remarks” holds 18 different values"),
        ({"invited_it": ""}, "how many people of each side were invited"),
        ({"invited_it": "3"}, "9 people of IT answered, but only 3 were invited"),
        ({"name": ""}, "This field is required."),
        ({"column-5": "block"}, "how many people of each team were invited"),
        ({"column-5": "block", "invited_blocks": "it; A"}, "line 1: write side; team; number"),
        ({"column-5": "block", "invited_blocks": "it; A; many"}, "write side; team; number"),
        (
            {"column-5": "block", "invited_blocks": "it; Platform; 12"},
            "say how many were invited of marketing, team “Brand”",
        ),
    ],
)
def test_what_is_not_told_is_asked_in_one_sentence(
    as_lead: Client, other: dict[str, str], sentence: str
) -> None:
    page = imported(as_lead, **other).content.decode()

    assert sentence in page
    assert not Wave.objects.exists()
    assert not Answer.objects.exists()


def test_a_value_or_side_that_nobody_knows_is_asked(as_lead: Client) -> None:
    lines = [HEADER, "1,1980-01-01,,,Marketing,,A2,So and so,", "2,1980-01-01,,,IT,,A2,Agree,",
             "3,1980-01-01,,,Somewhere,,A2,Agree,"]  # fmt: skip
    page = imported(as_lead, *lines).content.decode()

    assert "Say which point “So and so” is." in page
    assert "Say which side “Somewhere” is." in page


def test_another_file_in_between_is_looked_at_anew(as_lead: Client) -> None:
    form = looked_at(as_lead).context["form"]
    other = given("a,b", "1,2")
    page = as_lead.post(reverse("pulse:survey"), said(form) | {"file": other}).content.decode()

    assert "another header than the one before" in page
    assert not Wave.objects.exists()


def test_what_is_no_export_is_refused(as_lead: Client) -> None:
    assert "has a header but no rows" in looked_at(as_lead, "a,b").content.decode()


def test_who_is_of_no_side_is_left_out_of_the_numbers(lead: User) -> None:
    look = actions.look_at_survey(upload=upload("x.csv", *rows()))
    form = MappingForm(look, Asked(), None)
    told = said(form, **{form.side_fields()[0].name: "-"})
    bound = MappingForm(look, Asked(), None, told)
    assert bound.is_valid(), bound.errors
    done = actions.import_survey(
        look=look, told=bound.mapping(), invited=bound.invited(), name="S", asked_on=AT.date(),
        asked=Asked(), by=lead, at=AT,
    )  # fmt: skip
    assert {row.side for row in done.new[0].answers.all()} == {"marketing"}


def test_where_all_rows_are_finished_nothing_is_said_of_it(as_lead: Client) -> None:
    page = imported(as_lead, *rows()[:-1]).content.decode()

    assert "Survey is imported." in page
    assert "left out." not in page
