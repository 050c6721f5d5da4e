"""Evidence of one run only: batches are set down in a folder and read back as tables."""

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.compute as compute
import pyarrow.parquet as parquet

from accord.analysis.tables import EVIDENCE

#: Columns of few names and many rows: they are read as numbers and a list of names.
_FEW_NAMES = ("status", "holder", "person", "resolution", "source")
#: What custody needs of a history.
_CUSTODY = ("item", "at", "line", "status", "holder", "resolution")

#: Besides the declared columns: where it comes from, and in which order it was said.
_ADDED = (
    pa.field("source", pa.string(), nullable=False),
    pa.field("said", pa.int64(), nullable=False),
)


class Scratch:
    """Takes Arrow batches of the evidence tables, source by source, without keeping them in memory."""

    #: So many rows of a history are worked on at once, which takes less than a gigabyte.
    most_rows = 3_000_000

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writers: dict[str, parquet.ParquetWriter] = {}
        self._said = dict.fromkeys(EVIDENCE, 0)
        self._set_down = 0

    def __enter__(self) -> "Scratch":
        for table, schema in EVIDENCE.items():
            whole = pa.schema([*schema, *_ADDED])
            self._writers[table] = parquet.ParquetWriter(self._path(table), whole)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for writer in self._writers.values():
            writer.close()

    def write(self, source: str, table: str, batch: pa.RecordBatch) -> None:
        """Set down one batch of the source."""
        begin, rows = self._said[table], batch.num_rows
        self._said[table] = begin + rows
        arrays = [
            *batch.columns,
            pa.repeat(pa.scalar(source, pa.string()), rows),
            pa.array(range(begin, begin + rows), pa.int64()),
        ]
        schema = pa.schema([*EVIDENCE[table], *_ADDED])
        self._writers[table].write_batch(pa.RecordBatch.from_arrays(arrays, schema=schema))

    def tables(self, connection: Any) -> dict[str, Any]:
        """Every evidence table, with the columns ``source`` and ``said`` besides."""
        return {table: connection.read_parquet(self._path(table)) for table in EVIDENCE}

    def history(self, source: str, rows: int, connection: Any) -> Iterator[pa.Table]:
        """What custody needs of one source's history of so many rows, its few names as numbers.

        In one piece, or in several where it is long: all rows of an item stand in the same.
        """
        if rows <= self.most_rows:
            yield read_history(self._path("history"), source)
            return
        told = connection.read_parquet(self._path("history"))
        own = told.filter(told.source == source)
        yield from in_pieces(connection, own, -(-rows // self.most_rows), self._next("pieces"))

    def set_down(self, table: pa.Table) -> Path:
        """The table as a file."""
        file = self._next("table")
        parquet.write_table(table, file)
        return file

    def _next(self, kind: str) -> Path:
        self._set_down += 1
        return self._folder / f"{kind}-{self._set_down}"

    def _path(self, table: str) -> Path:
        return self._folder / f"{table}.parquet"


def read_history(file: Path, source: str | None = None) -> pa.Table:
    """The history of a file that a ``Scratch`` wrote, or of a folder of such: of one source, or of all."""
    chosen = None if source is None else compute.field("source") == source
    return parquet.read_table(
        file, columns=list(_CUSTODY), filters=chosen, read_dictionary=list(_FEW_NAMES)
    )


def in_pieces(connection: Any, history: Any, pieces: int, folder: Path) -> Iterator[pa.Table]:
    """A history on DuckDB, set down in the folder and read piece by piece: all rows of an item in one."""
    piece = (history.item.hash() % pieces).abs()
    numbered = history.select(*_CUSTODY, piece=piece)
    connection.to_parquet(numbered, folder, partition_by="piece")
    for part in sorted(folder.iterdir()):
        yield read_history(part)
