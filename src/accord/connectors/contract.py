"""What every reader of a tracker's export gets and gives.

A reader is a folder with a module ``reader.py`` that holds

``NAME``       the name that ``--format`` takes, e.g. ``jira-json``
``LABEL``      what a person calls it, e.g. ``Jira REST JSON with changelog``
``sniff(head)``            how surely this file is mine, 0 to 1, from its first bytes (already unpacked)
``translate(file, options, recorder)``   read the whole file, telling the recorder row by row, or
               whole columns at once where the format has them

The recorder collects rows into Arrow batches of the tables declared in ``accord.analysis.tables``,
counts what was read, used and skipped, and keeps the first examples of every reason.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from accord.analysis.tables import EVIDENCE
from accord.connectors.labels import plain_labels

BATCH_ROWS = 50_000
EXAMPLES_KEPT = 5
_PSEUDONYM = re.compile(r"person-[0-9a-f]{24}")


class UnreadableFileError(Exception):
    """The file cannot be used at all: one sentence that says what, where and what to do.

    It may quote the file, which holds anything: line ends and control characters do not get through.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__("".join(sign if sign.isprintable() else " " for sign in sentence))


class Level(StrEnum):
    """What a source can tell, lowest first."""

    SNAPSHOT = "snapshot"
    COMMENTS = "comments"
    CHANGELOG = "changelog"


class HolderKind(StrEnum):
    """Whether the holder column names a team, group, queue or role, or else a person."""

    UNIT = "unit"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Options:
    """What the reader may be told. Empty means: decide by the file and say so in the receipt."""

    holder: str = ""  # the column or field that names the holder
    status: str = ""  # the column or field that names the status
    zone: str = ""  # the time zone of times written without one; "" is UTC
    day_first: bool | None = None  # order of day and month where the file cannot tell
    mapping: dict[str, Any] | None = None  # what the columns of any other table say


@dataclass(slots=True)
class Receipt:
    """What a reader did with a file. ``read = used + skipped`` over history rows."""

    format: str = ""
    level: Level = Level.CHANGELOG
    holder_kind: HolderKind = HolderKind.UNIT
    read: int = 0
    used: int = 0
    skipped: Counter[str] = field(default_factory=Counter)  # reason → rows
    examples: dict[str, list[str]] = field(default_factory=dict)  # reason → first places
    columns_read: list[str] = field(default_factory=list)
    columns_ignored: list[str] = field(default_factory=list)
    guessed: list[str] = field(default_factory=list)  # plain sentences: date order, zone, ...
    notes: Counter[str] = field(default_factory=Counter)  # e.g. done without date → items


