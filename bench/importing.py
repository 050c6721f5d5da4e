"""A later export of 1 % of the items, taken in beside a rebuild of everything."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from accord.analysis.tables import HISTORY
from accord.store.evidence import Evidence, Snapshot, Writing
from bench.logs import write_part

_SHARE = 0.01


def one_percent(file: Path) -> dict[str, Any]:
    """Take in the part on top of the whole."""
    return _taken_in(file, lambda writing: writing.apply("2", "log"))


def rebuild(file: Path) -> dict[str, Any]:
    """Whole and part replayed from nothing."""
    return _taken_in(file, lambda writing: writing.replay(["1", "2"], "log"))


def _taken_in(file: Path, work: Callable[[Writing], Snapshot]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="accord-bench-") as folder:
        home = Path(folder)
        write_part(file, home / "part.parquet", _SHARE)
        evidence = Evidence(home)
        snapshot = evidence.first_snapshot()
        _stage(evidence, "1", file)
        _stage(evidence, "2", home / "part.parquet")
        with evidence.writing(snapshot) as writing:
            writing.apply("1", "log")
            wall, processor = time.perf_counter(), time.process_time()
            work(writing)
            taken = {
                "wall": time.perf_counter() - wall,
                "processor": time.process_time() - processor,
            }
    return {"taken": taken}


def _stage(evidence: Evidence, name: str, file: Path) -> None:
    log = parquet.ParquetFile(file)
    begin = 0
    with evidence.raw.staged(name) as scratch:
        for batch in log.iter_batches(200_000, columns=["item", "at", "status", "holder"]):
            nothing = pa.repeat(pa.scalar("", pa.string()), len(batch))
            columns = {
                "item": batch["item"],
                "at": batch["at"].cast(pa.int64()),
                "line": pa.array(np.arange(begin, begin + len(batch))),
                "status": batch["status"],
                "holder": batch["holder"],
                "person": nothing,
                "resolution": nothing,
            }
            begin += len(batch)
            scratch.write("log", "history", pa.RecordBatch.from_pydict(columns, schema=HISTORY))
