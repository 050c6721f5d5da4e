"""What is stuck: open requests older than hardly any delivered one ever got."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from accord.analysis.ageing import Usual, usual
from accord.areas.evidence.findings.basis import type_label
from accord.areas.evidence.findings.parties import doing, party_place
from accord.areas.evidence.frames import Request
from accord.areas.indicators.actions import Said
from accord.areas.indicators.models import Direction
from accord.charts.ageing import Ageing

ALL_TYPES = "all types together"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One open request beside what is usual for its kind."""

    request: Request
    usual: Usual | None
    stuck: bool

    @property
    def next_step(self) -> str:
        """Whose move is next, and what it is doing now."""
        return doing(self.request.turn, self.request.kind)

    @property
    def over(self) -> float:
        """Days beyond what 85 in 100 take; none where that is not known."""
        high = self.usual.high if self.usual else None
        return 0.0 if high is None else self.request.days - high


@dataclass(frozen=True, slots=True)
class Stuck:
    """All open requests, the longest overdue first, and what is usual."""

    rows: tuple[Waiting, ...]
    by_party: tuple[tuple[str, int], ...]  # of the stuck ones
    bands: tuple[Ageing, ...]
    usual: Usual | None  # of all types together

    @property
    def count(self) -> int:
        """How many are stuck."""
        return sum(row.stuck for row in self.rows)


def what_is_stuck(rows: Sequence[Request]) -> Stuck | None:
    """Open requests against the usual of their type; None where nothing is open.

    A type with too few delivered is measured against all types together.
    """
    open_ones = [row for row in rows if row.outcome == "open"]
    if not open_ones:
        return None
    whole = _usual(rows)
    of_type = {
        label: _usual([row for row in rows if type_label(row) == label])
        for label in {type_label(row) for row in open_ones}
    }
    found = [_waiting(row, of_type[type_label(row)] or whole) for row in open_ones]
    found.sort(key=lambda row: (-row.stuck, -row.over, -row.request.days))
    late = Counter(row.request.turn for row in found if row.stuck)
    return Stuck(
        rows=tuple(found),
        by_party=tuple((party, late[party]) for party in sorted(late, key=party_place)),
        bands=tuple(_bands(found, of_type, whole)),
        usual=whole,
    )


def _usual(rows: Sequence[Request]) -> Usual | None:
    delivered = [row.days for row in rows if row.outcome == "delivered"]
    unfinished = [row.days for row in rows if row.outcome != "delivered"]
    return usual(np.array(delivered), np.array(unfinished))


def _waiting(row: Request, found: Usual | None) -> Waiting:
    late = found is not None and found.high is not None and row.days > found.high
    return Waiting(row, found, late)


def _bands(
    found: Sequence[Waiting], of_type: dict[str, Usual | None], whole: Usual | None
) -> list[Ageing]:
    """One line of the picture for each type that has a usual of its own, one for the others."""
    groups: dict[str, list[Waiting]] = {}
    for row in found:
        label = type_label(row.request)
        groups.setdefault(label if of_type[label] else ALL_TYPES, []).append(row)
    return [
        Ageing(
            label=label,
            median=known.median if (known := of_type.get(label) or whole) else None,
            high=known.high if known else None,
            ages=tuple((row.request.turn, row.request.days) for row in group),
        )
        for label, group in sorted(groups.items(), key=lambda pair: (pair[0] == ALL_TYPES, pair[0]))
    ]


def stuck_readings(rows: Sequence[Request]) -> list[Said]:
    """How much open work is older than usual, and whose turn that is."""
    found = what_is_stuck(rows)
    if found is None or found.usual is None:
        return []
    return [
        Said(
            name="evidence.stuck",
            question="How many open requests are older than 85 in 100 ever get?",
            value=found.count,
            unit="requests",
            count=len(found.rows),
            direction=Direction.DOWN,
            link="/evidence/stuck/",
            detail={"by_party": dict(found.by_party), "high": found.usual.high},
        )
    ]
