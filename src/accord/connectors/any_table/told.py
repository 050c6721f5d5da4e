"""What the columns of a table say, told in one line: ``item=Ticket;at=Changed;status=State``."""

import csv
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from accord.connectors.any_table.mapping import Mapping, Part, RowKind, normal
from accord.connectors.any_table.proposals import holds_persons
from accord.connectors.any_table.table import Look
from accord.connectors.contract import UnreadableFileError

Value = TypeVar("Value")

_AT = "at"  # as the plain history calls the time of a change
_PARTS = {part.value: part for part in Part} | {_AT: Part.CHANGED}
_ROWS = {kind.value: kind for kind in RowKind}
_HOLDERS = {"teams": False, "persons": True}
_BESIDES = ("rows", "holders", "header", "sheet")
_NAMES_SHOWN = 40
_ONLY_IN_SNAPSHOTS = {Part.CREATED, Part.STARTED, Part.DONE}


@dataclass(frozen=True, slots=True)
class Told:
    """The line, taken apart; columns are named as written. None means: decide by the table."""

    columns: tuple[tuple[str, Part], ...]
    rows: RowKind | None = None
    persons: bool | None = None
    header: int | None = None
    sheet: str = ""

    def naming(self, part: Part, column: str) -> "Told":
        """With this column for the part, where the line names none."""
        if not column or part in {played for _, played in self.columns}:
            return self
        return replace(self, columns=(*self.columns, (column, part)))


def told(line: str) -> Told:
    """Take the line apart: ``name=Column`` parted by semicolons, quoted where a column has one.

    ``UnreadableFileError`` names the possible words where one is wrong.
    """
    written = next(csv.reader([" ".join(line.split())], delimiter=";", skipinitialspace=True), [])
    pairs = [_pair(text) for text in written if text.strip()]
    besides = {name: value for name, value in pairs if name in _BESIDES}
    columns = tuple((value, _PARTS[name]) for name, value in pairs if name not in _BESIDES)
    return Told(
        columns=columns,
        rows=_one_of("rows", besides, _ROWS),
        persons=_one_of("holders", besides, _HOLDERS),
        header=_number(besides),
        sheet=besides.get("sheet", ""),
    )


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    name, value = normal(name), value.strip()
    if name not in _PARTS and name not in _BESIDES:
        raise UnreadableFileError(
            f"--columns knows no {name!r}; a column may be {', '.join(_PARTS)}, and beside them "
            f"stand {', '.join(_BESIDES)}."
        )
    if not sign or not value:
        raise UnreadableFileError(
            f"--columns says nothing of {name}; write {name}=COLUMN, parted by semicolons."
        )
    return name, value


def _one_of(name: str, given: dict[str, str], known: dict[str, Value]) -> Value | None:
    value = given.get(name)
    if value is None:
        return None
    if normal(value) not in known:
        raise UnreadableFileError(f"--columns: {name} is {' or '.join(known)}, not {value!r}.")
    return known[normal(value)]


def _number(given: dict[str, str]) -> int | None:
    value = given.get("header")
    if value is None:
        return None
    if not (value.isascii() and value.isdecimal() and len(value) < 4):
        raise UnreadableFileError(
            f"--columns: header is the number of the row that names the columns, 0 for none, not {value!r}."
        )
    return int(value)


def mapping_of(file: Path, look: Look, told: Told) -> Mapping:
    """The mapping of a table that was looked at; ``UnreadableFileError`` where it does not fit."""
    there = {normal(name): name for name in reversed(look.names)}
    for name, _ in told.columns:
        if normal(name) not in there:
            raise UnreadableFileError(f"{_table(file, look)} has no column {name}; {_has(look)}.")
    columns = tuple((there[normal(name)], part) for name, part in told.columns)
    counted = Counter(name for name, _ in columns)
    if twice := [name for name, times in counted.items() if times > 1]:
        raise UnreadableFileError(f"--columns names {twice[0]} twice; a column says one thing.")
    mapping = Mapping(told.rows or _rows(columns), columns, look.header, look.sheet)
    persons = holds_persons(look, mapping.column(Part.HOLDER))
    mapping = replace(mapping, persons=persons if told.persons is None else told.persons)
    if problem := mapping.problem():
        raise UnreadableFileError(f"{file.name}: {problem}")
    return mapping


def _rows(columns: tuple[tuple[str, Part], ...]) -> RowKind:
    parts = {part for _, part in columns}
    if Part.CHANGED not in parts:
        return RowKind.SNAPSHOT
    if parts & _ONLY_IN_SNAPSHOTS:
        raise UnreadableFileError(
            "--columns dates both a change and an item: add rows=history where a row is one change, "
            "or rows=snapshot where it is an item as it stands."
        )
    return RowKind.HISTORY


def _table(file: Path, look: Look) -> str:
    return f"The sheet {look.sheet} of {file.name}" if look.sheets[1:] else file.name


def _has(look: Look) -> str:
    shown = [name if len(name) <= 80 else f"{name[:77]}..." for name in look.names[:_NAMES_SHOWN]]
    more = len(look.names) - len(shown)
    return f"it has {', '.join(shown)}{f' and {more} more' if more else ''}"
