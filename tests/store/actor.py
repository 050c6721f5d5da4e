"""A process that does one thing to the evidence tables and notes the snapshot, unless it is killed.

Called as ``python actor.py HOME SNAPSHOT VERB [LARGEST_FILE]``; the raw imports lie there already. It says
``begins`` before it does it, ``busy`` where another writes, and in one line what the disk refused.
"""

import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from tests.store.writer import note

from accord.store.evidence import Evidence, Snapshot, Writing
from accord.store.locks import StoreBusyError

VERBS: dict[str, Callable[[Writing], Snapshot]] = {
    "apply": lambda writing: writing.apply("2", "source-1"),
    "again": lambda writing: writing.apply("3", "source-1"),
    "lay": lambda writing: writing.apply("5", "source-1"),
    "replay": lambda writing: writing.replay(["1"], "source-1"),
    "compact": lambda writing: writing.compact(),
}


def say(line: str) -> None:
    """Tell the test."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(home: Path, snapshot: Path, verb: str, largest: int = 0) -> None:
    """Do it."""
    if largest:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    say("begins")
    with Evidence(home).writing(lambda: Snapshot.from_json(snapshot.read_text())) as writing:
        note(snapshot, VERBS[verb](writing))
    say("done")


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], *map(int, sys.argv[4:]))
    except StoreBusyError:
        say("busy")
    except OSError as error:
        say(" ".join(str(error).split()))
