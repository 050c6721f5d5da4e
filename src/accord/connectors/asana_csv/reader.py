"""Asana's CSV: how tasks stand, by days; their history is only in the interface's JSON."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from accord.connectors.columns import Cells, Columns, Sheet
from accord.connectors.contract import Level, Options, Recorder
from accord.connectors.files import Dates, decode_head
from accord.connectors.mentions import mentioned
from accord.connectors.outcomes import COMPLETED, is_dropped
from accord.connectors.snapshots import Ending, Snapshots

NAME = "asana-csv"
LABEL = "Asana CSV"

_NEEDED = ("task id", "name", "created at")
_ROWS_ABOVE = 40
_TIMES = ("created at", "completed at", "due date")
_TYPES = ("request type", "type of request", "task type", "work type", "type")
_READ = {*_NEEDED, *_TIMES, *_TYPES, "section/column", "parent task", "notes", "requester", "tags"}
_LINKS = {"blocked by (dependencies)": "dependency", "blocking (dependencies)": "dependent"}
_OWN = {
    "task id", "created at", "completed at", "last modified", "name", "section/column", "assignee",
    "assignee email", "start date", "due date", "tags", "notes", "projects", "parent task", *_LINKS,
}  # fmt: skip
_BY_EXCEL = re.compile(r"\d[.,]\d+E\+\d+", re.IGNORECASE)
_MANGLED = "Task ID rounded by Excel: the name tells these tasks apart, links to them are lost"
_DAYS_ONLY = "Dates are days without time: lead times are whole days."


def sniff(head: bytes) -> float:
    """How surely this is Asana's CSV; its header may stand below some other rows."""
    for line in decode_head(head).splitlines()[:_ROWS_ABOVE]:
        names = {name.strip(' "').casefold() for name in re.split(r"[,;\t]", line)}
        if "task id" in names and names & {
            "section/column",
            "created at",
            "parent task",
            "projects",
        }:
            return 0.95
    return 0.0


def translate(file: Path, options: Options, recorder: Recorder) -> None:
    """Read every task of the file."""
    receipt = recorder.receipt
    receipt.format, receipt.level = NAME, Level.SNAPSHOT
    sheet = Sheet.opened(file, recorder, _is_header, _ROWS_ABOVE)
    sheet.columns.tell(recorder, {*_READ, *_LINKS, *(name for name in _custom(sheet.columns))})
    dates = Dates(file, options, receipt, lambda: sheet.texts(_TIMES))
    receipt.guessed.append(_DAYS_ONLY)
    reading = _Reading(recorder, sheet.columns, dates, Snapshots(recorder))
    for line, key, cells in sheet.last_rows("task id", key_of=_key):
        reading.task(key, cells, f"line {line}")


@dataclass(frozen=True, slots=True)
class _Reading:
    """One file being read: its columns, its dates, and where rows go."""

    recorder: Recorder
    columns: Columns
    dates: Dates
    snapshots: Snapshots

    def task(self, key: str, cells: Cells, place: str) -> None:
        first = self.columns.first
        if _BY_EXCEL.fullmatch(first(cells, "task id")):
            self.recorder.receipt.notes[_MANGLED] += 1
        created = self.dates.time(first(cells, "created at"))
        if not self.snapshots.item(key, created, self._ending(cells), f"{place}, {key}"):
            return
        self.recorder.item(
            key,
            first(cells, *_TYPES),
            first(cells, "name"),
            first(cells, "requester"),
            labels=first(cells, "tags").split(","),
        )
        due = self.dates.due(first(cells, "due date"))
        if due is not None and created is not None:
            self.recorder.promise(key, created, 0, due)
        for target, kind in dict.fromkeys(self._links(key, cells)):
            self.recorder.link(key, target, kind)

    def _ending(self, cells: Cells) -> Ending | None:
        completed = self.columns.first(cells, "completed at")
        if not completed:
            return None
        section = self.columns.first(cells, "section/column")
        return Ending(self.dates.time(completed), COMPLETED, section if is_dropped(section) else "")

    def _links(self, key: str, cells: Cells) -> Iterator[tuple[str, str]]:
        parent = self.columns.first(cells, "parent task")
        if parent:
            yield parent, "parent name"  # Asana names the parent, it does not number it
        for column, kind in _LINKS.items():
            for named in self.columns.every(cells, column):
                yield from (
                    (name.strip(), f"{kind} name") for name in named.split(",") if name.strip()
                )
        texts = [self.columns.first(cells, "notes"), self.columns.first(cells, "name")]
        yield from ((target, "text") for target in mentioned(texts, own=key))
        custom = [
            cell for name in _custom(self.columns) for cell in self.columns.every(cells, name)
        ]
        yield from ((target, "field") for target in mentioned(custom, own=key))


def _is_header(columns: Columns) -> bool:
    return all(name in columns for name in _NEEDED)


def _custom(columns: Columns) -> list[str]:
    """The columns that the project itself added."""
    return [name for name in map(str.casefold, columns.header) if name and name not in _OWN]


def _key(columns: Columns, cells: Cells) -> str:
    """The task's number; where Excel rounded it, the name must tell tasks apart."""
    number = columns.first(cells, "task id")
    if _BY_EXCEL.fullmatch(number):
        return f"{number} {columns.first(cells, 'name')}"
    return number
