"""Trackers' tables saved as XLSX: each sheet becomes the CSV that its reader knows.

Dates become ISO texts, formulas their last values. A workbook is laid out in memory as a whole, so it
is measured before it is opened; one too large is better exported as CSV.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import python_calamine

from accord.connectors.contract import UnreadableFileError
from accord.connectors.tables import DAMAGES, refuse_vast_sheets

#: Every cell may show the longest text of the workbook, and trackers' texts are long.
MOST_LAID_OUT_BYTES = 2_000_000_000
_HEAD_ROWS = 30
_LINE_ENDS = str.maketrans({"\r": " ", "\n": " "})


def is_packed(head: bytes) -> bool:
    """Whether these are the first bytes of a workbook, or of another zip archive."""
    return head.startswith(b"PK\x03\x04")


def heads(file: Path) -> dict[str, bytes]:
    """The first rows of every sheet that has any, as CSV, in the order of the sheets."""
    book = _opened(file)
    found = {}
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=_HEAD_ROWS)
        if any(cell != "" for row in rows for cell in row):
            lines = io.StringIO(newline="")
            _write(rows, lines)
            found[name] = lines.getvalue().encode()
    return found


def write_sheet(file: Path, sheet: str, table: Path) -> None:
    """Write the sheet as CSV, a line a row: so lines in the receipt are rows of the sheet."""
    rows = _opened(file).get_sheet_by_name(sheet).iter_rows()
    with table.open("w", encoding="utf-8", newline="") as lines:
        _write(rows, lines)


def merged_down(file: Path, sheet: str) -> list[tuple[int, int, int]]:
    """``(first row, last row, column)`` of cells merged over several rows: rows from 1, columns from 0."""
    ranges = _opened(file).get_sheet_by_name(sheet).merged_cell_ranges or []
    return sorted((top + 1, end + 1, left) for (top, left), (end, _) in ranges if end > top)


def _opened(file: Path) -> Any:
    try:
        refuse_vast_sheets(file, file.name, MOST_LAID_OUT_BYTES)
        return python_calamine.CalamineWorkbook.from_path(file)
    except DAMAGES as error:
        raise UnreadableFileError(
            f"{file.name} is a zip archive but no workbook that can be opened; unpack it and import "
            "the export inside, or save the workbook again as XLSX or CSV."
        ) from error


def _write(rows: Iterable[list[Any]], lines: Any) -> None:
    writer = csv.writer(lines, lineterminator="\n")
    for row in rows:
        texts = [_text(value) for value in row]
        if any(texts):
            writer.writerow(texts)
        else:
            lines.write("\n")


def _text(value: Any) -> str:
    """A cell as a tracker's CSV would show it; the sheet's own line ends would shift the lines."""
    if isinstance(value, str):
        return value.translate(_LINE_ENDS)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # a sheet knows no whole numbers
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    return str(value)
