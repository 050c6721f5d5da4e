"""The same figures by Polars, as its users would write them: lazy, one sort, streamed."""

from pathlib import Path
from typing import Any

import polars as pl

from bench.logs import AS_OF, CLASSES, PARTY_OF
from bench.pipeline import told


def cold(file: Path) -> dict[str, Any]:
    """Lead time by month, time by party, hand-offs and ping-pongs."""
    rows = (
        pl.scan_parquet(file)
        .select("item", pl.col("at").cast(pl.Int64), "status", "holder")
        .with_row_index("line")
        .with_columns(
            kind=pl.col("status").replace_strict(
                {name: kind for name, (kind, _) in CLASSES.items()}
            ),
            own=pl.col("status").replace_strict(
                {name: turn for name, (_, turn) in CLASSES.items()}
            ),
            party=pl.col("holder").replace_strict(PARTY_OF),
        )
        .with_columns(turn=pl.when(pl.col("own") == "").then("party").otherwise("own"))
        .select("item", "at", "line", "kind", "turn")
        .sort("item", "at", "line")
        .with_columns(same=pl.col("item") == pl.col("item").shift(-1), next=pl.col("at").shift(-1))
        .filter(~(pl.col("same") & (pl.col("next") == pl.col("at"))).fill_null(False))
        .with_columns(
            last=(pl.col("item") != pl.col("item").shift(-1)).fill_null(True),
            until=pl.col("at").shift(-1),
        )
        .with_columns(until=pl.when("last").then(AS_OF).otherwise("until"))
        .collect(engine="streaming")
    )
    open_rows = rows.filter(pl.col("kind") != "done")
    held = open_rows.group_by("turn").agg(spent=(pl.col("until") - pl.col("at")).sum())
    passed = open_rows.with_columns(
        giver=pl.when(pl.col("item") == pl.col("item").shift()).then(pl.col("turn").shift())
    ).filter(pl.col("giver") != pl.col("turn"))
    back = (pl.col("item") == pl.col("item").shift()) & (pl.col("giver").shift() == pl.col("turn"))
    lives = rows.group_by("item", maintain_order=True).agg(
        created=pl.col("at").first(), ended=pl.col("at").last(), kind=pl.col("kind").last()
    )
    done = lives.filter(pl.col("kind") == "done").with_columns(
        lead=pl.col("ended") - pl.col("created"),
        month=pl.from_epoch("ended", time_unit="us").dt.strftime("%Y-%m"),
    )
    shares = [
        pl.col("lead").quantile(share, "linear").alias(str(share)) for share in (0.5, 0.85, 0.95)
    ]
    return told(
        lead={row[0]: list(row[1:]) for row in done.group_by("month").agg(shares).iter_rows()},
        held=dict(held.iter_rows()),
        handoffs=len(passed),
        ping_pongs=passed.select(back.sum()).item(),
    )
