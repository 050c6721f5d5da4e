"""The look-back: both sides remember the same requests, then lay it open."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST

from accord.analysis.look_back import ALIKE_WITHIN
from accord.areas.evidence import actions, findings, forms, jobs, queries
from accord.areas.evidence.findings import look_back as remembering
from accord.areas.evidence.models import FEWEST_A_SIDE, LookBack, LookBackRequest
from accord.areas.evidence.views.question import Draw, Sheet, answered, figures_now
from accord.areas.people.access import Right, needs, side_of
from accord.areas.people.models import SIDES
from accord.charts.address import address_code
from accord.charts.look_back import look_back as picture
from accord.web.shell import Request


@needs(Right.SEE_EVIDENCE)
def look_backs(request: Request) -> HttpResponse:
    """All look-backs: those to fill in, those revealed."""
    return render(request, "evidence/look_backs.html", {"rows": queries.look_backs()})


@needs(Right.IMPORT_EVIDENCE)
@require_http_methods(["GET", "POST"])
def open_look_back(request: Request) -> HttpResponse:
    """Name the requests to look back on."""
    suggested = remembering.suggestions(figures_now())
    first = {
        "title": request.at.strftime("%B %Y"),
        "requests": "\n".join(f"{title.replace('|', ' ')} | {key}" for title, key in suggested),
    }
    form = forms.LookBackForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        row = actions.open_look_back(
            title=form.cleaned_data["title"],
            requests=form.cleaned_data["requests"],
            by=request.user,
            at=request.at,
        )
        return redirect("evidence:look-back", pk=row.pk)
    context = {"form": form, "suggested": suggested}
    return render(request, "evidence/open_look_back.html", context)


@needs(Right.SEE_EVIDENCE)
def look_back(request: Request, pk: int) -> HttpResponse:
    """Before the reveal: how far it is. After it: where memories differ and where both agree."""
    row = get_object_or_404(LookBack, pk=pk)
    if row.closed_at is None:
        return render(request, "evidence/look_back.html", _under_way(request, row))
    found = findings.looked_back(row, figures_now())
    lines = remembering.lines(found)
    pictures: dict[str, Draw] = {"days": lambda width: picture(lines, width)} if lines else {}
    context = {
        "look_back": row,
        "found": found,
        "sentence": remembering.sentence(found),
        "within": ALIKE_WITHIN,
        "recorded": any(one.record for one in found.rows),
        "when": remembering.WHEN,
    }
    sheet = Sheet("look-back", _COLUMNS, _cells(found))
    return answered(request, "evidence/revealed.html", context, sheet, pictures)


def _under_way(request: Request, row: LookBack) -> dict[str, Any]:
    saved = queries.places_saved(row, request.user)
    requests = list(row.requests.all())
    people, began = queries.looking_back(row), queries.began(row)
    left = [one.place for one in requests if one.place not in saved]
    return {
        "look_back": row,
        "requests": [(one, one.place in saved) for one in requests],
        "saved": len(saved),
        "next": left[0] if left else None,
        "people": [(side.value, began[side.value], people[side.value]) for side in SIDES],
        "fewest": FEWEST_A_SIDE,
        "enough": min(people.values()) >= FEWEST_A_SIDE,
        "anybody": any(began.values()),
        "address": request.build_absolute_uri(request.path),
        "code": mark_safe(address_code(request.build_absolute_uri(request.path))),  # noqa: S308
        "own_side": side_of(request.user, request.at),
    }


_COLUMNS = ("place", "request", "milestone", "marketing", "IT", "days apart", "alike",
            "turn by marketing", "turn by IT", "recorded")  # fmt: skip


def _cells(found: remembering.LookedBack) -> Iterator[tuple[object, ...]]:
    for row in found.rows:
        for one in row.milestones:
            alike = "" if one.apart is None else "yes" if one.alike else "no"
            yield (row.request.place, row.request.title, one.milestone,
                   one.marketing.day or "", one.it.day or "",
                   "" if one.days_apart is None else one.days_apart, alike,
                   one.marketing.turn, one.it.turn, row.record.get(one.milestone, ""))  # fmt: skip


@needs(Right.SEE_EVIDENCE)
@require_http_methods(["GET", "POST"])
def remember(request: Request, pk: int, place: int) -> HttpResponse:
    """One request on one screen: what the person remembers of it. Only the own answers are shown."""
    row = get_object_or_404(
        LookBackRequest.objects.select_related("look_back"), look_back=pk, place=place
    )
    if row.look_back.closed_at is not None:
        messages.warning(request, "This look-back is revealed: nothing can be filled in any more.")
        return redirect("evidence:look-back", pk=pk)
    before = forms.remembered_before(queries.own_marks(row, request.user))
    given = request.POST if request.method == "POST" else None
    form = forms.RememberForm(request.at.date(), given, initial=before)
    if request.method == "POST" and form.is_valid():
        return _keep(request, row, form)
    last = row.look_back.requests.count()
    context = {
        "row": row,
        "form": form,
        "last": last,
        "before": place - 1 if place > 1 else None,
        "after": place + 1 if place < last else None,
        "saved": len(queries.places_saved(row.look_back, request.user)),
        "own_side": side_of(request.user, request.at),
        "fewest": FEWEST_A_SIDE,
    }
    return render(request, "evidence/remember.html", context)


def _keep(request: Request, row: LookBackRequest, form: forms.RememberForm) -> HttpResponse:
    pk, place = row.look_back_id, row.place
    try:
        actions.remember(request=row, said=form.said(), by=request.user, at=request.at)
    except actions.RefusedError as error:
        messages.error(request, str(error))
        return redirect("evidence:look-back", pk=pk)
    if row.look_back.requests.filter(place=place + 1).exists():
        return redirect("evidence:remember", pk=pk, place=place + 1)
    messages.success(request, "Saved. You may change it until the reveal.")
    return redirect("evidence:look-back", pk=pk)


@needs(Right.SIGN)
@require_POST
def reveal(request: Request, pk: int) -> HttpResponse:
    """Lay it open, for good."""
    row = get_object_or_404(LookBack, pk=pk)
    try:
        actions.reveal(look_back=row, by=request.user, at=request.at)
    except actions.RefusedError as error:
        messages.error(request, str(error))
    return redirect("evidence:look-back", pk=pk)


@needs(Right.IMPORT_EVIDENCE)
@require_POST
def take_in(request: Request, pk: int) -> HttpResponse:
    """Read what both agree on like any file: a dry run first."""
    row = get_object_or_404(LookBack, pk=pk)
    try:
        begun = actions.take_in(look_back=row, by=request.user, at=request.at)
    except actions.RefusedError as error:
        messages.error(request, str(error))
        return redirect("evidence:look-back", pk=pk)
    jobs.read(begun.pk)
    return redirect("evidence:import-detail", pk=begun.pk)


@needs(Right.IMPORT_EVIDENCE)
@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Remove a look-back with all that was said in it."""
    row = get_object_or_404(LookBack, pk=pk)
    try:
        actions.remove_look_back(look_back=row, by=request.user, at=request.at)
    except actions.RefusedError as error:
        messages.error(request, str(error))
        return redirect("evidence:look-back", pk=pk)
    messages.success(request, f"{row} is removed, with all that was said in it.")
    return redirect("evidence:look-backs")
