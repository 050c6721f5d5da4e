"""Imports: a file's dry run, its receipt, taking it in, undoing it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accord.areas.evidence import actions, forms, jobs, queries
from accord.areas.evidence.models import Import, ImportState
from accord.areas.people.access import Right, needs
from accord.areas.people.actions import NotOfASideError
from accord.web.shell import Request, page_or_fragment


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
    context = {"form": form, "names": names, "known_headers": queries.saved_columns().count()}
    return render(request, "evidence/import.html", context)


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
