"""``accord import --columns``: told here, kept for the next table with this header."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.config.conftest import Done

from accord.areas.evidence.models import Import, Source, TableMapping
from accord.areas.people.models import JournalEntry, User

pytestmark = pytest.mark.django_db
Accord = Callable[..., Done]
LINE = "item=Ticket;at=Changed;status=State;holder=Team"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A table of no known format: one item, delivered."""
    path = tmp_path / "changes.csv"
    path.write_text("Ticket,Changed,State,Team\nT-1,2026-01-02,Open,Web\nT-1,2026-01-05,Done,Web\n")
    return path


def test_what_was_told_is_kept_as_on_screen(accord: Accord, lena: User, file: Path) -> None:
    done = accord("import", "--columns", LINE, file)

    assert (done.status, done.err) == (0, "")
    assert "1 items (1 new), 2 rows read, 2 used, 0 left out; table, changelog" in done.out
    saved = TableMapping.objects.get()
    assert (saved.name, saved.by) == ("changes", lena)
    assert saved.mapping["columns"]["Changed"] == "changed"
    assert JournalEntry.objects.get(kind="table").verb == "mapped"

    other = file.with_name("later.csv")
    other.write_text("Ticket,Changed,State,Team\nT-9,2026-02-02,Open,Web\n")
    assert accord("import", other).status == 0
    assert Import.objects.latest("pk").receipt["format"] == "table"
    assert "Imported before" in accord("import", file).out


@pytest.mark.usefixtures("lena")
def test_a_dry_run_keeps_nothing(accord: Accord, file: Path) -> None:
    assert accord("import", "--dry-run", "--columns", LINE, file).status == 0
    assert not TableMapping.objects.exists()


@pytest.mark.usefixtures("lena")
def test_a_table_that_nobody_told_of_hears_of_the_option(accord: Accord, file: Path) -> None:
    assert "say it here with --columns" in accord("import", file).err


@pytest.mark.usefixtures("lena")
def test_what_cannot_be_read_so_is_one_line_in_words_of_the_command(
    accord: Accord, file: Path
) -> None:
    file.write_text("Ticket,Changed,State,Team\nT-1,01/02/2026,Open,Web\n")
    done = accord("import", "--columns", LINE, file)

    assert done.status == 2
    assert "say --day-first or --month-first" in done.err
    assert not TableMapping.objects.exists()
    assert accord("import", "--columns", LINE, "--day-first", file).status == 0
    assert TableMapping.objects.exists()


@pytest.mark.usefixtures("lena")
def test_a_wrong_word_stops_before_anything_is_read(accord: Accord, file: Path) -> None:
    assert "knows no 'itm'" in accord("import", "--columns", "itm=Ticket", file).err
    assert not Import.objects.exists()
    assert not Source.objects.exists()
