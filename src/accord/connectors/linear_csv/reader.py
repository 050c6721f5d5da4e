"""Linear's CSV: how issues stand, and when they were triaged, started, completed or canceled."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from accord.connectors.columns import Cells, Columns, Sheet
from accord.connectors.contract import Level, Options, Recorder
from accord.connectors.files import DUE_UNREADABLE, Dates, day_or_moment, header_of
from accord.connectors.holders import holder_column
from accord.connectors.mentions import mentioned
from accord.connectors.outcomes import is_finished
from accord.connectors.snapshots import Ending, Mark, Snapshots

NAME = "linear-csv"
LABEL = "Linear CSV"

_NEEDED = {"id", "title", "status", "created"}
_OWN = {"team", "cycle number", "triaged", "started", "canceled", "parent issue", "sla status"}
_MARKS = {"triaged": "Triaged", "started": "Started"}
_ENDS = {"completed": "Completed", "canceled": "Canceled"}
_LINKS = {"related to": "relates", "blocked by": "blocked by", "duplicate of": "duplicate"}
_TIMES = ("created", *_MARKS, *_ENDS, "due date")
_READ = {*_NEEDED, *_TIMES, *_LINKS, "description", "creator", "labels", "parent issue"}
# What a browser writes: "Wed May 13 2026 11:21:41 GMT+0000 (GMT+00:00)".
_BROWSER = re.compile(
    r"(?:[A-Z][a-z]{2} )?([A-Z][a-z]{2} \d{1,2} \d{4} \d{2}:\d{2}:\d{2}) GMT([+-]\d{4})(?: \(.*\))?"
)
_GUARDED = re.compile(r"^'(?=[=+\-@])")  # kept from being taken for a formula
_NEVER_STARTED = "issue that ended without having been started"
_UNREADABLE_MARK = "time of triage or start that cannot be read"


def sniff(head: bytes) -> float:
    """How surely this is Linear's CSV."""
    names = {name.casefold() for name in header_of(head)}
    return 0.95 if names >= _NEEDED and len(names & _OWN) >= 4 else 0.0


def translate(file: Path, options: Options, recorder: Recorder) -> None:
    """Read every issue of the file."""
    receipt = recorder.receipt
    receipt.format, receipt.level = NAME, Level.SNAPSHOT
    sheet = Sheet.opened(file, recorder, lambda columns: all(name in columns for name in _NEEDED))
    holder = holder_column(sheet, options, "Team")
    sheet.columns.tell(recorder, {*_READ, holder})
    dates = Dates(file, options, receipt, lambda: map(_plain, sheet.texts(_TIMES)))
    items = Snapshots(recorder, "Created")
    reading = _Reading(recorder, sheet.columns, dates, items, holder)
    for line, key, cells in sheet.last_rows("id"):
        reading.issue(key, cells, f"line {line}, {key}")


@dataclass(frozen=True, slots=True)
class _Reading:
    """One file being read: its columns, its dates, and where rows go."""

    recorder: Recorder
    columns: Columns
    dates: Dates
    items: Snapshots
    holder: str

    def issue(self, key: str, cells: Cells, place: str) -> None:
        first = self.columns.first
        created = self._time(cells, "created")
        marks = list(self._marks(cells))
        ending = self._ending(cells)
        if not self.items.item(key, created, ending, place, first(cells, self.holder), marks):
            return
        if ending is not None and not any(mark.status == "Started" for mark in marks):
            self.recorder.receipt.notes[_NEVER_STARTED] += 1
        title = _GUARDED.sub("", first(cells, "title"))
        labels = _GUARDED.sub("", first(cells, "labels")).split(",")
        self.recorder.item(key, "", title, first(cells, "creator"), labels=labels)
        self._promise(key, created or 0, first(cells, "due date"))
        for target, kind in dict.fromkeys(self._links(key, cells)):
            self.recorder.link(key, target, kind)

    def _time(self, cells: Cells, column: str) -> int | None:
        return self.dates.time(_plain(self.columns.first(cells, column)))

    def _marks(self, cells: Cells) -> Iterator[Mark]:
        for column, status in _MARKS.items():
            at = self._time(cells, column)
            if at is not None:
                yield Mark(at, status)
            elif self.columns.first(cells, column):
                self.recorder.receipt.notes[_UNREADABLE_MARK] += 1

    def _ending(self, cells: Cells) -> Ending | None:
        """The later of the two ends; one without a readable date leaves the end unknown."""
        ends = [
            Ending(self._time(cells, column), status)
            for column, status in _ENDS.items()
            if self.columns.first(cells, column)
        ]
        if ends:
            return max(ends, key=lambda end: (end.at is None, end.at or 0))
        status = self.columns.first(cells, "status")
        return Ending(None, status) if is_finished(status) else None

    def _promise(self, key: str, created: int, told: str) -> None:
        if not told:
            return
        due = day_or_moment(self.dates.due(_plain(told)), self.dates.options.zone)
        if due is None:
            self.recorder.receipt.notes[DUE_UNREADABLE] += 1
        else:
            self.recorder.promise(key, created, 0, due)

    def _links(self, key: str, cells: Cells) -> Iterator[tuple[str, str]]:
        parent = self.columns.first(cells, "parent issue")
        if parent:
            yield parent, "parent"
        for column, kind in _LINKS.items():
            named = self.columns.first(cells, column).split(",")
            yield from ((name.strip(), kind) for name in named if name.strip())
        texts = [self.columns.first(cells, "title"), self.columns.first(cells, "description")]
        yield from ((target, "text") for target in mentioned(texts, own=key))


def _plain(text: str) -> str:
    """The time without what browsers add to it."""
    found = _BROWSER.fullmatch(text.strip())
    return f"{found[1]} {found[2]}" if found else text
