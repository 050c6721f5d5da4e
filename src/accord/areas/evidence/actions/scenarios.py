"""Seatings of teams that are kept to compare."""

import datetime as dt

from django.db import transaction

from accord.areas.evidence.actions.refused import RefusedError
from accord.areas.evidence.models import Scenario
from accord.areas.people.actions import record
from accord.areas.people.models import Role, User


@transaction.atomic
def save_scenario(*, name: str, moves: dict[str, str], by: User, at: dt.datetime) -> Scenario:
    """Keep a seating under a name; nothing of the mappings changes."""
    if not moves:
        raise RefusedError("Nothing is moved yet, so there is nothing to keep.")
    if Scenario.objects.filter(name=name).exists():
        raise RefusedError(f"There is a scenario “{name}” already. Choose another name.")
    row = Scenario.objects.create(name=name, moves=moves, by=by, at=at)
    record(by=by, at=at, verb="kept", kind="scenario", key=str(row.pk), label=name)
    return row


def may_delete(row: Scenario, user: User) -> bool:
    """Whoever kept a seating may forget it, and the partnership lead."""
    return row.by_id == user.pk or user.role == Role.LEAD


@transaction.atomic
def delete_scenario(*, row: Scenario, by: User, at: dt.datetime) -> None:
    """Forget a seating."""
    if not may_delete(row, by):
        raise RefusedError(f"“{row}” was kept by {row.by}: only they or the lead can delete it.")
    record(by=by, at=at, verb="deleted", kind="scenario", key=str(row.pk), label=row.name)
    row.delete()
