"""A process that imports again and again and notes every snapshot, until somebody ends it.

Called as ``python writer.py HOME SNAPSHOTS``: import ``n`` gives the source ``n`` items of one row each.
"""

import sys
from itertools import count
from pathlib import Path

import pyarrow as pa

from accord.analysis.tables import HISTORY
from accord.store.evidence import Evidence, Snapshot


def rows(items: int, number: int) -> pa.RecordBatch:
    """One row for each item, all at the time ``number``."""
    return pa.RecordBatch.from_pylist(
        [
            {"item": f"item {place}", "at": number, "line": place, "status": "New", "holder": "Web"}
            | {"person": "", "resolution": ""}
            for place in range(items)
        ],
        schema=HISTORY,
    )


def main(home: Path, snapshots: Path) -> None:
    """Import until the end."""
    evidence = Evidence(home)
    evidence.sweep()
    if not snapshots.exists():
        note(snapshots, evidence.first_snapshot())
    for number in count(len(evidence.raw.names()) + 1):
        with evidence.raw.staged(f"{number:04}") as scratch:
            scratch.write("any", "history", rows(50, number))
        latest = Snapshot.from_json(snapshots.read_text())
        with evidence.writing(latest) as writing:
            note(snapshots, writing.apply(f"{number:04}", "source-1"))


def note(snapshots: Path, snapshot: Snapshot) -> None:
    """Save the snapshot as a database row would be: wholly or not at all."""
    beside = snapshots.with_suffix(".new")
    beside.write_text(snapshot.to_json())
    beside.replace(snapshots)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
