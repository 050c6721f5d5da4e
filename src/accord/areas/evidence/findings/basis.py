"""What every question rests on: the requests looked at, and how many are enough."""

from dataclasses import dataclass

import numpy as np

from accord.analysis.columns import Coded
from accord.areas.evidence.frames import Figures, Requests, told_by_both

SEED = 20_260_101  # resampling is repeatable: the same records give the same interval
SIDES = ("marketing", "it")
LEAST_FOR_A_TYPE = 5
NO_TYPE = "no type given"


@dataclass(frozen=True, slots=True)
class Filter:
    """What part of the requests one looks at; empty is all."""

    type: str = ""
    source: str = ""
    since: str = ""  # a month, 2026-01
    until: str = ""
    team: str = ""  # that ever held it
    label: str = ""


def requests(figures: Figures, chosen: Filter | None = None) -> Requests:
    """The requests of a filter; the month is that of delivery, else of creation."""
    chosen = chosen or Filter()
    columns = figures.requests.columns
    marks = in_months(columns.month, chosen.since, chosen.until)
    if chosen.type:
        marks &= columns.type.marked([chosen.type])
    for name, held in (
        (chosen.source, columns.sources),
        (chosen.team, columns.teams),
        (chosen.label, columns.labels),
    ):
        if name:
            marks &= held.holding(name)
    return figures.requests.of_all(marks)


def in_months(month: Coded, since: str, until: str) -> np.ndarray:
    """Which rows lie in a period; "" leaves an end open."""
    inside = [
        name
        for name in month.names
        if (not since or name >= since) and (not until or name <= until)
    ]
    return month.marked(inside)


def base_of(rows: Requests) -> tuple[Requests, bool]:
    """The requests that whose-turn figures rest on, and whether they run through both trackers.

    Requests that are in one tracker only are mostly that side's turn: they are left apart as soon as
    there is any joint one. Those that both sides remember count as joint while no record tells of any.
    """
    joint = told_by_both(rows)
    return (joint, True) if len(joint) else (rows, False)


def by_type(rows: Requests) -> dict[str, Requests]:
    """The requests by their type in words."""
    return {name or NO_TYPE: group for name, group in rows.grouped(rows.columns.type).items()}


def by_month(rows: Requests) -> dict[str, Requests]:
    """The requests by the month of their delivery, else of their creation, in order."""
    return rows.grouped(rows.columns.month)


def month_choices(rows: Requests) -> list[str]:
    """The months that a filter may name."""
    return sorted(rows.names("month"))


def type_choices(rows: Requests) -> list[str]:
    """The types that a filter may name."""
    return sorted(rows.names("type") - {""})


def type_label(kind: str) -> str:
    """The type in words."""
    return kind or NO_TYPE
