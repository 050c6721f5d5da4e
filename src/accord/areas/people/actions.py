"""Verbs that write people, signatures and the journal."""

import dataclasses
import datetime as dt
import hashlib
import json
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models, transaction
from django.db.models import Q

from accord.areas.people.access import side_of
from accord.areas.people.models import (
    Company,
    Dated,
    JournalEntry,
    Membership,
    Party,
    Person,
    Role,
    Signature,
    Team,
    TeamParty,
    User,
)
from accord.connectors.tables import Row, Table

SOMEBODY = "somebody who was removed"


class NotOfASideError(Exception):
    """Only somebody of marketing or IT can sign."""


def record(
    *,
    by: User | None,
    at: dt.datetime,
    verb: str,
    kind: str,
    label: str,
    key: str = "",
    **detail: Any,
) -> JournalEntry:
    """Add one entry to the journal. Call it inside the transaction of what it tells."""
    return JournalEntry.objects.create(
        at=at, by=by, verb=verb, kind=kind, key=str(key), label=label[:300], detail=detail
    )


def digest_of(content: Any) -> str:
    """A fingerprint of content: equal content, equal fingerprint, whatever the order of keys."""
    written = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(written.encode()).hexdigest()


@transaction.atomic
def sign(
    *, subject: str, key: str, digest: str, label: str, by: User, at: dt.datetime
) -> Signature:
    """Sign a thing as it stands, for the side of the account."""
    side = side_of(by, at)
    if not side:
        raise NotOfASideError("Only a member of marketing or IT can sign, for the own side.")
    own = Signature.objects.filter(subject=subject, key=key, by=by).exclude(side=side)
    if own.exists():
        raise NotOfASideError(
            "You signed this for the other side before. Two keys need two people: let somebody "
            "else sign."
        )
    signature, made = Signature.objects.get_or_create(
        subject=subject, key=key, digest=digest, side=side, defaults={"by": by, "at": at}
    )
    if made:
        record(by=by, at=at, verb="signed", kind=subject, key=key, label=label, side=side)
    return signature


@transaction.atomic
def withdraw_signature(
    *, subject: str, key: str, digest: str, label: str, by: User, at: dt.datetime
) -> None:
    """Take the own side's signature back."""
    side = side_of(by, at)
    gone, _ = Signature.objects.filter(subject=subject, key=key, digest=digest, side=side).delete()
    if gone:
        record(by=by, at=at, verb="took back", kind=subject, key=key, label=label, side=side)


class AlreadySetUpError(Exception):
    """There is an administrator already."""


@transaction.atomic
def set_up(
    *, company: str, zone: str, username: str, name: str, password: str, at: dt.datetime
) -> User:
    """First run: the company and its administrator, once."""
    if User.objects.exists():
        raise AlreadySetUpError("This installation has been set up already. Sign in instead.")
    Company.objects.update_or_create(pk=1, defaults={"name": company, "zone": zone})
    person = Person.objects.create(name=name)
    user = User.objects.create_user(
        username, password=password, person=person, role=Role.ADMINISTRATOR
    )
    record(by=user, at=at, verb="set up", kind="company", key="1", label=company)
    return user


@transaction.atomic
def save(*, row: models.Model, by: User, at: dt.datetime) -> None:
    """Save a person, team, membership, party of a team or account that a form made or changed."""
    made = row.pk is None
    row.save()
    _note_row(row, by=by, at=at, verb="added" if made else "changed")


@transaction.atomic
def save_account(*, account: User, password: str, by: User, at: dt.datetime) -> None:
    """Save an account; a password that somebody else sets stands in the journal.

    Its owner has to choose another one before anything else: two keys need two people.
    """
    if password:
        account.set_password(password)
        account.given_password = account.pk != by.pk
    save(row=account, by=by, at=at)
    if password:
        _note_row(account, by=by, at=at, verb="gave a new password to")


@transaction.atomic
def own_password(*, account: User, by: User, at: dt.datetime) -> None:
    """The owner of an account chooses the password."""
    account.given_password = False
    account.save(update_fields=["given_password"])
    _note_row(account, by=by, at=at, verb="chose a password for")


