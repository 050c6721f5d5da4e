"""What is stuck: open requests older than hardly any delivered one ever got."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from accord.analysis.ageing import Usual, usual
from accord.areas.evidence.findings.basis import NO_TYPE, by_type, type_label
from accord.areas.evidence.findings.parties import doing, party_place
from accord.areas.evidence.frames import Beside, Request, Requests
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

    rows: Sequence[Waiting]
    count: int  # that are stuck
    by_party: tuple[tuple[str, int], ...]  # of the stuck ones
    bands: tuple[Ageing, ...]
    usual: Usual | None  # of all types together


def what_is_stuck(rows: Requests) -> Stuck | None:
    """Open requests against the usual of their type; None where nothing is open.

    A type with too few delivered is measured against all types together.
    """
    groups = {name: group for name, group in by_type(rows).items() if len(group.open)}
    if not groups:
        return None
    whole = _usual(rows)
    of_type = {label: _usual(group) for label, group in groups.items()}
    open_ones = rows.open
    highs = np.array([_high(of_type.get(name or NO_TYPE) or whole) for name in _types(rows)])
    high = highs[rows.columns.type.codes[open_ones.places]]
    late = open_ones.days > high  # never, where nothing is usual
    over = np.where(np.isinf(high), 0.0, open_ones.days - high)
    turns = Counter(open_ones.where(late).texts("turn"))
    return Stuck(
        rows=Beside(open_ones.by(~late, -over, -open_ones.days), _beside(of_type, whole)),
        count=int(late.sum()),
        by_party=tuple((party, turns[party]) for party in sorted(turns, key=party_place)),
        bands=tuple(_bands(groups, of_type, whole)),
        usual=whole,
    )


def _types(rows: Requests) -> list[str]:
    return rows.columns.type.names


def _usual(rows: Requests) -> Usual | None:
    delivered = rows.columns.outcome.marked(["delivered"])[rows.places]
    return usual(rows.days[delivered], rows.days[~delivered])


def _high(found: Usual | None) -> float:
    return np.inf if found is None or found.high is None else found.high


def _beside(
    of_type: dict[str, Usual | None], whole: Usual | None
) -> Callable[[Request, int], Waiting]:
    def waiting(row: Request, _: int) -> Waiting:
        found = of_type[type_label(row.type)] or whole
        return Waiting(row, found, row.days > _high(found))

    return waiting


def _bands(
    groups: dict[str, Requests], of_type: dict[str, Usual | None], whole: Usual | None
) -> list[Ageing]:
    """One line of the picture for each type that has a usual of its own, one for the others."""
    bands: dict[str, list[Requests]] = {}
    for label, group in groups.items():
        bands.setdefault(label if of_type[label] else ALL_TYPES, []).append(group.open)
    return [
        Ageing(
            label=label,
            median=known.median if (known := of_type.get(label) or whole) else None,
            high=known.high if known else None,
            ages=tuple(age for part in parts for age in _ages(part)),
        )
        for label, parts in sorted(bands.items(), key=lambda pair: (pair[0] == ALL_TYPES, pair[0]))
    ]


def _ages(rows: Requests) -> Iterator[tuple[str, float]]:
    return zip(rows.texts("turn"), rows.days.tolist(), strict=True)


def stuck_readings(rows: Requests) -> list[Said]:
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
