"""Custody as one pass over rows in order: what ``custody`` defines, on the arrays of one machine.

The expressions of ``custody`` run on any engine, but each of their windows sorts every row again. Here
the rows are put in order once, by counting, and everything else is a comparison with the row before.
Both must give the same figures; the tests hold them against each other.

Tables have the columns of ``custody``, for one source at a time; text is dictionary-encoded, since there
are few names and many rows. Times are whole microseconds since 1970 in UTC.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as compute
from scipy.sparse import coo_array

from accord.analysis.columns import (
    MANY,
    Coded,
    Codes,
    Marks,
    Places,
    Times,
    at_once,
    coded,
    coded_together,
    cores,
)
from accord.analysis.custody import (
    CLOSED_CLASSES,
    DONE,
    DROPPED,
    NO_PARTY,
    NOBODY,
    OPEN_CLASSES,
    SYSTEM,
    UNMAPPED,
    WORK,
    gap_free,
)
from accord.analysis.statuses import ABANDONED_RESOLUTIONS, CLASSES
from accord.analysis.tables import MICROSECONDS_A_DAY

#: Stands for "runs on" inside; null outside.
FAR: Final = np.int64(1 << 62)
_SOON: Final = np.int64(-(1 << 62))
_KINDS: Final = (*CLASSES, UNMAPPED)
_HALF: Final = 26


def _times(column: pa.ChunkedArray, missing: int | None = None) -> Times:
    filled = column if missing is None else column.fill_null(missing)
    return filled.cast(pa.int64()).to_numpy()


def together(tables: Sequence[pa.Table]) -> pa.Table:
    """The tables of several sources as one: their numbered names are brought to one list."""
    return pa.concat_tables(tables).unify_dictionaries()


# Order


def _in_order(item: Codes, at: Times, line: Times) -> tuple[Places, Codes, Times]:
    """The places of the rows by item, time and line; items and times in that order.

    Stable passes, each of them left out where the rows stand so already: most exports do.
    """
    before = None if _rising(line) else np.argsort(line, kind="stable")
    places = _by_item(item, before)
    codes, times = item[places], at[places]
    if np.any((times[1:] < times[:-1]) & (codes[1:] == codes[:-1])):
        by_time = np.argsort(at if before is None else at[before], kind="stable")
        places = _by_item(item, by_time if before is None else before[by_time])
        times = at[places]
    return places, codes, times


def _rising(values: Times) -> bool:
    return not np.any(values[1:] < values[:-1])


def stand_in_order(item: Codes, at: Times) -> bool:
    """Whether the rows stand by item and time already, as the store keeps them."""
    return not np.any((item[1:] < item[:-1]) | ((item[1:] == item[:-1]) & (at[1:] < at[:-1])))


def _by_item(item: Codes, before: Places | None) -> Places:
    return by_counting(item) if before is None else before[by_counting(item[before])]


def by_counting(codes: Codes) -> Places:
    """The places of the rows in the order of their codes, rows of one code as they stood.

    A stable sort by counting: to turn a sparse matrix from triples into rows is just that.
    """
    rows = len(codes)
    shape = (int(codes.max()) + 1 if rows else 0, rows)
    triples = coo_array((np.empty(rows, np.int8), (codes, np.arange(rows, dtype=np.int32))), shape)
    triples.has_canonical_format = True  # every column once: nothing has to be added up
    return triples.tocsr().indices


def _first(item: Codes) -> Marks:
    """The first row of each item, where items stand together."""
    first = np.ones(len(item), bool)
    first[1:] = item[1:] != item[:-1]
    return first


def _unlike_before(values: npt.NDArray[Any]) -> Marks:
    unlike = np.ones(len(values), bool)
    unlike[1:] = values[1:] != values[:-1]
    return unlike


# From rows to stays


@dataclass(frozen=True, slots=True)
class Stays:
    """The stays of one source, by item and time; ``until`` is ``FAR`` where one runs on."""

    item: Coded
    position: Times  # from 1
    at: Times
    until: Times
    status: Coded
    holder: Coded
    known_holder: Coded  # the last that was not blank, or ""
    resolution: Coded

    def __len__(self) -> int:
        return len(self.at)

    def table(self) -> pa.Table:
        """With the columns of ``custody.stays`` but the source."""
        return pa.table(
            {
                "item": self.item.array(),
                "position": self.position,
                "at": self.at,
                "until": pa.array(self.until, mask=self.until == FAR),
                "status": self.status.array(),
                "holder": self.holder.array(),
                "known_holder": self.known_holder.array(),
                "resolution": self.resolution.array(),
            }
        )

    def parts(self) -> list["Stays"]:
        """The stays in as many parts of about one length as there are cores, every item whole in one."""
        count = cores() if len(self) >= MANY else 1
        wished = [len(self) * number // count for number in range(1, count)]
        borders = [_begin_of_item(self.item.codes, place) for place in wished]
        ends = zip([0, *borders], [*borders, len(self)], strict=True)
        return [_chosen(self, slice(begin, end)) for begin, end in ends]

    @classmethod
    def of(cls, table: pa.Table) -> "Stays":
        """Back from a table whose rows may stand in any order, as long as ``position`` tells theirs."""
        names = ("status", "holder", "known_holder", "resolution")
        item, position, at, until, *named = at_once(
            len(table),
            lambda: coded_together(table["item"]),
            lambda: _times(table["position"]),
            lambda: _times(table["at"]),
            lambda: _times(table["until"], int(FAR)),
            *(partial(coded, table[name]) for name in names),
        )
        rows: Any = slice(None)
        if not stand_in_order(item.codes, position):
            rows, _, _ = _in_order(item.codes, position, position)
        return cls(
            item[rows], position[rows], at[rows], until[rows], *(column[rows] for column in named)
        )


@dataclass(frozen=True, slots=True)
class Used:
    """The stays of a history, how many rows they rest on, and which names those bear."""

    stays: Stays
    rows: int
    holders: tuple[str, ...]
    statuses: tuple[str, ...]


def stays(history: pa.Table, blank_holders: Collection[str] = (), as_of: int | None = None) -> Used:
    """The stays of one source's history, as ``custody.used_rows`` and ``custody.stays`` define them.

    Takes ``tables.HISTORY`` in any order; holders named in ``blank_holders`` (lower case) count as blank.
    """
    if as_of is not None:
        history = history.filter(compute.field("at") <= as_of)
    item, at = coded(history["item"]), _times(history["at"])
    rows, codes, at = _in_order(item.codes, at, _times(history["line"]))
    last_word = _last_word(codes, at)
    if not last_word.all():
        rows, codes, at = rows[last_word], codes[last_word], at[last_word]
    item = Coded(codes, item.array_of_names)
    status, holder, resolution = at_once(
        len(rows),
        *(partial(_taken, history[name], rows) for name in ("status", "holder", "resolution")),
    )
    met = _met(holder), _met(status)
    holder = _blanked(holder, blank_holders)
    begins = _begins(item, status, holder, resolution)
    found = _stretches(item, at, status, holder, resolution, begins)
    return Used(found, len(rows), *met)


def _taken(column: pa.ChunkedArray, rows: Places) -> Coded:
    return coded(column)[rows]


def _last_word(item: Codes, at: Times) -> Marks:
    """Of rows of one item at one instant the last."""
    last = np.ones(len(item), bool)
    last[:-1] = (item[1:] != item[:-1]) | (at[1:] != at[:-1])
    return last


def _met(column: Coded) -> tuple[str, ...]:
    used = np.bincount(column.codes, minlength=len(column.names))
    return tuple(name for name, count in zip(column.names, used, strict=True) if count and name)


def _blanked(holder: Coded, blank: Collection[str]) -> Coded:
    """The holders with "" for number 0, and so for every name that counts as blank."""
    kept = ["", *(name for name in holder.names if name and name.lower() not in blank)]
    number = {name: code for code, name in enumerate(kept)}
    lookup = np.array([number.get(name, 0) for name in holder.names], np.int32)
    return Coded.of(lookup[holder.codes], kept)


def _begins(item: Coded, status: Coded, holder: Coded, resolution: Coded) -> Places:
    """The rows at which another stretch begins."""
    begins = _first(item.codes) | _unlike_before(status.codes) | _unlike_before(holder.codes)
    if len(resolution.names) > 1:
        begins |= _unlike_before(_abandoned(resolution))
    return np.flatnonzero(begins)


def _abandoned(resolution: Coded) -> Marks:
    lookup = [name.lower() in ABANDONED_RESOLUTIONS for name in resolution.names]
    return np.array(lookup, bool)[resolution.codes]


def _stretches(
    item: Coded, at: Times, status: Coded, holder: Coded, resolution: Coded, rows: Places
) -> Stays:
    item, at, holder = item[rows], at[rows], holder[rows]
    begins = np.flatnonzero(_first(item.codes)).astype(np.int32)
    place = np.arange(len(rows), dtype=np.int32)
    begin = np.repeat(begins, np.diff(begins, append=np.int32(len(rows))))
    until = np.append(at[1:], FAR)[: len(rows)]
    until[begins[1:] - 1] = FAR
    known = holder.codes
    if not known.all():
        named = np.maximum.accumulate(np.where(known > 0, place, np.int32(-1)))
        known = np.where(named >= begin, known[named], np.int32(0))
    return Stays(
        item=item,
        position=(place - begin + 1).astype(np.int64),
        at=at,
        until=until,
        status=status[rows],
        holder=holder,
        known_holder=Coded(known, holder.array_of_names),
        resolution=resolution[rows],
    )


# From stays to turns


@dataclass(frozen=True, slots=True)
class Placed:
    """Placed stays of one source, as ``custody.place`` defines them, by item and time."""

    stays: Stays
    last: Marks
    team: Coded
    party: Coded
    turn: Coded
    kind: Coded  # the class of the status
    microseconds: Times

    def __len__(self) -> int:
        return len(self.last)

    def table(self, source: str) -> pa.Table:
        """With the columns of ``custody.place``."""
        rows = self.stays
        return pa.table(
            {
                "source": Coded.of(np.zeros(len(self)), [source]).array(),
                "item": rows.item.array(),
                "position": rows.position,
                "at": rows.at,
                "until": rows.until,
                "last": self.last,
                "status": rows.status.array(),
                "holder": rows.holder.array(),
                "known_holder": rows.known_holder.array(),
                "team": self.team.array(),
                "party": self.party.array(),
                "turn": self.turn.array(),
                "class": self.kind.array(),
                "microseconds": self.microseconds,
            }
        )


def place(stays: Stays, placements: pa.Table, statuses: pa.Table, as_of: int) -> Placed:
    """Say of every stay whose turn it was and what class of status.

    Takes the rows of ``custody.PLACEMENTS`` and ``custody.STATUSES`` that belong to the source. Raises
    ``ValueError`` where two periods of one holder overlap.
    """
    begun = stays.at <= as_of
    if not begun.all():
        stays = _chosen(stays, np.flatnonzero(begun))
    last = stays.until > as_of
    stays = _until(stays, np.minimum(stays.until, as_of))
    rows, period, stays = _cut(stays, gap_free(placements))
    team, party = _of_periods(period)
    return _judged(stays, last[rows], team, party, statuses)


def _begin_of_item(item: Codes, place: int) -> int:
    """Where the item of that row begins."""
    own = np.flatnonzero(item[:place] != item[place])
    return int(own[-1]) + 1 if len(own) else 0


def _chosen(stays: Stays, rows: Places | slice) -> Stays:
    return Stays(*(getattr(stays, name)[rows] for name in Stays.__slots__))


def _until(stays: Stays, until: Times, at: Times | None = None) -> Stays:
    changed = {"until": until} | ({} if at is None else {"at": at})
    return Stays(**{name: changed.get(name, getattr(stays, name)) for name in Stays.__slots__})


@dataclass(frozen=True, slots=True)
class _Period:
    """Of every stay, in which period of its known holder it lies, or -1."""

    number: Places
    periods: Sequence[dict[str, Any]]


def _cut(stays: Stays, placements: pa.Table) -> tuple[Any, _Period, Stays]:
    """The stays, cut at the borders of their holders' periods, and which stay each part was."""
    periods = placements.to_pylist()
    numbers: dict[str, list[int]] = {}
    for place, row in enumerate(periods):
        numbers.setdefault(row["holder"], []).append(place)
    of_name = [numbers.get(name, []) for name in stays.known_holder.names]
    only = np.array([found[0] if found else -1 for found in of_name] or [-1], np.int32)
    many = np.array([len(found) > 1 for found in of_name], bool)
    number = only.take(stays.known_holder.codes)
    if not many.any():
        return slice(None), _Period(number, periods), stays
    rows = np.arange(len(stays))
    moved = many[stays.known_holder.codes]
    parts = [_Parts(rows[~moved], number[~moved], stays.at[~moved], stays.until[~moved])]
    for name, found in enumerate(of_name):
        if many[name]:
            own = np.flatnonzero(stays.known_holder.codes == name)
            parts += [_part(stays, own, place, periods[place]) for place in found]
    return _joined(stays, parts, periods)


