"""Work that takes longer than a page: reading, applying and undoing imports.

A job does what the import's state still asks for, else nothing: after a crash the queue may hold a job
that was given back to the user, or given twice.
"""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task, on_startup

from accord.areas.evidence import actions
from accord.areas.evidence.models import Import, ImportState
from accord.areas.people.models import User
from accord.store.evidence import UnwritableError
from accord.store.locks import StoreBusyError


@db_task()
def read(pk: int) -> None:
    """The dry run of an import."""
    row = _if_still(pk, ImportState.READING)
    if row is not None:
        actions.read_import(row=row)


@db_task()
def apply(pk: int) -> None:
    """Take an import in, then tell the notice board."""
    row = _if_still(pk, ImportState.APPLYING)
    if row is None:
        return
    try:
        actions.apply_import(row=row, at=timezone.now())
    except Exception as error:
        Import.objects.filter(pk=pk).update(
            state=ImportState.READY, problem=_why(error, "The import")
        )
        raise
    actions.publish(at=timezone.now())


@db_task()
def undo(pk: int, by_pk: int) -> None:
    """Undo an import, then tell the notice board."""
    row = _if_still(pk, ImportState.UNDOING)
    if row is None:
        return
    try:
        actions.undo_import(row=row, by=User.objects.get(pk=by_pk), at=timezone.now())
    except Exception as error:
        Import.objects.filter(pk=pk).update(
            state=ImportState.APPLIED, problem=_why(error, "The undo")
        )
        raise
    actions.publish(at=timezone.now())


def _why(error: Exception, what: str) -> str:
    """What the store says of itself in one sentence; of anything else only that it broke off."""
    if isinstance(error, StoreBusyError | UnwritableError):
        return str(error)
    return f"{what} broke off; nothing was changed. Try again, or look into the log."


def _if_still(pk: int, state: str) -> Import | None:
    return Import.objects.filter(pk=pk, state=state).first()


@db_periodic_task(crontab(minute="*"))
def keep_told() -> None:
    """Every minute: what the notice board says must be what is so."""
    actions.publish_if_changed(at=timezone.now())


@db_periodic_task(crontab(hour="3", minute="17"))
def tidy() -> None:
    """Every night: what was undone leaves the disk a week later."""
    actions.tidy(at=timezone.now())


@on_startup()
def recover() -> None:
    """Take up what a crash cut off."""
    for row in actions.recover(at=timezone.now()):
        read(row.pk)
