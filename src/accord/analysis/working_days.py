"""Working days of each item by turn and class: the turns of ``custody`` inside working hours.

Each stay is counted in the calendar of the party whose turn it was, and divided by that calendar's usual
day: an hour of a party that works four hours a day is a quarter of its day. Definition with a worked
example: ``docs/measures/working-time.md``.
"""

from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from accord.analysis.calendars import EARLIEST, LATEST, Calendar, working_time
from accord.analysis.custody import CLOSED_CLASSES
from accord.analysis.tables import MICROSECONDS_A_DAY

#: Working hours are known from the first to the last of these instants; what lies outside counts nothing.
_FIRST = 0
_LAST = ((LATEST - EARLIEST).days + 1) * MICROSECONDS_A_DAY - 1


def working_days(
    placed: pa.Table, calendars: Mapping[str, Calendar], otherwise: Calendar
) -> pa.Table:
    """One row an item, turn and class: ``item, turn, class, days`` in working days (float64).

    Takes placed stays (``item, turn, class, at, until`` with whole microseconds since 1970 in UTC) and
    the calendar of each party; a turn without one, also nobody's, counts by ``otherwise``. Stays in a
    closed class are left out. A calendar without a shift gives no working day.
    """
    columns = ["item", "turn", "class", "at", "until"]
    still_open = pc.invert(pc.is_in(placed["class"], pa.array(CLOSED_CLASSES)))
    stays = placed.select(columns).filter(still_open)
    turns = stays["turn"].cast(pa.string())
    days = np.zeros(len(stays))
    begin, end = (
        np.clip(stays[name].to_numpy(), _FIRST, _LAST).astype(np.int64) for name in ("at", "until")
    )
    for turn, mine in _by_turn(turns):
        calendar = calendars.get(turn, otherwise)
        working = working_time(calendar, begin[mine], end[mine])
        days[mine] = working / max(1, calendar.usual_day)
    dated = stays.select(["item", "turn", "class"]).append_column("days", pa.array(days))
    found = dated.group_by(["item", "turn", "class"], use_threads=False).aggregate(
        [("days", "sum")]
    )
    return found.select(["item", "turn", "class", "days_sum"]).rename_columns(
        ["item", "turn", "class", "days"]
    )


def _by_turn(turns: pa.ChunkedArray) -> Iterator[tuple[str, np.ndarray]]:
    for turn in pc.unique(turns).to_pylist():
        yield turn, pc.equal(turns, turn).to_numpy()
