"""Turns, hand-offs, lead times and promises: by hand, by property, and by a second route."""

import itertools
import random
from collections import defaultdict
from datetime import timedelta

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reference.custody import EPOCH, Reference

from accord.analysis import custody
from accord.analysis.tables import HISTORY, NOT_RECORDED, PROMISES
from accord.store.engine import connect

HOUR = 3_600_000_000
DAY = 24 * HOUR

PARTIES = {"Brand": "marketing", "Web": "it", "Ops": "it", "Studio": "agency", "Robot": "system"}
CLASSES = {
    "New": ("queue", ""),
    "Doing": ("work", ""),
    "On hold": ("wait", ""),
    "Waiting for marketing": ("wait", "marketing"),
    "Done": ("done", ""),
    "Released": ("done", ""),
    "Cancelled": ("dropped", ""),
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    connection = connect(tmp_path_factory.mktemp("engine"))
    yield connection
    connection.disconnect()


def table(rows, schema, **defaults):
    schema = pa.schema([*schema, pa.field("source", pa.string())])
    filled = [{"source": "log"} | defaults | row for row in rows]
    return ibis.memtable(pa.Table.from_pylist(filled, schema=schema))


def history(*rows):
    """Rows of (item, hours, status, holder[, resolution])."""
    return table(
        [
            {
                "item": row[0],
                "at": int(row[1] * HOUR),
                "line": line,
                "status": row[2],
                "holder": row[3],
                "resolution": row[4] if len(row) > 4 else "",
            }
            for line, row in enumerate(rows)
        ],
        HISTORY,
        person="",
    )


def placements(parties, **periods):
    rows = [
        {"source": "log", "holder": holder, "team": holder, "party": party}
        for holder, party in parties.items()
    ]
    for holder, found in periods.items():
        rows += [
            {"source": "log", "holder": holder, "team": team, "party": party}
            | {"valid_from": begin, "valid_to": end}
            for team, party, begin, end in found
        ]
    return pa.Table.from_pylist(rows, schema=custody.PLACEMENTS)


def meanings(classes):
    rows = [
        {"source": "log", "status": status, "class": status_class, "turn": turn}
        for status, (status_class, turn) in classes.items()
    ]
    return pa.Table.from_pylist(rows, schema=custody.STATUSES)


def placed_of(rows, as_of, parties=None, **periods):
    stays = custody.stays(custody.used_rows(rows, as_of))
    found = placements(PARTIES if parties is None else parties, **periods)
    return custody.place(stays, found, meanings(CLASSES), as_of)


def listed(engine, expression, *columns, order=("item", "at")):
    keys = [name for name in order if name in expression.columns]
    rows = engine.to_pyarrow(expression.order_by(keys) if keys else expression).to_pylist()
    return [tuple(row[name] for name in columns) for row in rows]


# By hand


def test_a_request_is_booked_hour_by_hour_to_whoever_had_it(engine):
    rows = history(
        ("A", 0, "New", ""),
        ("A", 2, "New", "Brand"),
        ("A", 5, "Doing", "Brand"),
        ("A", 9, "New", "Web"),
        ("A", 10, "Doing", "Web"),
        ("A", 20, "Waiting for marketing", "Web"),
        ("A", 50, "Doing", ""),
        ("A", 60, "Done", "Web"),
    )
    placed = placed_of(rows, 100 * HOUR)
    assert listed(engine, placed, "turn", "class", "microseconds") == [
        ("nobody", "queue", 2 * HOUR),
        ("marketing", "queue", 3 * HOUR),
        ("marketing", "work", 4 * HOUR),
        ("it", "queue", HOUR),
        ("it", "work", 10 * HOUR),
        ("marketing", "wait", 30 * HOUR),
        ("it", "work", 10 * HOUR),
        ("it", "done", 0),
    ]
    assert listed(
        engine, custody.handoffs(placed), "at", "giver", "taker", "class", "ping_pong"
    ) == [
        (9 * HOUR, "marketing", "it", "queue", False),
        (20 * HOUR, "it", "marketing", "wait", True),
        (50 * HOUR, "marketing", "it", "work", True),
    ]
    assert listed(
        engine,
        custody.items(placed),
        *("created_at", "done_at", "outcome", "ended_at", "lead"),
        *("handoffs", "ping_pongs", "reopened", "working_known"),
    ) == [(0, 60 * HOUR, "delivered", 60 * HOUR, 60 * HOUR, 3, 2, 0, True)]


def test_of_rows_at_one_instant_the_last_in_the_file_counts(engine):
    rows = history(("A", 1, "New", "Brand"), ("A", 1, "Doing", "Web"), ("A", 3, "Done", "Web"))
    assert listed(engine, custody.used_rows(rows), "status") == [("Doing",), ("Done",)]


def test_rows_after_as_of_do_not_exist_yet_and_a_row_at_as_of_does(engine):
    rows = history(("A", 1, "New", "Brand"), ("A", 3, "Done", "Web"), ("B", 4, "New", "Web"))
    assert listed(engine, custody.used_rows(rows, 3 * HOUR), "item", "status") == [
        ("A", "New"),
        ("A", "Done"),
    ]


def test_a_stay_is_a_maximal_stretch_of_one_status_and_holder(engine):
    rows = history(
        ("A", 1, "New", "Web"),
        ("A", 2, "New", "Web"),
        ("A", 3, "New", ""),
        ("A", 4, "New", "Web"),
        ("A", 6, "Done", "Web"),
        ("A", 7, "Done", "Web", "Won't Do"),
        ("A", 8, "Done", "Web", "duplicate"),
    )
    stays = custody.stays(custody.used_rows(rows))
    assert listed(engine, stays, "position", "at", "until", "known_holder", "resolution") == [
        (1, HOUR, 3 * HOUR, "Web", ""),
        (2, 3 * HOUR, 4 * HOUR, "Web", ""),
        (3, 4 * HOUR, 6 * HOUR, "Web", ""),
        (4, 6 * HOUR, 7 * HOUR, "Web", ""),
        (5, 7 * HOUR, None, "Web", "Won't Do"),
    ]


def test_holders_declared_blank_are_blank(engine):
    rows = history(("A", 1, "New", "Web"), ("A", 2, "New", "Missing"))
    stays = custody.stays(rows, blank_holders={"missing"})
    assert listed(engine, stays, "holder", "known_holder") == [("Web", "Web"), ("", "Web")]


def test_handoffs_pass_over_the_system_and_the_unmapped(engine):
    chains = {
        "Brand Web": (1, 0),
        "Brand Web Brand": (2, 1),
        "Brand Web Brand Web": (3, 2),
        "Brand Web Studio Brand": (3, 0),
        "Web Ops": (0, 0),  # two teams of one party
        "Brand Robot Web": (1, 0),
        "Brand Robot Brand": (0, 0),
        "Brand Stranger Web": (1, 0),
    }
    rows = [
        (chain, hour, "Doing", holder)
        for chain in chains
        for hour, holder in enumerate(chain.split())
    ]
    items = custody.items(placed_of(history(*rows), 99 * HOUR))
    found = listed(engine, items, "item", "handoffs", "ping_pongs")
    assert {item: counts for item, *counts in found} == {
        chain: list(counts) for chain, counts in chains.items()
    }


def test_done_does_not_break_the_chain_and_an_unmapped_status_takes_no_part(engine):
    rows = history(
        ("A", 0, "Doing", "Brand"),
        ("A", 1, "Done", "Brand"),
        ("A", 2, "Odd", "Studio"),
        ("A", 3, "Doing", "Web"),
    )
    placed = placed_of(rows, 9 * HOUR)
    assert listed(engine, custody.handoffs(placed), "giver", "taker") == [("marketing", "it")]
    assert listed(engine, custody.items(placed), "reopened", "outcome") == [(0, "open")]


def test_the_time_of_an_unmapped_status_is_told_by_itself(engine):
    placed = placed_of(history(("A", 0, NOT_RECORDED, "Web"), ("B", 0, "New", "Web")), DAY)
    found = custody.days_by_turn(placed)
    assert sorted(listed(engine, found, "turn", "class", "stays", "seconds", order=())) == [
        ("it", "queue", 1, 86_400),
        ("it", "unmapped", 1, 86_400),
    ]


def test_an_item_that_went_from_done_to_released_was_delivered_when_it_was_done(engine):
    rows = history(("A", 0, "New", "Web"), ("A", 5, "Done", "Web"), ("A", 9, "Released", "Web"))
    assert listed(engine, custody.items(placed_of(rows, DAY)), "lead", "working_known") == [
        (5 * HOUR, False)
    ]


def test_done_with_an_abandoned_resolution_is_dropped(engine):
    rows = history(("A", 0, "New", "Web"), ("A", 5, "Done", "Web", "Won't Fix"))
    found = custody.items(placed_of(rows, DAY))
    assert listed(engine, found, "outcome", "ended_at", "lead") == [("dropped", 5 * HOUR, None)]


def test_a_team_that_moved_counts_for_its_old_side_before(engine):
    rows = history(
        ("A", 0, "Doing", "Web"), ("A", 30, "Doing", "Brand"), ("A", 40, "Done", "Brand")
    )
    moved = {"Web": [("Web", "it", None, 10 * HOUR), ("Web", "marketing", 10 * HOUR, 20 * HOUR)]}
    placed = placed_of(rows, DAY * 3, {"Brand": "marketing"}, **moved)
    assert listed(engine, placed, "position", "at", "until", "turn", "last") == [
        (1, 0, 10 * HOUR, "it", False),
        (1, 10 * HOUR, 20 * HOUR, "marketing", False),
        (1, 20 * HOUR, 30 * HOUR, "unmapped", False),
        (2, 30 * HOUR, 40 * HOUR, "marketing", False),
        (3, 40 * HOUR, 72 * HOUR, "marketing", True),
    ]


def test_periods_that_begin_late_and_have_holes_are_filled_as_unmapped():
    periods = {"Web": [("W", "it", 5, 7), ("W", "agency", 9, None)], "Ops": [("O", "it", None, 3)]}
    found = custody.gap_free(placements({}, **periods)).to_pylist()
    assert [(row["party"], row["valid_from"], row["valid_to"]) for row in found] == [
        ("", None, 5),
        ("it", 5, 7),
        ("", 7, 9),
        ("agency", 9, None),
        ("it", None, 3),
        ("", 3, None),
    ]


@pytest.mark.parametrize(
    "periods",
    [
        [("A", "it", None, None), ("B", "it", 5, None)],
        [("A", "it", None, 5), ("B", "it", 4, None)],
        [("A", "it", None, 5), ("B", "it", None, 3)],
    ],
)
def test_two_teams_at_the_same_time_are_refused(periods):
    with pytest.raises(ValueError, match="'Web' stands in two teams"):
        custody.gap_free(placements({}, Web=periods))


def test_handoffs_between_teams_are_counted_likewise(engine):
    rows = history(("A", 0, "Doing", "Web"), ("A", 1, "Doing", "Ops"), ("A", 2, "Doing", "Web"))
    found = custody.handoffs(placed_of(rows, DAY), by="team")
    assert listed(engine, found, "giver", "taker", "ping_pong") == [
        ("Web", "Ops", False),
        ("Ops", "Web", True),
    ]


def test_lead_times_are_type_seven_quantiles_in_days(engine):
    rows = [("ABCDE"[n], 0, "New", "Web") for n in range(5)]
    rows += [("ABCD"[n], 24 * days, "Done", "Web") for n, days in enumerate([1, 2, 4, 9])]
    items = custody.items(placed_of(history(*rows), 99 * DAY))
    found = engine.to_pyarrow(custody.lead_times(items)).to_pylist()[0]
    assert found == pytest.approx(
        {"delivered": 4, "p50": 3.0, "p85": 6.75, "p95": 8.25, "mean": 4.0}, abs=1e-9
    )
    by_source = engine.to_pyarrow(custody.lead_times(items, by=["source"])).to_pylist()
    assert [row["source"] for row in by_source] == ["log"]


def test_without_delivered_items_there_is_no_lead_time(engine):
    items = custody.items(placed_of(history(("A", 0, "New", "Web")), DAY))
    found = engine.to_pyarrow(custody.lead_times(items)).to_pylist()[0]
    assert found == {"delivered": 0, "p50": None, "p85": None, "p95": None, "mean": None}


# Promises, by hand. 1970-01-05 is a Monday.

MONDAY = 4 * DAY


DUE = MONDAY + 10 * DAY


PROMISE_CASES = [
    ([(MONDAY, DUE)], ("Done", DUE), ["kept"], (1, "kept", "kept")),
    ([(MONDAY, DUE)], ("Done", DUE + 1), ["missed"], (1, "missed", "missed")),
    ([(MONDAY, DUE)], ("Cancelled", DUE), ["withdrawn"], (1, "withdrawn", "withdrawn")),
    ([(MONDAY, DUE)], ("Cancelled", DUE + 1), ["missed"], (1, "missed", "missed")),
    ([(MONDAY, DUE)], None, ["missed"], (1, "missed", "missed")),
    ([(MONDAY, MONDAY + 90 * DAY)], None, ["pending"], (1, "pending", "pending")),
    (
        [(MONDAY, DUE), (MONDAY + DAY, DUE + 7 * DAY)],
        ("Done", DUE + 6 * DAY),
        ["renegotiated early", "kept"],
        (2, "missed", "kept"),
    ),
    (
        [(MONDAY, DUE), (DUE - DAY, DUE + 7 * DAY)],
        ("Done", DUE + 6 * DAY),
        ["renegotiated late", "kept"],
        (2, "missed", "kept"),
    ),
    (  # 20 % of the span is left, but only a Saturday and a Sunday
        [(MONDAY, MONDAY + 7 * DAY), (MONDAY + 5 * DAY, DUE)],
        ("Done", DUE),
        ["renegotiated late", "kept"],
        (2, "missed", "kept"),
    ),
    (
        [(MONDAY, DUE), (DUE + DAY, DUE + 7 * DAY)],
        ("Done", DUE + 6 * DAY),
        ["missed", "kept"],
        (2, "missed", "kept"),
    ),
    (
        [(MONDAY, DUE), (MONDAY + DAY, None)],
        ("Done", DUE),
        ["withdrawn"],
        (1, "kept", "withdrawn"),
    ),
    (  # said again, said at once, and said after the end: no promises of their own
        [(MONDAY, None), (MONDAY, DUE), (MONDAY + DAY, DUE), (DUE + DAY, DUE + 9 * DAY)],
        ("Done", DUE),
        ["kept"],
        (1, "kept", "kept"),
    ),
    ([(MONDAY, None)], ("Done", DUE), [], None),
]


@pytest.fixture(scope="module")
def judged(engine):
    """Every case as an item of one log: its promises' outcomes and its verdicts."""
    as_of = MONDAY + 40 * DAY
    rows, given = [], []
    for number, (changes, end, _, _) in enumerate(PROMISE_CASES):
        rows.append((f"{number:02}", 0, "New", "Web"))
        if end:
            rows.append((f"{number:02}", end[1] / HOUR, end[0], "Web"))
        given += [
            {"item": f"{number:02}", "at": at, "line": line, "due": due}
            for line, (at, due) in enumerate(changes)
        ]
    items = custody.items(placed_of(history(*rows), as_of))
    found = custody.promises(table(given, PROMISES), items, as_of)
    verdicts = custody.promised_items(found, items, as_of)
    outcomes = defaultdict(list)
    for item, outcome in listed(engine, found, "item", "outcome"):
        outcomes[int(item)].append(outcome)
    counted = listed(engine, verdicts, "item", "promises", "against_first", "against_last")
    return outcomes, {int(item): tuple(rest) for item, *rest in counted}


@pytest.mark.parametrize("number", range(len(PROMISE_CASES)))
def test_what_became_of_a_promise(judged, number):
    _, _, outcomes, verdicts = PROMISE_CASES[number]
    assert judged[0][number] == outcomes
    assert judged[1].get(number) == verdicts


# By property

cells = st.tuples(
    st.sampled_from(["A", "B", "NA"]),
    st.integers(0, 12),
    st.sampled_from([*CLASSES, "Odd"]),
    st.sampled_from(["", *PARTIES, "Stranger"]),
    st.sampled_from(["", "Fixed", "Duplicate"]),
)
logs = st.lists(cells, min_size=5, max_size=40)


@settings(max_examples=6, deadline=None)
@given(logs, st.integers(0, 12))
def test_stays_fill_the_time_without_gap_or_overlap_and_do_not_know_the_future(log, hours):
    engine = ibis.duckdb.connect()
    as_of = hours * HOUR
    rows = history(*log)
    whole = custody.stays(custody.used_rows(rows))
    early = custody.stays(custody.used_rows(rows, as_of))
    columns = ("item", "position", "at", "until", "status", "known_holder", "resolution")
    assert listed(engine, custody.stays_until(whole, as_of), *columns) == listed(
        engine, early, *columns
    )
    moves = {"Web": [("Web", "it", None, 5 * HOUR), ("Web", "agency", 5 * HOUR, None)]}
    others = {holder: party for holder, party in PARTIES.items() if holder != "Web"}
    stretches = defaultdict(list)
    placed = placed_of(rows, as_of, others, **moves)
    for item, at, until in listed(engine, placed, "item", "at", "until"):
        stretches[item].append((at, until))
    first = {item: min(row[1] for row in log if row[0] == item) * HOUR for item in stretches}
    for item, found in stretches.items():
        assert found[0][0] == first[item]
        assert found[-1][1] == as_of
        assert all(end == begin for (_, end), (begin, _) in itertools.pairwise(found))
    engine.disconnect()


@settings(max_examples=5, deadline=None)
@given(logs)
def test_swapping_the_names_of_two_parties_swaps_their_figures(log):
    engine = ibis.duckdb.connect()
    swapped = {"it": "agency", "agency": "it"}
    parties = {holder: swapped.get(party, party) for holder, party in PARTIES.items()}
    before = placed_of(history(*log), 13 * HOUR)
    after = placed_of(history(*log), 13 * HOUR, parties)
    columns = ("turn", "class", "seconds")
    assert sorted(
        (swapped.get(turn, turn), *rest)
        for turn, *rest in listed(engine, custody.days_by_turn(before), *columns, order=())
    ) == sorted(listed(engine, custody.days_by_turn(after), *columns, order=()))
    numbers = ("item", "lead", "handoffs", "ping_pongs", "reopened")
    assert listed(engine, custody.items(before), *numbers) == listed(
        engine, custody.items(after), *numbers
    )
    engine.disconnect()


# By a second route


def test_many_dirty_items_agree_with_the_count_row_by_row(engine):
    chance = random.Random(20261122)
    log = [
        (
            f"item {chance.randint(1, 400)}",
            chance.choice([chance.randint(0, 40), chance.uniform(0, 4000)]),
            chance.choice([*CLASSES, "Odd"]),
            chance.choice(["", "", *PARTIES, "Stranger"]),
            chance.choice(["", "", "Fixed", "Won't Do"]),
        )
        for _ in range(4000)
    ]
    as_of = 3000 * HOUR
    items = custody.items(placed_of(history(*log), as_of))
    rows = [
        {
            "item": item,
            "at": _written(int(hours * HOUR)),
            "status": status,
            "holder": holder,
            "resolution": resolution,
        }
        for item, hours, status, holder, resolution in log
    ]
    reference = Reference(rows, PARTIES, CLASSES, _written(as_of))
    columns = ("item", "created_at", "done_at", "outcome", "lead", "handoffs", "ping_pongs")
    columns += ("reopened", "working_known")
    expected = sorted(tuple(found[name] for name in columns) for found in reference.items())
    assert sorted(listed(engine, items, *columns)) == expected


def _written(at):
    return (EPOCH + timedelta(microseconds=at)).isoformat()
