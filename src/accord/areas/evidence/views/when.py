"""When will it be done?"""

from collections.abc import Iterable

from django.http import HttpResponse

from accord.areas.evidence.findings.history import ToGo
from accord.areas.evidence.findings.when import (
    asked_for,
    past_forecasts,
    past_words,
    when_done,
)
from accord.areas.evidence.views.question import Draw, Looked, Sheet, answered, page_of, question
from accord.charts.forecast import reach
from accord.web.shell import Request


@question("When will it be done?")
def when(request: Request, looked: Looked) -> HttpResponse:
    """When will it be done?"""
    figures, chosen = looked.figures, looked.chosen
    items, by = (request.GET.get(name, "").strip() for name in ("items", "by"))
    asked = asked_for(items, by, figures.as_of.date())
    found = when_done(figures, chosen, asked)
    past = past_forecasts(figures, chosen)
    context = {
        **looked.context(),
        "when": found,
        "asked": asked,
        "rows": page_of(request, found.open_ones),
        "past": past,
        "past_words": past_words(past),
    }
    pictures: dict[str, Draw] = {}
    fan = found.reach
    if fan is not None:
        pictures["reach"] = lambda width: reach(fan, width)
    sheet = Sheet("when", _COLUMNS, map(_cells, found.open_ones))
    return answered(request, "evidence/when.html", context, sheet, pictures)


_COLUMNS = ("request", "title", "type", "next to move", "days open", "done by with 50 in 100",
            "with 85 in 100", "with 95 in 100", "judged by deliveries")  # fmt: skip


def _cells(row: ToGo) -> Iterable[object]:
    one = row.request
    return (one.key, one.title, one.type, one.turn, f"{one.days:.1f}",
            *(day or "" for day in row.days), row.judged_by)  # fmt: skip
