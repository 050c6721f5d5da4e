"""What forecasts rest on: when requests were asked, delivered, dropped and taken up again."""

import datetime as dt
import functools
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as compute

from accord.analysis.forecast.asking import Basis, basis_of
from accord.analysis.forecast.backtest import Judged, backtest
from accord.analysis.forecast.going import (
    Course,
    all_delivered,
    courses,
    days_to_go,
    delivered_within,
)
from accord.analysis.forecast.records import (
    FEWEST_DELIVERED,
    LEVELS,
    Known,
    Records,
    known_at,
    records_of,
)
from accord.analysis.tables import MICROSECONDS_A_DAY
from accord.areas.evidence.findings.basis import Filter, base_of, requests, type_label
from accord.areas.evidence.findings.parties import turn_words
from accord.areas.evidence.frames import Figures, Request, microseconds

#: Past forecasts of so many weeks are judged: a year tells enough, and is quick.
JUDGED_WEEKS = 52


@dataclass(frozen=True, slots=True)
class ToGo:
    """One open request and when it will be done: the days of ``LEVELS``, None where not known."""

    request: Request
    days: tuple[dt.date | None, ...]
    rests_on: int  # deliveries
    own_type: bool

    @property
    def next_step(self) -> str:
        """Whose move is next, in words."""
        return turn_words(f"{self.request.turn}.{self.request.kind}")

    @property
    def judged_by(self) -> str:
        """Whose course it is thought to follow."""
        return f"{self.rests_on} {'of its type' if self.own_type else 'of all types'}"


@dataclass(frozen=True, slots=True)
class Following:
    """Open requests that are thought to go on alike."""

    course: Course
    own_type: bool
    rows: tuple[Request, ...]
    ages: npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)  # no slots: what is worked out once is kept here
class History:
    """The requests of a choice, whatever their month, and what forecasts say of them."""

    rows: tuple[Request, ...]
    joint: bool
    figures: Figures

    @property
    def now(self) -> dt.datetime:
        """The moment of the snapshot, by the clocks of the company."""
        return self.figures.as_of

    @functools.cached_property
    def as_of(self) -> int:
        """The moment of the snapshot, in microseconds since 1970."""
        return microseconds(self.now)

    @functools.cached_property
    def delivered(self) -> int:
        """How many stand as delivered."""
        return sum(row.outcome == "delivered" for row in self.rows)

    @functools.cached_property
    def records(self) -> Records:
        """When the requests were asked and closed."""
        closings, keys = self.figures.closings, pa.array([row.key for row in self.rows])
        place = compute.index_in(closings["item"].cast(pa.string()), keys)
        own = closings.append_column("place", place).filter(compute.is_valid(place))
        return records_of(
            np.array([microseconds(row.created_at) for row in self.rows], np.int64),
            own["place"].to_numpy().astype(np.int64),
            own["entered"].to_numpy().astype(np.int64),
            own["left"].to_numpy().astype(np.int64),
            own["delivered"].to_numpy().astype(np.bool_),
        )

    @functools.cached_property
    def known(self) -> Known:
        """How the requests stand now."""
        return known_at(self.records, self.as_of)

    @functools.cached_property
    def basis(self) -> Basis:
        """What is drawn from, and what past forecasts teach."""
        return basis_of(self.records, self.as_of)

    @functools.cached_property
    def judged(self) -> dict[str, Judged]:
        """How forecasts of the last year would have fared."""
        return backtest(self.records, self.as_of, JUDGED_WEEKS, self.basis.trials)

    @functools.cached_property
    def following(self) -> tuple[Following, ...]:
        """The open requests with the course that each is thought to follow; empty if too few."""
        if self.delivered < FEWEST_DELIVERED:
            return ()
        return tuple(self._following())

    def _following(self) -> Iterator[Following]:
        labels = [type_label(self.rows[place]) for place in self.known.place]
        _, types = np.unique(labels, return_inverse=True)
        open_ones = self.known.place[self.known.open]
        ages = (self.as_of - self.known.created[self.known.open]) / MICROSECONDS_A_DAY
        for course, these, own_type in courses(self.known, types):
            rows = tuple(self.rows[place] for place in open_ones[these])
            yield Following(course, own_type, rows, ages[these])

    @functools.cached_property
    def to_go(self) -> tuple[ToGo, ...]:
        """Every open request with the days of its end, the nearest first."""
        found = [row for part in self.following for row in self._to_go(part)]
        return tuple(sorted(found, key=_nearest))

    def _to_go(self, part: Following) -> Iterator[ToGo]:
        days = np.column_stack([days_to_go(part.course, part.ages, level) for level in LEVELS])
        for row, values in zip(part.rows, days.tolist(), strict=True):
            dates = tuple(self.day(value) for value in values)
            yield ToGo(row, dates, part.course.items, part.own_type)

    def day(self, days: float | None) -> dt.date | None:
        """The calendar day on which so many days from now are over."""
        if days is None or np.isnan(days):
            return None
        return (self.now + dt.timedelta(days=days)).date()


def _nearest(row: ToGo) -> tuple[object, ...]:
    days = [day or dt.date.max for day in row.days]
    return (*days, row.request.created_at, row.request.key)


def history(figures: Figures, chosen: Filter) -> History:
    """The history of a choice; its months choose among open requests only, not among deliveries."""
    return _history(figures, replace(chosen, since="", until=""))


@functools.lru_cache(maxsize=16)
def _history(figures: Figures, chosen: Filter) -> History:
    rows, joint = base_of(requests(figures, chosen))
    return History(tuple(rows), joint, figures)


@dataclass(frozen=True, slots=True)
class Open:
    """The open requests that were asked in the months of a choice."""

    count: int
    rows: tuple[ToGo, ...]  # the nearest first; none where too few were delivered to tell
    parts: tuple[tuple[Course, npt.NDArray[np.float64]], ...]

    def all_done(self, level: float) -> float | None:
        """The days until the last one is delivered, with a probability."""
        return all_delivered(list(self.parts), level) if self.rows else None

    def expected(self, days: int) -> float:
        """How many of them are delivered within so many days, on average."""
        return float(sum(delivered_within(*part, days).sum() for part in self.parts))


@functools.lru_cache(maxsize=32)
def open_ones(found: History, since: str, until: str) -> Open:
    """The open ones of a history by the month in which they were asked; "" leaves an end open."""

    def chosen(row: Request) -> bool:
        month = row.created_at.strftime("%Y-%m")
        return (not since or month >= since) and (not until or month <= until)

    count = sum(row.outcome == "open" and chosen(row) for row in found.rows)
    rows = tuple(row for row in found.to_go if chosen(row.request))
    parts = (
        (part.course, part.ages[np.array([chosen(row) for row in part.rows], np.bool_)])
        for part in found.following
    )
    return Open(count, rows, tuple(parts))
