"""Undo an import: with both keys where both sides had signed."""

import datetime as dt

from django.db import transaction

from accord.areas.evidence import queries
from accord.areas.evidence.actions.files import raw_name, tables
from accord.areas.evidence.actions.refused import RefusedError
from accord.areas.evidence.actions.snapshots import on_the_newest, pin
from accord.areas.evidence.models import HolderMapping, Import, ImportState, Source
from accord.areas.people.actions import digest_of, record, sign
from accord.areas.people.models import User


def ask_to_undo(*, row: Import, by: User, at: dt.datetime) -> bool:
    """Ask for the undo of an import; true when it may be done now.

    Where both sides ever signed the source's mappings, both have to ask: a change of a mapping in
    between does not take the second key away.
    """
    if row.state != ImportState.APPLIED or row.source is None:
        raise RefusedError("Only an import that counts can be undone.")
    if not queries.was_signed(row.source):
        return True
    digest = digest_of([row.pk, row.digest])
    sign(subject=queries.UNDO, key=str(row.pk), digest=digest, label=str(row), by=by, at=at)
    return queries.undo_keys(row).complete


def undo_import(*, row: Import, by: User, at: dt.datetime) -> None:
    """Make the source what the other imports say, in the order in which they came."""
    source = row.source
    if source is None:
        raise RefusedError("Only an import that counts can be undone.")
    others = source.imports.filter(state=ImportState.APPLIED).exclude(pk=row.pk)
    with on_the_newest() as writing:
        names = [raw_name(other) for other in others.order_by("applied_at", "pk")]
        pinned = writing.replay(names, source.key)
        with transaction.atomic():
            row.state = ImportState.UNDONE
            row.progress = ""
            _forget_names(row, source)
            row.save()
            pin(pinned, row, at)
            record(by=by, at=at, verb="undid", kind="import", key=str(row.pk), label=str(row))
    tables().raw.drop(raw_name(row))


def _forget_names(row: Import, source: Source) -> None:
    """Leave no holder behind that only the undone import named, unless somebody mapped it."""
    row.receipt = row.receipt | {"holders": {}}
    others = source.imports.filter(state=ImportState.APPLIED).exclude(pk=row.pk)
    named = {holder for other in others for holder in other.receipt["holders"]}
    for mapping in HolderMapping.objects.filter(source=source, team=None):
        if mapping.holder not in named:
            mapping.delete()
