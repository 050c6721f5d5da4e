"""Hand-offs one by one, with the waiting that each of them opens.

Definition with a worked example: ``docs/measures/hand-offs.md``.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as compute

from accord.analysis.custody import NO_PARTY, OPEN_CLASSES, QUEUE, WAIT
from accord.analysis.ordered import Codes, coded

Marks = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]

#: One row a hand-off, by item and time. ``waiting`` is in microseconds.
PASSED = pa.schema(
    [
        pa.field("item", pa.string(), nullable=False),
        pa.field("at", pa.int64(), nullable=False),
        pa.field("giver", pa.string(), nullable=False),
        pa.field("taker", pa.string(), nullable=False),
        pa.field("ping_pong", pa.bool_(), nullable=False),
        pa.field("waiting", pa.int64(), nullable=False),
    ]
)


def passed(stays: pa.Table, by: str = "turn") -> pa.Table:
    """Every hand-off between parties (``by="turn"``) or teams (``by="team"``), as ``PASSED``.

    Takes placed stays of one source (``custody.place``, or ``requests.request_stays``) in any order.
    The waiting that a hand-off opens is the time in queue or wait right after it, until work, the end,
    or the next hand-off; a stretch of nobody, unmapped or system in between prolongs it.
    """
    stays = stays.sort_by([("item", "ascending"), ("at", "ascending")])
    item = coded(stays["item"]).codes
    held = stays[by].combine_chunks()
    counted = _in(stays["class"], OPEN_CLASSES) & ~_in(stays[by], ("", *NO_PARTY))
    rows = np.flatnonzero(counted)
    codes = coded(stays[by]).codes[rows]
    opens = np.zeros(len(rows), bool)
    opens[1:] = (item[rows][1:] == item[rows][:-1]) & (codes[1:] != codes[:-1])
    places = np.flatnonzero(opens)
    giver, taker = rows[places - 1], rows[places]
    back = np.zeros(len(places), bool)
    same = item[taker][1:] == item[taker][:-1]
    back[1:] = same & (codes[places - 1][:-1] == codes[places][1:])
    return pa.Table.from_arrays(
        [
            _text(stays["item"].combine_chunks(), taker),
            pa.array(stays["at"].to_numpy()[taker], pa.int64()),
            _text(held, giver),
            _text(held, taker),
            pa.array(back),
            pa.array(_waiting(stays, item, taker), pa.int64()),
        ],
        schema=PASSED,
    )


def _waiting(stays: pa.Table, item: Codes, opened: Places) -> Places:
    """Microseconds waited right after each hand-off."""
    waits = _in(stays["class"], (QUEUE, WAIT))
    number = np.cumsum(np.bincount(opened, minlength=len(item))) - 1
    latest = opened[np.maximum(number, 0)] if len(opened) else number
    interrupted = np.cumsum(~waits)
    goes_on = (number >= 0) & waits
    if len(opened):
        goes_on &= (item == item[latest]) & waits[latest]
        goes_on &= interrupted == interrupted[latest]
    found = np.zeros(len(opened), np.int64)
    np.add.at(found, number[goes_on], stays["microseconds"].to_numpy()[goes_on])
    return found


def _in(column: pa.ChunkedArray, names: Any) -> Marks:
    found = compute.is_in(column, pa.array(names, pa.string()))
    return found.to_numpy(zero_copy_only=False).astype(bool)


def _text(column: pa.Array, rows: Places) -> pa.Array:
    return column.take(pa.array(rows, pa.int64())).cast(pa.string())
