"""Due dates: given at the beginning, often moved, kept or missed with a planted share."""

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from accord.simulate.calendar import DAY, day, end_of_day

_WITHDRAWN_SHARE = 0.03
_EARLY = 0.2  # the share of its span that must remain for a move to be early


@dataclass(frozen=True, slots=True)
class Due:
    """At ``at`` this due day was given; none withdraws it."""

    at: int
    day: dt.date | None


def plan_dues(
    created: int, last: int, kept_share: float, moved_share: float, rng: np.random.Generator
) -> list[Due]:
    """Due dates of a ticket that is closed (or last touched) at ``last``."""
    kept = bool(rng.random() < kept_share)
    gap = int(rng.integers(0, 7)) if kept else -int(rng.integers(1, 13))
    earliest = day(created) + dt.timedelta(days=1)
    final = max(earliest, day(last) + dt.timedelta(days=gap))
    if rng.random() >= moved_share:
        return _perhaps_withdrawn([Due(created, final)], last, rng)
    first = max(earliest, final - dt.timedelta(days=int(rng.integers(4, 16))))
    if first == final:
        return [Due(created, final)]
    latest = min(last, end_of_day(first) + 3 * DAY)
    moved = created + 1 + int(float(rng.random()) * max(latest - created, 1))
    return [Due(created, first), Due(moved, final)]


def _perhaps_withdrawn(dues: list[Due], last: int, rng: np.random.Generator) -> list[Due]:
    if rng.random() < _WITHDRAWN_SHARE:
        return [*dues, Due(dues[0].at + 1 + int(float(rng.random()) * (last - dues[0].at)), None)]
    return dues


def outcome(dues: list[Due], done_at: int | None, dropped: bool, as_of: int) -> dict[str, int]:
    """How the promises of one ticket turned out, as counts of one."""
    if not dues:
        return {}
    counts = {"given": 1, **_moves(dues)}
    if dropped:
        return {**counts, "of_dropped": 1}
    for name, due in (("first", dues[0]), ("last", dues[-1])):
        counts[f"{name}_{_verdict(due, done_at, as_of)}"] = 1
    return counts


def _verdict(due: Due, done_at: int | None, as_of: int) -> str:
    if due.day is None:
        return "withdrawn"
    if done_at is None:
        return "missed" if as_of > end_of_day(due.day) else "pending"
    return "kept" if done_at <= end_of_day(due.day) else "missed"


def _moves(dues: list[Due]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for before, after in pairwise(dues):
        if before.day is None or after.day is None:
            continue
        remains = end_of_day(before.day) - after.at
        span = end_of_day(before.day) - before.at
        early = remains >= max(_EARLY * span, DAY)
        name = "moved_early" if early else "moved_late"
        counts[name] = counts.get(name, 0) + 1
    return counts