@dataclass(frozen=True, slots=True)
class _Parts:
    rows: Places
    number: Places
    at: Times
    until: Times


def _part(stays: Stays, own: Places, number: int, period: dict[str, Any]) -> _Parts:
    """What of a holder's stays lies in one of its periods."""
    begin = _SOON if period["valid_from"] is None else period["valid_from"]
    end = FAR if period["valid_to"] is None else period["valid_to"]
    at, until = stays.at[own], stays.until[own]
    # A stay without length has its whole being in its first instant.
    inside = (begin < np.maximum(until, at + 1)) & (end > at)
    rows = own[inside]
    numbers = np.full(len(rows), number)
    return _Parts(rows, numbers, np.maximum(at[inside], begin), np.minimum(until[inside], end))


def _joined(
    stays: Stays, parts: list[_Parts], periods: Sequence[dict[str, Any]]
) -> tuple[Places, _Period, Stays]:
    rows = np.concatenate([part.rows for part in parts])
    at = np.concatenate([part.at for part in parts])
    order = np.lexsort((at, rows))
    rows, at = rows[order], at[order]
    number = np.concatenate([part.number for part in parts])[order]
    until = np.concatenate([part.until for part in parts])[order]
    return rows, _Period(number, periods), _until(_chosen(stays, rows), until, at)


