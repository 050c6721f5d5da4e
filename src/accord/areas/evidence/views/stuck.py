"""What is stuck, and who moves next?"""

from collections.abc import Iterable

from django.http import HttpResponse

from accord.areas.evidence import findings
from accord.areas.evidence.findings.stuck import Waiting
from accord.areas.evidence.views.question import Draw, Looked, Sheet, answered, page_of, question
from accord.charts.ageing import ageing
from accord.web.shell import Request


@question("What is stuck?")
def stuck(request: Request, looked: Looked) -> HttpResponse:
    """What is stuck, and who moves next?"""
    base, joint = looked.base
    found = findings.what_is_stuck(base)
    rows = found.rows if found else ()
    context = {
        **looked.context(),
        "stuck": found,
        "joint": joint,
        "remembered": bool(base.remembered.any()),
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
