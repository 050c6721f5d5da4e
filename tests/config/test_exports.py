"""``accord export``: what was imported, in an open format."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.config.conftest import Done
from tests.connectors.reading import reading

from accord.areas.evidence.models import Source
from accord.areas.people.models import User
from accord.store.exports import KINDS

pytestmark = pytest.mark.django_db
Accord = Callable[..., Done]


@pytest.fixture
def imported(accord: Accord, lena: User, tmp_path: Path) -> None:
    """Two sources of one item each."""
    for name, status in (("Board", "To Do"), ("Desk", "New")):
        file = tmp_path / f"{name}.csv"
        file.write_text(f"item,at,status,holder\n{name}-1,2026-01-05,{status},Web\n", "utf-8")
        assert accord("import", "--source", name, file).status == 0


@pytest.mark.usefixtures("imported")
@pytest.mark.parametrize("kind", list(KINDS))
def test_the_ending_says_which_kind(accord: Accord, tmp_path: Path, kind: str) -> None:
    out = tmp_path / f"evidence.{kind.upper()}"

    done = accord("export", out)

    assert (done.status, done.out) == (0, f"The evidence is in {out}.\n")
    assert sorted(reading(out).of("history", "item", "at", "status", "holder")) == [
        ("Board-1", "2026-01-05 00:00", "To Do", "Web"),
        ("Desk-1", "2026-01-05 00:00", "New", "Web"),
    ]


@pytest.mark.usefixtures("imported")
def test_one_source_can_be_chosen_by_the_name_that_people_gave_it(
    accord: Accord, tmp_path: Path
) -> None:
    out = tmp_path / "desk.ocel.json"

    assert accord("export", out, "--source", "Desk").status == 0
    assert '"item:Desk/Desk-1"' in out.read_text(encoding="utf-8")
    assert reading(out).of("history", "item") == [("Desk-1",)]


@pytest.mark.usefixtures("imported")
def test_a_source_that_is_not_there_is_told(accord: Accord, tmp_path: Path) -> None:
    done = accord("export", tmp_path / "x.csv", "--source", "Bord")

    assert done.status == 2
    assert done.err == "accord: There is no source 'Bord'; there are: Board, Desk.\n"


def test_before_the_first_import_there_is_nothing_to_export(accord: Accord, tmp_path: Path) -> None:
    done = accord("export", tmp_path / "x.csv")

    assert done.status == 2
    assert "Nothing was imported yet" in done.err
    assert "there are: none yet" in accord("export", tmp_path / "x.csv", "--source", "A").err


def test_a_source_without_evidence_yet_has_nothing_to_export(
    accord: Accord, tmp_path: Path
) -> None:
    Source.objects.create(name="Board")

    done = accord("export", tmp_path / "x.csv")

    assert (done.status, (tmp_path / "x.csv").exists()) == (2, False)
    assert "Nothing was imported yet" in done.err


@pytest.mark.parametrize("name", ["x", "x.json", "x.sqlite", "x.csv.gz", ".csv"])
def test_a_wrong_ending_is_one_sentence(accord: Accord, tmp_path: Path, name: str) -> None:
    done = accord("export", tmp_path / name)

    assert done.status == 2
    assert done.err.endswith("must end in one of .ocel.json, .ocel.sqlite, .xes, .csv, .parquet.\n")


@pytest.mark.usefixtures("imported")
@pytest.mark.parametrize("kind", list(KINDS))
def test_a_folder_that_is_not_there_is_told(accord: Accord, tmp_path: Path, kind: str) -> None:
    done = accord("export", tmp_path / "nowhere" / f"x.{kind}")

    assert done.status == 2
    assert "cannot be written (" in done.err
