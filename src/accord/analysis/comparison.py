"""Two groups of requests side by side: how far their means are apart, and how sure that is.

Definition with a worked example: ``docs/measures/comparison.md``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt

from accord.analysis.replay import MANY, drawn_means

Days = npt.NDArray[np.float64]

#: Differences below this share of the mean of both make nobody act otherwise.
SMALL_SHARE: Final = 0.1
SMALL_DAYS: Final = 0.5
#: With fewer in a group nothing is said.
FEWEST: Final = 5
#: From so many months on whole months are drawn, since what is delivered together hangs together.
FEWEST_MONTHS: Final = 6


class Verdict(StrEnum):
    """What can be said of a difference."""

    DIFFERENT = "different"
    SAME = "practically the same"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Group:
    """Days of each request, and the month (or any block) that each was delivered in, by any name."""

    days: Days
    blocks: Sequence[str] | npt.NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Compared:
    """The second mean less the first, in days, with a 95 % interval and what it allows to say."""

    first: float
    second: float
    difference: float
    low: float
    high: float
    verdict: Verdict


def compared(
    first: Group, second: Group, generator: np.random.Generator, draws: int = 2000
) -> Compared | None:
    """Compare two groups' mean days; None with fewer than ``FEWEST`` in either.

    Percentile bootstrap, over items, or over whole months where each group has ``FEWEST_MONTHS`` of
    them. *Practically the same* asks that the whole interval lies within ``SMALL_SHARE`` of the mean
    of both, or ``SMALL_DAYS``; *different*, that it leaves out zero and reaches beyond that margin.
    Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993); Künsch (1989) on blocks.
    """
    if min(len(first.days), len(second.days)) < FEWEST:
        return None
    drawn = _means(second, generator, draws) - _means(first, generator, draws)
    low, high = (float(value) for value in np.quantile(drawn, [0.025, 0.975]))
    one, other = float(first.days.mean()), float(second.days.mean())
    margin = max(SMALL_DAYS, SMALL_SHARE * (one + other) / 2)
    return Compared(one, other, other - one, low, high, _verdict(low, high, margin))


def _verdict(low: float, high: float, margin: float) -> Verdict:
    if -margin <= low and high <= margin:
        return Verdict.SAME
    return Verdict.DIFFERENT if low > 0 or high < 0 else Verdict.CANNOT_TELL


def _means(group: Group, generator: np.random.Generator, draws: int) -> Days:
    """The group's mean, drawn anew so many times."""
    names, block = np.unique(np.asarray(group.blocks), return_inverse=True)
    if len(names) < FEWEST_MONTHS:
        if len(group.days) >= MANY:
            return drawn_means(group.days, generator, draws)
        block = np.arange(len(group.days))
    sums = np.bincount(block, weights=group.days)
    sizes = np.bincount(block)
    share = np.full(len(sums), 1 / len(sums))
    chosen = generator.multinomial(len(sums), share, size=draws)
    return np.asarray((chosen @ sums) / (chosen @ sizes))
