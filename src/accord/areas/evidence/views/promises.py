"""Promises: due dates kept, moved, missed, both ways."""

from collections.abc import Iterable

from django.http import HttpResponse

from accord.areas.evidence import findings, frames
from accord.areas.evidence.views.question import Draw, Looked, Sheet, answered, page_of, question
from accord.charts.promises import Share, kept_shares
from accord.charts.turns import party_name
from accord.web.shell import Request


@question("Promises")
def promises(request: Request, looked: Looked) -> HttpResponse:
    """Promises: due dates kept, moved, missed, both ways."""
    figures = looked.figures
    promised = figures.promises_of(looked.rows)
    party, outcome = request.GET.get("party", ""), request.GET.get("outcome", "")
    rows = promised.that(party=party, against_first=outcome)
    kept = findings.promises_kept(promised)
    context = {
        **looked.context(),
        "any": len(figures.promises) > 0,
        "kept": kept,
        "rows": page_of(request, rows),
        "party": party,
        "outcome": outcome,
        "outcomes": ("kept", "missed", "pending", "withdrawn"),
    }
    shares = [
        Share(party_name(row.party), row.party, row.kept, row.of, *row.interval)
        for row in kept
        if row.of
    ]
    pictures: dict[str, Draw] = {"kept": lambda width: kept_shares(shares, width)}
    sheet = Sheet("promises", _COLUMNS, map(_cells, rows))
    return answered(request, "evidence/promises.html", context, sheet, pictures)


_COLUMNS = ("item", "title", "party", "first due", "last due", "done", "against first",
                    "against last", "moved")  # fmt: skip


def _cells(row: frames.Promise) -> Iterable[object]:
    done = row.done_at.date() if row.done_at else ""
    return (row.item, row.title, row.party, row.first_due, row.last_due, done,
            row.against_first, row.against_last, row.moved)  # fmt: skip
