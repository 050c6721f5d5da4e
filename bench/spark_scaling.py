"""Custody and requests on Spark with one and with two executors, beside DuckDB, on the same stored stays.

``python -m bench.spark_scaling`` writes ``bench/results-spark.md``. Every engine works in a process of its own, which
starts, answers everything on a small log, and then works on one size after the other. Spark is set as an
operator sets it for Accord: by a ``spark-defaults.conf`` in ``SPARK_CONF_DIR``.
"""

import argparse
import datetime as dt
import json
import math
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
from pyarrow import parquet

from accord.analysis import custody, requests
from accord.config.spark import prepare
from accord.store.engine import DUCKDB, PYSPARK, opened, read_files
from bench.logs import AS_OF, write_parquet
from bench.pipeline import kept_stays, meanings, placements

RESULTS = Path(__file__).with_name("results-spark.md")
WARM_UP_ROWS = 10_000
EXECUTOR_MB = 2048  # with half of it three million placed stays could not be brought back
DRIVER_MEMORY = "2g"
#: Of five items that stand together, the first two are one request.
_ITEMS_A_REQUEST = 2
_ONE_OF = 5
_SILENT = " (no answer)"
_CLOCK = os.sysconf("SC_CLK_TCK")
_ORDER = {
    "placed": ("source", "item", "at"),
    "items": ("source", "item"),
    "time by turn": ("turn", "class"),
    "hand-offs": ("giver", "taker"),
    "lead time": ("delivered",),
    "time of requests": ("turn", "class"),
}


# What is asked


def _placed(stays: Any, _: pa.Table) -> dict[str, Any]:
    placed = custody.place(stays, placements(), meanings(), AS_OF)
    return {"placed": placed, "items": custody.items(placed)}


def _sums(stays: Any, _: pa.Table) -> dict[str, Any]:
    placed = custody.place(stays, placements(), meanings(), AS_OF)
    passed = custody.handoffs(placed)
    return {
        "time by turn": custody.days_by_turn(placed),
        "hand-offs": passed.group_by(["giver", "taker"]).agg(
            times=passed.count(), back=passed.ping_pong.cast("int64").sum()
        ),
        "lead time": custody.lead_times(custody.items(placed)),
    }


def _requests(stays: Any, membership: pa.Table) -> dict[str, Any]:
    placed = custody.place(stays, placements(), meanings(), AS_OF)
    joined = requests.request_stays(placed, membership, AS_OF)
    return {"time of requests": custody.days_by_turn(joined)}


#: Name and question: each gives tables that are brought back to this process.
QUESTIONS: dict[str, Callable[[Any, pa.Table], dict[str, Any]]] = {
    "stays placed and lives of items, all rows brought back": _placed,
    "sums: time by turn, hand-offs, lead time": _sums,
    "two fifths of the items joined in pairs, time by turn": _requests,
}


def _membership(stays: Path) -> pa.Table:
    """Of every five items two in one request."""
    ids = parquet.read_table(stays, columns=["item"])["item"].unique().sort().to_pylist()
    rows = [
        {"request": f"log/{ids[number - number % _ONE_OF]}", "source": "log", "item": name}
        for number, name in enumerate(ids)
        if number % _ONE_OF < _ITEMS_A_REQUEST
    ]
    return pa.Table.from_pylist(rows, schema=requests.MEMBERSHIP)


# One engine, in a process of its own


def work(engine: str, folders: list[Path]) -> None:
    """Answer everything on every folder, the first of them to warm up; prints one line of JSON an event."""
    prepare()
    begin = time.perf_counter()
    with opened(engine) as connection:
        connection.to_pyarrow(ibis.memtable({"one": [1]}, schema={"one": "int64"}))
        _say(event="start", wall=time.perf_counter() - begin)
        for folder in folders:
            files = [str(file) for file in folder.glob("source=*/*.parquet")]
            membership = _membership(Path(files[0]))
            for name, question in QUESTIONS.items():
                stays = read_files(connection, folder, files)
                _say(**_asked(name, question, stays, membership, folder), rows=int(folder.name))


def _asked(
    name: str, question: Callable[..., Any], stays: Any, membership: pa.Table, folder: Path
) -> dict[str, Any]:
    wall, processor = time.perf_counter(), _processor()
    found = {kind: asked.to_pyarrow() for kind, asked in question(stays, membership).items()}
    wall, processor = time.perf_counter() - wall, _processor() - processor
    for kind, table in found.items():
        in_order = table.sort_by([(column, "ascending") for column in _ORDER[kind]])
        parquet.write_table(in_order, folder / f"{os.environ['ANSWERS']} {kind}.parquet")
    return {
        "event": "answer",
        "name": name,
        "wall": wall,
        "processor": processor,
        "peak": _peak(),
        "load": os.getloadavg()[0],
        "brought": sum(table.num_rows for table in found.values()),
    }


