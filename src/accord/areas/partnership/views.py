"""Screens of the partnership."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render

from accord.areas.indicators import queries as indicators
from accord.areas.partnership import documents, findings
from accord.areas.people.access import Right, needs
from accord.web.shell import Request

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
        "pictures": documents.pictures(found),
        "edition": edition,
        "editions": [(name, label) for name, label in _EDITION_LABELS.items() if name in editions],
    }
    return render(request, "partnership/overview.html", context)


@needs(Right.SEE_PARTNERSHIP)
def brief(request: Request, kind: str) -> HttpResponse:
    """The same on two pages to hand out: html, pdf or json."""
    if kind not in documents.KINDS:
        raise Http404
    content = documents.brief(findings.company_overview(), kind, request.at)
    response = HttpResponse(content, content_type=documents.KINDS[kind])
    response["Content-Disposition"] = f'attachment; filename="brief.{kind}"'
    return response


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
