"""Accord's own pass: from a file, and from stored stays, to every figure."""

import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as compute
from pyarrow import parquet

from accord.analysis import custody, ordered
from accord.analysis.columns import at_once
from accord.store import scratch
from accord.store.engine import opened
from accord.store.memory import keep_freed_memory
from accord.store.scratch import Scratch
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
    keep_freed_memory()  # as ``accord flow`` does
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


def in_pieces(file: Path) -> dict[str, Any]:
    """From the file to every figure as ``accord flow`` goes for long histories: some items at a time."""
    keep_freed_memory()
    rows = parquet.read_metadata(file).num_rows
    with tempfile.TemporaryDirectory(dir=file.parent) as folder, opened() as engine:
        log = engine.read_parquet(file, file_row_number=True)
        history = log.mutate(
            line=log.file_row_number,
            at=log.at.epoch_seconds().cast("int64") * 1_000_000,
            resolution=ibis.literal(""),
        )
        count = -(-rows // Scratch.most_rows)
        pieces = scratch.in_pieces(engine, history, count, Path(folder) / "pieces")
        return _added([_found(ordered.stays(piece).stays) for piece in pieces])


def figures(stays: ordered.Stays) -> dict[str, Any]:
    """Lives of items, time by turn, hand-offs, lead time by month."""
    return _added(at_once(len(stays), *(partial(_found, part) for part in stays.parts())))


@dataclass(frozen=True, slots=True)
class _Found:
    """What some of the items add."""

    delivered: pa.Table
    held: dict[str, int]
    handoffs: int
    ping_pongs: int


def _found(stays: ordered.Stays) -> _Found:
    placed = ordered.place(stays, placements(), meanings(), AS_OF)
    passed = ordered.handoffs(placed)
    items = ordered.items(placed, "log", passed)
    spent = ordered.time_by_turn(placed)
    of_ends = items.select(["outcome", "done_at", "lead"])
    held: dict[str, int] = {}
    for (turn, _), spent_there in spent.items():
        held[turn] = held.get(turn, 0) + spent_there
    delivered = of_ends.filter(compute.field("outcome") == "delivered").select(["done_at", "lead"])
    return _Found(delivered, held, len(passed.rows), int(passed.ping_pong.sum()))


def _added(found: list[_Found]) -> dict[str, Any]:
    held: dict[str, int] = {}
    for part in found:
        for turn, times in part.held.items():
            held[turn] = held.get(turn, 0) + times
    return told(
        lead=by_month(pa.concat_tables([part.delivered for part in found])),
        held=held,
        handoffs=sum(part.handoffs for part in found),
        ping_pongs=sum(part.ping_pongs for part in found),
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
