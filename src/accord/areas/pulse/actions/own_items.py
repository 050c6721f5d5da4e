"""A company's own items: kept version by version, taken back while no wave asked them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from accord.areas.people.actions import digest_of, record
from accord.areas.people.models import User
from accord.areas.pulse.actions.waves import PulseError
from accord.areas.pulse.frames import Upload
from accord.areas.pulse.models import OwnInstrument, instrument
from accord.connectors.own_items import OwnItem, Taken, read_items, without_type


def read_own_items(*, upload: Upload, types: Mapping[str, str]) -> list[OwnItem]:
    """The items of a file; ``types`` says the type of those that name none. UnreadableFileError."""
    known = instrument()
    codes = {
        *known.items,
        *known.placements,
        *(part.code for part in known.guesses),
        *(part.code for part in known.priorities),
    }
    taken = Taken(
        codes=frozenset(code.lower() for code in codes),
        dimensions=frozenset(
            name.lower() for part in known.dimensions for name in (part.key, part.name)
        ),
    )
    return read_items(upload.content, upload.name, taken, types)


@transaction.atomic
def keep_own_items(
    *, name: str, items: Sequence[OwnItem], by: User, at: dt.datetime
) -> OwnInstrument:
    """Keep items as the next version of this name; unchanged ones stay the version they are."""
    if without_type(items):
        raise PulseError("Say of every item what it rates.")
    dimensions = _dimensions(items)
    digest = digest_of(dimensions)
    newest = OwnInstrument.objects.select_for_update().filter(name=name).first()
    if newest is not None and newest.digest == digest:
        return newest
    made = OwnInstrument.objects.create(
        name=name,
        version=newest.version + 1 if newest else 1,
        dimensions=dimensions,
        digest=digest,
        by=by,
        at=at,
    )
    codes = [item.code for item in items]
    record(
        by=by, at=at, verb="added", kind="own items", key=str(made.pk), label=str(made), items=codes
    )
    return made


@transaction.atomic
def undo_own_items(*, own: OwnInstrument, by: User, at: dt.datetime) -> None:
    """Take a version back that no wave asked."""
    if own.waves.exists():
        raise PulseError(f"{own} was asked by a pulse, which keeps it. It cannot be taken back.")
    record(by=by, at=at, verb="took back", kind="own items", key=str(own.pk), label=str(own))
    own.delete()


def _dimensions(items: Sequence[OwnItem]) -> list[dict[str, Any]]:
    """The items by dimension, in the order in which the file names them first."""
    names: dict[str, str] = {}
    for item in items:
        names.setdefault(item.dimension.lower(), item.dimension)
    return [
        {
            "key": f"own-{place}-{slugify(name)}"[:50].rstrip("-"),
            "name": name,
            "items": [_written(item) for item in items if item.dimension.lower() == lower],
        }
        for place, (lower, name) in enumerate(names.items(), start=1)
    ]


def _written(item: OwnItem) -> dict[str, Any]:
    return {
        "code": item.code,
        "type": item.type,
        "text": item.text,
        "origin": item.origin,
        "scale": item.scale,
        "anchor": item.anchor,
        "texts": [list(pair) for pair in item.texts],
    }
