"""Screens of the evidence: imports, mappings, the questions, the rows behind every number."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accord.areas.evidence import actions, findings, forms, frames, jobs, queries
from accord.areas.evidence.findings.stuck import Waiting
from accord.areas.evidence.models import (
    TURNS,
    Correction,
    HolderMapping,
    Import,
    ImportState,
    Source,
    StatusClass,
    StatusMapping,
)
from accord.areas.people import queries as people
from accord.areas.people.access import Right, needs
from accord.areas.people.actions import NotOfASideError
from accord.areas.people.models import Party, Team
from accord.charts.ageing import ageing
from accord.charts.speed import spreads
from accord.charts.theme import inline
from accord.charts.turns import Stretch, month_columns, stacked_bars, time_line, turn_bar
from accord.web.sheets import csv_file
from accord.web.shell import Request, page_or_fragment

WIDE, NARROW = 1040, 350
PAGE_ROWS = 50


def _figures() -> frames.Figures | None:
    """The figures of the newest snapshot over all sources, or None before the first import."""
    newest = queries.newest_snapshot()
    sources = list(queries.holding())
    return frames.figures(newest, sources) if newest and sources else None


def _drawn(draw: Any) -> dict[str, str]:
    return {"wide": inline(draw(WIDE)), "narrow": inline(draw(NARROW))}


def _signing() -> dict[str, Any]:
    """Whether all mappings are signed, for the mark on every page of figures."""
    sources = queries.sources()
    keys = {row.source: row.keys for row in sources}
    return {
        "sources": sources,
        "unsigned": findings.unsigned_words(keys),
        "lowest": findings.level_words([row.source for row in sources]),
    }


def _filter(request: Request) -> findings.Filter:
    names = ("type", "source", "since", "until")
    return findings.Filter(**{name: request.GET.get(name, "").strip() for name in names})


def _choices(figures: frames.Figures, chosen: findings.Filter) -> dict[str, Any]:
    rows = figures.requests
    return {
        "chosen": chosen,
        "types": findings.type_choices(rows),
        "months": findings.month_choices(rows),
        "source_names": sorted({name for row in rows for name in row.sources}),
    }


# The start


@needs(Right.SEE_EVIDENCE)
def index(request: Request) -> HttpResponse:
    """What is there: sources, questions, imports."""
    context = {
        **_signing(),
        "imports": queries.latest_imports(),
        "undos": queries.undo_asked(),
        "turns": None,
        "corrections": Correction.objects.filter(settled_at=None).select_related("by__person"),
    }
    figures = _figures()
    if figures is not None:
        context["turns"] = findings.whose_turn(figures.requests)
    return render(request, "evidence/index.html", context)


# Imports


@needs(Right.IMPORT_EVIDENCE)
@require_http_methods(["GET", "POST"])
def import_file(request: Request) -> HttpResponse:
    """Take a file in for its dry run."""
    form = forms.ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        row = actions.begin_import(
            file=upload.file,
            file_name=upload.name,
            source_name=form.cleaned_data["source"],
            options=form.options(),
            by=request.user,
            at=request.at,
        )
        jobs.read(row.pk)
        return redirect("evidence:import-detail", pk=row.pk)
    names = queries.holding().values_list("name", flat=True)
    return render(request, "evidence/import.html", {"form": form, "names": names})


@needs(Right.IMPORT_EVIDENCE)
def import_detail(request: Request, pk: int) -> HttpResponse:
    """How far an import is; its receipt; what can be done with it."""
    row = get_object_or_404(Import, pk=pk)
    context = {"import": row, "receipt": row.receipt, "undo_keys": queries.undo_keys(row)}
    return page_or_fragment(
        request, "evidence/import_detail.html", "evidence/_import_detail.html", context
    )


@needs(Right.IMPORT_EVIDENCE)
@require_POST
def import_apply(_request: Request, pk: int) -> HttpResponse:
    """Take the import in."""
    row = get_object_or_404(Import, pk=pk)
    claimed = Import.objects.filter(pk=pk, state=ImportState.READY).update(
        state=ImportState.APPLYING, problem=""
    )
    if claimed:
        jobs.apply(row.pk)
    return redirect("evidence:import-detail", pk=pk)


@needs(Right.IMPORT_EVIDENCE)
@require_POST
def import_discard(request: Request, pk: int) -> HttpResponse:
    """Leave a dry run at that."""
    row = get_object_or_404(Import, pk=pk)
    try:
        actions.discard_import(row=row, by=request.user, at=request.at)
        messages.success(request, f"{row.file_name} was not imported. Nothing was changed.")
    except actions.RefusedError as error:
        messages.error(request, str(error))
    return redirect("evidence:index")


@needs(Right.SIGN)
@require_POST
def import_undo(request: Request, pk: int) -> HttpResponse:
    """Undo an import; both sides have to ask where both had signed its mappings."""
    row = get_object_or_404(Import, pk=pk)
    try:
        now = actions.ask_to_undo(row=row, by=request.user, at=request.at)
    except (actions.RefusedError, NotOfASideError) as error:
        messages.error(request, str(error))
        return redirect("evidence:index")
    if now:
        claimed = Import.objects.filter(pk=pk, state=ImportState.APPLIED).update(
            state=ImportState.UNDOING, problem=""
        )
        if claimed:
            jobs.undo(row.pk, request.user.pk)
        messages.success(request, f"{row.file_name} is being undone.")
    else:
        other = " and ".join(queries.undo_keys(row).missing)
        messages.warning(
            request,
            f"Both sides signed what rests on this import: {other} has to agree to undo it.",
        )
    return redirect("evidence:index")


# Mappings


@needs(Right.SEE_EVIDENCE)
def source(request: Request, pk: int) -> HttpResponse:
    """Which team each holder is, what each status means, and who signed it."""
    row = get_object_or_404(Source, pk=pk)
    context = {
        "now": queries.source_now(row),
        "seen": queries.fingerprint(row),
        "holders": HolderMapping.objects.filter(source=row).select_related("team"),
        "statuses": StatusMapping.objects.filter(source=row),
        "teams": Team.objects.all(),
        "classes": StatusClass.choices,
        "turns": TURNS,
        "people": frames.person_counts(row) if row.holder_kind == "person" else None,
    }
    return render(request, "evidence/source.html", context)


@needs(Right.IMPORT_EVIDENCE)
@require_POST
def save_mappings(request: Request, pk: int) -> HttpResponse:
    """Set teams and classes."""
    row = get_object_or_404(Source, pk=pk)
    holders, statuses = _posted_mappings(request, row)
    changed = actions.save_mappings(
        source=row, holders=holders, statuses=statuses, by=request.user, at=request.at
    )
    actions.publish(at=request.at)
    words = f"{changed} changed" if changed else "nothing changed"
    messages.success(request, f"The mappings of {row} are saved: {words}.")
    return redirect("evidence:source", pk=pk)


def _posted_mappings(
    request: Request, row: Source
) -> tuple[dict[int, int | None], dict[int, tuple[str, str]]]:
    teams = {str(team.pk): team.pk for team in Team.objects.all()}
    turns = {value for value, _ in TURNS} | {""}
    holders = {}
    for mapping in HolderMapping.objects.filter(source=row):
        chosen = request.POST.get(f"holder-{mapping.pk}")
        if chosen is not None:
            holders[mapping.pk] = teams.get(chosen)
    statuses = {}
    for status in StatusMapping.objects.filter(source=row):
        kind = request.POST.get(f"class-{status.pk}")
        turn = request.POST.get(f"turn-{status.pk}", "")
        if kind is not None and kind in {*StatusClass.values, ""} and turn in turns:
            statuses[status.pk] = (kind, turn)
    return holders, statuses


@needs(Right.SIGN)
@require_POST
def sign_mappings(request: Request, pk: int) -> HttpResponse:
    """Sign the mappings as they stand, for the own side."""
    row = get_object_or_404(Source, pk=pk)
    try:
        seen = request.POST.get("seen", "")
        actions.sign_mappings(source=row, seen=seen, by=request.user, at=request.at)
        actions.publish(at=request.at)
        messages.success(request, f"The mappings of {row} are signed for your side.")
    except (NotOfASideError, actions.RefusedError) as error:
        messages.error(request, str(error))
    return redirect("evidence:source", pk=pk)


# The questions


@needs(Right.SEE_EVIDENCE)
def turns(request: Request) -> HttpResponse:
    """Whose turn is it?"""
    figures = _figures()
    if figures is None:
        return render(request, "evidence/nothing.html", {"question": "Whose turn is it?"})
    chosen = _filter(request)
    found = findings.whose_turn(findings.requests(figures, chosen))
    context: dict[str, Any] = {**_signing(), **_choices(figures, chosen), "turns": found}
    if found is not None:
        context["picture_all"] = _drawn(lambda width: turn_bar(found.segments, width))
        context["picture_months"] = _drawn(lambda width: month_columns(found.by_month, width))
        context["picture_types"] = _drawn(lambda width: stacked_bars(found.by_type, width))
        base, _ = findings.base_of(findings.requests(figures, chosen))
        delivered = [row for row in base if row.outcome == "delivered"]
        context["steps"] = findings.steps(figures, delivered) if found.joint else []
        context["apart"] = findings.apart(findings.requests(figures, chosen))
        if context["apart"]:
            bars = context["apart"]
            context["picture_apart"] = _drawn(lambda width: stacked_bars(bars, width))
    return render(request, "evidence/turns.html", context)


@needs(Right.SEE_EVIDENCE)
def speed(request: Request) -> HttpResponse:
    """How fast?"""
    figures = _figures()
    if figures is None:
        return render(request, "evidence/nothing.html", {"question": "How fast?"})
    chosen = _filter(request)
    rows = findings.requests(figures, chosen)
    base, joint = findings.base_of(rows)
    found = findings.how_fast(base)
    context: dict[str, Any] = {
        **_signing(),
        **_choices(figures, chosen),
        "speed": found,
        "joint": joint,
        "rows": sorted(
            (row for row in base if row.outcome == "delivered"), key=lambda row: -row.days
        )[:PAGE_ROWS],
    }
    if found is not None:
        context["picture"] = _drawn(lambda width: spreads(found.spreads, width))
    return render(request, "evidence/speed.html", context)


@needs(Right.SEE_EVIDENCE)
def stuck(request: Request) -> HttpResponse:
    """What is stuck, and who moves next?"""
    figures = _figures()
    if figures is None:
        return render(request, "evidence/nothing.html", {"question": "What is stuck?"})
    chosen = _filter(request)
    base, joint = findings.base_of(findings.requests(figures, chosen))
    found = findings.what_is_stuck(base)
    rows = found.rows if found else ()
    if request.GET.get("format") == "csv":
        return csv_file("stuck.csv", _STUCK_COLUMNS, map(_stuck_cells, rows))
    query = request.GET.copy()
    query["format"] = "csv"
    context: dict[str, Any] = {
        **_signing(),
        **_choices(figures, chosen),
        "stuck": found,
        "joint": joint,
        "rows": Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page")),
        "csv_query": query.urlencode(),
    }
    if found is not None:
        context["picture"] = _drawn(lambda width: ageing(found.bands, width))
    return render(request, "evidence/stuck.html", context)


_STUCK_COLUMNS = ("request", "title", "type", "next to move", "does", "since", "days open",
                  "85 in 100 within", "stuck")  # fmt: skip


def _stuck_cells(row: Waiting) -> Iterable[object]:
    one = row.request
    since = one.since.date() if one.since else ""
    high = f"{row.usual.high:.1f}" if row.usual and row.usual.high is not None else ""
    return (one.key, one.title, one.type, one.turn, row.next_step, since, f"{one.days:.1f}", high,
            "yes" if row.stuck else "no")  # fmt: skip


@needs(Right.SEE_EVIDENCE)
def promises(request: Request) -> HttpResponse:
    """Promises: due dates kept, moved, missed, both ways."""
    figures = _figures()
    if figures is None:
        return render(request, "evidence/nothing.html", {"question": "Promises"})
    party = request.GET.get("party", "")
    outcome = request.GET.get("outcome", "")
    rows = [
        row
        for row in figures.promises
        if (not party or row.party == party) and (not outcome or row.against_first == outcome)
    ]
    if request.GET.get("format") == "csv":
        return csv_file("promises.csv", _PROMISE_COLUMNS, map(_promise_cells, rows))
    context = {
        **_signing(),
        "kept": findings.promises_kept(figures.promises),
        "rows": Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page")),
        "party": party,
        "outcome": outcome,
        "outcomes": ("kept", "missed", "pending", "withdrawn"),
    }
    return render(request, "evidence/promises.html", context)


_PROMISE_COLUMNS = ("item", "title", "party", "first due", "last due", "done", "against first",
                    "against last", "moved")  # fmt: skip


def _promise_cells(row: frames.Promise) -> Iterable[object]:
    done = row.done_at.date() if row.done_at else ""
    return (row.item, row.title, row.party, row.first_due, row.last_due, done,
            row.against_first, row.against_last, row.moved)  # fmt: skip


# The rows


_KINDS = {
    "joint": "through both trackers",
    "apart": "in one tracker only",
    "open": "still open",
    "returned": "sent back by IT",
}


@needs(Right.SEE_EVIDENCE)
def requests(request: Request) -> HttpResponse:
    """The list behind every number: search, filter, CSV."""
    figures = _figures()
    if figures is None:
        return render(request, "evidence/nothing.html", {"question": "Requests"})
    chosen = _filter(request)
    search = request.GET.get("search", "").strip()
    kind, turn = request.GET.get("kind", ""), request.GET.get("turn", "")
    rows = findings.listed(findings.requests(figures, chosen), search, kind, turn)
    if request.GET.get("format") == "csv":
        return csv_file("requests.csv", _REQUEST_COLUMNS, map(_request_cells, rows))
    context = {
        **_signing(),
        **_choices(figures, chosen),
        "rows": Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page")),
        "search": search,
        "kind": kind,
        "kinds": _KINDS.items(),
        "turn": turn,
        "turn_words": findings.turn_words(turn),
    }
    return page_or_fragment(request, "evidence/requests.html", "evidence/_requests.html", context)


_REQUEST_COLUMNS = ("request", "title", "type", "sources", "created", "done", "outcome", "days",
                    "waited days", "hand-offs", "ping-pongs", "turn now")  # fmt: skip


def _request_cells(row: frames.Request) -> Iterable[object]:
    done = row.done_at.date() if row.done_at else ""
    return (row.key, row.title, row.type, " + ".join(row.sources), row.created_at.date(), done,
            row.outcome, f"{row.days:.1f}", f"{row.waited:.1f}", row.handoffs, row.ping_pongs,
            row.turn)  # fmt: skip


def _one(key: str) -> tuple[frames.Figures, frames.Request]:
    figures = _figures()
    if figures is None or key not in figures.by_key:
        raise Http404
    return figures, figures.by_key[key]


@needs(Right.SEE_EVIDENCE)
def request_detail(request: Request, key: str) -> HttpResponse:
    """One request's time line, as bars of custody."""
    figures, row = _one(key)
    context = {**_request_context(figures, row), **_signing()}
    context["corrections"] = Correction.objects.filter(request=key).select_related("by__person")
    return render(request, "evidence/request.html", context)


