"""How far two sides' answers lie apart, and whether that can be told at all.

The people who answered are most of the people there are, so intervals are those of a finite
population; but an answer is never exact, so no standard error falls below the *answer error*.
"""

import functools
import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from scipy import stats

Floats = npt.NDArray[np.float64]

#: Standard deviation of one answer around what the same person means, in scale points: asked again
#: a week later, one answer in four moves by one point (0.25 * 1 squared = 0.5 squared).
ANSWER_ERROR = 0.5
#: Two sides are practically the same when their gap surely lies inside plus or minus this.
SAME_WITHIN = 0.5
#: Error probability of a whole family of comparisons.
ALPHA = 0.05
#: Up to so many ways of splitting the answers, the rank test counts them all (9 against 9).
COUNTED_SPLITS = 50_000


class Verdict(StrEnum):
    """What may be said about a gap."""

    DIFFERENT = "different"
    SAME = "practically the same"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class SideMean:
    """The mean of one side, with its 95 % interval, in scale points."""

    mean: float
    low: float
    high: float
    standard_error: float
    freedom: float
    answered: int


@dataclass(frozen=True, slots=True)
class Superiority:
    """How often a random answer of the second side lies above a random one of the first.

    Ties count half. ``probability``, ``low`` and ``high`` lie in 0 to 1; ``counted`` says that
    ``p_value`` comes from counting every split of the answers instead of from the t distribution.
    """

    probability: float
    low: float
    high: float
    p_value: float
    statistic: float
    freedom: float
    counted: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both sides of one question. ``gap`` is the second side minus the first, in scale points."""

    first: SideMean
    second: SideMean
    gap: float
    low: float
    high: float
    p_metric: float
    p_same: float
    superiority: Superiority

    @property
    def p_different(self) -> float:
        """The larger p of the metric and the rank test: both have to be convinced."""
        return max(self.p_metric, self.superiority.p_value)


def side_mean(answers: Floats, invited: int, answer_error: float = ANSWER_ERROR) -> SideMean:
    """Estimate the mean of all invited people from those who answered.

    ``answers`` has shape (people,), in scale points. The variance of the mean is s²/n · (1 - n/N),
    Cochran, *Sampling Techniques*, section 2.6, but at least ``answer_error``²/n: a census has no
    sampling error and still an answer error, and equal answers do not prove equal opinions.

    Raises ValueError for fewer than two answers, or more answers than invited people.
    """
    count = len(answers)
    if count < 2:
        raise ValueError("A mean with an interval needs at least two answers.")
    if count > invited:
        raise ValueError(f"{count} people answered, but only {invited} were invited.")
    drawn = float(np.var(answers, ddof=1)) * (1 - count / invited)
    error = math.sqrt(max(drawn, answer_error**2) / count)
    mean = float(np.mean(answers))
    reach = float(stats.t.ppf(0.975, count - 1)) * error
    return SideMean(mean, mean - reach, mean + reach, error, count - 1, count)


def compare(
    first: Floats,
    second: Floats,
    first_invited: int,
    second_invited: int,
    answer_error: float = ANSWER_ERROR,
) -> Comparison:
    """Compare two sides' answers to the same question about the same object.

    ``first`` and ``second`` have shapes (people,) in scale points. The interval and ``p_metric`` are
    Welch's, on the standard errors of :func:`side_mean`; ``p_same`` is that of two one-sided tests
    against plus and minus ``SAME_WITHIN`` (Schuirmann 1987).

    Raises ValueError as :func:`side_mean` does.
    """
    one = side_mean(first, first_invited, answer_error)
    two = side_mean(second, second_invited, answer_error)
    error, freedom = error_of_sum([one, two])
    gap = two.mean - one.mean
    reach = float(stats.t.ppf(0.975, freedom)) * error
    return Comparison(
        first=one,
        second=two,
        gap=gap,
        low=gap - reach,
        high=gap + reach,
        p_metric=float(2 * stats.t.sf(abs(gap) / error, freedom)),
        p_same=float(stats.t.sf((SAME_WITHIN - abs(gap)) / error, freedom)),
        superiority=superiority(first, second),
    )


def error_of_sum(means: Sequence[SideMean]) -> tuple[float, float]:
    """Standard error, in scale points, of a sum or difference of independent means.

    With Welch and Satterthwaite's degrees of freedom (Satterthwaite 1946).
    """
    variances = [part.standard_error**2 for part in means]
    below = sum(variance**2 / part.freedom for variance, part in zip(variances, means, strict=True))
    return math.sqrt(sum(variances)), sum(variances) ** 2 / below


def superiority(first: Floats, second: Floats) -> Superiority:
    """Estimate P(second > first) + P(equal)/2 with a 95 % interval and a rank test of one half.

    Brunner and Munzel 2000. With up to ``COUNTED_SPLITS`` ways of splitting the answers, the p value
    counts the splits whose statistic is at least as far out (Neubert and Brunner 2007), which holds
    for any number of ties. Where the statistic has no spread (all of one side above all of the other,
    or all answers alike) the interval is that of as many independent pairs as the smaller side has
    people. Both arrays have shape (people,) with at least two answers each.
    """
    values = np.concatenate([first, second])
    wins = _wins(values)
    own = np.zeros((1, len(values)))
    own[0, : len(first)] = 1
    statistic, spread, freedom = (float(part[0]) for part in _brunner_munzel(wins, own))
    probability = float(wins[len(first) :, : len(first)].mean())
    counted = math.comb(len(values), len(first)) <= COUNTED_SPLITS
    if counted:
        p_value = max(
            _share_as_far_out(wins, len(first), statistic),
            smallest_rank_p(len(first), len(second)),
        )
    else:
        p_value = float(2 * stats.t.sf(abs(statistic), freedom))
    if spread > 0:
        reach = float(stats.t.ppf(0.975, freedom)) * spread
        low, high = max(0.0, probability - reach), min(1.0, probability + reach)
    else:
        low, high = _without_spread(probability, min(len(first), len(second)))
    return Superiority(probability, low, high, p_value, statistic, freedom, counted)


def smallest_rank_p(first: int, second: int) -> float:
    """The smallest p that the counting rank test gives for so many answers a side: two splits.

    With ties and sides of unequal size one split alone may lie farthest out; a test that looks both
    ways counts it for two.
    """
    return 2 / math.comb(first + second, first)


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjust p values for being many (Holm 1979); same order as given, each at most 1."""
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    adjusted = [0.0] * len(p_values)
    highest = 0.0
    for rank, place in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[place]))
        adjusted[place] = highest
    return adjusted


