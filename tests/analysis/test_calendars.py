"""Working time: by hand, minute by minute, by properties, and alike in arrays and in an engine."""

import json
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import holidays
import ibis
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.analysis.calendars import (
    DEFAULT_NAME,
    WEEKDAYS,
    Calendar,
    WorkingTime,
    calendar_days,
    working_between,
    working_time,
)

MINUTE = 60_000_000
HOUR = 60 * MINUTE
BERLIN = "Europe/Berlin"
OFFICE = Calendar.default(BERLIN)


def at(text: str, zone: str = BERLIN) -> int:
    """A moment on the wall clock of a zone, in microseconds."""
    moment = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def hours(calendar: Calendar, begin: str, end: str) -> float:
    zone = calendar.zone
    found = working_time(calendar, np.array([at(begin, zone)]), np.array([at(end, zone)]))
    return float(found[0]) / HOUR


def calendar(zone: str = BERLIN, **plain: Any) -> Calendar:
    return Calendar.from_dict({"name": "Ours", "zone": zone, "hours": {}} | plain)


def every_day(*shifts: tuple[str, str]) -> dict[str, list[tuple[str, str]]]:
    return {day: list(shifts) for day in WEEKDAYS}


# By hand


@pytest.mark.parametrize(
    ("begin", "end", "worked"),
    [
        ("2026-11-23 10:00", "2026-11-23 12:30", 2.5),  # within a Monday
        ("2026-11-23 07:00", "2026-11-23 20:00", 8.0),  # around it
        ("2026-11-23 17:00", "2026-11-24 09:00", 0.0),  # a night
        ("2026-11-27 16:00", "2026-11-30 10:00", 2.0),  # over a weekend
        ("2026-11-28 09:00", "2026-11-29 17:00", 0.0),  # a weekend
        ("2026-11-02 00:00", "2026-11-30 00:00", 160.0),  # four weeks
        ("2028-02-28 09:00", "2028-03-01 17:00", 24.0),  # over a leap day, a Tuesday
        ("2026-03-27 09:00", "2026-03-30 17:00", 16.0),  # clocks go ahead in between
    ],
)
def test_by_hand_in_the_default_calendar(begin: str, end: str, worked: float) -> None:
    assert hours(OFFICE, begin, end) == worked


def test_holidays_and_days_off_fall_away() -> None:
    week = {"hours": OFFICE.to_dict()["hours"], "country": "DE"}
    bavarian = calendar(**week, subdivision="BY", days_off=["2026-12-24"])

    # 6 January, Epiphany, is a holiday in Bavaria and none in Berlin.
    assert hours(bavarian, "2026-01-05 00:00", "2026-01-10 00:00") == 32
    assert hours(calendar(**week, subdivision="BE"), "2026-01-05 00:00", "2026-01-10 00:00") == 40
    # 24 December off, 25 December a holiday.
    assert hours(bavarian, "2026-12-21 00:00", "2026-12-28 00:00") == 24


def test_a_shift_past_midnight_belongs_to_the_day_it_begins() -> None:
    night = calendar(hours={"friday": [["22:00", "06:00"]]})

    assert hours(night, "2026-11-27 00:00", "2026-11-28 00:00") == 2
    assert hours(night, "2026-11-28 00:00", "2026-11-29 00:00") == 6


def test_a_night_shift_into_a_holiday_runs_on_and_one_from_it_falls_away() -> None:
    night = calendar(hours=every_day(("22:00", "06:00")), days_off=["2026-11-25"])

    assert hours(night, "2026-11-25 00:00", "2026-11-26 12:00") == 6


@pytest.mark.parametrize(
    ("shift", "night", "worked"),
    [
        (("22:00", "06:00"), "2026-03-28 12:00", 7.0),  # 02:00 to 03:00 does not come
        (("22:00", "06:00"), "2026-10-24 12:00", 9.0),  # 02:00 to 03:00 comes twice
        (("02:30", "05:00"), "2026-03-28 12:00", 2.0),  # begins when the clock jumps
        (("02:15", "02:45"), "2026-03-28 12:00", 0.0),  # lies in the hour that does not come
        (("01:00", "02:30"), "2026-10-24 12:00", 1.5),  # ends when 02:30 comes first
        (("02:30", "06:00"), "2026-10-24 12:00", 4.5),  # begins when 02:30 comes first
    ],
)
def test_nights_in_which_the_clocks_change(
    shift: tuple[str, str], night: str, worked: float
) -> None:
    noon = datetime.fromisoformat(night)
    found = calendar(hours=every_day(shift))

    assert hours(found, night, (noon + timedelta(days=1)).isoformat(" ")) == worked


