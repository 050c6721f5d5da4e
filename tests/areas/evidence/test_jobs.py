"""A job that comes late, or twice, does no harm."""

import pytest
from tests.areas.evidence.factories import bring_in, history, read

from accord.areas.evidence import jobs
from accord.areas.evidence.models import Import, ImportState, Snapshot
from accord.areas.people.models import User

pytestmark = pytest.mark.django_db

FILE = history("A,0,To Do,Web", "A,2,Done,Web")


def test_an_import_that_was_given_back_after_a_crash_waits_for_a_new_word(lena: User) -> None:
    row = read(lena, FILE, "board.csv", "Board")

    jobs.apply.call_local(row.pk)  # the queue still held it

    row.refresh_from_db()
    assert row.state == ImportState.READY
    assert not Snapshot.objects.exists()


def test_a_second_job_for_the_same_import_changes_nothing(lena: User) -> None:
    row = bring_in(lena, FILE, "board.csv", "Board")

    jobs.read.call_local(row.pk)
    jobs.apply.call_local(row.pk)
    jobs.undo.call_local(row.pk, lena.pk)

    assert Import.objects.get(pk=row.pk).state == ImportState.APPLIED
    assert Snapshot.objects.count() == 1
