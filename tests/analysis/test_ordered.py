"""The pass over rows in order: by hand, by property, and the same as the expressions of ``custody``."""

import ibis
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.analysis import custody, ordered
from accord.analysis.tables import HISTORY

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


def history(*rows):
    """Rows of (item, hours, status, holder[, resolution])."""
    found = [
        {
            "item": row[0],
            "at": int(row[1] * HOUR),
            "line": line,
            "status": row[2],
            "holder": row[3],
            "person": "",
            "resolution": row[4] if len(row) > 4 else "",
        }
        for line, row in enumerate(rows)
    ]
    return pa.Table.from_pylist(found, schema=HISTORY)


def placements(parties, **periods):
    rows = [
        {"source": "log", "holder": holder, "team": f"Team {holder}", "party": party}
        for holder, party in parties.items()
    ]
    for holder, found in periods.items():
        rows += [
            {"source": "log", "holder": holder, "team": team, "party": party}
            | {"valid_from": begin, "valid_to": end}
            for team, party, begin, end in found
        ]
    return pa.Table.from_pylist(rows, schema=custody.PLACEMENTS)


STATUSES = pa.Table.from_pylist(
    [
        {"source": "log", "status": status, "class": kind, "turn": turn}
        for status, (kind, turn) in CLASSES.items()
    ],
    schema=custody.STATUSES,
)
MOVES = {
    "Web": [("Web", "it", None, 5 * HOUR), ("Web", "agency", 5 * HOUR, 9 * HOUR)],
    "Ops": [("Ops", "it", 3 * HOUR, None)],
}


def placed_of(rows, as_of, parties=PARTIES, **periods):
    found = placements(parties, **periods)
    return ordered.place(ordered.stays(rows).stays, found, STATUSES, as_of)


def columns(table, *names):
    return list(zip(*(table[name].to_pylist() for name in names), strict=True))


# By hand


def test_a_request_is_booked_hour_by_hour_to_whoever_had_it():
    rows = history(
        ("A", 20, "Waiting for marketing", "Web"),
        ("A", 0, "New", ""),
        ("A", 2, "New", "Brand"),
        ("A", 5, "Doing", "Brand"),
        ("A", 9, "New", "Web"),
        ("A", 10, "Doing", "Web"),
        ("A", 50, "Doing", ""),
        ("A", 60, "Done", "Web"),
    )
    placed = placed_of(rows, 100 * HOUR)
    assert columns(placed.table("log"), "turn", "class", "microseconds") == [
        ("nobody", "queue", 2 * HOUR),
        ("marketing", "queue", 3 * HOUR),
        ("marketing", "work", 4 * HOUR),
        ("it", "queue", HOUR),
        ("it", "work", 10 * HOUR),
        ("marketing", "wait", 30 * HOUR),
        ("it", "work", 10 * HOUR),
        ("it", "done", 0),
    ]
    passed = ordered.handoffs(placed)
    names = passed.names
    assert [
        (names[giver], names[taker], bool(back))
        for giver, taker, back in zip(passed.giver, passed.taker, passed.ping_pong, strict=True)
    ] == [("marketing", "it", False), ("it", "marketing", True), ("marketing", "it", True)]
    assert ordered.items(placed, "log").to_pylist() == [
        {
            "source": "log",
            "item": "A",
            "created_at": 0,
            "done_at": 60 * HOUR,
            "outcome": "delivered",
            "ended_at": 60 * HOUR,
            "lead": 60 * HOUR,
            "handoffs": 3,
            "ping_pongs": 2,
            "reopened": 0,
            "working_known": True,
        }
    ]


def test_rows_that_count_are_counted_and_their_names_told():
    rows = history(
        ("A", 1, "New", "Gone"),
        ("A", 1, "Doing", "Web"),
        ("A", 3, "Doing", ""),
        ("A", 9, "Done", ""),
    )
    found = ordered.stays(rows, as_of=8 * HOUR)
    assert (found.rows, found.holders, found.statuses) == (2, ("Web",), ("Doing",))
    assert len(found.stays) == 2


def test_holders_declared_blank_are_blank():
    found = ordered.stays(
        history(("A", 1, "New", "Web"), ("A", 2, "New", "Missing")), blank_holders={"missing"}
    )
    assert columns(found.stays.table(), "holder", "known_holder") == [("Web", "Web"), ("", "Web")]


def test_time_by_turn_is_summed_by_item_and_over_all():
    placed = placed_of(
        history(("A", 0, "Doing", "Web"), ("B", 6, "Doing", "Brand"), ("B", 12, "New", "Brand")),
        DAY,
    )
    spent = ordered.days_by_turn(placed)
    found = dict(zip(spent.shares, spent.times.tolist(), strict=True))
    assert found == {
        ("it", "work"): [DAY, 0],
        ("marketing", "work"): [0, 6 * HOUR],
        ("marketing", "queue"): [0, 12 * HOUR],
    }
    assert spent.stays == (1, 1, 1)
    assert spent.days(spent.shares.index(("marketing", "queue"))) == 0.5
    assert ordered.time_by_turn(placed) == {share: sum(times) for share, times in found.items()}


def test_an_empty_history_tells_nothing():
    empty = history()
    found = ordered.stays(empty)
    assert found.rows == 0
    placed = ordered.place(found.stays, placements(PARTIES), STATUSES, DAY)
    assert ordered.items(placed, "log").num_rows == 0
    assert ordered.days_by_turn(placed).shares == ()
    assert ordered.time_by_turn(placed) == {}
    assert len(ordered.handoffs(placed).rows) == 0
    assert ordered.Stays.of(found.stays.table()).table().num_rows == 0


