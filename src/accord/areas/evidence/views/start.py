"""What is there: sources, questions, imports, corrections."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accord.areas.evidence import actions, findings, queries
from accord.areas.evidence.models import Correction
from accord.areas.evidence.views.question import figures_now, signing
from accord.areas.people.access import Right, needs
from accord.areas.people.models import Party
from accord.web.shell import Request


@needs(Right.SEE_EVIDENCE)
def index(request: Request) -> HttpResponse:
    """What is there: sources, questions, imports."""
    context = {
        **signing(),
        "imports": queries.latest_imports(),
        "undos": queries.undo_asked(),
        "turns": None,
        "views": request.user.saved_views.all(),
        "corrections": Correction.objects.filter(settled_at=None).select_related("by__person"),
    }
    figures = figures_now()
    if figures is not None:
        context["turns"] = findings.whose_turn(figures.requests)
    return render(request, "evidence/index.html", context)


@needs(Right.IMPORT_EVIDENCE)
@require_POST
def settle(request: Request, pk: int) -> HttpResponse:
    """The lead has dealt with a correction."""
    row = get_object_or_404(Correction, pk=pk)
    actions.settle(row=row, by=request.user, at=request.at)
    messages.success(request, f"The correction of {Party(row.party).label} is settled.")
    return redirect("evidence:index")
