"""Small tables that people hand in: CSV or XLSX, told apart by content, told in plain rows.

For lists that fit in memory (people, teams, answers); trackers' exports have their own readers.
"""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

import python_calamine

from accord.connectors.contract import UnreadableFileError

MOST_BYTES = 20_000_000
MOST_COLUMNS = 500
_DELIMITERS = ",;\t|"
_EMPTY = "{name} is empty. Choose a file with a header row and rows."


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line in the file, and its trimmed cells by lower-case column name."""

    line: int
    cells: dict[str, str]

    def get(self, column: str) -> str:
        """The cell, or the empty string."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    """A header and its rows; wholly empty rows are left out."""

    columns: list[str]
    rows: list[Row]


def read_table(content: bytes, name: str, needed: list[str]) -> Table:
    """Read a small table.

    Raises ``UnreadableFileError`` with one sentence where the file is no table or lacks a column.
    """
    if not content.strip():
        raise UnreadableFileError(_EMPTY.format(name=name))
    if len(content) > MOST_BYTES:
        raise UnreadableFileError(
            f"{name} has {len(content) // 1_000_000} MB; lists of this kind may have 20 MB. "
            "Split it or leave out columns that are not needed."
        )
    lines = _sheet_lines(content, name) if content[:2] == b"PK" else _csv_lines(content, name)
    return _as_table(lines, name, needed)


def _sheet_lines(content: bytes, name: str) -> Iterator[tuple[int, list[str]]]:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = book.get_sheet_by_index(0).to_python()
    except (python_calamine.CalamineError, zipfile.BadZipFile, IndexError) as error:
        raise UnreadableFileError(
            f"{name} looks like a workbook but cannot be opened. Save it again as XLSX or CSV."
        ) from error
    for number, row in enumerate(rows, start=1):
        yield number, [_cell(value) for value in row]


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # a sheet knows no whole numbers
    return str(value)


def _csv_lines(content: bytes, name: str) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(content, name)
    first = next((line for line in text.splitlines() if line.strip()), "")
    if not first:
        raise UnreadableFileError(_EMPTY.format(name=name))
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise UnreadableFileError(
            f"{name} cannot be read as CSV at line {reader.line_num} ({error}). "
            "Save it again as CSV in UTF-8."
        ) from error


def _decoded(content: bytes, name: str) -> str:
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        encoding = "utf-16"
    elif b"\x00" in content:
        raise UnreadableFileError(f"{name} is neither CSV nor XLSX. Save the list as one of them.")
    else:
        encoding = "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UnreadableFileError(
            f"{name} is not written in UTF-8 (line {line}). Save it again as CSV in UTF-8."
        ) from error


def _as_table(lines: Iterator[tuple[int, list[str]]], name: str, needed: list[str]) -> Table:
    columns: list[str] = []
    rows = []
    for number, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if not columns:
            columns = _header(cells, name, needed)
            continue
        values = [cell.strip() for cell in cells]
        rows.append(Row(number, dict(zip(columns, values, strict=False))))
    if not rows:
        raise UnreadableFileError(f"{name} has a header but no rows. Add at least one row.")
    return Table(columns, rows)


def _header(cells: list[str], name: str, needed: list[str]) -> list[str]:
    columns = [cell.strip().lower() for cell in cells]
    if len(columns) > MOST_COLUMNS:
        raise UnreadableFileError(
            f"{name} has {len(columns)} columns; a list of this kind has at most {MOST_COLUMNS}."
        )
    missing = [column for column in needed if column not in columns]
    if missing:
        raise UnreadableFileError(
            f"{name} lacks the column {' and '.join(missing)}. "
            f"Its first row must name: {', '.join(needed)}."
        )
    return columns
