"""Promises: due dates kept, moved, missed, both ways."""

from collections.abc import Iterable

from django.http import HttpResponse

from accord.areas.evidence import findings, frames
from accord.areas.evidence.views.question import (
    Sheet,
    answered,
    figures_now,
    nothing,
    page_of,
    signing,
)
from accord.areas.people.access import Right, needs
from accord.web.shell import Request


@needs(Right.SEE_EVIDENCE)
def promises(request: Request) -> HttpResponse:
    """Promises: due dates kept, moved, missed, both ways."""
    figures = figures_now()
    if figures is None:
        return nothing(request, "Promises")
    party = request.GET.get("party", "")
    outcome = request.GET.get("outcome", "")
    rows = figures.promises.that(party=party, against_first=outcome)
    context = {
        **signing(),
        "kept": findings.promises_kept(figures.promises),
        "rows": page_of(request, rows),
        "party": party,
        "outcome": outcome,
        "outcomes": ("kept", "missed", "pending", "withdrawn"),
    }
    sheet = Sheet("promises", _COLUMNS, map(_cells, rows))
    return answered(request, "evidence/promises.html", context, sheet, {})


_COLUMNS = ("item", "title", "party", "first due", "last due", "done", "against first",
                    "against last", "moved")  # fmt: skip


def _cells(row: frames.Promise) -> Iterable[object]:
    done = row.done_at.date() if row.done_at else ""
    return (row.item, row.title, row.party, row.first_due, row.last_due, done,
            row.against_first, row.against_last, row.moved)  # fmt: skip
