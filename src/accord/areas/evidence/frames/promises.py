"""Promises as columns: a row becomes a ``Promise`` only when somebody looks at it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute

from accord.analysis.columns import Marks

#: One row a promised item; ``done_at`` in microseconds, the moments by the company's clocks.
PROMISES = pa.schema(
    [
        ("item", pa.string()),
        ("title", pa.string()),
        ("request", pa.string()),
        ("party", pa.string()),
        ("first_due", pa.date32()),
        ("last_due", pa.date32()),
        ("done_at", pa.timestamp("us", tz="UTC")),
        ("times", pa.int64()),
        ("against_first", pa.string()),
        ("against_last", pa.string()),
        ("moved", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class Promise:
    """A due date that one side gave for one item, and how it ended."""

    item: str
    title: str
    request: str
    party: str
    first_due: dt.date
    last_due: dt.date
    done_at: dt.datetime | None
    times: int  # how often a date was given
    against_first: str  # kept, missed, pending, withdrawn
    against_last: str
    moved: str  # "", renegotiated early, renegotiated late


class Promises(Sequence[Promise]):
    """Some or all promises of a snapshot, as a table of ``PROMISES``."""

    def __init__(self, table: pa.Table, zone: dt.tzinfo) -> None:
        self.table = table
        self._zone = zone

    def __len__(self) -> int:
        return int(self.table.num_rows)

    @overload
    def __getitem__(self, place: int) -> Promise: ...
    @overload
    def __getitem__(self, place: slice) -> "Promises": ...
    def __getitem__(self, place: int | slice) -> "Promise | Promises":
        if isinstance(place, slice):
            begin, end, _ = place.indices(len(self))
            return Promises(self.table.slice(begin, max(0, end - begin)), self._zone)
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        row: dict[str, Any] = self.table.slice(place % len(self), 1).to_pylist()[0]
        done_at = row["done_at"]
        return Promise(**row | {"done_at": done_at and done_at.astimezone(self._zone)})

    def that(self, **chosen: str) -> "Promises":
        """Those whose columns say this; what is blank chooses nothing."""
        table = self.table
        for name, text in chosen.items():
            if text:
                table = table.filter(compute.field(name) == text)
        return Promises(table, self._zone)

    def marked(self, marks: Marks) -> "Promises":
        """Those that are marked."""
        return Promises(self.table.filter(pa.array(marks)), self._zone)

    def says(self, column: str, text: str) -> Marks:
        """Which of them have this text in a column."""
        found = compute.equal(self.table[column], text)
        return np.asarray(found.to_numpy(), np.bool_)
