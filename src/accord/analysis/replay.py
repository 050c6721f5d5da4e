"""What a rule would have saved: past waiting, cut short, summed again. A what-if, not a forecast.

Only waiting that the records show is shortened; work, and the order of things, stay as they were.
People also change when rules change, so the figure says how much room there is, not what will come.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from accord.analysis.columns import Codes, coded
from accord.analysis.tables import MICROSECONDS_A_DAY

Days = npt.NDArray[np.float64]
#: From so many items on a resampled mean is worked out instead of drawn.
MANY = 500
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Rule:
    """No stay of this turn and class lasts longer than so many days."""

    turn: str
    status_class: str
    most_days: float


@dataclass(frozen=True, slots=True)
class Saving:
    """Mean days a request before and after, with a 95 % interval of the mean after."""

    before: float
    after: float
    low: float
    high: float
    count: int

    @property
    def saved(self) -> float:
        """Mean days saved."""
        return self.before - self.after


def shortened(stays: pa.Table, item: Codes, items: int, rules: Sequence[Rule]) -> Days:
    """Days that each item would have been spared; shape (items,).

    Takes placed stays (``custody.place``) and the number of each stay's item. The stay that ran on at
    the end is left as it was: nobody knows how long it would have been. Of two rules for the same
    waiting the last counts.
    """
    turn, kind = coded(stays["turn"]), coded(stays["class"])
    spent = stays["microseconds"].to_numpy()
    ended = ~stays["last"].to_numpy()
    spared = np.zeros(items)
    bounds = {(rule.turn, rule.status_class): rule.most_days for rule in rules}
    for (name, status_class), most_days in bounds.items():
        under = np.flatnonzero(turn.marked([name]) & kind.marked([status_class]) & ended)
        over = np.maximum(spent[under] - round(most_days * MICROSECONDS_A_DAY), 0)
        spared += np.bincount(item[under], weights=over, minlength=items)
    return spared / MICROSECONDS_A_DAY


def saving(
    days: Days, saved: Days, generator: np.random.Generator, draws: int = 2000
) -> Saving | None:
    """The mean before and after, with a bootstrap interval over items (percentile method).

    ``days`` and ``saved`` hold one number an item. Without any item: None.
    Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13.
    """
    if not len(days):
        return None
    after = days - saved
    low, high = mean_interval(after, generator, draws)
    return Saving(float(days.mean()), float(after.mean()), low, high, len(days))


def mean_interval(
    values: Days, generator: np.random.Generator, draws: int = 2000
) -> tuple[float, float]:
    """A 95 % bootstrap interval of a mean over items (percentile method).

    Resamples by multinomial weights, so that memory grows with items only, not with draws times items.
    From ``MANY`` items on the ends are those that infinitely many draws would come to, up to terms in
    1/n: normal, and shifted by the skewness (Cornish and Fisher 1938; Hall, The Bootstrap and Edgeworth
    Expansion, 1992, section 3.5).
    """
    count = len(values)
    if count >= MANY:
        low, high = _drawn_means(values, np.array([-_Z, _Z]))
        return float(low), float(high)
    share = np.full(count, 1 / count)
    means = np.array([generator.multinomial(count, share) @ values / count for _ in range(draws)])
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)


def drawn_means(values: Days, generator: np.random.Generator, draws: int) -> Days:
    """Means of so many bootstrap samples of ``MANY`` or more items, without drawing the items."""
    return _drawn_means(values, generator.standard_normal(draws))


def _drawn_means(values: Days, deviates: Days) -> Days:
    """Where standard normal deviates fall in the distribution of the resampled mean."""
    mean = values.mean()
    away = values - mean
    spread = float(np.sqrt((away * away).mean()))
    if not spread:
        return np.full(len(deviates), mean)
    skewness = float((away**3).mean()) / spread**3
    shift = skewness / (6 * len(values) ** 0.5) * (deviates * deviates - 1)
    return np.asarray(mean + spread / len(values) ** 0.5 * (deviates + shift))


def share_interval(kept: int, of: int) -> tuple[float, float]:
    """A 95 % interval of a share (Wilson's score interval, 1927); (0, 1) when there is none."""
    if of == 0:
        return 0.0, 1.0
    z = _Z
    share = kept / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * np.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))