def _of_periods(found: _Period) -> tuple[Coded, Coded]:
    texts = ([row[name] for row in found.periods] for name in ("team", "party"))
    team, party = at_once(
        len(found.number), *(partial(_lookup, found.number, column) for column in texts)
    )
    return team, party


def _lookup(number: Places, texts: Sequence[str], missing: str = "") -> Coded:
    """The text of each number, ``missing`` for -1."""
    names = tuple(dict.fromkeys([missing, *texts]))
    code = {name: place for place, name in enumerate(names)}
    lookup = np.array([*(code[text] for text in texts), 0], np.int32)
    return Coded.of(lookup.take(number), names)


def _judged(stays: Stays, last: Marks, team: Coded, party: Coded, statuses: pa.Table) -> Placed:
    meaning = {row["status"]: row for row in statuses.to_pylist()}
    met = [meaning.get(name, {"class": "", "turn": ""}) for name in stays.status.names]
    kind, turn, own_team = at_once(
        len(stays),
        lambda: _kinds(stays, [row["class"] or UNMAPPED for row in met]),
        lambda: _turns(stays, party, [row["turn"] for row in met]),
        lambda: _own_team(stays, team, [bool(row["turn"]) for row in met]),
    )
    elapsed = stays.until - stays.at
    elapsed[kind.marked(CLOSED_CLASSES)] = 0
    return Placed(stays, last, own_team, party, turn, kind, elapsed)


