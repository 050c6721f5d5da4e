"""Opens any table (CSV, a workbook's sheet, Parquet) as rows of texts, and finds its header."""

import csv
import datetime as dt
import re
import tempfile
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from accord.connectors import workbooks
from accord.connectors.any_table.mapping import Mapping, column_names, fingerprint
from accord.connectors.contract import Options, Receipt, UnreadableFileError
from accord.connectors.files import (
    DELIMITERS,
    Dates,
    decode_head,
    numbered_rows,
    read_head,
)

Cells = list[str]

HEADER_ROWS = 30  # so many rows may stand above the header
SAMPLE_ROWS = 1_000
MOST_COLUMNS = 2_000
_PARQUET = b"PAR1"
_LONGEST_NAME = 120
_NO_TABLE = ("{", "[", "<")
_AT_THE_END = re.compile(
    r"(?<=\D )[A-Z][a-z]{2,8} \d{1,2}, \d{4}(?: \d{1,2}:\d{2}(?::\d{2})?(?: ?[AP]M)?)?$"
)


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file: its rows as often as they are asked for."""

    file: Path
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    delimiter: str = ""  # "" is Parquet
    merged: tuple[tuple[int, int, int], ...] = ()  # first line, last line, place

    def rows(self, receipt: Receipt) -> Iterator[tuple[int, Cells]]:
        """``(line, trimmed cells)`` of every row that is not empty."""
        found = numbered_rows(self.file, receipt, self.delimiter)
        below = _MergedCells(self.merged)
        for line, cells in found if self.delimiter else _parquet_rows(self.file):
            trimmed = [cell.strip() for cell in cells]
            below.fill(line, trimmed)
            if any(trimmed):
                yield line, trimmed


class _MergedCells:
    """Repeats what a merged cell says on each of its rows; only the first holds it in the file."""

    def __init__(self, merged: tuple[tuple[int, int, int], ...]) -> None:
        self._ahead = deque(merged)
        self._open: list[tuple[int, int, str]] = []  # last line, place, text

    def fill(self, line: int, cells: Cells) -> None:
        """Fill the row's empty cells that belong to a merged one above."""
        self._open = [one for one in self._open if one[0] >= line]
        for _, place, text in self._open:
            if place < len(cells) and not cells[place]:
                cells[place] = text
        while self._ahead and self._ahead[0][0] <= line:
            _, last, place = self._ahead.popleft()
            if place < len(cells):
                self._open.append((last, place, cells[place]))


@contextmanager
def opened(file: Path, sheet: str = "") -> Iterator[Table]:
    """Open the file's table; ``UnreadableFileError`` where it is none."""
    head = read_head(file)
    if head.startswith(_PARQUET):
        yield Table(file)
    elif workbooks.is_packed(head):
        yield from _sheet(file, sheet)
    else:
        text = decode_head(head).lstrip()
        if not text or text.startswith(_NO_TABLE):
            raise UnreadableFileError(f"{file.name} is {'no table' if text else 'empty'}.")
        yield Table(file, delimiter=delimiter_of_text(text))


def _sheet(file: Path, sheet: str) -> Iterator[Table]:
    sheets = tuple(workbooks.heads(file))
    if not sheets:
        raise UnreadableFileError(f"{file.name} is a workbook without a row.")
    if sheet and sheet not in sheets:
        raise UnreadableFileError(f"{file.name} has no sheet {sheet}; it has: {', '.join(sheets)}.")
    with tempfile.TemporaryDirectory(prefix="accord-") as folder:
        table = Path(folder) / file.name  # so that sentences name the file as the user knows it
        workbooks.write_sheet(file, sheet or sheets[0], table)
        merged = tuple(workbooks.merged_down(file, sheet or sheets[0]))
        yield Table(table, sheet or sheets[0], sheets, ",", merged)


def delimiter_of_text(text: str) -> str:
    """The delimiter that cuts the first lines into most cells; titles above the header may have none."""
    lines = text.splitlines()[:HEADER_ROWS]
    return max(DELIMITERS, key=lambda mark: sum(line.count(mark) for line in lines))


def head_rows(head: bytes) -> list[Cells]:
    """The first rows of a table whose first bytes these are; empty for what is none."""
    text = decode_head(head).lstrip()
    if "\0" in text or text.startswith(_NO_TABLE):
        return []
    rows = csv.reader(text.splitlines(keepends=True), delimiter=delimiter_of_text(text))
    try:
        trimmed = ([cell.strip() for cell in cells] for cells in islice(rows, HEADER_ROWS))
        return [cells for cells in trimmed if any(cells)]
    except csv.Error:  # a cell longer than the head
        return []


