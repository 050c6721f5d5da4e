"""``accord serve``: both processes run, stop cleanly, and leave no orphan."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from accord.config import serve
from accord.config.command import CommandError

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("servers")]
ACCORD = str(Path(sys.executable).with_name("accord"))
BOUND = 60.0


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def until(condition: Callable[[], bool]) -> bool:
    """Poll, bounded."""
    end = time.monotonic() + BOUND
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False


def answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=2).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def members(supervisor: int) -> list[int]:
    """All processes that this supervisor brought up, by the mark in their environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environment = (folder / "environ").read_bytes()
        except OSError:
            continue
        if f"{serve.SUPERVISED}={supervisor}\0".encode() in environment:
            found.append(int(folder.name))
    return found


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    port = free_port()
    process = subprocess.Popen(
        [ACCORD, "serve", "--port", str(port)],
        env={**os.environ, "ACCORD_HOME": str(tmp_path / "home")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    address = f"http://127.0.0.1:{port}/"
    try:
        assert until(lambda: answers(address))
        yield process, address
    finally:
        left = members(process.pid)
        process.kill()
        process.wait()
        process.stdout.close()
        for pid in left:
            os.kill(pid, signal.SIGKILL)


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")
@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_ends_web_server_and_worker(
    running: tuple[subprocess.Popen[bytes], str], stop: signal.Signals
) -> None:
    process, address = running
    assert len(members(process.pid)) >= 2

    process.send_signal(stop)

    assert process.wait(BOUND) == 0
    assert until(lambda: not members(process.pid))
    assert not answers(address)


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")
def test_killing_the_supervisor_leaves_no_orphan(
    running: tuple[subprocess.Popen[bytes], str],
) -> None:
    process, _ = running

    process.kill()
    process.wait()

    assert until(lambda: not members(process.pid))


def test_the_first_run_prints_the_way_to_the_set_up(
    running: tuple[subprocess.Popen[bytes], str],
) -> None:
    process, address = running

    process.send_signal(signal.SIGTERM)
    printed = process.communicate(timeout=BOUND)[0].decode()

    assert f"{address}set-up/?code=" in printed


def test_the_worker_that_ends_takes_the_web_server_along(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [ACCORD, "serve", "--port", str(free_port())],
        env={**os.environ, "ACCORD_HOME": str(tmp_path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert until(lambda: len(members(process.pid)) >= 2)

    for pid in members(process.pid):
        os.kill(pid, signal.SIGKILL)

    assert process.wait(BOUND) == 1
    assert b"process ended; stopping" in process.communicate()[1]


def test_the_code_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    code = serve.set_up_code(tmp_path)

    assert serve.set_up_code(tmp_path) == code
    assert (tmp_path / "set-up.code").stat().st_mode & 0o077 == 0


def test_a_port_that_somebody_listens_on_is_refused_in_one_sentence() -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)  # as the web server does
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"Port {port} of 127.0.0.1 cannot be used"):
            serve.serve("127.0.0.1", port)
