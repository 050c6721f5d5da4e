"""Work that takes longer than a page: reading, applying and undoing imports."""

from django.utils import timezone
from huey.contrib.djhuey import db_task, on_startup

from accord.areas.evidence import actions
from accord.areas.evidence.models import Import, ImportState
from accord.areas.people.models import User


@db_task()
def read(pk: int) -> None:
    """The dry run of an import."""
    actions.read_import(row=Import.objects.get(pk=pk))


@db_task()
def apply(pk: int) -> None:
    """Take an import in, then tell the notice board."""
    row = Import.objects.get(pk=pk)
    try:
        actions.apply_import(row=row, at=timezone.now())
    except Exception:
        Import.objects.filter(pk=pk).update(
            state=ImportState.READY,
            problem="The import broke off; nothing was changed. Try again, or look into the log.",
        )
        raise
    actions.publish(at=timezone.now())


@db_task()
def undo(pk: int, by_pk: int) -> None:
    """Undo an import, then tell the notice board."""
    row = Import.objects.get(pk=pk)
    try:
        actions.undo_import(row=row, by=User.objects.get(pk=by_pk), at=timezone.now())
    except Exception:
        Import.objects.filter(pk=pk).update(
            state=ImportState.APPLIED,
            problem="The undo broke off; nothing was changed. Try again, or look into the log.",
        )
        raise
    actions.publish(at=timezone.now())


@on_startup()
def recover() -> None:
    """Take up what a crash cut off."""
    for row in actions.recover(at=timezone.now()):
        read(row.pk)
