"""OCEL 2.0 as JSON: arrays of objects and events, read one by one."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from accord.connectors import ocel
from accord.connectors.contract import Options, Recorder
from accord.connectors.documents import documents, text

NAME = "ocel-json"
LABEL = "OCEL 2.0 event log (JSON)"

_MARKS = (b'"objectTypes"', b'"eventTypes"', b'"objectId"', b'"qualifier"')
_CONTAINERS = ("objectTypes", "eventTypes", "objects", "events")


def sniff(head: bytes) -> float:
    """How surely this is an object-centric log."""
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"{":
        return 0.0
    return 0.98 if sum(mark in head for mark in _MARKS) >= 2 else 0.0


def translate(file: Path, options: Options, recorder: Recorder) -> None:
    """Read every object and every event."""
    recorder.receipt.format = NAME
    ocel.read(file, _Log(file), options, recorder)


@dataclass(frozen=True, slots=True)
class _Log:
    file: Path

    def objects(self) -> Iterator[ocel.Object]:
        for thing in self._of("objects"):
            attributes = [
                (text(said.get("name")), text(said.get("time")), _value(said.get("value")))
                for said in _entries(thing.get("attributes"))
            ]
            yield ocel.Object(
                text(thing.get("id")), text(thing.get("type")), attributes, _relations(thing)
            )

    def events(self) -> Iterator[ocel.Event]:
        for event in self._of("events"):
            said = _entries(event.get("attributes"))
            yield ocel.Event(
                text(event.get("id")),
                text(event.get("type")),
                text(event.get("time")),
                {text(each.get("name")): _value(each.get("value")) for each in said},
                _relations(event),
            )

    def _of(self, wanted: str) -> Iterator[dict[str, Any]]:
        for container, entry in documents(self.file, _CONTAINERS, _pass_over):
            if container == wanted:
                yield entry


def _pass_over(_place: str) -> None:
    """A log is one JSON text: a line that is none is met as damage of the whole."""


def _relations(told: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (text(each.get("objectId")), text(each.get("qualifier")))
        for each in _entries(told.get("relationships"))
    ]


def _entries(value: Any) -> list[dict[str, Any]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _value(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else text(value)
