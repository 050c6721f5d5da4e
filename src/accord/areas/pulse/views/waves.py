"""Screens of the pulse: waves and what they published, answering, the instrument."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accord.analysis import disclosure, stage
from accord.analysis.certificate import Certificate
from accord.areas.people.access import Right, needs
from accord.areas.people.models import SIDES
from accord.areas.pulse import actions, findings, queries
from accord.areas.pulse.forms import ImportForm
from accord.areas.pulse.models import Release, Wave, instrument
from accord.areas.pulse.views.own_items import own_item_card
from accord.areas.pulse.views.pages import (
    dumbbells,
    gates_of,
    stages_of_waves,
)
from accord.areas.pulse.views.running import running
from accord.connectors.contract import UnreadableFileError
from accord.web.sheets import csv_file
from accord.web.shell import Request


@needs(Right.SEE_PULSE)
@require_safe
def index(request: Request) -> HttpResponse:
    """All waves, what the newest one says, and what comes next."""
    newest = queries.latest_release()
    context: dict[str, Any] = {"waves": queries.waves(), "newest": newest}
    if newest is not None:
        context |= _published(newest.content)
    return render(request, "pulse/index.html", context)


@needs(Right.SEE_PULSE)
@require_safe
def wave(request: Request, pk: int) -> HttpResponse:
    """One wave: how it goes while it is open, what it published once it is closed."""
    found = get_object_or_404(Wave.objects.select_related("release"), pk=pk)
    if found.is_open:
        return render(request, "pulse/open_wave.html", running(request, found))
    context = {
        "wave": found,
        "kept": found.answers.exists(),
        "gates": gates_of(found.release.content),
        "stages_of_waves": stages_of_waves(),
    } | _published(found.release.content)
    return render(request, "pulse/wave.html", context)


@needs(Right.SEE_PULSE)
@require_safe
def protection(request: Request, pk: int, as_json: bool = False) -> HttpResponse:
    """How a release protects those who answered: as a page, and as JSON to be checked."""
    found = get_object_or_404(Release.objects.select_related("wave"), wave=pk)
    certificate = _certificate(found)
    if not as_json:
        context = {"wave": found.wave, "certificate": certificate}
        return render(request, "pulse/protection.html", context)
    response = JsonResponse(certificate.as_json(), json_dumps_params={"indent": 2})
    response["Content-Disposition"] = f'attachment; filename="pulse-{pk}-certificate.json"'
    return response


@needs(Right.RUN_PULSE)
@require_POST
def links(request: Request, pk: int) -> HttpResponse:
    """Hand out the one-time links, once, as a list to mail from."""
    found = get_object_or_404(Wave, pk=pk)
    try:
        made = actions.make_links(wave=found, by=request.user, at=request.at)
    except actions.PulseError as error:
        messages.error(request, str(error))
        return redirect("pulse:wave", pk)
    rows = (
        (
            link.name,
            link.email,
            link.side,
            request.build_absolute_uri(reverse("pulse:answer", args=[link.token])),
        )
        for link in made
    )
    return csv_file(f"pulse-{pk}-links.csv", ("name", "email", "side", "link"), rows)


@needs(Right.RUN_PULSE)
@require_http_methods(["GET", "POST"])
def close(request: Request, pk: int) -> HttpResponse:
    """Close a wave and publish what may be published; asks first, since it cannot be undone."""
    found = get_object_or_404(Wave, pk=pk)
    if request.method == "GET" and found.is_open:
        context = {
            "wave": found,
            "progress": queries.progress(found),
            "fewest": found.fewest_for_mean,
        }
        return render(request, "pulse/close.html", context)
    if request.method == "GET":
        return redirect("pulse:wave", pk)
    try:
        actions.close_wave(wave=found, by=request.user, at=request.at)
    except actions.PulseError as error:
        messages.error(request, str(error))
    return redirect("pulse:wave", pk)


@needs(Right.RUN_PULSE)
@require_POST
def undo(request: Request, pk: int) -> HttpResponse:
    """Take an import back."""
    found = get_object_or_404(Wave, pk=pk)
    try:
        actions.undo_import(wave=found, by=request.user, at=request.at)
    except actions.PulseError as error:
        messages.error(request, str(error))
        return redirect("pulse:wave", pk)
    messages.success(request, f"The import of {found} is undone.")
    return redirect("pulse:index")


@needs(Right.RUN_PULSE)
@require_http_methods(["GET", "POST"])
def forget(request: Request, pk: int) -> HttpResponse:
    """Delete the answers of a closed wave; asks first."""
    found = get_object_or_404(Wave, pk=pk)
    if request.method == "POST":
        try:
            actions.forget_answers(wave=found, by=request.user, at=request.at)
            messages.success(request, f"The answers of {found} are deleted.")
        except actions.PulseError as error:
            messages.error(request, str(error))
    elif not found.is_open and found.answers.exists():
        return render(request, "pulse/forget.html", {"wave": found})
    return redirect("pulse:wave", pk)


@needs(Right.RUN_PULSE)
@require_http_methods(["GET", "POST"])
def import_answers(request: Request) -> HttpResponse:
    """Read answers that exist."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            done = actions.import_answers(
                answers=form.upload("answers"),
                invited=form.upload("invited"),
                name=form.cleaned_data["name"],
                asked_on=form.cleaned_data["asked_on"],
                asked=form.cleaned_data["instrument"],
                by=request.user,
                at=request.at,
            )
        except UnreadableFileError as error:
            form.add_error(None, str(error))
        else:
            for made in done.new:
                messages.success(request, f"{made} is imported.")
            for known in done.known:
                messages.info(request, f"{known} had been imported before; nothing has changed.")
            return redirect("pulse:index")
    return render(request, "pulse/import.html", {"form": form, "instrument": instrument()})


