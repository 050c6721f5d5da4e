"""Rows of the mappings, as the columns that the analysis declares."""

import datetime as dt
import hashlib
import hmac
import zoneinfo
from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa
from django.conf import settings

from accord.analysis.custody import PLACEMENTS, STATUSES
from accord.areas.evidence.models import HolderKind, HolderMapping, Source, StatusMapping
from accord.areas.people.models import Company, Membership, Team, TeamParty

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


def pseudonym(name: str) -> str:
    """What is kept of a person: a keyed fingerprint, alike for the same name or mail address."""
    written = " ".join(name.split()).casefold().encode()
    return "person-" + hmac.new(_key(), written, hashlib.sha256).hexdigest()[:24]


def _key() -> bytes:
    return hashlib.sha256(b"persons in trackers:" + settings.SECRET_KEY.encode()).digest()


def zone() -> zoneinfo.ZoneInfo:
    """The company's time zone."""
    company = Company.objects.first()
    return zoneinfo.ZoneInfo(company.zone if company else "UTC")


def microseconds(moment: dt.datetime) -> int:
    """Whole microseconds since 1970 in UTC."""
    return (moment - _EPOCH) // _MICROSECOND


def moment(at: int) -> dt.datetime:
    """The moment of so many microseconds, in UTC."""
    return _EPOCH + dt.timedelta(microseconds=at)


def _begin_of(day: dt.date | None) -> int | None:
    if day is None:
        return None
    return microseconds(dt.datetime(day.year, day.month, day.day, tzinfo=zone()))


def _period(begin: dt.date | None, end: dt.date | None) -> tuple[int | None, int | None]:
    """Days from and up to and including, as microseconds from and up to but not including."""
    return _begin_of(begin), _begin_of(end + dt.timedelta(days=1) if end else None)


def statuses(sources: Iterable[Source]) -> pa.Table:
    """``custody.STATUSES`` of the sources; statuses without a class are left out: unmapped."""
    rows = [
        {
            "source": row.source.key,
            "status": row.status,
            "class": row.status_class,
            "turn": row.turn,
        }
        for row in StatusMapping.objects.filter(source__in=sources).select_related("source")
        if row.status_class
    ]
    return pa.Table.from_pylist(rows, schema=STATUSES)


def placements(sources: Iterable[Source]) -> pa.Table:
    """``custody.PLACEMENTS`` of the sources: holders with the parties of their teams, by dates.

    Where two periods of one holder overlap, the one that began later counts from its begin on.
    """
    rows: list[dict[str, Any]] = []
    for source in sources:
        persons = source.holder_kind == HolderKind.PERSON
        found = _person_periods() if persons else _unit_periods(source)
        rows += _without_overlap({**row, "source": source.key} for row in found)
    return pa.Table.from_pylist(rows, schema=PLACEMENTS)


def _unit_periods(source: Source) -> Iterator[dict[str, Any]]:
    holders = HolderMapping.objects.filter(source=source, team__isnull=False)
    for mapping in holders.select_related("team").prefetch_related("team__parties"):
        team: Team = mapping.team  # type: ignore[assignment]
        for row in team.parties.all():
            begin, end = _period(row.valid_from, row.valid_until)
            yield _placement(mapping.holder, team.name, row.party, begin, end)


def _person_periods() -> Iterator[dict[str, Any]]:
    memberships = Membership.objects.select_related("person", "team")
    for row in memberships.prefetch_related("team__parties"):
        names = {row.person.name, row.person.email or row.person.name}
        for team_party in row.team.parties.all():
            for name in sorted(names):
                overlap = _overlap(row, team_party)
                if overlap is not None:
                    yield _placement(pseudonym(name), row.team.name, team_party.party, *overlap)


def _overlap(row: Membership, team_party: TeamParty) -> tuple[int | None, int | None] | None:
    first_begin, first_end = _period(row.valid_from, row.valid_until)
    second_begin, second_end = _period(team_party.valid_from, team_party.valid_until)
    begins = [value for value in (first_begin, second_begin) if value is not None]
    ends = [value for value in (first_end, second_end) if value is not None]
    begin, end = max(begins, default=None), min(ends, default=None)
    return None if begin is not None and end is not None and begin >= end else (begin, end)


def _placement(
    holder: str, team: str, party: str, begin: int | None, end: int | None
) -> dict[str, Any]:
    return {
        "holder": holder,
        "team": team,
        "party": party,
        "valid_from": begin,
        "valid_to": end,
    }


def _without_overlap(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    holders: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        holders.setdefault(row["holder"], []).append(row)
    return [row for periods in holders.values() for row in _cut(periods)]


def _cut(periods: list[dict[str, Any]]) -> list[dict[str, Any]]:
    # A later begin wins; of two that begin together, the party that comes first by name.
    periods = sorted(periods, key=lambda row: (_from(row), row["party"], row["team"]))
    kept: list[dict[str, Any]] = []
    for row in periods:
        if kept and _from(kept[-1]) == _from(row):
            continue
        if kept and (kept[-1]["valid_to"] is None or kept[-1]["valid_to"] > _from(row)):
            kept[-1] = {**kept[-1], "valid_to": row["valid_from"]}
        kept.append(row)
    return kept


def _from(row: dict[str, Any]) -> float:
    return float("-inf") if row["valid_from"] is None else row["valid_from"]


def mapping_content(source: Source) -> dict[str, Any]:
    """All that two signatures on a source's mappings cover, as plain content.

    The parties of the teams, with their dates, belong to it: who moves a team unsigns the mapping.
    """
    holders = HolderMapping.objects.filter(source=source).select_related("team")
    teams = {row.team for row in holders if row.team is not None}
    if source.holder_kind == HolderKind.PERSON:
        teams = set(Team.objects.all())
    return {
        "holders": {row.holder: row.team.name if row.team else "" for row in holders},
        "statuses": {
            row.status: [row.status_class, row.turn]
            for row in StatusMapping.objects.filter(source=source)
        },
        "teams": {
            team.name: [
                [row.party, str(row.valid_from), str(row.valid_until)] for row in team.parties.all()
            ]
            for team in teams
        },
    }
