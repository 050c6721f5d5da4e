"""The cast of every test: Maya and her side, Idris and his, an agency, an administrator."""

import datetime as dt

import pytest
from django.test import Client
from hypothesis import settings

from accord.areas.people.models import (
    Company,
    Membership,
    Party,
    Person,
    Role,
    Team,
    TeamParty,
    User,
)

AT = dt.datetime(2026, 9, 30, 12, 0, tzinfo=dt.UTC)

# No test may fail because a machine is busy.
settings.register_profile("without a clock", deadline=None)
settings.load_profile("without a clock")


def somebody(name: str, role: str, party: str = "") -> User:
    """A person with an account, in a team of the party."""
    person = Person.objects.create(name=name, email=f"{name.lower()}@example.com")
    if party:
        team, made = Team.objects.get_or_create(name=f"{party} team")
        if made:
            TeamParty.objects.create(team=team, party=party)
        Membership.objects.create(person=person, team=team)
    ends = dt.date(2999, 1, 1) if role == Role.GUEST else None
    return User.objects.create_user(
        name.lower(), password="a long enough one", person=person, role=role, valid_until=ends
    )


@pytest.fixture
def company(db: None) -> Company:
    return Company.objects.create(pk=1, name="Halden & Rowe", zone="Europe/Berlin")


@pytest.fixture
def maya(company: Company) -> User:
    """Leads marketing."""
    return somebody("Maya", Role.LEADER, Party.MARKETING)


@pytest.fixture
def idris(company: Company) -> User:
    """Leads IT."""
    return somebody("Idris", Role.LEADER, Party.IT)


@pytest.fixture
def lena(company: Company) -> User:
    """The partnership lead, from marketing operations."""
    return somebody("Lena", Role.LEAD, Party.MARKETING)


@pytest.fixture
def mark(company: Company) -> User:
    """A member of marketing."""
    return somebody("Mark", Role.MEMBER, Party.MARKETING)


@pytest.fixture
def ines(company: Company) -> User:
    """A member of IT."""
    return somebody("Ines", Role.MEMBER, Party.IT)


@pytest.fixture
def agnes(company: Company) -> User:
    """An agency's guest."""
    return somebody("Agnes", Role.GUEST, Party.AGENCY)


@pytest.fixture
def adam(company: Company) -> User:
    """The administrator."""
    return somebody("Adam", Role.ADMINISTRATOR)


@pytest.fixture
def as_lena(client: Client, lena: User) -> Client:
    """A browser in which the partnership lead is signed in."""
    client.force_login(lena, backend="django.contrib.auth.backends.ModelBackend")
    return client