def verdicts(comparisons: Sequence[Comparison]) -> list[Verdict]:
    """Say what may be said about each gap of one family, in the order given.

    *Practically the same*: the 90 % interval lies inside plus or minus ``SAME_WITHIN``.
    *Different*: the metric and the rank test both reject "no gap", after Holm over the family.
    *Cannot tell*: everything else, and therefore always where so few answered that the rank test
    cannot reach the level which Holm asks for.
    """
    adjusted = holm([comparison.p_different for comparison in comparisons])
    return [_verdict(*pair) for pair in zip(comparisons, adjusted, strict=True)]


def _verdict(comparison: Comparison, adjusted: float) -> Verdict:
    if comparison.p_same <= ALPHA:
        return Verdict.SAME
    return Verdict.DIFFERENT if adjusted <= ALPHA else Verdict.CANNOT_TELL


def _wins(values: Floats) -> Floats:
    """Square matrix: 1 where the row's answer is above the column's, 0.5 where they tie."""
    rows, columns = values[:, None], values[None, :]
    return (rows > columns) + 0.5 * (rows == columns)


def _brunner_munzel(wins: Floats, first: Floats) -> tuple[Floats, Floats, Floats]:
    """Statistic, standard error and degrees of freedom for each split.

    ``first`` has shape (splits, people), 1 for people of the first side. Where the standard error is
    zero the statistic is infinite (or zero when the sides are level).
    """
    second = 1 - first
    ones, twos = first.sum(1), second.sum(1)
    above_first = first @ wins.T
    above_second = wins.sum(1) - above_first
    shares = above_second / twos[:, None], above_first / ones[:, None]
    means = (shares[0] * first).sum(1) / ones, (shares[1] * second).sum(1) / twos
    spreads = (
        (((shares[0] - means[0][:, None]) ** 2) * first).sum(1) / (ones - 1) / ones,
        (((shares[1] - means[1][:, None]) ** 2) * second).sum(1) / (twos - 1) / twos,
    )
    spread = np.where(spreads[0] + spreads[1] < 1e-12, 0.0, spreads[0] + spreads[1])
    certain = spread == 0
    away = np.where(np.abs(means[1] - 0.5) < 1e-12, 0.0, means[1] - 0.5)
    statistic = np.where(
        certain,
        np.select([away > 0, away < 0], [np.inf, -np.inf], 0.0),
        away / np.sqrt(np.where(certain, 1.0, spread)),
    )
    below = spreads[0] ** 2 / (ones - 1) + spreads[1] ** 2 / (twos - 1)
    freedom = np.where(certain, ones + twos - 2, spread**2 / np.where(certain, 1.0, below))
    return statistic, np.sqrt(spread), freedom


def _share_as_far_out(wins: Floats, first: int, statistic: float) -> float:
    splits = _all_splits(len(wins), first)
    found = np.abs(_brunner_munzel(wins, splits)[0])
    return float(np.mean(found >= abs(statistic) * (1 - 1e-9)))


@functools.lru_cache(maxsize=4)
def _all_splits(people: int, first: int) -> Floats:
    """Every way to choose ``first`` of ``people``: shape (splits, people), 1 for the chosen."""
    chosen = np.array(list(itertools.combinations(range(people), first)))
    splits = np.zeros((len(chosen), people))
    np.put_along_axis(splits, chosen, 1.0, axis=1)
    return splits


def _without_spread(probability: float, pairs: int) -> tuple[float, float]:
    unseen = 1 - 0.025 ** (1 / pairs)
    if probability == 0.5:
        return 0.5 - unseen / 2, 0.5 + unseen / 2
    return (1 - unseen, 1.0) if probability > 0.5 else (0.0, unseen)
