"""The ``accord`` command: what each verb says, and one clear sentence for what the user can mend."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from accord.areas.evidence import frames
from accord.areas.evidence.models import Import, Source
from accord.areas.people.models import JournalEntry, Person, User
from accord.config import command
from accord.config.command import CommandError, app
from accord.connectors.contract import UnreadableFileError

HISTORY = """item,at,status,holder,type,title
A-1,2026-01-01T08:00Z,Open,marketing team,Landing page,Spring page
A-1,2026-01-03T08:00Z,In Progress,it team,Landing page,Spring page
A-1,2026-01-09T08:00Z,Done,it team,Landing page,Spring page
,2026-01-09T08:00Z,Done,it team,,
"""


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ACCORD_HOME = tmp_path / "home"  # type: ignore[attr-defined]
    settings.MEDIA_ROOT = tmp_path / "home" / "uploads"  # type: ignore[attr-defined]
    settings.ACCORD_HOME.mkdir()  # type: ignore[attr-defined]
    settings.ACCORD_HOME.chmod(0o700)  # type: ignore[attr-defined]
    monkeypatch.setattr(command, "start_django", lambda: None)
    frames._figures.cache_clear()


def run(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, list(arguments), input=typed)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    file = tmp_path / "web.csv"
    file.write_text(HISTORY, encoding="utf-8")
    return file


def test_help_lists_every_verb_and_loads_no_django() -> None:
    code = (
        "import sys\n"
        "from accord.config import command\n"
        "command._register()\n"
        "from typer.testing import CliRunner\n"
        "print(CliRunner().invoke(command.app, ['--help']).stdout)\n"
        "sys.exit('django' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.returncode == 0
    for verb in ("demo", "serve", "simulate", "import", "flow", "brief", "users", "doctor"):
        assert verb in done.stdout


def test_an_export_is_imported_with_its_receipt(lena: User, export: Path) -> None:
    result = run("import", str(export), "--source", "Web")

    assert result.exit_code == 0
    assert "1 items (1 new), 4 rows read, 3 used, 1 left out" in result.stdout
    assert "Imported." in result.stdout
    assert Source.objects.get().name == "Web"


def test_the_same_file_twice_changes_nothing(lena: User, export: Path) -> None:
    run("import", str(export))

    result = run("import", str(export))

    assert "Imported before: nothing was changed." in result.stdout


def test_a_dry_run_changes_nothing(lena: User, export: Path) -> None:
    result = run("import", str(export), "--dry-run", "--by", "lena")

    assert "A dry run: nothing was changed." in result.stdout
    assert not Source.objects.exists()


def test_a_file_that_cannot_be_read_is_one_sentence(lena: User, tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    empty.touch()

    result = run("import", str(empty))

    assert isinstance(result.exception, UnreadableFileError)
    assert str(result.exception) == "empty.csv is empty."
    assert Import.objects.get().state == "failed"


def test_a_file_that_is_not_there_is_one_sentence(lena: User, tmp_path: Path) -> None:
    result = run("import", str(tmp_path / "nowhere.csv"))

    assert "cannot be opened" in str(result.exception)


def test_importing_needs_somebody_who_imports(company: object, export: Path) -> None:
    assert "No partnership lead has an account" in str(run("import", str(export)).exception)
    assert "There is no account 'x'" in str(run("import", str(export), "--by", "x").exception)


def test_the_main_door_turns_faults_into_one_line_and_status_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> None:
        raise CommandError("It cannot be done. Do this instead.")

    monkeypatch.setattr(command, "app", broken)
    monkeypatch.setattr(command, "_register", lambda: None)

    with pytest.raises(SystemExit) as ended:
        command.main()

    assert ended.value.code == 2
    assert capsys.readouterr().err == "accord: It cannot be done. Do this instead.\n"


def test_the_brief_is_written_by_the_ending_of_its_name(company: object, tmp_path: Path) -> None:
    for ending in ("html", "pdf", "json"):
        assert run("brief", "--out", str(tmp_path / f"brief.{ending}")).exit_code == 0

    assert (tmp_path / "brief.pdf").read_bytes().startswith(b"%PDF")
    assert json.loads((tmp_path / "brief.json").read_text(encoding="utf-8"))["headline"]


def test_a_brief_of_another_kind_or_place_is_refused(company: object, tmp_path: Path) -> None:
    assert "name it brief.html" in str(run("brief", "--out", str(tmp_path / "x.doc")).exception)
    nowhere = str(tmp_path / "no" / "brief.html")
    assert "cannot be written" in str(run("brief", "--out", nowhere).exception)


def test_accounts_are_listed(lena: User, agnes: User) -> None:
    agnes.is_active = False
    agnes.save()

    printed = run("users").stdout

    assert "lena: Partnership lead (Lena)" in printed
    assert "agnes: Guest (Agnes, until 2999-01-01, switched off)" in printed


def test_without_accounts_the_way_to_the_first_is_told(db: None) -> None:
    assert "open the link it prints" in run("users").stdout


def test_an_account_is_made_for_a_person_on_the_list(company: object) -> None:
    Person.objects.create(name="Ada")
    twice = "a long enough one\na long enough one\n"

    result = run("users", "--add", "ada", "--role", "lead", "--person", "Ada", typed=twice)

    assert result.exit_code == 0
    assert User.objects.get(username="ada").check_password("a long enough one")
    assert JournalEntry.objects.filter(verb="added", kind="account").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--add", "x", "--role", "king"], "'king' is no role here"),
        (["--add", "lena", "--role", "lead"], "There is an account 'lena' already"),
        (["--add", "x", "--role", "lead", "--person", "Nobody"], "is called 'Nobody'"),
        (["--password", "nobody"], "There is no account 'nobody'"),
    ],
)
def test_an_account_that_cannot_be_made_is_one_sentence(
    lena: User, arguments: list[str], sentence: str
) -> None:
    assert sentence in str(run("users", *arguments).exception)


def test_a_weak_password_is_refused_and_a_good_one_kept(lena: User) -> None:
    weak = run("users", "--password", "lena", typed="short\nshort\n")
    run("users", "--password", "lena", typed="quite another one\nquite another one\n")

    lena.refresh_from_db()
    assert "too short" in str(weak.exception)
    assert lena.check_password("quite another one")
