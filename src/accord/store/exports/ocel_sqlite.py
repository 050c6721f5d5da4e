"""OCEL 2.0 as an SQLite file: a table of each type of object and event, and tables of relations."""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from accord.analysis.object_centric import EPOCH
from accord.store.exports.object_centric import (
    EVENT_ATTRIBUTES,
    OBJECT_TYPES,
    Event,
    Object,
    event_types,
    events,
    objects,
    with_requests,
)
from accord.store.exports.rows import BATCH_ROWS, Said

_SCHEMA = """
CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
CREATE TABLE object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
CREATE TABLE event (ocel_id TEXT PRIMARY KEY, ocel_type TEXT);
CREATE TABLE object (ocel_id TEXT PRIMARY KEY, ocel_type TEXT);
CREATE TABLE event_object (ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT);
CREATE TABLE object_object (ocel_source_id TEXT, ocel_target_id TEXT, ocel_qualifier TEXT);
"""
_INDEXES = """
CREATE INDEX event_object_event ON event_object (ocel_event_id);
CREATE INDEX event_object_object ON event_object (ocel_object_id);
CREATE INDEX object_object_source ON object_object (ocel_source_id);
"""
_TYPES = {"string": "TEXT", "integer": "INTEGER", "time": "TIMESTAMP"}
_TAKEN = {"object", "map_type"}  # the relation and the map stand beside the tables of types

Row = tuple[str, tuple[Any, ...]]  # a statement and its values


def write(tables: dict[str, Any], file: Path, said: Said) -> None:
    """Write types, objects and events."""
    file.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            _write(connection, with_requests(tables, said), said.persons)
    except sqlite3.OperationalError as error:
        raise OSError(0, str(error)) from error


def _write(connection: sqlite3.Connection, tables: dict[str, Any], persons: frozenset[str]) -> None:
    # A crash leaves a temporary file that nobody reads: it needs no journal.
    connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA)
    connection.execute("BEGIN")
    kinds = _table_names(event_types(tables))
    _make_tables(connection, kinds)
    _insert(connection, (row for thing in objects(tables, persons) for row in _object(thing)))
    _insert(connection, (row for event in events(tables) for row in _event(event, kinds)))
    connection.execute("COMMIT")
    connection.executescript(_INDEXES)


def _table_names(kinds: list[str]) -> dict[str, str]:
    """A name of plain letters for each type, told apart where that is needed."""
    names: dict[str, str] = {}
    taken = set(_TAKEN)
    for number, kind in enumerate(kinds, start=1):
        name = re.sub(r"[^A-Za-z0-9]+", "", kind) or "type"
        names[kind] = f"{name}_{number}" if name.casefold() in taken else name
        taken.add(names[kind].casefold())
    return names


def _make_tables(connection: sqlite3.Connection, kinds: dict[str, str]) -> None:
    attributes = "".join(f", {name} {_TYPES[kind]}" for name, kind in EVENT_ATTRIBUTES.items())
    for kind, name in kinds.items():
        connection.execute("INSERT INTO event_map_type VALUES (?, ?)", (kind, name))
        connection.execute(
            f"CREATE TABLE event_{name} (ocel_id TEXT PRIMARY KEY, ocel_time TIMESTAMP{attributes})"
        )
    for kind, names in OBJECT_TYPES.items():
        connection.execute("INSERT INTO object_map_type VALUES (?, ?)", (kind, kind))
        columns = "".join(f", {name} TEXT" for name in names)
        connection.execute(
            f"CREATE TABLE object_{kind} "
            f"(ocel_id TEXT, ocel_time TIMESTAMP, ocel_changed_field TEXT{columns})"
        )


def _insert(connection: sqlite3.Connection, found: Iterable[Row]) -> None:
    """Many rows at a time, those of one table together."""
    left = iter(found)
    while part := list(islice(left, BATCH_ROWS)):
        by_statement: dict[str, list[tuple[Any, ...]]] = {}
        for statement, values in part:
            by_statement.setdefault(statement, []).append(values)
        for statement, values_of_all in by_statement.items():
            connection.executemany(statement, values_of_all)


def _object(thing: Object) -> Iterator[Row]:
    yield "INSERT INTO object VALUES (?, ?)", (thing.id, thing.type)
    for target, how in thing.relations:
        yield "INSERT INTO object_object VALUES (?, ?, ?)", (thing.id, target, how)
    first = {name: value for name, at, value in thing.attributes if at == EPOCH}
    yield _values(thing, EPOCH, None, first)
    for name, at, value in thing.attributes:
        if at != EPOCH:
            yield _values(thing, at, name, {name: value})


def _values(thing: Object, at: str, changed: str | None, said: dict[str, str]) -> Row:
    names = OBJECT_TYPES[thing.type]
    places = ", ".join("?" * (3 + len(names)))
    statement = f"INSERT INTO object_{thing.type} VALUES ({places})"  # noqa: S608  (our own names)
    return statement, (thing.id, at, changed, *(said.get(name) for name in names))


def _event(event: Event, kinds: dict[str, str]) -> Iterator[Row]:
    yield "INSERT INTO event VALUES (?, ?)", (event.id, event.type)
    for thing, how in event.relations:
        yield "INSERT INTO event_object VALUES (?, ?, ?)", (event.id, thing, how)
    places = ", ".join("?" * (2 + len(EVENT_ATTRIBUTES)))
    statement = f"INSERT INTO event_{kinds[event.type]} VALUES ({places})"  # noqa: S608  (plain letters)
    said = (event.attributes.get(name) for name in EVENT_ATTRIBUTES)
    yield statement, (event.id, event.time, *said)
