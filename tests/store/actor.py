"""A process that does one thing to the evidence tables and notes the snapshot, unless it is killed.

It is forked off a server that has imported everything already: a test kills many. It says ``begins`` before
it does it, then ``done``, ``busy`` where another writes, or in one line what the disk refused.
"""

import multiprocessing
import os
import resource
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
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


class Actor:
    """The process, and what it says."""

    def __init__(self, home: Path, snapshot: Path, verb: str, largest: int = 0) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([__name__])
        # The server looks for this module where this process found it.
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
        self._heard, told = context.Pipe(duplex=False)
        self._process: BaseProcess = context.Process(
            target=act, args=(home, snapshot, verb, largest, told)
        )
        self._process.start()
        told.close()
        assert self._heard.recv() == "begins"

    @property
    def works(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.is_alive()

    def kill(self) -> None:
        """End it at once, whatever it does."""
        self._process.kill()
        self._process.join()

    def ends(self) -> str:
        """What it says when it ends."""
        said = ""
        with suppress(EOFError):
            said = str(self._heard.recv())
        self._process.join()
        return said


def act(home: Path, snapshot: Path, verb: str, largest: int, told: Connection) -> None:
    """Do it."""
    if largest:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    told.send("begins")
    try:
        with Evidence(home).writing(lambda: Snapshot.from_json(snapshot.read_text())) as writing:
            note(snapshot, VERBS[verb](writing))
    except StoreBusyError:
        told.send("busy")
    except OSError as error:
        told.send(" ".join(str(error).split()))
    else:
        told.send("done")
