"""Mappings: which team each holder is, what each status means, and who signed it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accord.areas.evidence import actions, frames, queries
from accord.areas.evidence.models import (
    TURNS,
    HolderMapping,
    Source,
    StatusClass,
    StatusMapping,
)
from accord.areas.people.access import Right, needs
from accord.areas.people.actions import NotOfASideError
from accord.areas.people.models import Team
from accord.web.shell import Request


@needs(Right.SEE_EVIDENCE)
def source(request: Request, pk: int) -> HttpResponse:
    """Which team each holder is, what each status means, and who signed it."""
    row = get_object_or_404(Source, pk=pk)
    context = {
        "now": queries.source_now(row),
        "seen": queries.fingerprint(row),
        "holders": HolderMapping.objects.filter(source=row).select_related("team"),
        "statuses": StatusMapping.objects.filter(source=row),
        "teams": Team.objects.all(),
        "classes": StatusClass.choices,
        "turns": TURNS,
        "people": frames.person_counts(row) if row.holder_kind == "person" else None,
    }
    return render(request, "evidence/source.html", context)


@needs(Right.IMPORT_EVIDENCE)
@require_POST
def save_mappings(request: Request, pk: int) -> HttpResponse:
    """Set teams and classes."""
    row = get_object_or_404(Source, pk=pk)
    holders, statuses = _posted_mappings(request, row)
    changed = actions.save_mappings(
        source=row, holders=holders, statuses=statuses, by=request.user, at=request.at
    )
    actions.publish(at=request.at)
    words = f"{changed} changed" if changed else "nothing changed"
    messages.success(request, f"The mappings of {row} are saved: {words}.")
    return redirect("evidence:source", pk=pk)


def _posted_mappings(
    request: Request, row: Source
) -> tuple[dict[int, int | None], dict[int, tuple[str, str]]]:
    teams = {str(team.pk): team.pk for team in Team.objects.all()}
    turns = {value for value, _ in TURNS} | {""}
    holders = {}
    for mapping in HolderMapping.objects.filter(source=row):
        chosen = request.POST.get(f"holder-{mapping.pk}")
        if chosen is not None:
            holders[mapping.pk] = teams.get(chosen)
    statuses = {}
    for status in StatusMapping.objects.filter(source=row):
        kind = request.POST.get(f"class-{status.pk}")
        turn = request.POST.get(f"turn-{status.pk}", "")
        if kind is not None and kind in {*StatusClass.values, ""} and turn in turns:
            statuses[status.pk] = (kind, turn)
    return holders, statuses


@needs(Right.SIGN)
@require_POST
def sign_mappings(request: Request, pk: int) -> HttpResponse:
    """Sign the mappings as they stand, for the own side."""
    row = get_object_or_404(Source, pk=pk)
    try:
        seen = request.POST.get("seen", "")
        actions.sign_mappings(source=row, seen=seen, by=request.user, at=request.at)
        actions.publish(at=request.at)
        messages.success(request, f"The mappings of {row} are signed for your side.")
    except (NotOfASideError, actions.RefusedError) as error:
        messages.error(request, str(error))
    return redirect("evidence:source", pk=pk)
