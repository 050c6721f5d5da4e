"""OCEL 2.0 as an SQLite file: a table of each type of event and object, and tables of relations.

The file is read as any other: opened for reading only, row by row, and nothing that its schema may
contain beside tables is ever run. Names of tables come out of the file; they are quoted.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar

from accord.analysis.object_centric import EPOCH
from accord.connectors import ocel
from accord.connectors.contract import Options, Recorder, UnreadableFileError

NAME = "ocel-sqlite"
LABEL = "OCEL 2.0 event log (SQLite)"

_MAGIC = b"SQLite format 3\0"
_NEEDED = ("event_map_type", "object_map_type", "event_object")
_ID, _TIME, _CHANGED = "ocel_id", "ocel_time", "ocel_changed_field"

Row = dict[str, Any]
Told = TypeVar("Told")


def sniff(head: bytes) -> float:
    """How surely this is an object-centric log: no other format here is an SQLite file."""
    return 0.5 if head.startswith(_MAGIC) else 0.0


def translate(file: Path, options: Options, recorder: Recorder) -> None:
    """Read every object and every event."""
    recorder.receipt.format = NAME
    try:
        with closing(_opened(file)) as connection:
            ocel.read(file, _log(file, connection), options, recorder)
    except (sqlite3.Error, UnicodeError) as error:
        raise UnreadableFileError(
            f"{file.name} is a damaged SQLite file, or no OCEL 2.0 log ({error}); export it again."
        ) from error


def _opened(file: Path) -> sqlite3.Connection:
    # Immutable: no lock and no journal are looked for beside a file that may lie anywhere.
    connection = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    connection.text_factory = lambda text: text.decode("utf-8", "replace")
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def _log(file: Path, connection: sqlite3.Connection) -> "_Log":
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    tables = {str(name) for (name,) in found}
    if not tables.issuperset(_NEEDED):
        raise UnreadableFileError(
            f"{file.name} is an SQLite file but no OCEL 2.0 log: it has no tables "
            f"{', '.join(_NEEDED)}."
        )
    return _Log(connection, tables)


@dataclass(frozen=True, slots=True)
class _Log:
    connection: sqlite3.Connection
    tables: set[str]

    def objects(self) -> Iterator[ocel.Object]:
        for kind, table in self._types("object"):
            related = self._related("object_object", "ocel_source_id", "ocel_target_id", table)
            for name, rows in _grouped(self._rows(table)):
                # Writers leave out the column of times where a type has no dated values.
                in_order = sorted(rows, key=lambda row: _text(row.get(_TIME)))
                attributes = [said for row in in_order for said in _said(row)]
                yield ocel.Object(name, kind, attributes, related.of(name))

    def events(self) -> Iterator[ocel.Event]:
        for kind, table in self._types("event"):
            touched = self._related("event_object", "ocel_event_id", "ocel_object_id", table)
            for name, (row, *_) in _grouped(self._rows(table)):
                yield ocel.Event(
                    name, kind, _text(row.get(_TIME)), dict(_filled(row)), touched.of(name)
                )

    def _types(self, what: str) -> list[tuple[str, str]]:
        """``(type, table)`` of every type whose table is there."""
        found = self.connection.execute(
            f"SELECT ocel_type, ocel_type_map FROM {what}_map_type ORDER BY ocel_type"  # noqa: S608
        )
        named = [(_text(kind), f"{what}_{name}") for kind, name in found.fetchall()]
        return [(kind, table) for kind, table in named if table in self.tables]

    def _rows(self, table: str) -> Iterator[tuple[str, Row]]:
        """The rows of the table, those of one object or event together."""
        rows = self.connection.execute(
            f"SELECT CAST({_ID} AS TEXT), * FROM {_quoted(table)} ORDER BY 1"  # noqa: S608
        )
        names = [column[0] for column in rows.description[1:]]
        for name, *cells in rows:
            yield name or "", dict(zip(names, cells, strict=True))

    def _related(self, relations: str, own: str, other: str, table: str) -> "_Related":
        if relations not in self.tables:
            return _Related(iter(()))
        rows = self.connection.execute(
            f"SELECT CAST({own} AS TEXT), {other}, ocel_qualifier FROM {relations} "  # noqa: S608
            f"WHERE {own} IN (SELECT {_ID} FROM {_quoted(table)}) ORDER BY 1"
        )
        return _Related((name, (_text(thing), _text(how))) for name, thing, how in rows)


class _Related:
    """The relations of one table after another, read beside it: both in the order of their names."""

    def __init__(self, rows: Iterator[tuple[str, tuple[str, str]]]) -> None:
        self._groups = _grouped(rows)
        self._next: tuple[str, list[tuple[str, str]]] | None = next(self._groups, None)

    def of(self, name: str) -> list[tuple[str, str]]:
        """What this one relates to; to be asked in order."""
        while self._next is not None and self._next[0] < name:
            self._next = next(self._groups, None)
        return self._next[1] if self._next is not None and self._next[0] == name else []


def _grouped(rows: Iterable[tuple[str, Told]]) -> Iterator[tuple[str, list[Told]]]:
    for name, group in groupby(rows, key=itemgetter(0)):
        yield name, [told for _, told in group]


def _said(row: Row) -> Iterator[tuple[str, str, str]]:
    """The attributes that a row gives: all of them, or the one that changed."""
    changed, time = row.get(_CHANGED), _text(row.get(_TIME)) or EPOCH
    for name, value in _filled(row):
        if changed in (None, "", name):
            yield name, time, value


def _filled(row: Row) -> Iterator[tuple[str, str]]:
    for name, cell in row.items():
        if not name.startswith("ocel_") and cell is not None:
            yield name, _text(cell)


def _quoted(table: str) -> str:
    return '"' + table.replace('"', '""') + '"'


def _text(cell: Any) -> str:
    if cell is None or isinstance(cell, bytes):
        return ""
    return str(cell).replace("\0", " ").strip()  # no text can be stored that holds a zero
