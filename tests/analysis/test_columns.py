"""Columns as numbers: long ones are coded in parts and at once, and nobody can tell."""

import os

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.analysis import columns
from accord.analysis.columns import at_once, coded

texts = st.lists(st.lists(st.sampled_from(["", "a", "b", "ü"]), max_size=9), max_size=5)


@pytest.fixture
def always_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "MANY", 1)


@pytest.mark.usefixtures("always_long")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(texts, st.integers(1, 9))
def test_names_are_numbered_in_the_order_of_their_first_rows(chunks: list[list[str]], cores: int):
    rows = [text for chunk in chunks for text in chunk]
    column = pa.chunked_array([pa.array(chunk, pa.string()) for chunk in chunks], pa.string())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "cpu_count", lambda: cores)
        found = coded(column)

    assert found.names == list(dict.fromkeys(rows))
    assert [found.at(row) for row in range(len(rows))] == rows


@pytest.mark.usefixtures("always_long")
def test_a_fault_in_one_of_the_works_is_told() -> None:
    with pytest.raises(ZeroDivisionError):
        at_once(2, lambda: 1, lambda: 1 // 0)
    assert at_once(2, lambda: 1, lambda: 2) == [1, 2]
