"""The snapshot that counts: written on, and moved in one transaction with what caused it."""

import datetime as dt
from contextlib import AbstractContextManager

from django.conf import settings

from accord.areas.evidence import queries
from accord.areas.evidence.actions.files import tables
from accord.areas.evidence.models import Import, ImportState, Snapshot
from accord.store import derived
from accord.store import evidence as store


def pinned_by(row: Snapshot) -> store.Snapshot:
    """The versions of the evidence tables that belong to the row."""
    return store.Snapshot(dict(row.versions))


def on_the_newest() -> AbstractContextManager[store.Writing]:
    """Write on top of what counts when the lock is held, not of what counted before."""
    empty = tables().first_snapshot()

    def newest() -> store.Snapshot:
        found = queries.newest_snapshot()
        return pinned_by(found) if found else empty

    return tables().writing(newest)


def pin(pinned: store.Snapshot, row: Import, at: dt.datetime) -> None:
    """Let every page read these versions from now on."""
    applied = Import.objects.filter(state=ImportState.APPLIED)
    last = max((found.receipt.get("last") or 0 for found in applied), default=0)
    Snapshot.objects.create(at=at, versions=pinned.versions, cause=row, as_of=last)
    # What was undone or forgotten must not live on in a table that was worked out from it.
    derived.forget(settings.ACCORD_HOME)
