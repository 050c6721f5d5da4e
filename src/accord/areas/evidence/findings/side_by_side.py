"""Periods and types side by side: who took longer, and how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from accord.analysis.comparison import Compared, Group, compared
from accord.areas.evidence.findings.basis import SEED, Filter, type_label
from accord.areas.evidence.frames import Request

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


def periods(rows: Sequence[Request], chosen: Filter) -> SideBySide | None:
    """The period looked at beside an earlier one of as many months; None without both.

    ``rows`` are the requests of all periods. Without a period in the filter the last six months with
    deliveries are looked at.
    """
    delivered = [row for row in rows if row.outcome == "delivered"]
    months = sorted({_month(row) for row in delivered})
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
        [row for row in delivered if _month(row) in before],
        [row for row in delivered if _month(row) in inside],
    )


def types(rows: Sequence[Request]) -> list[SideBySide]:
    """Each type beside all others, the most delivered first."""
    delivered = [row for row in rows if row.outcome == "delivered"]
    groups: dict[str, list[Request]] = {}
    for row in delivered:
        groups.setdefault(type_label(row), []).append(row)
    if len(groups) < 2:
        return []
    return [
        _beside("all others", name, [row for row in delivered if type_label(row) != name], group)
        for name, group in sorted(groups.items(), key=lambda one: (-len(one[1]), one[0]))
    ]


def _beside(
    first: str, second: str, one: Sequence[Request], other: Sequence[Request]
) -> SideBySide:
    found = compared(_group(one), _group(other), np.random.default_rng(SEED))
    return SideBySide(first, second, len(one), len(other), found)


def _group(rows: Sequence[Request]) -> Group:
    return Group(np.array([row.days for row in rows]), [_month(row) for row in rows])


def _month(row: Request) -> str:
    return f"{row.done_at or row.created_at:%Y-%m}"


def _span(months: Sequence[str]) -> str:
    return months[0] if len(months) == 1 else f"{months[0]} to {months[-1]}"