def _own_team(stays: Stays, team: Coded, is_elsewhere: Sequence[bool]) -> Coded:
    """The team of each stay; none where the status itself says whose turn it is."""
    if not any(is_elsewhere):
        return team
    named = np.array(is_elsewhere, bool)[stays.status.codes]
    nobody = np.int32(team.names.index(""))
    return Coded(np.where(named, nobody, team.codes), team.array_of_names)


def _kinds(stays: Stays, of_status: Sequence[str]) -> Coded:
    lookup = np.array([_KINDS.index(name) for name in of_status], np.int32)
    codes = lookup.take(stays.status.codes)
    if any(name.lower() in ABANDONED_RESOLUTIONS for name in stays.resolution.names):
        abandoned = (codes == _KINDS.index(DONE)) & _abandoned(stays.resolution)
        codes[abandoned] = _KINDS.index(DROPPED)
    return Coded.of(codes, _KINDS)


def _turns(stays: Stays, party: Coded, of_status: Sequence[str]) -> Coded:
    names = tuple(dict.fromkeys([NOBODY, UNMAPPED, SYSTEM, *party.names, *of_status]))
    code = {name: place for place, name in enumerate(names)}
    of_party = np.array([code[name or UNMAPPED] for name in party.names], np.int32)
    codes = of_party.take(party.codes)
    codes[stays.known_holder.marked([""])] = code[NOBODY]
    if any(of_status):
        named = np.array([code[name] if name else -1 for name in of_status], np.int32)
        own = named.take(stays.status.codes)
        codes = np.where(own >= 0, own, codes)
    return Coded.of(codes, names)


