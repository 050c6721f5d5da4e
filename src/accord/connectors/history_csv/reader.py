"""Reads ``item,at,status,holder[,person,type,title,due,resolution,labels]`` as CSV or Parquet.

Parquet, and CSV that is plain, is read column by column; any other CSV row by row. Both ways give the
same tables and the same receipt.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from accord.connectors.contract import Options, Receipt, Recorder
from accord.connectors.files import Dates, header_of, numbered_rows, read_head
from accord.connectors.history_csv.batches import BatchReading
from accord.connectors.history_csv.headers import AT, ITEM, Columns, find_columns
from accord.connectors.history_csv.parts import (
    csv_parts,
    parquet_header,
    parquet_parts,
    plain_delimiter,
)
from accord.connectors.history_csv.rows import RowReading

NAME = "history"
LABEL = "Plain history (CSV or Parquet)"

_PARQUET = b"PAR1"


def sniff(head: bytes) -> float:
    """How surely this is a plain history."""
    if head.startswith(_PARQUET):
        return 0.5
    names = {cell.casefold() for cell in header_of(head)}
    if {"item", "at"} <= names:
        return 1.0 if {"status", "holder"} <= names else 0.9
    return 0.3 if names.intersection(ITEM) and names.intersection(AT) else 0.0


def translate(file: Path, options: Options, recorder: Recorder) -> None:
    """Read every row of the file."""
    if read_head(file, len(_PARQUET)) == _PARQUET:
        columns = find_columns(file, parquet_header(file), options, recorder.receipt)
        parts = partial(parquet_parts, file, columns)
    elif delimiter := plain_delimiter(file):
        _, header = next(numbered_rows(file, recorder.receipt))
        columns = find_columns(file, header, options, recorder.receipt)
        parts = partial(csv_parts, file, columns, delimiter)
    else:
        translate_rows(file, options, recorder)
        return
    BatchReading(recorder, columns, file, options, parts).all()


def translate_rows(file: Path, options: Options, recorder: Recorder) -> None:
    """Read every row of a CSV file, one by one."""
    rows = numbered_rows(file, recorder.receipt)
    _, header = next(rows, (0, []))
    columns = find_columns(file, header, options, recorder.receipt)
    dates = Dates(file, options, recorder.receipt, lambda: _texts_of_times(file, columns))
    RowReading(recorder, columns, dates).all(rows)


def _texts_of_times(file: Path, columns: Columns) -> Iterator[str]:
    rows = numbered_rows(file, Receipt())
    next(rows)
    for _, cells in rows:
        for place in columns.times:
            if place < len(cells):
                yield cells[place]
