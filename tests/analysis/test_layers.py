"""Actual gap, believed gap, understanding, and the words for them."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from accord.analysis import gap
from accord.analysis.layers import (
    Given,
    Guessing,
    Knowing,
    believed_gap,
    view,
    words,
    words_of_both,
)

FIVES = st.lists(st.integers(1, 5).map(float), min_size=5, max_size=7).map(np.array)
DIFFERENT, SAME, CANNOT_TELL = gap.Verdict


def side(own: list[float], guesses: list[float], invited: int = 0) -> Given:
    return Given(np.array(own, dtype=float), np.array(guesses, dtype=float), invited or len(own))


def test_three_layers_by_hand() -> None:
    # Marketing answers 3.0 on average and guesses 2.0 of IT; IT answers 3.5.
    marketing = side([2, 3, 3, 4], [1, 2, 2, 3])
    it = side([3, 3, 4, 4], [3, 3, 3, 3])
    found = view(marketing, it)

    assert (found.own.mean, found.guess.mean, found.real.mean) == (3, 2, 3.5)
    assert found.actual.value == 0.5
    assert found.believed.value == -1.0
    assert found.understanding.value == -1.5
    # Everybody answered: error of each mean 0.5/√4, of the difference 0.25·√2, 6 degrees of freedom.
    reach = 2.446912 * 0.25 * math.sqrt(2)
    assert (found.actual.low, found.actual.high) == pytest.approx((0.5 - reach, 0.5 + reach))
    assert found.understanding.low == pytest.approx(-1.5 - reach)
    # Believed: the same people, 3 degrees of freedom.
    assert found.believed.high == pytest.approx(-1 + 3.182446 * 0.25 * math.sqrt(2))


def test_the_example_of_the_page() -> None:
    marketing = side([2, 3, 2, 3, 2, 3, 4, 2], [2, 2, 3, 2, 2, 3, 3, 2], 10)
    it = side([4, 3, 4, 5, 4, 3, 4], [3] * 7, 8)
    found = view(marketing, it)
    (verdict,) = gap.verdicts([found.compared])

    assert found.actual.value == pytest.approx(1.23, abs=0.005)
    assert found.believed.value == -0.25
    assert found.understanding.value == pytest.approx(-1.48, abs=0.005)
    assert (found.understanding.low, found.understanding.high) == pytest.approx(
        (-2.04, -0.92), abs=0.005
    )
    assert words(found.actual.value, found.believed.value, verdict) == Guessing.FURTHER


def test_actual_gap_is_that_of_the_gap_module() -> None:
    marketing, it = side([1, 2, 4, 5, 3], [3] * 5, 9), side([3, 5, 4, 2, 2, 5], [3] * 6, 20)
    oracle = gap.compare(marketing.own, it.own, 9, 20)
    found = view(marketing, it).actual

    assert (found.value, found.low, found.high) == (oracle.gap, oracle.low, oracle.high)


def test_believed_gap_of_a_large_side_is_the_paired_t_interval() -> None:
    own, guesses = np.array([1, 2, 4, 5, 3, 2.0]), np.array([3, 2, 5, 5, 4, 5.0])
    oracle = stats.ttest_rel(guesses, own).confidence_interval()
    found = believed_gap(Given(own, guesses, 10**9))

    assert (found.low, found.high) == pytest.approx((oracle.low, oracle.high), abs=1e-6)


def test_believed_gap_of_people_who_each_gave_only_one_is_that_of_different_people() -> None:
    nothing = [math.nan] * 4
    mine = side([1, 2, 4, 5, *nothing], [*nothing, 3, 2, 5, 5], 10**9)
    found = believed_gap(mine)
    # Squares around the means 3 and 3.75: 10 and 6.75; so variances of 10/3 and 6.75/3, four people each.
    error = math.sqrt((10 / 3 + 6.75 / 3) / 4)

    assert found.value == 0.75
    assert found.high - found.value == pytest.approx(stats.t.ppf(0.975, 3) * error)


def test_answers_and_guesses_belong_to_the_same_people() -> None:
    with pytest.raises(ValueError, match="same people"):
        believed_gap(Given(np.ones(3), np.ones(4), 5))


@settings(deadline=None, max_examples=30)
@given(FIVES, FIVES, st.integers(7, 30))
def test_believed_is_actual_plus_understanding(
    own: np.ndarray, other: np.ndarray, invited: int
) -> None:
    found = view(Given(own, own[::-1].copy(), invited), Given(other, other, invited))

    assert found.believed.value == pytest.approx(found.actual.value + found.understanding.value)
    for part in (found.actual, found.believed, found.understanding):
        assert part.low < part.value < part.high


@settings(deadline=None, max_examples=30)
@given(FIVES, FIVES)
def test_both_sides_see_the_same_actual_gap(one: np.ndarray, two: np.ndarray) -> None:
    first, second = Given(one, one, 9), Given(two, two, 9)
    mine, theirs = view(first, second).actual, view(second, first).actual

    assert (mine.value, mine.low) == pytest.approx((-theirs.value, -theirs.high))


def test_the_paired_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    generator = np.random.default_rng(4)
    hits = 0
    for _ in range(400):
        opinion = generator.normal(3, 1, 20)
        own, guesses = (opinion + generator.normal(0, 0.8, 20) for _ in "ab")
        found = believed_gap(Given(own[:14], guesses[:14], 20))
        hits += found.low <= guesses.mean() - own.mean() <= found.high

    assert 376 <= hits <= 400


@pytest.mark.parametrize(
    ("actual", "believed", "verdict", "expected"),
    [
        (0.0, -1.0, DIFFERENT, Guessing.CLOSER),
        (-1.5, 0.2, DIFFERENT, Guessing.FURTHER),
        (-2.0, 2.0, DIFFERENT, Guessing.OTHERWISE),
        (0.2, 0.4, DIFFERENT, Guessing.OTHERWISE),
        # Figures as published: 1.4 - 1.1 is a hair less than 0.3 in the machine.
        (1.1, 1.4, DIFFERENT, Guessing.CLOSER),
        (1.4, 1.1, DIFFERENT, Guessing.FURTHER),
        (0.0, 3.0, SAME, Guessing.WELL),
        (0.0, 3.0, CANNOT_TELL, Guessing.CANNOT_TELL),
    ],
)
def test_words_to_one_side(
    actual: float, believed: float, verdict: gap.Verdict, expected: Guessing
) -> None:
    assert words(actual, believed, verdict) == expected
    assert words(-actual, -believed, verdict.value) == expected


@pytest.mark.parametrize(
    ("marketing", "it", "expected"),
    [
        (Guessing.WELL, Guessing.WELL, Knowing.WELL),
        (Guessing.CLOSER, Guessing.CLOSER, Knowing.CLOSER),
        (Guessing.FURTHER, Guessing.FURTHER, Knowing.FURTHER),
        (Guessing.CLOSER, Guessing.WELL, Knowing.BLIND_SPOT_OF_MARKETING),
        (Guessing.CANNOT_TELL, Guessing.OTHERWISE, Knowing.BLIND_SPOT_OF_IT),
        (Guessing.CLOSER, Guessing.FURTHER, Knowing.BLIND_SPOT_OF_BOTH),
        (Guessing.OTHERWISE, Guessing.OTHERWISE, Knowing.BLIND_SPOT_OF_BOTH),
        (Guessing.WELL, Guessing.CANNOT_TELL, Knowing.CANNOT_TELL),
        (Guessing.CANNOT_TELL, Guessing.CANNOT_TELL, Knowing.CANNOT_TELL),
    ],
)
def test_words_to_both(marketing: Guessing, it: Guessing, expected: Knowing) -> None:
    assert words_of_both(marketing, it) == expected


@settings(deadline=None)
@given(st.sampled_from(Guessing), st.sampled_from(Guessing))
def test_words_to_both_turn_round_with_the_sides(one: Guessing, other: Guessing) -> None:
    turned = {
        Knowing.BLIND_SPOT_OF_MARKETING: Knowing.BLIND_SPOT_OF_IT,
        Knowing.BLIND_SPOT_OF_IT: Knowing.BLIND_SPOT_OF_MARKETING,
    }
    said = words_of_both(one, other)

    assert words_of_both(other, one) == turned.get(said, said)
