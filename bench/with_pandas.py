"""The same figures by pandas, as its users would write them well: one sort, whole columns."""

from pathlib import Path
from typing import Any

import pandas as pd

from bench.logs import AS_OF, CLASSES, PARTY_OF
from bench.pipeline import told


def cold(file: Path) -> dict[str, Any]:
    """Lead time by month, time by party, hand-offs and ping-pongs."""
    rows = pd.read_parquet(file, columns=["item", "at", "status", "holder"])
    rows["at"] = rows["at"].astype("int64")
    rows["kind"] = rows["status"].map({name: kind for name, (kind, _) in CLASSES.items()})
    own = rows["status"].map({name: turn for name, (_, turn) in CLASSES.items()})
    rows["turn"] = own.where(own != "", rows["holder"].map(PARTY_OF))
    rows = rows.drop(columns=["status", "holder"]).sort_values(["item", "at"], kind="stable")
    after = rows["item"] == rows["item"].shift(-1)
    rows = rows[~(after & (rows["at"] == rows["at"].shift(-1)))]
    last = rows["item"] != rows["item"].shift(-1)
    rows["until"] = rows["at"].shift(-1, fill_value=0).mask(last, AS_OF)
    working = rows[rows["kind"] != "done"]
    held = (working["until"] - working["at"]).groupby(working["turn"]).sum()
    giver = working["turn"].shift().where(working["item"] == working["item"].shift())
    passed = working.assign(giver=giver)[giver.notna() & (giver != working["turn"])]
    back = (passed["item"] == passed["item"].shift()) & (passed["giver"].shift() == passed["turn"])
    lives = rows.groupby("item", sort=False).agg(
        created=("at", "first"), ended=("at", "last"), kind=("kind", "last")
    )
    done = lives[lives["kind"] == "done"]
    month = pd.to_datetime(done["ended"], unit="us").dt.strftime("%Y-%m")
    leads = (done["ended"] - done["created"]).groupby(month).quantile([0.5, 0.85, 0.95]).unstack()
    return told(
        lead={str(name): list(found) for name, found in leads.iterrows()},
        held={str(name): int(spent) for name, spent in held.items()},
        handoffs=len(passed),
        ping_pongs=int(back.sum()),
    )
