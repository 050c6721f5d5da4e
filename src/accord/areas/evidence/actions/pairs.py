"""What people say of two items: that they belong together, or that they do not."""

import datetime as dt

from django.db import transaction

from accord.areas.evidence.actions.refused import RefusedError
from accord.areas.evidence.models import AgreedLink, Source
from accord.areas.people.actions import record
from accord.areas.people.models import User

End = tuple[Source, str]


@transaction.atomic
def say_of_pair(*, one: End, other: End, together: bool, by: User, at: dt.datetime) -> AgreedLink:
    """Somebody says whether two items belong together; the newest word on a pair counts."""
    first, second = sorted((one, other), key=lambda end: (end[0].pk, end[1]))
    if first == second:
        raise RefusedError("An item always belongs together with itself. Choose two items.")
    row, _ = AgreedLink.objects.update_or_create(
        first_source=first[0],
        first_item=first[1],
        second_source=second[0],
        second_item=second[1],
        defaults={"together": together, "by": by, "at": at},
    )
    verb = "joined" if together else "told apart"
    record(by=by, at=at, verb=verb, kind="pair", key=str(row.pk), label=str(row)[:200])
    return row


@transaction.atomic
def take_back(*, row: AgreedLink, by: User, at: dt.datetime) -> None:
    """What was said of a pair counts no more: the trackers' links say again."""
    record(by=by, at=at, verb="took back", kind="pair", key=str(row.pk), label=str(row)[:200])
    row.delete()
