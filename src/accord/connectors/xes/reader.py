"""Reads XES event logs as a stream: a trace is an item, an event is a history row.

The item is the trace's ``concept:name``; traces of the same name are one item, and are counted. The
status is the event's ``concept:name``, the holder its ``org:group``, or else ``org:role``, or else
``org:resource`` (a person), whichever the log has. An event that lacks the holder takes the trace's
own attribute of that name. A trace's own ``type``, ``title`` and ``labels`` describe the item.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from accord.connectors.contract import HolderKind, Options, Recorder, UnreadableFileError
from accord.connectors.files import Dates, open_bytes
from accord.connectors.hand_offs import COUNTERS, HandOffs
from accord.connectors.holders import TEAM_FIELDS
from accord.connectors.labels import labels_in
from accord.connectors.markup import Parser, parsed
from accord.connectors.ocel_xml.reader import MARKS as OBJECT_CENTRIC
from accord.connectors.persons import names_persons

NAME = "xes"
LABEL = "XES event log"

HOLDERS = ("org:group", "org:role", "org:resource")
#: What else could name the holder, and what counts reassignments.
COMPARED = (
    *HOLDERS,
    "assignment_group",
    "assigned_to",
    "assignee",
    "owner",
    *TEAM_FIELDS,
    *COUNTERS,
)
_NAME, _TIME, _PERSON = "concept:name", "time:timestamp", "org:resource"
_SAID = ("type", "title", "labels")
_CHUNK = 1 << 18
_ATTRIBUTES_SHOWN = 20


def sniff(head: bytes) -> float:
    """How surely this is an XES log."""
    plain = head.replace(b"\0", b"")
    if b"<log" not in plain or any(mark in plain for mark in OBJECT_CENTRIC):
        return 0.0
    return 1.0 if b"xes" in plain.lower() or b"<trace" in plain else 0.3


def translate(file: Path, options: Options, recorder: Recorder) -> None:
    """Read every event of every trace."""
    holder = options.holder.strip() or _usual_holder(file)
    status = options.status.strip() or _NAME
    recorder.receipt.holder_kind = HolderKind.PERSON if names_persons(holder) else HolderKind.UNIT
    recorder.receipt.columns_read = [_NAME, _TIME, status, holder]
    log = _Log(file, options, recorder, holder, status)
    for _ in parsed(file, log.connect):
        pass  # rows were told as their traces ended
    log.tell()


def _usual_holder(file: Path) -> str:
    """The first of ``HOLDERS`` that stands in the traces."""
    present = dict.fromkeys(HOLDERS, False)
    for part in _trace_bytes(file):
        for name in HOLDERS:
            quoted = name.encode()
            present[name] |= b'"%b"' % quoted in part or b"'%b'" % quoted in part
        if present[HOLDERS[0]]:
            break
    return next((name for name in HOLDERS if present[name]), HOLDERS[0])


def _trace_bytes(file: Path) -> Iterator[bytes]:
    """The bytes from the first trace on, in parts that overlap by a name's length."""
    kept, begun = b"", False
    with open_bytes(file) as stream:
        while part := stream.read(_CHUNK):
            kept += part.replace(b"\0", b"")  # so that UTF-16 needs no care of its own
            if not begun and (start := kept.find(b"<trace")) >= 0:
                begun, kept = True, kept[start:]
            if begun:
                yield kept
            kept = kept[-32:]


