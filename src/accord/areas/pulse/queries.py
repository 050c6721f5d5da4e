"""Reads for screens: who could be invited, waves and what they published."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Hashable
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from accord.analysis.disclosure import progress_band
from accord.areas.people.models import SIDES, Membership, Person, Team
from accord.areas.pulse.models import (
    LANGUAGES,
    Instrument,
    OwnInstrument,
    Release,
    SurveyMapping,
    Wave,
)
from accord.connectors.survey_exports import Target

#: What the two questions about the five stages ask, in the order of their codes.
PLACED = ("The stage of the partnership today", "The stage of the partnership in twelve months")

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


def own_instruments() -> list[OwnInstrument]:
    """Every version of the company's own items, the newest of each name first."""
    return list(OwnInstrument.objects.prefetch_related("waves"))


def newest_own() -> list[OwnInstrument]:
    """The newest version of each name: what a new wave may ask."""
    newest: dict[str, OwnInstrument] = {}
    for own in OwnInstrument.objects.all():
        newest.setdefault(own.name, own)
    return list(newest.values())


def own_with(code: str) -> OwnInstrument | None:
    """The newest version that has an item of this code."""
    kept = OwnInstrument.objects.order_by("-at", "-id")
    return next((own for own in kept if code in own.items), None)


def targets(instrument: Instrument) -> list[Target]:
    """All that an imported column may answer, each with its text in every language."""
    texts = {code: _in_all_languages(item.text) for code, item in instrument.items.items()}
    for code, item in instrument.items.items():
        texts[code] += tuple(text for _, text in item.texts)
    others = {
        **dict(zip(instrument.placements, PLACED, strict=False)),
        **{
            part.code: f"How the other side answered {part.about.code}"
            for part in instrument.guesses
        },
        **{part.code: part.name for part in instrument.priorities},
    }
    texts |= {code: (text,) for code, text in others.items()}
    return [Target(code, found) for code, found in texts.items()]


def scale_words(instrument: Instrument) -> list[tuple[str, ...]]:
    """The words of the instrument's scales, in every language."""
    scales = [tuple(map(_in_all_languages, words)) for words in instrument.scales.values()]
    return [tuple(words) for scale in scales for words in zip(*scale, strict=True)]


def survey_mappings() -> list[SurveyMapping]:
    """Every header of a survey tool of which somebody told what its columns say."""
    return list(SurveyMapping.objects.select_related("by"))


def _in_all_languages(text: str) -> tuple[str, ...]:
    said = []
    for language in LANGUAGES:
        with translation.override(language):
            said.append(gettext(text))
    return tuple(said)
