"""Working time against elapsed time, over stored stays."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ibis
import numpy as np
import pyarrow as pa

from accord.analysis import calendars
from accord.store.engine import opened
from bench.logs import AS_OF, PARTY_OF
from bench.pipeline import keep_stays

_FIRST = 1_577_836_800_000_000  # 1 January 2020
_CALENDARS = {
    "marketing": calendars.Calendar.default("Europe/Berlin"),
    "it": calendars.Calendar.default("America/New_York"),
    "agency": calendars.Calendar.default("Europe/London"),
    "vendor": calendars.Calendar.default("Asia/Kolkata"),
}


def in_arrays(file: Path) -> dict[str, Any]:
    """By look-up in arrays of shifts, each stay by the calendar of its holder's party."""
    with opened() as engine:
        rows = _stays(engine, file).to_pyarrow()
    begin, end = rows["at"].to_numpy(), rows["until"].to_numpy()
    numbers = {name: number for number, name in enumerate(_CALENDARS)}
    party = np.array([numbers[name] for name in rows["party"].to_pylist()], np.int8)
    unrolled = [calendars.WorkingTime.of(found, _FIRST, AS_OF) for found in _CALENDARS.values()]

    def working() -> int:
        return sum(
            int((found.between(begin[party == number], end[party == number]) // 1_000_000).sum())
            for number, found in enumerate(unrolled)
        )

    return _compared(lambda: int(((end - begin) // 1_000_000).sum()), working)


def in_the_engine(file: Path) -> dict[str, Any]:
    """By the table to join, in DuckDB."""
    with opened() as engine:
        rows = engine.create_table("rows", _stays(engine, file), temp=True)
        slots = calendars.calendar_slots(_CALENDARS, _FIRST, AS_OF)
        found = calendars.working_between(rows, slots, "at", "until", calendar="party")
        elapsed = rows.agg(n=(rows.until - rows.at).sum())
        worked = found.agg(n=found.working.sum())
        return _compared(
            lambda: engine.to_pyarrow(elapsed)["n"][0].as_py(),
            lambda: engine.to_pyarrow(worked)["n"][0].as_py(),
        )


def _stays(engine: Any, file: Path) -> Any:
    stored = file.with_suffix(".stays")
    if not stored.exists():
        keep_stays(file)
    stays = engine.read_parquet(stored)
    parties = ibis.memtable(pa.table({"holder": list(PARTY_OF), "party": list(PARTY_OF.values())}))
    return (
        stays.inner_join(parties, "holder")
        .mutate(until=stays.until.fill_null(AS_OF))
        .select("party", "at", "until")
    )


def _compared(elapsed: Callable[[], int], working: Callable[[], int]) -> dict[str, Any]:
    elapsed_taken, _ = _taken(elapsed)
    taken, worked = _taken(working)
    return {"taken": taken, "elapsed": elapsed_taken["wall"], "working": worked}


def _taken(work: Callable[[], int]) -> tuple[dict[str, float], int]:
    """The least of three times, since the shorter one is a matter of milliseconds."""
    best, answer = {"wall": float("inf"), "processor": float("inf")}, 0
    for _ in range(3):
        wall, processor = time.perf_counter(), time.process_time()
        answer = int(work())
        best["wall"] = min(best["wall"], time.perf_counter() - wall)
        best["processor"] = min(best["processor"], time.process_time() - processor)
    return best, answer
