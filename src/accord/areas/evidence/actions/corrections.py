"""What somebody says is wrong with a turn, until the lead has dealt with it."""

import datetime as dt

from django.db import transaction

from accord.areas.evidence.models import Correction
from accord.areas.people.actions import record
from accord.areas.people.models import User


@transaction.atomic
def correct(*, request: str, party: str, text: str, by: User, at: dt.datetime) -> Correction:
    """Somebody says what is wrong with a turn that is booked to its party."""
    row = Correction.objects.create(request=request, party=party, text=text, by=by, at=at)
    record(by=by, at=at, verb="corrected", kind="request", key=request, label=text[:200])
    return row


@transaction.atomic
def settle(*, row: Correction, by: User, at: dt.datetime) -> None:
    """The lead has dealt with a correction."""
    row.settled_at = at
    row.save()
    record(by=by, at=at, verb="settled", kind="correction", key=str(row.pk), label=str(row))
