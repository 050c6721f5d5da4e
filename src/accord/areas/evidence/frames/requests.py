"""Requests as columns: a row becomes a ``Request`` only when somebody looks at it."""

import datetime as dt
import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self, TypeVar, overload

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy.sparse import coo_array

from accord.analysis.columns import Coded, Marks, Times
from accord.areas.evidence.frames.times import moment, months

Days = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Share = tuple[str, str]  # party and class
Shown = TypeVar("Shown")

#: Stands for "not yet" in a column of times.
NOT_YET = np.int64(-(1 << 62))


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
    by_turn: dict[Share, float]  # (party, class) → days
    kind: str = ""  # the class of its present stay, while open
    since: dt.datetime | None = None  # when that stay began
    teams: tuple[str, ...] = ()  # that ever held one of its items
    labels: tuple[str, ...] = ()  # of any of its items
    remembered: bool = False  # by both sides; no tracker recorded it

    @property
    def joint(self) -> bool:
        """Whether both sides tell of it: it runs through several trackers, or both remember it."""
        return self.remembered or len(self.sources) > 1

    @property
    def waited(self) -> float:
        """Days in which nobody worked on it."""
        return sum(days for (_, kind), days in self.by_turn.items() if kind != "work")


@dataclass(frozen=True, slots=True)
class Several:
    """Several names a row: those of a row are ``names[begins[row]:begins[row + 1]]``, in order."""

    begins: Places
    names: Coded

    @classmethod
    def of_pairs(cls, row: Places, name: Coded, rows: int) -> Self:
        """From pairs of a row and a name; the same pair may come several times, "" is no name."""
        every = sorted(set(name.names) - {""})
        place = np.array([every.index(one) if one else -1 for one in name.names], np.int64)
        codes = place[name.codes] if len(name.names) else name.codes
        named = codes >= 0
        triples = (np.ones(int(named.sum()), np.int8), (row[named], codes[named]))
        # A sparse matrix keeps each pair once, by row and name, in linear time.
        once = coo_array(triples, (rows, max(1, len(every)))).tocsr()
        return cls(once.indptr.astype(np.int64), Coded.of(once.indices, every))

    @property
    def sizes(self) -> Places:
        """How many names each row has."""
        return np.diff(self.begins)

    @property
    def row(self) -> Places:
        """The row of each name."""
        return np.repeat(np.arange(len(self.begins) - 1), self.sizes)

    def at(self, row: int) -> tuple[str, ...]:
        """The names of one row."""
        return tuple(self.names[self.begins[row] : self.begins[row + 1]].array().to_pylist())

    def holding(self, name: str) -> Marks:
        """Which rows have the name."""
        return np.bincount(self.row[self.names.marked([name])], minlength=len(self.sizes)) > 0

    def met(self) -> list[str]:
        """The names that any row has, in order."""
        return sorted(self.most(len(self.names.names)))

    def most(self, count: int) -> list[str]:
        """The names that most rows have, at most so many."""
        used = np.bincount(self.names.codes, minlength=len(self.names.names))
        order = np.argsort(-used, kind="stable")[:count]
        return [self.names.names[place] for place in order.tolist() if used[place]]


@dataclass(frozen=True, eq=False)  # no slots: what is worked out once is kept here
class Spent:
    """Days of each request by whose turn it was and class; one row a request and share."""

    begins: Places  # of the requests, as in ``Several``
    share: npt.NDArray[np.int32]
    days: Days
    shares: tuple[Share, ...]

    @functools.cached_property
    def row(self) -> Places:
        """The request of each row."""
        return np.repeat(np.arange(len(self.begins) - 1), np.diff(self.begins))

    @functools.cached_property
    def whole(self) -> Days:
        """Days of each request in all."""
        return self._summed(slice(None))

    def at(self, row: int) -> dict[Share, float]:
        """The days of one request."""
        own = slice(self.begins[row], self.begins[row + 1])
        pairs = zip(self.share[own].tolist(), self.days[own].tolist(), strict=True)
        return {self.shares[share]: days for share, days in pairs}

    def of_share(self, chosen: Share) -> Days:
        """Days of each request in one share."""
        return self._summed(self.marked(lambda share: share == chosen))

    def _summed(self, rows: Any) -> Days:
        count = len(self.begins) - 1
        return np.asarray(
            np.bincount(self.row[rows], weights=self.days[rows], minlength=count), np.float64
        )

    def marked(self, chosen: Any) -> Marks:
        """Which rows belong to a share for which ``chosen`` is true."""
        return np.array([chosen(share) for share in self.shares], bool)[self.share]


