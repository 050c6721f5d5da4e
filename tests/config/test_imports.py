"""``accord import``: the same dry run, receipt and import as on screen."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.config.conftest import Done

from accord.areas.evidence import actions
from accord.areas.evidence.models import Import, ImportState, Source
from accord.areas.indicators.queries import board
from accord.areas.people.models import User
from accord.store.evidence import UnwritableError
from accord.store.locks import StoreBusyError

pytestmark = pytest.mark.django_db
Accord = Callable[..., Done]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A plain history of two items, one of its rows without a status."""
    path = tmp_path / "board.2026.csv"
    rows = ("A,2026-01-05,To Do,Web", "A,2026-01-09,Done,Web", "B,2026-01-05,,Web")
    path.write_text("\n".join(("item,at,status,holder", *rows)), encoding="utf-8")
    return path


def test_an_import_prints_its_receipt_and_counts(accord: Accord, lena: User, file: Path) -> None:
    done = accord("import", file)

    assert done.status == 0
    assert done.out == (
        "board.2026.csv: 1 items (1 new), 3 rows read, 2 used, 1 left out; history, changelog\n"
        "  left out: 1 × no status\n"
        "  Imported.\n"
    )
    assert Source.objects.get().name == "board"
    assert Import.objects.get().by == lena
    assert board().value("evidence.turn.days") == 4.0


@pytest.mark.usefixtures("lena")
def test_a_dry_run_changes_nothing(accord: Accord, file: Path) -> None:
    done = accord("import", "--dry-run", file)

    assert "A dry run: nothing was changed." in done.out
    assert not Source.objects.exists()
    assert Import.objects.get().state == ImportState.DISCARDED


@pytest.mark.usefixtures("lena")
def test_the_same_file_twice_says_so(accord: Accord, file: Path) -> None:
    accord("import", "--source", "Board", file)

    done = accord("import", "--source", "Board", file)

    assert done.out.endswith("  Imported before: nothing was changed.\n")
    assert Source.objects.get().name == "Board"


@pytest.mark.usefixtures("lena")
def test_what_the_file_cannot_tell_is_told_by_options(accord: Accord, tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("item,at,state,Team,holder\nA,03/04/2026,To Do,Web,x\n", encoding="utf-8")
    options = ("--holder", "Team", "--status", "state", "--zone", "Europe/Berlin", "--day-first")

    done = accord("import", *options, path)

    assert done.status == 0, done.err
    row = Import.objects.get()
    assert row.receipt["holders"] == {"Web": 1}
    assert row.options["day_first"] is True


def test_another_account_may_be_named(accord: Accord, lena: User, maya: User, file: Path) -> None:
    accord("import", "--by", "maya", file)

    assert Import.objects.get().by == maya != lena


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("bad.csv", b"name,mail\nMaya,m@example.com\n", "Import it once in the browser"),
        ("empty.csv", b"", "empty.csv"),
        ("rows.csv", b"item,at,status,holder\n", "has no row that can be used"),
        (None, b"", "cannot be opened"),
    ],
)
@pytest.mark.usefixtures("lena")
def test_a_bad_file_is_one_line_and_exit_status_2(
    accord: Accord, tmp_path: Path, name: str | None, content: bytes, sentence: str
) -> None:
    path = tmp_path / (name or "missing.csv")
    if name:
        path.write_bytes(content)

    done = accord("import", path)

    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("accord: ")
    assert sentence in done.err
    assert done.err.count("\n") == 1
    assert not Source.objects.exists()


@pytest.mark.usefixtures("company")
def test_without_a_lead_the_way_to_one_is_told(accord: Accord, file: Path, home: Path) -> None:
    done = accord("import", file)

    assert done.status == 2
    assert f"No partnership lead has an account in {home}" in done.err
    assert "accord users --add NAME --role lead" in done.err


@pytest.mark.usefixtures("lena")
def test_an_account_that_is_not_there_is_told(accord: Accord, file: Path) -> None:
    assert "There is no account 'nobody'." in accord("import", "--by", "nobody", file).err


@pytest.mark.usefixtures("lena")
def test_a_store_that_is_busy_or_full_says_so_in_one_line(
    accord: Accord, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for error in (
        StoreBusyError("Another import is being written."),
        UnwritableError("Disk full."),
    ):
        monkeypatch.setattr(actions, "apply_import", _raising(error))
        done = accord("import", file)

        assert done.status == 2
        assert done.err == f"accord: {error}\n"


def _raising(error: Exception) -> Callable[..., None]:
    def apply_import(**_given: object) -> None:
        raise error

    return apply_import
