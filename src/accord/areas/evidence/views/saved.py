"""Saved views: choices that their owner wants to find again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accord.areas.evidence import actions
from accord.areas.evidence.models import SavedView
from accord.areas.people.access import Right, needs
from accord.web.shell import Request


@needs(Right.SEE_EVIDENCE)
@require_POST
def save_view(request: Request) -> HttpResponse:
    """Keep the choice of a page under a name, and go back to it."""
    try:
        row = actions.save_view(
            name=request.POST.get("name", ""),
            address=request.POST.get("address", ""),
            by=request.user,
            at=request.at,
        )
    except actions.RefusedError as error:
        messages.error(request, str(error))
        return redirect("evidence:index")
    messages.success(request, f"“{row.name}” is saved. You find it on the start of the evidence.")
    return redirect(row.address)


@needs(Right.SEE_EVIDENCE)
@require_POST
def drop_view(request: Request, pk: int) -> HttpResponse:
    """Forget a saved view of one's own."""
    get_object_or_404(SavedView, pk=pk, by=request.user).delete()
    return redirect("evidence:index")