class Recorder:
    """Collects the rows of one file and hands them on in batches.

    ``write(table, batch)`` is called whenever a batch is full and at the end. ``pseudonym`` turns the
    name of a person into what may be kept of it; at the command line, where nothing is kept, it is
    the name itself.
    """

    def __init__(
        self,
        write: Callable[[str, pa.RecordBatch], None],
        pseudonym: Callable[[str], str] = str,
    ) -> None:
        self.receipt = Receipt()
        self._pseudonym = pseudonym
        self._write = write
        self._rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in EVIDENCE}

    def pseudonym(self, name: str) -> str:
        """What may be kept of the name; a pseudonym stays one and still means the same person.

        So an export of Accord can be read again.
        """
        return name if _PSEUDONYM.fullmatch(name) else self._pseudonym(name)

    def history(
        self,
        item: str,
        at: int,
        line: int,
        status: str,
        holder: str,
        person: str = "",
        resolution: str = "",
    ) -> None:
        """Keep one history row: it counts as read and used."""
        self.receipt.read += 1
        self.receipt.used += 1
        if person:
            person = self.pseudonym(person)
        if holder and self.receipt.holder_kind is HolderKind.PERSON:
            holder = self.pseudonym(holder)
        self._add("history", (item, at, line, status, holder, person, resolution))

    def skip(self, reason: str, place: str = "") -> None:
        """Count one history row that cannot be used, and remember where the first ones stand."""
        self.receipt.read += 1
        self.receipt.skipped[reason] += 1
        if place:
            examples = self.receipt.examples.setdefault(reason, [])
            if len(examples) < EXAMPLES_KEPT:
                examples.append(place)

    def history_columns(
        self,
        item: pa.Array,
        at: pa.Array,
        line: pa.Array,
        status: pa.Array,
        holder: pa.Array,
        person: pa.Array,
        resolution: pa.Array,
    ) -> None:
        """Like ``history`` for many rows at once: each column as declared, none holding a null."""
        self.receipt.read += len(item)
        self.receipt.used += len(item)
        person = self._pseudonyms(person)
        if self.receipt.holder_kind is HolderKind.PERSON:
            holder = self._pseudonyms(holder)
        self._add_columns("history", (item, at, line, status, holder, person, resolution))

    def skip_many(self, reason: str, rows: int, first_places: Iterable[str]) -> None:
        """Like ``skip`` for many rows at once; ``first_places`` are where the first of them stand."""
        self.receipt.read += rows
        self.receipt.skipped[reason] += rows
        examples = self.receipt.examples.setdefault(reason, [])
        examples.extend(islice(first_places, EXAMPLES_KEPT - len(examples)))

    def item(
        self,
        item: str,
        type: str = "",
        title: str = "",
        requester: str = "",
        url: str = "",
        at: int = 0,
        labels: Iterable[str] = (),
    ) -> None:
        """Say what the item is (was, from ``at`` on). Of several such rows, the last counts."""
        if requester:
            requester = self.pseudonym(requester)
        self._add("items", (item, at, type, title, requester, url, plain_labels(labels)))

    def item_columns(
        self, item: pa.Array, at: pa.Array, type: pa.Array, title: pa.Array, labels: pa.Array
    ) -> None:
        """Like ``item`` for many rows at once; ``labels`` are lists as ``plain_labels`` gives them."""
        blank = pa.repeat(pa.scalar("", pa.string()), len(item))
        self._add_columns("items", (item, at, type, title, blank, blank, labels))

    def promise(self, item: str, at: int, line: int, due: int | None) -> None:
        """A due date was given or moved; ``None`` withdraws it."""
        self._add("promises", (item, at, line, due))

    def promise_columns(self, item: pa.Array, at: pa.Array, line: pa.Array, due: pa.Array) -> None:
        """Like ``promise`` for many rows at once."""
        self._add_columns("promises", (item, at, line, due))

    def comment(self, item: str, at: int, author: str) -> None:
        """Somebody wrote something at that time; the text is not kept."""
        self._add("comments", (item, at, self.pseudonym(author) if author else ""))

    def link(self, item: str, target: str, kind: str = "") -> None:
        """The item names another item, by its key as written."""
        self._add("links", (item, target, kind))

    def close(self) -> Receipt:
        """Write what is left and return the receipt."""
        for table in EVIDENCE:
            self._flush(table)
        return self.receipt

    def _pseudonyms(self, names: pa.Array) -> pa.Array:
        # Each name once: there are far fewer names than rows.
        coded = names.dictionary_encode()
        kept = [self.pseudonym(name) if name else "" for name in coded.dictionary.to_pylist()]
        return pa.array(kept, pa.string()).take(coded.indices)

    def _add_columns(self, table: str, columns: tuple[pa.Array, ...]) -> None:
        self._flush(table)  # rows told one by one before stay before
        if len(columns[0]):
            self._write(table, pa.RecordBatch.from_arrays(list(columns), schema=EVIDENCE[table]))

    def _add(self, table: str, row: tuple[Any, ...]) -> None:
        rows = self._rows[table]
        rows.append(row)
        if len(rows) >= BATCH_ROWS:
            self._flush(table)

    def _flush(self, table: str) -> None:
        rows = self._rows[table]
        if not rows:
            return
        schema = EVIDENCE[table]
        columns = list(zip(*rows, strict=True))
        arrays = [
            pa.array(column, type=kind.type) for column, kind in zip(columns, schema, strict=True)
        ]
        self._write(table, pa.RecordBatch.from_arrays(arrays, schema=schema))
        self._rows[table] = []


@dataclass(frozen=True, slots=True)
class Reader:
    """One entry of the registry."""

    name: str
    label: str
    sniff: Callable[[bytes], float]
    translate: Callable[[Path, Options, Recorder], None]
