"""Numbers and words of sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.areas.partnership.findings.words import days_in_words, number, small, whole_numbers


@pytest.mark.parametrize(
    ("value", "word"),
    [(0, "no"), (1, "one"), (11.6, "twelve"), (12.6, "13"), (1240, "1,240"), (-1, "-1")],
)
def test_whole_numbers_are_words_up_to_twelve(value: float, word: str) -> None:
    assert number(value) == word


@pytest.mark.parametrize(
    ("value", "word"),
    [(0.2, "less than one"), (0.75, "one"), (1.5, "two"), (2.4, "two"), (2.5, "two"), (3, "three")],
)
def test_days_for_a_sentence(value: float, word: str) -> None:
    assert days_in_words(value) == word


def test_whole_numbers_add_up_by_largest_remainders() -> None:
    assert whole_numbers([1.4, 1.4, 1.2]) == [2, 1, 1]
    assert whole_numbers([]) == []


@given(st.lists(st.floats(0, 500), max_size=8))
def test_whole_numbers_always_add_up_and_stay_near(values: list[float]) -> None:
    wholes = whole_numbers(values)

    assert sum(wholes) == round(sum(values))
    assert all(abs(whole - value) < 1 + 1e-9 for whole, value in zip(wholes, values, strict=True))


def test_words_that_begin_with_it_keep_their_capitals() -> None:
    assert small("IT releases.") == "IT releases."
    assert small("Teams are mixed.") == "teams are mixed."
