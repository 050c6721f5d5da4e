"""A team is moved on screen: hand-offs and waiting worked out anew."""

import time
from pathlib import Path
from typing import Any

from accord.analysis import ordered, placement
from bench.logs import AS_OF
from bench.pipeline import history, meanings, placements


def moved_team(file: Path) -> dict[str, Any]:
    """One seating of all teams, over a chain that was laid out before."""
    placed = ordered.place(ordered.stays(history(file)).stays, placements(), meanings(), AS_OF)
    chain = placement.chain(placed.table("log"))
    seats = placement.seating(chain, {"Team 1": "marketing"})
    wall, processor = time.perf_counter(), time.process_time()
    found = placement.recomputed(chain, seats)
    taken = {"wall": time.perf_counter() - wall, "processor": time.process_time() - processor}
    return {"taken": taken, "handoffs": found.handoffs}
