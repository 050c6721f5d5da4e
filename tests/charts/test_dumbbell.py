"""Both sides beside each other on the answer scale."""

import re

import pytest
from tests.charts.looking import Seen

from accord.charts.dumbbell import Pair, dumbbell

TRUST = Pair("Trust", 3.8, 2.2, "different", 1.9)
SPEED = Pair("Speed", 2.0, 2.1, "practically the same")
QUIET = Pair("Goals", None, None, "too few answers")


def across(seen: Seen, colour: str) -> list[float]:
    """Where the points of a colour stand."""
    return [float(re.findall(r"-?[\d.]+", part["transform"])[0]) for part in seen.filled(colour)]


def test_every_row_has_its_name_and_its_verdict() -> None:
    seen = Seen(dumbbell([TRUST, SPEED, QUIET]))

    for row in (TRUST, SPEED, QUIET):
        assert row.name in seen.words
        assert row.verdict in seen.words


def test_the_picture_is_told_row_by_row() -> None:
    assert Seen(dumbbell([TRUST, SPEED, QUIET])).name == (
        "Trust: marketing 3.8, IT 2.2, records 1.9, different; "
        "Speed: marketing 2.0, IT 2.1, practically the same; Goals: too few answers"
    )


@pytest.mark.parametrize(
    "row",
    [Pair("Goals", None, 3.0, "too few answers"), Pair("Goals", 3.0, None, "too few answers")],
)
def test_one_side_alone_is_not_told_in_numbers(row: Pair) -> None:
    assert Seen(dumbbell([row])).name == "Goals: too few answers"


def test_marketing_is_a_circle_it_a_square_and_the_records_a_diamond() -> None:
    seen = Seen(dumbbell([TRUST]))
    shapes = [seen.filled(name)[0]["d"] for name in ("marketing", "it", "ink")]

    assert "A" in shapes[0]
    assert "h" in shapes[1] or "H" in shapes[1]
    assert shapes[2].count("L") == 3


def test_points_stand_on_the_scale_from_1_to_5() -> None:
    seen = Seen(dumbbell([Pair("Trust", 1.0, 5.0, "different", 3.0)], width=640))

    for colour, label in (("marketing", "1"), ("records", "3"), ("it", "5")):
        found = across(seen, "ink" if colour == "records" else colour)
        assert found == [pytest.approx(seen.where(label)[0], abs=0.6)]
    assert [words for words in seen.words if words.isdigit()] == ["1", "2", "3", "4", "5"]


def test_what_is_not_known_has_no_point() -> None:
    seen = Seen(dumbbell([SPEED, QUIET]))

    assert [len(seen.filled(name)) for name in ("marketing", "it", "ink")] == [1, 1, 0]


def test_on_the_phone_name_and_verdict_stand_above_the_line() -> None:
    seen = Seen(dumbbell([TRUST, SPEED], width=350))

    assert "Trust: different" in seen.words
    assert "Speed: practically the same" in seen.words
    assert seen.where("Trust: different")[0] == 0.0
