"""Publishing: an area replaces what it had said, on one board."""

import pytest
from django.db import IntegrityError
from tests.conftest import AT

from accord.areas.indicators import actions, queries
from accord.areas.indicators.actions import Raised, Said
from accord.areas.indicators.models import Direction, Reading, Signal

pytestmark = pytest.mark.django_db
DAYS = Said(
    name="evidence.turn.days",
    question="How many days?",
    value=36.0,
    low=30.0,
    high=42.0,
    unit="days",
    count=12,
    direction=Direction.DOWN,
    signed=False,
    link="/evidence/turns/",
    detail={"joint": True},
)


def publish(*said: Said, area: str = "evidence", edition: str = "", **given: object) -> None:
    actions.publish(area=area, as_of=AT, readings=said, edition=edition, **given)  # type: ignore[arg-type]


def names(edition: str = "") -> list[str]:
    return [str(row) for row in Reading.objects.filter(edition=edition)]


def test_a_reading_is_kept_as_it_was_said() -> None:
    publish(DAYS)
    row = Reading.objects.get()

    for name in ("name", "value", "low", "high", "unit", "count", "direction", "signed", "detail"):
        assert getattr(row, name) == getattr(DAYS, name)
    assert (row.area, row.as_of, row.edition, row.part) == ("evidence", AT, "", "")


def test_an_area_replaces_its_own_readings_and_nobody_elses() -> None:
    publish(DAYS)
    publish(Said("pulse.response", "How many?", None), area="pulse")

    publish(Said("evidence.joint", "How many?", 5.0))

    assert names() == ["evidence.joint", "pulse.response"]


def test_a_what_if_board_stands_apart() -> None:
    publish(DAYS)
    publish(Said("evidence.joint", "How many?", 5.0), edition="one-tracker")

    assert names() == ["evidence.turn.days"]
    assert queries.editions() == ["one-tracker"]
    assert queries.board("one-tracker").value("evidence.joint") == 5.0


def test_saying_nothing_takes_everything_back() -> None:
    publish(DAYS, signals=[Raised("gap", "It widened.")])
    publish()

    assert not Reading.objects.exists()
    assert not Signal.objects.exists()


def test_what_breaks_off_leaves_the_board_as_it_was() -> None:
    publish(DAYS)

    with pytest.raises(IntegrityError):
        publish(DAYS, DAYS)

    assert names() == ["evidence.turn.days"]


def test_signals_stand_by_size() -> None:
    raised = [
        Raised("small", "A little.", size=0.1),
        Raised("big", "A lot.", size=0.9, owner="joint", part="speed", link="/x/"),
    ]

    publish(signals=raised)

    assert [str(row) for row in queries.signals()] == ["A lot.", "A little."]
    assert queries.signals("elsewhere") == []
