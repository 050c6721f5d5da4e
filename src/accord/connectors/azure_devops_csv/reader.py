"""Azure DevOps' query CSV: how work items stand, and since when, where the columns tell."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from accord.analysis.statuses import ABANDONED_RESOLUTIONS
from accord.connectors.columns import Cells, Columns, Sheet
from accord.connectors.contract import Level, Options, Recorder, UnreadableFileError
from accord.connectors.files import DUE_UNREADABLE, Dates, day_or_moment, header_of
from accord.connectors.holders import holder_column
from accord.connectors.mentions import mentioned
from accord.connectors.outcomes import is_finished
from accord.connectors.snapshots import Ending, Mark, Snapshots

NAME = "azure-devops-csv"
LABEL = "Azure DevOps query CSV"

_NEEDED = ("id", "work item type", "state")
_CREATED = "created date"
_SINCE = "state change date"
_CLOSED = ("closed date", _SINCE)
_RESOLVED = ("resolved date", _SINCE, "closed date")
_DUE = ("due date", "target date")
_TIMES = (_CREATED, _SINCE, "closed date", "resolved date", *_DUE)
_TEXTS = ("description", "acceptance criteria", "repro steps", "history")
_READ = {
    *_NEEDED, *_TIMES, *_TEXTS, "reason", "resolved reason", "created by", "parent", "tags",
}  # fmt: skip
_REMOVED = {"removed", "cut"}
_MAIL = re.compile(r"\s*<[^<>]*>$")


def sniff(head: bytes) -> float:
    """How surely this is the CSV of an Azure DevOps query."""
    names = {name.casefold() for name in header_of(head)}
    return 0.95 if {"id", "work item type"} <= names else 0.0


def translate(file: Path, options: Options, recorder: Recorder) -> None:
    """Read every work item of the file."""
    receipt = recorder.receipt
    receipt.format, receipt.level = NAME, Level.SNAPSHOT
    sheet = Sheet.opened(file, recorder, lambda columns: all(name in columns for name in _NEEDED))
    if _CREATED not in sheet.columns:
        raise UnreadableFileError(
            f"{file.name} has no column Created Date; add it, State Change Date, Closed Date and "
            "Area Path to the columns of the query, and export it again."
        )
    holder = holder_column(sheet, options, "Area Path")
    sheet.columns.tell(recorder, {*_READ, *_titles(sheet.columns), holder})
    dates = Dates(file, options, receipt, lambda: sheet.texts(_TIMES))
    items = Snapshots(recorder)
    reading = _Reading(recorder, sheet.columns, dates, items, holder)
    for line, key, cells in sheet.last_rows("id"):
        reading.work_item(key, cells, f"line {line}, {key}")


@dataclass(frozen=True, slots=True)
class _Reading:
    """One file being read: its columns, its dates, and where rows go."""

    recorder: Recorder
    columns: Columns
    dates: Dates
    items: Snapshots
    holder: str

    def work_item(self, key: str, cells: Cells, place: str) -> None:
        first = self.columns.first
        created = self.dates.time(first(cells, _CREATED))
        holder = _MAIL.sub("", first(cells, self.holder))
        ending = self._ending(cells)
        marks = () if ending else tuple(self._since(cells))
        if not self.items.item(key, created, ending, place, holder, marks):
            return
        title = first(cells, *_titles(self.columns))
        requester = _MAIL.sub("", first(cells, "created by"))
        tags = first(cells, "tags").split(";")
        self.recorder.item(key, first(cells, "work item type"), title, requester, labels=tags)
        self._promise(key, created or 0, first(cells, *_DUE))
        for target, kind in dict.fromkeys(self._links(key, title, cells)):
            self.recorder.link(key, target, kind)

    def _since(self, cells: Cells) -> Iterator[Mark]:
        """The present state of open work, where a column says since when it holds."""
        at = self.dates.time(self.columns.first(cells, _SINCE))
        state = self.columns.first(cells, "state")
        if at is not None and state:
            yield Mark(at, state)

    def _ending(self, cells: Cells) -> Ending | None:
        state = self.columns.first(cells, "state")
        ended = is_finished(state) or state.casefold() in _REMOVED
        # A state of another name has ended too where a date of closing stands beside it.
        if not ended and not self.columns.first(cells, "closed date"):
            return None
        told = _RESOLVED if state.casefold() == "resolved" else _CLOSED
        times = (self.dates.time(self.columns.first(cells, name)) for name in told)
        at = next((time for time in times if time is not None), None)
        return Ending(at, state or "Closed", self._resolution(cells))

    def _resolution(self, cells: Cells) -> str:
        """The reason, and before all one that says that nothing was delivered."""
        told = [self.columns.first(cells, name) for name in ("resolved reason", "reason")]
        abandoned = [reason for reason in told if reason.casefold() in ABANDONED_RESOLUTIONS]
        return next(filter(None, [*abandoned, *told]), "")

    def _promise(self, key: str, created: int, told: str) -> None:
        if not told:
            return
        due = day_or_moment(self.dates.due(told), self.dates.options.zone)
        if due is None:
            self.recorder.receipt.notes[DUE_UNREADABLE] += 1
        else:
            self.recorder.promise(key, created, 0, due)

    def _links(self, key: str, title: str, cells: Cells) -> Iterator[tuple[str, str]]:
        parent = self.columns.first(cells, "parent")
        if parent:
            yield parent, "parent"
        texts = [title, *(self.columns.first(cells, name) for name in _TEXTS)]
        yield from ((target, "text") for target in mentioned(texts, own=key))


def _titles(columns: Columns) -> list[str]:
    """Title, or Title 1, Title 2 and so on, one for each level of a tree of work items."""
    names = dict.fromkeys(map(str.casefold, columns.header))
    return [name for name in names if re.fullmatch(r"title( \d+)?", name)]
