"""Whose turn a request was, as one pass over rows in order: what ``requests.request_stays`` defines.

The expression of ``requests`` is the definition, but it lays every word beside every moment of its
request. Here the words of the first items of all requests are laid over their moments at once, then those
of the second items, and so on. Both must give the same; the tests hold them against each other.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from accord.analysis import custody
from accord.analysis.columns import Coded, Codes, Marks, Times, coded
from accord.analysis.ordered import by_counting
from accord.analysis.requests import SOURCE

Places = npt.NDArray[np.int64]

#: The columns that a word hands on as they are.
_HANDED_ON = ("status", "holder", "known_holder", "team", "party")


@dataclass(frozen=True, slots=True)
class Members:
    """The items of each request: ``items[begins[place]:begins[place + 1]]`` are those of one.

    ``begins`` has shape (requests + 1,), ``items`` shape (items,); an item stands in one request. Within a
    request they stand in the order of tracker and key, as in ``requests.MEMBERSHIP``.
    """

    begins: Places
    items: Places

    def __len__(self) -> int:
        return len(self.begins) - 1

    @property
    def sizes(self) -> Places:
        """How many items each request has."""
        return np.diff(self.begins)

    @property
    def request(self) -> Places:
        """The request of each row of ``items``."""
        return np.repeat(np.arange(len(self)), self.sizes)

    @property
    def of_item(self) -> Places:
        """The request of each item, by the item's number."""
        found = np.empty(len(self.items), np.int64)
        found[self.items] = self.request
        return found


def request_stays(
    placed: pa.Table, item: Codes, members: Members, keys: pa.Array, as_of: int
) -> tuple[pa.Table, Codes]:
    """The stays of all requests, by request and time, and the request of each.

    Takes placed stays (``custody.place``) by item and time, the item's number of each row, and what
    each request is called. A request of one item has that item's stays; for those of several items see
    ``requests.request_stays``.
    """
    rows = _Rows.of(placed)
    request = members.of_item[item]
    joint = members.sizes[request] > 1
    alone = np.flatnonzero(~joint)
    parts = [_alone(rows, alone), _merged(rows, item, members, np.flatnonzero(joint), as_of)]
    place = np.concatenate([request[alone], parts[1].request]).astype(np.int32)
    order = by_counting(place)
    found = pa.concat_tables([part.table for part in parts]).unify_dictionaries().take(order)
    place = place[order]
    named = pa.DictionaryArray.from_arrays(pa.array(place), keys)
    source = Coded.of(np.zeros(len(place), np.int32), [SOURCE]).array()
    columns = {"source": source, "item": named} | {name: found[name] for name in found.column_names}
    return pa.table({name: columns[name] for name in placed.column_names}), place


@dataclass(frozen=True, slots=True)
class _Rows:
    """Placed stays as arrays."""

    position: Times
    at: Times
    until: Times
    last: Marks
    microseconds: Times
    turn: Coded
    kind: Coded
    words: dict[str, Coded]  # of ``_HANDED_ON``

    @classmethod
    def of(cls, placed: pa.Table) -> "_Rows":
        position, at, until, spent = (
            placed[name].to_numpy() for name in ("position", "at", "until", "microseconds")
        )
        return cls(
            position=position,
            at=at,
            until=until,
            last=placed["last"].to_numpy(),
            microseconds=spent,
            turn=coded(placed["turn"]),
            kind=coded(placed["class"]),
            words={name: coded(placed[name]) for name in _HANDED_ON},
        )


@dataclass(frozen=True, slots=True)
class _Part:
    table: pa.Table
    request: Places


def _alone(rows: _Rows, chosen: Places) -> _Part:
    table = _table(
        rows,
        chosen,
        position=rows.position[chosen],
        at=rows.at[chosen],
        until=rows.until[chosen],
        last=rows.last[chosen],
        turn=rows.turn[chosen],
        kind=rows.kind[chosen],
        microseconds=rows.microseconds[chosen],
    )
    return _Part(table, chosen)


def _table(
    rows: _Rows, chosen: Places, turn: Coded, kind: Coded, **plain: Times | Marks
) -> pa.Table:
    handed_on = {name: rows.words[name][chosen].array() for name in _HANDED_ON}
    return pa.table(plain | handed_on | {"turn": turn.array(), "class": kind.array()})


@dataclass(frozen=True, slots=True)
class _Words:
    """The stays of the items of joint requests, by request and time, and the moments they begin at."""

    row: Places  # in the placed stays
    slot: Places  # which of its request's items
    moment: Places
    is_open: Marks
    is_done: Marks
    said_at: Times


@dataclass(frozen=True, slots=True)
class _Moments:
    """Every moment of a joint request in which anything changes, in order."""

    request: Places
    at: Times
    items: Places  # how many its request has


@dataclass(frozen=True, slots=True)
class _Latest:
    """At every moment, the word that counts, and whether any item stands delivered."""

    word: Places
    delivered: Marks


