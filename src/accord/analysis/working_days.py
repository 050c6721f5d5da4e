"""Working days of each item by turn and class: the turns of ``custody`` inside working hours.

Each stay is counted in the calendar of the party whose turn it was, and divided by that calendar's usual
day: an hour of a party that works four hours a day is a quarter of its day. Definition with a worked
example: ``docs/measures/working-time.md``.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from accord.analysis.calendars import EARLIEST, LATEST, Calendar, Instants, WorkingTime
from accord.analysis.columns import Coded, coded
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
    item, turn, kind = (coded(placed[name]) for name in ("item", "turn", "class"))
    rows = np.flatnonzero(~kind.marked(CLOSED_CLASSES))
    item, turn, kind = item[rows], turn[rows], kind[rows]
    begin, end = (
        np.clip(placed[name].to_numpy(), _FIRST, _LAST).astype(np.int64, copy=False)[rows]
        for name in ("at", "until")
    )
    used = [calendars.get(name, otherwise) for name in turn.names]
    shares, share = _numbered(turn.codes * np.int64(len(kind.names)) + kind.codes)
    items = max(1, len(item.names))
    cell = share * items + item.codes
    met = np.flatnonzero(np.bincount(cell))
    # Weights are summed as floating numbers: exact, as long as no item is worked on for 285 years.
    worked = np.bincount(cell, weights=_worked(used, turn.codes, begin, end))[met]
    of_share = shares[met // items]
    of_turn, of_kind = np.divmod(of_share, max(1, len(kind.names)))
    usual = np.array([max(1, calendar.usual_day) for calendar in used], np.int64)
    return pa.table(
        {
            "item": Coded((met % items).astype(np.int32), item.array_of_names).array(),
            "turn": Coded(of_turn.astype(np.int32), turn.array_of_names).array(),
            "class": Coded(of_kind.astype(np.int32), kind.array_of_names).array(),
            "days": worked / usual[of_turn],
        }
    )


def _numbered(shares: Instants) -> tuple[Instants, Instants]:
    """The shares that occur, and of every row the place of its share among them."""
    met = np.flatnonzero(np.bincount(shares))
    place = np.zeros(int(met.max(initial=0)) + 1, np.int64)
    place[met] = np.arange(len(met))
    return met, place[shares]


def _worked(
    used: Sequence[Calendar], turn: npt.NDArray[np.int32], begin: Instants, end: Instants
) -> Instants:
    """Working microseconds of each stay; ``used`` has the calendar of each turn."""
    if not len(turn):
        return np.empty(0, np.int64)
    counted = np.bincount(turn, minlength=len(used)) > 0
    each = list(dict.fromkeys(used[place] for place in np.flatnonzero(counted).tolist()))
    number = np.array([each.index(row) if row in each else 0 for row in used], np.int64)
    first = int(min(begin.min(), end.min()))
    last = int(max(begin.max(), end.max()))
    return WorkingTime.of_each(each, first, last).between(begin, end, number[turn])
