"""Which work is linked, what looks alike on both sides, and what people say of pairs of items."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accord.areas.evidence import actions, findings, frames, queries
from accord.areas.evidence.findings.links import Item
from accord.areas.evidence.findings.twice import OPEN, STATES, Pair
from accord.areas.evidence.models import AgreedLink, Source
from accord.areas.evidence.views.question import (
    Draw,
    Looked,
    Sheet,
    answered,
    figures_now,
    page_of,
    question,
)
from accord.areas.people.access import Right, needs
from accord.charts.linked import linked_bars
from accord.web.shell import Request

_SUGGESTED = 5


@question("Which work is linked?")
def links(request: Request, looked: Looked) -> HttpResponse:
    """Which work is linked?"""
    figures, names = looked.figures, queries.names()
    found = findings.which_is_linked(figures, names, looked.rows)
    alike = findings.twice_the_work(figures, names, looked.rows)
    context = {
        **looked.context(),
        "links": found,
        "rows": page_of(request, found.doubts),
        "said": queries.agreed_links(),
        "suggested": alike.pairs.of(OPEN)[:_SUGGESTED] if alike else [],
        "suggestions": alike.open if alike else 0,
        "examples": _examples(figures, names),
    }
    cells = [(*_ends(row.one, row.other), row.reason) for row in found.doubts]
    sheet = Sheet("links", (*_END_COLUMNS, "left apart because it"), cells)
    pictures: dict[str, Draw] = {"trackers": lambda width: linked_bars(found.trackers, width)}
    return answered(request, "evidence/links.html", context, sheet, pictures)


def _examples(figures: frames.Figures, names: dict[str, str]) -> list[tuple[str, str]]:
    """A key of every tracker, to show how they are written."""
    firsts = figures.items.group_by("source", use_threads=False).aggregate([("item", "first")])
    rows = firsts.to_pylist()
    found = {names.get(row["source"], row["source"]): row["item_first"] for row in rows}
    return sorted(found.items())


@question("Is work done twice?")
def twice(request: Request, looked: Looked) -> HttpResponse:
    """Is work done twice?"""
    found = findings.twice_the_work(looked.figures, queries.names(), looked.rows)
    state = request.GET.get("state", "")
    state = state if state in STATES else OPEN
    rows = found.pairs.of(state) if found else []
    context: dict[str, Any] = {
        **looked.context(),
        "twice": found,
        "rows": page_of(request, rows),
        "states": STATES.items(),
        "state": state,
    }
    pictures: dict[str, Draw] = {}
    if found is not None and found.pairs:
        pictures["types"] = lambda width: linked_bars(found.by_type, width)
    sheet = Sheet("twice", _PAIR_COLUMNS, map(_pair_cells, rows))
    return answered(request, "evidence/twice.html", context, sheet, pictures)


_END_COLUMNS = ("tracker", "item", "title", "other tracker", "other item", "other title")
_PAIR_COLUMNS = (*_END_COLUMNS, "type", "alike", "days apart", "state")


def _ends(one: Item, other: Item) -> tuple[object, ...]:
    return (one.tracker, one.key, one.title, other.tracker, other.key, other.title)


def _pair_cells(row: Pair) -> Iterable[object]:
    return (*_ends(row.one, row.other), row.type, f"{row.score:.2f}", f"{row.days:.1f}", row.state)


# What people say

_PAGES = {"links": "evidence:links", "twice": "evidence:twice"}


@needs(Right.SIGN)
@require_POST
def say_of_pair(request: Request) -> HttpResponse:
    """The lead or a leader says that two items belong together, or that they do not."""
    back = _PAGES.get(request.POST.get("back", ""), "evidence:links")
    one, other = _end(request, "one"), _end(request, "other")
    if one is None or other is None:
        messages.error(request, "One of the two items is not in the records any more. Look again.")
        return redirect(back)
    together = request.POST.get("together") == "yes"
    try:
        row = actions.say_of_pair(
            one=one, other=other, together=together, by=request.user, at=request.at
        )
    except actions.RefusedError as error:
        messages.error(request, str(error))
        return redirect(back)
    actions.publish(at=request.at)
    messages.success(request, f"Noted: {row}. You can take it back under Which work is linked?")
    return redirect(back)


def _end(request: Request, name: str) -> tuple[Source, str] | None:
    """One of the two items, where the records know it."""
    figures = figures_now()
    source = request.POST.get(f"{name}_source", "")
    item = request.POST.get(f"{name}_item", "")
    if figures is None or not figures.has_item(source, item):
        return None
    return next((row, item) for row in queries.holding() if row.key == source)


@needs(Right.SIGN)
@require_POST
def take_back(request: Request, pk: int) -> HttpResponse:
    """What was said of a pair counts no more."""
    row = get_object_or_404(AgreedLink, pk=pk)
    actions.take_back(row=row, by=request.user, at=request.at)
    actions.publish(at=request.at)
    messages.success(request, "Taken back: the trackers' own links say again.")
    return redirect("evidence:links")
