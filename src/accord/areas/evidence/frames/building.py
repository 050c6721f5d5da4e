"""How the figures of a snapshot are worked out: from stored stays to requests, column by column."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ibis
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as compute
from django.conf import settings

from accord.analysis import custody, merging, ordered, requests
from accord.analysis.columns import Coded, Codes, at_once, coded
from accord.analysis.tables import MICROSECONDS_A_DAY
from accord.areas.evidence.frames.lookup import find_items
from accord.areas.evidence.frames.mapped import (
    placements,
    pooled_teams,
    said_of_pairs,
    statuses,
    zone_of_files,
)
from accord.areas.evidence.frames.promises import PROMISES, Promises
from accord.areas.evidence.frames.requests import (
    NOT_YET,
    Columns,
    Requests,
    Several,
    Spent,
    told_by_both,
)
from accord.areas.evidence.frames.snapshot import ITEMS, Figures, Kept
from accord.areas.evidence.frames.spent import spent_of
from accord.areas.evidence.frames.times import due_day, moment
from accord.areas.evidence.models import HolderKind, Level, Source
from accord.areas.people.models import company_zone, default_calendar, working_calendars
from accord.store import evidence as store
from accord.store.engine import DUCKDB

Places = npt.NDArray[np.int64]
_SENT_BACK_BY = "it"


@dataclass(frozen=True, slots=True)
class _Items:
    """All items of the snapshot, as they were held and as they are described."""

    placed: pa.Table  # placed stays by item and time
    number: Codes  # the item of each of them
    lives: pa.Table  # one row an item, as ``custody.items``
    described: pa.Table  # what was said last of each of them
    home: Coded  # the party that held each first, "" where none is known

    def __len__(self) -> int:
        return int(self.lives.num_rows)

    def text(self, column: str) -> pa.Array:
        """A column of the descriptions, "" where nothing was said."""
        return self.described[column].cast(pa.string()).fill_null("").combine_chunks()


class Builder:
    """Works the figures out of the tables of a snapshot, step by step."""

    def __init__(
        self,
        tables: Mapping[str, Any],
        sources: list[Source],
        as_of: int,
        names: dict[str, str],
        kept: Kept,
    ) -> None:
        self.kept = kept
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
        self.zones = {source.key: zone_of_files(source) for source in sources}
        self.remembered = [row.key for row in sources if row.level == Level.REMEMBERED]

    def build(self) -> Figures:
        """All of them."""
        items = self._items()
        said = said_of_pairs()
        links = self.tables["links"].to_pyarrow()
        joined = requests.join(items.lives, links, said[True], said[False])
        members, keys = _members(items.lives, joined.membership)
        stays, place = merging.request_stays(items.placed, items.number, members, keys, self.as_of)
        rows = _Rows(items, members, keys, stays, place)
        columns = self._columns(rows)
        return Figures(
            as_of=moment(self.as_of, self.zone),
            requests=Requests(columns),
            promises=self._promises(rows),
            stays=stays,
            item_stays=items.placed,
            ambiguous=joined.ambiguous.group_by(["source", "item"]).aggregate([]).num_rows,
            waits=_waits(stays, told_by_both(Requests(columns)).chosen[place]),
            items=_told(rows),
            pooled=self.pooled,
            doubts=joined.ambiguous,
            said=said,
            calendars=working_calendars(),
            other_calendar=default_calendar(),
            tells_work=self.tells_work,
            kept=self.kept,
        )

    # Items

    def _items(self) -> _Items:
        placed, lives = self._custody()
        number = _numbers(placed)
        described = self.tables["items"].to_pyarrow()
        place = find_items(described, lives)
        found = described.take(pa.array(place, mask=place < 0))
        return _Items(placed, number, lives, found, _homes(placed, number, lives.num_rows))

    def _custody(self) -> tuple[pa.Table, pa.Table]:
        """Placed stays and the items' lives, both by item.

        The one place that knows two ways: on this machine a pass over rows in order, on any other engine
        the expressions. Both give the same.
        """
        if settings.ACCORD_ENGINE == DUCKDB:
            parts = [part for source in self.zones for part in self._placed(source)]
            placed, lives = (ordered.together(tables) for tables in zip(*parts, strict=True))
            return placed, lives
        stays = self.tables[store.STAYS]
        of_items = custody.place(stays, self.placements, self.statuses, self.as_of)
        return tuple(
            found.to_pyarrow().sort_by([(name, "ascending") for name in order])
            for found, order in (
                (of_items, ("source", "item", "at")),
                (custody.items(of_items), ("source", "item")),
            )
        )

    def _placed(self, source: str) -> list[tuple[pa.Table, pa.Table]]:
        """Placed stays and lives of the source, of a long one in parts that are worked on at once."""
        rows = self.tables["stays"]
        own = ordered.Stays.of(rows.filter(rows.source == source).to_pyarrow())
        placed_by, means = (
            table.filter(compute.field("source") == source)
            for table in (self.placements, self.statuses)
        )

        def one(part: ordered.Stays) -> tuple[pa.Table, pa.Table]:
            placed = ordered.place(part, placed_by, means, self.as_of)
            return placed.table(source), ordered.items(placed, source)

        return at_once(len(own), *(functools.partial(one, part) for part in own.parts()))

    # Requests

    def _columns(self, rows: "_Rows") -> Columns:
        lives, last = rows.lives, rows.last
        is_open = coded(lives["outcome"]).marked(["open"])
        lead = lives["lead"].fill_null(0).to_numpy() / MICROSECONDS_A_DAY
        spent = rows.spent
        return Columns(
            zone=self.zone,
            key=rows.keys,
            title=rows.titles,
            type=coded(pa.chunked_array([rows.first("type")])),
            sources=self._sources(rows),
            created_at=lives["created_at"].to_numpy(),
            done_at=lives["done_at"].fill_null(int(NOT_YET)).to_numpy(),
            outcome=coded(lives["outcome"]),
            days=np.where(rows.delivered, lead, spent.whole),
            handoffs=lives["handoffs"].to_numpy(),
            ping_pongs=lives["ping_pongs"].to_numpy(),
            reopened=lives["reopened"].to_numpy(),
            sent_back=rows.sent_back,
            turn=_blanked(coded(rows.stays["turn"])[last], ~is_open),
            spent=spent,
            kind=_blanked(coded(rows.stays["class"])[last], ~is_open),
            since=np.where(is_open, rows.stays["at"].to_numpy()[last], NOT_YET),
            teams=self._teams(rows),
            labels=_labels(rows),
            remembered=self._remembered(rows),
        )

    def _sources(self, rows: "_Rows") -> Several:
        found = coded(rows.items.lives["source"])
        named = Coded.of(found.codes, [self.names[name] for name in found.names])
        return Several.of_pairs(rows.request_of_item, named, len(rows))

    def _teams(self, rows: "_Rows") -> Several:
        found = coded(rows.items.placed["team"])
        shown = Coded.of(found.codes, [self.pooled.get(name, name) for name in found.names])
        return Several.of_pairs(rows.request_of_item[rows.items.number], shown, len(rows))

    def _remembered(self, rows: "_Rows") -> npt.NDArray[np.bool_]:
        """Requests all of whose items both sides remember, and no tracker recorded."""
        recorded = ~coded(rows.items.lives["source"]).marked(self.remembered)
        return np.bincount(rows.request_of_item[recorded], minlength=len(rows)) == 0

    # Promises

    def _promises(self, rows: "_Rows") -> Promises:
        items = ibis.memtable(rows.items.lives)
        given = custody.promises(self.tables["promises"], items, self.as_of).to_pyarrow()
        ends = custody.promised_items(ibis.memtable(given), items, self.as_of)
        ends = ends.order_by("source", "item").to_pyarrow()
        item = find_items(rows.items.lives, ends)
        title = rows.items.text("title").take(item)
        done_at = rows.items.lives["done_at"].take(item)
        columns = {
            "item": ends["item"],
            "title": compute.if_else(compute.equal(title, ""), ends["item"], title),
            "request": rows.keys.take(rows.request_of_item[item]),
            "party": _promisers(rows.items, given).take(item),
            "first_due": self._days(ends, "first_due"),
            "last_due": self._days(ends, "last_due"),
            "done_at": done_at.cast(pa.timestamp("us", tz="UTC")),
            "times": ends["promises"],
            "against_first": ends["against_first"],
            "against_last": ends["against_last"],
            "moved": _moved(rows.items.lives, given).take(item),
        }
        return Promises(pa.table(columns).cast(PROMISES), self.zone)

    def _days(self, ends: pa.Table, column: str) -> pa.Array:
        """Due days; many items are due on one day, which is looked up once."""
        days: Any = functools.cache(lambda source, at: due_day(at, self.zones[source], self.zone))
        pairs = zip(ends["source"].to_pylist(), ends[column].to_pylist(), strict=True)
        return pa.array([days(source, at) for source, at in pairs], pa.date32())


class _Rows:
    """What the columns of all requests are read from; a request's place is its row in ``lives``."""

    def __init__(
        self, items: _Items, members: merging.Members, keys: pa.Array, stays: pa.Table, place: Codes
    ) -> None:
        self.items = items
        self.keys = keys
        self.stays = stays
        self.place = place
        self.members = members
        self.request_of_item = members.of_item
        self.lives = ordered.items(_as_placed(stays, place, keys), requests.SOURCE)
        self.delivered = coded(self.lives["outcome"]).marked(["delivered"])

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def last(self) -> Places:
        """The row of ``stays`` with which each request ends."""
        return np.searchsorted(self.place, np.arange(len(self)), "right") - 1

    @functools.cached_property
    def spent(self) -> Spent:
        """Days of each request by whose turn it was and class, while it was open."""
        kind = coded(self.stays["class"])
        is_open = ~kind.marked(custody.CLOSED_CLASSES)
        days = self.stays["microseconds"].to_numpy()[is_open] / MICROSECONDS_A_DAY
        turn = coded(self.stays["turn"])[is_open]
        return spent_of(self.place[is_open], turn, kind[is_open], days, len(self))

    @functools.cached_property
    def _in_order(self) -> Places:
        """The items by request, in it the earliest first."""
        created = self.items.lives["created_at"].to_numpy()
        rank = np.empty(len(created), np.int64)
        rank[self.members.items] = np.arange(len(created))  # by tracker and key
        return np.lexsort((rank, created, self.request_of_item))

    def first(self, column: str) -> pa.Array:
        """What the earliest item of each request says that says it at all, else ""."""
        texts = self.items.text(column)
        said = compute.not_equal(texts, "").to_numpy(zero_copy_only=False)
        chosen = self._in_order[said[self._in_order]]
        request, begins = np.unique(self.request_of_item[chosen], return_index=True)
        place = np.full(len(self), -1)
        place[request] = chosen[begins]
        return texts.take(pa.array(place, mask=place < 0)).fill_null("")

    @property
    def titles(self) -> pa.Array:
        """What each request is called: its first title, else the key of its first item."""
        titles = self.first("title")
        _, begins = np.unique(self.request_of_item[self._in_order], return_index=True)
        leaders = self._in_order[begins]
        keys = self.items.lives["item"].cast(pa.string()).combine_chunks().take(leaders)
        return compute.if_else(compute.equal(titles, ""), keys, titles)

    @property
    def sent_back(self) -> npt.NDArray[np.bool_]:
        """Requests with an item that IT held first and that came back to who had had it before."""
        back = self.items.home.marked([_SENT_BACK_BY])
        back &= self.items.lives["ping_pongs"].to_numpy() > 0
        return np.bincount(self.request_of_item[back], minlength=len(self)) > 0


