"""Accord's own pass: from a file, and from stored stays, to every figure."""

import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute
from pyarrow import parquet

from accord.analysis import custody, ordered
from bench.logs import AS_OF, CLASSES, PARTY_OF

SHARES = (0.5, 0.85, 0.95)
_LEAD_BITS = 53
FEW_NAMES = ["status", "holder", "known_holder", "resolution"]


def placements() -> pa.Table:
    """Every team in its party."""
    rows = [
        {"source": "log", "holder": team, "team": team, "party": party}
        for team, party in PARTY_OF.items()
    ]
    return pa.Table.from_pylist(rows, schema=custody.PLACEMENTS)


def meanings() -> pa.Table:
    """What each status means."""
    rows = [
        {"source": "log", "status": status, "class": kind, "turn": turn}
        for status, (kind, turn) in CLASSES.items()
    ]
    return pa.Table.from_pylist(rows, schema=custody.STATUSES)


def history(file: Path) -> pa.Table:
    """The log as ``tables.HISTORY``; the place in the file is the line."""
    columns = ["item", "at", "status", "holder"]
    table = parquet.read_table(file, columns=columns, read_dictionary=["status", "holder"])
    nothing = pa.DictionaryArray.from_arrays(pa.array(np.zeros(len(table), np.int8)), [""])
    return table.append_column("line", pa.array(np.arange(len(table)))).append_column(
        "resolution", nothing
    )


def cold(file: Path) -> dict[str, Any]:
    """From the file to every figure."""
    return figures(ordered.stays(history(file)).stays)


def warm(file: Path) -> dict[str, Any]:
    """From stored stays to every figure, as after a mapping was changed."""
    stored = kept_stays(file)
    wall, processor = time.perf_counter(), time.process_time()
    answer = figures(ordered.Stays.of(parquet.read_table(stored, read_dictionary=FEW_NAMES)))
    taken = {"wall": time.perf_counter() - wall, "processor": time.process_time() - processor}
    return answer | {"taken": taken}


def kept_stays(file: Path) -> Path:
    """The stays as an import sets them down, once for all measurements: plain text, by item."""
    stored = file.with_suffix(".stays")
    if stored.exists():
        return stored
    table = ordered.stays(history(file)).stays.table()
    types = [
        field.type.value_type if pa.types.is_dictionary(field.type) else field.type
        for field in table.schema
    ]
    plain = table.cast(pa.schema(zip(table.column_names, types, strict=True)))
    in_order = plain.sort_by([("item", "ascending"), ("position", "ascending")])
    parquet.write_table(in_order, stored, compression="zstd")
    return stored


def figures(stays: ordered.Stays) -> dict[str, Any]:
    """Lives of items, time by turn, hand-offs, lead time by month."""
    placed = ordered.place(stays, placements(), meanings(), AS_OF)
    passed = ordered.handoffs(placed)
    items = ordered.items(placed, "log", passed)
    spent = ordered.days_by_turn(placed)
    of_ends = items.select(["outcome", "done_at", "lead"])
    months = by_month(of_ends.filter(compute.field("outcome") == "delivered"))
    return told(
        lead=months,
        held={
            party: sum(
                int(spent.times[share].sum())
                for share, (turn, _) in enumerate(spent.shares)
                if turn == party
            )
            for party in sorted({turn for turn, _ in spent.shares})
        },
        handoffs=len(passed.rows),
        ping_pongs=int(passed.ping_pong.sum()),
    )


def by_month(items: pa.Table) -> dict[str, list[float]]:
    """Lead time by the month of delivery: quantiles in days."""
    done = items["done_at"].to_numpy().view("datetime64[us]").astype("datetime64[M]").view(np.int64)
    lead = items["lead"].to_numpy()
    # Month and lead fit into one number: no lead is as long as 285 years.
    done, lead = np.divmod(np.sort((done << _LEAD_BITS) + lead), 1 << _LEAD_BITS)
    borders = np.flatnonzero(np.diff(done)) + 1
    found = {}
    for month, values in zip(done[np.append(0, borders)], np.split(lead, borders), strict=True):
        found[str(np.datetime64(int(month), "M"))] = _quantiles(values)
    return found


def _quantiles(values: np.ndarray) -> list[float]:
    """Type 7, of values in order."""
    places = np.array(SHARES) * (len(values) - 1)
    low = places.astype(np.int64)
    high = np.minimum(low + 1, len(values) - 1)
    return (values[low] + (values[high] - values[low]) * (places - low)).tolist()


def told(
    lead: dict[str, list[float]], held: dict[str, int], handoffs: int, ping_pongs: int | None
) -> dict[str, Any]:
    """What every contender answers, so that the answers can be compared."""
    return {
        "lead": {month: [round(value / 1e6) for value in found] for month, found in lead.items()},
        "held": {party: round(value / 1e6) for party, value in sorted(held.items()) if value},
        "handoffs": handoffs,
        "ping_pongs": ping_pongs,
    }
