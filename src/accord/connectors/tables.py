"""Small tables that people hand in: CSV or XLSX, told apart by content, told in plain rows.

For lists that fit in memory (people, teams, answers); trackers' exports have their own readers.
"""

import csv
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import python_calamine

from accord.connectors.contract import UnreadableFileError

MOST_BYTES = 20_000_000
MOST_COLUMNS = 500
_DELIMITERS = ",;\t|"
MOST_UNPACKED_BYTES = 300_000_000
MOST_CELLS = 5_000_000
MOST_LAID_OUT_BYTES = 500_000_000
_PIECE = 1 << 20
_QUOTED = re.compile(r'"[^"]*(?:"|$)')
_SHARED_TEXT = re.compile(rb"<(?:[\w.-]+:)?si(?=[\s/>])")
_PLACE = re.compile(rb"<(?:[\w.-]+:)?(row|c)(?=[\s/>])([^<]*)")
_REFERENCE = re.compile(rb"\sr\s*=\s*[\"'](?P<column>[A-Za-z]{0,3})(?P<row>\d+)[\"']")
DAMAGES = (  # how a workbook that is none shows itself
    python_calamine.CalamineError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    IndexError,
    OSError,  # a place outside of the file
    ValueError,  # names in letters that are none
    struct.error,
    NotImplementedError,  # a compression that is not usual
    RuntimeError,  # a password
)
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
    return _as_table(read_lines(content, name), name, needed)


def read_lines(content: bytes, name: str) -> Iterator[tuple[int, list[str]]]:
    """The same as bare lines with their numbers, the header as it is written among them."""
    if not content.strip():
        raise UnreadableFileError(_EMPTY.format(name=name))
    if len(content) > MOST_BYTES:
        raise UnreadableFileError(
            f"{name} has {len(content) // 1_000_000} MB; lists of this kind may have 20 MB. "
            "Split it or leave out columns that are not needed."
        )
    return _sheet_lines(content, name) if content[:2] == b"PK" else _csv_lines(content, name)


def _sheet_lines(content: bytes, name: str) -> Iterator[tuple[int, list[str]]]:
    try:
        refuse_vast_sheets(io.BytesIO(content), name)
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = book.get_sheet_by_index(0).to_python()
    except DAMAGES as error:
        raise UnreadableFileError(
            f"{name} looks like a workbook but cannot be opened. Save it again as XLSX or CSV."
        ) from error
    for number, row in enumerate(rows, start=1):
        yield number, [_cell(value) for value in row]


def refuse_vast_sheets(file: Path | IO[bytes], name: str, most_laid_out: int = 0) -> None:
    """Measure before opening: a sheet is laid out as large as its farthest cell says.

    One of ``DAMAGES`` is raised for what is no workbook, ``UnreadableFileError`` for what is too large.
    """
    with zipfile.ZipFile(file) as packed:
        members = packed.infolist()
        if "xl/workbook.xml" not in {member.filename.lower() for member in members}:
            raise zipfile.BadZipFile("no workbook")
        if sum(member.file_size for member in members) > MOST_UNPACKED_BYTES:
            raise _too_large(name)
        cells = longest = 0
        for member in members:
            # Any part can be named as a sheet, wherever it lies.
            with packed.open(member) as part:
                size = _measure(part, name)
            cells, longest = max(cells, size[0]), max(longest, size[1])
        # Every cell may show the longest shared text, which the file itself holds only once.
        if cells * longest > (most_laid_out or MOST_LAID_OUT_BYTES):
            raise _too_large(name)


def _measure(part: IO[bytes], name: str) -> tuple[int, int]:
    """Follow the cells of one part as a reader of sheets does, in memory that is bounded.

    Gives the number of cells and the bytes of the longest shared text.
    """
    row = column = last_row = last_column = cells = 0
    texts = _SharedTexts()
    for markup in _markup(part, name):
        texts.follow(markup)
        for tag, said in _PLACE.findall(markup):
            found = _REFERENCE.search(said)
            if tag == b"row":
                row, column = int(found["row"]) if found else row + 1, 0
            else:
                row = int(found["row"]) if found else row
                column = (_column(found["column"]) if found else 0) or column + 1
                cells += 1
            last_row, last_column = max(last_row, row), max(last_column, column)
        if last_row * last_column > MOST_CELLS:
            raise _too_large(name)
    return cells, texts.longest


class _SharedTexts:
    """Measures the texts that a workbook keeps once for all cells that show them."""

    def __init__(self) -> None:
        self.longest = 0
        self._open = 0  # bytes since the last text began
        self._met = False

    def follow(self, markup: bytes) -> None:
        """Take in the next piece of the part."""
        going_on, *begun = _SHARED_TEXT.split(markup)
        if self._met:
            self._open += len(going_on)
            self.longest = max(self.longest, self._open)
        for text in begun:
            self._met, self._open = True, len(text)
            self.longest = max(self.longest, self._open)


def _markup(part: IO[bytes], name: str) -> Iterator[bytes]:
    """The part in pieces that never cut a tag."""
    kept = b""
    while piece := part.read(_PIECE):
        whole, mark, rest = (kept + piece).rpartition(b"<")
        yield whole
        kept = mark + rest if mark else b""
        if len(kept) > _PIECE:
            raise _too_large(name)
    yield kept


def _column(letters: bytes) -> int:
    """The number of a column: A is 1, AA is 27; 0 for none."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _too_large(name: str) -> UnreadableFileError:
    return UnreadableFileError(
        f"{name} unpacks to a sheet too large for a list of this kind. Save the rows and columns "
        "that are needed as a new XLSX or CSV."
    )


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # a sheet knows no whole numbers
    return str(value)


def _csv_lines(content: bytes, name: str) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(content, name)
    first = next((line for line in text.splitlines() if line.strip()), "")
    if not first:
        raise UnreadableFileError(_EMPTY.format(name=name))
    # Texts in quotation marks may hold more commas than the line has separators.
    outside = _QUOTED.sub("", first)
    delimiter = max(_DELIMITERS, key=lambda sign: (outside.count(sign), first.count(sign)))
    # Strict: a quotation mark that is never closed would swallow all lines after it.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for row in reader:
            yield reader.line_num, row
            begins = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableFileError(
            f"{name} cannot be read as CSV from line {begins} on ({error}). Look for a quotation "
            "mark there that is not closed or not doubled, or save it again as CSV in UTF-8."
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
