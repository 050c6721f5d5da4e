"""Reads for screens: who could be invited, waves and what they published."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Hashable
from dataclasses import dataclass

from django.conf import settings

from accord.analysis.disclosure import progress_band
from accord.areas.people.models import SIDES, Membership, Person, Team
from accord.areas.pulse.models import Release, Wave

Place = tuple[str, str]  # side and block


@dataclass(frozen=True, slots=True)
class Invitee:
    """A person of a side, with the team that may serve as block."""

    person: Person
    side: str
    team: str


@dataclass(frozen=True, slots=True)
class Progress:
    """All that may be seen of an open wave: how many were invited and a coarse response rate."""

    side: str
    invited: int
    rate: str


def invitable(day: dt.date) -> list[Invitee]:
    """Everybody who belongs to a team of marketing or IT on the day, by side, team and name."""
    sides = {team.pk: team.party_on(day) for team in Team.objects.prefetch_related("parties")}
    found: dict[int, Invitee] = {}
    for row in Membership.objects.select_related("person", "team"):
        side = sides[row.team_id]
        if side in SIDES and row.holds_on(day):
            found.setdefault(row.person_id, Invitee(row.person, side, row.team.name))
    return sorted(
        found.values(), key=lambda part: (part.side != "marketing", part.team, part.person.name)
    )


def waves() -> list[Wave]:
    """All waves, the newest first, each with its release where it has one."""
    return list(Wave.objects.select_related("release"))


def latest_release() -> Release | None:
    """What the newest closed wave published."""
    return Release.objects.select_related("wave").order_by("-wave__asked_on", "-wave__id").first()


def progress(wave: Wave) -> list[Progress]:
    """How an open wave goes, side by side, as coarsely as the respondents were told."""
    admissions = wave.admissions.all()
    rows = []
    for side in SIDES:
        used = [row.used for row in admissions if row.side == side]
        rows.append(Progress(side.value, len(used), progress_band(sum(used), len(used))))
    return rows


def counted(wave: Wave, side: str) -> dict[str, int]:
    """How many of a side are invited, by block."""
    return {row.block: row.count for row in wave.invited_counts.filter(side=side)}


@dataclass(frozen=True, slots=True)
class Mailing:
    """How the mailing of the links went: by name only who has no mail yet, never who has answered."""

    sent: int
    waiting: int
    problems: list[tuple[str, str]]


def mailing(wave: Wave) -> Mailing:
    """How the mailing of the links went."""
    rows = list(wave.invitations.select_related("person"))
    problems = [(str(row.person), row.problem) for row in rows if row.problem and row.person]
    sent = sum(row.mailed for row in rows)
    return Mailing(sent, len(rows) - sent, sorted(problems))


def mail_is_set() -> bool:
    """Whether this installation can send mail."""
    return bool(settings.ACCORD_MAIL)


def chat_is_set() -> bool:
    """Whether this installation knows a chat channel."""
    return bool(settings.ACCORD_CHAT_URLS)


def releases() -> list[Release]:
    """What the closed waves published, the oldest first."""
    return list(Release.objects.select_related("wave").order_by("wave__asked_on", "wave__id"))


def invited_numbers(wave: Wave) -> dict[Place, tuple[int, int | None, int | None]]:
    """How many were asked by side and block, and how many of them joined and left, if it was told."""
    return {
        (row.side, row.block): (row.count, row.joined, row.left)
        for row in wave.invited_counts.all()
    }


def registry(wave: Wave) -> dict[Place, frozenset[Hashable]]:
    """Who was invited, by side and block; who was removed since then counts as the same as another such."""
    found: dict[Place, set[Hashable]] = defaultdict(set)
    removed = Counter[Place]()
    for row in wave.invitations.all():
        place = row.side, row.block
        removed[place] += row.person_id is None
        found[place].add(row.person_id or ("removed", *place, removed[place]))
    return {place: frozenset(people) for place, people in found.items()}
