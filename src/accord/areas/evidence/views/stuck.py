"""What is stuck, and who moves next?"""

from collections.abc import Iterable

from django.http import HttpResponse

from accord.areas.evidence import findings
from accord.areas.evidence.findings.stuck import Waiting
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
from accord.charts.ageing import ageing
from accord.web.shell import Request


@needs(Right.SEE_EVIDENCE)
def stuck(request: Request) -> HttpResponse:
    """What is stuck, and who moves next?"""
    figures = figures_now()
    if figures is None:
        return nothing(request, "What is stuck?")
    chosen = filter_of(request)
    base, joint = findings.base_of(findings.requests(figures, chosen))
    found = findings.what_is_stuck(base)
    rows = found.rows if found else ()
    context = {
        **signing(),
        **choices(figures, chosen),
        "stuck": found,
        "joint": joint,
        "remembered": any(row.remembered for row in base),
        "rows": page_of(request, rows),
    }
    pictures: dict[str, Draw] = {}
    if found is not None:
        pictures["ages"] = lambda width: ageing(found.bands, width)
    sheet = Sheet("stuck", _COLUMNS, map(_cells, rows))
    return answered(request, "evidence/stuck.html", context, sheet, pictures)


_COLUMNS = ("request", "title", "type", "next to move", "does", "since", "days open",
                  "85 in 100 within", "stuck")  # fmt: skip


def _cells(row: Waiting) -> Iterable[object]:
    one = row.request
    since = one.since.date() if one.since else ""
    high = f"{row.usual.high:.1f}" if row.usual and row.usual.high is not None else ""
    return (one.key, one.title, one.type, one.turn, row.next_step, since, f"{one.days:.1f}", high,
            "yes" if row.stuck else "no")  # fmt: skip
