"""Jira's CSV: how issues stand, when they were made and ended, and dated comments."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from accord.connectors.columns import Cells, Columns, Sheet
from accord.connectors.contract import Level, Options, Recorder
from accord.connectors.files import Dates, header_of
from accord.connectors.mentions import mentioned
from accord.connectors.outcomes import is_finished
from accord.connectors.snapshots import Ending, Snapshots

NAME = "jira-csv"
LABEL = "Jira CSV"

_KEY = ("issue key", "key")
_DUE = ("due date", "custom field (due date)")
_CLOSED = ("resolved", "status category changed")
_PARENTS = ("parent key", "custom field (epic link)", "epic link", "parent id", "parent")
_TIMES = ("created", "updated", "due date", *_CLOSED)
_READ = {
    *_KEY, *_DUE, *_CLOSED, *_PARENTS, "summary", "issue type", "status", "status category",
    "resolution", "reporter", "creator", "created", "comment", "description", "labels",
}  # fmt: skip
# A due day is shown with a clock that says nothing.
_MIDNIGHT = re.compile(r"[ T]+(12:00 AM|0?0:00(:00(\.0+)?)?)$", re.IGNORECASE)
_DONE = {
    "done",
    "complete",
    "fertig",
    "erledigt",
    "terminé",
    "listo",
    "hecho",
    "concluído",
    "gereed",
}
_NOT_DONE = {
    "to do", "new", "in progress", "zu erledigen", "in arbeit", "à faire", "en cours",
    "por hacer", "en curso", "tareas por hacer",
}  # fmt: skip
_UNRESOLVED = {"unresolved", "nicht erledigt", "non résolue", "sin resolver"}


def sniff(head: bytes) -> float:
    """How surely this is Jira's CSV."""
    names = {name.casefold() for name in header_of(head)}
    if "issue key" in names:
        return 0.95 if names & {"summary", "status", "created", "issue id"} else 0.5
    return 0.5 if {"key", "summary", "status", "created"} <= names else 0.0


def translate(file: Path, options: Options, recorder: Recorder) -> None:
    """Read every issue of the file."""
    receipt = recorder.receipt
    receipt.format, receipt.level = NAME, Level.SNAPSHOT
    sheet = Sheet.opened(file, recorder, lambda columns: any(name in columns for name in _KEY))
    status = options.status.casefold() or "status"
    sheet.columns.tell(recorder, {*_READ, status, *_link_columns(sheet.columns)})
    dates = Dates(file, options, receipt, lambda: _date_texts(sheet))
    reading = _Reading(recorder, sheet.columns, dates, Snapshots(recorder), status)
    for line, key, cells in sheet.last_rows(*_KEY):
        reading.issue(key, cells, f"line {line}")


@dataclass(frozen=True, slots=True)
class _Reading:
    """One file being read: its columns, its dates, and where rows go."""

    recorder: Recorder
    columns: Columns
    dates: Dates
    snapshots: Snapshots
    status: str

    def issue(self, key: str, cells: Cells, place: str) -> None:
        first = self.columns.first
        created = self.dates.time(first(cells, "created"))
        if not self.snapshots.item(key, created, self._ending(cells), f"{place}, {key}"):
            return
        self.recorder.item(
            key,
            first(cells, "issue type"),
            first(cells, "summary"),
            first(cells, "reporter", "creator"),
            labels=self._labels(cells),
        )
        due = self.dates.due(_MIDNIGHT.sub("", first(cells, *_DUE)))
        if due is not None and created is not None:
            self.recorder.promise(key, created, 0, due)
        for target, kind in dict.fromkeys(self._links(key, cells)):
            self.recorder.link(key, target, kind)
        for at, author in self._comments(cells):
            self.recorder.receipt.level = Level.COMMENTS
            self.recorder.comment(key, at, author)

    def _labels(self, cells: Cells) -> Iterator[str]:
        """Jira repeats the column, once a label; in a cell with several, none holds a blank."""
        for cell in self.columns.every(cells, "labels"):
            yield from (label.strip(",;") for label in cell.split())

    def _ending(self, cells: Cells) -> Ending | None:
        status, resolution = self.columns.first(cells, self.status), self._resolution(cells)
        if not _is_done(self.columns.first(cells, "status category"), resolution, status):
            return None
        told = (self.dates.time(self.columns.first(cells, name)) for name in _CLOSED)
        at = next((time for time in told if time is not None), None)
        return Ending(at, status, resolution)

    def _resolution(self, cells: Cells) -> str:
        told = self.columns.first(cells, "resolution")
        return "" if told.casefold() in _UNRESOLVED else told

    def _links(self, key: str, cells: Cells) -> Iterator[tuple[str, str]]:
        parent = self.columns.first(cells, *_PARENTS)
        if parent:
            yield parent, "parent"
        for side in ("inward issue link", "outward issue link"):
            for name, target in self.columns.starting(cells, side):
                yield target, name.partition("(")[2].rstrip(") ").casefold() or "link"
        texts = [self.columns.first(cells, "summary"), self.columns.first(cells, "description")]
        yield from ((target, "text") for target in mentioned(texts, own=key))
        custom = (cell for _, cell in self.columns.starting(cells, "custom field ("))
        for target in mentioned(custom, own=key):
            if target != parent:
                yield target, "field"

    def _comments(self, cells: Cells) -> Iterator[tuple[int, str]]:
        for cell in self.columns.every(cells, "comment"):
            when, first, rest = cell.partition(";")
            author, second, _ = rest.partition(";")
            at = self.dates.time(when.strip()) if first and second else None
            if at is not None:
                yield at, author.strip()


def _is_done(category: str, resolution: str, status: str) -> bool:
    if category.casefold() in _DONE:
        return True
    if category.casefold() in _NOT_DONE:
        return False
    return bool(resolution) or is_finished(status)


def _link_columns(columns: Columns) -> set[str]:
    names = {name.casefold() for name in columns.header}
    beginnings = ("inward issue link", "outward issue link", "custom field (")
    return {name for name in names if name.startswith(beginnings)}


def _date_texts(sheet: Sheet) -> Iterator[str]:
    yield from sheet.texts(_TIMES)
    for comment in sheet.texts(["comment"]):
        yield comment.partition(";")[0]