@needs(Right.SEE_PULSE)
@require_safe
def instrument_page(request: Request) -> HttpResponse:
    """Everything that is asked."""
    context = {"instrument": instrument(), "own_items": queries.own_instruments()}
    return render(request, "pulse/instrument.html", context)


@needs(Right.SEE_PULSE)
@require_safe
def item(request: Request, code: str) -> HttpResponse:
    """The card of one item."""
    known = instrument()
    if code not in known.items:
        return own_item_card(request, queries.own_with(code), code)
    found = known.items[code]
    context = {
        "instrument": known,
        "item": found,
        "words": known.scales[found.scale],
        "dimension": next((part for part in known.dimensions if found in part.items), None),
        "benchmark": next((part for part in known.benchmarks if part.item == found), None),
    }
    return render(request, "pulse/item.html", context)


def _certificate(found: Release) -> Certificate:
    """The certificate as it was kept, or, of an old release, worked out from what it published."""
    if found.certificate:
        return Certificate.from_json(found.certificate)
    return findings.certificate_of(found.content)


def _published(content: Mapping[str, Any]) -> dict[str, Any]:
    """What every page about a release shares."""
    opinion = content["stage"]["opinion"]
    return {
        "release": content,
        "headline": findings.headline(content),
        "few": content["released"] and findings.few_answered(content),
        "understanding": findings.understanding(content),
        "stages": _stages(content) if opinion else [],
        "standing": stage.standing(stage.Opinion.from_json(opinion), []) if opinion else None,
        "comments": [(side, content.get("comments", {}).get(side, [])) for side in SIDES],
        "fewest_comments": disclosure.FEWEST_FOR_COMMENTS,
    } | dumbbells(content["dimensions"], "name")


def _stages(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The five stages: their chance, and which side places itself there."""
    today = content["placement"].get("today") or {}
    portraits = instrument().portraits
    return [
        {
            "name": name,
            "portrait": portraits[number - 1],
            "chance": content["stage"]["probabilities"][name],
            "sides": [side for side, found in today.items() if found["stage"] == number],
        }
        for number, name in enumerate(stage.STAGES, start=1)
    ]
