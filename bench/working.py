"""Working time against elapsed time, over stored stays."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
from pyarrow import parquet

from accord.analysis import calendars, custody, ordered
from accord.analysis.working_days import working_days
from accord.store.engine import opened
from bench.logs import AS_OF, PARTY_OF
from bench.pipeline import FEW_NAMES, kept_stays, meanings, placements

_FIRST = 1_577_836_800_000_000  # 1 January 2020
_CALENDARS = {
    "marketing": calendars.Calendar.default("Europe/Berlin"),
    "it": calendars.Calendar.default("America/New_York"),
    "agency": calendars.Calendar.default("Europe/London"),
    "vendor": calendars.Calendar.default("Asia/Kolkata"),
}


def by_turn(file: Path) -> dict[str, Any]:
    """What the pages ask: each item's time by whose turn it was and class; elapsed by the ordered pass."""
    placed = _placed(file)
    table = placed.table("log")
    nobody = calendars.Calendar.default("UTC")
    return _compared(
        lambda: int(ordered.days_by_turn(placed).times.sum() // 1_000_000),
        lambda: len(working_days(table, _CALENDARS, nobody)),
    )


def by_turn_in_the_engine(file: Path) -> dict[str, Any]:
    """The same in DuckDB."""
    with opened() as engine:
        rows = engine.create_table("rows", _placed(file).table("log"), temp=True)
        days = calendars.calendar_days(_CALENDARS, _FIRST, AS_OF)
        worked = calendars.working_between(rows, days, "at", "until", calendar="turn")
        by = ["source", "item", "turn", "class"]
        found = worked.group_by(by).agg(working=worked.working.sum())
        elapsed = custody.days_by_turn(rows, ["source", "item"])
        return _compared(
            lambda: len(engine.to_pyarrow(elapsed)), lambda: len(engine.to_pyarrow(found))
        )


def in_arrays(file: Path) -> dict[str, Any]:
    """The sum over all stays by look-up, beside the least that time can cost: one subtraction."""
    with opened() as engine:
        rows = _stays(engine, file).to_pyarrow()
    begin, end = rows["at"].to_numpy(), rows["until"].to_numpy()
    numbers = {name: number for number, name in enumerate(_CALENDARS)}
    party = np.array([numbers[name] for name in rows["party"].to_pylist()], np.int32)
    unrolled = calendars.WorkingTime.of_each(list(_CALENDARS.values()), _FIRST, AS_OF)
    return _compared(
        lambda: int(((end - begin) // 1_000_000).sum()),
        lambda: int((unrolled.between(begin, end, party) // 1_000_000).sum()),
    )


def in_the_engine(file: Path) -> dict[str, Any]:
    """The same sum by the table to join, in DuckDB."""
    with opened() as engine:
        rows = engine.create_table("rows", _stays(engine, file), temp=True)
        days = calendars.calendar_days(_CALENDARS, _FIRST, AS_OF)
        found = calendars.working_between(rows, days, "at", "until", calendar="party")
        elapsed = rows.agg(n=(rows.until - rows.at).sum())
        worked = found.agg(n=found.working.sum())
        return _compared(
            lambda: engine.to_pyarrow(elapsed)["n"][0].as_py(),
            lambda: engine.to_pyarrow(worked)["n"][0].as_py(),
        )


def _placed(file: Path) -> ordered.Placed:
    stored = parquet.read_table(kept_stays(file), read_dictionary=FEW_NAMES)
    return ordered.place(ordered.Stays.of(stored), placements(), meanings(), AS_OF)


def _stays(engine: Any, file: Path) -> Any:
    stays = engine.read_parquet(kept_stays(file))
    parties = ibis.memtable(pa.table({"holder": list(PARTY_OF), "party": list(PARTY_OF.values())}))
    return (
        stays.inner_join(parties, "holder")
        .mutate(until=stays.until.fill_null(AS_OF))
        .select("party", "at", "until")
    )


def _compared(elapsed: Callable[[], int], working: Callable[[], int]) -> dict[str, Any]:
    elapsed_taken, _ = _taken(elapsed)
    taken, worked = _taken(working)
    return {"taken": taken, "elapsed": elapsed_taken, "working": worked}


def _taken(work: Callable[[], int]) -> tuple[dict[str, float], int]:
    """The least of three times, since the shorter one is a matter of milliseconds."""
    best, answer = {"wall": float("inf"), "processor": float("inf")}, 0
    for _ in range(3):
        wall, processor = time.perf_counter(), time.process_time()
        answer = int(work())
        best["wall"] = min(best["wall"], time.perf_counter() - wall)
        best["processor"] = min(best["processor"], time.process_time() - processor)
    return best, answer
