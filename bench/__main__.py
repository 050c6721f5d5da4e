"""Runs every measurement side by side and writes ``bench/results.md``."""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.report import report
from bench.run import MISSING

HERE = Path(__file__).parent
WARM_UP_ROWS = 10_000
LARGE = 50_000_000
PARTS_ROWS = 1_000_000

#: Name, module and task of everything that works on the Parquet log.
FLOORS = (
    ("floor: scan", "floors", "scan"),
    ("floor: group by text id, no order", "floors", "group"),
    ("floor: sort by whole number", "floors", "integer_sort"),
    ("floor: sort by text id", "floors", "text_sort"),
)
CONTENDERS = (
    ("Accord, from the file", "pipeline", "cold"),
    ("Accord, in pieces", "pipeline", "in_pieces"),
    ("Accord, from stored stays", "pipeline", "warm"),
    ("Accord's expressions in DuckDB", "expressions", "cold"),
    ("Polars", "with_polars", "cold"),
    ("pandas", "with_pandas", "cold"),
    ("PM4Py, its nearest parts", "with_pm4py", "nearest"),
)
PARTS = (
    ("1 % of the items taken in", "importing", "one_percent"),
    ("the same by rebuilding", "importing", "rebuild"),
    ("stays read with 8 layers", "importing", "read_with_layers"),
    ("working days of items by turn and class", "working", "by_turn"),
    ("the same in DuckDB", "working", "by_turn_in_the_engine"),
    ("the sum of working time in arrays", "working", "in_arrays"),
    ("the sum of working time in DuckDB", "working", "in_the_engine"),
    ("a moved team recomputed", "seating", "moved_team"),
)
COMMANDS = ("flow", "import")

_ACCOUNT = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "accord.config.settings"
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from accord.areas.people.models import Company, Person, Team, TeamParty, User
Company.objects.create(pk=1, name="Bench")
User.objects.create_user("lead", person=Person.objects.create(name="Lead"), role="lead")
for number in range(200):
    team = Team.objects.create(name=f"Team {number}")
    TeamParty.objects.create(team=team, party=("marketing", "it")[number % 2])
"""


@dataclass(slots=True)
class Run:
    """The least that a task took over all repetitions; peak memory is that of its process."""

    name: str
    rows: int
    wall: float = float("inf")
    processor: float = float("inf")
    peak: float = float("inf")
    answer: dict[str, Any] | None = None  # until it has run

    def add(self, taken: dict[str, Any]) -> None:
        """One more repetition."""
        for name in ("wall", "processor", "peak"):
            setattr(self, name, min(getattr(self, name), taken[name]))
        self.answer = taken["answer"]


def measured(name: str, module: str, task: str, file: Path, warm_up: Path) -> dict[str, Any] | None:
    """Run a task in a process of its own; ``None`` where a peer is not installed."""
    command = [sys.executable, "-W", "ignore", "-m", "bench.run", module, task]
    done = subprocess.run(
        [*command, str(file), str(warm_up)], capture_output=True, text=True, check=False
    )
    if done.returncode == MISSING:
        print(f"{name} is left out: {done.stdout.strip()}")
        return None
    if done.returncode:
        sys.exit(f"{name} failed:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def interleaved(
    tasks: Iterable[tuple[str, str, str]], file: Path, rows: int, times: int, warm_up: Path
) -> Iterator[list[Run]]:
    """All tasks in turn, then all once more: what else the machine does falls on each alike.

    Gives what is known so far, after each task.
    """
    runs = {name: Run(name, rows) for name, _, _ in tasks}
    for _ in range(times):
        for name, module, task in tasks:
            if name not in runs:
                continue
            taken = measured(name, module, task, file, warm_up)
            if taken is None:
                del runs[name]
                continue
            runs[name].add(taken)
            print(f"{rows:,} rows, {name}: {taken['wall']:.2f} s", flush=True)
            yield [run for run in runs.values() if run.answer is not None]


def command(verb: str, log: Path, environment: dict[str, str]) -> dict[str, Any]:
    """Run the product's own command; with its start, and all its children."""
    accord = str(Path(sys.executable).with_name("accord"))
    begin = time.perf_counter()
    process = subprocess.Popen([accord, verb, str(log)], env=environment, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"accord {verb} failed with status {status}.")
    wall, processor = time.perf_counter() - begin, used.ru_utime + used.ru_stime
    return {"wall": wall, "processor": processor, "peak": used.ru_maxrss / 1024, "answer": {}}


def commands(folder: Path, rows: int, times: int) -> list[Run]:
    """``accord flow`` and ``accord import`` on the same log as CSV."""
    log = folder / "log.csv"
    _written(log, rows, "write_csv")
    runs = [Run(f"accord {verb}", rows) for verb in COMMANDS]
    for number in range(times):
        environment = {**os.environ, "ACCORD_HOME": str(folder / f"home {number}")}
        subprocess.run([sys.executable, "-c", _ACCOUNT], env=environment, check=True)
        for run, verb in zip(runs, COMMANDS, strict=True):
            run.add(command(verb, log, environment))
            print(f"{run.name}: {run.wall:.2f} s", flush=True)
    return runs


def main() -> None:
    """Measure, print and record."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, nargs="+", default=[1_000_000])
    options.add_argument(
        "--times", type=int, default=3, help="repetitions, of which the least counts"
    )
    options.add_argument("--large", action="store_true", help="growth up to 50 million rows")
    options.add_argument("--no-commands", action="store_true", help="leave flow and import out")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="accord-bench-") as folder:
        for found in _all(Path(folder), asked):
            text = report(found)
            (HERE / "results.md").write_text(text, encoding="utf-8")
    print(text)


def _all(folder: Path, asked: argparse.Namespace) -> Iterator[dict[str, list[Run]]]:
    """Everything that was measured so far, after each task: a run that is cut off was not in vain."""
    warm_up = folder / "warm-up.parquet"
    _written(warm_up, WARM_UP_ROWS, "write_parquet")
    found: dict[str, list[Run]] = {}
    stages = [(f"{rows}", (*FLOORS, *CONTENDERS), rows, asked.times) for rows in asked.rows]
    stages.insert(1, ("parts", PARTS, PARTS_ROWS, asked.times))
    if asked.large:
        stages.append((f"{LARGE}", (FLOORS[2], *CONTENDERS[:2]), LARGE, 1))
    for name, tasks, rows, times in stages:
        for runs in interleaved(tasks, _log(folder, rows), rows, times, warm_up):
            yield found | {name: runs}
        found[name] = runs
    if not asked.no_commands:
        yield found | {"commands": commands(folder, PARTS_ROWS, asked.times)}


def _log(folder: Path, rows: int) -> Path:
    file = folder / f"{rows}.parquet"
    if not file.exists():
        _written(file, rows, "write_parquet")
    return file


def _written(file: Path, rows: int, how: str) -> None:
    """In a process of its own: else what it needs would count as the peak of all that come after."""
    work = f"import pathlib, bench.logs; bench.logs.{how}(pathlib.Path({str(file)!r}), {rows})"
    subprocess.run([sys.executable, "-c", work], check=True)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