def _request_context(figures: frames.Figures, row: frames.Request) -> dict[str, Any]:
    found = frames.stretches(figures, row.key)
    lanes = list(dict.fromkeys(part.lane for part in found))
    by_lane = [(lane, [part for part in found if part.lane == lane]) for lane in lanes]
    drawn = [
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
        "segments": findings.mean_segments([row]),
        "working": row.days - row.waited,
        "turns": by_lane[0][1],
        "lanes": by_lane[1:],
        "picture": _drawn(lambda width: time_line(drawn, lanes, width)) if drawn else None,
    }


# For a guest: own items and waits


def _own_party(request: Request) -> str:
    return str(request.user.party_on(request.at.date()))


def _own_requests(request: Request, figures: frames.Figures, party: str) -> list[frames.Request]:
    """The guest's requests; of several agencies each sees only what its own teams held."""
    rows = findings.own(figures.requests, party)
    # Also those of the past: a new agency must not see what a former one did.
    if people.teams_ever(party) <= 1:
        return rows
    teams = {team.name for team in people.teams_of_user(request.user, request.at.date())}
    return [row for row in rows if not teams.isdisjoint(frames.teams_of(figures, row.key))]


@needs(Right.SEE_OWN_ITEMS)
def own_items(request: Request) -> HttpResponse:
    """What is, or was, the turn of the guest's party: nothing else."""
    figures = _figures()
    party = _own_party(request)
    rows = _own_requests(request, figures, party) if figures is not None and party else []
    context = {
        "rows": Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page")),
        "party": party,
        "waiting": [row for row in rows if row.turn == party],
    }
    return render(request, "evidence/own_items.html", context)