def test_a_day_that_a_zone_left_out_has_no_working_time() -> None:
    # Samoa went from 29 to 31 December 2011.
    found = calendar("Pacific/Apia", hours=every_day(("09:00", "17:00")))

    assert hours(found, "2011-12-29 00:00", "2012-01-01 00:00") == 16


def test_who_never_works_has_no_working_time() -> None:
    assert hours(calendar(), "2026-01-01 00:00", "2026-12-31 00:00") == 0


def test_round_the_clock_is_time_elapsed() -> None:
    always = calendar(hours=every_day(("00:00", "24:00")))

    assert hours(always, "2026-03-28 12:00", "2026-03-29 12:00") == 23
    assert always.to_dict()["hours"]["sunday"] == [["00:00", "24:00"]]


def test_nothing_asked_is_nothing_found() -> None:
    none = np.array([], np.int64)

    assert working_time(OFFICE, none, none).shape == (0,)


def test_an_earlier_end_counts_backwards() -> None:
    assert hours(OFFICE, "2026-11-23 12:00", "2026-11-23 10:00") == -2


# Limits


def test_outside_the_table_it_refuses() -> None:
    table = WorkingTime.of(OFFICE, at("2026-01-01"), at("2026-02-01"))

    for moment in ("2025-12-31", "2026-02-02"):
        with pytest.raises(ValueError, match="does not reach that far"):
            table.until(np.array([at(moment)]))


@pytest.mark.parametrize(("first", "last"), [(-1, 5), (5, 4), (0, 1 << 60)])
def test_times_before_1970_and_far_ahead_are_refused(first: int, last: int) -> None:
    with pytest.raises(ValueError, match="from 1970 to 2199"):
        WorkingTime.of(OFFICE, first, last)
    with pytest.raises(ValueError, match="from 1970 to 2199"):
        calendar_days({"a": OFFICE}, first, last)


def test_the_first_and_the_last_moment_are_covered() -> None:
    first, last = 0, at("2199-12-31 23:59", "UTC")

    assert working_time(OFFICE, np.array([first]), np.array([last]))[0] > 0


