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
    statistic, freedom = _rank(first.counts[places], second.counts[places])
    if math.comb(first.answered + second.answered, first.answered) > gap.COUNTED_SPLITS:
        p_rank = 2 * stats.t.sf(np.abs(statistic), freedom)
    else:
        totals = first.counts[places] + second.counts[places]
        pairs = zip(totals, np.abs(statistic), strict=True)
        p_rank = np.array([_counted_p(total, first.answered, away) for total, away in pairs])
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


def _rank(first: Floats, second: Floats) -> tuple[Floats, Floats]:
    """Brunner and Munzel's statistic and degrees of freedom, from counts of shape (surveys, values)."""
    ones, twos = first.sum(1), second.sum(1)
    # For each value: the share of the other side below it, those at it counted half.
    below_first = (np.cumsum(second, 1) - second / 2) / twos[:, None]
    below_second = (np.cumsum(first, 1) - first / 2) / ones[:, None]
    higher = (second * below_second).sum(1) / twos
    spreads = (
        _spread(first, below_first, 1 - higher, ones),
        _spread(second, below_second, higher, twos),
    )
    total = spreads[0] + spreads[1]
    certain = total < 1e-12
    away = np.where(np.abs(higher - 0.5) < 1e-12, 0.0, higher - 0.5)
    statistic = np.where(
        certain, np.where(away == 0, 0.0, np.inf * np.sign(away + (away == 0))),
        away / np.sqrt(np.where(certain, 1.0, total)),
    )  # fmt: skip
    parts = spreads[0] ** 2 / (ones - 1) + spreads[1] ** 2 / (twos - 1)
    freedom = np.where(certain, ones + twos - 2, total**2 / np.where(certain, 1.0, parts))
    return statistic, freedom


def _spread(counts: Floats, shares: Floats, mean: Floats, people: Floats) -> Floats:
    spread: Floats = (counts * (shares - mean[:, None]) ** 2).sum(1) / (people - 1) / people
    return spread


def _counted_p(totals: Floats, first: int, away: float) -> float:
    """The share of all splits of the answers whose statistic lies at least so far out."""
    present = totals[totals > 0]
    splits = _splits(present.astype(np.int64), first)
    ways = np.exp(
        special.gammaln(present + 1)
        - special.gammaln(splits + 1)
        - special.gammaln(present - splits + 1)
    ).prod(1)
    statistic, _ = _rank(splits, present - splits)
    far = np.abs(statistic) >= away * (1 - 1e-9)
    return float(ways[far].sum() / ways.sum())


def _splits(totals: npt.NDArray[np.int64], first: int) -> Floats:
    """Every way to give ``first`` of so many answers of each value to the first side, by counts."""
    rows = np.zeros((1, 0), dtype=np.int64)
    left = np.array([first])
    after = totals.sum() - np.cumsum(totals)
    for total, remaining in zip(totals, after, strict=True):
        taken = np.arange(total + 1)
        rest = left[:, None] - taken[None, :]
        possible = (rest >= 0) & (rest <= remaining)
        before, now = np.nonzero(possible)
        rows = np.column_stack([rows[before], taken[now]])
        left = rest[before, now]
    return rows.astype(np.float64)