def _numbers(placed: pa.Table) -> Codes:
    """The number of each row's item, where rows stand by item."""
    source, item = coded(placed["source"]).codes, coded(placed["item"]).codes
    begins = np.zeros(len(item), np.int32)
    begins[1:] = (source[1:] != source[:-1]) | (item[1:] != item[:-1])
    return np.cumsum(begins, dtype=np.int32)


def _homes(placed: pa.Table, number: Codes, items: int) -> Coded:
    """The party that held each item first."""
    party = coded(placed["party"])
    known = np.flatnonzero(~party.marked([""]))
    item, begins = np.unique(number[known], return_index=True)
    names = [*party.names, ""]
    codes = np.full(items, len(names) - 1, np.int32)
    codes[item] = party.codes[known[begins]]
    return Coded.of(codes, names)


def _members(lives: pa.Table, membership: pa.Table) -> tuple[merging.Members, pa.Array]:
    """The items of each request, linked or alone, in the order of their first items; and its name."""
    linked = find_items(lives, membership)
    groups = coded(membership["request"])
    first = np.full(len(groups.names), lives.num_rows)
    np.minimum.at(first, groups.codes, linked)
    owner = np.arange(lives.num_rows)
    owner[linked] = first[groups.codes]
    is_first = owner == np.arange(len(owner))
    request = (np.cumsum(is_first) - 1)[owner]
    rank = np.zeros(len(owner), np.int64)
    rank[linked] = np.arange(len(linked))  # by tracker and key, as the membership stands
    begins = np.concatenate([[0], np.cumsum(np.bincount(request))]).astype(np.int64)
    members = merging.Members(begins, np.lexsort((rank, request)))
    own = lives.select(["source", "item"]).filter(pa.array(is_first))
    texts = (own[name].cast(pa.string()) for name in ("source", "item"))
    keys = compute.binary_join_element_wise(*texts, "/").combine_chunks()
    joint = np.zeros(len(keys), bool)
    joint[request[first]] = True
    named = pa.array(groups.names, pa.string()).take(np.argsort(first))
    return members, compute.replace_with_mask(keys, pa.array(joint), named)


