"""What every page shares: one reading of the clock, the navigation, page or fragment."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone


class Request(HttpRequest):
    """A request as views get it: with the moment it came in."""

    at: dt.datetime
    htmx: Any
    user: Any  # the areas know what an account is; the shell stands below them


class ClockMiddleware:
    """Reads the clock once a request, as ``request.at``: nothing further in asks the time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.at = timezone.now()  # type: ignore[attr-defined]
        return self.get_response(request)


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation, shown to those who have the right."""

    label: str
    address: str
    right: str
    prefix: str


NAVIGATION = (
    Place("Overview", "partnership:overview", "see_partnership", "/"),
    Place("Pulse", "pulse:index", "see_pulse", "/pulse/"),
    Place("Evidence", "evidence:index", "see_evidence", "/evidence/"),
    Place("My items", "evidence:own-items", "see_own_items", "/evidence/own/"),
    Place("People", "people:index", "see_people", "/people/"),
)


def page(request: HttpRequest) -> dict[str, Any]:
    """Give every template the navigation."""
    entries = []
    for place in NAVIGATION:
        try:
            address = reverse(place.address)
        except NoReverseMatch:
            continue
        here = request.path == "/" if place.prefix == "/" else request.path.startswith(place.prefix)
        entries.append(
            {"label": place.label, "address": address, "right": place.right, "here": here}
        )
    return {"navigation": entries}


def page_or_fragment(
    request: HttpRequest, whole: str, part: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Render the fragment for htmx, the whole page (which includes the fragment) otherwise."""
    fragment = bool(getattr(request, "htmx", False)) and not request.htmx.boosted  # type: ignore[attr-defined]
    response = render(request, part if fragment else whole, context, status=status)
    response["Vary"] = "HX-Request"
    return response
