"""What a source recorded of its items, and what of it was known at a moment.

Times are whole microseconds since 1970 in UTC, durations are days. A forecast made at a moment may
use only what stood in the records then: an item that was reopened later still counted as delivered.
"""

from dataclasses import dataclass
from typing import Final

import ibis
import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt

from accord.analysis import custody
from accord.analysis.columns import Coded
from accord.analysis.tables import MICROSECONDS_A_DAY

Days = npt.NDArray[np.float64]
Stamps = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

#: Later than every time there is: the end of what has not ended.
NEVER: Final = 1 << 62
#: The levels at which every forecast speaks.
LEVELS: Final = (0.5, 0.85, 0.95)
#: So few delivered items, or so short a history, say nothing of what is to come.
FEWEST_DELIVERED: Final = 30
FEWEST_DAYS: Final = 35
#: What counts as recent: six weeks, or as far back as it takes to find ``FEWEST_DELIVERED``.
RECENT_DAYS: Final = 42


@dataclass(frozen=True, slots=True)
class Records:
    """Items and their closings, one closing for each stretch in done or dropped.

    ``created`` has shape (items,); the others have shape (closings,): ``item`` is a place in
    ``created``, ``left`` is ``NEVER`` where the item was not reopened, ``delivered`` is false for
    dropped, ``before`` is when the item was delivered the time before, or ``-NEVER``. Closings are in
    the order of ``entered``.
    """

    created: Stamps
    item: npt.NDArray[np.int64]
    entered: Stamps
    left: Stamps
    delivered: Flags
    before: Stamps


def records_of(
    created: Stamps,
    item: npt.NDArray[np.int64],
    entered: Stamps,
    left: Stamps,
    delivered: Flags,
) -> Records:
    """``Records`` of closings in any order.

    Raises ``ValueError`` where the closings' arrays differ in length or name an item there is not.
    """
    if not len(item) == len(entered) == len(left) == len(delivered):
        raise ValueError("Every closing needs an item, a begin, an end and its kind.")
    if len(item) and not 0 <= item.min() <= item.max() < len(created):
        raise ValueError("A closing names an item that was never created.")
    order = np.lexsort((item, entered))
    before = _delivered_before(item, entered, delivered)
    return Records(
        created, item[order], entered[order], left[order], delivered[order], before[order]
    )


def _delivered_before(item: npt.NDArray[np.int64], entered: Stamps, delivered: Flags) -> Stamps:
    """When the item of each closing was delivered the time before, or ``-NEVER``."""
    before = np.full(len(item), -NEVER, np.int64)
    deliveries = np.flatnonzero(delivered)
    by_item = deliveries[np.lexsort((entered[deliveries], item[deliveries]))]
    again = np.flatnonzero(item[by_item][1:] == item[by_item][:-1]) + 1
    before[by_item[again]] = entered[by_item[again - 1]]
    return before


def closings(placed: ir.Table) -> ir.Table:
    """One row a stretch in done or dropped: ``source, item, entered, left, delivered``.

    Takes placed stays (``custody.place``); ``left`` is ``NEVER`` where the item was not reopened.
    Going on from one done status to another is no new closing.
    """
    in_order = ibis.window(group_by=["source", "item"], order_by="at")
    steps = placed.select("source", "item", "at", kind=placed["class"])
    steps = steps.mutate(before=steps.kind.lag().over(in_order))
    turns = steps.filter(steps.before.isnull() | (steps.before != steps.kind))
    turns = turns.mutate(left=turns.at.lead().over(in_order).fill_null(NEVER))
    closed = turns.filter(turns.kind.isin(custody.CLOSED_CLASSES))
    return closed.select(
        "source", "item", "left", entered=closed.at, delivered=closed.kind == custody.DONE
    )


def closings_of(
    item: npt.NDArray[np.integer], at: Stamps, kind: Coded
) -> tuple[npt.NDArray[np.integer], Stamps, Stamps, Flags]:
    """The same of stays by item and time, as arrays: ``item, entered, left, delivered``."""
    turns = np.ones(len(item), np.bool_)
    turns[1:] = (item[1:] != item[:-1]) | (kind.codes[1:] != kind.codes[:-1])
    item, at, kind = item[turns], at[turns], kind[turns]
    left = np.full(len(item), NEVER)
    goes_on = np.flatnonzero(item[1:] == item[:-1])
    left[goes_on] = at[goes_on + 1]
    closed = kind.marked(custody.CLOSED_CLASSES)
    return item[closed], at[closed], left[closed], kind[closed].marked([custody.DONE])


@dataclass(frozen=True, slots=True)
class Known:
    """The items that existed at ``as_of``, as they stood then.

    All arrays have shape (items,): ``place`` in the records, ``created``, ``ended`` (``NEVER`` for an
    open item) and ``delivered``.
    """

    as_of: int
    place: npt.NDArray[np.int64]
    created: Stamps
    ended: Stamps
    delivered: Flags

    @property
    def open(self) -> Flags:
        """Which items were neither delivered nor dropped."""
        return self.ended == NEVER


def known_at(records: Records, as_of: int) -> Known:
    """What stood in the records at ``as_of``; nothing later is looked at."""
    ended = np.full(len(records.created), NEVER, np.int64)
    delivered = np.zeros(len(records.created), np.bool_)
    standing = (records.entered <= as_of) & (as_of < records.left)
    ended[records.item[standing]] = records.entered[standing]
    delivered[records.item[standing]] = records.delivered[standing]
    place = np.flatnonzero(records.created <= as_of)
    return Known(as_of, place, records.created[place], ended[place], delivered[place])


def delivered_by(records: Records, as_of: int) -> Stamps:
    """When the items that stood as delivered at ``as_of`` were delivered, in order of time."""
    begun = np.searchsorted(records.entered, as_of, "right")
    standing = records.delivered[:begun] & (as_of < records.left[:begun])
    return records.entered[:begun][standing]


def delivered_after(records: Records, as_of: int) -> tuple[npt.NDArray[np.int64], Stamps]:
    """Places and times of the items' first delivery after ``as_of``, in order of time.

    This is the truth that a forecast made at ``as_of`` is held against.
    """
    begun = np.searchsorted(records.entered, as_of, "right")
    first = records.delivered[begun:] & (records.before[begun:] <= as_of)
    return records.item[begun:][first], records.entered[begun:][first]


def too_thin(delivered: int, first: int, as_of: int) -> str:
    """Why nothing can be forecast from so little, in one sentence; "" where it can.

    ``delivered`` items stood as delivered at ``as_of``; ``first`` is when the first item was created.
    """
    days = (as_of - first) / MICROSECONDS_A_DAY
    if delivered < FEWEST_DELIVERED:
        return (
            f"History is too thin: {delivered} items were delivered by then, and a forecast needs "
            f"{FEWEST_DELIVERED}."
        )
    if days < FEWEST_DAYS:
        return (
            f"History is too thin: it goes back {days:.1f} days, and a forecast needs "
            f"{FEWEST_DAYS} (five weeks)."
        )
    return ""
