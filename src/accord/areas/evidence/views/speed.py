"""How fast?"""

from collections.abc import Sequence
from dataclasses import replace

from django.http import HttpResponse

from accord.areas.evidence import findings, frames
from accord.areas.evidence.findings import side_by_side
from accord.areas.evidence.views.question import (
    PAGE_ROWS,
    Draw,
    Looked,
    Sheet,
    answered,
    question,
    time_of,
)
from accord.charts.speed import spreads
from accord.web.shell import Request


@question("How fast?")
def speed(request: Request, looked: Looked) -> HttpResponse:
    """How fast?"""
    figures, chosen, time = looked.figures, looked.chosen, time_of(request)
    base, joint = looked.base
    found = findings.how_fast(time.of(figures, base))
    rows = _slowest(figures, base, time.working)
    context = {
        **looked.context(),
        "speed": found,
        "joint": joint,
        "periods": side_by_side.periods(time.of(figures, _all_periods(figures, chosen)), chosen),
        "beside": side_by_side.types(time.of(figures, base)),
        "remembered": bool(base.remembered.any()),
        "time": time,
        "hours": findings.hours_used(figures, base),
        "rows": rows[:PAGE_ROWS],
    }
    cells = (
        (row.key, row.title, row.type, f"{row.days:.3f}", f"{working:.3f}") for row, working in rows
    )
    sheet = Sheet("speed", ("request", "title", "type", "days", "working days"), cells)
    pictures: dict[str, Draw] = {}
    if found is not None:
        pictures["types"] = lambda width: spreads(found.spreads, width, time.unit)
    return answered(request, "evidence/speed.html", context, sheet, pictures)


def _all_periods(figures: frames.Figures, chosen: findings.Filter) -> frames.Requests:
    """The same choice without its period: what an earlier one is looked up in."""
    rows, _ = findings.base_of(findings.requests(figures, replace(chosen, since="", until="")))
    return rows


def _slowest(
    figures: frames.Figures, base: frames.Requests, by_working: bool
) -> Sequence[tuple[frames.Request, float]]:
    """Delivered requests with their working days, the longest in the time chosen first."""
    working = figures.working.whole
    rows = base.delivered
    rows = rows.by(-working[rows.places] if by_working else -rows.days)
    return frames.Beside(rows, lambda row, place: (row, float(working[rows.places[place]])))