def _say(**told: Any) -> None:
    print(json.dumps(told), flush=True)


def _family() -> Iterator[Path]:
    """This process and all that it started, as folders of /proc: Spark works in processes of its own."""
    parent: dict[str, str] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with _gone():
            parent[folder.name] = _fields(folder)[1]
    own = {str(os.getpid())}
    while more := {child for child, of in parent.items() if of in own} - own:
        own |= more
    return (Path("/proc", process) for process in own)


def _fields(folder: Path) -> list[str]:
    """What ``stat`` says after the name in brackets."""
    return (folder / "stat").read_text().rpartition(")")[2].split()


@contextmanager
def _gone() -> Iterator[None]:
    """A process may end while it is looked at."""
    with suppress(FileNotFoundError, ProcessLookupError):
        yield


def _processor() -> float:
    """Seconds of processor time of the whole family."""
    ticks = 0
    for folder in _family():
        with _gone():
            ticks += sum(map(int, _fields(folder)[11:13]))
    return ticks / _CLOCK


def _peak() -> float:
    """MB: the peaks of the family's processes added up."""
    kilobytes = 0
    for folder in _family():
        with _gone():
            found = re.search(r"VmHWM:\s+(\d+)", (folder / "status").read_text())
            kilobytes += int(found[1]) if found else 0  # what has ended has no memory
    return kilobytes / 1024


# All engines, side by side


@contextmanager
def _spark_home() -> Iterator[Path]:
    """Spark as installed, in a folder in which its workers may write."""
    import pyspark

    with tempfile.TemporaryDirectory(prefix="accord-spark-", ignore_cleanup_errors=True) as name:
        for part in Path(pyspark.__file__).parent.iterdir():
            (Path(name) / part.name).symlink_to(part)
        yield Path(name)


def _environment(home: Path, executors: int) -> dict[str, str]:
    """What an operator would set: Spark's own settings in a file."""
    conf = home / f"conf {executors}"
    conf.mkdir(exist_ok=True)
    (conf / "spark-defaults.conf").write_text(
        f"spark.master local-cluster[{executors},1,{EXECUTOR_MB}]\n"
        f"spark.executor.memory {EXECUTOR_MB}m\nspark.driver.memory {DRIVER_MEMORY}\n"
    )
    return {"SPARK_HOME": str(home), "SPARK_CONF_DIR": str(conf)}


def _run(
    label: str, engine: str, folders: list[Path], more: dict[str, str]
) -> list[dict[str, Any]]:
    command = [sys.executable, "-W", "ignore", "-m", "bench.spark_scaling", "--work", engine]
    process = subprocess.Popen(
        [*command, *map(str, folders)],
        env={**os.environ, **more, "ANSWERS": label},
        stdout=subprocess.PIPE,
        text=True,
    )
    told = []
    for line in process.stdout or ():
        told.append(json.loads(line) | {"label": label})
        print(told[-1], flush=True)
    if process.wait():
        print(f"{label} failed with status {process.returncode}.", flush=True)
    return told


def _stored(folder: Path, rows: int) -> Path:
    """The stays of a log as the store keeps them: a folder a source."""
    log, place = folder / f"{rows}.parquet", folder / str(rows)
    write_parquet(log, rows)
    (place / "source=log").mkdir(parents=True)
    kept_stays(log).rename(place / "source=log" / "stays.parquet")
    return place


def _alike(folder: Path, label: str) -> list[str]:
    """Which answers of an engine are not those of DuckDB: whole numbers and names to the last."""
    apart = []
    for kind in _ORDER:
        files = [folder / f"{name} {kind}.parquet" for name in (label, "DuckDB")]
        if not all(file.exists() for file in files):
            apart.append(f"{kind}{_SILENT}")
        elif not _same(*map(parquet.read_table, files)):
            apart.append(kind)
    return apart


def _same(own: pa.Table, other: pa.Table) -> bool:
    if own.column_names != other.column_names or len(own) != len(other):
        return False
    for name in own.column_names:
        if pa.types.is_floating(own[name].type):
            pairs = zip(own[name].to_pylist(), other[name].to_pylist(), strict=True)
            if not all(math.isclose(one, two, rel_tol=1e-9) for one, two in pairs):
                return False
        elif not own[name].equals(other[name].cast(own[name].type)):
            return False
    return True


