"""Rows of the mappings, as the columns that the analysis declares."""

import datetime as dt
import functools
import hashlib
import hmac
import json
import zoneinfo
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import ibis
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as compute
from django.conf import settings

from accord.analysis import custody, likeness, ordered, passing, requests
from accord.analysis.calendars import Calendar
from accord.analysis.custody import PLACEMENTS, STATUSES
from accord.analysis.forecast.records import closings
from accord.analysis.tables import MICROSECONDS_A_DAY
from accord.analysis.why_waited import WhyWaited, why_waited
from accord.analysis.working_days import working_days
from accord.areas.evidence.models import (
    AgreedLink,
    HolderKind,
    HolderMapping,
    ImportState,
    Level,
    Snapshot,
    Source,
    StatusMapping,
)
from accord.areas.people.models import (
    SIDES,
    Dated,
    Membership,
    Person,
    Team,
    TeamParty,
    company_zone,
    default_calendar,
    working_calendars,
)
from accord.store import evidence as store
from accord.store.engine import DUCKDB

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)
LEAST_PEOPLE = 5


def pseudonym(name: str) -> str:
    """What is kept of a person: a keyed fingerprint, alike for the same name or mail address."""
    written = " ".join(name.split()).casefold().encode()
    return "person-" + hmac.new(_key(), written, hashlib.sha256).hexdigest()[:24]


def _key() -> bytes:
    return hashlib.sha256(b"persons in trackers:" + settings.SECRET_KEY.encode()).digest()


def microseconds(moment: dt.datetime) -> int:
    """Whole microseconds since 1970 in UTC."""
    return (moment - _EPOCH) // _MICROSECOND


def moment(at: int, zone: zoneinfo.ZoneInfo) -> dt.datetime:
    """The moment of so many microseconds, by the clocks of the zone."""
    return (_EPOCH + dt.timedelta(microseconds=at)).astimezone(zone)


def due_day(at: int, of_files: zoneinfo.ZoneInfo, of_company: zoneinfo.ZoneInfo) -> dt.date:
    """The day of a due time: the day that the file names, or the company's where it names a time."""
    by_file = moment(at, of_files)
    names_a_day = by_file.time() == dt.time.max  # a day is due up to its last microsecond
    return (by_file if names_a_day else moment(at, of_company)).date()


def _zone_of_files(source: Source) -> zoneinfo.ZoneInfo:
    """The zone in which the newest file of the source was read."""
    newest = source.imports.filter(state=ImportState.APPLIED).order_by("-applied_at", "-pk").first()
    return zoneinfo.ZoneInfo((newest.options.get("zone") if newest else "") or "UTC")


def _begin_of(day: dt.date | None, zone: zoneinfo.ZoneInfo) -> int | None:
    if day is None:
        return None
    return microseconds(dt.datetime(day.year, day.month, day.day, tzinfo=zone))


def _period(row: Dated, zone: zoneinfo.ZoneInfo) -> tuple[int | None, int | None]:
    """Days from and up to and including, as microseconds from and up to but not including."""
    after = row.valid_until + dt.timedelta(days=1) if row.valid_until else None
    return _begin_of(row.valid_from, zone), _begin_of(after, zone)


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
        holders = sorted(_pseudonyms(row.person) - shared)
        for team_party in row.team.parties.all():
            both = _overlap(_period(row, zone), _period(team_party, zone))
            if team_party.party in shown and both is not None:
                for holder in holders:
                    yield _placement(holder, row.team.name, team_party.party, *both)


def _pseudonyms(person: Person) -> set[str]:
    """How trackers may name the person: by name or by mail address."""
    return {pseudonym(name) for name in (person.name, person.email) if name}


def shared_names() -> set[str]:
    """The pseudonyms of names that several people on the list bear."""
    counted = Counter(pseudonym(name) for name in Person.objects.values_list("name", flat=True))
    return {name for name, count in counted.items() if count > 1}


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


