"""Hand-offs: who passes work to whom."""

from django.http import HttpResponse

from accord.areas.evidence import findings
from accord.areas.evidence.findings.handed_over import HandedOver
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
from accord.charts.handoffs import Link, matrix, network
from accord.web.shell import Request


@needs(Right.SEE_EVIDENCE)
def handoffs(request: Request) -> HttpResponse:
    """Who passes work to whom, what comes back, what waits after it."""
    figures = figures_now()
    if figures is None:
        return nothing(request, "Hand-offs")
    chosen = filter_of(request)
    base, joint = findings.base_of(findings.requests(figures, chosen))
    found = findings.handed_over(figures, base)
    context = {
        **signing(),
        **choices(figures, chosen),
        "handed": found,
        "joint": joint,
        "rows": page_of(request, found.cases if found else ()),
    }
    pairs = (*found.parties, *found.teams) if found else ()
    cells = (
        (pair.giver, pair.taker, pair.count, pair.back, f"{pair.waiting_days:.3f}")
        for pair in pairs
    )
    columns = ("from", "to", "hand-offs", "ping-pongs", "days waited after them")
    sheet = Sheet("hand-offs", columns, cells)
    return answered(request, "evidence/handoffs.html", context, sheet, _pictures(found))


def _pictures(found: HandedOver | None) -> dict[str, Draw]:
    if found is None:
        return {}
    parties = [Link(one.giver, one.taker, one.count, one.days_each) for one in found.parties]
    teams = [Link(one.giver, one.taker, one.count, one.days_each) for one in found.teams]
    order = findings.parties_in(found)
    pictures: dict[str, Draw] = {"matrix": lambda width: matrix(parties, order, width)}
    if teams:
        pictures["network"] = lambda width: network(teams, found.party_of, width)
    return pictures
