"""Hand-offs: who passes work to whom."""

from django.http import HttpResponse

from accord.areas.evidence import findings
from accord.areas.evidence.findings.handed_over import HandedOver
from accord.areas.evidence.views.question import Draw, Looked, Sheet, answered, page_of, question
from accord.charts.handoffs import Link, matrix, network
from accord.web.shell import Request


@question("Hand-offs")
def handoffs(request: Request, looked: Looked) -> HttpResponse:
    """Who passes work to whom, what comes back, what waits after it."""
    base, joint = looked.base
    found = findings.handed_over(looked.figures, base)
    context = {
        **looked.context(),
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
