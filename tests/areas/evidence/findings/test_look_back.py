"""Sentences, picture and history of a look-back, by hand."""

import datetime as dt
import zoneinfo

import pytest
from tests.conftest import AT

from accord.areas.evidence import actions
from accord.areas.evidence.findings import level_words, looked_back
from accord.areas.evidence.findings.look_back import (
    history,
    lines,
    recorded,
    recorded_days,
    sentence,
    suggestions,
)
from accord.areas.evidence.models import Level, LookBack, LookBackMark, Source
from accord.areas.people.models import User
from accord.charts.look_back import Pair

pytestmark = pytest.mark.django_db
BERLIN, AUCKLAND = zoneinfo.ZoneInfo("Europe/Berlin"), zoneinfo.ZoneInfo("Pacific/Auckland")
ALIKE = {"asked": (0, 3), "live": (30, 30)}


@pytest.fixture
def closed(lena: User) -> LookBack:
    row = actions.open_look_back(
        title="Autumn",
        requests=[("Launch, page", ""), ("Mailing", ""), ("Film", "")],
        by=lena,
        at=AT,
    )
    row.closed_at = AT
    row.save()
    return row


def say(row: LookBack, place: int, said: dict[str, tuple[int | None, int | None]]) -> None:
    """Milestone → day of marketing and of IT, in March and after."""
    request = row.requests.get(place=place)
    for milestone, both in said.items():
        for side, number in zip(("marketing", "it"), both, strict=True):
            day = None if number is None else dt.date(2026, 3, 1) + dt.timedelta(days=number)
            LookBackMark.objects.create(
                request=request, side=side, milestone=milestone, day=day, turn="it"
            )


def test_the_sentence_tells_how_many_are_alike_and_the_widest_difference(closed: LookBack) -> None:
    say(closed, 1, ALIKE | {"ready": (9, 28)})
    say(closed, 2, ALIKE)
    say(closed, 3, {"asked": (0, None)})
    found = looked_back(closed, None)

    assert sentence(found) == (
        "You remember 1 of 2 requests alike; on “Launch, page” you differ by 19 days about when it "
        "was ready"
    )
    assert [row.verdict for row in found.rows] == ["apart", "alike", "open"]
    assert (found.compared, found.open, found.taken_in) == (2, 1, 2)
    assert [one.milestone for _, one in found.days_differing] == ["ready"]
    assert (found.turns_differing, found.turns_compared) == ([], 6)


def test_all_alike_and_nothing_to_compare(closed: LookBack) -> None:
    assert sentence(looked_back(closed, None)).startswith("Too few days were given")
    say(closed, 1, ALIKE)
    assert sentence(looked_back(closed, None)) == "You remember 1 of 1 requests alike"


def test_the_picture_begins_with_the_first_day_that_anybody_names(closed: LookBack) -> None:
    say(closed, 1, {"asked": (4, 2), "live": (30, None)})
    (line,) = lines(looked_back(closed, None))

    assert line.label == "Launch, page"
    assert line.pairs[0] == Pair("asked", 2, 0, True)
    assert line.pairs[4] == Pair("live", 28, None, False)


@pytest.mark.parametrize(("zone", "offset"), [(BERLIN, "+01:00"), (AUCKLAND, "+13:00")])
def test_a_history_says_noon_at_one_offset_all_year(
    closed: LookBack, zone: zoneinfo.ZoneInfo, offset: str
) -> None:
    say(closed, 1, ALIKE | {"ready": (9, 28)})

    assert history(closed, zone).decode().splitlines() == [
        "item,at,status,holder,title",
        f'L{closed.pk}-1,2026-03-02T12:00:00{offset},"Asked, IT’s turn",,"Launch, page"',
        f'L{closed.pk}-1,2026-03-31T12:00:00{offset},Live,,"Launch, page"',
    ]


def test_without_agreement_there_is_no_history(closed: LookBack) -> None:
    say(closed, 1, {"asked": (0, 20), "live": (30, 30)})

    assert history(closed, BERLIN) == b""


def test_a_request_is_found_by_its_own_name_or_that_of_an_item(world: object) -> None:
    from accord.areas.evidence.views.question import figures_now

    figures = figures_now()
    found = recorded(figures, "web-1")
    assert found is not None
    assert recorded(figures, found.key) == found
    assert recorded(figures, "nowhere") is None
    assert recorded(None, "web-1") is None
    assert recorded_days(figures, "nowhere") == {}
    assert recorded_days(figures, "web-94").keys() == {"asked", "started"}
    assert suggestions(None) == []
    assert suggestions(figures)[0] == ("Request 6", "WEB-6")


def test_level_words_tell_memory_from_records() -> None:
    memory = Source(name="Look-back", level=Level.REMEMBERED)
    jira = Source(name="Jira", level=Level.CHANGELOG)

    assert level_words([memory]) == (
        "Look-back holds what both sides remember, not what a tracker recorded."
    )
    assert level_words([memory, jira]).endswith(
        "Rests on the full history of changes of every tracker."
    )
