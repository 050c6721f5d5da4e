"""OCEL 2.0 as JSON: one object or event a line, written as they come."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO

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
from accord.store.exports.rows import Said


def write(tables: dict[str, Any], file: Path, said: Said) -> None:
    """Write types, objects and events."""
    tables = with_requests(tables, said)
    attributes = [{"name": name, "type": kind} for name, kind in EVENT_ATTRIBUTES.items()]
    kinds = [{"name": name, "attributes": attributes} for name in event_types(tables)]
    with file.open("w", encoding="utf-8", newline="\n") as log:
        log.write("{\n")
        _array(log, "objectTypes", _object_types())
        log.write(",\n")
        _array(log, "eventTypes", kinds)
        log.write(",\n")
        _array(log, "objects", (_object(thing) for thing in objects(tables, said.persons)))
        log.write(",\n")
        _array(log, "events", (_event(event) for event in events(tables)))
        log.write("\n}\n")


def _array(log: TextIO, name: str, entries: Iterable[dict[str, Any]]) -> None:
    log.write(f'"{name}": [')
    for number, entry in enumerate(entries):
        log.write(",\n" if number else "\n")
        log.write(json.dumps(entry, ensure_ascii=False, separators=(",", ":")))
    log.write("\n]")


def _object_types() -> list[dict[str, Any]]:
    return [
        {"name": kind, "attributes": [{"name": name, "type": "string"} for name in names]}
        for kind, names in OBJECT_TYPES.items()
    ]


def _object(thing: Object) -> dict[str, Any]:
    said = [{"name": name, "time": at, "value": value} for name, at, value in thing.attributes]
    return {
        "id": thing.id,
        "type": thing.type,
        "attributes": said,
        "relationships": _relations(thing.relations),
    }


def _event(event: Event) -> dict[str, Any]:
    return {
        "id": event.id,
        "type": event.type,
        "time": event.time,
        "attributes": [{"name": name, "value": value} for name, value in event.attributes.items()],
        "relationships": _relations(event.relations),
    }


def _relations(relations: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"objectId": thing, "qualifier": how} for thing, how in relations]
