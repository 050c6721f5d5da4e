"""Looks through a ServiceNow file once: its audit rows by record, and the names behind its values."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from accord.connectors.documents import REST, documents, text

Entry = dict[str, Any]

CONTAINERS = ("result", "records")
STATES = ("incident_state", "state", "request_state")
JOURNALS = ("comments", "work_notes")
_KEPT_OF_AN_AUDIT = (
    "fieldname", "oldvalue", "newvalue", "sys_created_on", "tablename", "record_checkpoint",
    "user", "sys_created_by", "sys_id",
)  # fmt: skip
_TABLES = {
    "INC": "incident",
    "RITM": "sc_req_item",
    "SCTASK": "sc_task",
    "TASK": "task",
    "REQ": "sc_request",
    "CHG": "change_request",
}
_TASK_STATES = {
    "-5": "Pending",
    "1": "Open",
    "2": "Work in Progress",
    "3": "Closed Complete",
    "4": "Closed Incomplete",
    "7": "Closed Skipped",
}
#: How ServiceNow numbers states before a company changes that.
_USUAL_STATES = {
    "incident": {
        "1": "New",
        "2": "In Progress",
        "3": "On Hold",
        "6": "Resolved",
        "7": "Closed",
        "8": "Canceled",
    },
    "change_request": {
        "-5": "New",
        "-4": "Assess",
        "-3": "Authorize",
        "-2": "Scheduled",
        "-1": "Implement",
        "0": "Review",
        "3": "Closed",
        "4": "Canceled",
    },
    "sc_req_item": _TASK_STATES,
    "sc_task": _TASK_STATES,
    "task": _TASK_STATES,
}


@dataclass(slots=True)
class Survey:
    """What has to be known before the first record is read."""

    audits: dict[str, list[Entry]] = field(default_factory=dict)  # by the record's sys_id
    numbers: dict[str, str] = field(default_factory=dict)  # sys_id → number
    last: dict[str, int] = field(default_factory=dict)  # number → its last place in the file
    names: dict[str, str] = field(default_factory=dict)  # sys_id → name of a group or person
    choices: dict[tuple[str, str, str], str] = field(default_factory=dict)  # table, field, value
    fields: dict[str, None] = field(default_factory=dict)  # of records, in their order
    displayed: bool = False  # references come as names only
    stored: bool = False  # references or states come as stored
    nameless: set[str] = field(default_factory=set)
    usual_states: bool = False  # whether a number was read by ServiceNow's usual numbering

    def is_utc(self) -> bool:
        """Whether times without more are stored ones, which are UTC."""
        return self.stored and not self.displayed

    def name(self, field_name: str, value: str, table: str) -> str:
        """What a stored value means: a choice, a group, a person; itself where nothing tells."""
        for place in (table, "task", ""):
            told = self.choices.get((place, field_name, value))
            if told:
                return told
        if field_name in STATES and value in _USUAL_STATES.get(table, {}):
            self.usual_states = True
            return _USUAL_STATES[table][value]
        if is_sys_id(value) and value not in self.names:
            self.nameless.add(value)
        return self.names.get(value, value)


def rows(file: Path, damaged: Callable[[str], None]) -> Iterator[Entry]:
    """Every row of the file, whatever table it is of."""
    for container, entry in documents(file, CONTAINERS, damaged):
        if container != REST:
            yield entry


def surveyed(file: Path) -> Survey:
    """Look through the whole file."""
    survey = Survey()
    for place, row in enumerate(rows(file, lambda _place: None), start=1):
        if is_audit(row):
            kept = {key: row[key] for key in _KEPT_OF_AN_AUDIT if key in row}
            survey.audits.setdefault(stored(row.get("documentkey")), []).append(kept)
        elif not is_name(row):
            _see_record(survey, row, place)
        elif "element" in row:
            key = (shown(row.get("name")), stored(row.get("element")), stored(row.get("value")))
            survey.choices[key] = shown(row.get("label"))
        else:
            survey.names[stored(row.get("sys_id"))] = shown(row.get("name"))
    return survey


def is_audit(row: Entry) -> bool:
    """Whether the row tells one change of one field."""
    return "documentkey" in row and "fieldname" in row


def is_name(row: Entry) -> bool:
    """Whether the row is no record but names a choice, a group or a person."""
    needed = ("element", "label") if "element" in row else ("sys_id", "name")
    return "number" not in row and all(name in row for name in needed)


def is_sys_id(value: str) -> bool:
    """Whether this is one of ServiceNow's own 32-digit names."""
    return len(value) == 32 and all(letter in "0123456789abcdef" for letter in value)


def table_of(number: str) -> str:
    """The table that numbers its records so; "" where the number does not tell."""
    return _TABLES.get(number.rstrip("0123456789"), "")


def shown(cell: Any) -> str:
    """A cell as people see it, else as stored."""
    if isinstance(cell, dict):
        return text(cell.get("display_value")) or text(cell.get("value"))
    return text(cell)


def stored(cell: Any) -> str:
    """A cell as stored; of a reference its sys_id, which its address ends with."""
    if isinstance(cell, dict):
        return text(cell.get("value")) or text(cell.get("link")).rpartition("/")[2]
    return text(cell)


def is_displayed(cell: Any) -> bool:
    """Whether a cell says what people see."""
    return isinstance(cell, dict) and bool(text(cell.get("display_value")))


def _see_record(survey: Survey, row: Entry, place: int) -> None:
    number = shown(row.get("number"))
    survey.last[number] = place
    key = stored(row.get("sys_id"))
    if key:
        survey.numbers[key] = number
    for name, cell in row.items():
        survey.fields.setdefault(name)
        if isinstance(cell, dict):
            _see_cell(survey, table_of(number), name, cell)
        elif name in STATES and text(cell).removeprefix("-").isdecimal():
            survey.stored = True


def _see_cell(survey: Survey, table: str, name: str, cell: Entry) -> None:
    value, told = stored(cell), text(cell.get("display_value"))
    if "value" not in cell:
        survey.displayed = True
    elif "display_value" not in cell:
        survey.stored = True
    if value and told and is_sys_id(value):
        survey.names[value] = told
    elif value and told:
        survey.choices[table, name, value] = told
