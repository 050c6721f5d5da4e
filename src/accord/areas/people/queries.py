"""Reads: signatures of both sides, people and teams, the journal."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from accord.analysis.calendars import WEEKDAYS, Calendar
from accord.analysis.tables import MICROSECONDS_A_DAY
from accord.areas.people.models import (
    SIDES,
    JournalEntry,
    Membership,
    Party,
    Person,
    Signature,
    Team,
    TeamParty,
    User,
    default_calendar,
    working_calendars,
)


@dataclass(frozen=True, slots=True)
class TwoKeys:
    """Who signed a thing as it now stands: a signature of each side, or None."""

    marketing: Signature | None
    it: Signature | None

    @property
    def complete(self) -> bool:
        """Whether both sides signed."""
        return self.marketing is not None and self.it is not None

    @property
    def missing(self) -> list[str]:
        """The sides that have not signed, as they are called."""
        return [side.label for side in SIDES if getattr(self, side.value) is None]


def two_keys(subject: str, key: str, digest: str) -> TwoKeys:
    """The signatures that fit the thing as it now stands.

    A signature does not count when the list of people now says that its signer belonged to the other
    side on that day: who was moved for the purpose and moved back gives no second key.
    """
    fitting = Signature.objects.filter(subject=subject, key=key, digest=digest)
    found = {
        signature.side: signature
        for signature in fitting.select_related("by__person")
        if signature.by.party_on(timezone.localdate(signature.at)) in {signature.side, ""}
    }
    return TwoKeys(marketing=found.get(Party.MARKETING), it=found.get(Party.IT))


@dataclass(frozen=True, slots=True)
class PartyHours:
    """When a party works: by the calendar entered for it, or by the default."""

    party: str
    calendar: Calendar
    entered: bool

    @property
    def hours(self) -> list[tuple[str, str]]:
        """The hours of each day of the week, as one writes them."""
        hours = self.calendar.to_dict()["hours"]
        return [(day, hours_as_text(hours[day])) for day in WEEKDAYS]

    @property
    def hours_a_day(self) -> float:
        """How long its usual working day is."""
        return self.calendar.usual_day / MICROSECONDS_A_DAY * 24


def hours_as_text(shifts: list[list[str]]) -> str:
    """Shifts as one writes them: 09:00-12:00, 13:00-17:00."""
    return ", ".join("-".join(shift) for shift in shifts)


def hours_of_parties() -> list[PartyHours]:
    """When every party works that has a team or a calendar."""
    entered = working_calendars()
    default = default_calendar()
    known = set(TeamParty.objects.values_list("party", flat=True)) | set(SIDES) | set(entered)
    return [
        PartyHours(party, entered.get(party, default), party in entered)
        for party in Party.values
        if party in known
    ]


@dataclass(frozen=True, slots=True)
class TeamNow:
    """A team as it stands on a day."""

    team: Team
    party: str
    people: int


def teams_on(day: dt.date) -> list[TeamNow]:
    """All teams with their party and how many people they have on the day."""
    rows = []
    for team in Team.objects.prefetch_related("parties", "memberships"):
        count = sum(1 for membership in team.memberships.all() if membership.holds_on(day))
        rows.append(TeamNow(team=team, party=team.party_on(day), people=count))
    return rows


@dataclass(frozen=True, slots=True)
class PersonNow:
    """A person with the teams of a day."""

    person: Person
    teams: list[Team]


def people_on(day: dt.date, search: str = "") -> list[PersonNow]:
    """People, by name or team, with their teams on the day."""
    people = Person.objects.prefetch_related("memberships__team")
    if search:
        people = people.filter(
            Q(name__icontains=search) | Q(memberships__team__name__icontains=search)
        ).distinct()
    return [
        PersonNow(person, [row.team for row in person.memberships.all() if row.holds_on(day)])
        for person in people
    ]


def people_of(party: str, day: dt.date) -> list[Person]:
    """The people whose team belongs to the party on the day, each once."""
    people = Person.objects.prefetch_related("memberships__team__parties")
    return [
        person
        for person in people
        if any(
            row.holds_on(day) and row.team.party_on(day) == party
            for row in person.memberships.all()
        )
    ]


def teams_of_user(user: User, day: dt.date) -> list[Team]:
    """The teams that the account's person belongs to on the day."""
    if user.person is None:
        return []
    rows = user.person.memberships.select_related("team")
    return [row.team for row in rows if row.holds_on(day)]


def teams_ever(party: str) -> int:
    """How many teams belong or ever belonged to the party."""
    return Team.objects.filter(parties__party=party).distinct().count()


def colleagues(user: User, day: dt.date) -> list[Person]:
    """The account's person and who else is in a team of theirs on the day."""
    teams = teams_of_user(user, day)
    rows = Membership.objects.filter(team__in=teams).select_related("person")
    return [row.person for row in rows if row.holds_on(day)]


def journal(search: str = "") -> QuerySet[JournalEntry]:
    """The journal, newest first."""
    entries = JournalEntry.objects.select_related("by__person")
    if search:
        entries = entries.filter(
            Q(label__icontains=search) | Q(verb__icontains=search) | Q(kind__icontains=search)
        )
    return entries
