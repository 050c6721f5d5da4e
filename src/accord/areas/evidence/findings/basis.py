"""What every question rests on: the requests looked at, and how many are enough."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from accord.areas.evidence.frames import Figures, Request, told_by_both

SEED = 20_260_101  # resampling is repeatable: the same records give the same interval
SIDES = ("marketing", "it")
LEAST_FOR_A_TYPE = 5


@dataclass(frozen=True, slots=True)
class Filter:
    """What part of the requests one looks at; empty is all."""

    type: str = ""
    source: str = ""
    since: str = ""  # a month, 2026-01
    until: str = ""
    team: str = ""  # that ever held it


def requests(figures: Figures, chosen: Filter | None = None) -> list[Request]:
    """The requests of a filter, newest first; the month is that of delivery, else of creation."""
    chosen = chosen or Filter()
    return [row for row in figures.requests if _is_chosen(row, chosen)]


def _is_chosen(row: Request, chosen: Filter) -> bool:
    month = (row.done_at or row.created_at).strftime("%Y-%m")
    return (
        (not chosen.type or row.type == chosen.type)
        and (not chosen.source or chosen.source in row.sources)
        and (not chosen.team or chosen.team in row.teams)
        and (not chosen.since or month >= chosen.since)
        and (not chosen.until or month <= chosen.until)
    )


def base_of(rows: Sequence[Request]) -> tuple[list[Request], bool]:
    """The requests that whose-turn figures rest on, and whether they run through both trackers.

    Requests that are in one tracker only are mostly that side's turn: they are left apart as soon as
    there is any joint one. Those that both sides remember count as joint while no record tells of any.
    """
    joint = told_by_both(rows)
    return (joint, True) if joint else (list(rows), False)


def month_choices(rows: Sequence[Request]) -> list[str]:
    """The months that a filter may name."""
    return sorted({ended(row).strftime("%Y-%m") for row in rows})


def type_choices(rows: Sequence[Request]) -> list[str]:
    """The types that a filter may name."""
    return sorted({row.type for row in rows if row.type})


def ended(row: Request) -> dt.datetime:
    """When a request was delivered, else when it was created."""
    return row.done_at or row.created_at


def type_label(row: Request) -> str:
    """The type in words."""
    return row.type or "no type given"
