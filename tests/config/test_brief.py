"""``accord brief``: there as a whole, or not at all."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.config.conftest import Done

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
Accord = Callable[..., Done]


@pytest.mark.parametrize(
    ("name", "begins"),
    [("brief.html", b"<!doctype html>"), ("brief.PDF", b"%PDF"), ("brief.json", b"{")],
)
def test_the_ending_says_which_kind(
    accord: Accord, tmp_path: Path, name: str, begins: bytes
) -> None:
    out = tmp_path / name

    done = accord("brief", "--out", out)

    assert (done.status, done.out) == (0, f"The brief is in {out}.\n")
    assert out.read_bytes().startswith(begins)


def test_an_older_brief_is_replaced(accord: Accord, tmp_path: Path) -> None:
    out = tmp_path / "brief.json"
    out.write_text("old", encoding="utf-8")

    accord("brief", "--out", out)

    assert json.loads(out.read_text(encoding="utf-8"))["format"] == 1
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["brief.json"]


def test_a_name_without_a_folder_is_written_here(
    accord: Accord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert accord("brief", "--out", "brief.json").status == 0
    assert (tmp_path / "brief.json").is_file()


@pytest.mark.parametrize("name", ["brief", "brief.docx", "brief.pdf.zip", ".pdf"])
def test_a_wrong_ending_is_one_sentence(accord: Accord, tmp_path: Path, name: str) -> None:
    done = accord("brief", "--out", tmp_path / name)

    assert (done.status, done.out) == (2, "")
    assert done.err.endswith("name it brief.html, brief.pdf or brief.json.\n")
    assert not (tmp_path / name).exists()


def test_a_folder_that_is_not_there_is_told(accord: Accord, tmp_path: Path) -> None:
    done = accord("brief", "--out", tmp_path / "nowhere" / "brief.json")

    assert done.status == 2
    assert "cannot be written (No such file or directory)." in done.err


def test_a_brief_that_cannot_be_put_in_place_leaves_nothing(accord: Accord, tmp_path: Path) -> None:
    (tmp_path / "brief.json").mkdir()

    done = accord("brief", "--out", tmp_path / "brief.json")

    assert done.status == 2
    assert "cannot be written" in done.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["brief.json", "home"]


def test_whoever_may_read_other_files_here_may_read_the_brief(
    accord: Accord, tmp_path: Path
) -> None:
    beside = tmp_path / "beside"
    beside.touch()

    accord("brief", "--out", tmp_path / "brief.json")

    assert (tmp_path / "brief.json").stat().st_mode == beside.stat().st_mode
