"""Cuts a plain history into parts that are held column by column: Parquet, and CSV that is plain.

Plain is a CSV file in UTF-8 whose every line is one row with as many cells as the header, where
quotes, if there are any, stand around whole cells. Only such a file means the same to every reader of
CSV, so only such a file may be read by a fast one.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as compute
import pyarrow.csv as arrow_csv
import pyarrow.parquet as parquet

from accord.connectors.contract import UnreadableFileError
from accord.connectors.files import HEAD_BYTES, delimiter_of, open_bytes
from accord.connectors.history_csv.headers import NOWHERE, Columns
from accord.connectors.labels import one_text, plain_labels

ROWS_A_PART = 65_536
BYTES_CHECKED = 2 * 1024 * 1024
_LINE_FEED, _RETURN, _QUOTE = b'\n\r"'

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of the file that follow each other; columns are found by their place."""

    first_line: int
    rows: int
    texts: dict[int, pa.Array]  # as the file holds them, not yet trimmed
    times: dict[int, pa.Array]  # texts too, or timestamps


# Parquet


def parquet_header(file: Path) -> list[str]:
    """The names of all columns."""
    try:
        with parquet.ParquetFile(file) as opened:
            return list(opened.schema_arrow.names)
    except (pa.ArrowException, OSError, UnicodeError) as error:
        raise _damaged(file, error) from error


def parquet_parts(file: Path, columns: Columns) -> Iterator[Part]:
    """Every row group, some rows at a time; only the columns that are read."""
    places = columns.texts.union(columns.times)
    try:
        with parquet.ParquetFile(file, buffer_size=1024 * 1024) as opened:
            names = opened.schema_arrow.names
            chosen = None if _equivocal(names) else [names[place] for place in places]
            line = 1
            for batch in opened.iter_batches(batch_size=ROWS_A_PART, columns=chosen):
                of_batch = {
                    place: _without_zeros(batch.column(place if chosen is None else names[place]))
                    for place in places
                }
                yield _part(line, batch.num_rows, of_batch, columns)
                line += batch.num_rows
    except (pa.ArrowException, OSError, UnicodeError) as error:
        raise _damaged(file, error) from error


