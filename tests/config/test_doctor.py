"""``accord doctor``: what is wrong, in plain words."""

import shutil
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import AT

from accord.areas.evidence.models import Import
from accord.areas.people.models import User
from accord.config import doctor


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    tmp_path.chmod(0o700)
    monkeypatch.setenv("ACCORD_HOME", str(tmp_path))
    monkeypatch.setattr(doctor, "_load", lambda: None)
    return tmp_path


def examined(capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    return doctor.examine(), capsys.readouterr().out


def test_a_sound_installation(lena: User, capsys: pytest.CaptureFixture[str]) -> None:
    assert examined(capsys) == (0, "Nothing is wrong that could be seen.\n")


def test_no_account_yet(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert examined(capsys) == (
        1,
        "✗ There is no account yet. Start `accord serve` and open the link it prints.\n",
    )


def test_a_setting_that_cannot_be_read_is_told_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ACCORD_HTTPS", "perhaps")

    assert examined(capsys) == (1, "✗ ACCORD_HTTPS is 'perhaps'; it may be 'true' or 'false'.\n")


def test_a_folder_that_others_can_read(
    lena: User, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home.chmod(0o755)

    assert f"Run: chmod 700 {home}" in examined(capsys)[1]


def test_little_room(
    lena: User, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    usage = namedtuple("usage", "total used free")(1, 1, 5_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage)

    assert "Only 5 MB are free" in examined(capsys)[1]


def test_another_python_and_another_library(
    lena: User, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor.sys, "version_info", (3, 15, 0))
    monkeypatch.setattr(doctor.importlib.metadata, "version", lambda _name: "99.0.0")

    printed = examined(capsys)[1]

    assert "Accord is tried with 3.11 to 3.13" in printed
    assert "duckdb is 99.0.0; it must be below 2." in printed


def test_imports_that_were_cut_off(lena: User, capsys: pytest.CaptureFixture[str]) -> None:
    Import.objects.create(source_name="Jira", file_name="x", digest="x", by=lena, at=AT)

    assert "1 imports are under way or were cut off" in examined(capsys)[1]


def test_what_cannot_be_examined_does_not_end_the_examination(
    lena: User, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def _ill() -> Iterator[str]:
        raise RuntimeError("ill")

    monkeypatch.setattr(doctor, "_room", _ill)

    assert "ill could not be examined: ill" in examined(capsys)[1]
