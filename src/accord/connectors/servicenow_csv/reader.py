"""ServiceNow's CSV: a list shows how incidents stand, a log has one row for every change."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import Path

from accord.connectors.columns import Cells, Columns, Sheet
from accord.connectors.contract import HolderKind, Level, Options, Recorder
from accord.connectors.files import Dates, header_of
from accord.connectors.hand_offs import HandOffs
from accord.connectors.mentions import mentioned
from accord.connectors.outcomes import is_finished
from accord.connectors.persons import names_persons
from accord.connectors.snapshots import Ending, Snapshots

NAME = "servicenow-csv"
LABEL = "ServiceNow CSV"

_NUMBER = ("number",)
_STATE = ("incident_state", "state", "incident state", "status")
_OPENED = ("opened_at", "opened", "sys_created_at", "sys_created_on", "created")
_UPDATED = ("sys_updated_at", "sys_updated_on", "updated")
_ENDED = ("resolved_at", "resolved", "closed_at", "closed")
_GROUP = ("assignment_group", "assignment group")
_PERSON = ("assigned_to", "assigned to")
_TITLE = ("short_description", "short description")
_CALLER = ("caller_id", "caller", "requested_for", "requested for", "opened_by", "opened by")
_TYPE = ("category", "item", "cat_item")
_RESOLUTION = ("close_code", "close code", "resolution code")
_DUE = ("due_date", "due date")
_TIMES = (*_OPENED, *_UPDATED, *_ENDED, *_DUE)
_LABELS = ("sys_tags", "tags")
_COUNTER = "reassignment_count"
_PARENT = ("parent", "parent_incident", "parent incident", "problem_id", "rfc", "caused_by")
_UNKNOWN = ("?", "(empty)")
_ROWS_LOOKED_AT = 20_000
_ITEMS_COMPARED = 200_000


def sniff(head: bytes) -> float:
    """How surely this is ServiceNow's CSV."""
    names = {name.casefold() for name in header_of(head)}
    if "number" not in names:
        return 0.0
    marks = [_STATE, _OPENED, _GROUP, _CALLER, _TITLE, (*_UPDATED, *_ENDED)]
    found = sum(bool(names.intersection(mark)) for mark in marks)
    own = names & {"incident_state", "sys_updated_on", "sys_updated_at", "assignment_group"}
    return 0.95 if own and found >= 3 else 0.8 if found >= 4 else 0.0


def translate(file: Path, options: Options, recorder: Recorder) -> None:
    """Read every incident of the file."""
    receipt = recorder.receipt
    receipt.format = NAME
    sheet = Sheet.opened(file, recorder, lambda columns: "number" in columns)
    dates = Dates(file, options, receipt, lambda: sheet.texts(_TIMES))
    told = _Told(options.status.casefold(), options.holder.casefold(), options.holder)
    sheet.columns.tell(recorder, told.names())
    reading = _Reading(recorder, sheet.columns, dates, told, Snapshots(recorder))
    if options.holder and names_persons(options.holder):
        receipt.holder_kind = HolderKind.PERSON
    if _is_log(sheet):
        receipt.level = Level.CHANGELOG
        reading.log(sheet)
    else:
        receipt.level = Level.SNAPSHOT
        for line, number, cells in sheet.last_rows(*_NUMBER):
            reading.listed(number, cells, f"line {line}, {number}")


@dataclass(frozen=True, slots=True)
class _Told:
    """The columns that the options name, before the usual ones."""

    status: str
    holder: str
    written: str = ""  # the holder's column as the header writes it

    def states(self) -> tuple[str, ...]:
        return (self.status,) if self.status else _STATE

    def groups(self) -> tuple[str, ...]:
        return (self.holder,) if self.holder else _GROUP

    def names(self) -> set[str]:
        every = (_NUMBER, _TIMES, _PERSON, _TITLE, _CALLER, _TYPE, _RESOLUTION, _PARENT, _LABELS)
        return {name for names in every for name in names} | {
            *self.states(),
            *self.groups(),
            _COUNTER,
        }


@dataclass(slots=True)
class _Reassignments:
    """Compares ServiceNow's own counter with the changes of group that the log shows."""

    groups: dict[str, str] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)
    found: int = 0

    def see(self, number: str, group: str, counter: str) -> None:
        if number not in self.groups and len(self.groups) >= _ITEMS_COMPARED:
            return
        before = self.groups.setdefault(number, "")
        if group and group != before:
            self.found += bool(before)
            self.groups[number] = group
        if counter.isdecimal():
            self.counters[number] = max(self.counters.get(number, 0), int(counter))