def _with_pooled_teams(stays: pa.Table, pooled: dict[str, str]) -> pa.Table:
    teams = [pooled.get(team, team) for team in stays["team"].to_pylist()]
    place = stays.schema.get_field_index("team")
    return stays.set_column(place, "team", pa.array(teams, pa.string()))


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
        for holder in _pseudonyms(row.person)
    )


# What people said of pairs of items


Pairs = requests.Pairs


def said_of_pairs() -> dict[bool, Pairs]:
    """Pairs that belong together (true), and pairs that do not (false)."""
    rows = AgreedLink.objects.select_related("first_source", "second_source")
    return {
        word: frozenset(row.ends for row in rows if row.together == word) for word in (True, False)
    }


# Figures: everything that the pages of one snapshot rest on

#: One row an item: what it is called, when it came, who held it first, and how it ended.
ITEMS = pa.schema(
    [
        ("source", pa.string()),
        ("item", pa.string()),
        ("title", pa.string()),
        ("type", pa.string()),
        ("created_at", pa.int64()),
        ("party", pa.string()),
        ("outcome", pa.string()),
    ]
)


_NO_DOUBTS = requests.AMBIGUOUS.empty_table


@dataclass(frozen=True, slots=True)
class Request:
    """One request as a list shows it; an item without a partner is a request of one tracker."""

    key: str
    title: str
    type: str
    sources: tuple[str, ...]
    created_at: dt.datetime
    done_at: dt.datetime | None
    outcome: str
    days: float  # lead time when delivered, life or age otherwise
    handoffs: int
    ping_pongs: int
    reopened: int
    sent_back: bool  # an item that IT held first went to another party and came back
    turn: str  # whose turn it is now, while open
    by_turn: dict[tuple[str, str], float]  # (party, class) → days
    kind: str = ""  # the class of its present stay, while open
    since: dt.datetime | None = None  # when that stay began
    teams: tuple[str, ...] = ()  # that ever held one of its items
    remembered: bool = False  # by both sides; no tracker recorded it

    @property
    def joint(self) -> bool:
        """Whether both sides tell of it: it runs through several trackers, or both remember it."""
        return self.remembered or len(self.sources) > 1

    @property
    def waited(self) -> float:
        """Days in which nobody worked on it."""
        return sum(days for (_, kind), days in self.by_turn.items() if kind != "work")


def told_by_both(rows: Iterable[Request]) -> list[Request]:
    """The joint requests that figures rest on: memory stands back as soon as records tell of any."""
    joint = [row for row in rows if row.joint]
    return [row for row in joint if not row.remembered] or joint


