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
from pathlib import Path

MISSING = 3


def main(module: str, task: str, file: str, warm_up: str) -> None:
    """Run the task on the file and say what it took."""
    try:
        work = getattr(importlib.import_module(f"bench.{module}"), task)
    except ImportError as error:
        print(error)
        sys.exit(MISSING)
    work(Path(warm_up))
    wall, processor = time.perf_counter(), time.process_time()
    answer = work(Path(file))
    taken = {"wall": time.perf_counter() - wall, "processor": time.process_time() - processor}
    # A task that prepares before it works tells its own time.
    taken |= (answer or {}).pop("taken", {})
    peak = _peak()
    print(json.dumps(taken | {"peak": peak, "answer": answer or {}}))


def _peak() -> float:
    """The most memory that this process held, in MB; ``getrusage`` would count what its parent held."""
    try:
        told = Path("/proc/self/status").read_text(encoding="ascii")
        return int(re.search(r"VmHWM:\s+(\d+)", told)[1]) / 1024
    except (OSError, TypeError):  # not Linux
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
