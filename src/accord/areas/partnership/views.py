"""Screens of the partnership."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render

from accord.areas.indicators import queries as indicators
from accord.areas.partnership import findings
from accord.areas.people.access import Right, needs
from accord.charts.dumbbell import dumbbell
from accord.charts.speed import speed_gap
from accord.charts.theme import inline
from accord.charts.turns import turn_bar
from accord.web.shell import Request

WIDE, NARROW = 1040, 350
_EDITION_LABELS = {
    "no-pulse": "before any pulse",
    "one-tracker": "one tracker only",
    "six-a-side": "six people a side",
    "no-tracker": "no tracker",
}


@needs(Right.SEE_PARTNERSHIP)
def overview(request: Request) -> HttpResponse:
    """What both leaders look at first."""
    edition = request.GET.get("with", "")
    editions = indicators.editions() if settings.DEMO else []
    if edition and edition not in editions:
        raise Http404
    found = findings.company_overview(edition)
    context = {
        "overview": found,
        "pictures": pictures(found),
        "edition": edition,
        "editions": [
            (name, label) for name, label in _EDITION_LABELS.items() if name in editions
        ],
    }
    return render(request, "partnership/overview.html", context)


def pictures(found: findings.Overview) -> dict[str, Any]:
    """The drawings of the page, for wide screens and for the phone."""
    drawn: dict[str, Any] = {}
    if found.turns:
        drawn["turns"] = _both(lambda width: turn_bar(found.turns, width), WIDE)
    if found.said:
        pairs = [row.pair for row in found.said]
        drawn["said"] = _both(lambda width: dumbbell(pairs, width), 640)
    if found.speed is not None:
        gap = found.speed.gap
        drawn["speed"] = _both(lambda width: speed_gap(gap, width), 440)
    return drawn


def _both(draw: Any, wide: int) -> dict[str, str]:
    return {"wide": inline(draw(wide)), "narrow": inline(draw(NARROW))}


@needs(Right.SEE_PARTNERSHIP)
def field_figures(request: Request) -> HttpResponse:
    """What was published about the field, beside the company's own; old, and said so."""
    found = findings.company_overview()
    return render(request, "partnership/field.html", {"overview": found})


@needs(Right.SEE_PARTNERSHIP)
def stage(request: Request) -> HttpResponse:
    """How the stage is told: portraits, probabilities, gates."""
    found = findings.company_overview()
    return render(
        request,
        "partnership/stage.html",
        {"overview": found, "portraits": findings.PORTRAITS},
    )
