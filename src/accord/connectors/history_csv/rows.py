"""Reads a plain history row by row: slow, and good for every table however irregular."""

from collections.abc import Iterator

from accord.connectors.contract import Recorder
from accord.connectors.files import DUE_UNREADABLE, Dates
from accord.connectors.history_csv.headers import NOWHERE, Columns
from accord.connectors.labels import labels_in

_WIDER = "row wider than the header: its last cells were left out"

Rows = Iterator[tuple[int, list[str]]]


class RowReading:
    """One file being read: where rows go, and of which items more is said than their state."""

    def __init__(self, recorder: Recorder, columns: Columns, dates: Dates) -> None:
        self.recorder = recorder
        self.columns = columns
        self.dates = dates
        self.described: set[str] = set()
        self.hand_offs = columns.hand_offs()

    def all(self, rows: Rows) -> None:
        """Read every row after the header."""
        for line, cells in rows:
            if len(cells) < self.columns.width:
                cells += [""] * (self.columns.width - len(cells))
            elif any(cell.strip() for cell in cells[self.columns.width :]):
                self.recorder.receipt.notes[_WIDER] += 1
            # Columns that are absent stand at the last place: there is a blank cell.
            cells.append("")
            self._row(line, cells)
        self.hand_offs.tell(self.recorder.receipt)

    def _row(self, line: int, cells: list[str]) -> None:
        columns = self.columns
        item, status = cells[columns.item].strip(), cells[columns.status].strip()
        at = self.dates.time(cells[columns.at].strip())
        if not item or not status or at is None:
            reason = "no item" if not item else "no status" if not status else "no readable time"
            self.recorder.skip(reason, f"line {line}")
            return
        self.recorder.history(
            item,
            at,
            line,
            status,
            cells[columns.holder].strip(),
            cells[columns.person].strip(),
            cells[columns.resolution].strip(),
        )
        if self.hand_offs.looks:
            compared = [cells[place].strip() for place in columns.compared]
            self.hand_offs.see(item, cells[columns.holder].strip(), compared)
        if columns.describes:
            places = (columns.type, columns.title, columns.labels)
            self._describe(item, at, *(cells[place].strip() for place in places))
        if columns.due != NOWHERE:
            self._promise(item, at, line, cells[columns.due].strip())

    def _describe(self, item: str, at: int, type: str, title: str, labels: str) -> None:
        # Every row, also where it says the same again: rows may stand in any order.
        if type or title or labels or item in self.described:
            self.described.add(item)
            self.recorder.item(item, type, title, at=at, labels=labels_in(labels))

    def _promise(self, item: str, at: int, line: int, text: str) -> None:
        due = self.dates.due(text) if text else None
        if text and due is None:
            self.recorder.receipt.notes[DUE_UNREADABLE] += 1
        else:
            self.recorder.promise(item, at, line, due)
