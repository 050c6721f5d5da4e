"""Screens: who may see what, what they say, and that nothing leaks while a wave is open."""

import csv
import io
import logging

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.areas.pulse.factories import (
    AT,
    a_lead,
    a_survey,
    a_team,
    alike,
    an_open_wave,
    files_of,
    two_teams,
)

from accord.areas.people.models import Role, User
from accord.areas.pulse import actions
from accord.areas.pulse.models import Answer, Wave, instrument
from accord.areas.pulse.queries import invitable

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> User:
    return a_lead()


@pytest.fixture
def as_lead(lead: User) -> Client:
    client = Client()
    client.force_login(lead, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def member() -> Client:
    user = User.objects.create_user("member", password="a long enough one", role=Role.MEMBER)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def a_closed_wave(by: User, marketing: int = 9, it: int = 9) -> Wave:
    survey = a_survey([alike(2)] * marketing, [alike(4)] * it, invited=(12, 12))
    answers, invited = files_of(survey)
    done = actions.import_answers(
        answers=answers, invited=invited, name="Autumn", asked_on=AT.date(), by=by, at=AT
    )
    return done.new[0]


def links_of(as_lead: Client, wave: Wave) -> list[dict[str, str]]:
    response = as_lead.post(reverse("pulse:links", args=[wave.pk]))
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_an_empty_index_teaches_and_offers_the_way(as_lead: Client, member: Client) -> None:
    page = as_lead.get(reverse("pulse:index")).content.decode()

    assert "Nobody has been asked yet" in page
    assert reverse("pulse:open") in page
    assert reverse("pulse:open") not in member.get(reverse("pulse:index")).content.decode()


def test_the_index_shows_the_newest_wave_and_all(as_lead: Client, lead: User) -> None:
    a_closed_wave(lead)
    an_open_wave(lead)
    page = as_lead.get(reverse("pulse:index")).content.decode()

    assert "Twelve of twelve differ clearly." in page
    assert "open for answers" in page
    assert "imported" in page


def test_the_first_open_wave_has_an_index(as_lead: Client, lead: User) -> None:
    an_open_wave(lead)

    assert "The first pulse is open" in as_lead.get(reverse("pulse:index")).content.decode()


def test_the_form_lists_teams_and_opens_a_wave(as_lead: Client) -> None:
    people = two_teams()
    address = reverse("pulse:open")
    page = as_lead.get(address).content.decode()
    assert "Brand 0" in page
    response = as_lead.post(
        address,
        {
            "name": "Spring",
            "people": [part.person.pk for part in people],
            "broken_down": ["it"],
            "request_types": "Landing page\n\nLanding page\nReport",
        },
    )
    wave = Wave.objects.get()

    assert response["Location"] == reverse("pulse:wave", args=[wave.pk])
    assert wave.request_types == ["Landing page", "Report"]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"name": ""}, "This field is required"),
        ({"people": []}, "This field is required"),
        ({"request_types": "a\nb\nc\nd\ne\nf"}, "At most five kinds"),
        ({"request_types": "x" * 61}, "at most 60 letters"),
    ],
)
def test_mistakes_in_the_form_are_told(
    as_lead: Client, given: dict[str, object], sentence: str
) -> None:
    people = two_teams()
    right = {"name": "Spring", "people": [part.person.pk for part in people], "request_types": ""}
    response = as_lead.post(reverse("pulse:open"), right | given)

    assert sentence in response.content.decode()
    assert not Wave.objects.exists()


def test_too_few_people_are_told_in_the_form(as_lead: Client) -> None:
    people = two_teams(3)
    given = {"name": "Spring", "people": [part.person.pk for part in people]}

    page = as_lead.post(reverse("pulse:open"), given).content.decode()
    assert "Only 3 people of marketing are invited" in page


def test_without_teams_the_form_leads_to_people(as_lead: Client) -> None:
    assert "Name teams and people first" in as_lead.get(reverse("pulse:open")).content.decode()


