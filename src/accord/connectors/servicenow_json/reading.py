"""Follows ServiceNow's records through their audit rows: what held at creation and after each change.

Both forms in which an instance gives its audit rows are read so: the table interface's JSON, and lists
of audit or history rows exported as CSV.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from accord.connectors.contract import Level, Options, Recorder, UnreadableFileError
from accord.connectors.documents import text, texts
from accord.connectors.files import Dates, due_time, parse_time
from accord.connectors.mentions import mentioned
from accord.connectors.outcomes import is_finished
from accord.connectors.servicenow_json.survey import (
    JOURNALS,
    STATES,
    Entry,
    Survey,
    is_displayed,
    is_sys_id,
    shown,
    stored,
    table_of,
)
from accord.connectors.snapshots import Ending, Snapshots

_OPENED = ("opened_at", "sys_created_on")
_ENDED = ("resolved_at", "closed_at")
GROUP, PERSON, RESOLUTION, DUE = "assignment_group", "assigned_to", "close_code", "due_date"
_CALLER = ("caller_id", "requested_for", "opened_by")
_TYPE = ("category", "cat_item")
_PARENT = ("parent", "parent_incident", "problem_id", "rfc", "caused_by")
_TITLE = ("short_description", "description")
_LABELS = "sys_tags"
TIMES = (*_OPENED, *_ENDED, DUE)
READ = (
    "number",
    "sys_id",
    "active",
    *TIMES,
    *_CALLER,
    *_TYPE,
    *_PARENT,
    *_TITLE,
    _LABELS,
    RESOLUTION,
)
_AGAIN = "the same key stands on a later row: the last one counts"
_NO_TIME = "no readable time"
_UNCHANGED = "record without audit rows: only its creation and its end are known"
_NO_RECORD = "audit rows without their record: the history begins with the first change"
_NO_DUE = "due date that cannot be read"
_NAMELESS = "groups and persons without a name in the file: their sys_id stands for them"


@dataclass(frozen=True, slots=True)
class Followed:
    """The fields that make up a state; ``status`` may be several, of which one is followed."""

    status: tuple[str, ...]
    holder: str

    def parts(self, status: str) -> dict[str, str]:
        """The fields by the part of the state that they give."""
        return {
            "status": status,
            "holder": self.holder,
            "person": PERSON,
            "resolution": RESOLUTION,
        }

    def tells(self, entry: Entry) -> bool:
        """Whether an audit row changes one of these fields."""
        name = stored(entry.get("fieldname"))
        return name in self.status or name in (self.holder, PERSON, RESOLUTION)


def followed_fields(file: Path, survey: Survey, options: Options) -> Followed:
    """The usual fields, or those that the options name; they must stand in the file."""
    audited = {stored(entry.get("fieldname")) for told in survey.audits.values() for entry in told}
    status, holder = options.status.casefold(), options.holder.casefold()
    for name in filter(None, (status, holder)):
        if name not in survey.fields and name not in audited:
            raise UnreadableFileError(f"{file.name} has no field {name}; name another one.")
    return Followed((status,) if status else STATES, holder or GROUP)


def tell_names(recorder: Recorder, survey: Survey) -> None:
    """Say in the receipt which values have no name in the file."""
    if survey.usual_states:
        recorder.receipt.guessed.append(
            "States given as numbers were read by ServiceNow's usual numbering; "
            "sysparm_display_value=all names them as you do."
        )
    if survey.nameless:
        recorder.receipt.notes[_NAMELESS] = len(survey.nameless)


@dataclass(frozen=True, slots=True)
class State:
    """What holds from one moment on."""

    status: str
    holder: str
    person: str
    resolution: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One file being read: where rows go, what its values mean, and what makes up a state."""

    recorder: Recorder
    survey: Survey
    dates: Dates
    followed: Followed
    snapshots: Snapshots

    def record(self, row: Entry, place: int) -> None:
        """One record, with the audit rows that the file holds of it."""
        number = shown(row.get("number"))
        where = f"object {place}, {number}"
        if not number:
            self.recorder.skip("no item", f"object {place}")
            return
        if self.survey.last[number] != place:
            self.recorder.skip(_AGAIN, where)
            return
        key = stored(row.get("sys_id"))
        entries = self.survey.audits.pop(key, []) if key else []
        if any(self.followed.tells(entry) for entry in entries):
            self._changes(number, row, entries)
        else:
            if self.recorder.receipt.level is Level.CHANGELOG:
                self.recorder.receipt.notes[_UNCHANGED] += 1
            created = self._first_time(row, _OPENED)
            if not self.snapshots.item(number, created, self._ending(number, row), where):
                return
            self._comments(number, self._in_order(number, entries))
        self._describe(number, row, entries)
        self._dues(number, row, self._timed(entries))

    def audits_alone(self) -> None:
        """What is left: audit rows whose record the file does not hold."""
        for key, entries in self.survey.audits.items():
            if not key:
                for entry in entries:
                    self.recorder.skip(
                        "no item", f"audit row {stored(entry.get('sys_id'))}".strip()
                    )
                continue
            self.recorder.receipt.notes[_NO_RECORD] += 1
            self._changes(key, {}, entries)
            self._link_comments(key, entries)
            self._dues(key, {}, self._timed(entries))

    def _time(self, cell: Any) -> int | None:
        if isinstance(cell, dict):
            return parse_time(text(cell.get("value")))
        return parse_time(text(cell)) if self.survey.is_utc() else self.dates.time(text(cell))

    def _due(self, cell: Any) -> int | None:
        if isinstance(cell, dict):
            return due_time(text(cell.get("value")))
        return due_time(text(cell)) if self.survey.is_utc() else self.dates.due(text(cell))

    def _first_time(self, row: Entry, names: tuple[str, ...]) -> int | None:
        times = (self._time(row.get(name)) for name in names)
        return next((time for time in times if time is not None), None)

    def _told(self, row: Entry, name: str, table: str) -> str:
        """What a record says in a field, as people see it."""
        cell = row.get(name)
        return shown(cell) if is_displayed(cell) else self.survey.name(name, stored(cell), table)

    def _first(self, row: Entry, names: tuple[str, ...], table: str = "") -> str:
        return next(filter(None, (self._told(row, name, table) for name in names)), "")

    def _describe(self, number: str, row: Entry, entries: list[Entry]) -> None:
        tags = map(str.strip, shown(row.get(_LABELS)).split(","))
        self.recorder.item(
            number,
            self._first(row, _TYPE),
            shown(row.get("short_description")),
            self._first(row, _CALLER),
            labels=[tag for tag in tags if not is_sys_id(tag)],
        )
        for name in _PARENT:
            cell = row.get(name)
            target = shown(cell) if is_displayed(cell) else ""
            target = target or self.survey.numbers.get(stored(cell), stored(cell))
            # The sys_id of a record that the file does not hold would name nothing.
            if target and target != number and not is_sys_id(target):
                self.recorder.link(
                    number, target, "parent" if name.startswith("parent") else "link"
                )
        for target in mentioned((shown(row.get(name)) for name in _TITLE), own=number):
            self.recorder.link(number, target, "text")
        self._link_comments(number, entries)

    def _link_comments(self, number: str, entries: list[Entry]) -> None:
        spoken = [stored(entry.get("newvalue")) for entry in entries if _is_comment(entry)]
        for target in mentioned(texts(spoken), own=number):
            self.recorder.link(number, target, "comment")

    def _ending(self, number: str, row: Entry) -> Ending | None:
        status = self._first(row, self.followed.status, table_of(number))
        at = self._first_time(row, _ENDED)
        ended = _is_end(status) or stored(row.get("active")) == "false"
        if not ended and (status or at is None):
            return None
        return Ending(at, status or "Closed", self._told(row, RESOLUTION, table_of(number)))

    def _timed(self, entries: list[Entry]) -> list[tuple[int, Entry]]:
        """The audit rows with a time, oldest first; of one moment, in the order of their writing."""
        told = [(self._time(entry.get("sys_created_on")), entry) for entry in entries]
        timed = [(at, entry) for at, entry in told if at is not None]
        return sorted(timed, key=lambda moment: (moment[0], _checkpoint(moment[1])))

    def _in_order(self, number: str, entries: list[Entry]) -> list[tuple[int, Entry]]:
        timed = self._timed(entries)
        for entry in entries:
            timeless = self._time(entry.get("sys_created_on")) is None
            if timeless and self.followed.tells(entry):
                self.recorder.skip(_NO_TIME, f"{number} {stored(entry.get('sys_id'))}".strip())
        return timed

    def _changes(self, number: str, row: Entry, entries: list[Entry]) -> None:
        """Every change of a record: what held at its creation, and after each audit row."""
        moments = self._in_order(number, entries)
        told = [entry for _, entry in moments]
        tables = (stored(entry.get("tablename")) for entry in entries)
        table = next(filter(None, tables), "") or table_of(number)
        parts = self.followed.parts(self._status_field(row, told))
        state = State(**{
            part: self._before(row, told, name, table) for part, name in parts.items()
        })  # fmt: skip
        created = self._first_time(row, _OPENED)
        if created is not None:
            self._row(number, created, state, number)
        elif row:
            self.recorder.skip(_NO_TIME, number)
        for at, entry in moments:
            changed = stored(entry.get("fieldname"))
            value = self._value(entry, "newvalue", changed, table)
            after = {part: value for part, name in parts.items() if name == changed}
            if after:
                state = replace(state, **after)
                self._row(number, at, state, f"{number} {stored(entry.get('sys_id'))}".strip())
        self._comments(number, moments)

    def _status_field(self, row: Entry, told: list[Entry]) -> str:
        """Of the fields that may hold the status, the one that changes, else the one filled."""
        audited = {stored(entry.get("fieldname")) for entry in told}
        changing = [name for name in self.followed.status if name in audited]
        filled = [name for name in self.followed.status if shown(row.get(name))]
        return [*changing, *filled, *self.followed.status][0]

    def _before(self, row: Entry, told: list[Entry], name: str, table: str) -> str:
        for entry in told:
            if stored(entry.get("fieldname")) == name:
                return self._value(entry, "oldvalue", name, table)
        return self._told(row, name, table)

    def _value(self, entry: Entry, end: str, name: str, table: str) -> str:
        return self.survey.name(name, stored(entry.get(end)), table)

    def _row(self, number: str, at: int, state: State, place: str) -> None:
        if not state.status:
            self.recorder.skip("no status", place)
            return
        # A code that was set before the end says something only from the end on.
        resolution = state.resolution if _is_end(state.status) else ""
        line = next(self.snapshots.lines)
        self.recorder.history(
            number, at, line, state.status, state.holder, state.person, resolution
        )

    def _comments(self, number: str, moments: list[tuple[int, Entry]]) -> None:
        for at, entry in moments:
            if _is_comment(entry):
                author = shown(entry.get("user")) or shown(entry.get("sys_created_by"))
                self.recorder.comment(number, at, author)

    def _dues(self, number: str, row: Entry, moments: list[tuple[int, Entry]]) -> None:
        changes = [(at, entry) for at, entry in moments if stored(entry.get("fieldname")) == DUE]
        first = changes[0][1].get("oldvalue") if changes else row.get(DUE)
        created = self._first_time(row, _OPENED)
        if created is not None and stored(first):
            self._promise(number, created, first, 0)
        for at, entry in changes:
            self._promise(number, at, entry.get("newvalue"), next(self.snapshots.lines))

    def _promise(self, number: str, at: int, cell: Any, line: int) -> None:
        due = self._due(cell)
        if due is None and stored(cell):
            self.recorder.receipt.notes[_NO_DUE] += 1
        else:
            self.recorder.promise(number, at, line, due)


def _is_comment(entry: Entry) -> bool:
    return stored(entry.get("fieldname")) in JOURNALS


def _is_end(status: str) -> bool:
    """Tasks close as "Closed Complete", "Closed Incomplete" or "Closed Skipped"."""
    return is_finished(status) or status.casefold().startswith("closed ")


def _checkpoint(entry: Entry) -> int:
    told = stored(entry.get("record_checkpoint"))
    return int(told) if told.isdecimal() else 0
