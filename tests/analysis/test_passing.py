"""Hand-offs one by one: by hand, by property, and the same as custody and placement count them."""

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.analysis import custody
from accord.analysis.passing import PASSED, passed
from accord.analysis.placement import chain, recomputed

HOUR = 3_600_000_000


def stays(*rows):
    """Stays of (item, begin, end, turn, class), in hours; the team is the turn's own."""
    found = [
        {
            "source": "log",
            "item": item,
            "position": place,
            "at": begin * HOUR,
            "until": end * HOUR,
            "last": False,
            "team": "" if turn in custody.NO_PARTY else f"Team {turn}",
            "turn": turn,
            "class": kind,
            "microseconds": 0 if kind in ("done", "dropped") else (end - begin) * HOUR,
        }
        for place, (item, begin, end, turn, kind) in enumerate(rows)
    ]
    schema = {"source": "", "item": "", "position": 0, "at": 0, "until": 0, "last": False}
    empty = {**schema, "team": "", "turn": "", "class": "", "microseconds": 0}
    return pa.Table.from_pylist(found, schema=pa.Table.from_pylist([empty]).schema)


def told(table):
    return [
        (row["item"], row["giver"], row["taker"], row["ping_pong"], row["waiting"] // HOUR)
        for row in table.to_pylist()
    ]


def test_waiting_runs_from_the_hand_off_to_the_first_work_or_the_next_hand_off():
    table = stays(
        ("A", 0, 2, "marketing", "work"),
        ("A", 2, 5, "it", "queue"),
        ("A", 5, 6, "nobody", "wait"),
        ("A", 6, 9, "it", "work"),
        ("A", 9, 12, "it", "wait"),  # after work: it belongs to no hand-off
        ("A", 12, 20, "marketing", "wait"),
        ("A", 20, 21, "it", "wait"),
        ("A", 21, 30, "it", "done"),
        ("B", 0, 4, "it", "queue"),
        ("B", 4, 5, "marketing", "work"),
    )
    assert told(passed(table)) == [
        ("A", "marketing", "it", False, 4),
        ("A", "it", "marketing", True, 8),
        ("A", "marketing", "it", True, 1),
        ("B", "it", "marketing", False, 0),
    ]
    assert told(passed(table, by="team"))[0] == ("A", "Team marketing", "Team it", False, 4)


def test_nothing_passed_is_an_empty_table():
    assert passed(stays()).schema.equals(PASSED)
    assert passed(stays(("A", 0, 2, "it", "work"))).num_rows == 0


cells = st.tuples(
    st.sampled_from(["A", "B", "C"]),
    st.sampled_from(["marketing", "it", "agency", "nobody", "unmapped", "system"]),
    st.sampled_from(["queue", "work", "wait", "done", "dropped", "unmapped"]),
    st.integers(0, 5),
)


@pytest.fixture(scope="module")
def engine():
    connection = ibis.duckdb.connect()
    yield connection
    connection.disconnect()


@settings(max_examples=40, deadline=None)
@given(st.lists(cells, max_size=40), st.randoms(use_true_random=False))
def test_it_counts_what_custody_and_placement_count(engine, found, chance):
    clock = dict.fromkeys("ABC", 0)
    rows = []
    for item, turn, kind, hours in found:
        rows.append((item, clock[item], clock[item] + hours + 1, turn, kind))
        clock[item] += hours + 1
    chance.shuffle(rows)
    table = stays(*rows)
    own = passed(table)
    expected = engine.to_pyarrow(custody.handoffs(ibis.memtable(table)).order_by("item", "at"))
    columns = ["item", "at", "giver", "taker", "ping_pong"]
    first, second = (
        sorted(tuple(row.values()) for row in table.select(columns).to_pylist())
        for table in (own, expected)
    )
    assert first == second
    laid_out = chain(table)
    seated = recomputed(laid_out, laid_out.present)
    assert seated.handoffs == own.num_rows
    assert seated.ping_pongs == sum(own["ping_pong"].to_pylist())
    assert seated.waiting == sum(own["waiting"].to_pylist())
