"""Floors: what no figure can be quicker than, in DuckDB."""

import time
from pathlib import Path
from typing import Any

import duckdb


def scan(file: Path) -> None:
    """Read every column that custody needs."""
    _asked(f"select max(item), max(\"at\"), max(status), max(holder) from '{file}'")


def group(file: Path) -> None:
    """Group by item, without any order: text ids."""
    _asked(
        "select count(*), sum(n) from "
        f'(select count(*) n, min("at"), max("at") from \'{file}\' group by item)'
    )


def integer_sort(file: Path) -> dict[str, Any]:
    """Put rows whose items are numbers already in order by item and time."""
    return _sorted(file, "k")


def text_sort(file: Path) -> dict[str, Any]:
    """Put the rows in order by item and time as the file names them."""
    return _sorted(file, "item")


def _sorted(file: Path, key: str) -> dict[str, Any]:
    connection = duckdb.connect()
    connection.execute(
        f"create table numbers as select item, row_number() over () k from (select distinct item from '{file}')"
    )
    connection.execute(
        f'create table log as select {key}, e."at", row_number() over () line, '
        f"(hash(status) % 256)::utinyint s, (hash(holder) % 1024)::usmallint h from '{file}' e join numbers using (item)"
    )
    wall, processor = time.perf_counter(), time.process_time()
    connection.execute(f'create table in_order as select * from log order by {key}, "at", line')
    return {
        "taken": {
            "wall": time.perf_counter() - wall,
            "processor": time.process_time() - processor,
        }
    }


def _asked(question: str) -> None:
    duckdb.connect().execute(question).fetchall()