def test_two_teams_at_the_same_time_are_refused():
    rows = history(("A", 0, "New", "Web"))
    with pytest.raises(ValueError, match="'Web' stands in two teams"):
        placed_of(rows, DAY, {}, Web=[("A", "it", None, None), ("B", "it", 5, None)])


# By property, and by a second route

cells = st.tuples(
    st.sampled_from(["A", "B", "NA", "item 4"]),
    st.integers(0, 12),
    st.sampled_from([*CLASSES, "Odd"]),
    st.sampled_from(["", *PARTIES, "Stranger", "none"]),
    st.sampled_from(["", "Fixed", "Duplicate"]),
)
logs = st.lists(cells, max_size=60)


@pytest.fixture(scope="module")
def engine():
    connection = ibis.duckdb.connect()
    yield connection
    connection.disconnect()


def by_expressions(engine, rows, as_of, blank, periods):
    """The same through the expressions of ``custody``."""
    source = rows.append_column("source", pa.array(["log"] * rows.num_rows, pa.string()))
    stays = custody.stays(custody.used_rows(ibis.memtable(source), as_of), blank)
    stays = ibis.memtable(engine.to_pyarrow(stays))
    placed = custody.place(stays, placements(PARTIES_LEFT, **periods), STATUSES, as_of)
    return stays, ibis.memtable(engine.to_pyarrow(placed))


PARTIES_LEFT = {name: party for name, party in PARTIES.items() if name not in MOVES}


def as_rows(table):
    return sorted(map(repr, table.to_pylist()))


@settings(max_examples=25, deadline=None)
@given(logs, st.integers(0, 13), st.booleans())
def test_it_says_what_the_expressions_say(engine, log, hours, blank):
    rows, as_of = history(*log), hours * HOUR
    blanks = frozenset({"none"}) if blank else frozenset()
    stays, placed = by_expressions(engine, rows, as_of, blanks, MOVES)
    found = ordered.stays(rows, blanks, as_of)
    expected = engine.to_pyarrow(stays.drop("source"))
    assert as_rows(found.stays.table().select(expected.column_names)) == as_rows(expected)
    again = ordered.Stays.of(found.stays.table().take(np.arange(len(found.stays))[::-1].copy()))
    own = ordered.place(again, placements(PARTIES_LEFT, **MOVES), STATUSES, as_of)
    expected = engine.to_pyarrow(placed)
    assert as_rows(own.table("log").select(expected.column_names)) == as_rows(expected)
    expected = engine.to_pyarrow(custody.items(placed))
    assert as_rows(ordered.items(own, "log").select(expected.column_names)) == as_rows(expected)
    for by in ("turn", "team"):
        expected = engine.to_pyarrow(custody.handoffs(placed, by))
        assert handed_over(own, by) == as_rows(expected.drop_columns(["source"]))
    assert spent_of(own) == spent_by_expressions(engine, placed)


def handed_over(placed, by):
    passed = ordered.handoffs(placed, by)
    rows = placed.stays
    table = pa.table(
        {
            "item": rows.item[passed.rows].array(),
            "at": rows.at[passed.rows],
            "giver": pa.array([passed.names[code] for code in passed.giver], pa.string()),
            "taker": pa.array([passed.names[code] for code in passed.taker], pa.string()),
            "class": placed.kind[passed.rows].array(),
            "ping_pong": passed.ping_pong,
        }
    )
    return as_rows(table)


def spent_of(placed):
    spent = ordered.days_by_turn(placed)
    together = dict(zip(spent.shares, spent.times.sum(axis=1).tolist(), strict=True))
    assert ordered.time_by_turn(placed) == together
    items = ordered.items(placed, "log")["item"].to_pylist()
    return sorted(
        (item, *share, times)
        for share, row in zip(spent.shares, spent.times.tolist(), strict=True)
        for item, times in zip(items, row, strict=True)
        if times
    )


def spent_by_expressions(engine, placed):
    found = engine.to_pyarrow(custody.days_by_turn(placed, ["item"])).to_pylist()
    return sorted(
        (row["item"], row["turn"], row["class"], row["seconds"] * 1_000_000 + row["microseconds"])
        for row in found
        if row["seconds"] or row["microseconds"]
    )


@settings(max_examples=25, deadline=None)
@given(logs, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(log, chance):
    rows = history(*log)
    places = list(range(rows.num_rows))
    chance.shuffle(places)
    mixed = rows.take(pa.array(places, pa.int64()))
    assert as_rows(ordered.stays(rows).stays.table()) == as_rows(ordered.stays(mixed).stays.table())


@settings(max_examples=25, deadline=None)
@given(logs, st.integers(0, 13))
def test_stays_fill_the_time_of_every_item(log, hours):
    placed = placed_of(history(*log), hours * HOUR, PARTIES_LEFT, **MOVES)
    times = np.where(
        placed.kind.marked(["done", "dropped"]), 0, placed.stays.until - placed.stays.at
    )
    assert placed.microseconds.tolist() == times.tolist()
    lived = {row[0]: row[1] for row in sorted(log, key=lambda row: -row[1]) if row[1] <= hours}
    spans = dict.fromkeys(lived, 0)
    for item, at, until in columns(placed.table("log"), "item", "at", "until"):
        spans[item] += until - at
    assert spans == {item: (hours - begin) * HOUR for item, begin in lived.items()}
