"""What changed, from published figures alone."""

import numpy as np
import pytest

from accord.analysis import change, gap, trend
from accord.analysis.change import Convergence
from accord.analysis.trend import Told, convergence, difference, spread, verdicts

CALM = Told(3.0, 2.8, 3.2, 25)


def test_a_change_by_hand() -> None:
    # Error of each wave: 0.75 / 5 = 0.15, of the change 0.212; t(24) = 2.064; rounding 0.1.
    found = difference(CALM, Told(3.8, 3.6, 4.0, 25))

    assert found.value == 0.8
    assert (found.low, found.high) == (0.2, 1.4)  # 0.8 -+ (0.438 + 0.1), outwards
    assert found.p_different == pytest.approx(0.0029, abs=2e-4)


def test_a_wide_interval_counts_where_it_is_wider_than_usual() -> None:
    wide = Told(3.0, 2.0, 4.0, 25)

    assert wide.error == pytest.approx(1 / 2.064, abs=1e-3)
    assert CALM.error == pytest.approx(0.15)


def test_verdicts_after_holm() -> None:
    moved = difference(CALM, Told(3.8, 3.6, 4.0, 25))
    still = difference(Told(3.0, 2.9, 3.1, 400, 0.0), Told(3.0, 2.9, 3.1, 400, 0.0))

    assert verdicts([moved]) == [gap.Verdict.DIFFERENT]
    assert verdicts([moved] * 30) == [gap.Verdict.CANNOT_TELL] * 30
    assert verdicts([still]) == [gap.Verdict.SAME]


@pytest.mark.parametrize(
    ("then", "now", "said"),
    [
        (2.0, 0.2, Convergence.CLOSER),
        (0.4, 2.2, Convergence.FURTHER),
        (1.0, -1.0, Convergence.CANNOT_TELL),  # the sides changed places
        (0.5, 0.6, Convergence.CANNOT_TELL),
    ],
)
def test_whether_the_sides_came_closer(then: float, now: float, said: Convergence) -> None:
    before, after = (Told(value, value - 0.4, value + 0.4, 25, 0.1, 2) for value in (then, now))

    assert convergence(before, after) == said


def test_the_sides_stayed_as_far_apart() -> None:
    apart = Told(1.0, 0.9, 1.1, 900, 0.0, 2)

    assert convergence(apart, apart) == Convergence.SAME


def test_one_mind() -> None:
    assert spread(None, 0.8, (25, 25)) == (gap.Verdict.CANNOT_TELL, None)
    assert spread(1.4, 0.6, (25, 25)) == (gap.Verdict.DIFFERENT, -0.8)
    assert spread(0.8, 0.9, (25, 25)) == (gap.Verdict.CANNOT_TELL, 0.1)


def test_it_is_never_surer_than_the_answers_themselves() -> None:
    """Beside the method that knows the answers: the interval from published figures holds its change."""
    generator = np.random.default_rng(1)
    for _ in range(40):
        then, now = (np.clip(generator.normal(3.2, 0.7, 30).round(1), 1, 5) for _ in range(2))
        real = change.compare_waves(then, now, 0.3)
        told = [_published(answers) for answers in (then, now)]
        found = trend.difference(*told)
        assert found.low <= real.gap <= found.high
        assert found.high - found.low >= (real.high - real.low) * 0.98


def _published(answers: np.ndarray) -> Told:
    own = gap.side_mean(
        answers, 30
    )  # all answered: the finite-population correction makes it narrow
    return Told(round(own.mean, 1), own.low, own.high, 25)
