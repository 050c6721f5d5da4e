"""A desk whose tickets really change hands, counted by hand.

day   0  Brand          marketing  works
day   4  Data           IT         queue   6 days waited after the first hand-off
day  10  Brand          marketing  queue   2 days after the second, a ping-pong
day  12  Brand          marketing  works
day  20  Data north     IT         queue   1 day after the third, a ping-pong
day  21  Data north     IT         works
day  24  Web            IT         queue   none: IT has it already
day  25  Web            IT         done

"Data" and "Data north" are both the team Data. Another ticket goes from Brand to the agency and waits three days.
Web keeps a third, which waits four days for marketing's word: a hand-off only where statuses count.
"""

from tests.areas.evidence.factories import a_lead, bring_in, history, teams

from accord.areas.evidence import queries
from accord.areas.evidence.findings.placement import Basis, Room
from accord.areas.evidence.frames import figures
from accord.areas.evidence.models import HolderMapping
from accord.areas.people.models import Membership, Person, Team, TeamParty

TICKETS = (
    "A,0,In progress,Brand",
    "A,4,To do,Data",
    "A,10,To do,Brand",
    "A,12,In progress,Brand",
    "A,20,To do,Data north",
    "A,21,In progress,Data north",
    "A,24,To do,Web",
    "A,25,Done,Web",
    "B,0,In progress,Brand",
    "B,40,To do,agency team",
    "B,43,In progress,agency team",
    "C,0,In progress,Web",
    "C,5,Waiting for marketing,Web",
    "C,9,In progress,Web",
)


def passing_desk() -> None:
    """The desk's tickets, imported and mapped by the lead."""
    lead = a_lead()
    teams()
    data = Team.objects.create(name="Data")
    TeamParty.objects.create(team=data, party="it")
    bring_in(lead, history(*TICKETS), "desk.csv", "Desk")
    HolderMapping.objects.filter(holder="Data north").update(team=data)


def room(**basis: object) -> Room:
    """What the page works from."""
    sources = tuple(queries.holding())
    newest = queries.newest_snapshot()
    assert newest is not None
    found = figures(newest, list(sources))
    seated = tuple(queries.seated_teams(sources, found.as_of.date()))
    return Room(found, sources, seated, Basis(**basis))  # type: ignore[arg-type]


def key_of(team: str) -> str:
    """How an address names a team."""
    return f"team-{Team.objects.get(name=team).pk}"


def holder_key(holder: str) -> str:
    """How an address names a holder."""
    return f"holder-{HolderMapping.objects.get(holder=holder).pk}"


def with_people(team: str, count: int) -> None:
    """So many people belong to the team."""
    for number in range(count):
        person = Person.objects.create(name=f"{team} {number}", email=f"{team}{number}@example.com")
        Membership.objects.create(person=person, team=Team.objects.get(name=team))
