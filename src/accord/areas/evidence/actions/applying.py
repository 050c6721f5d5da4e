"""Take an import in, or leave it at its dry run."""

import datetime as dt

from django.db import transaction

from accord.areas.evidence.actions.files import forget_file, raw_name, tables
from accord.areas.evidence.actions.mapping import propose_mappings
from accord.areas.evidence.actions.refused import RefusedError
from accord.areas.evidence.actions.snapshots import on_the_newest, pin
from accord.areas.evidence.models import Import, ImportState, Level, Source
from accord.areas.people.actions import record
from accord.areas.people.models import User

_LEVELS = [Level.REMEMBERED, Level.SNAPSHOT, Level.COMMENTS, Level.CHANGELOG]
_UNDECIDED = {ImportState.READING, ImportState.ASKING, ImportState.READY, ImportState.FAILED}


def apply_import(*, row: Import, at: dt.datetime) -> None:
    """Take the import in: its items replace what its source said of them before."""
    same = Import.objects.filter(
        source_name=row.source_name,
        digest=row.digest,
        options=row.options,
        state=ImportState.APPLIED,
    )
    with on_the_newest() as writing:
        if same.exists():
            _discard(row)
            return
        source = _source_for(row)
        pinned = writing.apply(raw_name(row), source.key)
        with transaction.atomic():
            source.save()
            row.source = source
            row.state = ImportState.APPLIED
            row.applied_at = at
            row.progress = ""
            row.save()
            propose_mappings(source=source, receipt=row.receipt)
            pin(pinned, row, at)
            record(
                by=row.by, at=at, verb="imported", kind="import", key=str(row.pk), label=str(row)
            )
    forget_file(row)


def _source_for(row: Import) -> Source:
    receipt = row.receipt
    source, _ = Source.objects.get_or_create(
        name=row.source_name,
        defaults={
            "format": receipt["format"],
            "level": receipt["level"],
            "holder_kind": receipt["holder_kind"],
        },
    )
    source.format = receipt["format"]
    source.holder_kind = receipt["holder_kind"]
    # Memory lasts: no file makes a record of what somebody only remembers.
    source.level = min(
        {source.level, receipt["level"]} & {Level.REMEMBERED.value},
        default=max(source.level, receipt["level"], key=lambda level: _LEVELS.index(level)),
    )
    return source


def discard_import(*, row: Import, by: User, at: dt.datetime) -> None:
    """Leave a dry run at that."""
    if row.state not in _UNDECIDED:
        raise RefusedError("Only a file that is not imported can be discarded.")
    _discard(row)
    record(by=by, at=at, verb="discarded", kind="import", key=str(row.pk), label=str(row))


def _discard(row: Import) -> None:
    row.state = ImportState.DISCARDED
    row.progress = ""
    row.receipt = row.receipt | {"holders": {}}  # it may name people, and nobody needs it any more
    row.save()
    tables().raw.drop(raw_name(row))
    forget_file(row)
