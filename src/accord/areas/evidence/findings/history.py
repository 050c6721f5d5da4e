"""What forecasts rest on: when requests were asked, delivered, dropped and taken up again."""

import datetime as dt
import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from accord.analysis.columns import Marks
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
from accord.areas.evidence.findings.basis import Filter, base_of, in_months, requests
from accord.areas.evidence.findings.parties import turn_words
from accord.areas.evidence.frames import Beside, Figures, Request, Requests, microseconds

Answer = TypeVar("Answer")
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
    rows: Requests
    ages: npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)  # no slots: what is worked out once is kept here
class History:
    """The requests of a choice, whatever their month, and what forecasts say of them."""

    rows: Requests
    joint: bool
    figures: Figures
    chosen: Filter

    def once(self, question: tuple[object, ...], work: Callable[[], Answer]) -> Answer:
        """The answer to a question of this history, worked out once."""
        return self.figures.once((self.chosen, *question), work)

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
        return len(self.rows.delivered)

    @functools.cached_property
    def records(self) -> Records:
        """When the requests were asked and closed."""
        closings, columns = self.figures.closings, self.rows.columns
        place = np.full(len(columns), -1)
        place[self.rows.places] = np.arange(len(self.rows))
        item = place[closings["request"].to_numpy()]
        own = item >= 0
        return records_of(
            columns.created_at[self.rows.places],
            item[own],
            *(closings[name].to_numpy()[own] for name in ("entered", "left", "delivered")),
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
        types = self.rows.columns.type.codes[self.rows.places[self.known.place]].astype(np.int64)
        open_ones = self.known.place[self.known.open]
        ages = (self.as_of - self.known.created[self.known.open]) / MICROSECONDS_A_DAY
        for course, these, own_type in courses(self.known, types):
            rows = Requests(self.rows.columns, self.rows.places[open_ones[these]])
            yield Following(course, own_type, rows, ages[these])

    def day(self, days: float | None) -> dt.date | None:
        """The calendar day on which so many days from now are over."""
        if days is None or np.isnan(days):
            return None
        return (self.now + dt.timedelta(days=days)).date()


def history(figures: Figures, chosen: Filter) -> History:
    """The history of a choice; its months choose among open requests only, not among deliveries."""
    lasting = replace(chosen, since="", until="")
    return figures.once(("history", lasting), lambda: _history(figures, lasting))


def _history(figures: Figures, chosen: Filter) -> History:
    rows, joint = base_of(requests(figures, chosen))
    return History(rows, joint, figures, chosen)


@dataclass(frozen=True, slots=True)
class Open:
    """The open requests that were asked in the months of a choice."""

    count: int
    rows: Sequence[ToGo]  # the nearest first; none where too few were delivered to tell
    unknown: int  # of how many nothing can be said
    parts: tuple[tuple[Course, npt.NDArray[np.float64]], ...]

    def all_done(self, level: float) -> float | None:
        """The days until the last one is delivered, with a probability."""
        return all_delivered(list(self.parts), level) if self.rows else None

    def expected(self, days: int) -> float:
        """How many of them are delivered within so many days, on average."""
        return float(sum(delivered_within(*part, days).sum() for part in self.parts))


def open_ones(found: History, since: str, until: str) -> Open:
    """The open ones of a history by the month in which they were asked; "" leaves an end open."""
    return found.once(("open", since, until), lambda: _open_ones(found, since, until))


def _open_ones(found: History, since: str, until: str) -> Open:
    columns = found.rows.columns
    asked = in_months(columns.created_month, since, until)
    parts = [_only(part, asked) for part in found.following]
    days = [_days_to_go(part) for part in parts]
    rows = _nearest_first(found, parts, days)
    return Open(
        count=len(found.rows.open.of_all(asked)),
        rows=rows,
        unknown=sum(int(np.isnan(part[:, 0]).sum()) for part in days),
        parts=tuple((part.course, part.ages) for part in parts),
    )


def _only(part: Following, asked: Marks) -> Following:
    chosen = asked[part.rows.places]
    return replace(part, rows=part.rows.where(chosen), ages=part.ages[chosen])


def _days_to_go(part: Following) -> npt.NDArray[np.float64]:
    """The days to the end of each, with each of ``LEVELS``; nan where not known."""
    return np.column_stack([days_to_go(part.course, part.ages, level) for level in LEVELS])


def _nearest_first(
    found: History, parts: Sequence[Following], days: Sequence[npt.NDArray[np.float64]]
) -> Sequence[ToGo]:
    if not parts:
        return ()
    columns = found.rows.columns
    places = np.concatenate([part.rows.places for part in parts])
    table = np.concatenate(days)
    of_part = np.repeat(np.arange(len(parts)), [len(part.rows) for part in parts])
    # What is not known comes last: numpy sorts nan to the end.
    order = np.lexsort((columns.created_at[places], *table.T[::-1]))

    def to_go(row: Request, place: int) -> ToGo:
        part = parts[of_part[order[place]]]
        dates = tuple(found.day(value) for value in table[order[place]].tolist())
        return ToGo(row, dates, part.course.items, part.own_type)

    return Beside(Requests(columns, places[order]), to_go)
