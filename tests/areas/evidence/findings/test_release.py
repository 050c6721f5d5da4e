"""Waits for a release, and what another cadence would have saved."""

from dataclasses import replace

import pyarrow as pa
from tests.areas.evidence.findings.by_hand import DAY, figures, waiting

from accord.areas.evidence.findings.release import release_readings, release_wait
from accord.areas.evidence.frames import Figures


def told(*waits: float) -> Figures:
    """Requests that waited so many days each; released on days 10, 20, 30, ..."""
    rows = [waiting(f"r{number}", 0, 0, days) for number, days in enumerate(waits)]
    made = figures(*rows)
    until = [
        10 * DAY * (1 + int(item[1:])) if turn == "nobody" else 0
        for item, turn in zip(
            made.stays["item"].to_pylist(), made.stays["turn"].to_pylist(), strict=True
        )
    ]
    place = made.stays.schema.get_field_index("until")
    return replace(made, stays=made.stays.set_column(place, "until", pa.array(until, pa.int64())))


def test_the_wait_its_share_and_the_cadence() -> None:
    made = told(8, 8, 20, 20, 24)
    found = release_wait(made, made.requests)

    assert found is not None
    assert (found.requests, found.waited, found.days, found.releases, found.every) == (
        5,
        5,
        16.0,
        5,
        10.0,
    )
    assert found.share == 80 / 90  # and two days of work each
    assert [row.key for row, _ in found.rows] == ["r4", "r2", "r3", "r0", "r1"]
    assert [(cadence, saving.after) for cadence, saving in found.tried] == [
        (14, 2 + (8 + 8 + 14 + 14 + 14) / 5),
        (7, 2 + 7),
        (1, 2 + 1),
    ]
    (said,) = release_readings(made, made.requests)
    assert (said.name, said.value, said.count) == ("evidence.release", 16.0, 5)


def test_nothing_that_waited_for_a_release_is_nothing_to_tell() -> None:
    made = told()

    assert release_wait(made, made.requests) is None
    assert release_readings(made, made.requests) == []


def test_too_few_are_shown_but_not_published_nor_replayed() -> None:
    made = told(8, 9)
    found = release_wait(made, made.requests)

    assert found is not None
    assert (found.every, found.tried) == (None, ())
    assert release_readings(made, made.requests) == []
