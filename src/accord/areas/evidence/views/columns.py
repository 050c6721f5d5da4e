"""What the columns of a table say that no reader knows: asked once for every header."""

from dataclasses import dataclass, replace

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accord.areas.evidence import actions, forms, jobs, queries
from accord.areas.evidence.models import Import, ImportState, TableMapping
from accord.areas.people.access import Right, needs
from accord.connectors.any_table.mapping import Mapping, RowKind
from accord.connectors.any_table.proposals import Proposal, Proposed, proposed
from accord.connectors.any_table.table import HEADER_ROWS, Look, fits
from accord.connectors.contract import UnreadableFileError
from accord.web.shell import Request

_OPEN = (ImportState.ASKING, ImportState.READY)
_VALUES = 3
_ROWS = {RowKind.SNAPSHOT: "one item as it stands", RowKind.HISTORY: "one change of an item"}
_TOO_LATE = "This file was decided on meanwhile; what its columns say was not changed."


@dataclass(frozen=True, slots=True)
class _Column:
    """One column as the page shows it."""

    name: str
    values: list[str]
    reason: str
    field: BoundField
    read: bool


@needs(Right.IMPORT_EVIDENCE)
@require_http_methods(["GET", "POST"])
def columns(request: Request, pk: int) -> HttpResponse:
    """Ask what each column says; what is told is read at once and kept for the next such file."""
    row = get_object_or_404(Import, pk=pk)
    if row.state not in _OPEN:
        return redirect("evidence:import-detail", pk=pk)
    try:
        look = _look(request, row)
    except UnreadableFileError as error:
        messages.error(request, str(error))
        return redirect("evidence:import-detail", pk=pk)
    proposal = _proposal(row, look)
    posted = request.POST if request.method == "POST" else None
    form = forms.ColumnsForm(posted, look=look, proposal=proposal)
    if posted is not None and form.is_valid():
        told = actions.tell_columns(
            row=row,
            mapping=form.mapping(),
            fingerprint=look.fingerprint,
            options=form.options(),
            by=request.user,
            at=request.at,
        )
        return _read_again(request, pk, told)
    return render(request, "evidence/columns.html", _context(row, look, proposal, form))


@needs(Right.IMPORT_EVIDENCE)
@require_POST
def forget(request: Request, pk: int) -> HttpResponse:
    """Forget what was told of this header, and read the file by its content."""
    row = get_object_or_404(Import, pk=pk)
    if row.state not in _OPEN:
        return redirect("evidence:import-detail", pk=pk)
    told = row.options.get("mapping") or {}
    try:
        look = actions.columns_of(row=row, sheet=told.get("sheet", ""), header=told.get("header"))
    except UnreadableFileError as error:
        messages.error(request, str(error))
        return redirect("evidence:import-detail", pk=pk)
    done = actions.forget_columns(
        row=row, fingerprint=look.fingerprint, by=request.user, at=request.at
    )
    return _read_again(request, pk, done)


@dataclass(frozen=True, slots=True)
class _KnownHeader:
    """What was said of one header, in words."""

    saved: TableMapping
    rows: str
    columns: list[str]
    persons: bool


@needs(Right.IMPORT_EVIDENCE)
def saved_columns(request: Request) -> HttpResponse:
    """Every header of which somebody said what its columns say, and when."""
    rows = [_known_header(saved) for saved in queries.saved_columns()]
    return render(request, "evidence/saved_columns.html", {"rows": rows})


def _known_header(saved: TableMapping) -> _KnownHeader:
    mapping = Mapping.from_dict(saved.mapping)
    return _KnownHeader(
        saved=saved,
        rows=_ROWS[mapping.rows],
        columns=[f"{name} as {part}" for name, part in mapping.columns],
        persons=mapping.persons,
    )


@needs(Right.IMPORT_EVIDENCE)
@require_POST
def forget_saved(request: Request, pk: int) -> HttpResponse:
    """Forget what was told of a header; what was imported stays."""
    saved = get_object_or_404(TableMapping, pk=pk)
    actions.forget_saved_columns(saved=saved, by=request.user, at=request.at)
    messages.success(request, f"What was told of the columns of {saved.name} is forgotten.")
    return redirect("evidence:saved-columns")


def _read_again(request: Request, pk: int, told: bool) -> HttpResponse:
    if told:
        jobs.read(pk)
    else:
        messages.error(request, _TOO_LATE)
    return redirect("evidence:import-detail", pk=pk)


def _look(request: Request, row: Import) -> Look:
    """The table's beginning, with the sheet and the header row that somebody chose."""
    told = row.options.get("mapping") or {}
    asked = request.POST if request.method == "POST" else request.GET
    sheet = asked.get("sheet", told.get("sheet", ""))
    header = asked.get("header", str(told.get("header", "")))
    number = int(header) if header.isdecimal() and len(header) < 4 else None
    return actions.columns_of(row=row, sheet=sheet, header=number)


def _proposal(row: Import, look: Look) -> Proposed:
    """What was told before, where it fits; else what names and values show."""
    found = proposed(look)
    saved = TableMapping.objects.filter(fingerprint=look.fingerprint).first()
    told = row.options.get("mapping") or (saved.mapping if saved else None)
    if not told:
        return found
    mapping = Mapping.from_dict(told)
    if not fits(mapping, look.names):
        return found
    parts = dict(mapping.columns)
    before = tuple(
        Proposal(one.column, parts.get(one.column), "as told before") for one in found.columns
    )
    kept = replace(mapping, header=look.header, sheet=look.sheet)
    return replace(found, mapping=kept, columns=before)


def _context(
    row: Import, look: Look, proposal: Proposed, form: forms.ColumnsForm
) -> dict[str, object]:
    shown = [
        _Column(
            name=one.column,
            values=list(dict.fromkeys(value[:40] for value in look.values(one.column)))[:_VALUES],
            reason=one.reason,
            field=form[f"column-{place}"],
            read=bool(form[f"column-{place}"].value()),
        )
        for place, one in enumerate(proposal.columns)
    ]
    return {
        "import": row,
        "form": form,
        "look": look,
        "preset": proposal.preset,
        "read": [column for column in shown if column.read],
        "unread": [column for column in shown if not column.read],
        "header_rows": [
            (number, ", ".join(filter(None, cells))[:40])
            for number, cells in enumerate(look.top[:HEADER_ROWS], start=1)
        ],
        "saved": TableMapping.objects.filter(fingerprint=look.fingerprint).first(),
        "advice": proposal.mapping.problem(),
        "known_headers": queries.saved_columns().count(),
    }