def _as_placed(stays: pa.Table, place: Codes, keys: pa.Array) -> ordered.Placed:
    """The stays of requests, as the pass over rows in order takes them."""
    rows = ordered.Stays(
        item=Coded(place, keys),
        position=stays["position"].to_numpy(),
        at=stays["at"].to_numpy(),
        until=stays["until"].to_numpy(),
        status=coded(stays["status"]),
        holder=coded(stays["holder"]),
        known_holder=coded(stays["known_holder"]),
        resolution=Coded.of(np.zeros(len(place)), [""]),
    )
    return ordered.Placed(
        stays=rows,
        last=stays["last"].to_numpy(),
        team=coded(stays["team"]),
        party=coded(stays["party"]),
        turn=coded(stays["turn"]),
        kind=coded(stays["class"]),
        microseconds=stays["microseconds"].to_numpy(),
    )


def _blanked(column: Coded, marks: npt.NDArray[np.bool_]) -> Coded:
    names = [*column.names, ""]
    return Coded.of(np.where(marks, len(names) - 1, column.codes), names)


def _labels(rows: _Rows) -> Several:
    """The labels of any of a request's items."""
    labels = rows.items.described["labels"].combine_chunks()
    row = rows.request_of_item[compute.list_parent_indices(labels).to_numpy()]
    return Several.of_pairs(row, coded(pa.chunked_array([labels.flatten()])), len(rows))


