"""Feeds every reader, one after the other, for some minutes each, and says what was found.

Each reader runs in a process of its own, which a hang or a full memory may end: it is begun again with
what it learned until its time is over. Inputs that break a rule stay in the folder, by reader.
"""

import argparse
import re
import subprocess
import sys
import time
from pathlib import Path

from accord.connectors.registry import readers

INPUT_SECONDS = 10
MEMORY_MB = 1024
LONGEST = 65_536
_RUNS = re.compile(r"^stat::number_of_executed_units:\s*(\d+)|^#(\d+)\s", re.MULTILINE)
_EDGES = re.compile(r"\bcov: (\d+)")


def main() -> int:
    """Run all readers or those named; the exit code says whether anything was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("readers", nargs="*", help="names of readers; all where none is given")
    parser.add_argument("--seconds", type=int, default=150, help="time for each reader")
    parser.add_argument("--folder", type=Path, default=Path("build/fuzz"))
    told = parser.parse_args()
    _say("| reader | inputs | edges reached | findings |\n|---|---:|---:|---:|")
    found = [_fuzzed(name, told.seconds, told.folder / name) for name in told.readers or readers()]
    return int(any(found))


def _fuzzed(name: str, seconds: int, folder: Path) -> int:
    """Feed one reader until its time is over; how many kinds of findings there are."""
    findings = folder / "findings"
    for place in (folder / "corpus", findings):
        place.mkdir(parents=True, exist_ok=True)
    end, inputs, edges, turn = time.monotonic() + seconds, 0, 0, 0
    while (left := int(end - time.monotonic())) > 0:
        turn += 1
        log = folder / f"log-{turn}.txt"
        _run(name, left, folder, log)
        printed = log.read_text(errors="replace")
        inputs += max((int(a or b) for a, b in _RUNS.findall(printed)), default=0)
        edges = max([edges, *map(int, _EDGES.findall(printed))])
        if "INITED" not in printed:
            _say(f"The reader {name} could not be fed: see {log}.")
            return 1
    found = sum(kept.suffix != ".txt" for kept in findings.iterdir())
    _say(f"| {name} | {inputs} | {edges} | {found} |")
    return found


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _run(name: str, seconds: int, folder: Path, log: Path) -> None:
    limits = [f"-timeout={INPUT_SECONDS}", f"-rss_limit_mb={MEMORY_MB}", f"-max_len={LONGEST}"]
    ends = [f"-max_total_time={seconds}", "-print_final_stats=1", "-verbosity=1"]
    places = [f"-artifact_prefix={folder / 'findings'}/", str(folder / "corpus")]
    command = [sys.executable, "-m", "tests.fuzz.target", name, str(folder / "findings")]
    with log.open("wb") as output:
        subprocess.run(
            [*command, *limits, *ends, *places], stdout=output, stderr=output, check=False
        )


if __name__ == "__main__":
    sys.exit(main())
