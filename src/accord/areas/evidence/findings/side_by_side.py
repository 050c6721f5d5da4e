"""Periods and types side by side: who took longer, and how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from accord.analysis.comparison import Compared, Group, compared
from accord.areas.evidence.findings.basis import SEED, Filter, by_month, by_type
from accord.areas.evidence.frames import Requests

#: Without a wish, so many months are laid beside as many before them.
MONTHS = 6


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two groups of delivered requests, by name, and what can be said of their difference."""

    first: str
    second: str
    count_first: int
    count_second: int
    compared: Compared | None  # None: too few


def periods(rows: Requests, chosen: Filter) -> SideBySide | None:
    """The period looked at beside an earlier one of as many months; None without both.

    ``rows`` are the requests of all periods. Without a period in the filter the last six months with
    deliveries are looked at.
    """
    delivered = by_month(rows.delivered)
    months = list(delivered)
    inside = [
        month
        for month in months
        if (not chosen.since or month >= chosen.since)
        and (not chosen.until or month <= chosen.until)
    ]
    if not (chosen.since or chosen.until):
        inside = inside[-MONTHS:]
    before = [month for month in months if inside and month < inside[0]][-len(inside) :]
    if not inside or not before:
        return None
    return _beside(
        _span(before),
        _span(inside),
        *(_group([delivered[month] for month in found]) for found in (before, inside)),
    )


def types(rows: Requests) -> list[SideBySide]:
    """Each type beside all others, the most delivered first."""
    delivered = rows.delivered
    groups = by_type(delivered)
    if len(groups) < 2:
        return []
    return [
        _beside(
            "all others",
            name,
            _group([other for label, other in groups.items() if label != name]),
            _group([group]),
        )
        for name, group in sorted(groups.items(), key=lambda one: (-len(one[1]), one[0]))
    ]


def _beside(first: str, second: str, one: Group, other: Group) -> SideBySide:
    found = compared(one, other, np.random.default_rng(SEED))
    return SideBySide(first, second, len(one.days), len(other.days), found)


def _group(parts: Sequence[Requests]) -> Group:
    return Group(
        np.concatenate([part.days for part in parts]),
        np.concatenate([part.columns.month.codes[part.places] for part in parts]),
    )


def _span(months: Sequence[str]) -> str:
    return months[0] if len(months) == 1 else f"{months[0]} to {months[-1]}"
