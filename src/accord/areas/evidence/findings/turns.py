"""Whose turn it was, on average."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from accord.analysis.custody import UNMAPPED
from accord.analysis.replay import mean_interval
from accord.areas.evidence.findings.basis import LEAST_FOR_A_TYPE, SEED, base_of, by_month, by_type
from accord.areas.evidence.findings.parties import doing, in_order
from accord.areas.evidence.frames import Request, Requests, Share
from accord.areas.indicators.actions import Said
from accord.areas.indicators.models import Direction
from accord.charts.turns import Bar, Segment


@dataclass(frozen=True, slots=True)
class Turns:
    """Whose turn it was, on average, over delivered requests."""

    count: int
    joint: bool
    remembered: bool  # by both sides; no tracker recorded them
    left_out: int  # in one tracker only
    still_open: int
    days: float
    low: float
    high: float
    working: float
    unknown_work: int  # delivered without ever being in a work status
    segments: tuple[Segment, ...]
    by_type: tuple[Bar, ...]
    by_month: tuple[Bar, ...]

    def of(self, party: str, *kinds: str) -> float:
        """Mean days of a party, in some classes or all."""
        return sum(
            part.days for part in self.segments if part.party == party and part.kind in kinds
        )

    @property
    def between(self) -> float:
        """Mean days between a delivery and being taken up again: nobody's turn, so in no segment."""
        return max(0.0, self.days - sum(part.days for part in self.segments))

    @property
    def parties(self) -> list[tuple[str, float]]:
        """Each party with its mean days, as the bar shows them."""
        sums: dict[str, float] = {}
        for part in self.segments:
            sums[part.party] = sums.get(part.party, 0.0) + part.days
        return list(sums.items())


def whose_turn(rows: Requests) -> Turns | None:
    """The average delivered request, from left to right; None when nothing was delivered."""
    base, joint = base_of(rows)
    delivered = base.delivered
    if not len(delivered):
        return None
    low, high = mean_interval(delivered.days, np.random.default_rng(SEED))
    segments = mean_segments(delivered)
    return Turns(
        count=len(delivered),
        joint=joint,
        remembered=bool(base.remembered[0]),
        left_out=int((~rows.joint).sum()) if joint else 0,
        still_open=len(base.open),
        days=float(delivered.days.mean()),
        low=low,
        high=high,
        working=sum(part.days for part in segments if part.kind == "work"),
        unknown_work=_never_worked(delivered),
        segments=segments,
        by_type=_by_type(delivered),
        by_month=tuple(
            Bar(f"{dt.date.fromisoformat(f'{month}-01'):%b %Y}", mean_segments(group))
            for month, group in by_month(delivered).items()
        ),
    )


def _never_worked(rows: Requests) -> int:
    spent = rows.columns.spent
    worked = spent.row[spent.marked(lambda share: share[1] == "work")]
    return int((np.bincount(worked, minlength=len(rows.columns))[rows.places] == 0).sum())


def _by_type(rows: Requests) -> tuple[Bar, ...]:
    bars = [
        Bar(f"{name} ({len(group)})", mean_segments(group))
        for name, group in by_type(rows).items()
        if len(group) >= LEAST_FOR_A_TYPE
    ]
    return tuple(sorted(bars, key=lambda bar: -bar.days))


def mean_segments(rows: Requests) -> tuple[Segment, ...]:
    """Mean days a request by party and class, in the order in which a bar shows them."""
    return _segments(rows.days_by_share(), max(1, len(rows)), bool(rows.remembered.all()))


def segments_of(row: Request) -> tuple[Segment, ...]:
    """The days of one request by party and class."""
    return _segments(row.by_turn, 1, row.remembered)


def _segments(sums: Mapping[Share, float], count: int, remembered: bool) -> tuple[Segment, ...]:
    return tuple(
        Segment(party, kind, sums[party, kind] / count, _does(party, kind, remembered))
        for party, kind in in_order(sums)
        if sums[party, kind] > 0
    )


def _does(party: str, kind: str, remembered: bool) -> str:
    if party == UNMAPPED and remembered:
        return "whose turn is not agreed"
    return doing(party, kind)


def apart(rows: Requests) -> list[Bar]:
    """Items in one tracker only, a bar a tracker: shown apart, since they are mostly its own turn."""
    if not rows.joint.any():
        return []
    alone = rows.where(~rows.joint).delivered
    sources = alone.columns.sources
    groups = {name: alone.of_all(sources.holding(name)) for name in sources.met()}
    return [
        Bar(f"{name} ({len(group)})", mean_segments(group))
        for name, group in groups.items()
        if len(group) >= LEAST_FOR_A_TYPE
    ]


def turn_readings(turns: Turns) -> list[Said]:
    """The days of each party and class, and those on which somebody works."""
    said = [
        Said(
            name="evidence.turn.of",
            part=f"{part.party}.{part.kind}",
            question=f"How many days of a request is it the turn of {part.party}, in {part.kind}?",
            value=part.days,
            unit="days",
            count=turns.count,
            direction=Direction.DOWN,
            link=f"/evidence/requests/?kind=averaged&turn={part.share}",
        )
        for part in turns.segments
    ]
    if turns.unknown_work < turns.count:
        said.append(
            Said(
                name="evidence.turn.working",
                question="On how many days of a request does somebody work on it?",
                value=turns.working,
                unit="days",
                count=turns.count - turns.unknown_work,
                link="/evidence/turns/",
            )
        )
    return said
