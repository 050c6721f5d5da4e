"""A later export of 1 % of the items, taken in beside a rebuild of everything."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from accord.analysis.tables import HISTORY
from accord.store.evidence import MOST_LAYERS, STAYS, Evidence, Snapshot, Writing, open_snapshot
from bench.logs import write_part

_SHARE = 0.01


def one_percent(file: Path) -> dict[str, Any]:
    """Take in the part on top of the whole."""
    return _taken_in(file, lambda writing: writing.apply("2", "log"))


def rebuild(file: Path) -> dict[str, Any]:
    """Whole and part replayed from nothing."""
    return _taken_in(file, lambda writing: writing.replay(["1", "2"], "log"))


def read_with_layers(file: Path) -> dict[str, Any]:
    """All stays read once the store has as many layers as it may have, beside the same after a merge."""
    with _two_imports(file) as (evidence, writing):
        for _ in range(MOST_LAYERS):
            layered = writing.apply("2", "log")
        merged = writing.compact()
        taken, plain = (_least(evidence, snapshot) for snapshot in (layered, merged))
    return {"taken": taken, "plain": plain}


def _least(evidence: Evidence, snapshot: Snapshot) -> dict[str, float]:
    """Of three readings."""
    home, best = evidence.folder.parent, {"wall": float("inf"), "processor": float("inf")}
    for _ in range(3):
        with _timed() as taken, open_snapshot(home, snapshot) as tables:
            tables[STAYS].to_pyarrow()
        best = {name: min(best[name], taken[name]) for name in best}
    return best


def _taken_in(file: Path, work: Callable[[Writing], Snapshot]) -> dict[str, Any]:
    with _two_imports(file) as (_, writing), _timed() as taken:
        work(writing)
    return {"taken": taken}


@contextmanager
def _timed() -> Iterator[dict[str, float]]:
    taken: dict[str, float] = {}
    wall, processor = time.perf_counter(), time.process_time()
    yield taken
    taken["wall"] = time.perf_counter() - wall
    taken["processor"] = time.process_time() - processor


@contextmanager
def _two_imports(file: Path) -> Iterator[tuple[Evidence, Writing]]:
    """The whole is taken in; the part is there to be taken in."""
    with tempfile.TemporaryDirectory(prefix="accord-bench-") as folder:
        home = Path(folder)
        write_part(file, home / "part.parquet", _SHARE)
        evidence = Evidence(home)
        snapshot = evidence.first_snapshot()
        _stage(evidence, "1", file)
        _stage(evidence, "2", home / "part.parquet")
        with evidence.writing(snapshot) as writing:
            writing.apply("1", "log")
            yield evidence, writing


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
