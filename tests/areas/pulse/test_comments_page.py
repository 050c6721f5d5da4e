"""The section of a closed wave with what people wrote."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.areas.pulse.factories import (
    AT,
    a_lead,
    a_survey,
    alike,
    an_open_wave,
    files_of,
    two_teams,
)

from accord.areas.people.models import User
from accord.areas.pulse import actions
from accord.areas.pulse.models import SHORT, Release, Wave

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> User:
    return a_lead()


@pytest.fixture
def page_of(lead: User) -> Callable[[Wave], str]:
    client = Client()
    client.force_login(lead, backend="django.contrib.auth.backends.ModelBackend")
    return lambda wave: client.get(reverse("pulse:wave", args=[wave.pk])).content.decode()


def closed(lead: User, comments: dict[str, int], text: str = "Plan <earlier>, together") -> Wave:
    """Ten a side answer; so many of them write something."""
    wave = an_open_wave(lead, two_teams(10))
    sides: dict[str, int] = {}
    for link in actions.make_links(wave=wave, by=lead, at=AT):
        sides[link.side] = sides.get(link.side, 0) + 1
        said = text if sides[link.side] <= comments[link.side] else ""
        actions.answer(token=link.token, values=alike(3), comment=said)
    actions.close_wave(wave=wave, by=lead, at=AT)
    wave.refresh_from_db()
    return wave


def test_comments_and_their_themes_are_shown(lead: User, page_of: Callable[[Wave], str]) -> None:
    page = page_of(closed(lead, {"marketing": 10, "it": 9}))

    assert page.count("Plan &lt;earlier&gt;, together") == 10
    assert "Fewer than 10 wrote one: nothing is shown." in page
    assert ">earlier</th>" in page
    assert "not shown</td>" in page


def test_too_few_comments_are_told_like_none(lead: User, page_of: Callable[[Wave], str]) -> None:
    page = page_of(closed(lead, {"marketing": 9, "it": 0}))

    assert page.count("Fewer than 10 wrote one: nothing is shown.") == 2
    assert "Plan &lt;earlier" not in page


def test_an_import_and_an_old_release_have_no_comments(
    lead: User, page_of: Callable[[Wave], str]
) -> None:
    answers, invited = files_of(a_survey([alike(2)] * 6, [alike(4)] * 6))
    (wave,) = actions.import_answers(
        answers=answers, invited=invited, name="Autumn", asked_on=AT.date(), by=lead, at=AT
    ).new
    assert "In their own words" not in page_of(wave)
    made = Release.objects.get()
    del made.content["comments"]
    made.save()

    assert "In their own words" not in page_of(wave)


def test_a_short_wave_shows_what_it_asked(
    lead: User, page_of: Callable[[Wave], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Wave, "form", SHORT, raising=False)
    wave = an_open_wave(lead, two_teams(9))
    for link in actions.make_links(wave=wave, by=lead, at=AT):
        actions.answer(token=link.token, values={"V1": 3, "O1": 4})
    actions.close_wave(wave=wave, by=lead, at=AT)
    wave.refresh_from_db()
    page = page_of(wave)

    assert "The short form asks for no guesses." in page
    assert "What comes first" not in page
    assert "In their own words" not in page
    assert "Marketing and IT work together at the right level." in page
