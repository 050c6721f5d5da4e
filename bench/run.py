"""Runs one measured task in this process: ``python -m bench.run MODULE TASK FILE WARM_UP``.

The task runs on the small log first, so that loading is not measured. Prints one line of JSON; exit status 3 where a
peer is not installed.
"""

import importlib
import json
import re
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

MISSING = 3
#: Seconds. What takes less is done twice, and the lesser counts: as in a server, memory that was never
#: touched before, which a virtual machine must first be given, is not counted.
QUICK = 20


def main(module: str, task: str, file: str, warm_up: str) -> None:
    """Run the task on the file and say what it took."""
    try:
        work = getattr(importlib.import_module(f"bench.{module}"), task)
    except ImportError as error:
        print(error)
        sys.exit(MISSING)
    work(Path(warm_up))
    taken, answer = _timed(work, Path(file))
    if taken["wall"] < QUICK:
        again, _ = _timed(work, Path(file))
        taken = {name: min(taken[name], again[name]) for name in taken}
    print(json.dumps(taken | {"peak": _peak(), "answer": answer}))


def _timed(work: Callable[[Path], Any], file: Path) -> tuple[dict[str, float], dict[str, Any]]:
    wall, processor = time.perf_counter(), time.process_time()
    answer = work(file) or {}
    taken = {"wall": time.perf_counter() - wall, "processor": time.process_time() - processor}
    # A task that prepares before it works tells its own time.
    return taken | answer.pop("taken", {}), answer


def _peak() -> float:
    """The most memory that this process held, in MB; ``getrusage`` would count what its parent held."""
    try:
        told = Path("/proc/self/status").read_text(encoding="ascii")
        return int(re.search(r"VmHWM:\s+(\d+)", told)[1]) / 1024
    except (OSError, TypeError):  # not Linux
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