def test_links_come_as_a_list_to_mail_from(as_lead: Client, lead: User) -> None:
    rows = links_of(as_lead, an_open_wave(lead))

    assert len(rows) == 12
    assert rows[0]["email"] == "brand0@example.com"
    assert rows[0]["link"].startswith("http://testserver/pulse/answer/")


def test_a_name_is_no_formula_in_the_list(as_lead: Client, lead: User) -> None:
    a_team("=cmd", "marketing", 5)
    a_team("Platform", "it", 5)
    rows = links_of(as_lead, an_open_wave(lead, invitable(AT.date())))

    assert rows[0]["name"] == "'=cmd 0"


def test_an_open_wave_shows_a_band_a_side_and_nothing_else(as_lead: Client, lead: User) -> None:
    wave = an_open_wave(lead)
    address = reverse("pulse:wave", args=[wave.pk])
    rows = links_of(as_lead, wave)
    before = as_lead.get(address).content
    actions.answer(token=rows[0]["link"].split("/")[-2], values=alike(1))

    after = as_lead.get(address).content
    assert b"under a quarter answered" in after
    assert strip(before) == strip(after)
    assert as_lead.get(reverse("pulse:dimension", args=[wave.pk, "speed"])).status_code == 404


def strip(page: bytes) -> bytes:
    """Without the tokens that differ from request to request."""
    differ = (b"csrfmiddlewaretoken", b'name="code"', b"data-saved-as")
    return b"\n".join(
        line for line in page.splitlines() if not any(name in line for name in differ)
    )


def test_closing_leads_to_the_findings(as_lead: Client, lead: User) -> None:
    wave = an_open_wave(lead)
    for row in links_of(as_lead, wave):
        value = 2 if row["side"] == "marketing" else 4
        actions.answer(token=row["link"].split("/")[-2], values=alike(value))
    asked = as_lead.get(reverse("pulse:close", args=[wave.pk])).content.decode()
    assert "Close this pulse and publish it?" in asked
    assert "three quarters or more answered" in asked
    assert wave.answers.exists()
    assert not hasattr(wave, "release")

    response = as_lead.post(reverse("pulse:close", args=[wave.pk]), follow=True)

    assert "Twelve of twelve differ clearly." in response.content.decode()
    assert "<svg" in response.content.decode()
    again = as_lead.post(reverse("pulse:close", args=[wave.pk]), follow=True)
    assert "closed already" in again.content.decode()
    late = as_lead.get(reverse("pulse:close", args=[wave.pk]))
    assert late.headers["Location"] == reverse("pulse:wave", args=[wave.pk])
    links = as_lead.post(reverse("pulse:links", args=[wave.pk]), follow=True)
    assert "lead nowhere" in links.content.decode()


def test_a_dimension_shows_its_questions(as_lead: Client, lead: User) -> None:
    wave = a_closed_wave(lead)
    page = as_lead.get(reverse("pulse:dimension", args=[wave.pk, "speed"])).content.decode()

    assert "The two sides see it differently" in page
    assert "Technology is developed and delivered fast enough" in page
    assert as_lead.get(reverse("pulse:dimension", args=[wave.pk, "love"])).status_code == 404


@pytest.mark.parametrize("counts", [(4, 9), (9, 4), (1, 1)])
def test_a_suppressed_wave_says_the_same_whatever_the_reason(
    as_lead: Client, lead: User, counts: tuple[int, int]
) -> None:
    wave = a_closed_wave(lead, *counts)
    for address in (
        reverse("pulse:wave", args=[wave.pk]),
        reverse("pulse:dimension", args=[wave.pk, "speed"]),
        reverse("pulse:index"),
    ):
        response = as_lead.get(address)
        assert response.status_code == 200
        assert "fewer than 5 people answered on one side or on both" in response.content.decode()


