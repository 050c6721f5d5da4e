"""Reads ``item,at,status,holder[,person,type,title,due,resolution]`` as CSV or Parquet."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet

from accord.connectors.contract import HolderKind, Options, Receipt, Recorder, UnreadableFileError
from accord.connectors.files import DUE_UNREADABLE, Dates, header_of, numbered_rows, read_head
from accord.connectors.persons import names_persons

NAME = "history"
LABEL = "Plain history (CSV or Parquet)"

# The names that a column may bear, first choice first. The second ones are those of event logs.
ITEM = ("item", "case:concept:name", "case_id", "case id", "case")
AT = ("at", "time:timestamp", "timestamp", "time")
STATUS = ("status", "concept:name", "activity")
HOLDER = ("holder", "org:group", "org:role", "group", "team", "person", "org:resource", "resource")
OPTIONAL = ("person", "type", "title", "due", "resolution")

_PARQUET = b"PAR1"
_WIDER = "row wider than the header: its last cells were left out"
_NOWHERE = -1  # every row gets one more cell, which is blank: columns that are absent point to it
_COLUMNS_SHOWN = 12

Rows = Iterator[tuple[int, list[str]]]


def sniff(head: bytes) -> float:
    """How surely this is a plain history."""
    if head.startswith(_PARQUET):
        return 0.5
    names = {cell.casefold() for cell in header_of(head)}
    if {"item", "at"} <= names:
        return 1.0 if {"status", "holder"} <= names else 0.9
    return 0.3 if names.intersection(ITEM) and names.intersection(AT) else 0.0


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the cells stand; ``_NOWHERE`` for what the file does not have."""

    width: int
    item: int
    at: int
    status: int
    holder: int
    person: int
    type: int
    title: int
    due: int
    resolution: int


def translate(file: Path, options: Options, recorder: Recorder) -> None:
    """Read every row of the file."""
    rows = _rows(file, recorder.receipt)
    _, header = next(rows, (0, []))
    columns = _columns(file, header, options, recorder.receipt)
    dates = Dates(file, options, recorder.receipt, lambda: _texts_of_times(file, columns))
    _Reading(recorder, columns, dates).all(rows)


def _rows(file: Path, receipt: Receipt) -> Rows:
    if read_head(file, len(_PARQUET)) == _PARQUET:
        return _parquet_rows(file)
    return numbered_rows(file, receipt)


def _parquet_rows(file: Path) -> Rows:
    try:
        with parquet.ParquetFile(file) as opened:
            yield 0, list(opened.schema_arrow.names)
            number = 0
            for batch in opened.iter_batches(batch_size=20_000):
                for cells in zip(*(_as_text(column) for column in batch.columns), strict=True):
                    number += 1
                    yield number, list(cells)
    except (pa.ArrowException, OSError) as error:
        reason = str(error).splitlines()[0]
        raise UnreadableFileError(f"{file.name} is a damaged Parquet file ({reason}).") from error


def _as_text(column: pa.Array) -> list[str]:
    if pa.types.is_nested(column.type) or pa.types.is_binary(column.type):
        return [""] * len(column)
    return column.cast(pa.string()).fill_null("").to_pylist()


def _texts_of_times(file: Path, columns: _Columns) -> Iterator[str]:
    rows = _rows(file, Receipt())
    next(rows)
    for _, cells in rows:
        for place in (columns.at, columns.due):
            if 0 <= place < len(cells):
                yield cells[place]


def _columns(file: Path, header: list[str], options: Options, receipt: Receipt) -> _Columns:
    places: dict[str, int] = {}
    for place, cell in enumerate(header):
        places.setdefault(cell.strip().casefold(), place)
    found = _Finder(file, header, places)
    holder = found.told_or_usual(options.holder, HOLDER, "holder")
    columns = _Columns(
        len(header),
        found.told_or_usual("", ITEM, "item"),
        found.told_or_usual("", AT, "at"),
        found.told_or_usual(options.status, STATUS, "status"),
        holder,
        *(places.get(name, _NOWHERE) for name in OPTIONAL),
    )
    receipt.holder_kind = HolderKind.PERSON if names_persons(header[holder]) else HolderKind.UNIT
    _tell(columns, header, receipt)
    return columns


def _tell(columns: _Columns, header: list[str], receipt: Receipt) -> None:
    read = {getattr(columns, name) for name in ("item", "at", "status", "holder", *OPTIONAL)}
    for place, cell in enumerate(header):
        (receipt.columns_read if place in read else receipt.columns_ignored).append(cell.strip())
    for name in ("item", "at", "status", "holder"):
        written = header[getattr(columns, name)].strip()
        if written.casefold() != name:
            receipt.guessed.append(f"The column {written} was read as {name}.")


@dataclass(frozen=True, slots=True)
class _Finder:
    file: Path
    header: list[str]
    places: dict[str, int]

    def told_or_usual(self, told: str, usual: tuple[str, ...], meaning: str) -> int:
        names = (told.strip().casefold(),) if told else usual
        for name in names:
            if name in self.places:
                return self.places[name]
        hint = f"; name one with --{meaning}" if meaning in ("holder", "status") else ""
        raise UnreadableFileError(
            f"{self.file.name} has no column {told or meaning!r}{hint}; it has: {self._shown()}."
        )

    def _shown(self) -> str:
        names = [cell.strip()[:40] for cell in self.header[:_COLUMNS_SHOWN]]
        more = len(self.header) - len(names)
        return ", ".join(names) + (f" and {more} more" if more > 0 else "")


class _Reading:
    """One file being read: where rows go, and of which items more is said than their state."""

    def __init__(self, recorder: Recorder, columns: _Columns, dates: Dates) -> None:
        self.recorder = recorder
        self.columns = columns
        self.dates = dates
        self.described: set[str] = set()
        self.describes = columns.type != _NOWHERE or columns.title != _NOWHERE

    def all(self, rows: Rows) -> None:
        for line, cells in rows:
            if len(cells) < self.columns.width:
                cells += [""] * (self.columns.width - len(cells))
            elif any(cell.strip() for cell in cells[self.columns.width :]):
                self.recorder.receipt.notes[_WIDER] += 1
            cells.append("")
            self._row(line, cells)

    def _row(self, line: int, cells: list[str]) -> None:
        columns = self.columns
        item, status = cells[columns.item].strip(), cells[columns.status].strip()
        at = self.dates.time(cells[columns.at].strip())
        if not item or not status or at is None:
            reason = "no item" if not item else "no status" if not status else "no readable time"
            self.recorder.skip(reason, f"line {line}")
            return
        self.recorder.history(
            item,
            at,
            line,
            status,
            cells[columns.holder].strip(),
            cells[columns.person].strip(),
            cells[columns.resolution].strip(),
        )
        if self.describes:
            self._describe(item, at, (cells[columns.type].strip(), cells[columns.title].strip()))
        if columns.due != _NOWHERE:
            self._promise(item, at, line, cells[columns.due].strip())

    def _describe(self, item: str, at: int, said: tuple[str, str]) -> None:
        # Every row, also where it says the same again: rows may stand in any order.
        if any(said) or item in self.described:
            self.described.add(item)
            self.recorder.item(item, *said, at=at)

    def _promise(self, item: str, at: int, line: int, text: str) -> None:
        due = self.dates.due(text) if text else None
        if text and due is None:
            self.recorder.receipt.notes[DUE_UNREADABLE] += 1
        else:
            self.recorder.promise(item, at, line, due)
