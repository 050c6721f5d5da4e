"""Running an open wave: invite, remind, tell, tighten."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accord.areas.people.access import Right, needs
from accord.areas.pulse import actions, jobs, queries
from accord.areas.pulse.forms import TightenForm
from accord.areas.pulse.models import Wave
from accord.charts.address import address_code
from accord.web.shell import Request


def running(request: Request, found: Wave, form: TightenForm | None = None) -> dict[str, Any]:
    """All that the page of an open wave shows."""
    return {
        "wave": found,
        "progress": queries.progress(found),
        "mailing": queries.mailing(found),
        "mail": queries.mail_is_set(),
        "chat": queries.chat_is_set(),
        "site": request.build_absolute_uri("/"),
        "no_reminder": actions.may_remind(found, request.at.date()),
        "tightening": form or TightenForm(found),
    }


@needs(Right.RUN_PULSE)
@require_POST
def invite(request: Request, pk: int) -> HttpResponse:
    """Let the server mail the links: nobody has to see them."""
    found = get_object_or_404(Wave, pk=pk)
    if not queries.mail_is_set():
        messages.error(request, "No mail server is set. Fetch the links instead.")
        return redirect("pulse:wave", pk)
    try:
        actions.note_invitations(
            wave=found, site=request.build_absolute_uri("/"), by=request.user, at=request.at
        )
    except actions.PulseError as error:
        messages.error(request, str(error))
    else:
        jobs.mail_invitations(found.pk)
        messages.success(request, "The links are being mailed, a message a person.")
    return redirect("pulse:wave", pk)


@needs(Right.RUN_PULSE)
@require_POST
def remind(request: Request, pk: int) -> HttpResponse:
    """Let reminders go to who has not answered; how many, nobody is told."""
    found = get_object_or_404(Wave, pk=pk)
    try:
        actions.remind(wave=found, by=request.user, at=request.at)
    except actions.PulseError as error:
        messages.error(request, str(error))
    else:
        jobs.mail_reminders(found.pk)
        messages.success(request, "Reminders are sent.")
    return redirect("pulse:wave", pk)


@needs(Right.RUN_PULSE)
@require_POST
def announce(request: Request, pk: int) -> HttpResponse:
    """Let the chat be told in general words."""
    found = get_object_or_404(Wave, pk=pk)
    if not queries.chat_is_set():
        messages.error(request, "No chat channel is set.")
        return redirect("pulse:wave", pk)
    try:
        actions.announcement(wave=found, by=request.user, at=request.at)
    except actions.PulseError as error:
        messages.error(request, str(error))
    else:
        jobs.tell_chat(found.pk)
        messages.success(request, "The chat is being told.")
    return redirect("pulse:wave", pk)


@needs(Right.RUN_PULSE)
@require_POST
def tighten(request: Request, pk: int) -> HttpResponse:
    """Make the rules stricter, or move the last day."""
    found = get_object_or_404(Wave, pk=pk)
    form = TightenForm(found, request.POST)
    if found.is_open and form.is_valid():
        given = form.cleaned_data
        try:
            actions.tighten(
                wave=found,
                fewest=given["fewest"],
                dropped=given["dropped"],
                closes_on=given["closes_on"],
                by=request.user,
                at=request.at,
            )
        except actions.PulseError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The rules are changed.")
            return redirect("pulse:wave", pk)
    if not found.is_open:
        messages.error(request, "This pulse is closed; its rules stay as they were.")
        return redirect("pulse:wave", pk)
    return render(request, "pulse/open_wave.html", running(request, found, form), status=422)


@needs(Right.RUN_PULSE)
@require_POST
def codes(request: Request, pk: int) -> HttpResponse:
    """The links as codes for a phone, to be printed and cut."""
    found = get_object_or_404(Wave, pk=pk)
    try:
        made = actions.make_links(wave=found, by=request.user, at=request.at)
    except actions.PulseError as error:
        messages.error(request, str(error))
        return redirect("pulse:wave", pk)
    context = {
        "wave": found,
        "links": [
            (
                link,
                address_code(
                    request.build_absolute_uri(reverse("pulse:answer", args=[link.token]))
                ),
            )
            for link in made
        ],
    }
    response = render(request, "pulse/codes.html", context)
    response["Cache-Control"] = "no-store"
    return response
