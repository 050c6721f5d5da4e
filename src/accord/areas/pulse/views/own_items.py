"""A company's own items: handing them in, reading them, taking them back."""

import base64

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accord.areas.people.access import Right, needs
from accord.areas.pulse import actions
from accord.areas.pulse.forms import OwnItemsForm, TypesForm
from accord.areas.pulse.frames import Upload
from accord.areas.pulse.models import LANGUAGES, OWN_STATUS, OwnInstrument, instrument
from accord.connectors.contract import UnreadableFileError
from accord.connectors.own_items import OwnItem, without_type
from accord.web.shell import Request

PAGE = "pulse/own_items_new.html"


@needs(Right.SEE_PULSE)
@require_safe
def own_items(request: Request, pk: int) -> HttpResponse:
    """One version of own items."""
    own = get_object_or_404(OwnInstrument, pk=pk)
    context = {"own": own, "waves": list(own.waves.all()), "status": OWN_STATUS}
    return render(request, "pulse/own_items.html", context)


@needs(Right.SEE_PULSE)
@require_safe
def own_item(request: Request, pk: int, code: str) -> HttpResponse:
    """The card of one own item, as one version has it."""
    return own_item_card(request, get_object_or_404(OwnInstrument, pk=pk), code)


def own_item_card(request: Request, own: OwnInstrument | None, code: str) -> HttpResponse:
    """The card of an own item; not found where no version has it."""
    item = own.items.get(code) if own else None
    if own is None or item is None:
        raise Http404
    context = {
        "own": own,
        "item": item,
        "texts": [(LANGUAGES[language], text) for language, text in item.texts],
        "words": instrument().scales[item.scale],
        "dimension": next(part for part in own.parts if item in part.asked),
        "status": OWN_STATUS,
    }
    return render(request, "pulse/own_item.html", context)


@needs(Right.RUN_PULSE)
@require_http_methods(["GET", "POST"])
def add_own_items(request: Request) -> HttpResponse:
    """Hand in a file of own items; asks what each rates where the file does not say it."""
    if "content" in request.POST:
        return _with_types(request)
    form = OwnItemsForm(request.POST or None, request.FILES or None)
    if request.method == "GET" or not form.is_valid():
        return render(request, PAGE, {"form": form})
    upload = form.upload()
    try:
        items = actions.read_own_items(upload=upload, types={})
    except UnreadableFileError as error:
        form.add_error("file", str(error))
        return render(request, PAGE, {"form": form})
    name = form.cleaned_data["name"]
    if without_type(items):
        goes_along = {"name": name, "file_name": upload.name, "content": _as_text(upload)}
        asking = TypesForm(items, initial=goes_along)
        return render(request, "pulse/own_items_types.html", {"form": asking})
    return _kept(request, name, items)


def _with_types(request: Request) -> HttpResponse:
    """The second step: the file came along as text, with what each item rates."""
    upload = Upload(request.POST.get("file_name", "")[:200], _from_text(request.POST["content"]))
    try:
        items = actions.read_own_items(upload=upload, types={})
        form = TypesForm(items, request.POST)
        if not form.is_valid():
            return render(request, "pulse/own_items_types.html", {"form": form})
        items = actions.read_own_items(upload=upload, types=form.types())
    except UnreadableFileError as error:
        messages.error(request, str(error))
        return redirect("pulse:own-items-new")
    return _kept(request, form.cleaned_data["name"], items)


def _as_text(upload: Upload) -> str:
    return base64.b64encode(upload.content).decode()


def _from_text(text: str) -> bytes:
    """The file again; what is none is read as an empty one."""
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return b""


def _kept(request: Request, name: str, items: list[OwnItem]) -> HttpResponse:
    made = actions.keep_own_items(name=name, items=items, by=request.user, at=request.at)
    messages.success(request, f"{made} can be asked by the next pulse.")
    return redirect("pulse:own-items", made.pk)


@needs(Right.RUN_PULSE)
@require_POST
def undo_own_items(request: Request, pk: int) -> HttpResponse:
    """Take a version back that no wave asked."""
    own = get_object_or_404(OwnInstrument, pk=pk)
    try:
        actions.undo_own_items(own=own, by=request.user, at=request.at)
    except actions.PulseError as error:
        messages.error(request, str(error))
        return redirect("pulse:own-items", pk)
    messages.success(request, f"{own} is taken back.")
    return redirect("pulse:instrument")
