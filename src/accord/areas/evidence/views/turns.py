"""Whose turn is it?"""

from typing import Any

from django.http import HttpResponse

from accord.areas.evidence import findings, frames
from accord.areas.evidence.views.question import Draw, Looked, Sheet, answered, question, time_of
from accord.charts.turns import Segment, month_columns, stacked_bars, turn_bar
from accord.web.shell import Request


@question("Whose turn is it?")
def turns(request: Request, looked: Looked) -> HttpResponse:
    """Whose turn is it?"""
    figures, elapsed, time = looked.figures, looked.rows, time_of(request)
    rows = time.of(figures, elapsed)
    found = findings.whose_turn(rows)
    apart = findings.apart(rows) if found else []
    both = _both(figures, elapsed)
    context: dict[str, Any] = {
        **looked.context(),
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


def _both(figures: frames.Figures, rows: frames.Requests) -> list[tuple[Segment, float]]:
    """Each part of the average in elapsed days, and in working days beside it."""
    base, _ = findings.base_of(rows)
    delivered = base.delivered
    working = {
        (part.party, part.kind): part.days
        for part in findings.mean_segments(findings.in_working_time(figures, delivered))
    }
    segments = findings.mean_segments(delivered)
    return [(part, working.get((part.party, part.kind), 0.0)) for part in segments]


def _steps(figures: Any, rows: Any) -> list[Any]:
    base, _ = findings.base_of(rows)
    return findings.steps(figures, base.delivered)


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
