"""How many items a source delivers in so many days, from its recent daily counts.

Where days are independent, the sum of so many days is the convolution of the histogram of daily
counts with itself: exact, without drawing anything. Where days hang together (a week with its
weekend, bursts), whole weeks are the blocks that are drawn instead; as blocks are independent of each
other, the distribution that a block bootstrap would approach is a convolution as well.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import signal, special, stats

from accord.analysis.forecast.records import FEWEST_DELIVERED, RECENT_DAYS, Days, Stamps
from accord.analysis.tables import MICROSECONDS_A_DAY

Counts = npt.NDArray[np.int64]

#: How far the level of throughput strays within weeks: the standard deviation of its logarithm.
WANDER: Final = 0.3
#: Nothing is said of more days than these, a hundred years.
LONGEST_DAYS: Final = 36_500
WEEK: Final = 7
_INDEPENDENT_UNLESS = 0.05  # significance of the test for days that hang together
_TEST_DAYS = 182  # half a year of days goes into that test
_FACTORS = 21  # equally likely levels by which the wander is reckoned
_CELLS = 16_384  # finer than that, larger counts are not told apart
_SHORT = 500  # cells
_SLACK = 1e-12  # what rounding may take from a probability


def daily_counts(delivered: Stamps, first: int, as_of: int) -> Counts:
    """Items delivered on each day of the history, shape (days,), the oldest first.

    Days are the 24 hours that end at ``as_of``, the 24 before, and so on back to ``first``, when the
    first item was created; the broken day at the begin is left out.
    """
    days = (as_of - first) // MICROSECONDS_A_DAY
    back = (as_of - delivered) // MICROSECONDS_A_DAY
    return np.bincount(back[back < days], minlength=days).astype(np.int64)[::-1]


def recent(counts: Counts) -> Counts:
    """The last whole weeks: six, or as many as hold ``FEWEST_DELIVERED``, or all there are."""
    backwards = np.cumsum(counts[::-1])
    needed = int(np.searchsorted(backwards, FEWEST_DELIVERED)) + 1
    weeks = max(RECENT_DAYS, needed + -needed % WEEK) // WEEK
    return counts[len(counts) - min(weeks, len(counts) // WEEK) * WEEK :]


def hang_together(counts: Counts) -> bool:
    """Whether daily counts depend on the days before: Ljung and Box's test over seven lags, at 5 %.

    A week with its weekend shows at the seventh lag. ``counts`` has shape (days,); the last half year
    is looked at. False where all days are equal.
    """
    counts = counts[-_TEST_DAYS:]
    apart = counts - counts.mean()
    scale = float(apart @ apart)
    if scale == 0:
        return False
    days = len(counts)
    lags = np.arange(1, WEEK + 1)
    correlations = np.array([apart[lag:] @ apart[:-lag] for lag in lags]) / scale
    statistic = days * (days + 2) * np.sum(correlations**2 / (days - lags))
    return bool(stats.chi2.sf(statistic, WEEK) < _INDEPENDENT_UNLESS)


@dataclass(frozen=True, slots=True)
class Throughput:
    """What is drawn from: ``counts`` of recent days, shape (days,), oldest first, whole weeks.

    ``block`` is how many days are drawn together: 1 where days are independent, 7 where they hang
    together. ``wander`` widens what is drawn by the level's own straying; 0 leaves the plain sum.
    """

    counts: Counts
    block: int
    wander: float = WANDER

    @property
    def rate(self) -> float:
        """Items a day."""
        return float(self.counts.mean())


def throughput_of(counts: Counts, wander: float = WANDER) -> Throughput:
    """What to draw from, given all daily counts of the history (``daily_counts``)."""
    return Throughput(recent(counts), WEEK if hang_together(counts) else 1, wander)


def at_least(source: Throughput, days: int, items: Counts) -> Days:
    """The probability that at least so many items are delivered within so many days.

    ``items`` has shape (numbers,), from 0; so has the result.
    """
    grid = _grid(source, int(items.max(initial=0)))
    blocks, rest = divmod(days, source.block)
    total = _power(grid.block_sums[-1], blocks, grid.cells)
    if rest:
        total = _sum_of(total, grid.block_sums[rest - 1], grid.cells)
    return _chances(source, total, items, grid.unit)


def days_until(source: Throughput, items: int, level: float) -> int | None:
    """The fewest whole days within which ``items`` are delivered with probability ``level``.

    None where that takes more than ``LONGEST_DAYS``, or where nothing was delivered of late.
    """
    if items <= 0:
        return 0
    if source.rate == 0:
        return None
    grid = _grid(source, items)
    asked = np.array([items])

    def reached(total: Days) -> bool:
        return bool(_chances(source, total, asked, grid.unit)[0] >= level - _SLACK)

    blocks, total = _blocks_before(grid, reached, LONGEST_DAYS // source.block)
    for more, part in enumerate(grid.block_sums, start=1):
        if reached(_sum_of(total, part, grid.cells)):
            return blocks * source.block + more
    return None


def count_by(source: Throughput, days: int, level: float) -> int:
    """The most items of which at least so many are delivered within ``days`` with ``level``."""
    # From an even chance on it is hardly more than the mean; a lower level may need a wider look.
    high = int(np.ceil(1.25 * source.rate * days)) + 1
    chances = at_least(source, days, np.arange(high + 1))
    while chances[-1] >= level - _SLACK:
        high *= 2
        chances = at_least(source, days, np.arange(high + 1))
    return int(np.flatnonzero(chances >= level - _SLACK)[-1])


# How sums are reckoned


@dataclass(frozen=True, slots=True)
class _Grid:
    """Distributions over counts: ``cells`` of ``unit`` items, the last one for that many or more.

    ``block_sums`` has one distribution for the first day of a block, the first two days, and so on.
    """

    unit: int
    cells: int
    block_sums: list[Days]


def _grid(source: Throughput, items: int) -> _Grid:
    # The least level asks for the most items before the wander.
    most = int(np.ceil(items / _factors(source.wander)[0])) + 1
    unit = -(-most // _CELLS)
    cells = -(-most // unit) + 1
    sums = np.cumsum(source.counts.reshape(-1, source.block), axis=1)
    return _Grid(
        unit, cells, [_histogram(sums[:, day], unit, cells) for day in range(source.block)]
    )


def _histogram(sums: Counts, unit: int, cells: int) -> Days:
    """How often each sum occurs; what falls between two cells is shared so that the mean stays."""
    whole, rest = np.divmod(sums, unit)
    upper = np.bincount(np.minimum(whole + 1, cells - 1), rest / unit, cells)
    lower = np.bincount(np.minimum(whole, cells - 1), 1 - rest / unit, cells)
    return np.asarray((upper + lower) / len(sums))


def _sum_of(one: Days, other: Days, cells: int) -> Days:
    """The distribution of the sum of two independent counts."""
    # Short ones are quicker without the transform.
    convolve = np.convolve if cells <= _SHORT else signal.fftconvolve
    found = np.maximum(convolve(one, other), 0)
    kept = found[:cells].copy()
    kept[-1] = max(0.0, 1 - float(kept[:-1].sum()))
    return kept


def _power(one: Days, times: int, cells: int) -> Days:
    """The distribution of the sum of so many independent counts, by doubling."""
    total = np.zeros(cells)
    total[0] = 1
    while times:
        if times % 2:
            total = _sum_of(total, one, cells)
        times //= 2
        if times:
            one = _sum_of(one, one, cells)
    return total


def _blocks_before(grid: _Grid, reached: Callable[[Days], bool], limit: int) -> tuple[int, Days]:
    """The most whole blocks that do not suffice yet, at most ``limit``, and their sum."""
    powers = [grid.block_sums[-1]]
    while not reached(powers[-1]) and 2 ** len(powers) <= limit:
        powers.append(_sum_of(powers[-1], powers[-1], grid.cells))
    blocks, total = 0, _power(powers[0], 0, grid.cells)
    for exponent in reversed(range(len(powers))):
        longer = _sum_of(total, powers[exponent], grid.cells)
        if not reached(longer) and blocks + 2**exponent <= limit:
            blocks, total = blocks + 2**exponent, longer
    return blocks, total


def _chances(source: Throughput, total: Days, items: Counts, unit: int) -> Days:
    """The probability of at least so many, over the levels to which the throughput may stray."""
    tails = np.cumsum(total[::-1])[::-1]
    # A sum that the level stretches is rounded to whole items again.
    least = np.ceil(items / _factors(source.wander)[:, np.newaxis] - 0.5)
    cell = np.ceil(np.maximum(least, items > 0) / unit).astype(np.int64)
    return np.asarray(np.minimum(tails[np.minimum(cell, len(tails) - 1)].mean(axis=0), 1))


@lru_cache(maxsize=8)
def _factors(wander: float) -> Days:
    return np.asarray(np.exp(wander * special.ndtri((np.arange(_FACTORS) + 0.5) / _FACTORS)))
