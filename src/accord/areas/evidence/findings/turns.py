"""Whose turn it was, on average."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from accord.analysis.custody import UNMAPPED
from accord.analysis.replay import mean_interval
from accord.areas.evidence.findings.basis import LEAST_FOR_A_TYPE, SEED, base_of, ended, type_label
from accord.areas.evidence.findings.parties import doing, in_order
from accord.areas.evidence.frames import Request
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
    def parties(self) -> list[tuple[str, float]]:
        """Each party with its mean days, as the bar shows them."""
        sums: dict[str, float] = {}
        for part in self.segments:
            sums[part.party] = sums.get(part.party, 0.0) + part.days
        return list(sums.items())


def whose_turn(rows: Sequence[Request]) -> Turns | None:
    """The average delivered request, from left to right; None when nothing was delivered."""
    base, joint = base_of(rows)
    delivered = [row for row in base if row.outcome == "delivered"]
    if not delivered:
        return None
    days = np.array([row.days for row in delivered])
    low, high = mean_interval(days, np.random.default_rng(SEED))
    segments = mean_segments(delivered)
    return Turns(
        count=len(delivered),
        joint=joint,
        remembered=base[0].remembered,
        left_out=sum(not row.joint for row in rows) if joint else 0,
        still_open=sum(1 for row in base if row.outcome == "open"),
        days=float(days.mean()),
        low=low,
        high=high,
        working=sum(part.days for part in segments if part.kind == "work"),
        unknown_work=sum(1 for row in delivered if not _worked(row)),
        segments=segments,
        by_type=_bars(delivered, type_label),
        by_month=_bars(sorted(delivered, key=ended), _month_label),
    )


def _worked(row: Request) -> bool:
    return any(kind == "work" for _, kind in row.by_turn)


def _month_label(row: Request) -> str:
    return ended(row).strftime("%b %Y")


def _bars(rows: Sequence[Request], label: Any) -> tuple[Bar, ...]:
    groups: dict[str, list[Request]] = {}
    for row in rows:
        groups.setdefault(label(row), []).append(row)
    bars = [
        Bar(f"{name} ({len(group)})" if label is type_label else name, mean_segments(group))
        for name, group in groups.items()
        if len(group) >= LEAST_FOR_A_TYPE or label is _month_label
    ]
    return tuple(sorted(bars, key=lambda bar: -bar.days) if label is type_label else bars)


def mean_segments(rows: Sequence[Request]) -> tuple[Segment, ...]:
    """Mean days a request by party and class, in the order in which a bar shows them."""
    sums: dict[tuple[str, str], float] = {}
    for row in rows:
        for key, days in row.by_turn.items():
            sums[key] = sums.get(key, 0.0) + days
    count = max(1, len(rows))
    return tuple(
        Segment(party, kind, sums[party, kind] / count, _does(party, kind, rows))
        for party, kind in in_order(sums)
        if sums[party, kind] > 0
    )


def _does(party: str, kind: str, rows: Sequence[Request]) -> str:
    if party == UNMAPPED and all(row.remembered for row in rows):
        return "whose turn is not agreed"
    return doing(party, kind)


def apart(rows: Sequence[Request]) -> list[Bar]:
    """Items in one tracker only, a bar a tracker: shown apart, since they are mostly its own turn."""
    if not any(row.joint for row in rows):
        return []
    groups: dict[str, list[Request]] = {}
    for row in rows:
        if not row.joint and row.outcome == "delivered":
            groups.setdefault(row.sources[0], []).append(row)
    return [
        Bar(f"{name} ({len(group)})", mean_segments(group))
        for name, group in sorted(groups.items())
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
            link=f"/evidence/requests/?turn={part.party}.{part.kind}",
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
