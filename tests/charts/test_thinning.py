"""Fewer signs than rows."""

from hypothesis import given
from hypothesis import strategies as st

from accord.charts.thinning import MOST_SIGNS, drawn_words, thinned


def test_few_rows_are_all_drawn_as_they_stand() -> None:
    assert thinned([3, 1, 2], key=lambda row: row) == ([3, 1, 2], 1)
    assert drawn_words(1) == ""


def test_of_many_rows_the_middle_of_each_run_is_drawn() -> None:
    assert thinned(list(range(10)), key=lambda row: row, most=4) == ([1, 4, 7], 3)
    assert drawn_words(1_200) == " (one in 1,200 is drawn)"


@given(st.lists(st.integers(), max_size=3_000))
def test_never_more_than_the_most_and_never_nothing(rows: list[int]) -> None:
    shown, step = thinned(rows, key=lambda row: row)

    assert len(shown) <= MOST_SIGNS
    assert bool(shown) is bool(rows)
    assert len(rows) - step < len(shown) * step <= len(rows) + step
