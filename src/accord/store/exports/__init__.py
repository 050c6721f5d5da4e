"""Writes the evidence out in open formats: each file there as a whole or not at all.

Given are the evidence tables of ``accord.analysis.tables``, each with a column ``source``. They are
read batch by batch; what must be known beforehand (which item stands in which request) takes
memory by item, never by row. Nothing is escaped for spreadsheets: these are files for programs.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from accord.analysis.requests import Pairs
from accord.store.exports import history, ocel_json, ocel_sqlite, xes
from accord.store.exports.rows import Said

Tables = dict[str, Any]

#: The endings of names, and who writes such a file.
KINDS: dict[str, Callable[[Tables, Path, Said], None]] = {
    "ocel.json": ocel_json.write,
    "ocel.sqlite": ocel_sqlite.write,
    "xes": xes.write,
    "csv": history.write_csv,
    "parquet": history.write_parquet,
}


def export(
    tables: Tables,
    file: Path,
    kind: str,
    persons: frozenset[str] = frozenset(),
    agreed: Pairs = frozenset(),
    apart: Pairs = frozenset(),
) -> None:
    """Write all that the tables hold; ``persons`` are the sources whose holders are persons.

    ``agreed`` and ``apart`` are pairs of items that people joined or told apart, whatever links say.
    ``OSError`` where the file cannot be written; what stood there before is then still there.
    """
    partial = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        KINDS[kind](tables, partial, Said(persons, agreed, apart))
        partial.replace(file)
    finally:
        with suppress(OSError):
            partial.unlink()