# What placed stays tell


@dataclass(frozen=True, slots=True)
class Handoffs:
    """Hand-offs, by item and time: at which placed stay, from whom, to whom, and whether back."""

    rows: Places  # the placed stay that each opens
    giver: Codes
    taker: Codes
    ping_pong: Marks
    names: tuple[str, ...]


def handoffs(placed: Placed, by: str = "turn") -> Handoffs:
    """Hand-offs between parties (``by="turn"``) or teams (``by="team"``), as in ``custody.handoffs``."""
    held: Coded = getattr(placed, by)
    counted = ~held.marked(["", *NO_PARTY]) & placed.kind.marked(OPEN_CLASSES)
    rows = np.flatnonzero(counted)
    item, taker = placed.stays.item.codes[rows], held.codes[rows]
    passed = ~_first(item) & _unlike_before(taker)
    places = np.flatnonzero(passed)
    rows, item, giver, taker = rows[places], item[places], taker[places - 1], taker[places]
    back = ~_first(item)
    back[1:] &= giver[:-1] == taker[1:]
    return Handoffs(rows, giver, taker, back, tuple(held.names))


def items(placed: Placed, source: str, passed: Handoffs | None = None) -> pa.Table:
    """One row an item, with the columns of ``custody.items``; ``passed`` if they are known already."""
    rows = placed.stays
    begins = np.flatnonzero(_first(rows.item.codes))
    ends = np.append(begins[1:], len(placed)) - 1 if len(begins) else begins
    number = np.cumsum(_first(rows.item.codes), dtype=np.int32) - 1
    passed = passed or handoffs(placed)
    of_item = number[passed.rows]
    kinds = placed.kind
    final = kinds[ends]
    delivered, dropped = final.marked([DONE]), final.marked([DROPPED])
    done_at, dropped_at = (
        _last_entry(placed, number, len(begins), name) for name in CLOSED_CLASSES
    )
    created = rows.at[begins]
    outcome = np.where(delivered, 0, np.where(dropped, 1, 2)).astype(np.int32)
    return pa.table(
        {
            "source": Coded.of(np.zeros(len(begins)), [source]).array(),
            "item": rows.item[begins].array(),
            "created_at": created,
            "done_at": pa.array(done_at, mask=~delivered),
            "outcome": Coded.of(outcome, ["delivered", "dropped", "open"]).array(),
            "ended_at": pa.array(
                np.where(delivered, done_at, dropped_at), mask=~(delivered | dropped)
            ),
            "lead": pa.array(done_at - created, mask=~delivered),
            "handoffs": np.bincount(of_item, minlength=len(begins)),
            "ping_pongs": np.bincount(of_item[passed.ping_pong], minlength=len(begins)),
            "reopened": _summed(_reopened(placed), begins),
            "working_known": _any(kinds.marked([WORK]), begins),
        }
    )


