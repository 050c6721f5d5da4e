"""Whose turn is it?"""

from typing import Any

from django.http import HttpResponse

from accord.areas.evidence import findings
from accord.areas.evidence.views.question import (
    Draw,
    Sheet,
    answered,
    choices,
    figures_now,
    filter_of,
    nothing,
    signing,
)
from accord.areas.people.access import Right, needs
from accord.charts.turns import month_columns, stacked_bars, turn_bar
from accord.web.shell import Request


@needs(Right.SEE_EVIDENCE)
def turns(request: Request) -> HttpResponse:
    """Whose turn is it?"""
    figures = figures_now()
    if figures is None:
        return nothing(request, "Whose turn is it?")
    chosen = filter_of(request)
    rows = findings.requests(figures, chosen)
    found = findings.whose_turn(rows)
    apart = findings.apart(rows) if found else []
    context: dict[str, Any] = {
        **signing(),
        **choices(figures, chosen),
        "turns": found,
        "apart": apart,
        "steps": _steps(figures, rows) if found and found.joint and not found.remembered else [],
    }
    segments = found.segments if found else ()
    cells = [(part.party, part.kind, part.text, f"{part.days:.3f}") for part in segments]
    sheet = Sheet("turns", ("whose turn", "class", "doing what", "mean days"), cells)
    return answered(request, "evidence/turns.html", context, sheet, _pictures(found, apart))


def _steps(figures: Any, rows: Any) -> list[Any]:
    base, _ = findings.base_of(rows)
    return findings.steps(figures, [row for row in base if row.outcome == "delivered"])


def _pictures(found: Any, apart: Any) -> dict[str, Draw]:
    if found is None:
        return {}
    pictures: dict[str, Draw] = {
        "all": lambda width: turn_bar(found.segments, width),
        "months": lambda width: month_columns(found.by_month, width),
        "types": lambda width: stacked_bars(found.by_type, width),
    }
    if apart:
        pictures["apart"] = lambda width: stacked_bars(apart, width)
    return pictures
