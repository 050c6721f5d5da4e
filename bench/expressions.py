"""The definitions as Ibis expressions on DuckDB: what runs on any engine."""

from pathlib import Path
from typing import Any

import ibis

from accord.analysis import custody
from accord.store.engine import opened
from bench.logs import AS_OF
from bench.pipeline import meanings, placements, told


def cold(file: Path) -> dict[str, Any]:
    """From the file to every figure; each step is kept, so that none is worked out twice."""
    with opened() as engine:
        log = engine.read_parquet(file, file_row_number=True)
        history = log.mutate(
            source=ibis.literal("log"),
            line=log.file_row_number,
            at=log.at.epoch_seconds().cast("int64") * 1_000_000,
            resolution=ibis.literal(""),
        )
        history = engine.create_table("history", history, temp=True)
        used = engine.create_table("used", custody.used_rows(history), temp=True)
        stays = engine.create_table("stays", custody.stays(used), temp=True)
        placed = custody.place(stays, placements(), meanings(), AS_OF)
        placed = engine.create_table("placed", placed, temp=True)
        items = engine.create_table("items", custody.items(placed), temp=True)
        delivered = items.filter(items.outcome == "delivered")
        month = (delivered.done_at // 1_000_000).cast("int64").as_timestamp("s").strftime("%Y-%m")
        leads = custody.lead_times(delivered.mutate(month=month), ["month"]).to_pyarrow()
        spent = custody.days_by_turn(placed).to_pyarrow().to_pylist()
        totals = (
            items.agg(handoffs=items.handoffs.sum(), back=items.ping_pongs.sum())
            .to_pyarrow()
            .to_pylist()
        )
    held: dict[str, int] = {}
    for row in spent:
        time = row["seconds"] * 1_000_000 + row["microseconds"]
        held[row["turn"]] = held.get(row["turn"], 0) + time
    return told(
        lead={
            row["month"]: [row[name] * 86_400e6 for name in ("p50", "p85", "p95")]
            for row in leads.to_pylist()
        },
        held=held,
        handoffs=totals[0]["handoffs"],
        ping_pongs=totals[0]["back"],
    )
