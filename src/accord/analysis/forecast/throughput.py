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
from scipy import fft, special, stats

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


@dataclass(frozen=True, slots=True, eq=False)  # alike only with itself, so that sums are remembered
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
    grid = _grid(source, int(items.max(initial=0)), _CELLS)
    return _chances(grid, _total(grid, days), items)


def days_until(source: Throughput, items: int, level: float) -> int | None:
    """The fewest whole days within which ``items`` are delivered with probability ``level``.

    None where that takes more than ``LONGEST_DAYS``, or where nothing was delivered of late.
    """
    if items <= 0:
        return 0
    if source.rate == 0:
        return None
    grid = _grid(source, items, _CELLS)

    def reached(days: int) -> bool:
        return _chance(grid, days, items) >= level - _SLACK

    blocks = _blocks_before(
        lambda blocks: reached(blocks * source.block), LONGEST_DAYS // source.block
    )
    days = range(blocks * source.block + 1, (blocks + 1) * source.block + 1)
    return next(filter(reached, days), None)


def count_by(source: Throughput, days: int, level: float) -> int:
    """The most items of which at least so many are delivered within ``days`` with ``level``."""
    # From an even chance on it is hardly more than the mean; a lower level may need a wider look.
    high = int(np.ceil(1.25 * source.rate * days)) + 1
    chances = _chances_up_to(source, days, high)
    while chances[-1] >= level - _SLACK:
        high *= 2
        chances = _chances_up_to(source, days, high)
    return int(np.flatnonzero(chances >= level - _SLACK)[-1])


@lru_cache(maxsize=8)  # several levels are asked for
def _chances_up_to(source: Throughput, days: int, high: int) -> Days:
    return at_least(source, days, np.arange(high + 1))


# How sums are reckoned


@dataclass(frozen=True, slots=True, eq=False)
class _Grid:
    """Distributions over counts: ``cells`` of ``unit`` items, the last one for that many or more.

    ``block_sums`` has one distribution for the first day of a block, the first two days, and so on.
    """

    unit: int
    cells: int
    block_sums: list[Days]
    wander: float


@lru_cache(maxsize=8)
def _grid(source: Throughput, items: int, finest: int) -> _Grid:
    # The least level asks for the most items before the wander.
    most = int(np.ceil(items / _factors(source.wander)[0])) + 1
    unit = -(-most // finest)
    cells = -(-most // unit) + 1
    sums = np.cumsum(source.counts.reshape(-1, source.block), axis=1)
    block_sums = [_histogram(sums[:, day], unit, cells) for day in range(source.block)]
    return _Grid(unit, cells, block_sums, source.wander)


def _histogram(sums: Counts, unit: int, cells: int) -> Days:
    """How often each sum occurs; what falls between two cells is shared so that the mean stays."""
    whole, rest = np.divmod(sums, unit)
    upper = np.bincount(np.minimum(whole + 1, cells - 1), rest / unit, cells)
    lower = np.bincount(np.minimum(whole, cells - 1), 1 - rest / unit, cells)
    return np.asarray((upper + lower) / len(sums))


def _sum_of(one: Days, other: Days) -> Days:
    """The distribution of the sum of two independent counts, on the same cells."""
    cells = len(one)
    # Short ones are quicker without the transform.
    kept = np.convolve(one, other)[:cells] if cells <= _SHORT else _transformed(one, other)
    kept = np.maximum(kept, 0)
    kept[-1] = max(0.0, 1 - float(kept[:-1].sum()))
    return kept


def _transformed(one: Days, other: Days) -> Days:
    """The first cells of a convolution, by the Fourier transform."""
    size = fft.next_fast_len(2 * len(one) - 1, real=True)
    spectrum = np.fft.rfft(one, size)
    spectrum *= spectrum if other is one else np.fft.rfft(other, size)
    return np.asarray(np.fft.irfft(spectrum, size)[: len(one)])


@lru_cache(maxsize=256)  # neighbouring questions share most of their sums
def _blocks(grid: _Grid, count: int) -> Days:
    """The distribution of the sum of so many independent blocks, by doubling."""
    last = count & -count
    if count == 0:
        nothing = np.zeros(grid.cells)
        nothing[0] = 1
        return nothing
    if count == 1:
        return grid.block_sums[-1]
    if count == last:
        half = _blocks(grid, count // 2)
        return _sum_of(half, half)
    return _sum_of(_blocks(grid, count - last), _blocks(grid, last))


def _total(grid: _Grid, days: int) -> Days:
    """The distribution of what is delivered within so many days, before the wander."""
    blocks, rest = divmod(days, len(grid.block_sums))
    total = _blocks(grid, blocks)
    return _sum_of(total, grid.block_sums[rest - 1]) if rest else total


def _blocks_before(reached: Callable[[int], bool], limit: int) -> int:
    """The most whole blocks that do not suffice yet, at most ``limit``."""
    exponent = 0
    while not reached(2**exponent) and 2 ** (exponent + 1) <= limit:
        exponent += 1
    blocks = 0
    for power in reversed(range(exponent + 1)):
        longer = blocks + 2**power
        if longer <= limit and not reached(longer):
            blocks = longer
    return blocks


@lru_cache(maxsize=1024)
def _chance(grid: _Grid, days: int, items: int) -> float:
    return float(_chances(grid, _total(grid, days), np.array([items]))[0])


def _chances(grid: _Grid, total: Days, items: Counts) -> Days:
    """The probability of at least so many, over the levels to which the throughput may stray."""
    tails = np.cumsum(total[::-1])[::-1]
    # A sum that the level stretches is rounded to whole items again.
    least = np.ceil(items / _factors(grid.wander)[:, np.newaxis] - 0.5)
    cell = np.ceil(np.maximum(least, items > 0) / grid.unit).astype(np.int64)
    return np.asarray(np.minimum(tails[np.minimum(cell, len(tails) - 1)].mean(axis=0), 1))


@lru_cache(maxsize=8)
def _factors(wander: float) -> Days:
    return np.asarray(np.exp(wander * special.ndtri((np.arange(_FACTORS) + 0.5) / _FACTORS)))