def _merged(rows: _Rows, item: Codes, members: Members, joint: Places, as_of: int) -> _Part:
    """Every moment booked once, by the latest word."""
    words, moments = _laid_out(rows, item, members, joint)
    standing = list(_standing(words, moments))
    latest = _latest(words, moments, standing)
    chosen = words.row[latest.word]
    turn = _turns(rows, words, latest, standing)
    begins = np.ones(len(moments.at), bool)
    begins[1:] = moments.request[1:] != moments.request[:-1]
    last = np.append(begins[1:], True)[: len(begins)]
    until = np.where(last, as_of, np.append(moments.at[1:], as_of)[: len(begins)])
    is_open = words.is_open[latest.word]
    place = np.arange(len(begins))
    table = _table(
        rows,
        chosen,
        position=place - np.maximum.accumulate(np.where(begins, place, 0)) + 1,
        at=moments.at,
        until=until,
        last=last,
        turn=turn,
        kind=_kinds(rows.kind[chosen], is_open, latest.delivered),
        microseconds=np.where(is_open, until - moments.at, 0),
    )
    return _Part(table, moments.request)


def _laid_out(rows: _Rows, item: Codes, members: Members, joint: Places) -> tuple[_Words, _Moments]:
    request = members.of_item
    slot = np.empty(len(members.items), np.int64)
    slot[members.items] = np.arange(len(members.items)) - members.begins[members.request]
    said_at = _said_at(item, rows.position, rows.at)
    order = np.lexsort((rows.at[joint], request[item[joint]]))
    row = joint[order]
    of_row, at = request[item[row]], rows.at[row]
    opens = np.ones(len(row), bool)
    opens[1:] = (of_row[1:] != of_row[:-1]) | (at[1:] != at[:-1])
    first = np.flatnonzero(opens)
    moments = _Moments(of_row[first], at[first], members.sizes[of_row[first]])
    kind = rows.kind[row]
    words = _Words(
        row=row,
        slot=slot[item[row]],
        moment=np.cumsum(opens) - 1,
        is_open=~kind.marked(custody.CLOSED_CLASSES),
        is_done=kind.marked([custody.DONE]),
        said_at=said_at[row],
    )
    return words, moments


def _said_at(item: Codes, position: Times, at: Times) -> Times:
    """When each stay was said: one that was cut at a team's move was said only once."""
    begins = np.ones(len(at), bool)
    begins[1:] = (item[1:] != item[:-1]) | (position[1:] != position[:-1])
    return at[np.maximum.accumulate(np.where(begins, np.arange(len(at)), 0))]


def _standing(words: _Words, moments: _Moments) -> Iterator[tuple[Places, Places]]:
    """Item by item of all requests at once: moments, and the word of it that stands at each."""
    for slot in range(int(moments.items.max(initial=0))):
        chosen = np.flatnonzero(moments.items > slot)
        own = np.flatnonzero(words.slot == slot)
        stands = np.full(len(chosen), -1)
        stands[np.searchsorted(chosen, words.moment[own])] = own
        place = np.arange(len(chosen))
        request = moments.request[chosen]
        begins = np.ones(len(chosen), bool)
        begins[1:] = request[1:] != request[:-1]
        since = np.maximum.accumulate(np.where((stands >= 0) | begins, place, 0))
        stands = stands[since]
        yield chosen[stands >= 0], stands[stands >= 0]


def _latest(words: _Words, moments: _Moments, standing: list[tuple[Places, Places]]) -> _Latest:
    """Of the open words, else of all, the one said last; of equal ones that of the last item."""
    best = np.full(len(moments.at), -1)
    delivered = np.zeros(len(best), bool)
    for moment, word in standing:
        before = best[moment]
        is_open, was_open = words.is_open[word], words.is_open[before]
        later = words.said_at[word] >= words.said_at[before]
        better = (before < 0) | (is_open & ~was_open) | ((is_open == was_open) & later)
        best[moment[better]] = word[better]
        delivered[moment[words.is_done[word]]] = True
    return _Latest(best, delivered)


def _turns(
    rows: _Rows, words: _Words, latest: _Latest, standing: list[tuple[Places, Places]]
) -> Coded:
    """Where a wait names a party that has nothing open left, give the turn back to the holder."""
    party = rows.words["party"]
    names = list(
        dict.fromkeys(["", custody.NOBODY, custody.UNMAPPED, *rows.turn.names, *party.names])
    )
    turns, parties = _coded_by(rows.turn, names), _coded_by(party, names)
    chosen = words.row[latest.word]
    turn, holder = turns[chosen], parties[chosen]
    holder = np.where(holder == 0, names.index(custody.UNMAPPED), holder)
    nobody = rows.words["known_holder"].marked([""])[chosen]
    holder = np.where(nobody, names.index(custody.NOBODY), holder)
    takes_part, alive = np.zeros(len(turn), bool), np.zeros(len(turn), bool)
    for moment, word in standing:
        own = parties[words.row[word]] == turn[moment]
        takes_part[moment[own]] = True
        alive[moment[own & words.is_open[word]]] = True
    waits = rows.kind[chosen].marked([custody.WAIT])
    return Coded.of(np.where(waits & takes_part & ~alive, holder, turn), names)


def _coded_by(column: Coded, names: list[str]) -> Codes:
    """The column's rows by their places among other names, which hold all of its own."""
    lookup = np.array([names.index(name) for name in column.names], np.int32)
    return lookup[column.codes]


def _kinds(latest: Coded, is_open: Marks, delivered: Marks) -> Coded:
    """The class of the latest word; where nothing is open, done if any item was delivered."""
    names = list(dict.fromkeys([*latest.names, custody.DONE, custody.DROPPED]))
    ended = np.where(delivered, names.index(custody.DONE), names.index(custody.DROPPED))
    return Coded.of(np.where(is_open, latest.codes, ended), names)
