"""What a rule would have saved: past waiting, cut short, summed again. A what-if, not a forecast.

Only waiting that the records show is shortened; work, and the order of things, stay as they were.
People also change when rules change, so the figure says how much room there is, not what will come.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from accord.analysis.ordered import Codes, coded
from accord.analysis.tables import MICROSECONDS_A_DAY

Days = npt.NDArray[np.float64]
MANY = 20_000


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
    the end is left as it was: nobody knows how long it would have been.
    """
    turn, kind = coded(stays["turn"]), coded(stays["class"])
    spent = stays["microseconds"].to_numpy()
    ended = ~stays["last"].to_numpy()
    spared = np.zeros(items)
    for rule in rules:
        under = np.flatnonzero(turn.marked([rule.turn]) & kind.marked([rule.status_class]) & ended)
        over = np.maximum(spent[under] - round(rule.most_days * MICROSECONDS_A_DAY), 0)
        spared += np.bincount(item[under], weights=over / MICROSECONDS_A_DAY, minlength=items)
    return spared


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
    From ``MANY`` items on the mean is as good as normal, and its standard error gives the interval.
    """
    count = len(values)
    if count >= MANY:
        half = 1.959963984540054 * float(values.std(ddof=1)) / count**0.5
        return float(values.mean()) - half, float(values.mean()) + half
    share = np.full(count, 1 / count)
    means = np.array([generator.multinomial(count, share) @ values / count for _ in range(draws)])
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)


def share_interval(kept: int, of: int) -> tuple[float, float]:
    """A 95 % interval of a share (Wilson's score interval, 1927); (0, 1) when there is none."""
    if of == 0:
        return 0.0, 1.0
    z = 1.959963984540054
    share = kept / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * np.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))