def _summed(marks: Marks, begins: Places) -> Times:
    if not len(begins):
        return np.empty(0, np.int64)
    return np.add.reduceat(marks, begins, dtype=np.int64)


def _any(marks: Marks, begins: Places) -> Marks:
    return np.logical_or.reduceat(marks, begins) if len(begins) else np.empty(0, bool)


def _last_entry(placed: Placed, number: Codes, items: int, kind: str) -> Times:
    """When each item last entered the class; of no meaning where it never did."""
    inside = placed.kind.marked([kind])
    enters = np.flatnonzero(inside & (_first(placed.stays.item.codes) | _unlike_before(inside)))
    latest = np.zeros(items, np.int64)
    latest[number[enters]] = placed.stays.at[enters]  # of several of one item the last stands
    return latest


def _reopened(placed: Placed) -> Marks:
    closed, opened = placed.kind.marked(CLOSED_CLASSES), placed.kind.marked(OPEN_CLASSES)
    again = opened & ~_first(placed.stays.item.codes)
    again[1:] &= closed[:-1]
    return again


@dataclass(frozen=True, slots=True)
class Spent:
    """Microseconds of each item by whose turn and class: ``times`` has shape (shares, items)."""

    shares: tuple[tuple[str, str], ...]  # turn and class, those that occur
    times: Times
    stays: tuple[int, ...]  # of each share

    def days(self, share: int) -> float:
        """Days of a share over all items, rounded once from exact whole numbers."""
        seconds = int((self.times[share] // 1_000_000).sum())
        rest = int((self.times[share] % 1_000_000).sum())
        return (seconds * 1_000_000 + rest) / MICROSECONDS_A_DAY


def days_by_turn(placed: Placed) -> Spent:
    """Time of each item by whose turn it was and class, as ``custody.days_by_turn`` by item."""
    first = _first(placed.stays.item.codes)
    number = np.cumsum(first, dtype=np.int32) - 1
    items = int(number[-1]) + 1 if len(number) else 0
    share = placed.turn.codes * np.int64(len(_KINDS))
    share += placed.kind.codes
    counts = np.bincount(share, minlength=len(placed.turn.names) * len(_KINDS))
    met = np.flatnonzero(counts)
    begin = np.zeros(len(counts), np.int64)
    begin[met] = np.arange(len(met)) * items
    cell = begin.take(share)
    cell += number
    # Weights are summed as floating numbers: exact, as long as no item lives for 285 years.
    sums = np.bincount(cell, weights=placed.microseconds, minlength=len(met) * items)
    turns = placed.turn.names
    names = [(turns[code // len(_KINDS)], _KINDS[code % len(_KINDS)]) for code in met]
    return Spent(
        tuple(names),
        np.rint(sums).astype(np.int64).reshape(len(met), items),
        tuple(counts[met].tolist()),
    )


def time_by_turn(placed: Placed) -> dict[tuple[str, str], int]:
    """Microseconds of all items together by whose turn it was and class, those that occur: exact."""
    share = placed.turn.codes * np.int64(len(_KINDS))
    share += placed.kind.codes
    # Weights are summed as floating numbers: in halves their sums stay whole below 2**53, up to 130 million rows.
    high, low = at_once(
        len(placed),
        lambda: np.bincount(share, weights=placed.microseconds >> _HALF),
        lambda: np.bincount(share, weights=placed.microseconds & ((1 << _HALF) - 1)),
    )
    turns = placed.turn.names
    return {
        (turns[code // len(_KINDS)], _KINDS[code % len(_KINDS)]): (int(high[code]) << _HALF)
        + int(low[code])
        for code in np.flatnonzero(np.bincount(share)).tolist()
    }
