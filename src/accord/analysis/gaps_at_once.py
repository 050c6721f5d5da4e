"""The rule of :mod:`accord.analysis.gap` for many pairs of sides at once, from counted answers.

A simulation asks the rule thousands of times. Scores take few values, so answers are counted by value:
everything the rule needs follows from the counts, and splits with equal counts need no second look.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special, stats

from accord.analysis import gap

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Counted:
    """Many surveys of one side: ``counts`` of shape (surveys, values), as many answers in each.

    ``values`` has shape (values,), rising, in scale points; ``invited`` people were asked.
    """

    values: Floats
    counts: Floats
    invited: int

    @property
    def answered(self) -> int:
        """How many answered, in each survey."""
        return int(self.counts[0].sum())

    def some(self, part: slice) -> "Counted":
        """Some of the surveys."""
        return Counted(self.values, self.counts[part], self.invited)


def counts_splits(first: int, second: int) -> bool:
    """Whether the rank test of so many answers counts every split, as in ``gap.superiority``."""
    return math.comb(first + second, first) <= gap.COUNTED_SPLITS


def different(
    first: Counted, second: Counted, answer_error: float = gap.ANSWER_ERROR, family: int = 1
) -> Flags:
    """Whether ``gap.verdicts`` says *different* of each pair of surveys; shape (surveys,).

    ``family`` gaps are judged together, and this one is the clearest of them: Holm multiplies its p by
    their number.
    """
    found = _metric(first, second, answer_error)
    surely = (found.p_same > gap.ALPHA) & (found.p_different * family <= gap.ALPHA)
    places = np.flatnonzero(surely)
    ranks = _ranks(first.counts[places], second.counts[places])
    if counts_splits(first.answered, second.answered):
        totals = first.counts[places] + second.counts[places]
        pairs = zip(totals, np.abs(ranks.statistic), strict=True)
        least = gap.smallest_rank_p(first.answered, second.answered)
        p_rank = np.array(
            [max(least, _counted_p(total, first.answered, away)) for total, away in pairs]
        )
    else:
        p_rank = 2 * stats.t.sf(np.abs(ranks.statistic), ranks.freedom)
    surely[places] = p_rank * family <= gap.ALPHA
    return surely


@dataclass(frozen=True, slots=True)
class _Metric:
    p_different: Floats
    p_same: Floats


def _metric(first: Counted, second: Counted, answer_error: float) -> _Metric:
    """Welch's p and that of two one-sided tests, as in ``gap.compare``."""
    means, variances, freedoms = [], [], []
    for side in (first, second):
        mean = side.counts @ side.values / side.answered
        squares = (side.counts * (side.values - mean[:, None]) ** 2).sum(1)
        drawn = squares / (side.answered - 1) * (1 - side.answered / side.invited)
        means.append(mean)
        variances.append(np.maximum(drawn, answer_error**2) / side.answered)
        freedoms.append(side.answered - 1)
    total = variances[0] + variances[1]
    freedom = total**2 / (variances[0] ** 2 / freedoms[0] + variances[1] ** 2 / freedoms[1])
    apart, error = np.abs(means[1] - means[0]), np.sqrt(total)
    return _Metric(
        p_different=2 * stats.t.sf(apart / error, freedom),
        p_same=stats.t.sf((gap.SAME_WITHIN - apart) / error, freedom),
    )


@dataclass(frozen=True, slots=True)
class _Ranks:
    """Brunner and Munzel's estimate and its two variances, one a survey or split."""

    higher: Floats
    spreads: tuple[Floats, Floats]
    answered: tuple[int, int]

    @property
    def statistic(self) -> Floats:
        """Infinite where nothing spreads, 0 where the sides are level too; as in ``gap``."""
        total = self.spreads[0] + self.spreads[1]
        certain = total < 1e-12
        away = np.where(np.abs(self.higher - 0.5) < 1e-12, 0.0, self.higher - 0.5)
        sure = np.select([away > 0, away < 0], [np.inf, -np.inf], 0.0)
        found: Floats = np.where(certain, sure, away / np.sqrt(np.where(certain, 1.0, total)))
        return found

    @property
    def freedom(self) -> Floats:
        """Degrees of freedom of the t distribution."""
        ones, twos = self.answered
        total = self.spreads[0] + self.spreads[1]
        certain = total < 1e-12
        parts = self.spreads[0] ** 2 / (ones - 1) + self.spreads[1] ** 2 / (twos - 1)
        found: Floats = np.where(certain, ones + twos - 2, total**2 / np.where(certain, 1.0, parts))
        return found


def _ranks(first: Floats, second: Floats) -> _Ranks:
    """From counts of shape (surveys, values); all surveys have as many answers a side."""
    ones, twos = (int(side[:1].sum()) for side in (first, second))
    # At each value: how many of a side lie below it, those at it counted half.
    below_first = np.cumsum(first, 1) - first / 2
    below_second = np.cumsum(second, 1) - second / 2
    pairs = ones * twos
    higher = _sums(second, below_first) / pairs
    return _Ranks(
        higher,
        (
            _variance(_sums(first, below_second**2) / twos**2, 1 - higher, ones),
            _variance(_sums(second, below_first**2) / ones**2, higher, twos),
        ),
        (ones, twos),
    )


def _sums(counts: Floats, figures: Floats) -> Floats:
    found: Floats = np.einsum("ij,ij->i", counts, figures)
    return found


def _variance(squares: Floats, mean: Floats, people: int) -> Floats:
    """Variance of a mean of so many people from their sum of squares."""
    return np.maximum(squares - people * mean**2, 0.0) / (people - 1) / people


def _counted_p(totals: Floats, first: int, away: float) -> float:
    """The share of all splits of the answers whose statistic lies at least so far out."""
    present = totals[totals > 0]
    splits, ways = _splits(present.astype(np.int64), first)
    far = np.abs(_ranks(splits, present - splits).statistic) >= away * (1 - 1e-9)
    return float(ways[far].sum() / ways.sum())


def _splits(totals: npt.NDArray[np.int64], first: int) -> tuple[Floats, Floats]:
    """Every way to give ``first`` of so many answers of each value to the first side, by counts.

    Shapes (splits, values) and (splits,): the counts, and how many choices of people lead there.
    """
    rows = np.zeros((1, 0), dtype=np.int64)
    left, ways = np.array([first]), np.ones(1)
    after = totals.sum() - np.cumsum(totals)
    for total, remaining in zip(totals, after, strict=True):
        taken = np.arange(total + 1)
        rest = left[:, None] - taken[None, :]
        before, now = np.nonzero((rest >= 0) & (rest <= remaining))
        rows = np.column_stack([rows[before], taken[now]])
        ways = ways[before] * special.binom(total, taken)[now]
        left = rest[before, now]
    return rows.astype(np.float64), ways
