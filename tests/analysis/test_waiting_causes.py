"""Causes of waiting: by hand, the authors' logs, second by second, by properties."""

import csv
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import ibis
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from accord.analysis.calendars import WEEKDAYS, Calendar
from accord.analysis.waiting_causes import (
    CAUSES,
    INSTANCES,
    TRANSITION,
    by_case,
    by_transition,
    discovered_calendars,
    instances_of,
    waits,
)

SHARED = Path(__file__).parents[3] / "shared" / "data" / "waiting_time"
SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


def at(clock: str) -> int:
    """A time on Monday 23 November 2026, as "9:00" or "9:00:07"."""
    parts = [int(part) for part in clock.split(":")]
    seconds = sum(part * unit for part, unit in zip(parts, (3600, 60, 1), strict=False))
    return (MONDAY - EPOCH) // timedelta(microseconds=1) + seconds * SECOND


def log(*rows: tuple[str, ...]) -> pa.Table:
    """Instances as (case, activity, resource, start, end) and perhaps when enabled."""
    return pa.Table.from_pylist(
        [
            {
                "case": case,
                "activity": activity,
                "resource": resource,
                "enabled_at": at(enabled[0]) if enabled else None,
                "start": at(start),
                "end": at(end),
            }
            for case, activity, resource, start, end, *enabled in rows
        ],
        schema=INSTANCES,
    )


