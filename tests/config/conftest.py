"""The ``accord`` command over a throwaway home, as ``main`` runs it."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from accord.areas.evidence.frames import of_snapshot
from accord.config import command


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended, and what it wrote."""

    status: int
    out: str
    err: str


@pytest.fixture
def home(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own, in settings and environment alike."""
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    settings.ACCORD_HOME = folder
    settings.MEDIA_ROOT = folder / "uploads"
    monkeypatch.setenv("ACCORD_HOME", str(folder))
    # The command names its own settings; afterwards they are those of the tests again.
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", os.environ["DJANGO_SETTINGS_MODULE"])
    of_snapshot.worked_out.cache_clear()
    return folder


@pytest.fixture
def accord(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., Done]:
    """Run ``accord`` with these arguments."""

    def run(*arguments: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["accord", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            command.main()
        written = capsys.readouterr()
        return Done(int(ended.value.code or 0), written.out, written.err)

    return run
