"""How fast?"""

from django.http import HttpResponse

from accord.areas.evidence import findings
from accord.areas.evidence.views.question import (
    PAGE_ROWS,
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
from accord.charts.speed import spreads
from accord.web.shell import Request


@needs(Right.SEE_EVIDENCE)
def speed(request: Request) -> HttpResponse:
    """How fast?"""
    figures = figures_now()
    if figures is None:
        return nothing(request, "How fast?")
    chosen = filter_of(request)
    base, joint = findings.base_of(findings.requests(figures, chosen))
    found = findings.how_fast(base)
    delivered = sorted(
        (row for row in base if row.outcome == "delivered"), key=lambda row: -row.days
    )
    context = {
        **signing(),
        **choices(figures, chosen),
        "speed": found,
        "joint": joint,
        "remembered": any(row.remembered for row in base),
        "rows": delivered[:PAGE_ROWS],
    }
    cells = ((row.key, row.title, row.type, f"{row.days:.3f}") for row in delivered)
    sheet = Sheet("speed", ("request", "title", "type", "days"), cells)
    pictures: dict[str, Draw] = {}
    if found is not None:
        pictures["types"] = lambda width: spreads(found.spreads, width)
    return answered(request, "evidence/speed.html", context, sheet, pictures)
