"""Merging the histories of a request's items in one pass: by hand, and the same as the expression."""

import ibis
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analysis.test_requests import BOTH, CLASSES, HOUR, PARTIES, member_table, placed

from accord.analysis import merging, requests
from accord.analysis.columns import coded
from accord.store.engine import connect

COLUMNS = (
    "item", "position", "at", "until", "last", "status", "holder", "known_holder", "team", "party",
    "turn", "class", "microseconds",
)  # fmt: skip


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    connection = connect(tmp_path_factory.mktemp("engine"))
    yield connection
    connection.disconnect()


def numbered(engine, stays):
    """Placed stays by item and time, the number of each row's item, and the numbers by item."""
    table = engine.to_pyarrow(stays.order_by("source", "item", "at"))
    keys = list(zip(table["source"].to_pylist(), table["item"].to_pylist(), strict=True))
    numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    return table, np.array([numbers[key] for key in keys], np.int32), numbers


def members_of(membership, numbers):
    """Requests by name, each item without one alone under its own."""
    groups = {}
    for row in membership.to_pylist():
        groups.setdefault(row["request"], []).append((row["source"], row["item"]))
    linked = {key for group in groups.values() for key in group}
    groups |= {"/".join(key): [key] for key in numbers if key not in linked}
    items = [numbers[key] for group in groups.values() for key in sorted(group)]
    begins = np.cumsum([0, *(len(group) for group in groups.values())])
    return merging.Members(begins, np.array(items, np.int64)), pa.array(list(groups), pa.string())


def rows_of(table):
    columns = [table[name].to_pylist() for name in COLUMNS]
    return sorted(zip(*columns, strict=True))


def in_one_pass(engine, stays, membership, as_of):
    table, item, numbers = numbered(engine, stays)
    members, keys = members_of(membership, numbers)
    return merging.request_stays(table, item, members, keys, as_of * HOUR)


def by_expression(engine, stays, membership, as_of):
    joint = requests.request_stays(stays, membership, as_of * HOUR)
    alone = requests.unlinked(stays, membership)
    alone = alone.mutate(item=alone.source + "/" + alone.item, source=ibis.literal(requests.SOURCE))
    return engine.to_pyarrow(ibis.union(joint, alone.select(joint.columns)))


def test_a_request_of_two_items_and_one_that_stands_alone(engine):
    stays = placed(
        ("asana", "T", 0, "Doing", "Brand"),
        ("asana", "T", 4, "Waiting for IT", "Brand"),
        ("asana", "alone", 1, "Doing", "Brand"),
        ("asana", "alone", 3, "Done", "Brand"),
        ("jira", "W", 6, "Doing", "Web"),
        ("jira", "W", 9, "Done", "Web"),
        as_of=12,
    )
    found, place = in_one_pass(engine, stays, BOTH, 12)
    columns = ("item", "at", "turn", "class", "microseconds", "last")
    told = zip(*(found[name].to_pylist() for name in columns), strict=True)
    assert [
        (key, at // HOUR, turn, kind, spent // HOUR, last)
        for key, at, turn, kind, spent, last in told
    ] == [
        ("R", 0, "marketing", "work", 4, False),
        ("R", 4, "it", "wait", 2, False),
        ("R", 6, "it", "work", 3, False),
        ("R", 9, "marketing", "wait", 3, True),  # IT has nothing open any more
        ("asana/alone", 1, "marketing", "work", 2, False),
        ("asana/alone", 3, "marketing", "done", 0, True),
    ]
    assert place.tolist() == [0, 0, 0, 0, 1, 1]


def test_without_any_request_there_are_no_stays(engine):
    stays = placed(("asana", "T", 20, "Doing", "Brand"), as_of=12)
    found, place = in_one_pass(engine, stays, member_table(), 12)
    assert (found.num_rows, len(place)) == (0, 0)


ROWS = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.integers(0, 40),
        st.sampled_from(sorted(CLASSES)),
        st.sampled_from(["", *PARTIES, "Stranger"]),
    ),
    min_size=1,
    max_size=12,
)
SOURCES = ("asana", "desk", "jira", "jira")


@settings(max_examples=12, deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=4), st.integers(5, 50))
def test_it_says_what_the_expression_says(engine, groups, as_of):
    rows, membership = [], set()
    for number, group in enumerate(groups):
        for item, hour, status, holder in group:
            key = (SOURCES[item], f"{number}-{item}")
            rows.append((*key, hour, status, holder))
            if len({row[0] for row in group}) > 1:
                membership.add((f"R{number}", *key))
    told = {row[:2] for row in rows if row[2] <= as_of}
    members = member_table(*sorted(row for row in membership if row[1:] in told))
    stays = placed(*rows, as_of=as_of)
    found, place = in_one_pass(engine, stays, members, as_of)
    assert rows_of(found) == rows_of(by_expression(engine, stays, members, as_of))
    assert place.tolist() == sorted(place.tolist())
    assert coded(found["item"]).names == sorted(
        set(found["item"].to_pylist()), key=found["item"].to_pylist().index
    )


def test_a_stay_that_was_cut_at_a_teams_move_was_said_only_once(engine):
    """A team that moves says nothing new: what the other side said after the stay began still counts."""
    base = {"status": "Doing", "holder": "h", "known_holder": "h", "team": "t", "class": "work"}
    rows = [
        base | {"source": "asana", "item": "T", "position": 1, "at": 0, "until": 5, "turn": "it"},
        base
        | {"source": "asana", "item": "T", "position": 1, "at": 5, "until": 9, "turn": "agency"},
        base
        | {"source": "jira", "item": "W", "position": 1, "at": 2, "until": 9, "turn": "marketing"},
    ]
    rows = [
        row
        | {
            "party": row["turn"],
            "last": row["until"] == 9,
            "microseconds": row["until"] - row["at"],
        }
        for row in rows
    ]
    table = pa.Table.from_pylist(rows)
    members = merging.Members(np.array([0, 2]), np.array([0, 1]))
    found, _ = merging.request_stays(
        table, np.array([0, 0, 1], np.int32), members, pa.array(["R"]), 9
    )
    assert found["turn"].to_pylist() == ["it", "marketing", "marketing"]
    joined = requests.request_stays(ibis.memtable(table), BOTH, 9)
    assert engine.to_pyarrow(joined.order_by("at").turn).to_pylist() == [
        "it",
        "marketing",
        "marketing",
    ]
