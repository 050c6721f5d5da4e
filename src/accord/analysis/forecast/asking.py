"""The two questions that are put to a source: when are so many done, and how many by a day."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from accord.analysis.forecast.calibration import Question, levels_for, past_trials
from accord.analysis.forecast.records import Records, delivered_by, too_thin
from accord.analysis.forecast.throughput import (
    Throughput,
    at_least,
    count_by,
    daily_counts,
    days_until,
    throughput_of,
)

CONVOLUTION: Final = "convolution of days"
BLOCKS: Final = "block bootstrap of weeks"


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is said at ``LEVELS``, or why nothing is.

    ``values`` are days or counts, None where nothing is said. ``levels`` are those at which the
    distribution was read so that ``LEVELS`` come true. ``delivered_before`` items had been delivered
    at ``as_of``; ``recent_days`` of them were drawn from, with ``rate`` items a day.
    """

    as_of: int
    method: str | None
    values: tuple[int | None, ...]
    levels: tuple[float, ...]
    delivered_before: int
    recent_days: int
    rate: float
    refused: str | None


def days_for(records: Records, as_of: int, items: int) -> Forecast:
    """Within how many days of ``as_of`` so many items are delivered, at ``LEVELS``.

    Refuses in ``refused`` where history is too thin. Raises ``ValueError`` for fewer than one item.
    """
    if items < 1:
        raise ValueError("At least one item must be asked for.")
    return _asked("days", records, as_of, items)


def count_within(records: Records, as_of: int, days: int) -> Forecast:
    """How many items at least are delivered within ``days`` of ``as_of``, at ``LEVELS``.

    Refuses in ``refused`` where history is too thin. Raises ``ValueError`` for less than one day.
    """
    if days < 1:
        raise ValueError("At least one day must lie ahead.")
    return _asked("count", records, as_of, days)


def _asked(question: Question, records: Records, as_of: int, amount: int) -> Forecast:
    delivered = delivered_by(records, as_of)
    first = int(records.created.min(initial=as_of))
    refused = too_thin(len(delivered), first, as_of)
    if refused:
        return _refusal(as_of, len(delivered), refused)
    source = throughput_of(daily_counts(delivered, first, as_of))
    if not source.rate:
        reason = f"Nothing was delivered in the last {len(source.counts)} days."
        return _refusal(as_of, len(delivered), reason)
    levels = levels_for(question, past_trials(records, as_of), as_of)
    ask = days_until if question == "days" else count_by
    return Forecast(
        as_of=as_of,
        method=CONVOLUTION if source.block == 1 else BLOCKS,
        values=tuple(ask(source, amount, float(level)) for level in levels),
        levels=tuple(float(level) for level in levels),
        delivered_before=len(delivered),
        recent_days=len(source.counts),
        rate=source.rate,
        refused=None,
    )


def _refusal(as_of: int, delivered: int, reason: str) -> Forecast:
    return Forecast(as_of, None, (None,) * 3, (), delivered, 0, 0.0, reason)


def chance_by_day(
    source: Throughput, items: int, days: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """For a picture: the probability that ``items`` are delivered within each of ``days``."""
    asked = np.array([items])
    return np.array([at_least(source, int(day), asked)[0] for day in days])
