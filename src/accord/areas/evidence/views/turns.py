"""Whose turn is it?"""

from typing import Any

from django.http import HttpResponse

from accord.areas.evidence import findings, frames
from accord.areas.evidence.views.question import (
    Draw,
    Sheet,
    answered,
    choices,
    figures_now,
    filter_of,
    nothing,
    signing,
    time_of,
)
from accord.areas.people.access import Right, needs
from accord.charts.turns import Segment, month_columns, stacked_bars, turn_bar
from accord.web.shell import Request


@needs(Right.SEE_EVIDENCE)
def turns(request: Request) -> HttpResponse:
    """Whose turn is it?"""
    figures = figures_now()
    if figures is None:
        return nothing(request, "Whose turn is it?")
    chosen = filter_of(request)
    time = time_of(request)
    elapsed = findings.requests(figures, chosen)
    rows = time.of(figures, elapsed)
    found = findings.whose_turn(rows)
    apart = findings.apart(rows) if found else []
    both = _both(figures, elapsed)
    context: dict[str, Any] = {
        **signing(),
        **choices(figures, chosen),
        "time": time,
        "turns": found,
        "both": both,
        "hours": findings.hours_used(figures, elapsed),
        "apart": apart,
        "steps": _steps(figures, elapsed) if found and found.joint and not found.remembered else [],
    }
    cells = [
        (part.party, part.kind, part.text, f"{part.days:.3f}", f"{working:.3f}")
        for part, working in both
    ]
    columns = ("whose turn", "class", "doing what", "mean days", "mean working days")
    pictures = _pictures(found, apart, time.unit)
    return answered(
        request, "evidence/turns.html", context, Sheet("turns", columns, cells), pictures
    )


def _both(figures: frames.Figures, rows: list[frames.Request]) -> list[tuple[Segment, float]]:
    """Each part of the average in elapsed days, and in working days beside it."""
    base, _ = findings.base_of(rows)
    delivered = [row for row in base if row.outcome == "delivered"]
    working = {
        (part.party, part.kind): part.days
        for part in findings.mean_segments(findings.in_working_time(figures, delivered))
    }
    segments = findings.mean_segments(delivered)
    return [(part, working.get((part.party, part.kind), 0.0)) for part in segments]


def _steps(figures: Any, rows: Any) -> list[Any]:
    base, _ = findings.base_of(rows)
    return findings.steps(figures, [row for row in base if row.outcome == "delivered"])


def _pictures(found: Any, apart: Any, unit: str) -> dict[str, Draw]:
    if found is None:
        return {}
    pictures: dict[str, Draw] = {
        "all": lambda width: turn_bar(found.segments, width, unit),
        "months": lambda width: month_columns(found.by_month, width, unit),
        "types": lambda width: stacked_bars(found.by_type, width, unit),
    }
    if apart:
        pictures["apart"] = lambda width: stacked_bars(apart, width, unit)
    return pictures
