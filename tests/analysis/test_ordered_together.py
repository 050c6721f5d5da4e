"""Reading names back where rows of one name stand together, in order or not: the same as any other way."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.analysis import columns, ordered
from accord.analysis.columns import Coded, coded, coded_together

NAMES = st.lists(
    st.tuples(st.sampled_from(["", "A", "B", "a", "Ü", "ZZ"]), st.integers(1, 3)), max_size=12
)


@given(NAMES, st.integers(1, 4))
def test_names_that_stand_together_are_numbered_as_ever(
    runs: list[tuple[str, int]], pieces: int
) -> None:
    texts = [name for name, length in runs for _ in range(length)]
    column = pa.chunked_array(
        [pa.array(texts[start::pieces], pa.string()) for start in range(pieces)]
    )
    for asked in (column, column.dictionary_encode()):
        found, expected = coded_together(asked), coded(asked)
        assert found.codes.tolist() == expected.codes.tolist()
        assert found.codes.dtype == expected.codes.dtype
        assert [name for name in found.names if name in texts] == expected.names


def test_more_text_than_one_array_holds_is_never_put_into_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    column = pa.chunked_array([pa.array(["A", "A"]), pa.array(["B"])])
    monkeypatch.setattr(columns, "_ONE_PIECE", 5)
    assert coded_together(column).codes.tolist() == [0, 0, 1]


@pytest.mark.parametrize("many", [0, 1, 4, 5, 9])
def test_many_names_are_sought_as_few_are(many: int) -> None:
    names = [str(number) for number in range(10)]
    chosen = [*names[:many], "not there"]
    column = Coded.of(pa.array([*range(10), *range(10)]).to_numpy(), names)
    assert column.marked(chosen).tolist() == [name in chosen for name in names * 2]


def test_hand_offs_that_are_known_are_not_sought_again() -> None:
    history = pa.table(
        {
            "item": ["X", "X", "X"],
            "at": [1, 2, 3],
            "line": [1, 2, 3],
            "status": ["Doing"] * 3,
            "holder": ["Web", "Brand", "Web"],
            "resolution": [""] * 3,
        }
    )
    placements = pa.table(
        {
            "source": ["s", "s"],
            "holder": ["Web", "Brand"],
            "team": ["Web", "Brand"],
            "party": ["it", "marketing"],
            "valid_from": pa.nulls(2, pa.int64()),
            "valid_to": pa.nulls(2, pa.int64()),
        }
    )
    statuses = pa.table({"source": ["s"], "status": ["Doing"], "class": ["work"], "turn": [""]})
    placed = ordered.place(ordered.stays(history).stays, placements, statuses, 9)
    passed = ordered.handoffs(placed)
    found = ordered.items(placed, "s", passed)
    assert found == ordered.items(placed, "s")
    assert found["handoffs"].to_pylist() == [2]
    assert found["ping_pongs"].to_pylist() == [1]


@given(st.lists(st.integers(0, 3), max_size=30).map(sorted), st.integers(1, 5))
def test_parts_of_stays_hold_every_item_whole(items: list[int], count: int) -> None:
    stays = pa.table(
        {
            "item": pa.array([f"item {number}" for number in items], pa.string()),
            "position": pa.array(range(len(items)), pa.int64()),
            "at": pa.array(range(len(items)), pa.int64()),
            "until": pa.array([None] * len(items), pa.int64()),
        }
        | {
            name: pa.array([""] * len(items), pa.string())
            for name in ("status", "holder", "known_holder", "resolution")
        }
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ordered, "MANY", 1)
        patch.setattr(ordered, "cores", lambda: count)
        parts = ordered.Stays.of(stays).parts()

    of_parts = [part.table()["item"].to_pylist() for part in parts]
    assert len(parts) == (count if items else 1)
    assert [item for part in of_parts for item in part] == stays["item"].to_pylist()
    assert sum(len(set(part)) for part in of_parts) == len(set(items))
