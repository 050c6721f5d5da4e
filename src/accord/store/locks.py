"""One writer at a time, also across processes; a killed process leaves no lock behind."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PAUSE_SECONDS = 0.05


class StoreBusyError(Exception):
    """Somebody else writes just now: one sentence."""


@contextmanager
def locked(file: Path, patience_seconds: float = 0.0) -> Iterator[None]:
    """Hold the lock of that file; ``StoreBusyError`` when it stays taken for so long."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _take(handle, time.monotonic() + patience_seconds)
        yield
    finally:
        os.close(handle)


def _take(handle: int, until: float) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= until:
                raise StoreBusyError(
                    "Another import is being written just now; try again in a minute."
                ) from error
            time.sleep(_PAUSE_SECONDS)
        else:
            return
