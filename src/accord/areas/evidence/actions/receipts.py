"""The receipt of a dry run: what the file says, and what of it is new."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings

from accord.areas.evidence import queries
from accord.areas.evidence.actions.files import raw_name, tables
from accord.areas.evidence.actions.snapshots import pinned_by
from accord.areas.evidence.models import HolderKind, Import, Level, LookBack
from accord.connectors.contract import Receipt
from accord.store import evidence as store
from accord.store.engine import connect


def receipt_of(row: Import, receipt: Receipt) -> dict[str, Any]:
    """What the reader counted, as plain values, and what the source would gain or have replaced."""
    written: dict[str, Any] = {
        name: _plain(getattr(receipt, name)) for name in receipt.__dataclass_fields__
    }
    if LookBack.objects.filter(history=row).exists():
        written["level"] = Level.REMEMBERED
    written["skipped_rows"] = receipt.skipped.total()
    newest = queries.newest_snapshot()
    with _raw(row) as raw:
        # Of persons not even a count of rows is kept.
        by_person = receipt.holder_kind.value == HolderKind.PERSON.value
        written["holders"] = {} if by_person else _counts(raw["history"], "holder")
        written["statuses"] = _counts(raw["history"], "status")
        items = set(_distinct(raw["history"]))
        moments = raw["history"].agg(first=raw["history"].at.min(), last=raw["history"].at.max())
        written |= moments.to_pyarrow().to_pylist()[0]
    known: set[str] = set()
    if newest is not None and row.source is not None:
        with store.open_snapshot(settings.ACCORD_HOME, pinned_by(newest)) as found:
            rows = found[store.STAYS]
            known = set(_distinct(rows.filter(rows.source == row.source.key)))
    written["items"] = len(items)
    written["new_items"] = len(items - known)
    written["replaced_items"] = len(items & known)
    written["untouched_items"] = len(known - items)
    return written


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, dict) else value


@contextmanager
def _raw(row: Import) -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="accord-") as scratch:
        connection = connect(Path(scratch))
        try:
            yield tables().raw.tables(connection, raw_name(row))
        finally:
            connection.disconnect()


def _distinct(rows: Any) -> list[str]:
    return rows.select("item").distinct().to_pyarrow()["item"].to_pylist()


def _counts(rows: Any, column: str) -> dict[str, int]:
    counted = rows.group_by(column).agg(rows=rows.count()).to_pyarrow().to_pylist()
    ordered = sorted(counted, key=lambda found: (-found["rows"], found[column]))
    return {found[column]: found["rows"] for found in ordered if found[column]}
