"""How far to trust a level: what past forecasts of the same source said, beside what came.

At the end of every past week the same questions are put to what was known then. Each has a *chance*:
the probability that was said to at least what came. Were the forecasts right, chances would be spread
evenly. Where they are not, the level is moved to where the wanted share of them lies.
"""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from accord.analysis.forecast.records import (
    LEVELS,
    Days,
    Records,
    delivered_after,
    delivered_by,
    too_thin,
)
from accord.analysis.forecast.throughput import (
    WEEK,
    Counts,
    Throughput,
    at_least,
    daily_counts,
    days_until,
    throughput_of,
)
from accord.analysis.tables import MICROSECONDS_A_DAY

Question = Literal["count", "days"]

#: So many days ahead past forecasts are tried.
AHEAD: Final = (7, 14, 28)
#: Forecasts of the last year are learned from.
LOOK_BACK_WEEKS: Final = 52
_EVENLY = 30  # so many forecasts' worth of trust in the level as it stands
_MARKS = 200
_LATEST_LEVEL = 0.98  # a forecast counts once the day of this level has passed
_EXTREME = 0.001


@dataclass(frozen=True, slots=True)
class Trial:
    """A forecast that could have been made at ``origin``, and what came.

    ``amount`` is the days ahead of a *count*, or the items of *days*; ``came`` the items or days, None
    where the items were not delivered by the end of what is known. ``due`` is when it may be learned
    from, and ``chance`` what it teaches.
    """

    question: Question
    origin: int
    source: Throughput
    amount: int
    came: int | None
    due: int
    chance: float


def source_at(records: Records, as_of: int) -> Throughput | None:
    """What to draw from at ``as_of``; None where history is too thin or nothing came lately."""
    delivered = delivered_by(records, as_of)
    # ``as_of`` stands in for the first item where there is none.
    first = int(records.created.min(initial=as_of))
    if too_thin(len(delivered), first, as_of):
        return None
    source = throughput_of(daily_counts(delivered, first, as_of))
    return source if source.rate else None


def trials_at(records: Records, origin: int, last: int) -> list[Trial]:
    """The questions that are tried at ``origin``, with what came of them until ``last``."""
    source = source_at(records, origin)
    if source is None:
        return []
    _, later = delivered_after(records, origin)
    days = _whole_days(later[later <= last], origin)
    counts = [
        _count_trial(source, origin, ahead, days)
        for ahead in AHEAD
        if origin + ahead * MICROSECONDS_A_DAY <= last
    ]
    return counts + [_days_trial(source, origin, ahead, days) for ahead in AHEAD]


def _whole_days(later: Counts, origin: int) -> Counts:
    """On which day after ``origin`` each delivery fell, from 1."""
    return -((origin - later) // MICROSECONDS_A_DAY)


def _count_trial(source: Throughput, origin: int, ahead: int, days: Counts) -> Trial:
    came = int(np.searchsorted(days, ahead, "right"))
    chance = float(at_least(source, ahead, np.array([came + 1]))[0])
    return Trial("count", origin, source, ahead, came, origin + ahead * MICROSECONDS_A_DAY, chance)


def _days_trial(source: Throughput, origin: int, ahead: int, days: Counts) -> Trial:
    items = max(1, round(source.rate * ahead))
    came = int(days[items - 1]) if items <= len(days) else None
    latest = days_until(source, items, _LATEST_LEVEL) or 0
    chance = 1.0
    if came is not None and came <= latest:
        chance = float(at_least(source, came - 1, np.array([items]))[0])
    return Trial("days", origin, source, items, came, origin + latest * MICROSECONDS_A_DAY, chance)


def past_trials(records: Records, as_of: int) -> list[Trial]:
    """What was to be learned by ``as_of``, from forecasts at the end of each week before."""
    step = WEEK * MICROSECONDS_A_DAY
    origins = [as_of - week * step for week in range(LOOK_BACK_WEEKS, 0, -1)]
    return [trial for origin in origins for trial in trials_at(records, origin, as_of)]


def levels_for(question: Question, trials: list[Trial], now: int) -> Days:
    """The levels at which to read the forecast so that ``LEVELS`` come true, shape (levels,).

    Only trials that were due by ``now`` and made in the last year are used, with even chances of the
    weight of thirty forecasts beside them.
    """
    oldest = now - LOOK_BACK_WEEKS * WEEK * MICROSECONDS_A_DAY
    learned = [
        trial.chance
        for trial in trials
        if trial.question == question and trial.due <= now and trial.origin >= oldest
    ]
    even = (np.arange(_MARKS) + 0.5) / _MARKS
    chances = np.concatenate([learned, even])
    weights = np.concatenate([np.ones(len(learned)), np.full(_MARKS, _EVENLY / _MARKS)])
    order = np.argsort(chances, kind="stable")
    shares = np.cumsum(weights[order]) / weights.sum()
    found = chances[order][np.searchsorted(shares, np.array(LEVELS) - 1e-9)]
    # A forecast comes true where its chance is below the level it is read at.
    return np.asarray(np.clip(found + 1e-9, _EXTREME, 1 - _EXTREME))
