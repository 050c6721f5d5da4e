"""Runs the product for stories as its users do: by the ``accord`` command, in a process of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

ACCORD = Path(sys.executable).with_name("accord")
_PATIENCE = 120.0  # seconds until something that should have come is given up


def prepare_example(home: Path) -> None:
    """The example company, set up once by the command that every newcomer tries first."""
    command = [ACCORD, "demo", "--no-serve", "--home", str(home)]
    subprocess.run(command, env=_environment(home), check=True, capture_output=True, timeout=300)


def simulate(folder: Path, *options: str) -> Path:
    """Exports of a simulated company, in the trackers' own formats."""
    command = [ACCORD, "simulate", str(folder), *options]
    subprocess.run(command, env=_environment(folder), check=True, capture_output=True, timeout=300)
    return folder


def _environment(home: Path, *, demo: bool = False) -> dict[str, str]:
    """Ours, as a user's would be; Python may keep what it compiled, or every start takes seconds."""
    foreign = ("ACCORD_", "DJANGO_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return {**kept, "ACCORD_HOME": str(home), "ACCORD_DEMO": "true" if demo else "false"}


class Server:
    """``accord serve`` over one data folder, on a free port of the loopback device."""

    def __init__(self, home: Path, *, demo: bool = False, **more: str) -> None:
        self.home, self.demo = home, demo
        self.settings = more  # of the environment
        self.port = _free_port()
        self.log = home.parent / f"{home.name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it is served, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def said(self) -> str:
        """All that it wrote to the terminal."""
        return self.log.read_text(encoding="utf-8")

    def start(self) -> "Server":
        """Start it, and wait until it answers."""
        with self.log.open("ab") as terminal:
            self._process = subprocess.Popen(
                [ACCORD, "serve", "--port", str(self.port)],
                env={
                    **_environment(self.home, demo=self.demo),
                    **self.settings,
                    "PYTHONUNBUFFERED": "1",
                },
                stdout=terminal,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_until(self._answers, f"the server does not answer; it said: {self.log}")
        return self

    def stop(self) -> None:
        """End it as whoever runs it does."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(30)

    def kill(self) -> None:
        """The power fails: every process of it is gone at once, without a word."""
        assert self._process is not None
        for number in [self._process.pid, *_descendants(self._process.pid)]:
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        self._process.wait(30)

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self.said
        try:
            urllib.request.urlopen(f"{self.address}/style/", timeout=5).close()
        except OSError:
            return False
        return True


def wait_until(so: object, otherwise: str, seconds: float = _PATIENCE) -> None:
    """Ask again and again, within bounds, until it is so."""
    assert callable(so)
    until = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < until, otherwise
        time.sleep(0.05)  # polling: nothing rests on how long this is


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _descendants(number: int) -> list[int]:
    """The processes that a process started, and those that they started."""
    table = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, check=True)
    parents = dict(map(int, line.split()) for line in table.stdout.decode().splitlines())
    found = [child for child, parent in parents.items() if parent == number]
    return found + [lower for child in found for lower in _descendants(child)]
