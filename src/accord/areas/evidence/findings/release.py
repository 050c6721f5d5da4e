"""Finished, but not released: what the release cadence costs."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as compute

from accord.analysis import custody
from accord.analysis.replay import Rule, Saving, mean_interval, replayed, saving
from accord.analysis.tables import MICROSECONDS_A_DAY
from accord.areas.evidence.findings.basis import LEAST_FOR_A_TYPE, SEED
from accord.areas.evidence.frames import Figures, Request
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
    rows: tuple[tuple[Request, float], ...]  # the longest first


def release_wait(figures: Figures, rows: Sequence[Request]) -> Release | None:
    """The waits of delivered requests for their release; None where none is recorded."""
    delivered = {row.key: row for row in rows if row.outcome == "delivered"}
    stays = _waits(figures, delivered)
    if not stays.num_rows:
        return None
    days = _days_of(stays)
    values = np.array(list(days.values()))
    low, high = mean_interval(values, np.random.default_rng(SEED))
    ended = sorted({_day(figures, at) for at in stays["until"].to_pylist()})
    gaps = np.diff([day.toordinal() for day in ended])
    longest = sorted(days, key=lambda key: (-days[key], key))
    return Release(
        requests=len(delivered),
        waited=len(days),
        days=float(values.mean()),
        low=low,
        high=high,
        share=float(values.sum() / max(1e-9, sum(row.days for row in delivered.values()))),
        every=float(np.median(gaps)) if len(gaps) > 1 else None,
        releases=len(ended),
        waits=tuple(
            Waited(_day(figures, until), spent / MICROSECONDS_A_DAY)
            for until, spent in zip(
                stays["until"].to_pylist(), stays["microseconds"].to_pylist(), strict=True
            )
        ),
        tried=tuple(_tried(figures, list(delivered))),
        rows=tuple((delivered[key], days[key]) for key in longest),
    )


def _waits(figures: Figures, delivered: dict[str, Request]) -> pa.Table:
    """The ended waits that are nobody's turn: finished, not released."""
    field = compute.field
    chosen = (
        (field("turn") == custody.NOBODY)
        & (field("class") == custody.WAIT)
        & ~field("last")
        & field("item").isin(list(delivered))
    )
    return figures.stays.filter(chosen)


def _days_of(stays: pa.Table) -> dict[str, float]:
    days: dict[str, float] = {}
    columns = (stays[name].to_pylist() for name in ("item", "microseconds"))
    for item, spent in zip(*columns, strict=True):
        days[item] = days.get(item, 0.0) + spent / MICROSECONDS_A_DAY
    return days


def _day(figures: Figures, at: int) -> dt.date:
    """The day by the company's clocks, in which the figures' own moment stands."""
    return dt.datetime.fromtimestamp(at / 1_000_000, figures.as_of.tzinfo).date()


def _tried(figures: Figures, keys: list[str]) -> list[tuple[int, Saving]]:
    """The same requests with releases at least so often; only cadences that save half a day."""
    if len(keys) < LEAST_FOR_A_TYPE:
        return []
    placed = ibis.memtable(figures.stays).semi_join(ibis.memtable(pa.table({"item": keys})), "item")
    found = []
    for cadence in CADENCES:
        rules = [Rule(custody.NOBODY, custody.WAIT, float(cadence))]
        table = replayed(placed, rules).order_by("item").to_pyarrow()
        days, saved = table["days"].to_numpy(), table["saved"].to_numpy()
        spared = saving(days, saved, np.random.default_rng(SEED))
        if spared is not None and spared.saved >= 0.5:
            found.append((cadence, spared))
    return found


def release_readings(figures: Figures, base: Sequence[Request]) -> list[Said]:
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
