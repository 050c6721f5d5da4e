"""ServiceNow's lists of changes as CSV: ``sys_audit``, or ``sys_history_line`` (a view of it).

Both tell one change of one field a row. Headers are field names (CSV) or labels (workbooks). An audit
row names its record by sys_id and holds stored values; a history row names it by number and holds what
people see. What the rows mean is followed as in the table interface's JSON.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from accord.connectors.columns import Cells, Columns, Sheet
from accord.connectors.contract import HolderKind, Level, Options, Recorder, UnreadableFileError
from accord.connectors.files import Dates, header_of
from accord.connectors.persons import names_persons
from accord.connectors.servicenow_json.reading import (
    DUE,
    Followed,
    Reading,
    followed_fields,
    tell_names,
)
from accord.connectors.servicenow_json.survey import JOURNALS, Entry, Survey, table_of
from accord.connectors.snapshots import Snapshots

NAME = "servicenow-audit-csv"
LABEL = "ServiceNow audit or history rows as CSV"

_KEY = ("number", "documentkey", "document key", "set", "set.id", "id")
_FIELD = ("fieldname", "field name", "field", "label")
# Of a history row's two kinds of values, those that people see come first.
_OLD = ("oldvalue", "old", "old value", "old_value")
_NEW = ("newvalue", "new", "new value", "new_value")
_TIME = ("sys_created_on", "created", "update_time", "update time")
_ORDER = ("record_checkpoint", "record checkpoint", "update", "internal_checkpoint")
_USER = ("user", "user_name", "user name", "user_id", "user id", "sys_created_by", "created by")
_TABLE = ("tablename", "table name", "set.table", "table")
_READ = {*_KEY, *_FIELD, *_OLD, *_NEW, *_TIME, *_ORDER, *_USER, *_TABLE}
_AUDIT = ({"documentkey", "document key"}, {"fieldname", "field name"})
_HISTORY = ({"set", "set.id"}, {"field", "label"}, {"update_time", "update time"})
_VALUES = (set(_OLD), set(_NEW))
_SPOKEN = {
    "additional_comments": "comments",
    "resolution_code": "close_code",
    "assigned_group": "assignment_group",
}
_AGAIN = "the same change stands on an earlier row"
_OTHER = "changes of other fields, which say nothing of status and holder"


def sniff(head: bytes) -> float:
    """How surely these are ServiceNow's audit or history rows."""
    names = {name.casefold() for name in header_of(head)}
    return 0.97 if _is_audit(names) or _is_history(names) else 0.0


def _is_audit(names: set[str]) -> bool:
    return all(names & mark for mark in (*_AUDIT, *_VALUES))


def _is_history(names: set[str]) -> bool:
    return all(names & mark for mark in (*_HISTORY, *_VALUES))


def translate(file: Path, options: Options, recorder: Recorder) -> None:
    """Read every change of the file, record by record."""
    receipt = recorder.receipt
    receipt.format, receipt.level = NAME, Level.CHANGELOG
    sheet = Sheet.opened(file, recorder, lambda columns: any(name in columns for name in _FIELD))
    sheet.columns.tell(recorder, _READ)
    dates = Dates(file, options, receipt, lambda: sheet.texts(_TIME))
    changes = _Changes(sheet, dates, _audited(file, sheet, options))
    survey = Survey(audits=changes.by_record())
    if not survey.audits and not receipt.read:
        raise UnreadableFileError(
            f"{file.name} holds no change of a status or an assignment group; "
            "export the rows of these fields too, or name others with --status and --holder."
        )
    if names_persons(changes.followed.holder):
        receipt.holder_kind = HolderKind.PERSON
    Reading(recorder, survey, dates, changes.followed, Snapshots(recorder)).audits_alone()
    tell_names(recorder, survey)


def _audited(file: Path, sheet: Sheet, options: Options) -> Followed:
    """The fields to follow, asked for among those that the rows name."""
    names = dict.fromkeys(_field(sheet.columns, cells) for _, cells in sheet.rows())
    told = Survey(fields=names)
    return followed_fields(file, told, options)


def _field(columns: Columns, cells: Cells) -> str:
    """The field's own name, also where the row shows its label."""
    name = columns.first(cells, *_FIELD).casefold().replace(" ", "_")
    return _SPOKEN.get(name, name)


@dataclass(slots=True)
class _Changes:
    """The rows that say something, gathered by record: they stand in any order in the file."""

    sheet: Sheet
    dates: Dates
    followed: Followed
    met: set[int] = field(default_factory=set)

    def by_record(self) -> dict[str, list[Entry]]:
        """The rows of every record, oldest first where the rows themselves do not tell."""
        found: dict[str, list[Entry]] = {}
        for entry in self._entries():
            found.setdefault(entry["documentkey"], []).append(entry)
        return {key: self._in_order(entries) for key, entries in found.items()}

    def _entries(self) -> Iterator[Entry]:
        receipt = self.sheet.recorder.receipt
        for line, cells in self.sheet.rows():
            entry = self._entry(cells)
            says = (*self.followed.status, *self.followed.parts("").values(), DUE, *JOURNALS)
            if entry["fieldname"] not in says:
                receipt.notes[_OTHER] += 1
            elif self._is_new(entry):
                yield entry | {"sys_id": f"line {line}"}
            else:
                self.sheet.recorder.skip(_AGAIN, f"line {line}")

    def _entry(self, cells: Cells) -> Entry:
        first = self.sheet.columns.first
        key, table = _record(first(cells, *_KEY)), _plain_table(first(cells, *_TABLE))
        name = _field(self.sheet.columns, cells)
        return {
            "documentkey": key,
            "tablename": table or table_of(key),
            "fieldname": name,
            "oldvalue": self._value(name, first(cells, *_OLD)),
            "newvalue": self._value(name, first(cells, *_NEW)),
            "sys_created_on": first(cells, *_TIME),
            "record_checkpoint": first(cells, *_ORDER),
            "user": first(cells, *_USER),
        }

    def _value(self, name: str, cell: str) -> object:
        # Audit rows hold dates as stored, in UTC, whatever zone the list is shown in.
        stored = name == DUE and "set" not in self.sheet.columns
        return {"value": cell} if stored else cell

    def _is_new(self, entry: Entry) -> bool:
        """History rows are kept once a language and zone of those who looked: all tell the same."""
        mark = hash(str(entry))
        if mark in self.met:
            return False
        self.met.add(mark)
        return True

    def _in_order(self, entries: list[Entry]) -> list[Entry]:
        timed = [at for entry in entries if (at := self.dates.time(entry["sys_created_on"]))]
        if timed and timed[0] > timed[-1]:
            entries.reverse()
        # A record's first values stand at one instant: its status must come first to be a state.
        return sorted(entries, key=lambda entry: entry["fieldname"] not in self.followed.status)


def _record(cell: str) -> str:
    """A reference to a record of any table is shown as ``Incident: INC0010001``."""
    return cell.rpartition(":")[2].strip()


def _plain_table(cell: str) -> str:
    return cell.rpartition("[")[2].rstrip("]").casefold().replace(" ", "_")
