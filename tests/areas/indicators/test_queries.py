"""Reading the notice board."""

import pytest

from accord.areas.indicators.models import Reading
from accord.areas.indicators.queries import Board, board, editions


def reading(name: str, value: float | None, part: str = "", pk: int = 1) -> Reading:
    return Reading(pk=pk, name=name, value=value, part=part)


BOARD = Board(
    [
        reading("evidence.lead", 20.0, "Page", pk=3),
        reading("evidence.lead", 50.0, "Mail", pk=4),
        reading("evidence.turn.days", None, pk=5),
        reading("pulse.dimension.trust.gap", 0.4, pk=7),
        reading("pulse.dimension.speed.gap", 0.9, pk=6),
        reading("pulse.dimension.speed.it", 3.0, pk=8),
    ]
)


def test_a_reading_is_found_by_name_and_part() -> None:
    found = BOARD.get("evidence.lead", "Mail")

    assert found is not None
    assert str(found) == "evidence.lead Mail"
    assert BOARD.get("evidence.lead") is None


@pytest.mark.parametrize(
    ("name", "part", "value"),
    [
        ("evidence.lead", "Page", 20.0),
        ("evidence.lead", "Film", None),
        ("evidence.turn.days", "", None),
        ("nobody.said", "", None),
    ],
)
def test_what_nobody_said_or_can_tell_has_no_value(
    name: str, part: str, value: float | None
) -> None:
    assert BOARD.value(name, part) == value


def test_all_parts_of_a_name_are_found() -> None:
    assert [row.part for row in BOARD.parts("evidence.lead")] == ["Page", "Mail"]
    assert BOARD.parts("nobody.said") == []


def test_a_family_stands_in_the_order_in_which_it_was_published() -> None:
    found = BOARD.parts_of_family("pulse.dimension.", ".gap")

    assert [row.name for row in found] == ["pulse.dimension.speed.gap", "pulse.dimension.trust.gap"]


@pytest.mark.django_db
def test_a_board_on_which_nothing_stands_is_empty() -> None:
    assert board().parts_of_family("", "") == []
    assert editions() == []
