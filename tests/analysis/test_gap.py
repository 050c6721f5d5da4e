"""Gaps between two sides: intervals, rank test, verdicts."""

import itertools
import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from accord.analysis import gap
from accord.analysis.gap import Verdict, compare, holm, side_mean, superiority, verdicts

TARGETS = Path(__file__).parents[3] / "shared" / "data" / "survey" / "validation_targets.json"

#: Pain scores that scipy documents for brunnermunzel; figures printed there and by statsmodels.
PAIN = (
    np.array([1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 1, 1.0]),
    np.array([3, 3, 4, 3, 1, 2, 3, 1, 1, 5, 4.0]),
)
FIVES = st.lists(st.integers(1, 5).map(float), min_size=5, max_size=8).map(np.array)


def test_mean_of_everybody_still_has_the_answer_error() -> None:
    found = side_mean(np.array([3.0, 3, 3, 3, 3]), invited=5)

    assert found.standard_error == pytest.approx(0.5 / math.sqrt(5))
    assert found.high == pytest.approx(3 + 2.776445 * 0.223607, abs=1e-5)


def test_mean_of_a_sample_is_corrected_for_the_finite_population() -> None:
    # s² = 2.5, n = 5, N = 20: sqrt(2.5 / 5 * 0.75)
    found = side_mean(np.array([1.0, 2, 3, 4, 5]), invited=20)

    assert found.mean == 3
    assert found.standard_error == pytest.approx(math.sqrt(0.375))
    assert (found.freedom, found.answered) == (4, 5)


def test_more_answers_than_invited_people_are_refused() -> None:
    with pytest.raises(ValueError, match="3 people answered, but only 2"):
        side_mean(np.array([1.0, 2, 3]), invited=2)


def test_one_answer_has_no_interval() -> None:
    with pytest.raises(ValueError, match="at least two"):
        side_mean(np.array([1.0]), invited=2)


def test_rank_measures_agree_with_the_published_example() -> None:
    found = superiority(*PAIN)

    assert found.statistic == pytest.approx(3.1374674823029505, abs=1e-9)
    assert found.p_value == pytest.approx(0.005786208666151469, abs=1e-9)
    assert found.freedom == pytest.approx(17.682841979481548, abs=1e-9)
    assert found.probability == pytest.approx(0.788961038961039, abs=1e-12)
    assert found.low == pytest.approx(0.5952168642537387, abs=1e-9)
    assert found.high == pytest.approx(0.9827052136683416, abs=1e-9)
    assert not found.counted


@pytest.mark.skipif(not TARGETS.exists(), reason="shared/data/survey is absent")
def test_literal_targets_are_those_of_the_shared_file() -> None:
    targets = {part["id"]: part for part in json.loads(TARGETS.read_text())["targets"]}
    pain = targets["brunner_munzel"]

    assert pain["value"]["p_superiority"] == 0.788961038961039
    assert holm(targets["multipletests"]["p"]) == pytest.approx(
        targets["multipletests"]["value"]["holm"], abs=1e-9
    )


def test_counted_rank_test_agrees_with_counting_by_hand() -> None:
    first, second = np.array([1, 2, 2, 3.0]), np.array([2, 4, 5, 5.0])
    values = np.concatenate([first, second])
    seen = abs(stats.brunnermunzel(first, second).statistic)
    far = 0
    splits = list(itertools.combinations(range(8), 4))
    for chosen in splits:
        rest = [place for place in range(8) if place not in chosen]
        with np.errstate(divide="ignore", invalid="ignore"):
            found = stats.brunnermunzel(values[list(chosen)], values[rest], distribution="normal")
        far += abs(found.statistic) >= seen - 1e-9
    counted = superiority(first, second)

    assert counted.counted
    assert counted.p_value == pytest.approx(far / len(splits))


def test_five_against_five_all_higher_reach_two_in_252() -> None:
    found = superiority(np.ones(5), np.full(5, 5.0))

    assert found.p_value == pytest.approx(2 / 252) == gap.smallest_rank_p(5, 5)
    assert (found.probability, found.high) == (1, 1)
    assert found.low == pytest.approx(0.025**0.2)


def test_all_answers_alike_leave_the_probability_open() -> None:
    found = superiority(np.full(5, 3.0), np.full(6, 3.0))

    assert (found.probability, found.p_value) == (0.5, 1)
    assert found.low == pytest.approx(0.5 - (1 - 0.025**0.2) / 2)


def test_holm_steps_down() -> None:
    p = [0.216, 0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.222, 0.251]

    assert holm(p) == pytest.approx([1, 0.012, 0.088, 0.39, 0.39, 0.39, 0.42, 0.444, 1, 1, 1, 1])


def twelve(first: float, second: float, people: int) -> list[Verdict]:
    """Verdicts when every one of twelve dimensions has these unanimous answers."""
    one = compare(np.full(people, first), np.full(people, second), people, people)
    return verdicts([one] * 12)


def test_five_a_side_can_never_differ_over_twelve_dimensions() -> None:
    assert set(twelve(1, 5, people=5)) == {Verdict.CANNOT_TELL}


