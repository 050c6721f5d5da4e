"""Finished, but not released."""

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
    page_of,
    signing,
)
from accord.areas.people.access import Right, needs
from accord.charts.release import release_waits
from accord.web.shell import Request


@needs(Right.SEE_EVIDENCE)
def release(request: Request) -> HttpResponse:
    """How long finished work waits for its release, and what the cadence costs."""
    figures = figures_now()
    if figures is None:
        return nothing(request, "Waiting for the release")
    chosen = filter_of(request)
    base, joint = findings.base_of(findings.requests(figures, chosen))
    found = findings.release_wait(figures, base)
    rows = found.rows if found else ()
    context = {
        **signing(),
        **choices(figures, chosen),
        "release": found,
        "joint": joint,
        "rows": page_of(request, rows),
    }
    cells = ((row.key, row.title, row.type, f"{days:.3f}", f"{row.days:.3f}") for row, days in rows)
    columns = ("request", "title", "type", "days waited for the release", "days in all")
    pictures: dict[str, Draw] = {}
    if found is not None:
        pictures["waits"] = lambda width: release_waits(found.waits, width)
    sheet = Sheet("release", columns, cells)
    return answered(request, "evidence/release.html", context, sheet, pictures)
