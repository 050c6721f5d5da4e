"""Where should teams sit?"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accord.areas.evidence import actions, findings, forms, queries
from accord.areas.evidence.findings.placement import Basis, BestMoves, Placement, Room, Wanted
from accord.areas.evidence.models import Scenario
from accord.areas.evidence.views.question import (
    Draw,
    Sheet,
    answered,
    figures_now,
    nothing,
    signing,
)
from accord.areas.people.access import Right, needs
from accord.areas.people.models import SIDES
from accord.charts.placement import Change, Cost, before_after
from accord.charts.turns import party_name
from accord.web.shell import Request

_SEAT = re.compile(r"(team|holder)-\d+")
_SIZE = re.compile(r"(fewest|most)-\w+")
_BASIS = {"since", "until", "by_status"}
_QUESTION = "Where should teams sit?"


@dataclass(slots=True)
class _Address:
    """What the address asks for, and what is wrong with it."""

    given: QueryDict
    basis: Basis
    moves: dict[str, str]
    splits: list[str]
    wanted: Wanted | None
    problems: list[str]

    def but(self, *patterns: str, **instead: str) -> list[tuple[str, str]]:
        """The pairs of the address without some names, for forms and links that keep the rest."""
        left_out = re.compile("|".join((*patterns, "format", "picture", "csrfmiddlewaretoken")))
        kept = [
            (name, value)
            for name, values in self.given.lists()
            for value in values
            if value and not left_out.fullmatch(name)
        ]
        return [*kept, *instead.items()]


@needs(Right.SEE_EVIDENCE)
def placement(request: Request) -> HttpResponse:
    """Where should teams sit?"""
    room = _room()
    if room is None:
        return nothing(request, _QUESTION)
    address = _read(request.GET, findings.seat_months(room.figures))
    if not request.htmx and any("" in values for _, values in request.GET.lists()):
        return redirect(_link(address.but()))  # what was left open would only lengthen the link
    room = replace(room, basis=address.basis)
    found = findings.where_teams_sit(room, address.moves, address.splits)
    context = {
        **signing(),
        "found": found,
        "parties": room.parties,
        "months": findings.seat_months(room.figures),
        "basis": address.basis,
        "best": _best(room, address),
        "scenarios": list(_kept(request, room, address)),
        "form": forms.ScenarioForm(),
        "problems": address.problems,
        **_forms(room, address),
    }
    rows = list(map(_change, found.pairs)) if found.moves else list(map(_today, found.pairs))
    pictures: dict[str, Draw] = {}
    if rows:
        pictures["pairs"] = lambda width: before_after(rows, width)
    sheet = Sheet("placement", _COLUMNS, map(_cells, found.pairs))
    response = answered(request, "evidence/placement.html", context, sheet, pictures)
    if request.htmx:
        response["HX-Replace-Url"] = _link(address.but())
    return response


def _room() -> Room | None:
    figures = figures_now()
    if figures is None:
        return None
    sources = tuple(queries.holding())
    teams = tuple(queries.seated_teams(sources, figures.as_of.date()))
    return Room(figures, sources, teams, Basis())


# The address


def _read(given: QueryDict, months: list[str]) -> _Address:
    problems: list[str] = []
    period = {}
    for name in ("since", "until"):
        month = given.get(name, "").strip()
        if month and month not in months:
            problems.append(f"The records have no month “{month[:20]}”; it was left out.")
            month = ""
        period[name] = month
    return _Address(
        given=given,
        basis=Basis(**period, by_status=given.get("by_status") == "1"),
        moves=_moves(given),
        splits=given.getlist("split"),
        wanted=_wanted(given, problems),
        problems=problems,
    )


def _moves(given: QueryDict) -> dict[str, str]:
    return {name: str(value) for name, value in given.items() if value and _SEAT.fullmatch(name)}


def _wanted(given: QueryDict, problems: list[str]) -> Wanted | None:
    count = given.get("k", "").strip()
    if not count:
        return None
    if not re.fullmatch(rf"[1-{findings.MOST_MOVES}]", count):
        problems.append(f"Choose from one to {findings.MOST_MOVES} moves, not “{count[:20]}”.")
        return None
    sizes = []
    for side in SIDES:
        fewest, most = (
            _whole(given, f"{name}-{side.value}", problems) for name in ("fewest", "most")
        )
        if fewest is not None or most is not None:
            sizes.append((side.value, fewest or 0, most))
    return Wanted(int(count), frozenset(given.getlist("may")), tuple(sizes))


def _whole(given: QueryDict, name: str, problems: list[str]) -> int | None:
    written = given.get(name, "").strip()
    if not written:
        return None
    if not re.fullmatch(r"[0-9]{1,4}", written):
        problems.append(f"A number of teams is a whole number, not “{written[:20]}”.")
        return None
    return int(written)


def _link(pairs: Iterable[tuple[str, str]]) -> str:
    address = reverse("evidence:placement")
    query = urlencode(list(pairs))
    return f"{address}?{query}" if query else address


def _forms(room: Room, address: _Address) -> dict[str, Any]:
    """What each form keeps of the address, and where its links lead."""
    wanted = address.wanted or Wanted(1)
    return {
        "kept_by_basis": address.but(*_BASIS),
        "kept_by_moves": address.but(_SEAT.pattern),
        "kept_by_all": address.but(),
        "kept_by_best": address.but("k", "may", _SIZE.pattern),
        "back_link": _link(address.but(_SEAT.pattern, "split")),
        "wanted": wanted,
        "counts": range(1, findings.MOST_MOVES + 1),
        "may_move": findings.may_move(room, wanted),
        "sizes": [
            (
                side.value,
                *(address.given.get(f"{name}-{side.value}", "") for name in ("fewest", "most")),
            )
            for side in SIDES
        ],
    }


# What is shown


def _best(room: Room, address: _Address) -> dict[str, Any] | None:
    if address.wanted is None:
        return None
    try:
        found: BestMoves = findings.best(room, address.wanted, address.splits)
    except ValueError as error:
        address.problems.append(str(error))
        return None
    moves = {step.move.key: step.move.target for step in found.steps}
    return {"found": found, "link": _link(address.but(_SEAT.pattern, **moves))}


def _kept(request: Request, room: Room, address: _Address) -> Iterator[dict[str, Any]]:
    """The kept seatings, each counted in the period that is looked at."""
    for row in queries.scenarios():
        basis = address.but(r"(?!since|until|by_status).*")
        yield {
            "row": row,
            "found": findings.where_teams_sit(room, row.moves),
            "link": _link([*basis, *row.moves.items()]),
            "may_delete": actions.may_delete(row, request.user),
        }


def _label(parties: tuple[str, str]) -> str:
    return f"{party_name(parties[0])} and {party_name(parties[1])}"


def _today(row: Any) -> Change:
    return Change(_label(row.parties), Cost(row.before.waiting_days, row.before.handoffs))


def _change(row: Any) -> Change:
    return replace(_today(row), after=Cost(row.after.waiting_days, row.after.handoffs))


_COLUMNS = ("party", "other party", "hand-offs today", "hand-offs then", "ping-pongs today",
            "ping-pongs then", "days waited today", "days waited then")  # fmt: skip


def _cells(row: Any) -> Iterable[object]:
    before, after = row.before, row.after
    return (*row.parties, before.handoffs, after.handoffs, before.ping_pongs, after.ping_pongs,
            f"{before.waiting_days:.3f}", f"{after.waiting_days:.3f}")  # fmt: skip


# Keeping


@needs(Right.SIGN)
@require_POST
def save_scenario(request: Request) -> HttpResponse:
    """Keep a seating under a name, to compare."""
    room = _room()
    address = _read(request.POST, findings.seat_months(room.figures) if room else [])
    back = _link(address.but("name"))
    form = forms.ScenarioForm(request.POST)
    if room is None or not form.is_valid():
        messages.error(request, "Give the scenario a name of at most 120 letters.")
        return redirect(back)
    found: Placement = findings.where_teams_sit(room, address.moves)
    name = form.cleaned_data["name"]
    try:
        actions.save_scenario(name=name, moves=found.as_address, by=request.user, at=request.at)
        messages.success(request, f"“{name}” is kept. Nothing of the mappings changed.")
    except actions.RefusedError as error:
        messages.error(request, str(error))
    return redirect(back)


@needs(Right.SIGN)
@require_POST
def delete_scenario(request: Request, pk: int) -> HttpResponse:
    """Forget a kept seating."""
    row = get_object_or_404(Scenario, pk=pk)
    try:
        actions.delete_scenario(row=row, by=request.user, at=request.at)
        messages.success(request, f"“{row}” is deleted.")
    except actions.RefusedError as error:
        messages.error(request, str(error))
    return redirect("evidence:placement")