def test_six_a_side_can_differ_over_twelve_dimensions() -> None:
    assert set(twelve(1, 5, people=6)) == {Verdict.DIFFERENT}


def test_unanimous_equal_answers_of_six_are_not_yet_the_same() -> None:
    assert set(twelve(3, 3, people=6)) == {Verdict.CANNOT_TELL}


def test_unanimous_equal_answers_of_twelve_are_the_same() -> None:
    assert set(twelve(3, 3, people=12)) == {Verdict.SAME}


def test_a_difference_surely_within_half_a_point_is_practically_the_same() -> None:
    generator = np.random.default_rng(3)
    first, second = generator.normal(3, 0.3, 300), generator.normal(3.25, 0.3, 300)
    found = compare(first, second, 300, 300)

    assert found.p_different < 0.001
    assert verdicts([found]) == [Verdict.SAME]


def test_both_tests_have_to_be_convinced() -> None:
    # Nearly everybody answered: the interval is narrow, but a random split would do the same.
    first, second = np.array([1, 2, 3, 4, 5, 3.0]), np.array([2, 3, 4, 5, 5, 5.0])
    found = compare(first, second, 6, 6, answer_error=0.1)

    assert found.p_metric < 0.05 < found.superiority.p_value
    assert verdicts([found]) == [Verdict.CANNOT_TELL]


def test_interval_is_welchs_when_few_of_many_answered() -> None:
    first, second = np.array([1, 2, 3, 4, 5.0]), np.array([2, 2, 3, 5, 5, 5.0])
    oracle = stats.ttest_ind(second, first, equal_var=False)
    found = compare(first, second, 10**9, 10**9)
    interval = oracle.confidence_interval()

    assert found.p_metric == pytest.approx(oracle.pvalue, abs=1e-6)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high), abs=1e-6)


@settings(deadline=None, max_examples=40)
@given(FIVES, FIVES)
def test_exchanging_the_sides_turns_everything_round(first: np.ndarray, second: np.ndarray) -> None:
    one = compare(first, second, 10, 9)
    other = compare(second, first, 9, 10)

    assert one.gap == pytest.approx(-other.gap)
    assert one.p_different == pytest.approx(other.p_different)
    assert one.superiority.probability == pytest.approx(1 - other.superiority.probability)
    assert one.superiority.low == pytest.approx(1 - other.superiority.high)


@settings(deadline=None, max_examples=40)
@given(FIVES, FIVES, st.randoms(use_true_random=False))
def test_the_order_of_people_does_not_matter(first: np.ndarray, second: np.ndarray, chance) -> None:
    shuffled = first.copy()
    chance.shuffle(shuffled)
    one, other = compare(first, second, 10, 10), compare(shuffled, second, 10, 10)

    assert one.p_different == pytest.approx(other.p_different)
    assert (one.low, one.high) == pytest.approx((other.low, other.high))


@settings(deadline=None, max_examples=40)
@given(FIVES, st.integers(8, 30))
def test_no_interval_shrinks_below_the_answer_error(first: np.ndarray, invited: int) -> None:
    found = side_mean(first, invited)

    assert found.standard_error >= gap.ANSWER_ERROR / math.sqrt(len(first)) - 1e-12


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_holm_never_lowers_a_p_and_keeps_the_order(p_values: list[float]) -> None:
    adjusted = holm(p_values)
    order = sorted(range(len(p_values)), key=p_values.__getitem__)

    assert all(high >= low for high, low in zip(adjusted, p_values, strict=True))
    assert [adjusted[place] for place in order] == sorted(adjusted)


@pytest.mark.parametrize(
    ("invited", "answered"), [((40, 30), (26, 18)), ((24, 18), (19, 14)), ((12, 10), (8, 5))]
)
def test_the_interval_covers_the_gap_of_the_two_teams_as_they_are(
    invited: tuple[int, int], answered: tuple[int, int]
) -> None:
    generator = np.random.default_rng(7)
    hits = 0
    for _ in range(600):
        sides = [np.clip(generator.normal(mean, 0.75, size), 1, 5)
                 for mean, size in zip((2.9, 3.4), invited, strict=True)]  # fmt: skip
        samples = [generator.choice(side, count, replace=False)
                   for side, count in zip(sides, answered, strict=True)]  # fmt: skip
        found = [side_mean(part, size, 0.29) for part, size in zip(samples, invited, strict=True)]
        spread = [part.standard_error**2 for part in found]
        freedom = sum(spread) ** 2 / sum(
            part**2 / side.freedom for part, side in zip(spread, found, strict=True)
        )
        away = (found[1].mean - found[0].mean) - (sides[1].mean() - sides[0].mean())
        hits += abs(away) <= stats.t.ppf(0.975, freedom) * math.sqrt(sum(spread))

    assert 0.93 <= hits / 600 <= 0.98


def test_a_wave_without_any_difference_seldom_claims_one() -> None:
    generator = np.random.default_rng(11)
    wrong = 0
    for _ in range(40):
        family = [
            compare(*(generator.integers(1, 6, 7).astype(float) for _ in "ab"), 8, 8)
            for _ in range(12)
        ]
        wrong += Verdict.DIFFERENT in verdicts(family)

    assert wrong <= 4