@dataclass(frozen=True, slots=True)
class Promise:
    """A due date that one side gave for one item, and how it ended."""

    item: str
    title: str
    request: str
    party: str
    first_due: dt.date
    last_due: dt.date
    done_at: dt.datetime | None
    times: int  # how often a date was given
    against_first: str  # kept, missed, pending, withdrawn
    against_last: str
    moved: str  # "", renegotiated early, renegotiated late


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stay of an item or a request, in order."""

    lane: str
    turn: str
    kind: str
    status: str
    begins: dt.datetime
    ends: dt.datetime

    @property
    def days(self) -> float:
        """How long it lasted."""
        return (self.ends - self.begins) / dt.timedelta(days=1)


# no slots: a cached property needs a place to keep its value; alike only with themselves, so that
# what is worked out from them can be remembered beside them
@dataclass(frozen=True, eq=False)
class Figures:
    """What one snapshot says under one state of the mappings."""

    as_of: dt.datetime
    requests: tuple[Request, ...]
    promises: tuple[Promise, ...]
    stays: pa.Table  # of requests: what replays rest on
    item_stays: pa.Table
    members: dict[str, tuple[tuple[str, str], ...]]  # request → its items, as (source, item)
    ambiguous: int  # items whose links leave a doubt
    waits: dict[str, npt.NDArray[np.float64]]  # party → ended waits that it owed, in days
    pooled: dict[str, str] = field(default_factory=dict)  # team of few people → how it is shown
    calendars: dict[str, Calendar] = field(default_factory=dict)  # party → its working hours
    other_calendar: Calendar = field(default_factory=lambda: Calendar.default("UTC"))
    tells_work: dict[str, bool] = field(
        default_factory=dict
    )  # changelog source → holders are teams

    @functools.cached_property
    def working(self) -> dict[str, dict[tuple[str, str], float]]:
        """Request → (party, class) → working days, each by the calendar of whose turn it was."""
        found = working_days(self.stays, self.calendars, self.other_calendar)
        by_turn: dict[str, dict[tuple[str, str], float]] = defaultdict(dict)
        columns = (found[name].to_pylist() for name in ("item", "turn", "class", "days"))
        for item, turn, kind, days in zip(*columns, strict=True):
            by_turn[item][turn, kind] = days
        return dict(by_turn)

    @functools.cached_property
    def why_waited(self) -> WhyWaited:
        """Every wait before a stretch of work by cause, with its ``request``; small teams pooled."""
        found = why_waited(self.item_stays, self.tells_work, self.calendars, self.other_calendar)
        request_of = {member: key for key, group in self.members.items() for member in group}
        columns = (found.waits[name].to_pylist() for name in ("source", "item"))
        keys = [request_of.get(member, "") for member in zip(*columns, strict=True)]
        shown = found.waits.append_column("request", pa.array(keys, pa.string()))
        for side in ("giver", "taker"):
            teams = [self.pooled.get(team, team) for team in shown[side].to_pylist()]
            place = shown.schema.get_field_index(side)
            shown = shown.set_column(place, side, pa.array(teams, pa.string()))
        return replace(found, waits=shown)

    doubts: pa.Table = field(default_factory=_NO_DOUBTS)
    items: pa.Table = field(default_factory=ITEMS.empty_table)
    said: dict[bool, Pairs] = field(default_factory=lambda: {True: frozenset(), False: frozenset()})

    @functools.cached_property
    def by_key(self) -> dict[str, Request]:
        """The requests by their key."""
        return {row.key: row for row in self.requests}

    @functools.cached_property
    def handoffs(self) -> pa.Table:
        """Every hand-off between parties, as ``passing.PASSED``."""
        return passing.passed(self.stays)

    @functools.cached_property
    def team_handoffs(self) -> pa.Table:
        """Every hand-off between teams; those of fewer than five people stand together."""
        return passing.passed(_with_pooled_teams(self.stays, self.pooled), by="team")

    @functools.cached_property
    def party_of_team(self) -> dict[str, str]:
        """The party that each team last belonged to."""
        found = _with_pooled_teams(self.stays, self.pooled).sort_by("at")
        return dict(zip(found["team"].to_pylist(), found["party"].to_pylist(), strict=True))

    @functools.cached_property
    def closings(self) -> pa.Table:
        """When the requests were delivered or dropped, and when they were taken up again."""
        return closings(ibis.memtable(self.stays)).to_pyarrow()

    @functools.cached_property
    def alike(self) -> pa.Table:
        """``likeness.PAIRS`` of the items; worked out when somebody asks."""
        return likeness.alike(self.items)

    @functools.cached_property
    def request_of(self) -> dict[tuple[str, str], str]:
        """The request of every item."""
        return {member: key for key, group in self.members.items() for member in group}


def figures(snapshot: Snapshot, sources: list[Source]) -> Figures:
    """The figures of these sources; worked out once for a snapshot and a state of the mappings."""
    placed_by = placements(sources)
    means = statuses(sources)
    names = tuple((source.key, source.name) for source in sources)
    zone = company_zone().key
    pairs = sorted((word, *ends) for word, found in said_of_pairs().items() for ends in found)
    mappings = (str(placed_by.to_pylist()), str(means.to_pylist()), pooled_teams())
    state = (*mappings, names, zone, pairs, str(working_calendars()))
    return _figures(snapshot.pk, hashlib.sha256(str(state).encode()).hexdigest(), names)


@functools.lru_cache(maxsize=8)
def _figures(snapshot_pk: int, _mappings: str, names: tuple[tuple[str, str], ...]) -> Figures:
    snapshot = Snapshot.objects.get(pk=snapshot_pk)
    sources = [source for source in Source.objects.all() if source.key in dict(names)]
    pinned = store.Snapshot(dict(snapshot.versions))
    with store.open_snapshot(settings.ACCORD_HOME, pinned, settings.ACCORD_ENGINE) as tables:
        keys = [source.key for source in sources]
        own = {name: rows.filter(rows.source.isin(keys)) for name, rows in tables.items()}
        return _Builder(own, sources, snapshot.as_of, dict(names)).build()


class _Builder:
    """Works the figures out of the tables of a snapshot, step by step."""

    def __init__(
        self, tables: dict[str, Any], sources: list[Source], as_of: int, names: dict[str, str]
    ) -> None:
        self.tables = tables
        self.as_of = as_of
        self.names = names
        self.placements = placements(sources)
        self.statuses = statuses(sources)
        self.pooled = pooled_teams()
        self.zone = company_zone()
        self.tells_work = {
            source.key: source.holder_kind == HolderKind.UNIT
            for source in sources
            if source.level == Level.CHANGELOG
        }
        self.zones = {source.key: _zone_of_files(source) for source in sources}
        self.remembered = {row.key for row in sources if row.level == Level.REMEMBERED}

    def build(self) -> Figures:
        of_items, placed, lives = self._custody()
        self.placed = placed
        said = said_of_pairs()
        joined = requests.join(lives, self.tables["links"].to_pyarrow(), said[True], said[False])
        stays = self._request_stays(of_items, joined.membership)
        members = self._members(joined.membership, lives)
        descriptions = self._descriptions()
        back = _sent_back(of_items, lives)
        rows = list(self._requests(stays, members, descriptions, back))
        return Figures(
            as_of=moment(self.as_of, self.zone),
            requests=tuple(rows),
            promises=tuple(self._promises(of_items, lives, members, descriptions)),
            stays=stays,
            item_stays=placed,
            members=members,
            ambiguous=joined.ambiguous.group_by(["source", "item"]).aggregate([]).num_rows,
            waits=_waits(stays, {row.key for row in told_by_both(rows)}),
            pooled=self.pooled,
            doubts=joined.ambiguous,
            said=said,
            items=_items(lives, descriptions, of_items),
            calendars=working_calendars(),
            other_calendar=default_calendar(),
            tells_work=self.tells_work,
        )

    def _custody(self) -> tuple[Any, pa.Table, pa.Table]:
        """Placed stays, to be asked further and as a table, and the items' lives.

        The one place that knows two ways: on this machine a pass over rows in order, on any other engine
        the expressions. Both give the same.
        """
        if settings.ACCORD_ENGINE == DUCKDB:
            parts = {source: self._placed(source) for source in self.zones}
            placed = ordered.together([part.table(source) for source, part in parts.items()])
            lives = ordered.together(
                [ordered.items(part, source) for source, part in parts.items()]
            )
            return ibis.memtable(placed), placed, lives
        stays = self.tables[store.STAYS]
        of_items = custody.place(stays, self.placements, self.statuses, self.as_of)
        return of_items, of_items.to_pyarrow(), custody.items(of_items).to_pyarrow()

    def _placed(self, source: str) -> ordered.Placed:
        rows = self.tables["stays"]
        own = ordered.Stays.of(rows.filter(rows.source == source).to_pyarrow())
        placed_by, means = (
            table.filter(compute.field("source") == source)
            for table in (self.placements, self.statuses)
        )
        return ordered.place(own, placed_by, means, self.as_of)

    def _request_stays(self, placed: Any, membership: pa.Table) -> pa.Table:
        joint = requests.request_stays(placed, membership, self.as_of)
        alone = requests.unlinked(placed, membership)
        alone = alone.mutate(
            item=alone.source + "/" + alone.item, source=ibis.literal(requests.SOURCE)
        )
        return ibis.union(joint, alone.select(joint.columns)).to_pyarrow()

    def _members(
        self, membership: pa.Table, lives: pa.Table
    ) -> dict[str, tuple[tuple[str, str], ...]]:
        created = {
            (row["source"], row["item"]): row["created_at"]
            for row in lives.select(["source", "item", "created_at"]).to_pylist()
        }
        groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for row in membership.to_pylist():
            groups[row["request"]].append((row["source"], row["item"]))
        linked = {member for group in groups.values() for member in group}
        for member in created:
            if member not in linked:
                groups["/".join(member)] = [member]
        return {
            key: tuple(sorted(group, key=lambda member: (created[member], member)))
            for key, group in groups.items()
        }

    def _descriptions(self) -> dict[tuple[str, str], dict[str, Any]]:
        rows = self.tables["items"].to_pyarrow().to_pylist()
        return {(row["source"], row["item"]): row for row in rows}

    def _requests(
        self,
        stays: pa.Table,
        members: dict[str, tuple[tuple[str, str], ...]],
        descriptions: dict[tuple[str, str], dict[str, Any]],
        back: set[tuple[str, str]],
    ) -> Iterator[Request]:
        placed = ibis.memtable(stays)
        by_turn = _days_of_items(placed)
        teams = _teams_of_items(self.placed)
        last = stays.filter(compute.field("last"))
        names = ("item", "turn", "class", "at")
        now = {
            item: (turn, kind, at)
            for item, turn, kind, at in zip(
                *(last[name].to_pylist() for name in names), strict=True
            )
        }
        for row in custody.items(placed).to_pyarrow().to_pylist():
            group = members[row["item"]]
            sent_back = not back.isdisjoint(group)
            held = {
                self.pooled.get(team, team) for member in group for team in teams.get(member, ())
            }
            found = self._request(row, group, descriptions, by_turn, now, sent_back)
            yield replace(found, teams=tuple(sorted(held)))

    def _request(
        self,
        row: dict[str, Any],
        group: tuple[tuple[str, str], ...],
        descriptions: dict[tuple[str, str], dict[str, Any]],
        by_turn: dict[str, dict[tuple[str, str], float]],
        now: dict[str, tuple[str, str, int]],
        sent_back: bool,
    ) -> Request:
        key = row["item"]
        days = by_turn.get(key, {})
        lead = row["lead"]
        is_open = row["outcome"] == "open"
        turn, kind, since = now[key] if is_open else ("", "", 0)
        return Request(
            key=key,
            title=_first(group, descriptions, "title") or group[0][1],
            type=_first(group, descriptions, "type"),
            sources=tuple(sorted({self.names[source] for source, _ in group})),
            created_at=moment(row["created_at"], self.zone),
            done_at=None if row["done_at"] is None else moment(row["done_at"], self.zone),
            outcome=row["outcome"],
            days=sum(days.values()) if lead is None else lead / MICROSECONDS_A_DAY,
            handoffs=row["handoffs"],
            ping_pongs=row["ping_pongs"],
            reopened=row["reopened"],
            sent_back=sent_back,
            turn=turn,
            by_turn=days,
            kind=kind,
            since=moment(since, self.zone) if is_open else None,
            remembered=all(source in self.remembered for source, _ in group),
        )

    def _promises(
        self,
        placed: Any,
        lives: pa.Table,
        members: dict[str, tuple[tuple[str, str], ...]],
        descriptions: dict[tuple[str, str], dict[str, Any]],
    ) -> Iterator[Promise]:
        items = ibis.memtable(lives)
        given = custody.promises(self.tables["promises"], items, self.as_of).to_pyarrow()
        stated = ibis.memtable(given)
        ends = custody.promised_items(stated, items, self.as_of).to_pyarrow().to_pylist()
        moved = _moved(given)
        parties = self._parties(placed, stated)
        done = {(row["source"], row["item"]): row["done_at"] for row in lives.to_pylist()}
        request_of = {member: key for key, group in members.items() for member in group}
        for row in ends:
            member = (row["source"], row["item"])
            finished = done.get(member)
            yield Promise(
                item=row["item"],
                title=descriptions.get(member, {}).get("title") or row["item"],
                request=request_of[member],
                party=parties.get(member, custody.UNMAPPED),
                first_due=due_day(row["first_due"], self.zones[row["source"]], self.zone),
                last_due=due_day(row["last_due"], self.zones[row["source"]], self.zone),
                done_at=None if finished is None else moment(finished, self.zone),
                times=row["promises"],
                against_first=row["against_first"],
                against_last=row["against_last"],
                moved=moved.get(member, ""),
            )

    def _parties(self, placed: Any, stated: Any) -> dict[tuple[str, str], str]:
        """Who promised: the party that held the item when the date was given, else its first."""
        first = stated.filter(stated.number == 1)
        joined = placed.inner_join(
            first.select("source", "item", given_at=first.at), ["source", "item"]
        )
        known = joined.filter(joined.party != "")
        rows = known.select("source", "item", "party", "at", "until", "given_at")
        chosen: dict[tuple[str, str], tuple[int, str]] = {}
        for row in rows.to_pyarrow().to_pylist():
            holding = row["at"] <= row["given_at"] < row["until"]
            rank = -1 if holding else row["at"]
            member = (row["source"], row["item"])
            if member not in chosen or rank < chosen[member][0]:
                chosen[member] = (rank, row["party"])
        return {member: party for member, (_, party) in chosen.items()}


def _days_of_items(placed: Any) -> dict[str, dict[tuple[str, str], float]]:
    """Days of each item by turn and class; column by column, since there may be millions of rows."""
    found = custody.days_by_turn(placed, by=["item"])
    table = found.filter(found["class"].notin(custody.CLOSED_CLASSES)).to_pyarrow()
    names = ("item", "turn", "class", "seconds", "microseconds")
    by_turn: dict[str, dict[tuple[str, str], float]] = defaultdict(dict)
    for item, turn, kind, seconds, microseconds_ in zip(
        *(table[name].to_pylist() for name in names), strict=True
    ):
        by_turn[item][turn, kind] = custody.exact_days(seconds, microseconds_)
    return by_turn


def _teams_of_items(placed: pa.Table) -> dict[tuple[str, str], list[str]]:
    """The teams that ever held an item."""
    found = placed.filter(compute.field("team") != "").group_by(["source", "item", "team"])
    teams: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in found.aggregate([]).to_pylist():
        teams[row["source"], row["item"]].append(row["team"])
    return teams


def _homes(placed: Any) -> Any:
    """The party that held each item first."""
    known = placed.filter(placed.party != "")
    return known.group_by("source", "item").agg(home=known.party.argmin(known.at))


def _items(
    lives: pa.Table, descriptions: dict[tuple[str, str], dict[str, Any]], placed: Any
) -> pa.Table:
    """``ITEMS``; an item that no known party held is nobody's."""
    homes = _homes(placed).to_pyarrow()
    names = (homes[name].to_pylist() for name in ("source", "item", "home"))
    home = {(source, item): party for source, item, party in zip(*names, strict=True)}
    keys = list(zip(lives["source"].to_pylist(), lives["item"].to_pylist(), strict=True))
    said = [descriptions.get(key, {}) for key in keys]
    columns: dict[str, Any] = {
        name: lives[name].cast(ITEMS.field(name).type)
        for name in ("source", "item", "created_at", "outcome")
    }
    columns |= {name: [row.get(name) or "" for row in said] for name in ("title", "type")}
    columns["party"] = [home.get(key, "") for key in keys]
    return pa.table({name: columns[name] for name in ITEMS.names}, schema=ITEMS)


