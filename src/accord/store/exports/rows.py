"""What every export needs: rows in order and in batches, names of items, and times as texts."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import ibis
import pyarrow as pa

from accord.analysis.requests import Pairs

BATCH_ROWS = 50_000
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Said:
    """What people said beside the tables."""

    persons: frozenset[str] = frozenset()  # sources whose holders are persons
    agreed: Pairs = frozenset()  # pairs of items that belong together
    apart: Pairs = frozenset()  # pairs that do not


def batches(expression: Any) -> Iterator[pa.RecordBatch]:
    """The rows of the expression, a batch at a time; one expression must end before the next begins."""
    engine = expression.get_backend()
    yield from engine.con.execute(engine.compile(expression)).to_arrow_reader(BATCH_ROWS)


def rows(expression: Any) -> Iterator[dict[str, Any]]:
    """The rows of the expression, one by one."""
    for batch in batches(expression):
        yield from batch.to_pylist()


def moment(at: int) -> str:
    """Microseconds since 1970 as ISO text in UTC."""
    return (_EPOCH + at * _MICROSECOND).isoformat(timespec="microseconds").replace("+00:00", "Z")


def items(tables: dict[str, Any]) -> Any:
    """Every item that any table names, as ``source, item``."""
    return ibis.union(*(rows.select("source", "item") for rows in tables.values()), distinct=True)


def described(tables: dict[str, Any]) -> Any:
    """What was last said of each item: ``source, item, type, title, requester, url, labels, said_at``.

    ``labels`` is one text, as Accord's readers read it.
    """
    said = tables["items"]
    later = said.at.lead().over(ibis.window(group_by=["source", "item"], order_by="at"))
    last = said.mutate(later=later).filter(lambda table: table.later.isnull())
    columns = ("source", "item", "type", "title", "requester", "url")
    return last.select(*columns, labels=_one_text(last.labels), said_at=last.at)


def _one_text(labels: Any) -> Any:
    """Separated by semicolons; what holds one itself, or a quote, stands in quotes."""
    quoted = labels.map(
        lambda label: ibis.ifelse(
            label.contains(";") | label.contains('"'), '"' + label.replace('"', '""') + '"', label
        )
    )
    told = quoted.join(";")
    # A comma would part the labels where no semicolon does.
    odd = (told.contains(",") | told.contains('"')) & ~told.contains(";")
    return ibis.ifelse(odd, told + ";", told)


def named_history(tables: dict[str, Any]) -> Any:
    """The history in order, with ``name``: the item's key, with its source where several have it."""
    sources = tables["history"].select("source", "item").distinct()
    shared = sources.group_by("item").agg(sources=sources.count()).filter(ibis._.sources > 1)
    joined = tables["history"].left_join(
        shared.select(shared_item=shared.item), [("item", "shared_item")]
    )
    key = ibis.ifelse(joined.shared_item.isnull(), joined.item, joined.source + "/" + joined.item)
    found = joined.mutate(name=key).drop("shared_item")
    said = described(tables).select("source", "item", "type", "title", "labels")
    return found.left_join(said, ["source", "item"]).drop("source_right", "item_right")
