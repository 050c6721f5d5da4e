"""The requests of a list, searched and put in order."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as compute

from accord.analysis.columns import Marks
from accord.areas.evidence.findings.basis import base_of
from accord.areas.evidence.findings.parties import turn_words
from accord.areas.evidence.frames import Requests

Days = npt.NDArray[np.float64]
#: Kind → how its requests end; all but the first are those that figures rest on.
_ENDINGS = {"open": "open", "averaged": "delivered", "pending": "open"}


def listed(rows: Requests, search: str, kind: str, turn: str) -> Requests:
    """The rows of a list: by text, by kind, by whose turn they waited for; the longest first."""
    found = _of_kind(rows, kind)
    if search:
        found = found.where(_saying(found, search))
    if not turn:
        return found.by(-found.columns.created_at[found.places])
    days = _days(found, turn)
    found = found.of_all(days > 0)
    return found.by(-days[found.places])


@dataclass(frozen=True, slots=True)
class OfTurn:
    """What the requests of a list spent in one turn."""

    days: Days  # of each request, in the order of the list
    among: int  # requests of the choice, also those that spent none

    @property
    def together(self) -> float:
        """Days of all of them."""
        return float(self.days.sum())

    @property
    def mean(self) -> float:
        """Days a request of the choice."""
        return self.together / max(1, self.among)


def of_turn(rows: Requests, kind: str, turn: str, found: Requests) -> OfTurn | None:
    """The days by which a list was put in order, so that they can be added up; None without a turn."""
    if not turn_words(turn):
        return None
    return OfTurn(_days(found, turn)[found.places], len(_of_kind(rows, kind)))


def _days(rows: Requests, turn: str) -> Days:
    party, _, status_class = turn.partition(".")
    return rows.columns.spent.of_share((party, status_class))


def _saying(rows: Requests, search: str) -> Marks:
    """Which rows have a text in title, key or type, in capitals or not."""
    columns = rows.columns
    places = pa.array(rows.places)
    texts = (columns.title, columns.key, columns.type.array())
    said = compute.binary_join_element_wise(
        *(column.take(places).cast(pa.string()) for column in texts), " "
    )
    # By a few names in all spellings, sharp s and all, as Python folds them.
    folded = search.casefold()
    if search.isascii():
        found = compute.match_substring(said, search, ignore_case=True)
        return np.asarray(found.to_numpy(zero_copy_only=False), np.bool_)
    return np.array([folded in text.casefold() for text in said.to_pylist()], np.bool_)


def _of_kind(rows: Requests, kind: str) -> Requests:
    if kind in _ENDINGS:
        base = rows if kind == "open" else base_of(rows)[0]
        return base.ending(_ENDINGS[kind])
    if kind == "returned":
        delivered = base_of(rows)[0].delivered
        return delivered.where(delivered.columns.sent_back[delivered.places])
    marks = {
        "joint": rows.joint & ~rows.remembered,
        "remembered": rows.remembered,
        "apart": ~rows.joint,
    }
    return rows.where(marks[kind]) if kind in marks else rows


def own(rows: Requests, party: str) -> Requests:
    """The joint requests that are or were a party's turn, those that wait for it first."""
    spent = rows.columns.spent
    met = np.bincount(
        spent.row[spent.marked(lambda share: share[0] == party)], minlength=len(rows.columns)
    )
    found = rows.of_all(met > 0)
    waiting = found.columns.turn.marked([party])[found.places]
    return found.by(~waiting, -found.columns.created_at[found.places])