def minutes(found: pa.Table, case: str, activity: str) -> dict[str, int]:
    """The causes of one wait that are not zero, in minutes."""
    (row,) = [
        row
        for row in found.to_pylist()
        if (row["case"], row["target_activity"]) == (case, activity)
    ]
    return {cause: row[cause] // MINUTE for cause in CAUSES if row[cause]}


def working(*shifts: tuple[str, str]) -> Calendar:
    hours = {day: list(shifts) for day in WEEKDAYS}
    return Calendar.from_dict({"name": "Theirs", "zone": "UTC", "hours": hours})


# By hand


def test_busy_with_what_came_earlier_is_contention_and_with_what_came_later_prioritisation() -> (
    None
):
    found = waits(
        log(
            ("1", "check", "Ana", "9:00", "9:30"),
            ("2", "check", "Bo", "9:00", "9:40"),
            ("3", "check", "Cy", "9:00", "10:20"),
            ("1", "build", "Dee", "9:30", "10:30"),  # there at 9:30
            ("3", "build", "Dee", "10:30", "11:00"),  # there at 10:20
            ("2", "build", "Dee", "11:10", "11:30"),  # there at 9:40: let the other go first
        )
    )

    assert minutes(found, "1", "build") == {}
    assert minutes(found, "3", "build") == {"contention": 10}
    assert minutes(found, "2", "build") == {"contention": 50, "prioritisation": 30, "other": 10}


def test_idle_outside_working_hours_is_unavailability_and_work_outside_them_is_not() -> None:
    rows = log(
        ("1", "check", "Ana", "11:00", "11:30"),
        ("1", "build", "Dee", "14:00", "15:00"),
        ("2", "build", "Dee", "12:00", "12:15", "12:00"),  # over lunch, for once
    )
    found = waits(rows, {"Dee": working(("9:00", "12:00"), ("13:00", "17:00"))})

    expected = {"prioritisation": 15, "unavailability": 45, "other": 90}
    assert minutes(found, "1", "build") == expected
    assert minutes(waits(rows), "1", "build") == {"prioritisation": 15, "other": 135}


def test_what_waits_for_the_rest_of_its_batch_waits_for_batching() -> None:
    found = waits(
        log(
            ("1", "ask", "Ana", "9:00", "9:10"),
            ("2", "ask", "Ana", "9:10", "9:30"),
            ("3", "ask", "Ana", "9:30", "10:00"),
            ("2", "sign", "Dee", "10:30", "10:40"),
            ("1", "sign", "Dee", "10:40", "10:50"),
            ("3", "sign", "Dee", "10:50", "11:00"),
        )
    )

    # All were there at 10:00. From 10:30 on each waits for members before it.
    assert minutes(found, "2", "sign") == {"batching": 30, "other": 30}
    assert minutes(found, "1", "sign") == {"batching": 50, "prioritisation": 10, "other": 30}
    assert minutes(found, "3", "sign") == {"contention": 20, "other": 30}


def test_what_was_not_there_when_the_batch_began_is_no_member() -> None:
    rows = log(
        ("1", "sign", "Dee", "10:00", "10:30", "9:00"),
        ("2", "sign", "Dee", "10:30", "11:00", "9:30"),
        ("3", "sign", "Dee", "11:00", "11:30", "10:15"),
    )

    found = waits(rows)
    assert minutes(found, "1", "sign") == {"batching": 30, "other": 30}
    assert minutes(found, "2", "sign") == {"contention": 30, "other": 30}
    assert minutes(found, "3", "sign") == {"contention": 45}
    # With batches of three at least there is none.
    assert minutes(waits(rows, smallest_batch=3), "1", "sign") == {"other": 60}


def test_work_beside_the_members_of_a_batch_counts_from_when_the_batch_was_ready() -> None:
    found = waits(
        log(
            ("1", "sign", "Dee", "10:00", "10:20", "9:00"),
            ("2", "sign", "Dee", "10:20", "10:40", "8:00"),
            ("3", "help", "Dee", "9:30", "10:10", "8:50"),  # there before the batch was ready
            ("4", "phone", "Dee", "10:15", "10:20", "10:15"),
        )
    )

    assert minutes(found, "2", "sign") == {
        "batching": 60,
        "contention": 40,  # the help, from 9:30 to 10:10
        "prioritisation": 10,  # the other signature alone, from 10:10
        "other": 30,
    }


def test_several_things_at_once_are_one_time_busy() -> None:
    found = waits(
        log(
            ("1", "build", "Team", "9:00", "10:00", "9:00"),
            ("2", "build", "Team", "9:30", "10:30", "9:30"),
            ("3", "test", "Team", "11:00", "12:00", "9:15"),
        )
    )

    expected = {"contention": 45, "prioritisation": 30, "other": 30}
    assert minutes(found, "3", "test") == expected


def test_what_runs_at_the_same_time_does_not_enable() -> None:
    found = waits(
        log(
            ("1", "plan", "Ana", "9:00", "10:00"),
            ("1", "build", "Bo", "10:15", "12:00"),
            ("1", "write", "Cy", "11:00", "13:00"),
        )
    )

    sources = {row["target_activity"]: row["source_activity"] for row in found.to_pylist()}
    assert sources == {"build": "plan", "write": "plan"}


def test_what_takes_no_time_enables_what_follows_at_the_same_moment() -> None:
    found = waits(log(("1", "a", "Ana", "9:00", "9:00"), ("1", "b", "Ana", "9:00", "9:00")))

    (row,) = found.to_pylist()
    assert (row["source_activity"], row["target_activity"], row["waiting"]) == ("a", "b", 0)


def test_the_first_activity_has_a_wait_only_where_it_is_known_when_it_could_begin() -> None:
    found = waits(log(("1", "a", "Ana", "9:00", "9:10"), ("2", "a", "Bo", "9:30", "9:40", "9:00")))

    (row,) = found.to_pylist()
    assert (row["case"], row["source_activity"], row["source_resource"]) == ("2", "", "")
    assert row["other"] == 30 * MINUTE


def test_who_is_not_known_is_not_known_to_be_busy_or_away() -> None:
    found = waits(
        log(("1", "a", "", "9:00", "11:00"), ("2", "a", "", "10:30", "11:00", "9:30")),
        {"": working()},
    )

    assert minutes(found, "2", "a") == {"other": 60}


def test_sums_by_transition_and_by_case() -> None:
    found = waits(
        log(
            ("1", "a", "Ana", "9:00", "9:30"),
            ("1", "b", "Bo", "10:00", "10:10"),
            ("2", "a", "Ana", "9:30", "10:00"),
            ("2", "b", "Bo", "10:30", "10:40"),
            ("2", "a", "Ana", "10:40", "10:50"),
        )
    )

    rows = by_transition(found).to_pylist()
    assert [tuple(row[name] for name in (*TRANSITION, "count")) for row in rows] == [
        ("a", "Ana", "b", "Bo", 2),
        ("b", "Bo", "a", "Ana", 1),
    ]
    assert rows[0]["waiting"] == 60 * MINUTE
    assert rows[0]["contention"] + rows[0]["other"] + rows[0]["prioritisation"] == 60 * MINUTE
    assert {row["case"]: row["count"] for row in by_case(found).to_pylist()} == {"1": 1, "2": 2}


def test_no_instances_no_waits() -> None:
    found = waits(log())

    assert found.num_rows == 0
    assert by_transition(found).num_rows == 0


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("1", "a", "Ana", "10:00", "9:00"), "An activity ends before it starts."),
        (
            ("1", "a", "Ana", "9:00", "10:00", "9:01"),
            "An activity starts before it was enabled.",
        ),
    ],
)
def test_impossible_times_are_refused(row: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        waits(log(row))


# The logs of the method's authors


def moment(text: str) -> int:
    return (datetime.fromisoformat(text).replace(tzinfo=UTC) - EPOCH) // timedelta(microseconds=1)


def length(text: str) -> int:
    days, _, clock = text.partition(" days")
    hours, minutes, seconds = map(int, (clock.strip() or "0:0:0").split(":"))
    return round(
        timedelta(days=int(days), hours=hours, minutes=minutes, seconds=seconds).total_seconds()
    )


@pytest.mark.skipif(not SHARED.exists(), reason="shared/data/waiting_time is absent")
@pytest.mark.parametrize("name", ["manual_log_1", "manual_log_2"])
def test_it_meets_the_authors_expected_tables_to_the_second(name: str) -> None:
    with (SHARED / f"{name}.csv").open() as file:
        rows = [
            {
                "case": row["case_id"],
                "activity": row["Activity"],
                "resource": row["Resource"],
                "enabled_at": None,
                "start": moment(row["start_time"]),
                "end": moment(row["end_time"]),
            }
            for row in csv.DictReader(file)
        ]
    with (SHARED / f"{name}_expected.csv").open() as file:
        expected = {
            tuple(row[name] for name in TRANSITION): (
                int(float(row["frequency"])),
                *(
                    length(row[f"wt_{cause}"])
                    for cause in (
                        "total",
                        "batching",
                        "contention",
                        "prioritization",
                        "unavailability",
                        "extraneous",
                    )
                ),
            )
            for row in csv.DictReader(file)
        }
    # In both logs Marcus is away from 12:00 to 12:30; nobody else's hours matter.
    calendars = {"Marcus": working(("10:00", "12:00"), ("12:30", "20:00"))}
    found = by_transition(waits(pa.Table.from_pylist(rows, schema=INSTANCES), calendars))

    assert {
        tuple(row[name] for name in TRANSITION): (
            row["count"],
            *(row[name] / SECOND for name in ("waiting", *CAUSES)),
        )
        for row in found.to_pylist()
    } == expected


@pytest.mark.skipif(not SHARED.exists(), reason="shared/data/waiting_time is absent")
@pytest.mark.parametrize("name", ["ping_pong_case", "two_ping_pongs_case"])
def test_a_single_case_waits_from_end_to_start(name: str) -> None:
    with (SHARED / f"{name}.csv").open() as file:
        read = list(csv.DictReader(file))
    rows = [
        {
            "case": row["case:concept:name"],
            "activity": row["Activity"],
            "resource": row["Resource"],
            "enabled_at": None,
            "start": moment(row["start_timestamp"][:19]),
            "end": moment(row["time:timestamp"][:19]),
        }
        for row in read
    ]
    found = waits(pa.Table.from_pylist(rows, schema=INSTANCES))

    gaps = [later["start"] - row["end"] for row, later in pairwise(rows)]
    assert [row["waiting"] for row in found.sort_by("start").to_pylist()] == gaps
    assert found["other"].to_pylist() == found["waiting"].to_pylist()


# An oracle that knows no intervals: it asks of every second what the resource does


def batches_of(rows: list[dict[str, Any]], smallest: int) -> list[list[int]]:
    by_work = defaultdict(list)
    for number, row in enumerate(rows):
        if row["resource"]:
            by_work[row["resource"], row["activity"]].append(number)
    found = []
    for numbers in by_work.values():
        numbers.sort(key=lambda n: [rows[n][k] for k in ("start", "end", "enabled", "case")])
        batch: list[int] = []
        for number in numbers:
            row = rows[number]
            if batch and not (
                row["start"] <= max(rows[n]["end"] for n in batch)
                and row["enabled"] <= rows[batch[0]]["start"]
            ):
                found.append(batch)
                batch = []
            batch.append(number)
        found.append(batch)
    return [batch for batch in found if len(batch) >= smallest]


def with_enabled(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    order = ("case", "end", "start", "activity", "resource")
    # Of rows alike in all this, those that say when they could begin come first.
    rows = sorted(
        rows,
        key=lambda r: [
            *(r[k] for k in order),
            (r["enabled_at"] is None, r["enabled_at"] or 0),
        ],
    )
    for number, row in enumerate(rows):
        before = [
            other
            for other in rows[:number]
            if other["case"] == row["case"] and other["end"] <= row["start"]
        ]
        row["source"] = before[-1] if before else None
        row["enabled"] = row["enabled_at"]
        if row["enabled"] is None:
            row["enabled"] = before[-1]["end"] if before else row["start"]
    return rows


def second_by_second(
    rows: list[dict[str, Any]], away: dict[str, tuple[int, int]], smallest: int
) -> list[tuple[Any, ...]]:
    """Times in whole seconds; ``away`` says when in every minute a resource does not work."""
    rows = with_enabled(rows)
    batch_of = {n: batch for batch in batches_of(rows, smallest) for n in batch}
    told = []
    for number, row in enumerate(rows):
        if row["source"] is None and row["enabled_at"] is None:
            continue
        mates = batch_of.get(number, [number])
        ready = max(rows[n]["enabled"] for n in mates)
        seconds = dict.fromkeys(CAUSES, 0)
        for second in range(row["enabled"], row["start"]):
            busy = [
                rows[n]["enabled"] <= (row["enabled"] if n in mates else ready)
                for n in range(len(rows))
                if rows[n]["resource"] == row["resource"] != ""
                and rows[n]["start"] <= second < rows[n]["end"]
            ]
            begin, end = away.get(row["resource"], (0, 0))
            if second < ready:
                seconds["batching"] += 1
            elif busy:
                seconds["contention" if any(busy) else "prioritisation"] += 1
            elif begin <= second % 60 < end:
                seconds["unavailability"] += 1
            else:
                seconds["other"] += 1
        source = row["source"] or {"activity": "", "resource": ""}
        told.append(
            (
                row["case"],
                source["activity"],
                source["resource"],
                row["activity"],
                row["resource"],
                *(seconds[cause] for cause in CAUSES),
            )
        )
    return sorted(told)


@st.composite
def logs(draw: st.DrawFn) -> list[dict[str, Any]]:
    rows = []
    for _ in range(draw(st.integers(1, 14))):
        start = draw(st.integers(0, 60))
        enabled = draw(st.none() | st.integers(max(0, start - 25), start))
        rows.append(
            {
                "case": draw(st.sampled_from("12345")),
                "activity": draw(st.sampled_from("ab")),
                "resource": draw(st.sampled_from(["x", "y", "x", ""])),
                "enabled_at": enabled,
                "start": start,
                "end": start + draw(st.integers(0, 12)),
            }
        )
    return rows


def as_instances(rows: list[dict[str, Any]], unit: int) -> pa.Table:
    """Seconds of the oracle become the unit, so that a minute of it can be an hour of a calendar."""
    scaled = [
        row
        | {
            name: None if row[name] is None else row[name] * unit
            for name in ("enabled_at", "start", "end")
        }
        for row in rows
    ]
    return pa.Table.from_pylist(scaled, schema=INSTANCES)


NAMES = ("case", *TRANSITION, *CAUSES)


TWINS = [
    {"case": "1", "activity": "a", "resource": "x", "enabled_at": given, "start": 0, "end": 0}
    for given in (None, 0)
]


@settings(max_examples=400, deadline=None)
@given(logs(), st.integers(2, 3))
@example(TWINS, 2)
@example(TWINS[::-1], 2)
def test_it_is_what_asking_every_second_counts(rows: list[dict[str, Any]], smallest: int) -> None:
    # A second of the oracle is a minute here; x is away for the first twenty minutes of every hour.
    hours = [(f"{hour:02}:20", f"{hour + 1:02}:00") for hour in range(24)]
    found = waits(as_instances(rows, MINUTE), {"x": working(*hours)}, smallest)

    told = sorted(
        tuple(row[name] // MINUTE if name in CAUSES else row[name] for name in NAMES)
        for row in found.to_pylist()
    )
    assert told == second_by_second([dict(row) for row in rows], {"x": (0, 20)}, smallest)


@settings(max_examples=100, deadline=None)
@given(logs(), st.randoms(use_true_random=False))
def test_causes_sum_to_the_waiting_whatever_the_order_of_the_rows(
    rows: list[dict[str, Any]], order: Any
) -> None:
    found = waits(as_instances(rows, SECOND))
    shuffled = list(rows)
    order.shuffle(shuffled)

    for row in found.to_pylist():
        assert (
            sum(row[cause] for cause in CAUSES)
            == row["waiting"]
            == row["start"] - row["enabled_at"]
        )
        assert min(row[cause] for cause in CAUSES) >= 0
    assert waits(as_instances(shuffled, SECOND)).equals(found)
    assert by_transition(waits(as_instances(shuffled, SECOND))).equals(by_transition(found))


@pytest.mark.slow
def test_a_large_log_of_a_busy_team_keeps_its_sums() -> None:
    draw = np.random.default_rng(7)
    size = 100_000
    start = draw.integers(0, 400 * 24 * 60, size)
    table = pa.table(
        {
            "case": draw.integers(0, 20_000, size).astype(str),
            "activity": draw.choice(list("abcd"), size),
            "resource": draw.choice(["x", "y", "z"], size),
            "enabled_at": pa.nulls(size, pa.int64()),
            "start": start * MINUTE,
            "end": (start + draw.integers(0, 600, size)) * MINUTE,
        },
        schema=INSTANCES,
    )
    found = waits(table, {"x": Calendar.default("Europe/Berlin")})

    summed = sum(found[cause].to_numpy() for cause in CAUSES)
    assert (summed == found["waiting"].to_numpy()).all()
    assert all((found[cause].to_numpy() >= 0).all() for cause in CAUSES)


# Calendars from the log


def seen(resource: str, days: int, hours: tuple[int, ...], first: int = 0) -> list[dict[str, Any]]:
    """Something of a quarter of an hour begun at each of the hours on weekdays, Berlin."""
    rows = []
    for number in range(first, first + days):
        day = MONDAY.replace(tzinfo=ZoneInfo("Europe/Berlin")) + timedelta(days=number)
        if day.weekday() < 5:
            for hour in hours:
                begin = (day.replace(hour=hour) - EPOCH) // timedelta(microseconds=1)
                rows.append(
                    {
                        "case": f"{number} {hour}",
                        "activity": "a",
                        "resource": resource,
                        "enabled_at": None,
                        "start": begin,
                        "end": begin + 15 * MINUTE,
                    }
                )
    return rows


def test_hours_in_which_somebody_was_seen_at_work_are_their_calendar() -> None:
    rows = seen("Ana", 140, (9, 10, 14, 15)) + seen("Bo", 5, (9,)) + seen("", 70, (9,))
    # Once in twenty Mondays Ana worked at night.
    rows += seen("Ana", 1, (23,))
    found = discovered_calendars(pa.Table.from_pylist(rows, schema=INSTANCES), "Europe/Berlin")

    assert set(found) == {"Ana"}
    assert found["Ana"].to_dict()["hours"] == {
        "monday": [["09:00", "11:00"], ["14:00", "16:00"]],
        **{day: [["09:00", "11:00"], ["14:00", "16:00"]] for day in WEEKDAYS[1:5]},
        "saturday": [],
        "sunday": [],
    }


def test_who_works_at_any_hour_has_no_calendar() -> None:
    rows = [row for number in range(140) for row in seen("Ana", 1, (number % 24,), number)]
    found = discovered_calendars(pa.Table.from_pylist(rows, schema=INSTANCES), "Europe/Berlin")

    assert found == {}


# From stays to instances


def placed(*rows: tuple[str, str, str, str, str]) -> ibis.Table:
    """Stays of one item as (at, until, status, class, holder); the turn is the holder's."""
    found = [
        {
            "source": "jira",
            "item": "P-1",
            "position": number,
            "at": at(begin),
            "until": at(end),
            "status": status,
            "class": kind,
            "known_holder": holder,
            "turn": "marketing" if status == "asked back" else "it",
        }
        for number, (begin, end, status, kind, holder) in enumerate(rows, 1)
    ]
    return ibis.memtable(pa.Table.from_pylist(found))


def test_stretches_of_work_become_instances() -> None:
    stays = placed(
        ("8:00", "9:00", "new", "queue", "dev"),
        ("9:00", "10:00", "in work", "work", "dev"),
        ("10:00", "11:00", "in review", "work", "dev"),
        ("11:00", "12:00", "blocked", "wait", "dev"),
        ("12:00", "13:00", "in work", "work", "dev"),
        ("13:00", "14:00", "asked back", "wait", "dev"),
        ("14:00", "15:00", "to test", "queue", "dev"),
        ("15:00", "16:00", "in work", "work", "dev"),
        ("16:00", "17:00", "in test", "work", "ops"),
        ("17:00", "17:00", "done", "done", "ops"),
    )
    found = instances_of(stays).to_pyarrow().sort_by("start")

    assert found.schema.names == INSTANCES.names
    assert [
        (row["activity"], row["resource"], row["enabled_at"], row["start"], row["end"])
        for row in found.to_pylist()
    ] == [
        ("in work", "dev", at("8:00"), at("9:00"), at("11:00")),
        ("in work", "dev", at("11:00"), at("12:00"), at("13:00")),  # laid down at 11
        ("in work", "dev", at("14:00"), at("15:00"), at("16:00")),  # their turn again at 14
        ("in test", "ops", at("16:00"), at("16:00"), at("17:00")),
    ]
    assert set(found["case"].to_pylist()) == {"jira: P-1"}
    assert waits(found)["waiting"].to_pylist() == [HOUR, HOUR, HOUR, 0]