def main() -> None:
    """Measure, compare and record."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, nargs="+", default=[1_000_000, 3_000_000])
    options.add_argument("--executors", type=int, nargs="+", default=[1, 2])
    options.add_argument("--work", nargs="+", metavar="ENGINE FOLDER", help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.work:
        work(asked.work[0], [Path(name) for name in asked.work[1:]])
        return
    with tempfile.TemporaryDirectory(prefix="accord-bench-") as name, _spark_home() as home:
        folders = [_stored(Path(name), rows) for rows in (WARM_UP_ROWS, *asked.rows)]
        told = _run("DuckDB", DUCKDB, folders, {})
        for executors in asked.executors:
            label = _label(executors)
            told += _run(label, PYSPARK, folders, _environment(home, executors))
        labels = [_label(executors) for executors in asked.executors]
        apart = {
            (label, rows): _alike(Path(name) / str(rows), label)
            for label in labels
            for rows in asked.rows
        }
    RESULTS.write_text(page(told, ["DuckDB", *labels], asked.rows, apart), encoding="utf-8")
    print(RESULTS.read_text())


def _label(executors: int) -> str:
    return f"Spark, {executors} executor{'s' if executors > 1 else ''}"


# The page


def page(
    told: list[dict[str, Any]],
    labels: list[str],
    sizes: list[int],
    apart: dict[tuple[str, int], list[str]],
) -> str:
    """Every question and size: seconds, to one executor, to DuckDB."""
    lines = [
        "# Spark with one and with two executors, beside DuckDB",
        "",
        f"{dt.datetime.now(dt.UTC):%d %B %Y}, {os.cpu_count()} cores shared with other work, {platform.machine()}, Python "
        f"{platform.python_version()}. Spark in `local-cluster`: each executor is a process of its own with one core and "
        f"{EXECUTOR_MB} MB, the driver has {DRIVER_MEMORY}; DuckDB has all cores. Each question once, after all of them on a small "
        "log. Processor time and memory are those of all processes of the engine together; the load is that of the "
        "machine, whoever made it.",
        "",
    ]
    answers = {
        (row["label"], row["rows"], row["name"]): row for row in told if row["event"] == "answer"
    }
    for rows in sizes:
        lines += [f"## {rows:,} history rows", ""]
        for name in QUESTIONS:
            found = [(label, answers.get((label, rows, name))) for label in labels]
            lines += _question(name, [(label, row) for label, row in found if row])
    lines += ["## Do they say the same?", ""]
    lines += [_verdict(label, rows, wrong) for (label, rows), wrong in apart.items()]
    return "\n".join([*lines, "", *_starts(told)]) + "\n"


def _question(name: str, found: list[tuple[str, dict[str, Any]]]) -> Iterator[str]:
    brought = found[0][1]["brought"]
    yield f"**{name[0].upper()}{name[1:]}** ({brought:,} rows come back)"
    yield ""
    yield (
        "| engine | wall, s | × one executor | × DuckDB | processor, s | × one executor | × DuckDB | "
        "memory so far, MB | load |"
    )
    yield "|---|---|---|---|---|---|---|---|---|"
    engine = found[0][1]
    one = found[1][1] if len(found) > 1 else None
    for label, row in found:
        cells = []
        for kind in ("wall", "processor"):
            to_one = f"{row[kind] / one[kind]:.2f}" if one else ""
            cells += [f"{row[kind]:.2f}", to_one, f"{row[kind] / engine[kind]:.2f}"]
        yield f"| {label} | {' | '.join(cells)} | {row['peak']:.0f} | {row['load']:.1f} |"
    yield ""


def _verdict(label: str, rows: int, wrong: list[str]) -> str:
    silent = [kind for kind in wrong if kind.endswith(_SILENT)]
    if len(silent) == len(_ORDER):
        return f"- {label}, {rows:,} rows: no answer."
    if silent and silent == wrong:
        return f"- {label}, {rows:,} rows: {', '.join(wrong)}; every other answer is DuckDB's."
    if wrong:
        return f"- {label}, {rows:,} rows: otherwise than DuckDB in {', '.join(wrong)}."
    return (
        f"- {label}, {rows:,} rows: every row of every answer is DuckDB's, to the microsecond "
        "(quantiles and means, which are floating numbers, to the ninth digit)."
    )


def _starts(told: list[dict[str, Any]]) -> Iterator[str]:
    yield "## Start"
    yield ""
    yield "| engine | until the first answer, s | then all questions on 10,000 rows, s |"
    yield "|---|---|---|"
    for row in told:
        if row["event"] == "start":
            small = [
                other["wall"]
                for other in told
                if other["label"] == row["label"] and other.get("rows") == WARM_UP_ROWS
            ]
            yield f"| {row['label']} | {row['wall']:.1f} | {sum(small):.1f} |"


if __name__ == "__main__":
    main()
