"""The ``accord`` command: its help, and one clear sentence for what the user can mend."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.config.conftest import Done

Accord = Callable[..., Done]
ACCORD = str(Path(sys.executable).with_name("accord"))
COMMANDS = ("serve", "demo", "import", "brief", "users", "doctor", "flow", "statuses", "simulate")


def in_python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a few lines and then the command, in a process of their own."""
    whole = (
        f"import sys\nfrom accord.config import command\n{code}\n"
        f"sys.argv = ['accord', *{list(arguments)!r}]\n"
        "try:\n    command.main()\n"
        "finally:\n    print('django' in sys.modules)\n"
    )
    return subprocess.run(
        [sys.executable, "-c", whole], capture_output=True, text=True, check=False, timeout=120
    )


def test_help_names_every_command_and_loads_no_django() -> None:
    done = in_python("", "--help")

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "False"
    for name in COMMANDS:
        assert f" {name} " in done.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(accord: Accord, name: str) -> None:
    done = accord(name, "-h")

    assert done.status == 0
    assert f"accord {name}" in done.out


@pytest.mark.parametrize("arguments", [("nonsense",), ("serve", "--port", "0"), ("brief",)])
def test_a_command_that_is_not_right_ends_with_2(
    accord: Accord, arguments: tuple[str, ...]
) -> None:
    done = accord(*arguments)

    assert (done.status, done.out) == (2, "")
    assert "Error" in done.err


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ACCORD_DEMO", "perhaps"),
        ("ACCORD_HOME", "/dev/null"),
        ("ACCORD_HOME", "/proc"),
        ("ACCORD_DATABASE", "nonsense"),
    ],
)
def test_nonsense_in_the_environment_is_one_sentence_and_no_trace(
    tmp_path: Path, name: str, value: str
) -> None:
    given = {"PATH": "/usr/bin:/bin", "ACCORD_HOME": str(tmp_path), name: value}
    done = subprocess.run(
        [ACCORD, "users"], env=given, capture_output=True, text=True, check=False, timeout=120
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"accord: {name} is ")
    assert done.stderr.count("\n") == 1


def test_a_reader_that_went_away_is_no_error() -> None:
    gone = "@command.app.command()\ndef gone():\n    raise BrokenPipeError"

    done = in_python(gone, "gone")

    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.django_db
def test_serving_begins_with_the_address_and_the_way_to_the_first_account(
    accord: Accord, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    asked: list[tuple[str, int]] = []

    def run(host: str, port: int) -> int:
        asked.append((host, port))
        return 0

    monkeypatch.setattr("accord.config.serve.serve", run)

    done = accord("serve", "--port", "8765")

    assert (done.status, asked) == (0, [("127.0.0.1", 8765)])
    code = (home / "set-up.code").read_text(encoding="ascii")
    assert f"First run: open http://127.0.0.1:8765/set-up/?code={code}\n" in done.out
    assert f"(data in {home})" in done.out


@pytest.mark.django_db
@pytest.mark.usefixtures("adam")
def test_once_there_is_an_account_no_code_is_shown(
    accord: Accord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accord.config.serve.serve", lambda _host, _port: 0)

    assert "First run" not in accord("serve").out


def test_the_options_of_the_demo_reach_it(
    accord: Accord, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: dict[str, object] = {}

    def run(**options: object) -> int:
        asked.update(options)
        return 0

    monkeypatch.setattr("accord.config.demo.run", run)

    accord("demo", "--no-serve", "--home", tmp_path, "--no-open-browser", "--port", "9")

    assert asked == {"port": 9, "serving": False, "home": tmp_path, "open_browser": False}
