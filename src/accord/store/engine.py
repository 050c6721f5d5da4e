"""The engine that works on evidence tables: DuckDB behind Ibis, bounded in memory, in UTC."""

from pathlib import Path
from typing import Any

import ibis

MEMORY_LIMIT = "2GB"


def connect(temp_directory: Path, memory_limit: str = MEMORY_LIMIT) -> Any:
    """A fresh engine; what does not fit into ``memory_limit`` goes to ``temp_directory``."""
    connection = ibis.duckdb.connect(
        memory_limit=memory_limit,
        temp_directory=str(temp_directory),
        preserve_insertion_order=False,
    )
    connection.raw_sql("SET TimeZone = 'UTC'")
    return connection