def test_answers_can_be_deleted_and_what_was_published_stays(as_lead: Client, lead: User) -> None:
    wave = a_closed_wave(lead)
    before = as_lead.get(reverse("pulse:wave", args=[wave.pk])).content.decode()
    asked = as_lead.get(reverse("pulse:forget", args=[wave.pk])).content.decode()

    after = as_lead.post(reverse("pulse:forget", args=[wave.pk]), follow=True).content.decode()

    assert "Delete the answers of this pulse?" in asked
    assert not Answer.objects.exists()
    assert "The answers themselves are deleted." in after
    assert (
        before.partition("<h1>")[2].partition("How this is")[0]
        == (after.partition("<h1>")[2].partition("How this is")[0])
    )
    again = as_lead.get(reverse("pulse:forget", args=[wave.pk]))
    assert again.headers["Location"] == reverse("pulse:wave", args=[wave.pk])


def test_answers_of_an_open_wave_cannot_be_deleted(as_lead: Client, lead: User) -> None:
    wave = an_open_wave(lead)
    page = as_lead.post(reverse("pulse:forget", args=[wave.pk]), follow=True).content.decode()

    assert "This pulse is open. Close it first" in page


def test_imports_go_through_the_page_and_can_be_undone(as_lead: Client) -> None:
    answers, invited = files_of(a_survey([alike(2)] * 6, [alike(4)] * 6))
    given = {"name": "Autumn", "asked_on": "2025-10-01"}

    def send() -> str:
        files = {
            "answers": SimpleUploadedFile("answers.csv", answers.content),
            "invited": SimpleUploadedFile("invited.csv", invited.content),
        }
        return as_lead.post(reverse("pulse:import"), given | files, follow=True).content.decode()

    assert "Autumn is imported." in send()
    assert "nothing has changed" in send()
    wave = Wave.objects.get()
    page = as_lead.post(reverse("pulse:undo", args=[wave.pk]), follow=True).content.decode()
    assert "The import of Autumn is undone." in page
    assert not Wave.objects.exists()


def test_a_mistake_in_a_file_is_told_on_the_page(as_lead: Client) -> None:
    files = {
        "answers": SimpleUploadedFile("a.csv", b"side,respondent,item,value\nit,1,V1,9"),
        "invited": SimpleUploadedFile("i.csv", b"side,invited\nit,9"),
    }
    given = {"name": "Autumn", "asked_on": "2025-10-01"}

    page = as_lead.post(reverse("pulse:import"), given | files).content.decode()
    assert "a.csv, line 2: “9” is not an answer to V1." in page
    assert "What the files look like" in as_lead.get(reverse("pulse:import")).content.decode()


def test_what_was_answered_here_cannot_be_undone_on_the_page(as_lead: Client, lead: User) -> None:
    wave = an_open_wave(lead)

    page = as_lead.post(reverse("pulse:undo", args=[wave.pk]), follow=True).content.decode()
    assert "Only an import can be undone" in page


def test_the_instrument_and_every_card_can_be_read(member: Client) -> None:
    assert "Twelve dimensions" in member.get(reverse("pulse:instrument")).content.decode()
    for code in instrument().items:
        page = member.get(reverse("pulse:item", args=[code])).content.decode()
        assert "content-valid draft, not psychometrically validated" in page
    assert member.get(reverse("pulse:item", args=["V99"])).status_code == 404


@pytest.mark.parametrize(
    ("name", "arguments"),
    [("open", []), ("import", []), ("links", [1]), ("close", [1]), ("undo", [1])],
)
def test_members_may_read_but_not_run(member: Client, name: str, arguments: list[int]) -> None:
    assert member.post(reverse(f"pulse:{name}", args=arguments)).status_code == 403


def test_visitors_are_sent_to_sign_in(client: Client) -> None:
    response = client.get(reverse("pulse:index"))

    assert response.status_code == 302
    assert reverse("people:sign-in") in response["Location"]


