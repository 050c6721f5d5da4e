"""Importing the export of a survey tool: what its columns say is told by a person, once a header."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from accord.areas.people.access import Right, needs
from accord.areas.pulse import actions, queries
from accord.areas.pulse.forms import MappingForm, SurveyForm
from accord.areas.pulse.models import SurveyMapping
from accord.connectors.contract import UnreadableFileError
from accord.connectors.survey_exports import Look, Told
from accord.web.shell import Request


@needs(Right.RUN_PULSE)
@sensitive_variables()
@require_http_methods(["GET", "POST"])
def import_survey(request: Request) -> HttpResponse:
    """First the file alone, then the file with what its columns say. Nothing of it is kept between."""
    form = SurveyForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _looked_at(request, form)
        except UnreadableFileError as error:
            form.add_error("file", str(error))
    context = {"form": form, "known": queries.survey_mappings()}
    return render(request, "pulse/survey.html", context)


@needs(Right.RUN_PULSE)
@require_POST
def forget_survey(request: Request, pk: int) -> HttpResponse:
    """Forget what was told of a header."""
    saved = get_object_or_404(SurveyMapping, pk=pk)
    actions.forget_mapping(saved=saved, by=request.user, at=request.at)
    messages.success(request, f"What was told of {saved} is forgotten.")
    return redirect("pulse:survey")


@sensitive_variables()
def _looked_at(request: Request, chosen: SurveyForm) -> HttpResponse:
    look = actions.look_at_survey(upload=chosen.upload())
    saved = actions.known_mapping(look=look)
    told = Told.from_json(saved.mapping) if saved else None
    given = request.POST if request.POST.get("header") == look.fingerprint else None
    form = MappingForm(look, chosen.cleaned_data["instrument"], told, given)
    if given is not None and form.is_valid():
        try:
            return _imported(request, chosen, form)
        except UnreadableFileError as error:
            form.add_error(None, str(error))
    other = given is None and "header" in request.POST
    context = {"chosen": chosen, "form": form, "look": look, "saved": saved, "other": other}
    return render(request, "pulse/survey_columns.html", context)


def _imported(request: Request, chosen: SurveyForm, form: MappingForm) -> HttpResponse:
    look: Look = form.look
    done = actions.import_survey(
        look=look,
        told=form.mapping(),
        invited=form.invited(),
        name=form.cleaned_data["name"],
        asked_on=form.cleaned_data["asked_on"],
        asked=chosen.cleaned_data["instrument"],
        by=request.user,
        at=request.at,
    )
    for wave in done.new:
        messages.success(request, f"{wave} is imported.{_unfinished(look.unfinished)}")
    for wave in done.known:
        messages.info(request, f"{wave} had been imported before; nothing has changed.")
    return redirect("pulse:wave", (*done.new, *done.known)[0].pk)


def _unfinished(count: int) -> str:
    if not count:
        return ""
    return f" {count} unfinished row{' was' if count == 1 else 's were'} left out."
