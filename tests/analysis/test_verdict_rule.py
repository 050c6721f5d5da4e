"""The written rule of a verdict at its edges: five and six answers, a census, ties, the answer error.

The rule stands in docs/measures/pulse-gap.md; each sentence of it is held here, by made-up surveys with
a fixed seed where chance is in it.
"""

import math

import numpy as np
import pytest

from accord.analysis import gap
from accord.analysis.gap import Verdict

FAMILY = 12
ERROR = gap.ANSWER_ERROR / math.sqrt(3)  # of a dimension of three questions


def judged(
    first: np.ndarray, second: np.ndarray, invited: tuple[int, int], family: int = FAMILY
) -> Verdict:
    """The verdict on one gap beside others in which nothing can be told."""
    own = gap.compare(first, second, *invited, ERROR)
    torn = np.array([1.0, 5.0, 3.0, 2.0, 4.0])
    beside = gap.compare(torn, torn[::-1], 9, 9, ERROR)
    return gap.verdicts([own, *[beside] * (family - 1)])[0]


def highest(count: int, value: float = 5.0) -> np.ndarray:
    return np.full(count, value)


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [(5, 5, Verdict.CANNOT_TELL), (5, 6, Verdict.CANNOT_TELL), (6, 6, Verdict.DIFFERENT),
     (5, 7, Verdict.DIFFERENT), (5, 30, Verdict.DIFFERENT)],
)  # fmt: skip
def test_how_few_can_prove_a_difference(first: int, second: int, verdict: Verdict) -> None:
    assert judged(highest(first, 1.0), highest(second), (first, second)) == verdict
    enough = gap.smallest_rank_p(first, second) * FAMILY <= gap.ALPHA
    assert enough == (verdict == Verdict.DIFFERENT)


def test_alone_five_a_side_are_enough() -> None:
    assert judged(highest(5, 1.0), highest(5), (5, 5), family=1) == Verdict.DIFFERENT


def test_five_a_side_may_well_be_the_same() -> None:
    # A census of five equal answers: reach t(0.95; 8) · √(2/5)·0.29 = 0.34, within half a point.
    assert judged(highest(5, 3.0), highest(5, 3.0), (5, 5)) == Verdict.SAME
    assert judged(highest(5, 3.0), highest(5, 3.4), (5, 5)) == Verdict.CANNOT_TELL


@pytest.mark.parametrize("value", [1.0, 3.0, 5.0])
def test_all_answers_alike_are_the_same_and_never_an_error(value: float) -> None:
    for count in (5, 6, 9, 10, 40):
        assert judged(highest(count, value), highest(count, value), (count, count)) == Verdict.SAME


def test_ties_count_half_and_cannot_make_a_difference() -> None:
    first = np.array([3.0] * 5 + [4.0] * 5)
    found = gap.superiority(first, first)

    assert found.probability == 0.5
    assert found.p_value == pytest.approx(1)


def test_a_census_has_no_error_of_drawing_but_that_of_the_answers() -> None:
    generator = np.random.default_rng(1)
    answers = np.clip(generator.normal(3, 1, 12), 1, 5)
    census, sample = (gap.side_mean(answers, invited, ERROR) for invited in (12, 10**9))

    assert census.standard_error == pytest.approx(ERROR / math.sqrt(12))
    assert sample.standard_error > 2 * census.standard_error


def census(apart: float, people: int, surveys: int, seed: int) -> list[Verdict]:
    """Everybody of two teams answers, asked again and again: only the answers stray."""
    generator = np.random.default_rng(seed)
    found = []
    for _ in range(surveys):
        meant = np.clip(generator.normal(3, 0.5, (2, people)), 1.8, 4.2)
        meant -= meant.mean(1, keepdims=True) - 3
        meant[1] += apart
        given = meant + generator.normal(0, ERROR, meant.shape)
        found.append(judged(given[0], given[1], (people, people)))
    return found


def test_a_census_of_teams_that_agree_is_never_called_different() -> None:
    found = census(0.0, 6, 60, 2)

    assert found.count(Verdict.DIFFERENT) == 0
    assert found.count(Verdict.SAME) > 40


def test_a_census_of_teams_clearly_apart_is_called_different() -> None:
    assert census(1.8, 7, 20, 3).count(Verdict.DIFFERENT) >= 18


@pytest.mark.parametrize(("invited", "answered"), [(8, 6), (24, 18)])
def test_without_any_gap_fewer_than_one_wave_in_twenty_claims_one(
    invited: int, answered: int
) -> None:
    """Twelve dimensions without a gap between the two teams: how often Holm lets one through."""
    generator = np.random.default_rng(4)
    claims = 0
    surveys = 80 if answered < 10 else 150
    for _ in range(surveys):
        compared = []
        for _ in range(FAMILY):
            team = generator.normal(3, 0.75, (2, invited))
            team -= team.mean(1, keepdims=True) - 3
            given = np.clip(np.rint(3 * team[:, :answered]) / 3, 1, 5)
            compared.append(gap.compare(given[0], given[1], invited, invited, ERROR))
        claims += Verdict.DIFFERENT in gap.verdicts(compared)

    assert claims / surveys <= 0.05 + 1.65 * math.sqrt(0.05 * 0.95 / surveys)


def test_what_surely_lies_within_half_a_point_is_the_same_even_if_it_is_proven() -> None:
    generator = np.random.default_rng(5)
    first, second = generator.normal(3.0, 0.3, 150), generator.normal(3.25, 0.3, 150)
    found = gap.compare(first, second, 160, 160, ERROR)

    assert found.low > 0
    assert judged(first, second, (160, 160)) == Verdict.SAME
