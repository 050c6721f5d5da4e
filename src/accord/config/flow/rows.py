"""The rows of the written files: one an item, one a stay."""

from typing import Any

import ibis
import numpy as np
import pyarrow as pa

from accord.analysis import custody
from accord.analysis.tables import MICROSECONDS_A_DAY
from accord.config.flow.exports import Exports
from accord.config.flow.figures import Found
from accord.config.flow.placing import PEOPLE
from accord.connectors.contract import HolderKind

INSTANT = pa.timestamp("us", tz="UTC")


def item_rows(found: Found) -> pa.Table:
    """One row an item, days with six decimals; working days are null where never entered."""
    joined = _with_types(found.exports, found.items, found.custody.as_of)
    shares = [
        (turn, name) for turn, classes in found.figures["days_by_turn"].items() for name in classes
    ]
    connection = found.exports.connection
    table = connection.to_pyarrow(joined.order_by("source", "created_at", "item"))
    spent = connection.to_pyarrow(custody.days_by_turn(found.custody.placed, ["source", "item"]))
    return _arranged(table, _spent(table, spent, shares))


def _with_types(exports: Exports, items: Any, as_of: int) -> Any:
    """Each item with its type at ``as_of``: the latest that was given; at one instant the last said."""
    said = exports.tables["items"]
    known = said.filter(said["at"] <= as_of)
    standing = _last(known, ["source", "item", "at"], ["said"])
    latest = _last(standing.filter(standing.type != ""), ["source", "item"], ["at", "said"])
    return items.left_join(latest, ["source", "item"]).select(items, type=latest.type.fill_null(""))


def _last(rows: Any, of: list[str], by: list[str]) -> Any:
    """The last row of each group."""
    backwards = ibis.window(group_by=of, order_by=[ibis.desc(name) for name in by])
    placed = rows.mutate(place=ibis.row_number().over(backwards))
    return placed.filter(placed.place == 0).select("source", "item", "at", "said", "type")


def _spent(table: pa.Table, spent: pa.Table, shares: list[tuple[str, str]]) -> pa.Table:
    """One column a share, one row an item of ``table``: rounded days.

    Turned here and not by the engine: its column names ignore case, and parties can be hundreds.
    """
    hidden = ~table["working_known"].to_numpy(zero_copy_only=False)
    rows, stamps, share = _placed_sums(table, spent, shares)
    order = np.argsort(share, kind="stable")
    ends = np.searchsorted(share[order], np.arange(len(shares) + 1))
    columns = []
    for number, (_, status_class) in enumerate(shares):
        chosen = order[ends[number] : ends[number + 1]]
        whole = np.zeros(table.num_rows, np.int64)
        whole[rows[chosen]] = stamps[chosen]
        unknown = hidden if status_class == custody.WORK else None
        columns.append(_rounded_days(pa.chunked_array([whole]), unknown))
    return pa.table(columns, names=[f"days_{turn}_{name}" for turn, name in shares])


def _placed_sums(
    table: pa.Table, spent: pa.Table, shares: list[tuple[str, str]]
) -> tuple[Any, Any, Any]:
    """Of every sum: the row of its item, its microseconds, and the number of its share or -1."""
    keys = ["source", "item"]
    places = table.select(keys).append_column("place", pa.array(np.arange(table.num_rows)))
    kinds = pa.table(
        {
            "turn": pa.array([turn for turn, _ in shares], pa.string()),
            "class": pa.array([name for _, name in shares], pa.string()),
            "share": pa.array(range(len(shares)), pa.int64()),
        }
    )
    found = spent.join(places, keys).join(kinds, ["turn", "class"])
    stamps = found["seconds"].to_numpy() * 1_000_000 + found["microseconds"].to_numpy()
    return found["place"].to_numpy(), stamps, found["share"].fill_null(-1).to_numpy()


def _arranged(table: pa.Table, spent: pa.Table) -> pa.Table:
    columns = {
        "source": table["source"],
        "item": table["item"],
        "type": table["type"],
        "created_at": table["created_at"].cast(INSTANT),
        "done_at": table["done_at"].cast(INSTANT),
        "outcome": table["outcome"],
        "lead_days": _rounded_days(table["lead"]),
        "handoffs": table["handoffs"],
        "ping_pongs": table["ping_pongs"],
        "reopened": table["reopened"],
    }
    columns |= dict(zip(spent.column_names, spent.columns, strict=True))
    return pa.table(columns | {"working_known": table["working_known"]})


def _rounded_days(stamps: pa.ChunkedArray, hidden: Any = None) -> pa.Array:
    """Microseconds as days with six decimals, rounded as Python rounds; ``hidden`` ones are null."""
    missing = stamps.is_null().to_numpy()
    whole = stamps.fill_null(0).to_numpy()
    days = np.round(whole / MICROSECONDS_A_DAY, 6)
    # Only exact halves of the sixth decimal can come out otherwise.
    for place in np.flatnonzero(whole % 86_400 == 43_200):
        days[place] = round(int(whole[place]) / MICROSECONDS_A_DAY, 6)
    return pa.array(days, mask=missing if hidden is None else missing | hidden)


def stay_rows(found: Found) -> pa.Table:
    """One row a stay; a holder that is a person appears as the party it is pooled into."""
    placed = found.custody.placed
    persons = [
        source
        for source, receipt in found.exports.receipts.items()
        if receipt.holder_kind is HolderKind.PERSON
    ]
    holder = placed.holder
    if persons:
        pooled = ibis.cases((holder == "", ""), (placed.party == "", PEOPLE), else_=placed.party)
        holder = ibis.ifelse(placed.source.isin(persons), pooled, holder)
    closed_for_good = placed["last"] & placed["class"].isin(custody.CLOSED_CLASSES)
    rows = placed.select(
        "source",
        "item",
        "position",
        "at",
        until=ibis.ifelse(closed_for_good, ibis.null("int64"), placed.until),
        status=placed.status,
        holder=holder,
        turn=placed.turn,
        **{"class": placed["class"]},
        microseconds=placed.microseconds,
    ).order_by("source", "item", "at")
    table = found.exports.connection.to_pyarrow(rows)
    days = _rounded_days(table["microseconds"])
    table = table.drop_columns(["microseconds"]).append_column("days", days)
    for name in ("at", "until"):
        place = table.schema.get_field_index(name)
        table = table.set_column(place, name, table[name].cast(INSTANT))
    return table
