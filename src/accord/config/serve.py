"""``accord serve``: web server and job worker together, stopped together, leaving no orphan.

Both run as children in sessions of their own. The supervisor passes a stop on to each in the way it
understands; each child also watches its parent, so that not even ``kill -9`` of the supervisor
leaves one behind.
"""

import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import FrameType

SUPERVISED = "ACCORD_SUPERVISED"
_WATCH_SECONDS = 1.0
_GRACE_SECONDS = 10.0

#: How each child is asked to stop.
_STOP = {"web": signal.SIGTERM, "jobs": signal.SIGINT}


def serve(host: str, port: int) -> int:
    """Run both until a signal comes or one of them ends; return the exit status."""
    refuse_taken(host, port)
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    children = {
        "web": _child("web", host, str(port)),
        "jobs": _child("jobs"),
    }
    try:
        while not stopping.wait(0.2):
            ended = [name for name, child in children.items() if child.poll() is not None]
            if ended:
                print(f"accord: the {ended[0]} process ended; stopping.", file=sys.stderr)  # noqa: T201
                return 1
        return 0
    finally:
        _stop_all(children)


def refuse_taken(host: str, port: int) -> None:
    """Two servers on one port would share its visitors without a word: the web server allows it."""
    from accord.config.command import CommandError

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} of {host} cannot be used ({error.strerror}). "
                "End what listens there, or name another with --port."
            ) from error


def _child(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "accord.config.serve", *arguments],
        env={**os.environ, SUPERVISED: str(os.getpid())},
        start_new_session=True,  # a Ctrl-C in the terminal reaches the supervisor alone
    )


def _stop_all(children: dict[str, subprocess.Popen[bytes]]) -> None:
    for name, child in children.items():
        if child.poll() is None:
            child.send_signal(_STOP[name])
    until = time.monotonic() + _GRACE_SECONDS
    for child in children.values():
        try:
            child.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def watch_parent(stop: int) -> None:
    """End this process when the one that started it is gone."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_WATCH_SECONDS)
        os.kill(os.getpid(), stop)
        time.sleep(_GRACE_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, daemon=True, name="watch-parent").start()


def run_web(host: str, port: int) -> None:
    """The web server, in this process."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    watch_parent(signal.SIGTERM)
    Granian(
        "accord.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,  # measured: more are slower on two cores
        log_level=LogLevels.warning,
    ).serve()


def run_jobs() -> None:
    """The job worker, in this process."""
    import django
    from django.core.management import call_command
    from django.utils.module_loading import autodiscover_modules

    os.environ["DJANGO_SETTINGS_MODULE"] = "accord.config.settings"
    watch_parent(signal.SIGINT)
    django.setup()
    autodiscover_modules("jobs")  # huey by itself would look for modules named otherwise
    call_command("run_huey", quiet=True, disable_autoload=True)


def set_up_code(home: Path) -> str:
    """The one-time code of the first run, so that only who starts the server sets it up."""
    file = home / "set-up.code"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(12), encoding="ascii")
    return file.read_text(encoding="ascii").strip()


if __name__ == "__main__":
    if sys.argv[1] == "web":
        run_web(sys.argv[2], int(sys.argv[3]))
    else:
        run_jobs()
