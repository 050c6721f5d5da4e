"""How often the intervals that Accord publishes hold the truth."""

import math

import numpy as np
import pytest
from scipy import stats

from accord.analysis import gap

SURVEYS = 6000
#: A mean of three questions has this answer error; it is the floor of a standard error, see gap.
ANSWER_ERROR = gap.ANSWER_ERROR / math.sqrt(3)


def drawn(
    invited: int, answered: int, mean: float, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """What everybody of a team thinks, on average, and the scores of those who answer."""
    team = generator.normal(mean, 0.75, (SURVEYS, invited))
    return team.mean(1), team[:, :answered]


@pytest.mark.parametrize(
    ("invited", "answered"),
    [((40, 30), (26, 18)), ((24, 18), (16, 12)), ((30, 24), (15, 12)), ((200, 150), (120, 80)),
     ((60, 16), (20, 8))],
)  # fmt: skip
def test_intervals_of_the_gap_hold_the_truth_in_94_to_96_of_100(
    invited: tuple[int, int], answered: tuple[int, int]
) -> None:
    """The truth is the gap of the two teams as they are, all who were invited included."""
    generator = np.random.default_rng(20)
    sides = [
        drawn(*sizes, mean, generator)
        for *sizes, mean in zip(invited, answered, (2.9, 3.4), strict=True)
    ]
    errors, means = [], []
    for (_, scores), size in zip(sides, invited, strict=True):
        count = scores.shape[1]
        variance = scores.var(axis=1, ddof=1) * (1 - count / size)
        errors.append(np.maximum(variance, ANSWER_ERROR**2) / count)
        means.append(scores.mean(1))
    freedom = (errors[0] + errors[1]) ** 2 / sum(
        error**2 / (count - 1) for error, count in zip(errors, answered, strict=True)
    )
    reach = stats.t.ppf(0.975, freedom) * np.sqrt(errors[0] + errors[1])
    truth = sides[1][0] - sides[0][0]
    held = np.abs(means[1] - means[0] - truth) <= reach
    first = gap.compare(sides[0][1][0], sides[1][1][0], *invited, ANSWER_ERROR)

    assert (first.gap, first.high - first.gap) == pytest.approx(
        (means[1][0] - means[0][0], reach[0])
    )
    assert 0.94 <= held.mean() <= 0.96


@pytest.mark.parametrize(("invited", "answered"), [(24, 16), (12, 6), (200, 120)])
def test_the_interval_of_one_side_holds_the_mean_of_its_team(invited: int, answered: int) -> None:
    truth, scores = drawn(invited, answered, 3.1, np.random.default_rng(21))
    found = [gap.side_mean(row, invited, ANSWER_ERROR) for row in scores[:1500]]
    held = np.mean(
        [part.low <= mean <= part.high for part, mean in zip(found, truth, strict=False)]
    )

    assert 0.935 <= held <= 0.965


def test_where_nearly_all_answered_the_interval_rather_holds_too_often() -> None:
    """The answer error then rules: a census has no error of drawing and still has an interval."""
    truth, scores = drawn(12, 11, 3.1, np.random.default_rng(22))
    found = [gap.side_mean(row, 12, ANSWER_ERROR) for row in scores[:1000]]
    held = np.mean(
        [part.low <= mean <= part.high for part, mean in zip(found, truth, strict=False)]
    )

    assert held >= 0.96


def test_without_the_correction_the_interval_would_hold_nearly_always() -> None:
    truth, scores = drawn(24, 19, 3.1, np.random.default_rng(23))
    found = [gap.side_mean(row, 10**9, ANSWER_ERROR) for row in scores[:1000]]
    held = np.mean(
        [part.low <= mean <= part.high for part, mean in zip(found, truth, strict=False)]
    )

    assert held >= 0.99