@needs(Right.SEE_OWN_ITEMS)
@require_http_methods(["GET", "POST"])
def own_item(request: Request, key: str) -> HttpResponse:
    """One of the guest's items: its own stretches, and a way to say what is wrong."""
    party = _own_party(request)
    figures, row = _one(key)
    if row not in _own_requests(request, figures, party):
        raise Http404
    form = forms.CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        actions.correct(request=key, party=party, text=text, by=request.user, at=request.at)
        messages.success(request, "Thank you. Both sides see your correction beside the request.")
        return redirect("evidence:own-item", key=key)
    context = {
        "row": row,
        "party": party,
        "days": sum(days for (turn, _), days in row.by_turn.items() if turn == party),
        "stretches": [part for part in frames.turns_of(figures, key) if part.turn == party],
        "corrections": Correction.objects.filter(
            request=key, by__person__in=people.colleagues(request.user, request.at.date())
        ),
        "form": form,
    }
    return render(request, "evidence/own_item.html", context)


@needs(Right.IMPORT_EVIDENCE)
@require_POST
def settle(request: Request, pk: int) -> HttpResponse:
    """The lead has dealt with a correction."""
    row = get_object_or_404(Correction, pk=pk)
    actions.settle(row=row, by=request.user, at=request.at)
    messages.success(request, f"The correction of {Party(row.party).label} is settled.")
    return redirect("evidence:index")