@dataclass(frozen=True, eq=False)  # no slots: what is worked out once is kept here
class Columns:
    """All requests of a snapshot: every column has shape (requests,)."""

    zone: dt.tzinfo
    key: pa.Array
    title: pa.Array
    type: Coded
    sources: Several
    created_at: Times
    done_at: Times  # or ``NOT_YET``
    outcome: Coded
    days: Days
    handoffs: Places
    ping_pongs: Places
    reopened: Places
    sent_back: Marks
    turn: Coded
    spent: Spent
    kind: Coded
    since: Times  # or ``NOT_YET``
    teams: Several
    labels: Several
    remembered: Marks

    def __len__(self) -> int:
        return len(self.key)

    @functools.cached_property
    def joint(self) -> Marks:
        """Of which requests both sides tell."""
        return np.asarray(self.remembered | (self.sources.sizes > 1))

    @functools.cached_property
    def ended(self) -> Times:
        """When each was delivered, else when it was created."""
        return np.where(self.done_at == NOT_YET, self.created_at, self.done_at)

    @functools.cached_property
    def month(self) -> Coded:
        """The month in which each was delivered, else created."""
        return months(self.ended, self.zone)

    @functools.cached_property
    def created_month(self) -> Coded:
        """The month in which each was created."""
        return months(self.created_at, self.zone)

    def place_of(self, key: str) -> int:
        """The place of the request of this name; -1 where there is none."""
        return int(self.key.index(pa.scalar(key, self.key.type)).as_py())

    def at(self, row: int) -> Request:
        """One request."""
        done_at, since = int(self.done_at[row]), int(self.since[row])
        return Request(
            key=self.key[row].as_py(),
            title=self.title[row].as_py(),
            type=self.type.at(row),
            sources=self.sources.at(row),
            created_at=moment(int(self.created_at[row]), self.zone),
            done_at=None if done_at == NOT_YET else moment(done_at, self.zone),
            outcome=self.outcome.at(row),
            days=float(self.days[row]),
            handoffs=int(self.handoffs[row]),
            ping_pongs=int(self.ping_pongs[row]),
            reopened=int(self.reopened[row]),
            sent_back=bool(self.sent_back[row]),
            turn=self.turn.at(row),
            by_turn=self.spent.at(row),
            kind=self.kind.at(row),
            since=None if since == NOT_YET else moment(since, self.zone),
            teams=self.teams.at(row),
            labels=self.labels.at(row),
            remembered=bool(self.remembered[row]),
        )


