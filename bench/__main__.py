"""Runs every measurement and writes ``bench/results.md``."""

import argparse
import datetime as dt
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
STATUSES = np.array(["Open", "In Progress", "Waiting", "In Review"])
ROWS_AN_ITEM = 10
TEAMS = 40

_FLOOR = """
import sys, duckdb
table = f"read_csv('{sys.argv[1]}', all_varchar = true)"
duckdb.connect().execute(f"create table sorted as select * from {table} order by item, \\"at\\"")
"""
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
for number in range(40):
    team = Team.objects.create(name=f"Team {number}")
    TeamParty.objects.create(team=team, party=("marketing", "it")[number % 2])
"""


@dataclass(frozen=True)
class Run:
    """One measured process."""

    name: str
    wall: float
    processor: float
    peak_mb: float


def write_log(file: Path, rows: int, seed: int = 1) -> None:
    """A log of so many rows: ten an item, the last of them Done."""
    generator = np.random.default_rng(seed)
    begin = np.datetime64("2024-01-01T00:00:00")
    with file.open("w", encoding="utf-8") as out:
        out.write("item,at,status,holder,type,title\n")
        for item in range(rows // ROWS_AN_ITEM):
            steps = np.cumsum(generator.integers(60, 360_000, ROWS_AN_ITEM))
            at = begin + generator.integers(0, 36_000_000) + steps
            status = STATUSES[generator.integers(0, len(STATUSES), ROWS_AN_ITEM)].tolist()
            status[-1] = "Done"
            team = generator.integers(0, TEAMS, ROWS_AN_ITEM)
            out.writelines(
                f"REQ-{item},{moment}Z,{state},Team {group},Type {item % 7},Thing {item}\n"
                for moment, state, group in zip(at, status, team, strict=True)
            )


def measured(name: str, command: list[str], environment: dict[str, str]) -> Run:
    """Run a command; its wall time, processor time and peak memory with all its children."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{name} failed with status {status}.")
    wall = time.perf_counter() - begin
    return Run(name, wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def main() -> None:
    """Measure, print and record."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=1_000_000)
    rows = options.parse_args().rows
    accord = str(Path(sys.executable).with_name("accord"))
    with tempfile.TemporaryDirectory(prefix="accord-bench-") as folder:
        log = Path(folder) / "log.csv"
        write_log(log, rows)
        environment = {**os.environ, "ACCORD_HOME": str(Path(folder) / "home")}
        subprocess.run([sys.executable, "-c", _ACCOUNT], env=environment, check=True)
        runs = [
            measured("floor: sort", [sys.executable, "-c", _FLOOR, str(log)], environment),
            measured("accord flow", [accord, "flow", str(log)], environment),
            measured("accord import", [accord, "import", str(log)], environment),
        ]
    text = report(runs, rows)
    print(text)
    (HERE / "results.md").write_text(text, encoding="utf-8")


def report(runs: list[Run], rows: int) -> str:
    """The table, with ratios to the floor."""
    floor = runs[0]
    lines = [
        "# Results",
        "",
        f"{rows:,} history rows, {dt.datetime.now(dt.UTC):%d %B %Y}, {os.cpu_count()} cores, "
        f"{platform.machine()}, Python {platform.python_version()}. Each in a process of its own, its "
        "start included.",
        "",
        "| what | wall, s | × floor | processor, s | × floor | peak memory, MB |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {run.name} | {run.wall:.1f} | {run.wall / floor.wall:.1f} | {run.processor:.1f} | "
        f"{run.processor / floor.processor:.1f} | {run.peak_mb:.0f} |"
        for run in runs
    ]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
