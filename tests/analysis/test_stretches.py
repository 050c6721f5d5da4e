"""Stretches of work in one pass: the same as the expression that runs on any engine."""

import random

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.analysis.stretches import COLUMNS, stretches_of_work
from accord.analysis.waiting_causes import INSTANCES, instances_of

NUMBERS = ("position", "at", "until")
SCHEMA = pa.schema([(name, pa.int64() if name in NUMBERS else pa.string()) for name in COLUMNS])
ORDER = [(name, "ascending") for name in INSTANCES.names]

steps = st.tuples(
    st.integers(0, 3),  # how long it stays; some pass through
    st.sampled_from(["Dee", "Bea", ""]),
    st.sampled_from(["it", "marketing"]),
    st.sampled_from(["queue", "work", "work", "wait", "done"]),
)
histories = st.dictionaries(
    st.tuples(st.sampled_from("st"), st.sampled_from("123")),
    st.lists(steps, min_size=1, max_size=8),
    min_size=1,
    max_size=5,
)


def placed(lines):
    rows = []
    for (source, item), stays in lines.items():
        at = 0
        for position, (length, holder, turn, kind) in enumerate(stays, 1):
            until = at + length
            rows.append(
                (source, item, position, at, until, f"{kind} {position}", holder, turn, kind)
            )
            at = until
    return rows


def table(rows):
    return pa.Table.from_pylist([dict(zip(COLUMNS, row, strict=True)) for row in rows], SCHEMA)


@settings(max_examples=80, deadline=None)
@given(histories, st.one_of(st.none(), st.randoms(use_true_random=False)))
def test_the_same_as_on_any_engine_and_in_any_order_of_rows(lines, shuffler):
    rows = placed(lines)
    if shuffler:
        shuffler.shuffle(rows)
    whole = table(rows)
    expected = instances_of(ibis.memtable(whole)).to_pyarrow().cast(INSTANCES)
    assert stretches_of_work(whole).sort_by(ORDER).equals(expected.sort_by(ORDER))


def test_a_stay_that_is_cut_where_its_holder_changed_teams_is_one_stretch():
    """Both parts bear one position; their times tell which comes first."""
    rows = [
        ("s", "1", 1, 0, 1, "new", "Dee", "it", "queue"),
        ("s", "1", 2, 1, 3, "in work", "Dee", "it", "work"),
        ("s", "1", 2, 3, 6, "in work", "Dee", "it", "work"),
    ]
    for some in (rows, [rows[2], rows[0], rows[1]]):
        (found,) = stretches_of_work(table(some)).to_pylist()
        assert (found["case"], found["enabled_at"], found["start"], found["end"]) == (
            "s: 1", 0, 1, 6,
        )  # fmt: skip


def test_names_may_come_as_numbers_in_several_pieces():
    lines = {(source, item): [(1, "Dee", "it", "work")] for source in "st" for item in "12"}
    rows = placed(lines)
    random.Random(2).shuffle(rows)
    pieces = [table([row]) for row in rows]
    numbered = pa.concat_tables(
        [
            pa.table(
                {
                    name: piece[name] if name in NUMBERS else piece[name].dictionary_encode()
                    for name in COLUMNS
                }
            )
            for piece in pieces
        ]
    )
    assert (
        stretches_of_work(numbered)
        .sort_by(ORDER)
        .equals(stretches_of_work(table(rows)).sort_by(ORDER))
    )


@pytest.mark.parametrize("kind", ["queue", "wait", "done"])
def test_where_nobody_works_there_is_none(kind):
    assert not len(stretches_of_work(table([("s", "1", 1, 0, 1, "", "Dee", "it", kind)])))
    assert stretches_of_work(table([])).equals(INSTANCES.empty_table())
