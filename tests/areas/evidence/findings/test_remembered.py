"""The one request that readers remember."""

import pytest
from tests.areas.evidence.findings.by_hand import request, these

from accord.areas.evidence.findings.remembered import biggest_waits, memorable
from accord.areas.evidence.frames import Request


def crossing(key: str, days: float, **given: object) -> Request:
    """A request that waited a while for each side."""
    by_turn = {("marketing", "wait"): 2.0, ("it", "wait"): 3.0, ("it", "work"): days - 5.0}
    return request(key, by_turn=by_turn, **given)


def test_readers_remember_a_slow_request_that_went_both_ways_and_ended_lately() -> None:
    rows = [crossing(f"r{n}", 10.0 + n) for n in range(10)]
    quiet = request("quiet", by_turn={("it", "work"): 18.5})  # no waits, though it ended last

    found = memorable(these([*rows, quiet]))

    assert found is not None
    assert found.key == "r8"  # r9 is the slowest of all: an outlier


@pytest.mark.parametrize("rows", [[], [crossing(f"r{n}", 10.0 + n) for n in range(4)]])
def test_of_fewer_than_five_nobody_is_asked_to_remember_one(rows: list[Request]) -> None:
    assert memorable(these(rows)) is None


def test_where_none_went_both_ways_none_is_remembered() -> None:
    assert memorable(these(request(f"r{n}") for n in range(9))) is None


def test_the_longest_waits_of_a_request_are_told_without_its_work() -> None:
    row = request(
        "a",
        by_turn={
            ("it", "work"): 30.0,
            ("it", "queue"): 4.0,
            ("nobody", "wait"): 6.0,
            ("marketing", "wait"): 5.0,
            ("agency", "wait"): 0.4,
        },
    )

    assert biggest_waits(row) == [
        ("nobody", "finished, waits for the release", 6.0),
        ("marketing", "owes an answer", 5.0),
    ]
    assert len(biggest_waits(row, most=9)) == 3
