"""OCEL 2.0 as XML: elements of objects and events, each with attributes and relationships."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from accord.connectors import ocel
from accord.connectors.contract import Options, Recorder
from accord.connectors.markup import Parser, parsed

NAME = "ocel-xml"
LABEL = "OCEL 2.0 event log (XML)"

#: What no log of another kind has.
MARKS = (b"<object-types", b"<event-types", b"<relationship ")
_THING_DEPTH = 3  # log, objects, object


def sniff(head: bytes) -> float:
    """How surely this is an object-centric log."""
    plain = head.replace(b"\0", b"")  # UTF-16
    return 0.98 if b"<log" in plain and any(mark in plain for mark in MARKS) else 0.0


def translate(file: Path, options: Options, recorder: Recorder) -> None:
    """Read every object and every event."""
    recorder.receipt.format = NAME
    ocel.read(file, _Log(file), options, recorder)


@dataclass(frozen=True, slots=True)
class _Log:
    file: Path

    def objects(self) -> Iterator[ocel.Object]:
        for thing in self._of("objects", "object"):
            yield ocel.Object(
                _text(thing.said, "id"),
                _text(thing.said, "type"),
                thing.attributes,
                thing.relations,
            )

    def events(self) -> Iterator[ocel.Event]:
        for thing in self._of("events", "event"):
            yield ocel.Event(
                _text(thing.said, "id"),
                _text(thing.said, "type"),
                _text(thing.said, "time"),
                {name: value for name, _, value in thing.attributes},
                thing.relations,
            )

    def _of(self, section: str, tag: str) -> Iterator["_Thing"]:
        met = _Met(section, tag)
        for _ in parsed(self.file, met.connect):
            yield from met.things
            met.things.clear()


class _Thing:
    """One object or event as it stands in the file."""

    def __init__(self, said: dict[str, str]) -> None:
        self.said = said
        self.attributes: list[tuple[str, str, str]] = []  # name, time as written, value
        self.relations: list[tuple[str, str]] = []


class _Met:
    """What the parser has met of one section, whole things first."""

    def __init__(self, section: str, tag: str) -> None:
        self.section, self.tag = section, tag
        self.things: list[_Thing] = []
        self.depth = 0
        self.in_section = False
        self.open: _Thing | None = None
        self.attribute: dict[str, str] | None = None  # the open attribute's name and time
        self.attribute_depth = 0
        self.value: list[str] = []

    def connect(self, parser: Parser) -> None:
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text

    def start(self, tag: str, said: dict[str, str]) -> None:
        self.depth += 1
        plain = tag.rpartition(":")[2]
        if self.depth == _THING_DEPTH - 1:
            self.in_section = plain == self.section
        elif self.depth == _THING_DEPTH and self.in_section and plain == self.tag:
            self.open = _Thing(said)
        elif self.open is not None:
            self._inside(self.open, plain, said)

    def _inside(self, thing: _Thing, tag: str, said: dict[str, str]) -> None:
        if tag == "relationship":
            thing.relations.append((_text(said, "object-id"), _text(said, "qualifier")))
        elif tag == "attribute" and self.attribute is None:
            self.attribute, self.attribute_depth = said, self.depth

    def text(self, text: str) -> None:
        if self.attribute is not None:
            self.value.append(text)

    def end(self, _tag: str) -> None:
        if self.open is not None:
            self._close(self.open)
        self.depth -= 1

    def _close(self, thing: _Thing) -> None:
        if self.attribute is not None and self.depth == self.attribute_depth:
            said, value = self.attribute, "".join(self.value).strip()
            thing.attributes.append((_text(said, "name"), _text(said, "time"), value))
            self.attribute = None
            self.value.clear()
        elif self.depth == _THING_DEPTH:
            self.things.append(thing)
            self.open = None


def _text(said: dict[str, str], name: str) -> str:
    return said.get(name, "").strip()