@dataclass(frozen=True, slots=True)
class _Reading:
    """One file being read: its columns, its dates, and where rows go."""

    recorder: Recorder
    columns: Columns
    dates: Dates
    told: _Told
    snapshots: Snapshots

    def log(self, sheet: Sheet) -> None:
        """A log: every row is a change."""
        compared, lines = _Reassignments(), count(1)
        asked = HandOffs(sheet.columns.header, self.told.written)
        described: set[int] = set()
        for line, cells in sheet.rows():
            number = self._first(cells, *_NUMBER)
            at = self.dates.time(self._first(cells, *_UPDATED))
            status = self._first(cells, *self.told.states())
            if not number or at is None or not status:
                reason = "no item" if not number else "no status" if at else "no readable time"
                self.recorder.skip(reason, f"line {line}")
                continue
            group = self._first(cells, *self.told.groups())
            compared.see(number, group, self._first(cells, _COUNTER))
            person, code = self._first(cells, *_PERSON), self._first(cells, *_RESOLUTION)
            # The log repeats the final code on every row; it says something only at the end.
            resolution = code if is_finished(status) else ""
            self.recorder.history(number, at, next(lines), status, group, person, resolution)
            if asked.looks:
                asked.see(number, group, [_known(cell.strip()) for cell in cells])
            if hash(number) not in described:
                described.add(hash(number))
                self._describe(number, cells)
        if self.told.holder:
            asked.tell(self.recorder.receipt)
        else:
            self._tell_reassignments(compared)

    def listed(self, number: str, cells: Cells, place: str) -> None:
        """A list: one row an incident."""
        created = self.dates.time(self._first(cells, *_OPENED))
        if not self.snapshots.item(number, created, self._ending(cells), place):
            return
        self._describe(number, cells)

    def _first(self, cells: Cells, *names: str) -> str:
        for name in names:
            for cell in self.columns.every(cells, name):
                if known := _known(cell):
                    return known
        return ""

    def _describe(self, number: str, cells: Cells) -> None:
        self.recorder.item(
            number,
            self._first(cells, *_TYPE),
            self._first(cells, *_TITLE),
            self._first(cells, *_CALLER),
            labels=self._first(cells, *_LABELS).split(","),
        )
        created = self.dates.time(self._first(cells, *_OPENED))
        due = self.dates.due(self._first(cells, *_DUE))
        if created is not None and due is not None:
            self.recorder.promise(number, created, 0, due)
        for target, kind in dict.fromkeys(self._links(number, cells)):
            self.recorder.link(number, target, kind)

    def _links(self, number: str, cells: Cells) -> Iterator[tuple[str, str]]:
        for name in _PARENT:
            target = self._first(cells, name)
            if target and target != number:
                yield target, "parent" if name.startswith("parent") else "link"
        texts = [self._first(cells, *_TITLE), self._first(cells, "description")]
        yield from ((target, "text") for target in mentioned(texts, own=number))

    def _ending(self, cells: Cells) -> Ending | None:
        status = self._first(cells, *self.told.states())
        told = (self.dates.time(self._first(cells, name)) for name in _ENDED)
        at = next((time for time in told if time is not None), None)
        if not is_finished(status) and (status or at is None):
            return None
        return Ending(at, status or "Closed", self._first(cells, *_RESOLUTION))

    def _tell_reassignments(self, compared: _Reassignments) -> None:
        if compared.counters:
            notes = self.recorder.receipt.notes
            notes["reassignments that ServiceNow counted"] = sum(compared.counters.values())
            notes["changes of assignment group that the log shows"] = compared.found


def _known(cell: str) -> str:
    return "" if cell.casefold() in _UNKNOWN else cell


def _is_log(sheet: Sheet) -> bool:
    """A log names the time of the change ``sys_updated_at``, or has an incident on many rows."""
    if "sys_updated_at" in sheet.columns:
        return True
    if not any(name in sheet.columns for name in _UPDATED):
        return False
    rows = islice(sheet.rows(), _ROWS_LOOKED_AT)
    told = [(sheet.columns.first(c, *_NUMBER), sheet.columns.first(c, *_UPDATED)) for _, c in rows]
    return len({number for number, _ in told}) < len(set(told))
