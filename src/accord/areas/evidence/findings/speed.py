"""How long delivered requests took."""

from dataclasses import dataclass
from urllib.parse import quote

import numpy as np

from accord.areas.evidence.findings.basis import LEAST_FOR_A_TYPE, by_type
from accord.areas.evidence.frames import Requests
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


def how_fast(rows: Requests) -> Speed | None:
    """Lead times of delivered requests; a type needs five of them."""
    delivered = rows.delivered
    if not len(delivered):
        return None
    groups = {name: group.days for name, group in by_type(delivered).items()}
    spreads = [
        Spread(name, len(days), *np.quantile(days, [0.15, 0.5, 0.85]).tolist())
        for name, days in groups.items()
        if len(days) >= LEAST_FOR_A_TYPE
    ]
    return Speed(
        count=len(delivered),
        median=float(np.quantile(delivered.days, 0.5)),
        high=float(np.quantile(delivered.days, 0.85)),
        mean=float(delivered.days.mean()),
        spreads=tuple(sorted(spreads, key=lambda row: -row.median)),
        too_few=tuple(name for name, found in groups.items() if len(found) < LEAST_FOR_A_TYPE),
    )


def lead_readings(delivered: Requests) -> list[Said]:
    """The time that half the requests of a type take at most."""
    groups = {
        name: group.days
        for name, group in delivered.grouped(delivered.columns.type).items()
        if name
    }
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