def _sent_back(placed: Any, lives: pa.Table) -> set[tuple[str, str]]:
    """Items that IT held first and that came back to a party which had had them before."""
    homes = _homes(placed)
    items = ibis.memtable(lives)
    found = homes.filter(homes.home == "it").inner_join(items, ["source", "item"])
    rows = found.filter(found.ping_pongs > 0).select("source", "item").to_pyarrow().to_pylist()
    return {(row["source"], row["item"]) for row in rows}


def _first(
    group: tuple[tuple[str, str], ...],
    descriptions: dict[tuple[str, str], dict[str, Any]],
    column: str,
) -> str:
    """What the earliest item of a request says that says it at all."""
    said = (descriptions.get(member, {}).get(column, "") for member in group)
    return next((value for value in said if value), "")


def _moved(given: pa.Table) -> dict[tuple[str, str], str]:
    """Items whose date was moved: late where any move came late."""
    moved: dict[tuple[str, str], str] = {}
    for row in given.select(["source", "item", "outcome"]).to_pylist():
        if row["outcome"].startswith("renegotiated"):
            member = (row["source"], row["item"])
            moved[member] = max(moved.get(member, ""), row["outcome"])  # "…late" > "…early"
    return moved


def _waits(stays: pa.Table, joint: set[str]) -> dict[str, npt.NDArray[np.float64]]:
    """Ended waits by the party that owed the answer, on joint requests."""
    rows = stays.filter((compute.field("class") == custody.WAIT) & ~compute.field("last")).select(
        ["item", "turn", "microseconds"]
    )
    waits: dict[str, list[float]] = defaultdict(list)
    for row in rows.to_pylist():
        if row["item"] in joint:
            waits[row["turn"]].append(row["microseconds"] / MICROSECONDS_A_DAY)
    return {party: np.array(days) for party, days in waits.items()}