@pytest.fixture
def link(as_lead: Client, lead: User) -> str:
    wave = an_open_wave(lead, request_types=["Landing page"])
    return links_of(as_lead, wave)[0]["link"]


def test_answering_needs_no_account_and_says_first_what_is_published(
    client: Client, link: str
) -> None:
    response = client.get(link)
    page = response.content.decode()

    assert response.status_code == 200
    assert "What will be published" in page
    assert "(6 people are asked)" in page
    assert "Nothing is shown by team" in page
    assert page.count("I cannot tell") >= 33
    assert response["Referrer-Policy"] == "strict-origin"
    assert "no-store" in response["Cache-Control"]


def test_the_block_and_its_size_are_told_before_answering(as_lead: Client, lead: User) -> None:
    a_team("Brand", "marketing", 6)
    a_team("Media", "marketing", 7)
    a_team("Platform", "it", 5)
    wave = an_open_wave(lead, invitable(AT.date()), broken_down=["marketing"])
    page = Client().get(links_of(as_lead, wave)[0]["link"]).content.decode()

    assert "Yours counts in “Brand”, in which 6 people are asked" in page


def test_an_answer_is_taken_and_the_second_use_is_kind(client: Client, link: str) -> None:
    given = {"V1": "4", "V2": "?", "O2": "3", "U1": "2", "Y1": "1", "Y2": "2", "fair-0": "7.5"}
    response = client.post(link, given, follow=True)

    assert "Thank you, your answers are in" in response.content.decode()
    assert Answer.objects.get().values == {
        "V1": 4, "V2": None, "O2": 3, "U1": 2, "Y1": 1, "Y2": 2, "fair:Landing page": 7.5,
    }  # fmt: skip
    again = client.post(link, {"V1": "1"}, follow=True)
    assert "if it had been used before, the first answer counts" in again.content.decode()
    assert Answer.objects.get().values["V1"] == 4


def test_nobody_who_holds_the_links_can_tell_a_used_one(as_lead: Client, lead: User) -> None:
    unused, used = (row["link"] for row in links_of(as_lead, an_open_wave(lead))[:2])
    as_lead.post(used, {"V1": "4"})

    for given in (None, {}, {"V1": "9"}):
        one, other = (
            Client().get(link) if given is None else Client().post(link, given)
            for link in (unused, used)
        )
        assert one.status_code == other.status_code
        assert strip(one.content) == strip(other.content)
        names = set(one.headers) - {"Expires"}  # the clock goes on between the two
        assert {name: one.headers[name] for name in names} == {
            name: other.headers[name] for name in set(other.headers) - {"Expires"}
        }


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Nothing is answered yet. Your link stays valid."),
        ({"Y1": "1", "Y2": "1"}, "Give every place only once, please."),
        ({"V1": "4", "fair-0": "-2"}, "greater than or equal to 0"),
        ({"V1": "9"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_taken_is_told_and_the_link_stays(
    client: Client, link: str, given: dict[str, str], sentence: str
) -> None:
    response = client.post(link, given)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Answer.objects.exists()
    assert client.get(link).status_code == 200


def test_an_unknown_link_is_told_kindly(client: Client) -> None:
    response = client.get(reverse("pulse:answer", args=["nonsense"]))

    assert response.status_code == 410
    assert "This link is not known" in response.content.decode()


def test_nothing_of_an_answer_is_logged(
    client: Client, link: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        client.post(link, {"V1": "4", "fair-0": "777"})

    token = link.split("/")[-2]
    told = [record for record in caplog.records if not record.name.startswith("django.db")]
    assert not any("777" in record.getMessage() for record in told)
    assert not any(token in record.getMessage() for record in told)


def test_a_signed_in_person_is_not_named_on_the_page(as_lead: Client, link: str) -> None:
    assert "lead</summary>" not in as_lead.get(link).content.decode()