def _without_zeros(column: pa.Array) -> pa.Array:
    """No text can be stored that holds the character zero."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if not pa.types.is_string(column.type) and not pa.types.is_large_string(column.type):
        return column
    return compute.replace_substring(column, "\0", " ")


def _equivocal(names: list[str]) -> bool:
    # A point in a name is a step into a nested column, where columns are chosen by name.
    return len(set(names)) < len(names) or any("." in name for name in names)


def _damaged(file: Path, error: Exception) -> UnreadableFileError:
    reason = str(error).splitlines()[0]
    return UnreadableFileError(f"{file.name} is a damaged Parquet file ({reason}).")


def _part(line: int, rows: int, found: dict[int, pa.Array], columns: Columns) -> Part:
    texts = {place: _as_text(found[place]) for place in columns.texts}
    if columns.labels != NOWHERE and _holds_lists(found[columns.labels]):
        texts[columns.labels] = _listed(found[columns.labels])
    times = {place: _as_time(found[place]) for place in columns.times}
    return Part(line, rows, texts, times)


def _as_text(column: pa.Array) -> pa.Array:
    if pa.types.is_nested(column.type) or pa.types.is_binary(column.type):
        return pa.repeat(pa.scalar("", pa.string()), len(column))
    return column.cast(pa.string()).fill_null("")


def _holds_lists(column: pa.Array) -> bool:
    kind = column.type
    return (pa.types.is_list(kind) or pa.types.is_large_list(kind)) and (
        pa.types.is_string(kind.value_type) or pa.types.is_large_string(kind.value_type)
    )


def _listed(column: pa.Array) -> pa.Array:
    """Lists of labels as the one text that stands for them in CSV."""
    told = (
        [label.replace("\0", " ") for label in row or () if label] for row in column.to_pylist()
    )
    return pa.array([one_text(plain_labels(row)) for row in told], pa.string())


def _as_time(column: pa.Array) -> pa.Array:
    return column if pa.types.is_timestamp(column.type) else _as_text(column)


# CSV


def csv_parts(file: Path, columns: Columns, delimiter: str) -> Iterator[Part]:
    """Every row of a file that is plain."""
    names = [str(place) for place in range(columns.width)]
    read = [str(place) for place in columns.texts.union(columns.times)]
    line = 2
    with (
        open_bytes(file) as stream,
        arrow_csv.open_csv(
            stream,
            # Twice what is checked at once: no line of a plain file is longer.
            arrow_csv.ReadOptions(block_size=2 * BYTES_CHECKED, skip_rows=1, column_names=names),
            arrow_csv.ParseOptions(delimiter=delimiter),
            arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(read, pa.string()), include_columns=read
            ),
        ) as batches,
    ):
        for batch in batches:
            found = {int(name): batch.column(name) for name in read}
            yield _part(line, batch.num_rows, found, columns)
            line += batch.num_rows


def plain_delimiter(file: Path) -> str:
    """The delimiter of a CSV file that is plain; empty for a file that is not."""
    with open_bytes(file) as stream:
        blocks = _whole_lines(stream)
        block = next(blocks)
        header = _header(block)
        if not header.strip():
            return ""
        delimiter = delimiter_of(header)
        cells = len(next(csv.reader([header], delimiter=delimiter)))
        rows = 0
        while block:
            more = _rows_of(block, ord(delimiter), cells)
            if not more:
                return ""
            rows += more
            block = next(blocks, b"")
    return delimiter if rows > 1 else ""


def _whole_lines(stream: BinaryIO) -> Iterator[bytes]:
    """The file in blocks that end with a line; a block that does not is the last, and not plain."""
    rest = b""
    while block := stream.read(BYTES_CHECKED):
        end = block.rfind(b"\n") + 1
        if not end and rest:
            break  # so long a line belongs to no plain file
        if end:
            yield rest + block[:end]
            rest = b""
        rest += block[end:]
    else:
        # The last line may lack its end.
        rest += b"\n" if rest and not rest.endswith(b"\r") else b""
    yield rest


def _header(block: bytes) -> str:
    """The first line; empty where it cannot be read as one."""
    line = block[: block.find(b"\n") + 1]
    if len(line) > HEAD_BYTES or b"\r" in line.removesuffix(b"\r\n"):
        return ""
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ""


def _rows_of(block: bytes, delimiter: int, cells: int) -> int:
    """How many rows these lines are; none where they are not plain."""
    if not _is_text(block):
        return 0
    letters = np.frombuffer(block, np.uint8)
    marks = np.flatnonzero((letters == delimiter) | (letters == _LINE_FEED))
    quotes = np.flatnonzero(letters == _QUOTE)
    if len(quotes):
        if not _quotes_stand_around_cells(letters, quotes, delimiter):
            return 0
        inside = np.searchsorted(quotes, marks) % 2 == 1
        if (letters[marks[inside]] == _LINE_FEED).any():
            return 0
        marks = marks[~inside]
    return _rows_between(letters[marks] == _LINE_FEED, cells)


def _is_text(block: bytes) -> bool:
    """Whether these are whole lines in UTF-8, ended with a line feed or both signs."""
    if not block.endswith(b"\n") or b"\0" in block:
        return False
    if b"\r" in block and block.count(b"\r") != block.count(b"\r\n"):
        return False
    try:
        return block.isascii() or bool(block.decode())
    except UnicodeDecodeError:
        return False


def _quotes_stand_around_cells(letters: Bytes, quotes: Places, delimiter: int) -> bool:
    """Whether each quote begins a cell, ends a cell or is one of two that mean one."""
    opening, closing = quotes[0::2], quotes[1::2]
    if len(opening) > len(closing):
        return False
    # Before the file's first letter stands nothing, and so does before its first cell.
    before = letters[opening - 1][int(opening[0] == 0) :]
    ends = (delimiter, _LINE_FEED, _QUOTE)
    return bool(
        np.isin(before, ends).all() and np.isin(letters[closing + 1], (*ends, _RETURN)).all()
    )


def _rows_between(ends: npt.NDArray[np.bool_], cells: int) -> int:
    """How many rows the marks end: after every so many cells, and only there, a line must end."""
    if len(ends) % cells:
        return 0
    rows = ends.reshape(-1, cells)
    return len(rows) if rows[:, -1].all() and not rows[:, :-1].any() else 0