class _Log:
    """What the parser has seen so far of one log."""

    def __init__(
        self, file: Path, options: Options, recorder: Recorder, holder: str, status: str
    ) -> None:
        self.file = file
        self.recorder = recorder
        self.holder, self.status = holder, status
        self.dates = Dates(file, options, recorder.receipt, lambda: _texts_of_times(file))
        self.line: Callable[[], int] = int  # until the parser tells where it stands
        self.depth = 0
        # Where the open trace and event lie, and where their own attributes do; 0 for none.
        self.trace_depth = self.event_depth = self.attribute_depth = 0
        self.trace: dict[str, str] = {}
        self.said: dict[str, str] = {}  # the attributes of the innermost of the two
        self.events: list[tuple[int, int, dict[str, str]]] = []
        self.event_number = 0
        self.names_met: set[str] = set()
        self.attributes: dict[str, None] = {}
        self.forms_met: set[tuple[str, ...]] = set()
        self.hand_offs = HandOffs(COMPARED, holder)

    def connect(self, parser: Parser) -> None:
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        self.line = lambda: parser.CurrentLineNumber

    def start(self, tag: str, said: dict[str, str]) -> None:
        self.depth = depth = self.depth + 1
        if self.attribute_depth:
            if depth > self.attribute_depth:
                return  # attributes of attributes say nothing of the event itself
            if "key" in said:
                self.said[said["key"]] = said.get("value", "")
                return
        if tag.rpartition(":")[2] == "event":
            self.event_depth, self.said = depth, {}
            self.event_number += 1
        elif tag.rpartition(":")[2] == "trace":
            self.trace_depth, self.trace = depth, {}
            self.said = self.trace
        else:
            return
        self.attribute_depth = depth + 1

    def end(self, _tag: str) -> None:
        if self.depth == self.event_depth:
            self._end_event()
        elif self.depth == self.trace_depth:
            self._end_trace()
        self.depth -= 1

    def _end_event(self) -> None:
        if self.trace_depth:
            self.events.append((self.event_number, self.line(), self.said))
        else:
            self.recorder.skip("event outside a trace", f"line {self.line()}")
        self.said = self.trace
        self.event_depth = 0
        self.attribute_depth = self.trace_depth and self.trace_depth + 1

    def _end_trace(self) -> None:
        item = self.trace.get(_NAME, "").strip()
        if item in self.names_met:
            self.recorder.receipt.notes["trace that bears the name of an earlier one"] += 1
        elif item:
            self.names_met.add(item)
        self._remember(self.trace)
        fallback = self.trace.get(self.holder, "")
        for number, line, event in self.events:
            self._row(item, number, line, event, event.get(self.holder, fallback).strip())
        self._describe(item)
        self.events.clear()
        self.trace_depth = self.attribute_depth = 0

    def _describe(self, item: str) -> None:
        kind, title, labels = (self.trace.get(name, "").strip() for name in _SAID)
        if item and (kind or title or labels):
            self.recorder.item(item, kind, title, labels=labels_in(labels))

    def _row(self, item: str, number: int, line: int, said: dict[str, str], holder: str) -> None:
        self._remember(said)
        status = said.get(self.status, "").strip()
        at = self.dates.time(said.get(_TIME, "").strip())
        if not item or not status or at is None:
            reason = "no item" if not item else "no status" if not status else "no readable time"
            self.recorder.skip(reason, f"line {line}")
            return
        person = "" if self.holder == _PERSON else said.get(_PERSON, "").strip()
        self.recorder.history(item, at, number, status, holder, person)
        if self.hand_offs.looks:
            self.hand_offs.see(item, holder, [said.get(name, "").strip() for name in COMPARED])

    def _remember(self, said: dict[str, str]) -> None:
        form = tuple(said)
        if form not in self.forms_met:
            self.forms_met.add(form)
            self.attributes.update(dict.fromkeys(form))

    def tell(self) -> None:
        """Say what was read and what was not; refuse attributes that the log does not have."""
        for told in (self.dates.options.holder.strip(), self.dates.options.status.strip()):
            if told and told not in self.attributes:
                raise UnreadableFileError(
                    f"{self.file.name} has no attribute {told!r}; it has: "
                    f"{', '.join(list(self.attributes)[:_ATTRIBUTES_SHOWN])}."
                )
        receipt = self.recorder.receipt
        receipt.columns_ignored = [
            name for name in self.attributes if name not in (*receipt.columns_read, *_SAID)
        ]
        named = self.holder in self.attributes
        holder = f"from {self.holder}" if named else "from nothing: no attribute names one"
        receipt.guessed.append(f"The holder was read {holder}; the status from {self.status}.")
        if named:
            self.hand_offs.tell(receipt)


def _texts_of_times(file: Path) -> Iterator[str]:
    found: list[str] = []

    def start(_tag: str, said: dict[str, str]) -> None:
        if said.get("key") == _TIME:
            found.append(said.get("value", ""))

    def connect(parser: Parser) -> None:
        parser.StartElementHandler = start

    for _ in parsed(file, connect):
        yield from found
        found.clear()
