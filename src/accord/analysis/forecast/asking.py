"""The two questions that are put to a source: when are so many done, and how many by a day."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from accord.analysis.forecast.calibration import Question, Trial, levels_for, past_trials
from accord.analysis.forecast.records import LEVELS, Days, Records, delivered_by, too_thin
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


@dataclass(frozen=True, slots=True)
class Basis:
    """What all questions to a source at one moment rest on, or in ``refused`` why none is answered."""

    as_of: int
    delivered_before: int
    source: Throughput | None
    trials: tuple[Trial, ...]
    refused: str | None

    def levels(self, question: Question) -> Days:
        """The levels at which to read the distribution so that ``LEVELS`` come true."""
        return levels_for(question, list(self.trials), self.as_of)


def basis_of(records: Records, as_of: int) -> Basis:
    """What was known at ``as_of``, with the past forecasts that are learned from."""
    delivered = delivered_by(records, as_of)
    first = int(records.created.min(initial=as_of))
    refused = too_thin(len(delivered), first, as_of)
    if refused:
        return Basis(as_of, len(delivered), None, (), refused)
    source = throughput_of(daily_counts(delivered, first, as_of))
    if not source.rate:
        reason = f"Nothing was delivered in the last {len(source.counts)} days."
        return Basis(as_of, len(delivered), None, (), reason)
    return Basis(as_of, len(delivered), source, tuple(past_trials(records, as_of)), None)


def days_for(records: Records, as_of: int, items: int) -> Forecast:
    """Within how many days of ``as_of`` so many items are delivered, at ``LEVELS``.

    Refuses in ``refused`` where history is too thin. Raises ``ValueError`` for fewer than one item.
    """
    return days_from(basis_of(records, as_of), items)


def count_within(records: Records, as_of: int, days: int) -> Forecast:
    """How many items at least are delivered within ``days`` of ``as_of``, at ``LEVELS``.

    Refuses in ``refused`` where history is too thin. Raises ``ValueError`` for less than one day.
    """
    return count_from(basis_of(records, as_of), days)


def days_from(basis: Basis, items: int) -> Forecast:
    """``days_for``, where several questions are put to one basis."""
    if items < 1:
        raise ValueError("At least one item must be asked for.")
    return _asked("days", basis, items)


def count_from(basis: Basis, days: int) -> Forecast:
    """``count_within``, where several questions are put to one basis."""
    if days < 1:
        raise ValueError("At least one day must lie ahead.")
    return _asked("count", basis, days)


def _asked(question: Question, basis: Basis, amount: int) -> Forecast:
    source = basis.source
    if source is None:
        return _refusal(basis)
    levels = basis.levels(question)
    ask = days_until if question == "days" else count_by
    return Forecast(
        as_of=basis.as_of,
        method=CONVOLUTION if source.block == 1 else BLOCKS,
        values=tuple(ask(source, amount, float(level)) for level in levels),
        levels=tuple(float(level) for level in levels),
        delivered_before=basis.delivered_before,
        recent_days=len(source.counts),
        rate=source.rate,
        refused=None,
    )


def _refusal(basis: Basis) -> Forecast:
    nothing = (None,) * len(LEVELS)
    return Forecast(basis.as_of, None, nothing, (), basis.delivered_before, 0, 0.0, basis.refused)


def chance_by_day(
    source: Throughput, items: int, days: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """For a picture: the probability that ``items`` are delivered within each of ``days``."""
    asked = np.array([items])
    return np.array([at_least(source, int(day), asked)[0] for day in days])
