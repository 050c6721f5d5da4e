"""The pages about a release: dimension, question, how sure, common ground, conversation; old releases too."""

import json

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from tests.areas.pulse.factories import AT, a_lead, a_survey, drawn, files_of

from accord.areas.indicators.actions import Said, publish
from accord.areas.indicators.models import Reading
from accord.areas.people.models import Role, User
from accord.areas.pulse import actions
from accord.areas.pulse.models import Release, Wave, instrument

pytestmark = pytest.mark.django_db

PAGES = ("wave", "sure", "common-ground", "conversation")


@pytest.fixture
def lead() -> User:
    return a_lead()


@pytest.fixture
def member() -> Client:
    user = User.objects.create_user("member", password="a long enough one", role=Role.MEMBER)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def a_closed_wave(
    by: User,
    marketing: int = 16,
    it: int = 16,
    invited: tuple[int, int] = (20, 18),
    means: tuple[float, float] = (2.2, 4.0),
    name: str = "Autumn",
) -> Wave:
    generator = np.random.default_rng(4)
    survey = a_survey(
        [drawn(means[0], generator) for _ in range(marketing)],
        [drawn(means[1], generator) for _ in range(it)],
        invited,
    )
    answers, counts = files_of(survey)
    done = actions.import_answers(
        answers=answers, invited=counts, name=name, asked_on=AT.date(), by=by, at=AT
    )
    return done.new[0]


def page(client: Client, name: str, *arguments: object, **asked: str) -> str:
    response = client.get(reverse(f"pulse:{name}", args=arguments), asked)
    assert response.status_code == 200
    return response.content.decode()


def test_a_dimension_says_how_each_side_agrees_and_how_sure_it_is(
    member: Client, lead: User
) -> None:
    found = page(member, "dimension", a_closed_wave(lead).pk, "speed")

    assert "nearly always the higher one" in found
    assert "Marketing: on average 0.6 points or less from its own middle answer" in found
    assert "over all twelve dimensions together (Holm)" in found
    assert "disagree (1 or 2)" in found
    assert "Who cannot tell" in found
    assert "The silent would have to differ by" in found


def test_a_question_has_a_page_of_its_own(member: Client, lead: User) -> None:
    wave = a_closed_wave(lead)
    found = page(member, "question", wave.pk, "speed", "S1")

    assert "The two sides see it differently" in found
    assert "Technology is developed and delivered fast enough" in found
    assert "<svg" in found
    for arguments in ((wave.pk, "speed", "V1"), (wave.pk, "love", "S1"), (999, "speed", "S1")):
        assert member.get(reverse("pulse:question", args=arguments)).status_code == 404


def test_few_answers_lead_with_a_talk_instead_of_verdicts(member: Client, lead: User) -> None:
    wave = a_closed_wave(lead, 6, 7, (7, 7))

    assert "verdicts say little" in page(member, "wave", wave.pk)
    assert "talking says more than verdicts" in page(member, "conversation", wave.pk)
    assert "is told from 8 answers a side" in page(member, "common-ground", wave.pk)
    assert "shown from 15 answers a side" in page(member, "dimension", wave.pk, "speed")
    assert "fewer than 8 people answered" in page(member, "question", wave.pk, "speed", "S1")


def test_a_wave_between_eight_and_fifteen_tells_shares_but_no_spread(
    member: Client, lead: User
) -> None:
    wave = a_closed_wave(lead, 9, 9, (10, 10))

    assert "Shared most" in page(member, "common-ground", wave.pk)
    assert "shown from 15 answers a side" in page(member, "question", wave.pk, "speed", "S1")
    assert "How reliable it is cannot be told" in page(member, "sure", wave.pk)


def test_nearly_everybody_answered_is_said_in_words(member: Client, lead: User) -> None:
    wave = a_closed_wave(lead, 15, 15, (16, 15))

    for name, more in (("sure", ()), ("dimension", ("speed",))):
        assert "how firmly people hold their answers" in page(member, name, wave.pk, *more)


def test_the_sheet_has_topics_room_to_write_and_what_the_records_show(
    member: Client, lead: User
) -> None:
    wave = a_closed_wave(lead)
    publish(
        area="evidence",
        as_of=AT,
        readings=[
            Said("evidence.turn.days", "How many days does a request take?", 40.0, unit="days"),
            Said("evidence.stuck", "How many are stuck?", 3.0, unit="requests"),
            Said("evidence.straight", "Which share was never sent back?", 0.25, unit="share"),
            Said("evidence.ping_pong", "Which share comes back?", None, unit="share"),
        ],
    )
    found = page(member, "conversation", wave.pk)

    assert "What we both would sign" in found
    assert "things to talk about" in found
    assert all(words in found for words in ("40 days", "25 %", "How many are stuck?"))
    assert "Which share comes back?" not in found


