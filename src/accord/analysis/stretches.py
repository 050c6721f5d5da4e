"""Stretches of work as one pass over rows in order: what ``waiting_causes.instances_of`` defines.

That expression runs on any engine, but each of its windows sorts every row again. Here every window is a
comparison with the row before. Both must give the same; the tests hold them against each other.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as compute

from accord.analysis.columns import Marks, coded
from accord.analysis.custody import OPEN_CLASSES, WORK
from accord.analysis.waiting_causes import INSTANCES, Whole

#: The columns of placed stays that are needed.
COLUMNS = ("source", "item", "position", "at", "until", "status", "known_holder", "turn", "class")
_NAMES = ("source", "item", "status", "known_holder")
#: Between the source and the item in the name of a case.
APART = ": "


def stretches_of_work(placed: pa.Table) -> pa.Table:
    """Every stretch of an item in a work status with one known holder, as ``INSTANCES``.

    Takes the rows of ``custody.place`` in any order, ``COLUMNS`` at least; the stays of an item follow
    each other in time as their ``position`` says.
    """
    rows = _in_order(placed.select(COLUMNS))
    at, until = (rows[name].to_numpy() for name in ("at", "until"))
    holder, kind = coded(rows["known_holder"]), coded(rows["class"])
    first = _changes(coded(rows["source"]).codes) | _changes(coded(rows["item"]).codes)
    works = kind.marked([WORK])
    other_holder = first | _changes(holder.codes)
    other_turn = other_holder | _changes(coded(rows["turn"]).codes)
    other_turn |= _changes(kind.marked(OPEN_CLASSES))
    begins = np.flatnonzero(other_holder | _changes(works))
    ends = np.append(begins[1:], len(rows))[: len(begins)] - 1
    chosen = works[begins]
    begins, ends = begins[chosen], ends[chosen]
    # What was laid down lies before the row, hence the first place is nobody's.
    worked = np.append(-1, _latest(works))[begins]
    again = worked >= _latest(first)[begins]
    enabled = at[_latest(other_turn)[begins]]
    enabled[again] = np.maximum(enabled[again], until[worked[again]])
    return _told(rows.take(pa.array(begins)), np.minimum(enabled, at[begins]), until[ends])


def _in_order(placed: pa.Table) -> pa.Table:
    item = (coded(placed["source"]).codes.astype(np.int64) << 32) + coded(placed["item"]).codes
    position, at = placed["position"].to_numpy(), placed["at"].to_numpy()
    runs = np.sort(item[_changes(item)])
    back = (position[1:] < position[:-1]) | ((position[1:] == position[:-1]) & (at[1:] < at[:-1]))
    if _changes(runs).all() and not np.any(back & (item[1:] == item[:-1])):
        return placed
    return placed.take(pa.array(np.lexsort((at, position, item))))


def _changes(values: npt.NDArray[Any]) -> Marks:
    """Where a value is not that of the row before; so is the first."""
    changes = np.ones(len(values), np.bool_)
    changes[1:] = values[1:] != values[:-1]
    return changes


def _latest(marks: Marks) -> Whole:
    """For each row the last marked row so far, or -1."""
    return np.maximum.accumulate(np.where(marks, np.arange(len(marks)), -1))


def _told(rows: pa.Table, enabled: Whole, end: Whole) -> pa.Table:
    source, item, status, holder = (rows[name].cast(pa.string()) for name in _NAMES)
    case = compute.binary_join_element_wise(source, item, APART)
    return pa.table([case, status, holder, enabled, rows["at"], end], schema=INSTANCES)