@transaction.atomic
def remove(*, row: models.Model, by: User, at: dt.datetime) -> None:
    """Remove a person, team, membership or party of a team.

    A removed person's name goes from the journal too: what was done stays, to whom it was done not.
    """
    _note_row(row, by=by, at=at, verb="removed")
    if isinstance(row, Person):
        about = Q(kind="person", key=str(row.pk))
        memberships = [str(pk) for pk in row.memberships.values_list("pk", flat=True)]
        about |= Q(kind="membership", key__in=memberships)
        JournalEntry.objects.filter(about).update(label=SOMEBODY)
    row.delete()


def _note_row(row: models.Model, *, by: User, at: dt.datetime, verb: str) -> None:
    kind = str(row._meta.verbose_name)
    record(by=by, at=at, verb=verb, kind=kind, key=str(row.pk), label=str(row))


@dataclasses.dataclass(slots=True)
class ImportedPeople:
    """What an import of people did; ``problems`` are sentences with their line."""

    people_added: int = 0
    teams_added: int = 0
    memberships_added: int = 0
    unchanged: int = 0
    problems: list[str] = dataclasses.field(default_factory=list)


class _WrongRowError(Exception):
    """A row that cannot be used."""


@transaction.atomic
def import_people(*, table: Table, name: str, by: User, at: dt.datetime) -> ImportedPeople:
    """Add the people, teams and memberships of a list; what is there already stays as it is.

    A row that cannot be used is left out and named with its line; the others are kept.
    """
    done = ImportedPeople()
    for row in table.rows:
        try:
            _import_row(row, done)
        except _WrongRowError as error:
            done.problems.append(f"Line {row.line}: {error}")
    record(
        by=by,
        at=at,
        verb="imported",
        kind="people",
        label=name,
        people=done.people_added,
        teams=done.teams_added,
        left_out=len(done.problems),
    )
    return done


def _import_row(row: Row, done: ImportedPeople) -> None:
    begins, ends = _day(row, "from"), _day(row, "until")
    if begins and ends and ends < begins:
        raise _WrongRowError(f"it ends on {ends}, before it begins on {begins}.")
    team = _team_of_row(row, begins if not row.get("name") else None, ends, done)
    person = _person_of_row(row, done)
    if person is None:
        return
    if team is None:
        done.unchanged += 1
        return
    if _lasting(person.memberships.filter(team=team), begins, ends):
        done.unchanged += 1
        return
    Membership.objects.create(person=person, team=team, valid_from=begins, valid_until=ends)
    done.memberships_added += 1


def _team_of_row(
    row: Row, begins: dt.date | None, ends: dt.date | None, done: ImportedPeople
) -> Team | None:
    name, party = row.get("team"), row.get("party").lower()
    if not name:
        return None
    if party and party not in Party.values:
        raise _WrongRowError(f"'{party}' is no party. Parties are: {', '.join(Party.values)}.")
    team, made = Team.objects.get_or_create(name=name)
    done.teams_added += made
    if not party:
        return team
    of_people = bool(row.get("name"))
    if of_people and team.parties.exists():
        return team  # a list of people says nothing new about a team that has its party
    if not _lasting(team.parties.filter(party=party), begins, ends):
        ends_with = None if of_people else ends
        TeamParty.objects.create(team=team, party=party, valid_from=begins, valid_until=ends_with)
    return team


def _person_of_row(row: Row, done: ImportedPeople) -> Person | None:
    name, email = row.get("name"), row.get("email").lower()
    if not name:
        if row.get("team") and not email:
            return None
        raise _WrongRowError("it has no name.")
    if email:
        try:
            validate_email(email)
        except ValidationError as error:
            raise _WrongRowError(f"'{email}' is no mail address.") from error
    known = {"email": email} if email else {"name": name, "email": None}
    person, made = Person.objects.get_or_create(**known, defaults={"name": name})
    done.people_added += made
    return person


def _lasting(
    rows: models.QuerySet[Any], begins: dt.date | None, ends: dt.date | None
) -> Dated | None:
    return rows.filter(valid_from=begins, valid_until=ends).first()


def _day(row: Row, column: str) -> dt.date | None:
    written = row.get(column)
    if not written:
        return None
    try:
        return dt.date.fromisoformat(written[:10])
    except ValueError as error:
        raise _WrongRowError(
            f"'{written}' in the column {column} is no day; write it as 2026-01-31."
        ) from error