def stretches(figures: Figures, key: str) -> list[Stretch]:
    """The time line of a request: first whose turn it was, then each of its items."""
    lines = [turns_of(figures, key)] if len(figures.members[key]) > 1 else []
    names = {source.key: source.name for source in Source.objects.all()}
    for source, item in figures.members[key]:
        lane = f"{names.get(source, source)} {item}"
        lines.append(_line(figures.item_stays, source, item, lane))
    return [stretch for line in lines for stretch in line]


def teams_of(figures: Figures, key: str) -> set[str]:
    """The teams that ever held one of the request's items."""
    found: set[str] = set()
    for source, item in figures.members[key]:
        chosen = (compute.field("source") == source) & (compute.field("item") == item)
        found |= set(figures.item_stays.filter(chosen)["team"].to_pylist())
    return found - {""}


def turns_of(figures: Figures, key: str) -> list[Stretch]:
    """Whose turn the request was, stretch by stretch."""
    return _line(figures.stays, requests.SOURCE, key, "Whose turn")


def _line(table: pa.Table, source: str, item: str, lane: str) -> list[Stretch]:
    chosen = (compute.field("source") == source) & (compute.field("item") == item)
    rows = sorted(table.filter(chosen).to_pylist(), key=lambda row: row["at"])
    zone = company_zone()
    return [
        Stretch(
            lane=lane,
            turn=row["turn"],
            kind=row["class"],
            status=row["status"],
            begins=moment(row["at"], zone),
            ends=moment(row["until"], zone),
        )
        for row in rows
    ]


def person_counts(source: Source) -> dict[str, int]:
    """Of a source whose holders are persons: how many are known from the list of people."""
    placed = placements([source]).to_pylist()
    known = {row["holder"] for row in placed if row["party"]}
    unclear = shared_names() | {row["holder"] for row in placed if not row["party"]}
    newest = Snapshot.objects.first()
    if newest is None:
        return {"known": 0, "unknown": 0, "unclear": 0}
    pinned = store.Snapshot(dict(newest.versions))
    with store.open_snapshot(settings.ACCORD_HOME, pinned) as tables:
        rows = tables["stays"]
        holders = rows.filter((rows.source == source.key) & (rows.holder != ""))
        found = holders.select("holder").distinct().to_pyarrow()["holder"].to_pylist()
    return {
        "known": sum(holder in known for holder in found),
        "unknown": sum(holder not in known for holder in found),
        "unclear": len(unclear & set(found)),
    }
