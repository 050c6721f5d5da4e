"""Why did it wait?"""

from collections.abc import Iterable

from django.http import HttpResponse

from accord.areas.evidence import findings
from accord.areas.evidence.findings.causes import BATCHING, ORDER, WORDS, Causes, Passage
from accord.areas.evidence.views.question import Draw, Looked, Sheet, answered, page_of, question
from accord.charts.causes import cause_bars
from accord.web.shell import Request

_TOP = 15
_SHORT = {
    "contention": "Earlier work",
    "prioritisation": "Later work",
    "batching": "Collected",
    "unavailability": "Off hours",
    "other": "Not explained",
}


@question("Why did it wait?")
def causes(request: Request, looked: Looked) -> HttpResponse:
    """Why work lay still before somebody began it."""
    base, joint = looked.base
    found = findings.why_it_waited(looked.figures, base)
    passages = found.passages if found else ()
    shown = [one for one in passages if one.lasting][:_TOP]
    names = _columns(found)
    context = {
        **looked.context(),
        "causes": found,
        "can_tell": bool(looked.figures.tells_work),
        "joint": joint,
        "names": names.values(),
        "passages": [(one, _by_name(one, names)) for one in shown],
        "more": len(passages) - len(shown),
        "rows": page_of(request, found.rows if found else ()),
    }
    columns = ("before", "after", "waits", "days waited", *ORDER)
    sheet = Sheet("causes-of-waiting", columns, map(_cells, passages))
    return answered(request, "evidence/causes.html", context, sheet, _pictures(found))


def _pictures(found: Causes | None) -> dict[str, Draw]:
    if found is None:
        return {}
    return {"parties": lambda width: cause_bars(found.by_party, WORDS, width)}


def _columns(found: Causes | None) -> dict[str, str]:
    """The causes of the table of teams; where all holders are teams nobody can tell collecting."""
    left_out = {BATCHING} if found and found.only_teams else set()
    return {cause: _SHORT[cause] for cause in ORDER if cause not in left_out}


def _by_name(one: Passage, names: dict[str, str]) -> list[tuple[str, float | None]]:
    return [(names[part.cause], part.days) for part in one.parts if part.cause in names]


def _cells(one: Passage) -> Iterable[object]:
    days = (None if part.days is None else part.days * one.count for part in one.parts)
    told = ("cannot tell" if value is None else f"{value:.3f}" for value in days)
    return (one.giver, one.taker, one.count, f"{one.days:.3f}", *told)
