"""Working time of several calendars at once: what each says alone, and what a search among shifts finds."""

from datetime import date

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.analysis import calendars
from accord.analysis.calendars import Calendar, WorkingTime, working_time

HOUR = 3_600_000_000
DAY = 24 * HOUR
#: 20 March and 10 November 2026: clocks change in between, ahead and back.
FIRST, LAST = 1_773_964_800_000_000, 1_794_268_800_000_000
WEEKS = (
    ((9 * 60, 17 * 60),) * 1,
    ((7 * 60, 12 * 60), (12 * 60 + 30, 16 * 60)),
    ((0, 6 * 60), (22 * 60, 30 * 60)),  # from the evening into the morning, which it overlaps
    ((0, 24 * 60),),
    (),
)
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia")


@st.composite
def one(draw: st.DrawFn) -> Calendar:
    week = tuple(draw(st.sampled_from(WEEKS)) for _ in range(7))
    country = draw(st.sampled_from(["", "DE"]))
    return Calendar("Ours", draw(st.sampled_from(ZONES)), week, country)


def searched(calendar: Calendar, at: npt.NDArray[np.int64]) -> list[int]:
    """Oracle: shift by shift, how much of it lay between the first moment and each."""
    first_day, last_day = date(2026, 3, 17), date(2026, 11, 13)
    shifts = sorted(calendar.shifts(first_day, last_day))
    found = []
    for moment in at.tolist():
        worked, reached = 0, FIRST
        for begin, end in shifts:
            begins = max(begin, reached)
            worked += max(0, min(end, moment) - begins)
            reached = max(reached, end)
        found.append(worked)
    return found


@settings(max_examples=60, deadline=None)
@given(
    st.lists(one(), min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(FIRST, LAST), st.integers(0, 3)), min_size=1, max_size=30),
)
def test_together_they_say_what_each_says_alone_to_the_microsecond(
    each: list[Calendar], asked: list[tuple[int, int]]
) -> None:
    at = np.array([moment for moment, _ in asked])
    number = np.array([place % len(each) for _, place in asked], np.int32)
    found = WorkingTime.of_each(each, FIRST, LAST).until(at, number)
    for place, calendar in enumerate(each):
        own = at[number == place]
        assert found[number == place].tolist() == searched(calendar, own)
        assert WorkingTime.of(calendar, FIRST, LAST).until(own).tolist() == searched(calendar, own)


def test_more_instants_than_are_worked_on_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    each = [Calendar.default("Europe/Berlin"), Calendar.default("Asia/Kolkata")]
    begin = np.arange(FIRST, FIRST + 1000 * HOUR, 7 * HOUR)
    end, number = begin[::-1].copy(), np.arange(len(begin), dtype=np.int32) % 2
    table = WorkingTime.of_each(each, FIRST, FIRST + 1000 * HOUR)
    whole = table.between(begin, end, number).tolist()
    monkeypatch.setattr(calendars, "_BLOCK", 10)
    assert table.between(begin, end, number).tolist() == whole
    assert (table.until(end, number) - table.until(begin, number)).tolist() == whole
    for place, calendar in enumerate(each):
        own = number == place
        assert working_time(calendar, begin[own], end[own]).tolist() == whole[place::2]


def test_no_instants_no_answers() -> None:
    none = np.array([], np.int64)
    assert WorkingTime.of(Calendar.default("UTC"), FIRST, LAST).until(none).tolist() == []


def test_a_stretch_over_many_days_counts_each_of_them_once() -> None:
    always = Calendar("Always", "Asia/Kolkata", (((0, 1440),),) * 7)
    table = WorkingTime.of(always, FIRST + 5, LAST)
    at = np.array([FIRST + 5, FIRST + 6, FIRST + DAY, FIRST + 50 * DAY + 17, LAST])
    assert table.until(at).tolist() == (at - FIRST - 5).tolist()
