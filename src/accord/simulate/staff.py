"""The people and teams of Halden & Rowe."""

import datetime as dt
from dataclasses import dataclass

import numpy as np

from accord.simulate import facts
from accord.simulate.calendar import months_later

_FIRST = [
    "Ada",
    "Amir",
    "Anna",
    "Astrid",
    "Ben",
    "Carla",
    "Chen",
    "Clara",
    "Daniel",
    "Dina",
    "Elif",
    "Elin",
    "Emil",
    "Emma",
    "Enzo",
    "Esra",
    "Eva",
    "Farid",
    "Fatma",
    "Felix",
    "Frida",
    "Grace",
    "Hana",
    "Hugo",
    "Ida",
    "Igor",
    "Ines",
    "Isak",
    "Iva",
    "Jana",
    "Jonas",
    "Julia",
    "Kaan",
    "Karin",
    "Kofi",
    "Lara",
    "Lea",
    "Leon",
    "Lina",
    "Luca",
    "Maja",
    "Malik",
    "Mara",
    "Marta",
    "Mina",
    "Moritz",
    "Nadia",
    "Nils",
    "Nora",
    "Oda",
    "Olga",
    "Omar",
    "Paula",
    "Pia",
    "Rami",
    "Rosa",
    "Samir",
    "Sara",
    "Selma",
    "Simon",
    "Sofia",
    "Sven",
    "Tara",
    "Theo",
    "Tilda",
    "Tom",
    "Uma",
    "Vera",
    "Viktor",
    "Yara",
    "Yusuf",
    "Zoe",
]
_LAST = [
    "Adler",
    "Aksoy",
    "Albers",
    "Amari",
    "Bach",
    "Bakker",
    "Bauer",
    "Berg",
    "Bianchi",
    "Blom",
    "Brandt",
    "Castro",
    "Costa",
    "Dahl",
    "Demir",
    "Diallo",
    "Duarte",
    "Ek",
    "Engel",
    "Falk",
    "Faber",
    "Ferrari",
    "Fischer",
    "Fuchs",
    "Gallo",
    "Garcia",
    "Haas",
    "Hansen",
    "Hartog",
    "Hoff",
    "Horn",
    "Ivanov",
    "Jansen",
    "Kaya",
    "Keller",
    "Khan",
    "Koch",
    "Kovac",
    "Kramer",
    "Kuhn",
    "Lang",
    "Larsen",
    "Lind",
    "Lopez",
    "Maier",
    "Marin",
    "Mendes",
    "Moreau",
    "Nagy",
    "Nielsen",
    "Novak",
    "Okafor",
    "Olsen",
    "Ortiz",
    "Park",
    "Petrov",
    "Pohl",
    "Quist",
    "Rahman",
    "Ricci",
    "Roth",
    "Santos",
    "Sato",
    "Schulz",
    "Silva",
    "Sommer",
    "Stein",
    "Strand",
    "Toth",
    "Vogel",
    "Voss",
    "Wagner",
    "Weber",
    "Wolf",
    "Yilmaz",
    "Zeller",
]

