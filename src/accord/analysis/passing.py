"""Hand-offs one by one, with the waiting that each of them opens.

Definition with a worked example: ``docs/measures/hand-offs.md``.
"""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from accord.analysis.columns import Codes, Marks, Times, coded
from accord.analysis.custody import NO_PARTY, OPEN_CLASSES, QUEUE, WAIT
from accord.analysis.ordered import stand_in_order

Places = npt.NDArray[np.int64]
NAMES = pa.dictionary(pa.int32(), pa.string())

#: One row a hand-off, by item and time. ``waiting`` is in microseconds.
PASSED = pa.schema(
    [
        pa.field("item", NAMES, nullable=False),
        pa.field("at", pa.int64(), nullable=False),
        pa.field("giver", NAMES, nullable=False),
        pa.field("taker", NAMES, nullable=False),
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
    item, at = coded(stays["item"]), stays["at"].to_numpy()
    held, kind = coded(stays[by]), coded(stays["class"])
    spent = stays["microseconds"].to_numpy()
    if not stand_in_order(item.codes, at):
        order = np.lexsort((at, item.codes))
        item, at, held, kind, spent = (column[order] for column in (item, at, held, kind, spent))
    counted = kind.marked(OPEN_CLASSES) & ~held.marked(("", *NO_PARTY))
    rows = np.flatnonzero(counted)
    of_item, codes = item.codes[rows], held.codes[rows]
    opens = np.zeros(len(rows), bool)
    opens[1:] = (of_item[1:] == of_item[:-1]) & (codes[1:] != codes[:-1])
    places = np.flatnonzero(opens)
    giver, taker = rows[places - 1], rows[places]
    back = np.zeros(len(places), bool)
    same = item.codes[taker][1:] == item.codes[taker][:-1]
    back[1:] = same & (codes[places - 1][:-1] == codes[places][1:])
    waits = kind.marked((QUEUE, WAIT))
    columns = {
        "item": item[taker].array(),
        "at": at[taker],
        "giver": held[giver].array(),
        "taker": held[taker].array(),
        "ping_pong": back,
        "waiting": _waiting(waits, spent, item.codes, taker),
    }
    return pa.table({name: columns[name] for name in PASSED.names}, schema=PASSED)


def _waiting(waits: Marks, spent: Times, item: Codes, opened: Places) -> Times:
    """Microseconds waited right after each hand-off."""
    number = np.cumsum(np.bincount(opened, minlength=len(item))) - 1
    latest = opened[np.maximum(number, 0)] if len(opened) else number
    interrupted = np.cumsum(~waits)
    goes_on = (number >= 0) & waits
    if len(opened):
        goes_on &= (item == item[latest]) & waits[latest]
        goes_on &= interrupted == interrupted[latest]
    found = np.zeros(len(opened), np.int64)
    np.add.at(found, number[goes_on], spent[goes_on])
    return found