def _waits(stays: pa.Table, joint: npt.NDArray[np.bool_]) -> dict[str, npt.NDArray[np.float64]]:
    """Ended waits by the party that owed the answer, on joint requests."""
    waits = coded(stays["class"]).marked([custody.WAIT]) & ~stays["last"].to_numpy() & joint
    turn = coded(stays["turn"])[waits]
    days = stays["microseconds"].to_numpy()[waits] / MICROSECONDS_A_DAY
    found = {name: days[turn.codes == code] for code, name in enumerate(turn.names)}
    return {name: waited for name, waited in found.items() if len(waited)}


def _told(rows: _Rows) -> pa.Table:
    """``ITEMS``; an item that no known party held is nobody's."""
    lives = rows.items.lives
    columns = {name: lives[name] for name in ("source", "item", "created_at", "outcome")}
    columns |= {name: rows.items.text(name) for name in ("title", "type")}
    columns |= {"party": rows.items.home.array(), "request": pa.array(rows.request_of_item)}
    return pa.table({name: columns[name] for name in ITEMS.names}).cast(ITEMS)


def _promisers(items: _Items, given: pa.Table) -> pa.Array:
    """Who promised: the party that held the item when the first date was given, else its first."""
    first = given.filter(compute.field("number") == 1)
    given_at = np.full(len(items), NOT_YET)
    given_at[find_items(items.lives, first)] = first["at"].to_numpy()
    at, until = (items.placed[name].to_numpy() for name in ("at", "until"))
    of_row = given_at[items.number]
    party = coded(items.placed["party"])
    holding = np.flatnonzero((at <= of_row) & (of_row < until) & ~party.marked([""]))
    names = [*party.names, *items.home.names, custody.UNMAPPED]
    codes = items.home.codes + len(party.names)
    codes[items.home.marked([""])] = len(names) - 1
    codes[items.number[holding]] = party.codes[holding]
    return pa.array(names, pa.string()).take(pa.array(codes))


def _moved(lives: pa.Table, given: pa.Table) -> pa.Array:
    """Whether each item's date was moved: late where any move came late, "" where none was."""
    names = [
        "",
        *sorted(name for name in given["outcome"].unique().to_pylist() if "renegotiated" in name),
    ]
    codes = compute.index_in(given["outcome"], value_set=pa.array(names[1:], pa.string()))
    worst = np.zeros(lives.num_rows, np.int64)
    np.maximum.at(worst, find_items(lives, given), codes.fill_null(-1).to_numpy() + 1)
    return pa.array(names, pa.string()).take(pa.array(worst))  # "…late" comes after "…early"
