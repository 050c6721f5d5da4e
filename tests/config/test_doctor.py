"""``accord doctor``: what is wrong with an installation, in plain words."""

import importlib.metadata
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db.migrations.recorder import MigrationRecorder
from tests.config.conftest import Done
from tests.conftest import AT

from accord.areas.evidence.models import Import, ImportState
from accord.areas.people.models import User
from accord.config import doctor

pytestmark = pytest.mark.django_db
NO_MAIL = "Mail is not set (ACCORD_MAIL): the links of a pulse are handed out as a list.\n"
Accord = Callable[..., Done]


@pytest.mark.usefixtures("adam")
def test_a_sound_installation_is_called_so(accord: Accord) -> None:
    done = accord("doctor")

    assert (done.status, done.out) == (0, f"{NO_MAIL}Nothing is wrong that could be seen.\n")


def test_without_an_account_the_way_to_one_is_told(accord: Accord) -> None:
    done = accord("doctor")

    assert done.status == 1
    assert done.out == (
        "✗ There is no account yet. Start `accord serve` and open the link it prints.\n" + NO_MAIL
    )


def test_an_import_that_was_cut_off_is_told(accord: Accord, lena: User) -> None:
    Import.objects.create(
        source_name="Jira", file_name="j.json", state=ImportState.APPLYING, by=lena, at=AT
    )

    done = accord("doctor")

    assert done.status == 1
    assert "✗ 1 imports are under way or were cut off." in done.out


@pytest.mark.parametrize(
    ("name", "value"), [("ACCORD_HOME", "/dev/null/inside"), ("ACCORD_HTTPS", "perhaps")]
)
def test_a_setting_that_cannot_be_used_is_told_alone(
    accord: Accord, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)

    done = accord("doctor")

    assert done.status == 1
    assert done.out.startswith(f"✗ {name} is ")
    assert done.out.count("\n") == 1


@pytest.mark.usefixtures("adam")
def test_a_folder_that_others_can_read_is_told(accord: Accord, home: Path) -> None:
    home.chmod(0o755)

    assert f"Run: chmod 700 {home}" in accord("doctor").out


@pytest.mark.usefixtures("adam")
def test_a_folder_that_cannot_be_written_is_told(
    accord: Accord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)

    assert "cannot be written. Change its owner" in accord("doctor").out


@pytest.mark.usefixtures("adam")
def test_a_disk_that_is_nearly_full_is_told(
    accord: Accord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=70_000_000))

    assert "✗ Only 70 MB are free where the data lies" in accord("doctor").out


@pytest.mark.usefixtures("home")
def test_changes_of_the_database_that_wait_are_told() -> None:
    MigrationRecorder.Migration.objects.filter(app="indicators").delete()

    (sentence,) = doctor._database()

    assert sentence.endswith(
        "changes of the database wait. `accord serve` makes them at its start."
    )


def test_a_python_and_parts_that_were_not_tried_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [*doctor._python(), *doctor._versions()] == []
    with monkeypatch.context() as patched:
        patched.setattr(sys, "version_info", (3, 14, 0, "final", 0))
        patched.setattr(importlib.metadata, "version", lambda _name: "99.1")
        found = [*doctor._python(), *doctor._versions()]

    assert "Accord is tried with 3.11 to 3.13" in found[0]
    assert "sqlglot is 99.1; it must be below 30.18. Run `make demo` to repair it." in found


@pytest.mark.usefixtures("adam")
def test_a_part_that_cannot_be_examined_does_not_hide_the_others(
    accord: Accord, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    def gone(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", gone)
    home.chmod(0o755)

    first, second, _ = accord("doctor").out.splitlines()

    assert first.startswith("✗ versions could not be examined")
    assert second.startswith("✗ The data folder")
