"""What changed between two waves."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from accord.analysis import disclosure, gap
from accord.analysis.change import (
    Convergence,
    Shown,
    Wave,
    changes,
    compare_waves,
    convergence,
    moved,
    shown,
    spread_change,
    step_for,
)

FIVES = st.lists(st.integers(1, 5).map(float), min_size=5, max_size=7).map(np.array)
DIFFERENT, SAME, CANNOT_TELL = gap.Verdict


def around(mean: float, people: int = 40) -> np.ndarray:
    """So many answers that lie around a mean as normal ones would, without chance."""
    return mean + 0.7 * stats.norm.ppf((np.arange(people) + 0.5) / people)


def test_a_change_by_hand() -> None:
    # Then 2, 3, 4 (mean 3, s² 1), now 3, 4, 5 (mean 4, s² 1): error √(1/3 + 1/3), 4 degrees of freedom.
    compared = compare_waves(np.array([2.0, 3, 4]), np.array([3.0, 4, 5]))
    (found,) = changes([compared])

    assert (found.then, found.now, found.change) == (3, 4, 1)
    assert found.high - found.change == pytest.approx(2.776445 * math.sqrt(2 / 3), abs=1e-5)
    assert found.verdict == CANNOT_TELL


def test_the_example_of_the_page() -> None:
    compared = compare_waves(
        np.array([2, 3, 2, 3, 2, 3, 4, 2.0]), np.array([3, 3, 4, 4, 3, 3, 4, 3, 4.0])
    )
    (found,) = changes([compared])

    assert (found.then, found.now) == pytest.approx((2.63, 3.44), abs=0.006)
    assert (found.low, found.high) == pytest.approx((0.13, 1.51), abs=0.005)
    assert found.verdict == DIFFERENT
    assert shown(compared, 0) == Shown(2.6, 3.4, 0.8, 0.0, 1.6, 0.1)
    assert shown(compared, 3) == Shown(2.5, 3.5, 1.0, -0.5, 2.5, 0.5)


def test_a_change_has_welchs_interval() -> None:
    then, now = np.array([1, 2, 3, 4, 5.0]), np.array([2, 2, 3, 5, 5, 5.0])
    oracle = stats.ttest_ind(now, then, equal_var=False).confidence_interval()
    compared = compare_waves(then, now)

    assert (compared.low, compared.high) == pytest.approx((oracle.low, oracle.high), abs=1e-6)


def test_verdicts_of_a_family() -> None:
    found = changes(
        [compare_waves(around(2.5), around(after)) for after in (4.0, 2.5, 2.8)]
        + [compare_waves(around(3, 6), around(4, 6))]
    )

    assert [part.verdict for part in found] == [DIFFERENT, SAME, CANNOT_TELL, CANNOT_TELL]


@settings(deadline=None, max_examples=25)
@given(FIVES, FIVES)
def test_a_change_back_is_the_change_turned_round(then: np.ndarray, now: np.ndarray) -> None:
    there, back = changes([compare_waves(then, now)]) + changes([compare_waves(now, then)])

    assert (there.change, there.low) == pytest.approx((-back.change, -back.high))
    assert there.verdict == back.verdict


def test_where_people_keep_their_place_the_interval_is_wide_enough() -> None:
    generator = np.random.default_rng(2)
    hits = 0
    for _ in range(150):
        place = generator.normal(0, 0.7, 15)
        then, now = (3 + shift + place + generator.normal(0, 0.4, 15) for shift in (0, 0.5))
        found = compare_waves(then, now, 0.29)
        hits += found.low <= 0.5 <= found.high

    assert hits >= 143


@pytest.mark.parametrize(
    ("then", "now", "said"),
    [
        ((2.5, 4.0), (3.2, 3.4), Convergence.CLOSER),
        ((4.0, 2.5), (3.4, 3.2), Convergence.CLOSER),
        ((3.0, 3.2), (2.3, 4.0), Convergence.FURTHER),
        ((2.5, 4.0), (2.5, 4.0), Convergence.SAME),
        ((2.5, 4.0), (4.0, 2.5), Convergence.CANNOT_TELL),  # changed places, as far apart
        ((2.5, 3.5), (2.7, 3.3), Convergence.CANNOT_TELL),
    ],
)
def test_convergence_of_the_sides(
    then: tuple[float, float], now: tuple[float, float], said: Convergence
) -> None:
    waves = [Wave(*(around(mean) for mean in pair)) for pair in (then, now)]
    found = convergence(*waves)

    assert found.then == pytest.approx(then[1] - then[0])
    assert found.now == pytest.approx(now[1] - now[0])
    assert found.low < found.now - found.then < found.high
    assert found.said == said


def test_convergence_has_the_interval_of_four_independent_means() -> None:
    # Interaction of two factors with unequal variances: Welch and Satterthwaite by hand.
    groups = [np.array(part, dtype=float) for part in
              ([1, 2, 3, 5], [3, 3, 4, 5, 5], [2, 2, 3, 4], [3, 4, 4, 5, 1, 2])]  # fmt: skip
    found = convergence(Wave(*groups[:2]), Wave(*groups[2:]))
    parts = [group.var(ddof=1) / len(group) for group in groups]
    freedom = sum(parts) ** 2 / sum(
        part**2 / (len(group) - 1) for part, group in zip(parts, groups, strict=True)
    )

    assert (found.high - found.low) / 2 == pytest.approx(
        stats.t.ppf(0.975, freedom) * math.sqrt(sum(parts))
    )


@settings(deadline=None, max_examples=25)
@given(FIVES, FIVES, FIVES, FIVES)
def test_convergence_does_not_depend_on_which_side_is_which(
    one: np.ndarray, two: np.ndarray, three: np.ndarray, four: np.ndarray
) -> None:
    found = convergence(Wave(one, two), Wave(three, four))
    turned = convergence(Wave(two, one), Wave(four, three))
    back = convergence(Wave(three, four), Wave(one, two))
    opposite = {Convergence.CLOSER: Convergence.FURTHER, Convergence.FURTHER: Convergence.CLOSER}

    assert found.said == turned.said
    assert back.said == opposite.get(found.said, found.said)


def test_sides_that_stayed_as_far_apart_are_seldom_said_to_have_moved() -> None:
    generator = np.random.default_rng(3)
    wrong = 0
    for _ in range(150):
        groups = [generator.normal(mean, 0.7, 15) for mean in (2.6, 3.4, 2.6, 3.4)]
        said = convergence(Wave(*groups[:2]), Wave(*groups[2:])).said
        wrong += said in (Convergence.CLOSER, Convergence.FURTHER)

    assert wrong <= 13


def test_spread_by_hand() -> None:
    # Distances from the middle answer: 2 1 0 1 2 (mean 1.2) and 1 0 0 0 1 (mean 0.4).
    found = spread_change(np.array([1.0, 2, 3, 4, 5]), np.array([2.0, 3, 3, 3, 4]))

    assert (found.then, found.now, found.verdict) == (1.2, 0.4, CANNOT_TELL)


def test_spread_is_compared_as_brown_and_forsythe_do() -> None:
    # With two groups of equal size Welch's and the pooled test share one statistic.
    generator = np.random.default_rng(5)
    then, now = generator.normal(3, 1.4, 30), generator.normal(3, 0.5, 30)
    oracle = stats.levene(then, now, center="median").statistic
    found = spread_change(then, now, answer_error=0.0)
    freedom = 2 * 29  # between 29 and 58
    error = (found.high - found.change) / stats.t.ppf(0.975, [29, freedom])

    assert error[0] <= abs(found.change) / math.sqrt(oracle) <= error[1]
    assert found.verdict == DIFFERENT


def test_a_spread_that_surely_hardly_changed_is_the_same() -> None:
    assert spread_change(around(3, 80), around(4, 80)).verdict == SAME


def test_joiners_and_leavers_are_counted_together() -> None:
    assert moved({"a", "b", "c"}, ["b", "c", "d", "e"]) == 3
    assert [step_for(count) for count in (0, 1, 4, 5)] == [0.1, 0.5, 0.5, 0.1]


def test_few_joiners_hide_more() -> None:
    compared = compare_waves(
        np.array([2, 3, 2, 3, 2, 3, 4, 2.0]), np.array([3, 3, 4, 4, 3, 3, 4, 3.0])
    )
    fine, rough = shown(compared, 0), shown(compared, 1)

    assert (fine.then, fine.now, fine.change, fine.step) == (2.6, 3.4, 0.8, 0.1)
    assert (rough.then, rough.now, rough.change, rough.step) == (2.5, 3.5, 1.0, 0.5)
    assert rough.low <= fine.low <= compared.low
    assert rough.high >= fine.high >= compared.high


@pytest.mark.parametrize(("count", "people"), [(0, 8), (1, 8), (1, 16)])
def test_all_alike_at_an_end_of_the_scale_is_never_shown(count: int, people: int) -> None:
    compared = compare_waves(np.full(people, 1.0), np.full(people, 5.0))
    found = shown(compared, count)

    assert found.then > 1
    assert found.now < 5
    assert found.low <= compared.low
    assert found.high >= compared.high


@settings(deadline=None, max_examples=40)
@given(FIVES, FIVES, st.integers(0, 6))
def test_what_is_shown_holds_what_was_reckoned_and_keeps_its_step(
    then: np.ndarray, now: np.ndarray, people_moved: int
) -> None:
    compared = compare_waves(then, now)
    found = shown(compared, people_moved)

    assert found.low - 1e-9 <= compared.low
    assert compared.high <= found.high + 1e-9
    for value in (found.then, found.now, found.change, found.low, found.high):
        assert disclosure.coarse(value, found.step) == value


def test_one_joiner_among_people_who_keep_their_answers_is_hidden_by_the_step() -> None:
    # Twenty stay as they were; whatever the newcomer says from 1 to 5, most waves look alike.
    stay = [2.0, 3, 3, 4] * 5
    then = np.array([*stay, 3.0])
    seen = {shown(compare_waves(then, np.array([*stay, new])), 1).now for new in (1.0, 2, 3, 4, 5)}

    assert len(seen) == 1