#: How the people of both sides are spread over the teams.
_SHARES = {
    facts.WEB_MARKETING: 16,
    facts.BRAND: 16,
    facts.CAMPAIGNS: 14,
    facts.OPERATIONS: 10,
    facts.WEB_PLATFORM: 14,
    facts.CRM_SYSTEMS: 12,
    facts.DATA: 9,
    facts.ARCHITECTURE: 7,
}
_MARKETING = (facts.WEB_MARKETING, facts.BRAND, facts.CAMPAIGNS, facts.OPERATIONS)
_AGENCY_PEOPLE = 5
_FEWEST_PEOPLE = 12


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a team, for a while."""

    name: str
    email: str
    team: str
    role: str
    begins: dt.date | None = None
    ends: dt.date | None = None


@dataclass(frozen=True, slots=True)
class TeamParty:
    """A team belongs to a party, for a while; both days belong to it."""

    team: str
    party: str
    begins: dt.date | None = None
    ends: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Staff:
    """Everybody, by team, and what the teams belong to."""

    members: tuple[Member, ...]
    parties: tuple[TeamParty, ...]
    names: dict[str, list[str]]
    operations_moved: dt.date

    def party(self, team: str, when: dt.date) -> str:
        """The party of a team on a day."""
        if team == facts.OPERATIONS:
            return "it" if when < self.operations_moved else "marketing"
        return _party(team)


def hire(people: int, start: dt.date, months: int, rng: np.random.Generator) -> Staff:
    """Give every team its people; the agency comes on top."""
    if people < _FEWEST_PEOPLE:
        raise facts.UnknownFactError(f"The company needs at least {_FEWEST_PEOPLE} people.")
    moved = months_later(start, max(1, months // 3))
    sizes = {**_sizes(people), facts.AGENCY: _AGENCY_PEOPLE}
    chosen = iter(_people_names(sum(sizes.values()), rng))
    names = {team: [next(chosen) for _ in range(size)] for team, size in sizes.items()}
    members = [
        Member(name, _email(name, team), team, _role(team, place))
        for team, held in names.items()
        for place, name in enumerate(held)
    ]
    members = _with_one_who_crossed_over(members, start, months)
    return Staff(tuple(members), _parties(moved), names, moved)


def _sizes(people: int) -> dict[str, int]:
    whole = sum(_SHARES.values())
    sizes = {team: max(1, people * share // whole) for team, share in _SHARES.items()}
    teams = list(sizes)
    for place in range(people - sum(sizes.values())):
        sizes[teams[place % len(teams)]] += 1
    return sizes


def _people_names(count: int, rng: np.random.Generator) -> list[str]:
    pairs = len(_FIRST) * len(_LAST)
    # Beyond some thousand people, namesakes are told apart by a number.
    order = rng.permutation(max(pairs, 1))
    names = []
    for place in range(count):
        again, which = divmod(place, pairs)
        first, last = divmod(int(order[which]), len(_LAST))
        names.append(f"{_FIRST[first]} {_LAST[last]}" + (f" {again + 1}" if again else ""))
    return names


def _email(name: str, team: str) -> str:
    house = "studio-nord.example" if team == facts.AGENCY else "halden-rowe.example"
    return f"{name.lower().replace(' ', '.')}@{house}"


def _role(team: str, place: int) -> str:
    if team == facts.AGENCY:
        return "guest"
    if place == 0 and team in (facts.WEB_MARKETING, facts.WEB_PLATFORM):
        return "leader"
    if place == 0 and team in (facts.OPERATIONS, facts.ARCHITECTURE):
        return "lead"
    return "member"


def _with_one_who_crossed_over(members: list[Member], start: dt.date, months: int) -> list[Member]:
    """One marketer went to IT half way: two rows, one ended and one begun."""
    place = next(i for i, m in reversed(list(enumerate(members))) if m.team == facts.CAMPAIGNS)
    who, when = members[place], months_later(start, max(1, months // 2))
    before = Member(who.name, who.email, who.team, who.role, None, when - dt.timedelta(days=1))
    after = Member(who.name, who.email, facts.CRM_SYSTEMS, who.role, when, None)
    return [*members[:place], before, after, *members[place + 1 :]]


def _parties(moved: dt.date) -> tuple[TeamParty, ...]:
    lasting = [TeamParty(team, _party(team)) for team in _SHARES if team != facts.OPERATIONS]
    return (
        *lasting,
        TeamParty(facts.OPERATIONS, "it", None, moved - dt.timedelta(days=1)),
        TeamParty(facts.OPERATIONS, "marketing", moved, None),
        TeamParty(facts.AGENCY, "agency"),
        TeamParty(facts.SERVICE_DESK, "it"),
    )


def _party(team: str) -> str:
    if team == facts.AGENCY:
        return "agency"
    return "marketing" if team in _MARKETING else "it"
