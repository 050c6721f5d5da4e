"""What nobody asks for: small files joined every night, and order after a crash."""

import datetime as dt

from accord.areas.evidence import queries
from accord.areas.evidence.actions.files import tables, upload_of
from accord.areas.evidence.actions.importing import fail
from accord.areas.evidence.actions.snapshots import on_the_newest
from accord.areas.evidence.models import Import, ImportState, Snapshot
from accord.areas.people.actions import record


def tidy(*, at: dt.datetime) -> None:
    """Join small files of the evidence tables, and remove those that nobody has needed for a week."""
    if queries.newest_snapshot() is None:
        return
    with on_the_newest() as writing:
        pinned = writing.compact()
        as_of = Snapshot.objects.values_list("as_of", flat=True)[0]
        Snapshot.objects.create(at=at, versions=pinned.versions, as_of=as_of)


def recover(*, at: dt.datetime) -> list[Import]:
    """After a crash: what was being applied is ready again; return what must be read again."""
    tables().sweep()
    Import.objects.filter(state=ImportState.APPLYING).update(state=ImportState.READY, progress="")
    Import.objects.filter(state=ImportState.UNDOING).update(state=ImportState.APPLIED, progress="")
    cut_off = list(Import.objects.filter(state=ImportState.READING))
    for row in cut_off:
        # A fingerprint stands there only once the whole file had come.
        if not row.digest or not upload_of(row).exists():
            fail(row, "The server stopped while the file was sent. Send it again.")
            record(by=None, at=at, verb="gave up", kind="import", key=str(row.pk), label=str(row))
    return [row for row in cut_off if row.state == ImportState.READING]
