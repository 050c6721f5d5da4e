"""ClickUp's CSV: how tasks stand, with times in milliseconds, and dated comments."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from accord.connectors.columns import Cells, Columns, Sheet
from accord.connectors.contract import Level, Options, Recorder
from accord.connectors.documents import text
from accord.connectors.files import DUE_UNREADABLE, Dates, day_or_moment, header_of
from accord.connectors.holders import holder_column
from accord.connectors.mentions import mentioned
from accord.connectors.outcomes import is_finished
from accord.connectors.snapshots import Ending, Snapshots

NAME = "clickup-csv"
LABEL = "ClickUp CSV"

_NEEDED = ("task id", "task name", "date created")
_MARKS = {"task content", "date created text", "list name", "space name", "folder name/path"}
_ENDED = ("date done", "date closed", "date completed")
_OWN = {
    *_NEEDED, "task link", "task custom id", "task type", "task content", "status",
    "date created text", "due date", "due date text", "start date", "start date text", "parent id",
    "subtasks ids", "attachments", "assignees", "tags", "priority", "list name", "folder name",
    "folder name/path", "space name", "time estimated", "time estimated text", "checklists",
    "comments", "assigned comments", "time spent", "time spent text", "rolled up time",
    "rolled up time text", "home location id", "home location", "other location ids",
    "other locations", *_ENDED, *(f"{name} text" for name in _ENDED),
}  # fmt: skip
_READ = {
    *_NEEDED, *_ENDED, "task link", "task type", "task content", "status", "due date", "parent id",
    "comments", "tags",
}  # fmt: skip
_BLANK = ("null", "[]", "{}", "n/a", "undefined")
# A due day without a time of day stands at four in the morning of whoever set it.
_DAY_HOURS = (0, 4)
_ZONES = {
    "UTC": "UTC", "GMT": "UTC", "EST": "-0500", "EDT": "-0400", "CST": "-0600", "CDT": "-0500",
    "MST": "-0700", "MDT": "-0600", "PST": "-0800", "PDT": "-0700",
}  # fmt: skip
_ZONE = re.compile(r" ([A-Z]{3})$")
_COMMENT_UNREADABLE = "comment whose time cannot be read"


def sniff(head: bytes) -> float:
    """How surely this is ClickUp's CSV."""
    names = {name.casefold() for name in header_of(head)}
    return 0.95 if names >= {"task id", "task name"} and names & _MARKS else 0.0


def translate(file: Path, options: Options, recorder: Recorder) -> None:
    """Read every task of the file."""
    receipt = recorder.receipt
    receipt.format, receipt.level = NAME, Level.SNAPSHOT
    sheet = Sheet.opened(file, recorder, lambda columns: all(name in columns for name in _NEEDED))
    holder = holder_column(sheet, options, "List Name")
    sheet.columns.tell(recorder, {*_READ, *_custom(sheet.columns), holder})
    dates = Dates(file, options, receipt, lambda: _date_texts(sheet))
    items = Snapshots(recorder)
    reading = _Reading(recorder, sheet.columns, dates, items, holder)
    for line, key, cells in sheet.last_rows("task id"):
        reading.task(key, cells, f"line {line}, {key}")


@dataclass(frozen=True, slots=True)
class _Reading:
    """One file being read: its columns, its dates, and where rows go."""

    recorder: Recorder
    columns: Columns
    dates: Dates
    items: Snapshots
    holder: str

    def task(self, key: str, cells: Cells, place: str) -> None:
        created = self.dates.time(self._first(cells, "date created"))
        holder = self._first(cells, self.holder).strip("[]")
        if not self.items.item(key, created, self._ending(cells), place, holder):
            return
        name, link = self._first(cells, "task name"), self._first(cells, "task link")
        tags = [tag.strip(' "') for tag in self._first(cells, "tags").strip("[]").split(",")]
        self.recorder.item(key, self._first(cells, "task type"), name, "", link, labels=tags)
        self._promise(key, created or 0, self._first(cells, "due date"))
        for target, kind in dict.fromkeys(self._links(key, cells)):
            self.recorder.link(key, target, kind)
        for told in _comments(self._first(cells, "comments")):
            self._comment(key, told)

    def _first(self, cells: Cells, *names: str) -> str:
        told = (self.columns.first(cells, name) for name in names)
        return next((cell for cell in told if cell and cell.casefold() not in _BLANK), "")

    def _ending(self, cells: Cells) -> Ending | None:
        """Only a status of a usual name tells an end, and only a column of its own dates it."""
        status = self._first(cells, "status")
        ended = self._first(cells, *_ENDED)
        if not is_finished(status) and not ended:
            return None
        return Ending(self.dates.time(ended), status or "Closed")

    def _promise(self, key: str, created: int, told: str) -> None:
        if not told:
            return
        due = day_or_moment(self.dates.due(told), self.dates.options.zone, _DAY_HOURS)
        if due is None:
            self.recorder.receipt.notes[DUE_UNREADABLE] += 1
        else:
            self.recorder.promise(key, created, 0, due)

    def _links(self, key: str, cells: Cells) -> Iterator[tuple[str, str]]:
        parent = self._first(cells, "parent id")
        if parent:
            yield parent, "parent"
        # ClickUp writes a line break in the content as a backslash and an n.
        content = self._first(cells, "task content").replace("\\n", "\n")
        texts = [self._first(cells, "task name"), content]
        yield from ((target, "text") for target in mentioned(texts, own=key))
        custom = [self._first(cells, name) for name in _custom(self.columns)]
        yield from ((target, "field") for target in mentioned(custom, own=key))
        said = [text(comment.get("text")) for comment in _comments(self._first(cells, "comments"))]
        yield from ((target, "comment") for target in mentioned(said, own=key))

    def _comment(self, key: str, comment: dict[str, Any]) -> None:
        at = self.dates.time(_with_offset(text(comment.get("date"))))
        if at is None:
            self.recorder.receipt.notes[_COMMENT_UNREADABLE] += 1
            return
        self.recorder.receipt.level = Level.COMMENTS
        self.recorder.comment(key, at, text(comment.get("by")))


def _custom(columns: Columns) -> list[str]:
    """The columns that the workspace itself added."""
    return [name for name in map(str.casefold, columns.header) if name and name not in _OWN]


def _comments(cell: str) -> list[dict[str, Any]]:
    """The comments of a task, which stand in one cell as JSON."""
    try:
        found = json.loads(cell) if cell else []
    except (ValueError, RecursionError):
        return [{}]  # counted as one that cannot be read
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def _with_offset(written: str) -> str:
    """The time with its zone's letters in numbers; letters that mean several zones stay."""
    found = _ZONE.search(written)
    offset = _ZONES.get(found[1]) if found else None
    return _ZONE.sub(f" {offset}", written) if offset else written


def _date_texts(sheet: Sheet) -> Iterator[str]:
    """Everything that shows in which order this file writes day and month."""
    written = ("date created", "date created text", "due date", "due date text", *_ENDED)
    yield from map(_with_offset, sheet.texts(written))
    for cell in sheet.texts(["comments"]):
        yield from (_with_offset(text(comment.get("date"))) for comment in _comments(cell))
