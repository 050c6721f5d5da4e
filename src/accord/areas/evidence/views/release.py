"""Finished, but not released."""

from django.http import HttpResponse

from accord.areas.evidence import findings
from accord.areas.evidence.views.question import Draw, Looked, Sheet, answered, page_of, question
from accord.charts.release import release_waits
from accord.web.shell import Request


@question("Waiting for the release")
def release(request: Request, looked: Looked) -> HttpResponse:
    """How long finished work waits for its release, and what the cadence costs."""
    base, joint = looked.base
    found = findings.release_wait(looked.figures, base)
    rows = found.rows if found else ()
    context = {
        **looked.context(),
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
