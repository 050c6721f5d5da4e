"""Opening a wave: who, what, until when; what it will be able to see; what people will be shown."""

from collections import Counter
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accord.areas.people.access import Right, needs
from accord.areas.people.models import SIDES
from accord.areas.pulse import actions, findings, queries
from accord.areas.pulse.forms import OpenForm
from accord.areas.pulse.models import Wave
from accord.areas.pulse.views.respondent import page_before
from accord.web.shell import Request


@needs(Right.RUN_PULSE)
@require_http_methods(["GET", "POST"])
def open_wave(request: Request) -> HttpResponse:
    """Choose who is asked, and open a wave; or only look what it would show."""
    people = queries.invitable(request.at.date())
    form = OpenForm(people, request.POST or None)
    if request.method == "POST" and form.is_valid() and "look" not in request.POST:
        given = form.cleaned_data
        try:
            made = actions.open_wave(
                name=given["name"],
                invited=form.invited(),
                broken_down=given["broken_down"],
                request_types=given["request_types"],
                rules=_rules(form),
                asked=given["instrument"],
                by=request.user,
                at=request.at,
            )
        except actions.PulseError as error:
            form.add_error(None, str(error))
        else:
            return redirect("pulse:wave", made.pk)
    return _page(request, form)


@needs(Right.RUN_PULSE)
@require_POST
def preview_new(request: Request) -> HttpResponse:
    """The respondent's page as it would be, were the wave opened like this."""
    form = OpenForm(queries.invitable(request.at.date()), request.POST)
    if not form.is_valid():
        return _page(request, form)
    given, rules = form.cleaned_data, _rules(form)
    wave = Wave(
        name=given["name"],
        request_types=given["request_types"],
        form=rules.form,
        language=rules.language,
        closes_on=rules.closes_on,
        fewest_for_mean=rules.fewest,
        own=given["instrument"].own,
        with_built_in=given["instrument"].with_built_in,
    )
    side = "it" if request.POST.get("side") == "it" else "marketing"
    blocks = actions.planned_blocks(form.invited(), given["broken_down"], rules.fewest)
    of_side = [part for part in form.invited() if part.side == side]
    counts = Counter(blocks.get(side, {}).get(part.team, "") for part in of_side)
    return page_before(request, wave, side, counts)


@needs(Right.RUN_PULSE)
@require_safe
def preview(request: Request, pk: int, side: str) -> HttpResponse:
    """The respondent's page of an open wave."""
    found = get_object_or_404(Wave, pk=pk, state=Wave.State.OPEN)
    if side not in SIDES:
        raise Http404
    return page_before(request, found, side, queries.counted(found, side))


def _rules(form: OpenForm) -> actions.Rules:
    given = form.cleaned_data
    return actions.Rules(
        form=given["form"],
        language=given["language"],
        closes_on=given["closes_on"],
        fewest=int(given["fewest"]),
    )


def _page(request: Request, form: OpenForm) -> HttpResponse:
    sizes = Counter(part.side for part in form.chosen())
    context: dict[str, Any] = {
        "form": form,
        "teams": form.teams_to_choose(),
        "sizes": [(side.value, sizes[side.value]) for side in SIDES],
        "power": findings.what_it_will_see(
            sizes["marketing"], sizes["it"], form.rate(), form.fewest_so_far()
        ),
        "mail": queries.mail_is_set(),
        "fewest": form.fewest_so_far(),
        "day": request.at.date(),
    }
    return render(request, "pulse/open.html", context)
