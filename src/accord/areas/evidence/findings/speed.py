"""How long delivered requests took."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

import numpy as np

from accord.areas.evidence.findings.basis import LEAST_FOR_A_TYPE, type_label
from accord.areas.evidence.frames import Request
from accord.areas.indicators.actions import Said
from accord.areas.indicators.models import Direction
from accord.charts.speed import Spread


@dataclass(frozen=True, slots=True)
class Speed:
    """How long delivered requests took, over all and per type."""

    count: int
    median: float
    high: float
    mean: float
    spreads: tuple[Spread, ...]
    too_few: tuple[str, ...]


def how_fast(rows: Sequence[Request]) -> Speed | None:
    """Lead times of delivered requests; a type needs five of them."""
    delivered = [row for row in rows if row.outcome == "delivered"]
    if not delivered:
        return None
    groups: dict[str, list[float]] = {}
    for row in delivered:
        groups.setdefault(type_label(row), []).append(row.days)
    spreads = [
        Spread(name, len(days), *np.quantile(days, [0.15, 0.5, 0.85]).tolist())
        for name, days in groups.items()
        if len(days) >= LEAST_FOR_A_TYPE
    ]
    days = np.array([row.days for row in delivered])
    return Speed(
        count=len(delivered),
        median=float(np.quantile(days, 0.5)),
        high=float(np.quantile(days, 0.85)),
        mean=float(days.mean()),
        spreads=tuple(sorted(spreads, key=lambda row: -row.median)),
        too_few=tuple(name for name, found in groups.items() if len(found) < LEAST_FOR_A_TYPE),
    )


def lead_readings(delivered: Sequence[Request]) -> list[Said]:
    """The time that half the requests of a type take at most."""
    groups: dict[str, list[float]] = {}
    for row in delivered:
        if row.type:
            groups.setdefault(row.type, []).append(row.days)
    return [
        Said(
            name="evidence.lead",
            part=name,
            question=f"How long does “{name}” take, for half of them at most?",
            value=float(np.quantile(days, 0.5)),
            unit="days",
            count=len(days),
            direction=Direction.DOWN,
            link=f"/evidence/speed/?type={quote(name)}",
            detail={
                "p85": float(np.quantile(days, 0.85)),
                "quantiles": np.quantile(days, np.linspace(0, 1, 101)).round(3).tolist(),
            },
        )
        for name, days in groups.items()
        if len(days) >= LEAST_FOR_A_TYPE
    ]
