"""Reads for screens: who could be invited, waves and what they published."""

import datetime as dt
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext

from accord.analysis.disclosure import rate_band
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
