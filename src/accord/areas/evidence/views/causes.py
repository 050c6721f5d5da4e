"""Why did it wait?"""

from collections.abc import Iterable

from django.http import HttpResponse

from accord.areas.evidence import findings
from accord.areas.evidence.findings.causes import ORDER, WORDS, Causes, Passage
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
from accord.charts.causes import cause_bars
from accord.web.shell import Request

_TOP = 15


@needs(Right.SEE_EVIDENCE)
def causes(request: Request) -> HttpResponse:
    """Why work lay still before somebody began it."""
    figures = figures_now()
    if figures is None:
        return nothing(request, "Why did it wait?")
    chosen = filter_of(request)
    base, joint = findings.base_of(findings.requests(figures, chosen))
    found = findings.why_it_waited(figures, base)
    passages = found.passages if found else ()
    context = {
        **signing(),
        **choices(figures, chosen),
        "causes": found,
        "can_tell": bool(figures.tells_work),
        "joint": joint,
        "passages": passages[:_TOP],
        "more": len(passages) - _TOP,
        "words": [WORDS[cause] for cause in ORDER],
        "rows": page_of(request, found.rows if found else ()),
    }
    columns = ("before", "after", "waits", "days waited", *ORDER)
    sheet = Sheet("causes-of-waiting", columns, map(_cells, passages))
    return answered(request, "evidence/causes.html", context, sheet, _pictures(found))


def _pictures(found: Causes | None) -> dict[str, Draw]:
    if found is None:
        return {}
    return {"parties": lambda width: cause_bars(found.by_party, WORDS, width)}


def _cells(one: Passage) -> Iterable[object]:
    days = (None if part.days is None else part.days * one.count for part in one.parts)
    told = ("cannot tell" if value is None else f"{value:.3f}" for value in days)
    return (one.giver, one.taker, one.count, f"{one.days:.3f}", *told)
