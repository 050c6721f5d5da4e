"""Rows of the mappings, as the columns that the analysis declares."""

import datetime as dt
import json
import zoneinfo
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa

from accord.analysis import requests
from accord.analysis.custody import PLACEMENTS, STATUSES
from accord.areas.evidence.frames.people import LEAST_PEOPLE, pseudonyms, shared_names
from accord.areas.evidence.frames.times import begin_of
from accord.areas.evidence.models import (
    AgreedLink,
    HolderKind,
    HolderMapping,
    ImportState,
    Source,
    StatusMapping,
)
from accord.areas.people.models import SIDES, Dated, Membership, Team, TeamParty, company_zone


def zone_of_files(source: Source) -> zoneinfo.ZoneInfo:
    """The zone in which the newest file of the source was read."""
    newest = source.imports.filter(state=ImportState.APPLIED).order_by("-applied_at", "-pk").first()
    return zoneinfo.ZoneInfo((newest.options.get("zone") if newest else "") or "UTC")


def _period(row: Dated, zone: zoneinfo.ZoneInfo) -> tuple[int | None, int | None]:
    """Days from and up to and including, as microseconds from and up to but not including."""
    after = row.valid_until + dt.timedelta(days=1) if row.valid_until else None
    return begin_of(row.valid_from, zone), begin_of(after, zone)


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
    zone = company_zone()
    rows: list[dict[str, Any]] = []
    for source in sources:
        persons = source.holder_kind == HolderKind.PERSON
        found = _person_periods(zone) if persons else _unit_periods(source, zone)
        rows += _without_overlap({**row, "source": source.key} for row in found)
    return pa.Table.from_pylist(rows, schema=PLACEMENTS)


def teams_by_holder(sources: Iterable[Source]) -> dict[tuple[str, str, str], str]:
    """The team of a holder by source, holder and party: of several the one it last belonged to."""
    return {
        (row["source"], row["holder"], row["party"]): row["team"]
        for row in placements(sources).to_pylist()
    }


def _unit_periods(source: Source, zone: zoneinfo.ZoneInfo) -> Iterator[dict[str, Any]]:
    holders = HolderMapping.objects.filter(source=source, team__isnull=False)
    for mapping in holders.select_related("team").prefetch_related("team__parties"):
        team: Team = mapping.team  # type: ignore[assignment]
        for row in team.parties.all():
            yield _placement(mapping.holder, team.name, row.party, *_period(row, zone))


def _person_periods(zone: zoneinfo.ZoneInfo) -> Iterator[dict[str, Any]]:
    """People by their teams' parties; a party of fewer than five people is not told apart.

    A name that several people bear does not say which of them: of these only the mail addresses count.
    """
    memberships = Membership.objects.select_related("person", "team")
    rows = list(memberships.prefetch_related("team__parties"))
    people: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        for team_party in row.team.parties.all():
            people[team_party.party].add(row.person_id)
    shown = {party for party, found in people.items() if len(found) >= LEAST_PEOPLE} | set(SIDES)
    shared = shared_names()
    for row in rows:
        holders = sorted(pseudonyms(row.person) - shared)
        for team_party in row.team.parties.all():
            both = _overlap(_period(row, zone), _period(team_party, zone))
            if team_party.party in shown and both is not None:
                for holder in holders:
                    yield _placement(holder, row.team.name, team_party.party, *both)


def pooled_teams() -> dict[str, str]:
    """Teams of one to four known people, and the name under which all of a party stand together.

    A team of whom nobody is on the list of people is a group of a tracker, and stays as it is.
    """
    people: dict[str, set[int]] = defaultdict(set)
    for row in Membership.objects.select_related("team"):
        people[row.team.name].add(row.person_id)
    small = {name for name, found in people.items() if len(found) < LEAST_PEOPLE}
    parties = {
        row.team.name: row.get_party_display()
        for row in TeamParty.objects.select_related("team").filter(team__name__in=small)
    }
    return {name: f"small teams of {parties.get(name, 'no party')}" for name in sorted(small)}


def _overlap(
    first: tuple[int | None, int | None], second: tuple[int | None, int | None]
) -> tuple[int | None, int | None] | None:
    begins, ends = (
        [value for value in pair if value is not None] for pair in zip(first, second, strict=True)
    )
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
    """A later begin wins; of two parties that begin together neither can be told: unmapped."""
    periods = sorted(periods, key=lambda row: (_from(row), row["party"], row["team"]))
    kept: list[dict[str, Any]] = []
    for row in periods:
        if kept and _from(kept[-1]) == _from(row):
            if kept[-1]["party"] != row["party"]:
                kept[-1] = {**kept[-1], "team": "", "party": ""}
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
    So do the options of the imports (which column names the holder) and, where holders are persons,
    who belongs to which team.
    """
    by_person = source.holder_kind == HolderKind.PERSON
    holders = HolderMapping.objects.filter(source=source).select_related("team")
    teams = {row.team for row in holders if row.team is not None}
    if by_person:
        teams = set(Team.objects.all())
    return {
        "holder kind": source.holder_kind,
        "zone": company_zone().key,  # the days of teams begin and end in it
        "options": sorted(
            {
                json.dumps(row.options, sort_keys=True)
                for row in source.imports.filter(state=ImportState.APPLIED)
            }
        ),
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
        "people": _members() if by_person else [],
    }


def _members() -> list[list[str]]:
    rows = Membership.objects.select_related("person", "team")
    return sorted(
        [holder, row.team.name, str(row.valid_from), str(row.valid_until)]
        for row in rows
        for holder in pseudonyms(row.person)
    )


# What people said of pairs of items


Pairs = requests.Pairs


def said_of_pairs() -> dict[bool, Pairs]:
    """Pairs that belong together (true), and pairs that do not (false)."""
    rows = AgreedLink.objects.select_related("first_source", "second_source")
    return {
        word: frozenset(row.ends for row in rows if row.together == word) for word in (True, False)
    }