class Requests(Sequence[Request]):
    """Some or all requests of a snapshot, in some order: their columns, and their places in them."""

    def __init__(self, columns: Columns, places: Places | None = None) -> None:
        self.columns = columns
        self.places = np.arange(len(columns)) if places is None else places

    def __len__(self) -> int:
        return len(self.places)

    @overload
    def __getitem__(self, place: int) -> Request: ...
    @overload
    def __getitem__(self, place: slice) -> "Requests": ...
    def __getitem__(self, place: int | slice) -> "Request | Requests":
        if isinstance(place, slice):
            return Requests(self.columns, self.places[place])
        return self.columns.at(int(self.places[place]))

    def where(self, marks: Marks) -> "Requests":
        """Those that are marked; ``marks`` has shape (these requests,)."""
        return Requests(self.columns, self.places[marks])

    def of_all(self, marks: Marks) -> "Requests":
        """Those that are marked; ``marks`` has shape (all requests of the snapshot,)."""
        return self.where(marks[self.places])

    def by(self, *values: npt.NDArray[Any]) -> "Requests":
        """In the order of the first values, of equal ones of the next; each has shape (these,)."""
        return Requests(self.columns, self.places[np.lexsort(values[::-1])])

    def taking(self, spent: Spent) -> "Requests":
        """The same with other days."""
        return Requests(replace(self.columns, spent=spent, days=spent.whole), self.places)

    @property
    def chosen(self) -> Marks:
        """Which of all requests of the snapshot these are."""
        marks = np.zeros(len(self.columns), bool)
        marks[self.places] = True
        return marks

    @property
    def days(self) -> Days:
        """Days of each."""
        return self.columns.days[self.places]

    @property
    def lived(self) -> Days:
        """Days in which each was open: what was closed and taken up again is left out."""
        return self.columns.spent.whole[self.places]

    @property
    def joint(self) -> Marks:
        """Of which of them both sides tell."""
        return self.columns.joint[self.places]

    @property
    def remembered(self) -> Marks:
        """Which of them no tracker recorded."""
        return self.columns.remembered[self.places]

    @property
    def delivered(self) -> "Requests":
        """Those that stand as delivered."""
        return self.ending("delivered")

    @property
    def open(self) -> "Requests":
        """Those that are neither delivered nor dropped."""
        return self.ending("open")

    def ending(self, outcome: str) -> "Requests":
        """Those of an outcome."""
        return self.of_all(self.columns.outcome.marked([outcome]))

    def texts(self, name: str) -> list[str]:
        """A column of few names as plain text."""
        column: Coded = getattr(self.columns, name)
        return column[self.places].array().to_pylist()

    def names(self, name: str) -> set[str]:
        """The names that a column of few names has in these rows."""
        column: Coded = getattr(self.columns, name)
        used = np.bincount(column.codes[self.places], minlength=len(column.names))
        return {one for one, count in zip(column.names, used, strict=True) if count}

    def grouped(self, column: Coded) -> "dict[str, Requests]":
        """The requests by a column of the snapshot, in the order of its names."""
        codes = column.codes[self.places]
        order = np.argsort(codes, kind="stable")
        met, begins = np.unique(codes[order], return_index=True)
        ends = [*begins.tolist(), len(order)]
        names = column.names
        return {
            names[code]: Requests(self.columns, self.places[order[ends[place] : ends[place + 1]]])
            for place, code in enumerate(met.tolist())
        }

    def days_by_share(self) -> dict[Share, float]:
        """Days of all of them together, by whose turn it was and class."""
        spent = self.columns.spent
        own = self.chosen[spent.row]
        count = len(spent.shares)
        sums = np.bincount(spent.share[own], weights=spent.days[own], minlength=count)
        rows = np.bincount(spent.share[own], minlength=count)
        return {
            share: days
            for share, days, met in zip(spent.shares, sums.tolist(), rows, strict=True)
            if met
        }

    def find(self, key: str) -> Request | None:
        """The request of this name, among these."""
        place = self.columns.place_of(key)
        return self.columns.at(place) if place >= 0 and place in self.places else None


class Beside(Sequence[Shown]):
    """Requests with something beside each; a row is made only when somebody looks at it."""

    def __init__(self, rows: Requests, make: Callable[[Request, int], Shown]) -> None:
        self.rows = rows
        self._make = make  # of a request and its place among these rows

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, place: int) -> Shown: ...
    @overload
    def __getitem__(self, place: slice) -> "list[Shown]": ...
    def __getitem__(self, place: int | slice) -> "Shown | list[Shown]":
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        number = range(len(self))[place]
        return self._make(self.rows[number], number)


def told_by_both(rows: Requests) -> Requests:
    """The joint requests that figures rest on: memory stands back as soon as records tell of any."""
    joint = rows.where(rows.joint)
    recorded = joint.where(~joint.remembered)
    return recorded if len(recorded) else joint
