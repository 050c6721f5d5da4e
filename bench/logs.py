"""The logs that are measured: the same seed gives the same rows."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute
from pyarrow import csv, parquet

ROWS_AN_ITEM = 10
TEAMS = 200
PARTIES = ("marketing", "it", "agency", "vendor")
TIED = 0.08
#: Status → class and own turn.
CLASSES = {
    "Open": ("queue", ""),
    "In Progress": ("work", ""),
    "Waiting": ("wait", ""),
    "In Review": ("work", ""),
    "Waiting for marketing": ("wait", "marketing"),
    "Testing": ("work", ""),
    "Backlog": ("queue", ""),
    "Done": ("done", ""),
}
PARTY_OF = {f"Team {number}": PARTIES[number % len(PARTIES)] for number in range(TEAMS)}
#: Everything open runs on until then: 1 January 2026.
AS_OF = 1_767_225_600_000_000
_BEGIN = 1_640_995_200  # 1 January 2022
_LAST_START = 3 * 365 * 86_400


def write_parquet(file: Path, rows: int, seed: int = 7) -> None:
    """Text ids, about ten rows an item, 8 % of them at the same instant as the one before, by time."""
    table = _table(rows, np.random.default_rng(seed))
    parquet.write_table(table, file, compression="zstd")


def write_csv(file: Path, rows: int) -> None:
    """The same as CSV, as people hand it over."""
    table = _table(rows, np.random.default_rng(7))
    titles = pa.compute.binary_join_element_wise("Thing", table["item"], " ")
    csv.write_csv(table.append_column("title", titles), file)


def write_part(whole: Path, file: Path, share: float, seed: int = 8) -> None:
    """A later export of a share of the items, each with one row more."""
    table = parquet.read_table(whole)
    items = table["item"].unique()
    chosen = np.random.default_rng(seed).choice(len(items), int(len(items) * share), replace=False)
    part = table.filter(pa.compute.is_in(table["item"], items.take(pa.array(chosen))))
    again = pa.table({"item": items.take(pa.array(chosen))})
    more = again.append_column("at", pa.repeat(pa.scalar(AS_OF - 1, table["at"].type), len(again)))
    for name, value in (("status", "In Review"), ("holder", "Team 1"), ("type", "Type 1")):
        more = more.append_column(name, pa.repeat(pa.scalar(value, pa.string()), len(again)))
    parquet.write_table(pa.concat_tables([part, more]), file, compression="zstd")


def _table(rows: int, chance: np.random.Generator) -> pa.Table:
    items = rows // ROWS_AN_ITEM
    at, shape = _moments(items, chance), (items, ROWS_AN_ITEM)
    names = np.array(list(CLASSES)[:-1])
    status = chance.integers(0, len(names), shape).astype(np.int32)
    status[:, -1] = np.where(chance.random(items) < 0.95, len(names), status[:, -1])
    team = _held(chance.integers(0, TEAMS, shape).astype(np.int32), chance)
    order = np.argsort(at.ravel(), kind="stable")
    item = np.repeat(np.arange(items, dtype=np.int32), ROWS_AN_ITEM)[order]
    ids = pa.array([f"REQ-{number:09}" for number in range(items)])
    return pa.table(
        {
            "item": ids.take(pa.array(item)),
            "at": pa.array(at.ravel()[order] * 1_000_000).cast(pa.timestamp("us", tz="UTC")),
            "status": pa.array([*CLASSES]).take(pa.array(status.ravel()[order])),
            "holder": pa.array([*PARTY_OF]).take(pa.array(team.ravel()[order])),
            "type": pa.array([f"Type {n}" for n in range(7)]).take(pa.array(item % 7)),
        }
    )


def _moments(items: int, chance: np.random.Generator) -> np.ndarray:
    steps = chance.integers(60, 360_000, (items, ROWS_AN_ITEM))
    steps[:, 1:][chance.random((items, ROWS_AN_ITEM - 1)) < TIED] = 0
    return _BEGIN + chance.integers(0, _LAST_START, (items, 1)) + np.cumsum(steps, axis=1)


def _held(team: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """Half of the rows keep the team of the row before."""
    stays = chance.random(team.shape) < 0.5
    for step in range(1, ROWS_AN_ITEM):
        team[:, step] = np.where(stays[:, step], team[:, step - 1], team[:, step])
    return team
