"""T7: a group that is too small looks like one that is empty, and an unknown one like any other unknown."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.areas.pulse.factories import AT, a_lead, a_survey, alike, files_of
from tests.attack.crawler import signed_in

from accord.areas.people.models import User
from accord.areas.pulse import actions
from accord.areas.pulse.frames import Values
from accord.areas.pulse.models import Wave

pytestmark = pytest.mark.django_db
ABOUT = ("wave", "sure", "common-ground", "conversation", "protection", "certificate")


def a_wave(by: User, marketing: list[Values], it: list[Values], name: str) -> Wave:
    answers, invited = files_of(a_survey(marketing, it, (24, 24)))
    done = actions.import_answers(
        answers=answers, invited=invited, name=name, asked_on=AT.date(), by=by, at=AT
    )
    return done.new[0]


@pytest.fixture
def lead() -> User:
    return a_lead()


@pytest.fixture
def client(lead: User) -> Client:
    return signed_in(lead)


def seen(response: HttpResponse, wave: Wave) -> tuple[object, ...]:
    """All that comes back, but for the wave's own name and number."""
    text = response.content.decode().replace(wave.name, "").replace(f"/{wave.pk}/", "//")
    heads = {name: value for name, value in response.headers.items() if "ookie" not in name}
    for name in ("Content-Length", "Content-Disposition"):
        heads.pop(name, None)
    token = text.find("csrfmiddlewaretoken")
    while token >= 0:
        text = text[:token] + text[text.index(">", token) :]
        token = text.find("csrfmiddlewaretoken")
    return response.status_code, heads, text


def everywhere(client: Client, wave: Wave) -> list[tuple[object, ...]]:
    addresses = [
        *(reverse(f"pulse:{name}", args=[wave.pk]) for name in ABOUT),
        reverse("pulse:dimension", args=[wave.pk, "speed"]),
        reverse("pulse:question", args=[wave.pk, "speed", "S1"]),
        reverse("pulse:dimension", args=[wave.pk, "nothing"]),
        reverse("pulse:question", args=[wave.pk, "speed", "Z9"]),
    ]
    return [seen(client.get(address), wave) for address in addresses]


def test_four_answers_look_like_one(client: Client, lead: User) -> None:
    four = a_wave(lead, [alike(4)] * 4, [alike(2)] * 9, "four of a side")
    one = a_wave(lead, [alike(1)], [alike(5)] * 9, "one of a side!")

    assert everywhere(client, four) == everywhere(client, one)


def test_a_question_that_seven_answered_looks_like_one_that_nobody_did(
    client: Client, lead: User
) -> None:
    def told(few: int, name: str) -> list[tuple[object, ...]]:
        people: list[Values] = [dict(alike(3)) for _ in range(16)]
        for person in people[few:]:
            person.pop("S1")  # type: ignore[attr-defined]
            person.pop("S2")  # type: ignore[attr-defined]
            person.pop("S3")  # type: ignore[attr-defined]
        wave = a_wave(lead, people, [alike(3)] * 16, name)
        address = reverse("pulse:question", args=[wave.pk, "speed", "S1"])
        return [seen(client.get(address), wave)]

    assert told(7, "aaaa") == told(0, "bbbb")


def test_an_unknown_dimension_looks_the_same_whether_the_wave_is_shown_or_not(
    client: Client, lead: User
) -> None:
    hidden = a_wave(lead, [alike(4)] * 4, [alike(2)] * 9, "aaaa")
    shown = a_wave(lead, [alike(4)] * 16, [alike(2)] * 16, "bbbb")

    assert everywhere(client, hidden)[-2:] == everywhere(client, shown)[-2:]
