"""The engines that work on evidence tables, behind Ibis and in UTC: DuckDB at home, Spark for more."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import ibis
import pyarrow as pa

MEMORY_LIMIT = "2GB"
DUCKDB: Final = "duckdb"
PYSPARK: Final = "pyspark"


def connect(temp_directory: Path, memory_limit: str = MEMORY_LIMIT) -> Any:
    """A fresh DuckDB; what does not fit into ``memory_limit`` goes to ``temp_directory``."""
    connection = ibis.duckdb.connect(
        memory_limit=memory_limit,
        temp_directory=str(temp_directory),
        preserve_insertion_order=False,
    )
    connection.raw_sql("SET TimeZone = 'UTC'")
    return connection


def _spark(_temp_directory: Path, _memory_limit: str = MEMORY_LIMIT) -> Any:
    from accord.store.spark import connect as connect_spark  # Spark need not be installed

    return connect_spark()


#: One opener an engine, by the name under which it is chosen.
OPENERS: Final[dict[str, Callable[[Path, str], Any]]] = {DUCKDB: connect, PYSPARK: _spark}


@contextmanager
def opened(engine: str = DUCKDB, memory_limit: str = MEMORY_LIMIT) -> Iterator[Any]:
    """The engine for as long as the work lasts; the limit is DuckDB's."""
    with tempfile.TemporaryDirectory(prefix="accord-") as scratch:
        connection = OPENERS[engine](Path(scratch), memory_limit)
        try:
            yield connection
        finally:
            connection.disconnect()


def read_files(connection: Any, base: Path, files: Sequence[str]) -> Any:
    """The files of a Delta table below ``base`` as one table, ``source`` a column of text.

    Files of an earlier version may lack a column that younger ones have: it is null there.
    """
    if connection.name == PYSPARK:
        return connection.read_parquet(files, base)
    return connection.read_parquet(
        list(files), hive_partitioning=True, hive_types_autocast=False, union_by_name=True
    )


def completed(found: Any, schema: pa.Schema) -> Any:
    """The table with every list that the schema declares: empty where an earlier version had none."""
    whole = {}
    for column in schema:
        if pa.types.is_list(column.type):
            kind = ibis.dtype(column.type)
            told = found[column.name] if column.name in found.columns else ibis.null(kind)
            whole[column.name] = told.fill_null(ibis.literal([], kind))
    return found.mutate(**whole) if whole else found
