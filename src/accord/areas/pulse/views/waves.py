"""Screens of the pulse: waves and what they published, answering, the instrument."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accord.analysis import disclosure, stage
from accord.analysis.certificate import Certificate
from accord.areas.people.access import Right, needs, open_to_all
from accord.areas.people.models import SIDES
from accord.areas.pulse import actions, findings, queries
from accord.areas.pulse.forms import AnswerForm, ImportForm, OpenForm, WithdrawForm
from accord.areas.pulse.models import (
    LANGUAGES,
    SHORT,
    Admission,
    Release,
    Wave,
    instrument,
    instrument_of,
)
from accord.areas.pulse.views.own_items import own_item_card
from accord.charts.dumbbell import Pair, dumbbell
from accord.charts.theme import inline
from accord.connectors.contract import UnreadableFileError
from accord.web.sheets import csv_file
from accord.web.shell import Request

WIDE, NARROW = 1040, 350
NOTHING_COMPARED = "Nobody knows what the items of this dimension rate: no gap is made of them."
#: Made up: how the figures of one dimension look.
EXAMPLE = {
    "marketing": 2.9,
    "marketing_low": 2.5,
    "marketing_high": 3.3,
    "it": 3.6,
    "it_low": 3.1,
    "it_high": 4.1,
}


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
        context = {"wave": found, "progress": queries.progress(found)}
        return render(request, "pulse/open_wave.html", context)
    context = {"wave": found, "kept": found.answers.exists()} | _published(found.release.content)
    return render(request, "pulse/wave.html", context)


@needs(Right.SEE_PULSE)
@require_safe
def dimension(request: Request, pk: int, key: str) -> HttpResponse:
    """One dimension of a closed wave, with its items and, where there are any, its blocks."""
    found = get_object_or_404(Wave.objects.select_related("release"), pk=pk, release__isnull=False)
    known = {part.key: part for part in instrument_of(found).dimensions}
    if key not in known:
        raise Http404
    content = found.release.content
    part = next((part for part in content["dimensions"] if part["key"] == key), None)
    items = [item for item in content["items"] if item["dimension"] == key]
    context = {
        "wave": found,
        "name": known[key].name,
        "part": part,
        "why_not": part["why_not"] if part else content["why_not"] or NOTHING_COMPARED,
        "apart": [row for row in content.get("apart", ()) if row["dimension"] == known[key].name],
        "items": items,
        "blocks": _blocks_of(content, key),
        "fewest": disclosure.FEWEST_FOR_ITEM,
    } | _drawn(items, "code")
    return render(request, "pulse/dimension.html", context)


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
@require_http_methods(["GET", "POST"])
def open_wave(request: Request) -> HttpResponse:
    """Choose who is asked, and open a wave."""
    people = queries.invitable(request.at.date())
    form = OpenForm(people, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.open_wave(
                name=given["name"],
                invited=given["people"],
                broken_down=given["broken_down"],
                request_types=given["request_types"],
                asked=given["instrument"],
                by=request.user,
                at=request.at,
            )
        except actions.PulseError as error:
            form.add_error(None, str(error))
        else:
            return redirect("pulse:wave", made.pk)
    chosen = form.data.getlist("people") if form.is_bound else list(form.invitable)  # type: ignore[attr-defined]
    context = {
        "form": form,
        "teams": [
            {"side": side, "team": team, "people": list(members)}
            for (side, team), members in groupby(people, key=lambda part: (part.side, part.team))
        ],
        "chosen": {int(key) for key in chosen if key.isdigit()},
        "fewest": actions.FEWEST_INVITED,
    }
    return render(request, "pulse/open.html", context)


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
            "fewest": disclosure.FEWEST_FOR_MEAN,
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


@open_to_all
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "POST"])
def answer(request: Request, token: str) -> HttpResponse:
    """Answer by a one-time link, without an account, in the language that the person reads."""
    try:
        found = actions.usable(token)
        with translation.override(_language(request, getattr(found.wave, "language", ""))):
            response = _answered(request, found, token)
    except actions.LinkError as error:
        with translation.override(_language(request)):
            context = _languages() | {"sentence": error, "saved_as": _saved_as(token)}
            response = render(request, "pulse/link.html", context, status=410)
    # The address is the key: it must not travel on to another page. Not "no-referrer": with that,
    # browsers send the form as from nowhere, and the protection against forged forms refuses it.
    response["Referrer-Policy"] = "strict-origin"
    return _for_no_index(response)


@open_to_all
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "POST"])
def withdraw(request: Request) -> HttpResponse:
    """Delete an answer by its code; says the same whether there was one or not."""
    with translation.override(_language(request)):
        form = WithdrawForm(request.POST or None)
        done = form.is_valid()
        if done:
            actions.withdraw(code=form.cleaned_data["code"])
        context = _languages() | {"form": form, "done": done, "offers_languages": not done}
        status = 422 if form.is_bound and not done else 200
        response = render(request, "pulse/withdraw.html", context, status=status)
    return _for_no_index(response)


@sensitive_variables()
def _answered(request: Request, found: Admission, token: str) -> HttpResponse:
    given = request.POST if request.method == "POST" else None
    asked = instrument_of(found.wave).asked(getattr(found.wave, "form", ""))
    form = AnswerForm(asked, found.wave, found.side, given)
    # Made with the form and sent along: a page that is sent again shows the code that counts.
    code = actions.code_in(request.POST.get("code", "")) or actions.new_code()
    context = _languages() | {"code": code, "saved_as": _saved_as(token)}
    if form.is_valid():
        actions.answer(token=token, values=form.values(), comment=form.comment(), code=code)
        return render(request, "pulse/thanks.html", context | {"wave": found.wave})
    status = 422 if form.is_bound else 200
    # Another language is another page: it is offered while nothing is lost by going there.
    context |= _told_before(found) | {"form": form, "offers_languages": not form.is_bound}
    return render(request, "pulse/answer.html", context, status=status)


def _language(request: Request, of_wave: str = "") -> str:
    """The language chosen on the page, else the wave's, else the first that the browser names."""
    chosen = request.POST.get("language") or request.GET.get("language") or of_wave
    if chosen in LANGUAGES:
        return chosen
    named = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    spoken = (language.partition("-")[0] for language, _ in named)
    return next((language for language in spoken if language in LANGUAGES), "en")


