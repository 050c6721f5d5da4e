"""Work beside the pages: leaving no log of who answered when."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from accord.areas.pulse import actions


@db_periodic_task(crontab(minute="*"))
def fold_log() -> None:
    """Every minute: what a reader kept in the write-ahead log goes into the database."""
    actions.fold_log()
