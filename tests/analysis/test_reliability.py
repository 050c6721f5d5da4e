"""How reliable the questions of one dimension are."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from accord.analysis import reliability as measure
from accord.analysis.reliability import (
    alpha_of,
    feldt_interval,
    omega_of_three,
    pooled_covariance,
    reliability,
    spearman_brown,
)

SURVEY = Path(__file__).parents[3] / "shared" / "data" / "survey"
with_data = pytest.mark.skipif(not SURVEY.exists(), reason="shared/data/survey is absent")

#: Covariances of TSIG01 to TSIG03 over 2,042 people (lq2002 of R's multilevel): figures, not data.
TSIG = np.array(
    [
        [1.595206446111, 0.816177278619, 0.814706451150],
        [0.816177278619, 1.345855601693, 0.938654257650],
        [0.814706451150, 0.938654257650, 1.284741160759],
    ]
)
SCORES = st.lists(
    st.tuples(*[st.integers(1, 5).map(float)] * 3), min_size=12, max_size=30
).map(np.array)  # fmt: skip


def people(loadings: list[float], count: int, generator: np.random.Generator) -> np.ndarray:
    """Answers with one common factor of variance 1 and noise of variance 1 on each question."""
    factor = generator.normal(size=(count, 1))
    return factor * np.array(loadings) + generator.normal(size=(count, len(loadings)))


def test_alpha_by_hand() -> None:
    # Two questions: 1 1, 2 3, 3 2: variances 1 and 1, covariance 0.5, variance of the sum 3.
    covariance = pooled_covariance([np.array([[1.0, 1], [2, 3], [3, 2]])])

    assert covariance == pytest.approx(np.array([[1, 0.5], [0.5, 1]]))
    assert alpha_of(covariance) == pytest.approx(2 * (1 - 2 / 3))
    assert spearman_brown(0.5) == pytest.approx(2 / 3)


def test_omega_by_hand() -> None:
    # Loadings 1, 2, 3; own variances 1 each: (1 + 2 + 3)² / (36 + 3).
    loadings = np.array([1.0, 2, 3])

    assert omega_of_three(np.outer(loadings, loadings) + np.eye(3)) == pytest.approx(36 / 39)


def test_omega_and_alpha_of_the_public_figures() -> None:
    alpha = alpha_of(TSIG)

    assert omega_of_three(TSIG) == pytest.approx(0.8248681, abs=1e-6)
    assert alpha == pytest.approx(0.8231408, abs=1e-6)
    assert feldt_interval(alpha, 2042, 3) == pytest.approx((0.8094267, 0.8360245), abs=1e-6)


def test_omega_is_that_of_the_factor_model_fitted_by_maximum_likelihood() -> None:
    def misfit(parameters: np.ndarray) -> float:
        model = np.outer(parameters[:3], parameters[:3]) + np.diag(np.exp(parameters[3:]))
        return float(np.linalg.slogdet(model)[1] + np.trace(TSIG @ np.linalg.inv(model)))

    fitted = optimize.minimize(misfit, [1.0, 1, 1, 0, 0, 0], tol=1e-12).x

    assert fitted[:3].sum() ** 2 / TSIG.sum() == pytest.approx(omega_of_three(TSIG), abs=1e-5)


def test_alpha_of_ten_public_questions() -> None:
    # bhr2000 of R's multilevel: the ten variances sum to 12.379129, the variance of the sum is 59.468632.
    equal = (59.46863242850185 - 12.379128610922463) / 90
    covariance = np.full((10, 10), equal)
    np.fill_diagonal(covariance, 12.379128610922463 / 10)

    assert alpha_of(covariance) == pytest.approx(0.8798196, abs=1e-6)


def test_feldts_interval_is_the_published_one() -> None:
    # pingouin, cronbach_alpha: 15 people, 10 questions
    low, high = feldt_interval(0.5917188485995826, 15, 10)

    assert (low, high) == pytest.approx((0.195, 0.84), abs=5e-4)


def test_side_level_is_pooled_so_that_a_gap_is_not_taken_for_reliability() -> None:
    generator = np.random.default_rng(1)
    noise = [generator.normal(3, 0.5, (200, 2)) for _ in "ab"]
    apart = [noise[0] - 1, noise[1] + 1]

    assert pooled_covariance(apart) == pytest.approx(pooled_covariance(noise))
    assert abs(reliability(apart).value or 0) < 0.2
    assert alpha_of(np.cov(np.concatenate(apart).T)) > 0.8


def test_three_questions_give_omega_with_an_interval_around_it() -> None:
    found = reliability([people([1, 1, 1], 40, np.random.default_rng(2))])

    assert (found.coefficient, found.people, found.why_not) == ("omega", 40, "")
    assert found.low < found.value < found.high < 1
    assert found.alpha == pytest.approx(found.value, abs=0.05)


def test_two_questions_give_spearman_brown() -> None:
    answers = people([1, 1], 50, np.random.default_rng(3))
    found = reliability([answers])
    correlation = np.corrcoef(answers.T)[0, 1]

    assert found.coefficient == "Spearman-Brown"
    assert found.value == pytest.approx(2 * correlation / (1 + correlation))
    assert found.low < found.value < found.high


def test_four_questions_give_alpha_with_feldts_interval() -> None:
    answers = people([1, 1, 1, 1], 50, np.random.default_rng(4))
    found = reliability([answers])

    assert found.coefficient == "alpha"
    assert (found.low, found.high) == feldt_interval(found.alpha, 50, 4)


def test_few_answers_cannot_tell_and_the_bound_is_never_lowered() -> None:
    answers = people([1, 1, 1], 29, np.random.default_rng(5))
    found = reliability([answers], fewest=5)

    assert (found.value, found.low, found.high, found.alpha) == (None, None, None, None)
    assert found.why_not == "cannot tell: fewer than 30 complete answers"
    assert reliability([people([1, 1, 1], 40, np.random.default_rng(5))], fewest=50).value is None


def test_people_with_a_gap_are_left_out() -> None:
    answers = people([1, 1, 1], 31, np.random.default_rng(6))
    answers[:2, 1] = math.nan

    assert reliability([answers]).people == 29


def test_a_side_of_two_cannot_be_pooled() -> None:
    generator = np.random.default_rng(7)

    assert reliability([people([1, 1], 40, generator), people([1, 1], 2, generator)]).value is None


def test_questions_answered_alike_by_all_cannot_tell() -> None:
    found = reliability([np.full((40, 3), 4.0)])

    assert found.why_not.endswith("were not answered differently enough")


def test_three_questions_without_a_common_factor_cannot_tell() -> None:
    generator = np.random.default_rng(8)
    answers = people([1, 1, -1], 40, generator)
    found = reliability([answers])

    assert found.why_not.endswith("do not fit one common factor")


def test_omega_refuses_a_loading_above_the_variance() -> None:
    heywood = np.array([[1.0, 0.9, 0.9], [0.9, 1, 0.2], [0.9, 0.2, 1]])

    assert omega_of_three(heywood) is None
    assert omega_of_three(np.array([[1.0, -0.1, 0.2], [-0.1, 1, 0.2], [0.2, 0.2, 1]])) is None


def test_bad_input_is_named() -> None:
    with pytest.raises(ValueError, match="same questions"):
        reliability([np.ones((5, 2)), np.ones((5, 3))])
    with pytest.raises(ValueError, match="two questions"):
        reliability([np.ones((40, 1))])
    with pytest.raises(ValueError, match="differ between people"):
        alpha_of(np.zeros((3, 3)))
    with pytest.raises(ValueError, match="two people and two questions"):
        feldt_interval(0.5, 1, 3)
    with pytest.raises(ValueError, match="contradict"):
        spearman_brown(-1)


@settings(deadline=None, max_examples=60)
@given(SCORES, st.integers(-3, 3), st.floats(0.5, 3))
def test_neither_shift_nor_scale_matters(answers: np.ndarray, shift: int, scale: float) -> None:
    one, other = (pooled_covariance([part]) for part in (answers, scale * answers + shift))
    omega = omega_of_three(one)

    if one.sum() > 1e-6:
        assert alpha_of(other) == pytest.approx(alpha_of(one), abs=1e-6)
    if omega is not None and np.min(np.diag(one) - 1e-6) > 0:
        assert omega_of_three(other) == pytest.approx(omega, abs=1e-6)


@settings(deadline=None)
@given(st.lists(st.floats(0.1, 3), min_size=3, max_size=3), st.floats(0.1, 3))
def test_alpha_never_exceeds_omega_of_a_one_factor_model(loadings: list[float], own: float) -> None:
    covariance = np.outer(loadings, loadings) + own * np.eye(3)
    omega = omega_of_three(covariance)

    assert omega is not None
    assert alpha_of(covariance) <= omega + 1e-9 <= 1 + 1e-9


@settings(deadline=None)
@given(st.floats(-0.9, 0.99), st.integers(5, 200), st.integers(2, 12))
def test_feldts_interval_holds_alpha_and_shrinks_with_people(
    alpha: float, count: int, questions: int
) -> None:
    low, high = feldt_interval(alpha, count, questions)
    closer = feldt_interval(alpha, 2 * count, questions)

    assert low < alpha < high < 1
    assert closer[1] - closer[0] < high - low


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    generator = np.random.default_rng(9)
    hits, told = {2: 0, 3: 0}, {2: 0, 3: 0}
    for _ in range(200):
        for questions in hits:
            found = reliability([people([1.5] * questions, 40, generator)])
            truth = 2.25 * questions / (2.25 * questions + 1)
            told[questions] += found.value is not None
            hits[questions] += found.value is not None and found.low <= truth <= found.high

    assert told[2] == 200
    assert told[3] >= 150
    assert all(0.91 <= hits[questions] / told[questions] <= 1 for questions in hits)


@with_data
def test_reliability_in_public_data() -> None:
    with (SURVEY / "lq2002.csv").open(newline="") as file:
        rows = [
            [float(row[f"TSIG0{place}"]) for place in (1, 2, 3)] for row in csv.DictReader(file)
        ]

    assert pooled_covariance([np.array(rows)]) == pytest.approx(TSIG, abs=1e-9)


def test_the_fewest_are_thirty() -> None:
    assert measure.FEWEST_PEOPLE == 30
