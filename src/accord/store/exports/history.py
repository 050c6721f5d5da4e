"""The plain history that Accord reads, as CSV or Parquet: a row for every entry into a state."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
from pyarrow import csv, parquet

from accord.store.exports.rows import Said, batches, named_history

_TIME = pa.timestamp("us", tz="UTC")
_UNITS = pa.schema(
    [
        ("item", pa.string()),
        ("at", _TIME),
        ("status", pa.string()),
        ("holder", pa.string()),
        ("person", pa.string()),
        ("type", pa.string()),
        ("title", pa.string()),
        ("due", _TIME),
        ("resolution", pa.string()),
        ("labels", pa.string()),
    ]
)
# Where every holder is a person, the column says so by its name.
_PERSONS = _UNITS.remove(_UNITS.get_field_index("person")).set(3, pa.field("person", pa.string()))


def write_csv(tables: dict[str, Any], file: Path, said: Said) -> None:
    """Write the history as CSV in UTF-8."""
    schema, found = _columns(tables, said.persons)
    with csv.CSVWriter(file, schema) as writer:
        for batch in found:
            writer.write_batch(batch)


def write_parquet(tables: dict[str, Any], file: Path, said: Said) -> None:
    """Write the history as Parquet."""
    schema, found = _columns(tables, said.persons)
    with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        for batch in found:
            writer.write_batch(batch)


def _columns(
    tables: dict[str, Any], persons: frozenset[str]
) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
    found = tables["history"].source.notin(sorted(persons)) if persons else ibis.literal(True)
    units = not persons or bool(tables["history"].filter(found).count().to_pyarrow().as_py())
    schema = _UNITS if units else _PERSONS
    ordered = _with_dues(tables).order_by("source", "item", "at", "line")
    holder = {"item": ordered.name} if units else {"item": ordered.name, "person": ordered.holder}
    said = {name: ordered[name].fill_null("") for name in ("type", "title", "labels")}
    table = ordered.mutate(**holder, **said).select(schema.names)
    return schema, (batch.cast(schema) for batch in batches(table))


def _with_dues(tables: dict[str, Any]) -> Any:
    """Every row with the due date that held then: given with it or before it."""
    history = named_history(tables).mutate(is_row=True, due=ibis.null("int64"))
    promises = tables["promises"].mutate(is_row=False)
    missing = {
        name: ibis.null(kind)
        for name, kind in history.schema().items()
        if name not in promises.columns
    }
    both = history.union(promises.mutate(**missing).select(history.columns))
    # A promise counts for the row of its own instant and line, so it comes before it.
    so_far = ibis.cumulative_window(group_by=["source", "item"], order_by=["at", "line", "is_row"])
    numbered = both.mutate(period=ibis.ifelse(both.is_row, 0, 1).sum().over(so_far))
    held = numbered.due.max().over(ibis.window(group_by=["source", "item", "period"]))
    return numbered.mutate(due=held).filter(numbered.is_row)
