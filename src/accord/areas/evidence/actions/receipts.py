"""The receipt of a dry run: what the file says, and what of it is new."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings

from accord.areas.evidence import queries
from accord.areas.evidence.actions.files import raw_name, tables
from accord.areas.evidence.actions.snapshots import pinned_by
from accord.areas.evidence.models import HolderKind, Import, Level, LookBack
from accord.connectors.contract import Receipt
from accord.store import evidence as store
from accord.store.engine import opened


def receipt_of(row: Import, receipt: Receipt) -> dict[str, Any]:
    """What the reader counted, as plain values, and what the source would gain or have replaced."""
    written: dict[str, Any] = {
        name: _plain(getattr(receipt, name)) for name in receipt.__dataclass_fields__
    }
    if LookBack.objects.filter(history=row).exists():
        written["level"] = Level.REMEMBERED
    written["skipped_rows"] = receipt.skipped.total()
    with _beside_the_known(row) as (engine, known):
        history = tables().raw.tables(engine, raw_name(row))["history"]
        # Of persons not even a count of rows is kept.
        by_person = receipt.holder_kind.value == HolderKind.PERSON.value
        written["holders"] = {} if by_person else _counts(history, "holder")
        written["statuses"] = _counts(history, "status")
        moments = history.agg(first=history.at.min(), last=history.at.max())
        written |= moments.to_pyarrow().to_pylist()[0]
        return written | _compared(history.select("item").distinct(), known)


@contextmanager
def _beside_the_known(row: Import) -> Iterator[tuple[Any, Any]]:
    """The engine, and which items the source has up to now; ``None`` where there is no source yet."""
    newest = queries.newest_snapshot()
    if newest is None or row.source is None:
        with opened(memory_limit=store.WRITING_LIMIT) as engine:
            yield engine, None
        return
    with store.open_snapshot(settings.ACCORD_HOME, pinned_by(newest)) as found:
        stays = found[store.STAYS]
        own = stays.filter(stays.source == row.source.key)
        yield stays.get_backend(), own.select("item").distinct()


def _compared(items: Any, known: Any) -> dict[str, int]:
    """How many items the import tells of, which of them are new, and how many it does not name."""
    count = _count(items)
    replaced = 0 if known is None else _count(items.semi_join(known, "item"))
    return {
        "items": count,
        "new_items": count - replaced,
        "replaced_items": replaced,
        "untouched_items": 0 if known is None else _count(known) - replaced,
    }


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, dict) else value


def _count(rows: Any) -> int:
    return int(rows.count().to_pyarrow().as_py())


def _counts(rows: Any, column: str) -> dict[str, int]:
    counted = rows.group_by(column).agg(rows=rows.count()).to_pyarrow().to_pylist()
    ordered = sorted(counted, key=lambda found: (-found["rows"], found[column]))
    return {found[column]: found["rows"] for found in ordered if found[column]}