def test_common_ground_begins_with_what_both_agree_with(member: Client, lead: User) -> None:
    found = page(member, "common-ground", a_closed_wave(lead, means=(4.4, 4.3)).pk)

    assert "Most on both sides would sign 33 of 33 statements" in found


@pytest.mark.parametrize("name", ["sure", "common-ground", "question", "dimension"])
def test_every_page_can_be_taken_along(member: Client, lead: User, name: str) -> None:
    wave = a_closed_wave(lead)
    more = {"question": ("speed", "S1"), "dimension": ("speed",)}.get(name, ())
    address = reverse(f"pulse:{name}", args=[wave.pk, *more])

    table = member.get(address, {"format": "csv"}).content.decode()
    assert len(table.splitlines()) > 1
    assert "None" not in table
    assert member.get(address, {"format": "xlsx"}).content.startswith(b"PK")
    assert b"<svg" in member.get(address, {"format": "svg"}).content
    assert member.get(address, {"format": "png"}).content.startswith(b"\x89PNG")
    assert member.get(address, {"format": "pdf"}).status_code == 404


def test_without_figures_there_is_no_picture_to_take_along(member: Client, lead: User) -> None:
    wave = a_closed_wave(lead, 4, 9)
    for name in ("sure", "common-ground"):
        address = reverse(f"pulse:{name}", args=[wave.pk])
        assert member.get(address, {"format": "png"}).status_code == 404
        assert member.get(address, {"format": "csv"}).status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_a_suppressed_wave_says_why_on_every_page(member: Client, lead: User, name: str) -> None:
    wave = a_closed_wave(lead, 4, 9)

    assert "fewer than 5 people answered on one side or on both" in page(member, name, wave.pk)
    for more in (("dimension", "speed"), ("question", "speed", "S1")):
        assert "fewer than 5 people answered" in page(member, more[0], wave.pk, *more[1:])


def as_of_old(release: Release) -> None:
    """A release as it was before format 2."""
    content = json.loads(json.dumps(release.content)) | {"format": 1}
    for part in content["dimensions"]:
        del part["voice"], part["reliability"]
    for item in content["items"]:
        del item["voice"], item["shares"], item["agreeing"]
        item["consensus"] = {"marketing": 0.5, "it": None}
    for placed in content["placement"].values():
        for found in placed.values():
            found["distribution"] = found.pop("shares")
    release.content, release.certificate = content, {}
    release.save()


@pytest.mark.parametrize("name", [*PAGES, "protection"])
def test_an_old_release_still_opens(member: Client, lead: User, name: str) -> None:
    wave = a_closed_wave(lead)
    as_of_old(wave.release)
    actions.publish_latest(at=AT)

    found = page(member, name, wave.pk)
    page(member, "dimension", wave.pk, "speed")
    page(member, "question", wave.pk, "speed", "S1")
    assert Reading.objects.get(name="pulse.reliability.speed").value is None
    if name == "common-ground":
        assert "were not published yet" in found
    if name == "sure":
        assert "was not told when this pulse was closed" in found


def test_the_stage_of_each_wave_is_listed_with_its_gates(member: Client, lead: User) -> None:
    first = a_closed_wave(lead, means=(2.2, 3.0))
    a_closed_wave(lead, 4, 9, name="Too few")
    found = page(member, "wave", first.pk)

    assert "By the answers of each pulse" in found
    assert "cannot tell" in found
    assert "Every gate on the answers" in found
    assert "not met" in found


def test_every_finding_is_on_the_notice_board_with_its_sentence(lead: User) -> None:
    wave = a_closed_wave(lead, means=(4.4, 4.3))
    keys = [part.key for part in instrument().dimensions]
    board = {(row.name, row.part): row for row in Reading.objects.all()}

    for key in keys:
        for name in (f"agreement.{key}.it", f"tipping.{key}", f"reliability.{key}"):
            assert board[f"pulse.{name}", ""].detail["sentence"].endswith(".")
    assert board["pulse.common-ground", ""].value == 33
    assert board["pulse.common-ground.statement", "V1"].detail["place"] >= 1
    assert board["pulse.common-ground", ""].link == f"/pulse/waves/{wave.pk}/common-ground/"
