"""Finished, but not released: what the release cadence costs."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from accord.analysis import custody
from accord.analysis.columns import Times
from accord.analysis.replay import Rule, Saving, mean_interval, saving
from accord.analysis.tables import MICROSECONDS_A_DAY
from accord.areas.evidence.findings.basis import LEAST_FOR_A_TYPE, SEED
from accord.areas.evidence.frames import Beside, Figures, Request, Requests, moment
from accord.areas.indicators.actions import Said
from accord.areas.indicators.models import Direction
from accord.charts.release import Waited

#: Cadences that are tried on the records, in days.
CADENCES = (28, 14, 7, 1)


@dataclass(frozen=True, slots=True)
class Release:
    """How long finished requests waited for their release."""

    requests: int  # delivered ones looked at
    waited: int  # of them, those that waited for a release at all
    days: float  # mean over those that waited, with its interval
    low: float
    high: float
    share: float  # of the whole time of all that were looked at
    every: float | None  # days between releases, the median; None with fewer than three
    releases: int
    waits: tuple[Waited, ...]
    tried: tuple[tuple[int, Saving], ...]
    rows: Sequence[tuple[Request, float]]  # the longest first


def release_wait(figures: Figures, rows: Requests) -> Release | None:
    """The waits of delivered requests for their release; None where none is recorded."""
    delivered = rows.delivered
    chosen = figures.marked(custody.NOBODY, custody.WAIT) & ~figures.stays["last"].to_numpy()
    chosen = np.flatnonzero(chosen & delivered.chosen[figures.place])
    if not len(chosen):
        return None
    spent = figures.stays["microseconds"].to_numpy()[chosen] / MICROSECONDS_A_DAY
    place = figures.place[chosen]
    of_all = np.asarray(np.bincount(place, weights=spent, minlength=len(rows.columns)), np.float64)
    waited = np.zeros(len(rows.columns), bool)
    waited[place] = True
    longest = delivered.of_all(waited)
    longest = longest.by(-of_all[longest.places])
    values = of_all[longest.places]
    low, high = mean_interval(values, np.random.default_rng(SEED))
    days = _days(figures, figures.stays["until"].to_numpy()[chosen])
    gaps = np.diff(np.unique(days))
    return Release(
        requests=len(delivered),
        waited=len(longest),
        days=float(values.mean()),
        low=low,
        high=high,
        share=float(values.sum() / max(1e-9, delivered.days.sum())),
        every=float(np.median(gaps)) if len(gaps) > 1 else None,
        releases=len(gaps) + 1,
        waits=tuple(
            Waited(dt.date.fromordinal(day), days)
            for day, days in zip(days.tolist(), spent.tolist(), strict=True)
        ),
        tried=tuple(_tried(figures, delivered)),
        rows=Beside(longest, lambda row, place: (row, float(values[place]))),
    )


def _days(figures: Figures, at: Times) -> npt.NDArray[np.int64]:
    """The days by the company's clocks, in which the figures' own moment stands, as ordinals."""
    zone = figures.as_of.tzinfo or dt.UTC
    moments, place = np.unique(at, return_inverse=True)  # many are released at once
    days = [moment(one, zone).date().toordinal() for one in moments.tolist()]
    return np.array(days, np.int64)[place]


def _tried(figures: Figures, delivered: Requests) -> list[tuple[int, Saving]]:
    """The same requests with releases at least so often; only cadences that save half a day."""
    if len(delivered) < LEAST_FOR_A_TYPE:
        return []
    found = []
    for cadence in CADENCES:
        rule = Rule(custody.NOBODY, custody.WAIT, float(cadence))
        saved = figures.spared([rule])[delivered.places]
        spared = saving(delivered.lived, saved, np.random.default_rng(SEED))
        if spared is not None and spared.saved >= 0.5:
            found.append((cadence, spared))
    return found


def release_readings(figures: Figures, base: Requests) -> list[Said]:
    """How long finished requests wait for their release."""
    found = release_wait(figures, base)
    if found is None or found.waited < LEAST_FOR_A_TYPE:
        return []
    return [
        Said(
            name="evidence.release",
            question="How long does finished work wait for its release?",
            value=found.days,
            low=found.low,
            high=found.high,
            unit="days",
            count=found.waited,
            direction=Direction.DOWN,
            link="/evidence/release/",
            detail={"every": found.every, "share": found.share},
        )
    ]
