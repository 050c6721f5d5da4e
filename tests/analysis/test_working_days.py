"""Working days by turn: by hand, and never where nobody works."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest

from accord.analysis.calendars import Calendar
from accord.analysis.tables import MICROSECONDS_A_DAY
from accord.analysis.working_days import working_days

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DEFAULT = Calendar.default("UTC")
MORNINGS = Calendar("Mornings", "UTC", (((8 * 60, 12 * 60),),) * 5 + ((), ()))
NEVER = Calendar("Never", "UTC", ((),) * 7)


def at(written: str) -> int:
    return (datetime.fromisoformat(written + "+00:00") - EPOCH) // timedelta(microseconds=1)


def stays(*rows: tuple[str, str, str, str, str]) -> pa.Table:
    """Stays as (item, turn, class, from, until)."""
    columns = list(zip(*rows, strict=True))
    return pa.table(
        {
            "item": pa.array(columns[0]).dictionary_encode(),
            "turn": pa.array(columns[1]).dictionary_encode(),
            "class": pa.array(columns[2]).dictionary_encode(),
            "at": pa.array([at(value) for value in columns[3]], pa.int64()),
            "until": pa.array([at(value) for value in columns[4]], pa.int64()),
        }
    )


def told(
    table: pa.Table, calendars: dict[str, Calendar] | None = None
) -> dict[tuple[str, ...], float]:
    found = working_days(table, calendars or {}, DEFAULT).to_pylist()
    return {(row["item"], row["turn"], row["class"]): row["days"] for row in found}


def test_each_turn_is_counted_in_the_calendar_of_its_party() -> None:
    # Friday 16:00 to Monday 10:00: two hours by the default, six in the mornings: none on Friday,
    # two on Monday.
    weekend = ("2026-11-27T16:00", "2026-11-30T10:00")
    table = stays(("a", "it", "queue", *weekend), ("a", "marketing", "wait", *weekend))

    assert told(table, {"marketing": MORNINGS}) == {
        ("a", "it", "queue"): 2 / 8,
        ("a", "marketing", "wait"): 2 / 4,
    }


def test_stays_of_one_turn_are_summed_and_closed_ones_left_out() -> None:
    table = stays(
        ("a", "it", "work", "2026-11-23T09:00", "2026-11-23T17:00"),
        ("a", "it", "work", "2026-11-24T09:00", "2026-11-24T13:00"),
        ("a", "nobody", "wait", "2026-11-24T13:00", "2026-11-25T13:00"),
        ("a", "it", "done", "2026-11-25T13:00", "2026-12-25T13:00"),
    )

    assert told(table) == {("a", "it", "work"): 1.5, ("a", "nobody", "wait"): 1.0}


def test_a_week_has_five_working_days_whatever_their_length() -> None:
    table = stays(("a", "it", "work", "2026-11-23T00:00", "2026-11-30T00:00"))

    assert told(table) == told(table, {"it": MORNINGS}) == {("a", "it", "work"): 5.0}


def test_what_lies_before_1970_or_after_2199_counts_nothing() -> None:
    table = stays(
        ("a", "it", "work", "1960-01-01T00:00", "1970-01-02T00:00"),  # a Thursday
        ("b", "it", "work", "2199-12-31T00:00", "2300-01-01T00:00"),  # a Tuesday
        ("c", "it", "work", "1960-01-01T00:00", "1961-01-01T00:00"),
    )

    assert told(table) == {
        ("a", "it", "work"): pytest.approx(1.0),
        ("b", "it", "work"): pytest.approx(1.0),
        ("c", "it", "work"): 0.0,
    }


def test_who_never_works_has_no_working_day() -> None:
    table = stays(("a", "it", "work", "2026-11-23T00:00", "2026-11-30T00:00"))

    assert told(table, {"it": NEVER}) == {("a", "it", "work"): 0.0}


def test_no_stays_no_days() -> None:
    table = stays(("a", "it", "done", "2026-11-23T00:00", "2026-11-30T00:00"))

    assert told(table) == {}


def test_the_usual_day_is_the_mean_of_the_days_on_which_anybody_works() -> None:
    short_friday = (((8 * 60, 12 * 60), (13 * 60, 17 * 60)),) * 4 + (((8 * 60, 12 * 60),), (), ())

    assert DEFAULT.usual_day == MICROSECONDS_A_DAY // 3
    assert Calendar("", "UTC", short_friday).usual_day == MICROSECONDS_A_DAY * 36 // 5 // 24
    assert NEVER.usual_day == 0