def _languages() -> dict[str, Any]:
    return {"languages": LANGUAGES, "language": translation.get_language()}


def _saved_as(token: str) -> str:
    """The name under which a device keeps unsent answers: not what the database keeps of the link."""
    return f"accord.answer.{actions.digest_of(f'device:{token}')[:16]}"


def _for_no_index(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    patch_vary_headers(response, ["Accept-Language"])
    return response


def _told_before(found: Admission) -> dict[str, Any]:
    """What everybody is told before answering."""
    counts = list(found.wave.invited_counts.filter(side=found.side))
    return {
        "admission": found,
        "invited": sum(row.count for row in counts),
        "block_invited": next((row.count for row in counts if row.block == found.block), 0),
        "broken_down": len(counts) > 1,
        "fewest": disclosure.FEWEST_FOR_MEAN,
        "fewest_item": disclosure.FEWEST_FOR_ITEM,
        "fewest_distribution": disclosure.FEWEST_FOR_DISTRIBUTION,
        "fewest_comments": disclosure.FEWEST_FOR_COMMENTS,
        "short": getattr(found.wave, "form", "") == SHORT,
        "example": EXAMPLE,
        "own": found.wave.own_id is not None,
        "has_pictures": bool(instrument_of(found.wave).portraits),
    }


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
        "understanding": findings.understanding(content),
        "stages": _stages(content) if opinion else [],
        "standing": stage.standing(stage.Opinion.from_json(opinion), []) if opinion else None,
        "comments": [(side, content.get("comments", {}).get(side, [])) for side in SIDES],
        "fewest_comments": disclosure.FEWEST_FOR_COMMENTS,
    } | _drawn(content["dimensions"], "name")


def _drawn(parts: list[Mapping[str, Any]], name: str) -> dict[str, str]:
    """The dumbbell picture of dimensions or items, for wide and narrow screens."""
    pairs = [
        Pair(
            name=part[name],
            marketing=part["marketing"] and part["marketing"]["mean"],
            it=part["it"] and part["it"]["mean"],
            verdict="too few answers" if part["why_not"] else part["verdict"],
        )
        for part in parts
    ]
    if not pairs:
        return {"wide": "", "narrow": ""}
    return {"wide": inline(dumbbell(pairs, WIDE)), "narrow": inline(dumbbell(pairs, NARROW))}


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


def _blocks_of(content: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """The means of one dimension by block of either side."""
    return [
        {"side": side, "names": unit["names"], "mean": part}
        for side, units in content["blocks"].items()
        for unit in units
        for part in unit["dimensions"]
        if part["key"] == key
    ]
