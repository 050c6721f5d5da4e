"""The requests of a list, searched and put in order."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute

from accord.analysis.ordered import Marks
from accord.areas.evidence.frames import Requests


def listed(rows: Requests, search: str, kind: str, turn: str) -> Requests:
    """The rows of a list: by text, by kind, by whose turn they waited for; the longest first."""
    party, _, status_class = turn.partition(".")
    found = _of_kind(rows, kind)
    if search:
        found = found.where(_saying(found, search))
    if not turn:
        return found.by(-found.columns.created_at[found.places])
    days = found.columns.spent.of_share((party, status_class))
    found = found.of_all(days > 0)
    return found.by(-days[found.places])


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
    if kind == "open":
        return rows.open
    marks = {
        "joint": rows.joint & ~rows.remembered,
        "remembered": rows.remembered,
        "apart": ~rows.joint,
        "returned": rows.columns.sent_back[rows.places],
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
