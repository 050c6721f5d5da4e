"""Screens of the partnership."""

from django.http import HttpResponse
from django.shortcuts import render

from accord.areas.people.access import Right, needs
from accord.web.shell import Request


@needs(Right.SEE_PARTNERSHIP)
def overview(request: Request) -> HttpResponse:
    """What both leaders look at first."""
    return render(request, "partnership/overview.html", {})