def _parquet_rows(file: Path) -> Iterator[tuple[int, Cells]]:
    try:
        with pq.ParquetFile(file) as table:
            names = table.schema_arrow.names
            yield 1, list(names)
            line = 1
            for batch in table.iter_batches(batch_size=10_000):
                columns = [column.to_pylist() for column in batch.columns]
                for cells in zip(*columns, strict=True):
                    line += 1
                    yield line, [_text(cell) for cell in cells]
    except (pa.ArrowException, OSError) as error:
        raise UnreadableFileError(
            f"{file.name} is a damaged Parquet file; write it again."
        ) from error


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    return str(value)


# The header


@dataclass(frozen=True, slots=True)
class Look:
    """The beginning of a table: where its header stands, its columns' names, some rows."""

    header: int  # the row, counted from 1 among those that are not empty; 0 is none
    names: tuple[str, ...]
    rows: tuple[Cells, ...]
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    top: tuple[Cells, ...] = field(default=())  # the first rows, from which a header is chosen

    @property
    def fingerprint(self) -> str:
        """By which the header is known again."""
        return fingerprint(self.names)

    def values(self, name: str, most: int = SAMPLE_ROWS) -> list[str]:
        """The filled cells of a column in the rows looked at."""
        place = self.names.index(name)
        filled = (cells[place] for cells in self.rows if place < len(cells) and cells[place])
        return list(islice(filled, most))


def look(table: Table, header: int | None = None) -> Look:
    """Read the beginning; ``header`` tells the row that names the columns instead of finding it."""
    rows = [cells for _, cells in islice(table.rows(Receipt()), HEADER_ROWS + SAMPLE_ROWS)]
    found = header_row(rows[:HEADER_ROWS]) if header is None else min(header, len(rows))
    width = max((len(cells) for cells in rows[found:]), default=0)
    named = rows[found - 1] if found else []
    names = column_names(named or [""] * width)
    if len(names) < 2:
        raise UnreadableFileError(f"{table.file.name} is no table with at least two columns.")
    if len(names) > MOST_COLUMNS:
        raise UnreadableFileError(
            f"{table.file.name} has {len(names)} columns; leave out those that are not needed."
        )
    below = tuple(cells for cells in rows[found:] if not is_heading(cells, named))
    if not below:
        raise UnreadableFileError(f"{table.file.name} has a header and no rows.")
    return Look(found, tuple(names), below, table.sheet, table.sheets, tuple(rows[:HEADER_ROWS]))


def first_look(file: Path, sheet: str = "", header: int | None = None) -> Look:
    """Open the file and read the beginning of its table."""
    with opened(file, sheet) as table:
        return look(table, header)


def header_row(rows: list[Cells]) -> int:
    """Which row names the columns, counted from 1; 0 where none does.

    The first that is nearly as wide as the widest, holds short texts and neither dates nor numbers,
    and of whose texts few stand again as values below.
    """
    widest = max((_filled(cells) for cells in rows), default=0)
    for number, cells in enumerate(rows, start=1):
        if _filled(cells) >= max(2, 0.6 * widest):
            return number if _names_columns(cells, rows[number:]) else 0
    return 0


def _filled(cells: Cells) -> int:
    return sum(bool(cell) for cell in cells)


def _names_columns(cells: Cells, below: list[Cells]) -> bool:
    filled = [cell for cell in cells if cell]
    if any(len(cell) > _LONGEST_NAME for cell in filled):
        return False
    if sum(is_value(cell) for cell in filled) > len(filled) / 10:
        return False
    others = [row for row in below if not is_heading(row, cells)]
    again = sum(
        bool(cell) and any(place < len(row) and row[place] == cell for row in others)
        for place, cell in enumerate(cells)
    )
    return again * 3 < len(filled)


def is_heading(cells: Cells, header: Cells) -> bool:
    """Whether the row repeats the header, as boards do for every group."""
    return bool(header) and list(filter(None, cells)) == list(filter(None, header))


def is_value(text: str) -> bool:
    """Whether the text is a number or a date, which no column is called."""
    try:
        float(text.replace(",", ".").rstrip("%"))
    except ValueError:
        return is_date(text)
    return True


@lru_cache(maxsize=20_000)
def is_date(text: str) -> bool:
    """Whether the text can be read as a time, in either order of day and month."""
    return any(dates.time(dated(text)) is not None for dates in _BOTH_ORDERS)


def dated(text: str) -> str:
    """The time at the end of a text that begins with who did it, as monday's creation log does."""
    found = _AT_THE_END.search(text)
    return found[0] if found else text


_BOTH_ORDERS = [
    Dates(Path("table"), Options(day_first=order), Receipt(), lambda: ()) for order in (True, False)
]


def share_of_dates(values: list[str]) -> float:
    """How many of these texts are times; long numbers are not taken for moments."""
    counted = Counter(not value.isdecimal() and is_date(value) for value in values)
    return counted[True] / len(values) if values else 0.0


def fits(mapping: Mapping, names: tuple[str, ...]) -> bool:
    """Whether every column that the mapping names is there."""
    return {name for name, _ in mapping.columns} <= set(names)
