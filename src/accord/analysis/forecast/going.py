"""How long an open item still takes, from how similar items went on from its age.

The product-limit estimate over a recent period: every item counts for the ages that it lived through
lately, open ones as not finished. Dropped items are never delivered, so what is reckoned is the share
delivered by an age (the cumulative incidence of delivery beside dropping); without dropped items that
is the product-limit estimate itself. The item that is asked about stands among those at risk, which
keeps thin evidence from speaking too surely.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from accord.analysis.forecast.records import (
    FEWEST_DELIVERED,
    LEVELS,
    NEVER,
    RECENT_DAYS,
    Days,
    Flags,
    Known,
)
from accord.analysis.tables import MICROSECONDS_A_DAY

_SLACK = 1e-12
_HALVINGS: Final = 60


@dataclass(frozen=True, slots=True)
class Course:
    """How items of one kind went on lately.

    ``ages`` at which items ended, in days, ascending; ``delivered`` by then, as a share of all;
    ``running``, the share neither delivered nor dropped by then. All have shape (ages,). ``items`` is
    how many deliveries it rests on, ``mean`` the mean days they took.
    """

    ages: Days
    delivered: Days
    running: Days
    items: int
    mean: float


def course_of(known: Known, of: Flags | None = None) -> Course:
    """The course of the items, or of those marked in ``of`` (shape (items,)), as known.

    Looks back ``RECENT_DAYS``, or as far as it takes to find ``FEWEST_DELIVERED`` deliveries.
    """
    chosen = np.ones(len(known.created), np.bool_) if of is None else of
    created, ended = known.created[chosen], known.ended[chosen]
    delivered = known.delivered[chosen]
    since = _since(np.sort(ended[delivered]), known.as_of)
    left = np.minimum(ended, known.as_of)
    came = np.maximum(created, since)
    lived = left > came  # what ended before the period or the moment it began was never at risk
    begin = (came - created)[lived] / MICROSECONDS_A_DAY
    end = (left - created)[lived] / MICROSECONDS_A_DAY
    return _course(begin, end, delivered[lived], (ended != NEVER)[lived])


def _since(deliveries: npt.NDArray[np.int64], as_of: int) -> int:
    recent = as_of - RECENT_DAYS * MICROSECONDS_A_DAY
    enough = deliveries[-FEWEST_DELIVERED:]
    return min(recent, int(enough[0]) - 1) if len(enough) else recent


def _course(begin: Days, end: Days, delivered: Flags, over: Flags) -> Course:
    ages = np.unique(end[over])
    at_risk = np.searchsorted(np.sort(begin), ages) - np.searchsorted(np.sort(end), ages) + 1
    ends = np.bincount(np.searchsorted(ages, end[over]), minlength=len(ages))
    deliveries = np.bincount(np.searchsorted(ages, end[delivered]), minlength=len(ages))
    running = np.cumprod(1 - ends / at_risk)
    before = np.concatenate([[1.0], running[:-1]])
    share = np.cumsum(before * deliveries / at_risk)
    taken = end[delivered]
    return Course(ages, share, running, len(taken), float(taken.mean()) if len(taken) else 0.0)


def delivered_within(course: Course, ages: Days, days: float) -> Days:
    """The probability that open items of these ages, shape (items,), are delivered within ``days``."""
    reached = _at(course, course.delivered, ages, 0.0)
    later = _at(course, course.delivered, ages + days, 0.0)
    return np.asarray((later - reached) / _at(course, course.running, ages, 1.0))


def days_to_go(course: Course, ages: Days, level: float) -> Days:
    """The days within which open items of these ages are delivered with probability ``level``.

    Shapes (items,); NaN where the evidence does not reach so far, because too few lived on, too many
    were dropped, or nothing that old was delivered lately.
    """
    reached = _at(course, course.delivered, ages, 0.0)
    wanted = reached + level * _at(course, course.running, ages, 1.0)
    place = np.searchsorted(course.delivered, wanted - _SLACK)
    return np.asarray(np.append(course.ages, np.nan)[place] - ages)


def _at(course: Course, values: Days, ages: Days, at_first: float) -> Days:
    place = np.searchsorted(course.ages, ages, "right")
    return np.asarray(np.concatenate([[at_first], values])[place])


def all_delivered(parts: list[tuple[Course, Days]], level: float) -> float | None:
    """The days within which all of a set of open items are delivered with probability ``level``.

    ``parts`` holds, course by course, the ages of the items that follow it. The items are taken as
    independent of each other. None where the evidence does not reach so far; 0 for no items.
    """
    parts = [(course, ages) for course, ages in parts if len(ages)]
    if not parts:
        return 0.0

    def together(days: float) -> float:
        return float(np.prod([delivered_within(*part, days).prod() for part in parts]))

    low = 0.0
    high = max(float(course.ages[-1]) if len(course.ages) else 0.0 for course, _ in parts)
    if together(high) < level - _SLACK:
        return None
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if together(middle) >= level - _SLACK else (middle, high)
    return high


@dataclass(frozen=True, slots=True)
class Going:
    """What is said of every open item; all arrays have shape (open items,).

    ``place`` in the records, ``age`` in days, ``days`` of shape (open items, levels) with NaN where
    nothing can be said, ``rests_on`` so many deliveries, ``own_type`` or else of all types.
    """

    place: npt.NDArray[np.int64]
    age: Days
    days: Days
    rests_on: npt.NDArray[np.int64]
    own_type: Flags


def time_to_go(known: Known, types: npt.NDArray[np.int64] | None = None) -> Going:
    """The remaining days of every open item at ``LEVELS``, by its type where that is known enough.

    ``types`` numbers the kind of each item that was known, shape (items,). A type with fewer than
    ``FEWEST_DELIVERED`` deliveries is judged by all types together.
    """
    is_open = known.open
    ages = (known.as_of - known.created[is_open]) / MICROSECONDS_A_DAY
    days = np.full((len(ages), len(LEVELS)), np.nan)
    rests_on = np.zeros(len(ages), np.int64)
    own = np.zeros(len(ages), np.bool_)
    for course, these, of_type in courses(known, types):
        days[these] = np.column_stack([days_to_go(course, ages[these], at) for at in LEVELS])
        rests_on[these], own[these] = course.items, of_type
    return Going(known.place[is_open], ages, days, rests_on, own)


def courses(
    known: Known, types: npt.NDArray[np.int64] | None = None
) -> Iterator[tuple[Course, Flags, bool]]:
    """The courses that open items follow, with which of them, and whether it is their type's own.

    The flags have shape (open items,); ``types`` is as for ``time_to_go``.
    """
    kinds = np.zeros(len(known.created), np.int64) if types is None else types
    everything = course_of(known)
    of_open = kinds[known.open]
    for kind in np.unique(of_open):
        course = course_of(known, kinds == kind)
        enough = course.items >= FEWEST_DELIVERED
        yield (course if enough else everything), of_open == kind, enough
