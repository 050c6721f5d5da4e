"""How often forecasts would have come true, had they been made at the end of every past week.

Nothing later than its own moment goes into a forecast: an item that was open then is open there, and
levels are learned from what had come by then. A forecast is judged once its time has come, whatever
came, so that slow items are not left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from accord.analysis.forecast.calibration import (
    LOOK_BACK_WEEKS,
    Question,
    Trial,
    levels_for,
    trials_at,
)
from accord.analysis.forecast.going import course_of, days_to_go
from accord.analysis.forecast.records import (
    LEVELS,
    Days,
    Flags,
    Records,
    delivered_after,
    delivered_by,
    known_at,
    too_thin,
)
from accord.analysis.forecast.throughput import WEEK, count_by, days_until
from accord.analysis.tables import MICROSECONDS_A_DAY

#: Of more open items at one moment, evenly chosen ones are judged.
MOST_ITEMS: Final = 200


@dataclass(frozen=True, slots=True)
class Judged:
    """How forecasts of one question fared; tuples are by ``LEVELS``.

    ``forecasts`` were judged, ``true`` of them came true; ``loss`` is the pinball loss of all, beside
    that of the plain average. ``said`` is the share of forecasts in which something could be said.
    """

    forecasts: tuple[int, ...]
    true: tuple[int, ...]
    said: tuple[float, ...]
    loss: float
    average_loss: float

    @property
    def shares(self) -> tuple[float | None, ...]:
        """The share that came true at each level."""
        pairs = zip(self.true, self.forecasts, strict=True)
        return tuple(true / count if count else None for true, count in pairs)

    @property
    def against_average(self) -> float | None:
        """The pinball loss beside that of the plain average: below 1 the forecast is better."""
        return self.loss / self.average_loss if self.average_loss else None


@dataclass(slots=True)
class _Tally:
    made: Days = field(default_factory=lambda: np.zeros(len(LEVELS)))
    said: Days = field(default_factory=lambda: np.zeros(len(LEVELS)))
    judged: Days = field(default_factory=lambda: np.zeros(len(LEVELS)))
    true: Days = field(default_factory=lambda: np.zeros(len(LEVELS)))
    loss: float = 0.0
    average: float = 0.0

    def note(self, place: int, said: Flags, judged: Flags, true: Flags) -> None:
        self.made[place] += len(said)
        self.said[place] += said.sum()
        self.judged[place] += judged.sum()
        self.true[place] += (true & judged).sum()

    def result(self) -> Judged:
        return Judged(
            tuple(int(count) for count in self.judged),
            tuple(int(count) for count in self.true),
            tuple(float(share) for share in self.said / np.maximum(self.made, 1)),
            self.loss,
            self.average,
        )


def pinball(came: Days, said: Days, level: float) -> Days:
    """The pinball loss of saying ``said`` at a level when ``came`` came, elementwise."""
    return np.asarray((came - said) * (level - (came < said)))


def origins(records: Records, as_of: int) -> list[int]:
    """The ends of the weeks before ``as_of`` at which there was history enough, in order of time."""
    step = WEEK * MICROSECONDS_A_DAY
    first = int(records.created.min(initial=as_of))
    ends = range(as_of - step, first, -step)
    return [at for at in reversed(ends) if not too_thin(len(delivered_by(records, at)), first, at)]


def backtest(
    records: Records, as_of: int, weeks: int | None = None, made: Sequence[Trial] = ()
) -> dict[str, Judged]:
    """Judge *count*, *days* and *time to go* over all weeks until ``as_of``, or the last ``weeks``.

    Levels are learned from the year before each forecast, judged or not. ``made`` are the trials of
    the newest weeks where they are at hand (``past_trials`` at ``as_of``), so as not to try twice.
    """
    moments = origins(records, as_of)
    judged = moments if weeks is None else moments[-weeks:]
    heard = moments if weeks is None else moments[-weeks - LOOK_BACK_WEEKS :]
    newest = min((trial.origin for trial in made), default=as_of)
    trials = [trial for at in heard if at < newest for trial in trials_at(records, at, as_of)]
    trials += made
    since = judged[0] if judged else as_of
    found = {question: _judged(question, trials, since, as_of) for question in ("count", "days")}
    return {**found, "time to go": _judged_going(records, judged, as_of)}


def _judged(question: Question, trials: list[Trial], since: int, as_of: int) -> Judged:
    tally, origin, levels = _Tally(), None, np.array(LEVELS)
    asked = [trial for trial in trials if trial.question == question]
    for trial in asked:
        if trial.origin < since:
            continue
        if trial.origin != origin:
            origin, levels = trial.origin, levels_for(question, asked, trial.origin)
        for place, level in enumerate(levels):
            if question == "count":
                _judge_count(tally, trial, place, float(level))
            else:
                _judge_days(tally, trial, place, float(level), as_of)
    return tally.result()


def _judge_count(tally: _Tally, trial: Trial, place: int, level: float) -> None:
    said = count_by(trial.source, trial.amount, level)
    came = trial.came or 0
    yes = np.array([True])
    tally.note(place, yes, yes, np.array([came >= said]))
    average = trial.source.rate * trial.amount
    # "At least so many" at 95 % is the lower end: the 5 % quantile.
    losses = pinball(np.array([came, came]), np.array([said, average]), 1 - LEVELS[place])
    tally.loss += losses[0] / max(average, 1)
    tally.average += losses[1] / max(average, 1)


def _judge_days(tally: _Tally, trial: Trial, place: int, level: float, as_of: int) -> None:
    said = days_until(trial.source, trial.amount, level)
    seen = (as_of - trial.origin) / MICROSECONDS_A_DAY
    is_said, judged = np.array([said is not None]), np.array([said is not None and said <= seen])
    came = seen if trial.came is None else trial.came
    true = trial.came is not None and said is not None and trial.came <= said
    tally.note(place, is_said, judged, np.array([true]))
    if said is not None and said <= seen:
        average = trial.amount / trial.source.rate
        losses = pinball(np.array([came, came]), np.array([said, average]), LEVELS[place])
        tally.loss += losses[0] / average
        tally.average += losses[1] / average


def _judged_going(records: Records, moments: list[int], as_of: int) -> Judged:
    tally = _Tally()
    for at in moments:
        known = known_at(records, at)
        course = course_of(known)
        chosen = _evenly(np.flatnonzero(known.open))
        ages = (at - known.created[chosen]) / MICROSECONDS_A_DAY
        came = _came(records, at, as_of)[known.place[chosen]]
        seen = (as_of - at) / MICROSECONDS_A_DAY
        average = np.maximum(course.mean - ages, 0)
        for place, level in enumerate(LEVELS):
            said = days_to_go(course, ages, level)
            judged = said <= seen
            tally.note(place, ~np.isnan(said), judged, came <= said)
            # What is not delivered yet counts with the days that were seen of it.
            known_days = np.minimum(came, seen)[judged]
            tally.loss += float(pinball(known_days, said[judged], level).sum())
            tally.average += float(pinball(known_days, average[judged], level).sum())
    return tally.result()


def _came(records: Records, at: int, as_of: int) -> Days:
    """The days from ``at`` to each item's next delivery; infinite where none came by ``as_of``."""
    places, times = delivered_after(records, at)
    days = np.full(len(records.created), np.inf)
    seen = times <= as_of
    days[places[seen]] = (times[seen] - at) / MICROSECONDS_A_DAY
    return days


def _evenly(places: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    if len(places) <= MOST_ITEMS:
        return places
    return places[np.linspace(0, len(places) - 1, MOST_ITEMS).astype(np.int64)]
