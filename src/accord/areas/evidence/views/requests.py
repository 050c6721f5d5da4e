"""The rows behind every number: the list, and one request's time line."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from accord.areas.evidence import findings, frames
from accord.areas.evidence.models import Correction
from accord.areas.evidence.views.question import (
    Sheet,
    answered,
    choices,
    drawn,
    figures_now,
    filter_of,
    nothing,
    page_of,
    signing,
)
from accord.areas.people.access import Right, needs
from accord.charts.turns import Segment, Stretch, time_line
from accord.web.shell import Request, page_or_fragment

_KINDS = {
    "joint": "through both trackers",
    "apart": "in one tracker only",
    "remembered": "remembered by both sides",
    "open": "still open",
    "averaged": "delivered, in the averages",
    "pending": "open, left out of the averages",
    "returned": "delivered, sent back by IT",
}


@needs(Right.SEE_EVIDENCE)
def requests(request: Request) -> HttpResponse:
    """The list behind every number: search, filter, CSV."""
    figures = figures_now()
    if figures is None:
        return nothing(request, "Requests")
    chosen = filter_of(request)
    search = request.GET.get("search", "").strip()
    kind, turn = request.GET.get("kind", ""), request.GET.get("turn", "")
    base = findings.requests(figures, chosen)
    rows = findings.listed(base, search, kind, turn)
    spent = findings.of_turn(base, kind, turn, rows)
    beside = frames.Beside(
        rows, lambda row, place: (row, float(spent.days[place]) if spent else 0.0)
    )
    if request.GET.get("format"):
        return answered(request, "", {}, _sheet(beside, turn if spent else ""), {})
    context = {
        **signing(),
        **choices(figures, chosen),
        "rows": page_of(request, beside),
        "of_turn": spent,
        "again": bool(getattr(request, "htmx", False)),
        "search": search,
        "kind": kind,
        "kinds": _KINDS.items(),
        "turn": turn,
        "turn_words": findings.turn_words(turn),
    }
    return page_or_fragment(request, "evidence/requests.html", "evidence/_requests.html", context)


_COLUMNS = ("request", "title", "type", "sources", "created", "done", "outcome", "days",
                    "waited days", "hand-offs", "ping-pongs", "turn now")  # fmt: skip


def _sheet(rows: Iterable[tuple[frames.Request, float]], turn: str) -> Sheet:
    if not turn:
        return Sheet("requests", _COLUMNS, (_cells(row) for row, _ in rows))
    columns = (*_COLUMNS, f"days of {turn}")
    return Sheet("requests", columns, ((*_cells(row), f"{days:.3f}") for row, days in rows))


def _cells(row: frames.Request) -> tuple[object, ...]:
    done = row.done_at.date() if row.done_at else ""
    return (row.key, row.title, row.type, " + ".join(row.sources), row.created_at.date(), done,
            row.outcome, f"{row.days:.1f}", f"{row.waited:.1f}", row.handoffs, row.ping_pongs,
            row.turn)  # fmt: skip


def one_of(key: str) -> tuple[frames.Figures, frames.Request]:
    figures = figures_now()
    row = figures.find(key) if figures is not None else None
    if figures is None or row is None:
        raise Http404
    return figures, row


@needs(Right.SEE_EVIDENCE)
def request_detail(request: Request, key: str) -> HttpResponse:
    """One request's time line, as bars of custody."""
    figures, row = one_of(key)
    context = {**_request_context(figures, row), **signing()}
    context["corrections"] = Correction.objects.filter(request=key).select_related("by__person")
    return render(request, "evidence/request.html", context)


def _segments(figures: frames.Figures, row: frames.Request) -> list[tuple[Segment, float]]:
    """Each part of the request in elapsed days, and in working days beside it."""
    working = figures.working.at(figures.requests.columns.place_of(row.key))
    return [(part, working.get((part.party, part.kind), 0.0)) for part in findings.segments_of(row)]


def _request_context(figures: frames.Figures, row: frames.Request) -> dict[str, Any]:
    found = frames.stretches(figures, row.key)
    lanes = list(dict.fromkeys(part.lane for part in found))
    by_lane = [(lane, [part for part in found if part.lane == lane]) for lane in lanes]
    parts = [
        Stretch(
            part.lane,
            part.turn,
            part.kind,
            (part.begins - row.created_at) / dt.timedelta(days=1),
            (part.ends - row.created_at) / dt.timedelta(days=1),
        )
        for part in found
        if part.kind not in {"done", "dropped"}
    ]
    return {
        "row": row,
        "segments": _segments(figures, row),
        "working": row.days - row.waited,
        "turns": by_lane[0][1],
        "lanes": by_lane[1:],
        "picture": drawn(lambda width: time_line(parts, lanes, width)) if parts else None,
    }
