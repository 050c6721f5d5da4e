"""For a guest: own items and waits, nothing else."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accord.areas.evidence import actions, findings, forms, frames
from accord.areas.evidence.models import Correction
from accord.areas.evidence.views.question import figures_now, page_of
from accord.areas.evidence.views.requests import one_of
from accord.areas.people import queries as people
from accord.areas.people.access import Right, needs
from accord.web.shell import Request


def _own_party(request: Request) -> str:
    return str(request.user.party_on(request.at.date()))


def _own_requests(
    request: Request, figures: frames.Figures, party: str
) -> Sequence[frames.Request]:
    """The guest's requests; of several agencies each sees only what its own teams held."""
    rows = findings.own(figures.requests, party)
    # Also those of the past: a new agency must not see what a former one did.
    if people.teams_ever(party) <= 1:
        return rows
    teams = {team.name for team in people.teams_of_user(request.user, request.at.date())}
    return [row for row in rows if not teams.isdisjoint(frames.teams_of(figures, row.key))]


@needs(Right.SEE_OWN_ITEMS)
def own_items(request: Request) -> HttpResponse:
    """What is, or was, the turn of the guest's party: nothing else."""
    figures = figures_now()
    party = _own_party(request)
    rows = _own_requests(request, figures, party) if figures is not None and party else []
    context = {
        "rows": page_of(request, rows),
        "party": party,
        "waiting": [row for row in rows if row.turn == party],
    }
    return render(request, "evidence/own_items.html", context)


@needs(Right.SEE_OWN_ITEMS)
@require_http_methods(["GET", "POST"])
def own_item(request: Request, key: str) -> HttpResponse:
    """One of the guest's items: its own stretches, and a way to say what is wrong."""
    party = _own_party(request)
    figures, row = one_of(key)
    if row not in _own_requests(request, figures, party):
        raise Http404
    form = forms.CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        actions.correct(request=key, party=party, text=text, by=request.user, at=request.at)
        messages.success(request, "Thank you. Both sides see your correction beside the request.")
        return redirect("evidence:own-item", key=key)
    context = {
        "row": row,
        "party": party,
        "days": sum(days for (turn, _), days in row.by_turn.items() if turn == party),
        "stretches": [part for part in frames.turns_of(figures, key) if part.turn == party],
        "corrections": Correction.objects.filter(
            request=key, by__person__in=people.colleagues(request.user, request.at.date())
        ),
        "form": form,
    }
    return render(request, "evidence/own_item.html", context)