@pytest.mark.parametrize(
    ("plain", "sentence"),
    [
        ({"zone": "Mars/Olympus"}, "'Mars/Olympus' is no time zone"),
        ({"zone": "../etc/passwd"}, "is no time zone"),
        ({"hours": {"mon": []}}, "'mon' is no day of the week."),
        ({"hours": {"monday": [["9", "17:00"]]}}, "'9' is no clock time"),
        ({"hours": {"monday": [[9, "17:00"]]}}, "9 is no clock time"),
        ({"hours": {"monday": ["09:00"]}}, "A shift is a pair of clock times"),
        ({"hours": {"monday": [["09:00"]]}}, "A shift is a pair of clock times"),
        ({"hours": {"monday": [["09:00", "09:00"]]}}, "has no length"),
        ({"hours": {"monday": [["24:00", "09:00"]]}}, "begins between 00:00 and 23:59"),
        (
            {"hours": {"monday": [["09:00", "13:00"], ["12:00", "17:00"]]}},
            "Monday: the shifts overlap",
        ),
        ({"country": "XX"}, "No public holidays are known for 'XX'."),
        ({"country": "DE", "subdivision": "XX"}, "known for 'DE-XX'."),
        ({"subdivision": "BY"}, "'BY' needs a country."),
        ({"days_off": ["24.12.2026"]}, "'24.12.2026' is no day"),
        ({"days_off": [20261224.5]}, "is no day"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(plain: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match="^.*" + sentence.replace("(", r"\(")):
        calendar(**plain)


@pytest.mark.parametrize("missing", ["name", "zone", "hours"])
def test_what_is_missing_is_named(missing: str) -> None:
    plain = OFFICE.to_dict()
    del plain[missing]

    with pytest.raises(ValueError, match=f"lacks '{missing}'"):
        Calendar.from_dict(plain)


def test_a_week_has_seven_days_and_a_shift_at_most_one() -> None:
    with pytest.raises(ValueError, match="seven days"):
        Calendar("Ours", BERLIN, ((),))
    with pytest.raises(ValueError, match="at least a minute and less than a day"):
        Calendar("Ours", BERLIN, (((0, 1441),), *((),) * 6))


def test_the_default_says_that_it_is_one() -> None:
    assert OFFICE.name == DEFAULT_NAME
    assert OFFICE.to_dict() == {
        "name": "Default: Monday to Friday, 9 to 17, no holidays",
        "zone": "Europe/Berlin",
        "hours": {
            **{day: [["09:00", "17:00"]] for day in WEEKDAYS[:5]},
            "saturday": [],
            "sunday": [],
        },
        "country": "",
        "subdivision": "",
        "days_off": [],
    }


# Properties and an oracle

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC")
#: Weeks in which the clocks change somewhere, a leap day, a turn of the year.
WEEKS = (
    "2026-03-02",
    "2026-03-23",
    "2026-04-01",
    "2026-10-20",
    "2026-10-28",
    "2028-02-26",
    "2026-12-29",
)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    week = []
    for _ in WEEKDAYS:
        borders = sorted(draw(st.sets(st.integers(0, 95), max_size=6)))
        shifts = [(15 * a, 15 * b) for a, b in zip(borders[::2], borders[1::2], strict=False)]
        if len(borders) % 2:
            shifts.append((15 * borders[-1], 15 * draw(st.integers(borders[-1] + 1, 120))))
            shifts[-1] = (shifts[-1][0], min(shifts[-1][1], shifts[-1][0] + 1425))
        week.append(tuple(shifts))
    country = draw(st.sampled_from(["", "DE", "US"]))
    days_off = draw(st.sets(st.dates(date(2026, 10, 20), date(2026, 11, 4)), max_size=3))
    zone = draw(st.sampled_from(ZONES))
    return Calendar("Ours", zone, tuple(week), country, "", tuple(sorted(days_off)))


@st.composite
def moments(draw: st.DrawFn) -> list[int]:
    begin = at(draw(st.sampled_from(WEEKS)), "UTC")
    return [begin + draw(st.integers(0, 7 * 24 * 60)) * MINUTE for _ in range(2)]


def minutes_worked(found: Calendar, begin: int, end: int) -> int:
    """Oracle: walk the minutes with a clock that never goes back, and look up each in the week."""
    zone = ZoneInfo(found.zone)
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=begin)
    # The clock shows the most it has shown so far; start well before any change of clocks.
    shown = max(
        (moment - timedelta(minutes=back)).astimezone(zone).replace(tzinfo=None)
        for back in range(180)
    )
    free = set(found.days_off)
    if found.country:
        free |= set(holidays.country_holidays(found.country, years=[2026, 2027, 2028]))
    worked = 0
    for _ in range((end - begin) // MINUTE):
        shown = max(shown, moment.astimezone(zone).replace(tzinfo=None))
        worked += any(
            first
            <= (shown - datetime.combine(day, datetime.min.time())) // timedelta(minutes=1)
            < last
            for day in (shown.date(), shown.date() - timedelta(days=1))
            if day not in free
            for first, last in found.week[day.weekday()]
        )
        moment += timedelta(minutes=1)
    return worked


@settings(max_examples=60, deadline=None)
@given(calendars(), moments())
def test_it_is_what_walking_minute_by_minute_counts(found: Calendar, ends: list[int]) -> None:
    begin, end = sorted(ends)
    counted = working_time(found, np.array([begin]), np.array([end]))[0]

    assert counted == minutes_worked(found, begin, end) * MINUTE


MOMENTS = st.lists(
    st.integers(at("2026-01-01", "UTC"), at("2027-12-31", "UTC")), min_size=3, max_size=20
)


@settings(max_examples=100, deadline=None)
@given(calendars(), MOMENTS)
def test_never_more_than_elapsed_additive_and_monotone(found: Calendar, times: list[int]) -> None:
    ordered = np.array(sorted(times))
    steps = working_time(found, ordered[:-1], ordered[1:])

    assert (steps >= 0).all()
    assert (steps <= np.diff(ordered)).all()
    assert steps.sum() == working_time(found, ordered[:1], ordered[-1:])[0]


@settings(max_examples=100, deadline=None)
@given(calendars())
def test_the_plain_form_comes_back_the_same(found: Calendar) -> None:
    stored = json.dumps(found.to_dict())

    assert Calendar.from_dict(json.loads(stored)) == found


@settings(max_examples=25, deadline=None)
@given(calendars(), calendars(), MOMENTS)
def test_the_engine_finds_what_the_arrays_find(
    one: Calendar, other: Calendar, times: list[int]
) -> None:
    pairs = list(pairwise(times))
    frame = pa.table(
        {
            "calendar": ["one" if number % 2 else "other" for number in range(len(pairs))],
            "at": [begin for begin, _ in pairs],
            "until": [end for _, end in pairs],
        }
    )
    days = calendar_days({"one": one, "other": other}, min(times), max(times))
    found = working_between(ibis.memtable(frame), days, "at", "until")

    rows = found.to_pyarrow().to_pylist()
    assert len(rows) == len(pairs)
    for row in rows:
        used = one if row["calendar"] == "one" else other
        expected = working_time(used, np.array([row["at"]]), np.array([row["until"]]))[0]
        assert row["working"] == expected


def test_outside_the_days_the_engine_says_unknown() -> None:
    days = calendar_days({"office": OFFICE}, at("2026-01-01"), at("2026-02-01"))
    rows = pa.table(
        {
            "calendar": ["office", "office", "nobody's"],
            "at": [at("2026-01-05 09:00")] * 3,
            "until": [at("2026-01-05 10:00"), at("2026-03-01"), at("2026-01-05 10:00")],
        }
    )
    found = working_between(ibis.memtable(rows), days, "at", "until").to_pyarrow()

    assert sorted(found["working"].to_pylist(), key=str) == [HOUR, None, None]


def test_no_calendar_is_an_empty_table_and_nothing_known() -> None:
    days = calendar_days({}, 0, 1)
    rows = ibis.memtable(pa.table({"calendar": ["office"], "at": [0], "until": [1]}))

    assert days.table.num_rows == 0
    assert working_between(rows, days, "at", "until").to_pyarrow()["working"].to_pylist() == [None]


def test_by_hand_the_days_over_a_night() -> None:
    # From Monday 22:00 to Tuesday 06:00, and on Tuesday from 12:00 to 13:15.
    found = calendar("UTC", hours={"monday": [["22:00", "06:00"]], "tuesday": [["12:00", "13:15"]]})
    days = calendar_days(
        {"ours": found, "default": OFFICE},
        at("2026-11-23 09:50", "UTC"),
        at("2026-11-25 10:20", "UTC"),
    )

    monday = at("2026-11-23", "UTC")
    tuesday = monday + 24 * HOUR
    assert days.stretches == 2
    assert days.table["calendar"].to_pylist() == ["ours"] * 3 + ["default"] * 3
    assert days.table["begin_0"].to_pylist()[:3] == [monday + 22 * HOUR, tuesday, 0]
    assert days.table["end_0"].to_pylist()[:3] == [tuesday, tuesday + 6 * HOUR, 0]
    assert days.table["begin_1"].to_pylist() == [0, tuesday + 12 * HOUR, 0, 0, 0, 0]
    assert days.table["end_1"].to_pylist()[1] == tuesday + 13 * HOUR + 15 * MINUTE
    before = [0, 2 * HOUR, 9 * HOUR + 15 * MINUTE]
    begins = [monday + 22 * HOUR, 2 * tuesday + 12 * HOUR, 0]
    assert days.table["offset"].to_pylist()[:3] == [
        hours - begin for hours, begin in zip(before, begins, strict=True)
    ]


def test_the_same_expression_reads_as_sql_of_spark() -> None:
    rows = ibis.table({"calendar": "string", "at": "int64", "until": "int64"}, name="rows")
    found = working_between(rows, calendar_days({"office": OFFICE}, 0, 1), "at", "until")

    assert "LEFT OUTER JOIN" in ibis.to_sql(found, dialect="pyspark")
