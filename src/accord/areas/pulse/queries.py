"""Reads for screens: who could be invited, waves and what they published."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Hashable
from dataclasses import dataclass

from accord.analysis.disclosure import rate_band
from accord.areas.people.models import SIDES, Membership, Person, Team
from accord.areas.pulse.findings.moves import Beside, Counts, Place, by_numbers, units_of
from accord.areas.pulse.models import Release, Wave


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
        rows.append(Progress(side.value, len(used), rate_band(sum(used), len(used))))
    return rows


def shown_beside(wave: Wave) -> list[Beside]:
    """The people of a wave beside those of every wave whose figures are shown already.

    By the registry, while both waves still have theirs; else by the numbers of the invited.
    """
    others = [row for row in releases() if row.wave_id != wave.pk and row.content["released"]]
    in_order = sorted([*(row.wave for row in others), wave], key=lambda row: (row.asked_on, row.pk))
    numbers = dict(
        zip((row.pk for row in in_order), by_numbers([*map(_counts, in_order)]), strict=True)
    )
    own = _registry(wave)
    found = []
    for row in others:
        named = _registry(row.wave)
        counted = not (own and named)
        now, then = (numbers[wave.pk], numbers[row.wave_id]) if counted else (own, named)
        found.append(Beside(now, tuple(units_of(row.content, then)), counted))
    return found


def releases() -> list[Release]:
    """What the closed waves published, the oldest first."""
    return list(Release.objects.select_related("wave").order_by("wave__asked_on", "wave__id"))


def _counts(wave: Wave) -> dict[Place, Counts]:
    return {
        (row.side, row.block): Counts(row.count, row.joined, row.left)
        for row in wave.invited_counts.all()
    }


def _registry(wave: Wave) -> dict[Place, frozenset[Hashable]]:
    """Who was invited, by side and block; who was removed since then counts as the same as another such."""
    found: dict[Place, set[Hashable]] = defaultdict(set)
    removed = Counter[Place]()
    for row in wave.invitations.all():
        place = row.side, row.block
        removed[place] += row.person_id is None
        found[place].add(row.person_id or ("removed", *place, removed[place]))
    return {place: frozenset(people) for place, people in found.items()}
