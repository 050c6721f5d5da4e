from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from accord.config.simulate import simulate
from accord.simulate.company import FILES

app = typer.Typer()
app.command()(simulate)


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.output


def test_all_files_are_written_and_named(tmp_path: Path) -> None:
    place = tmp_path / "new" / "folder"
    code, output = run(str(place), "--requests", "3", "--people", "12", "--truth", "waves=1")
    assert code == 0
    assert sorted(path.name for path in place.iterdir()) == sorted(FILES)
    assert all(name in output for name in FILES)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--stage", "friendly"], "no stage 'friendly'"),
        (["--truth", "waves"], "KEY=VALUE"),
        (["--truth", "colour=1"], "no fact 'colour'"),
        (["--start", "soon"], "is no day"),
        (["--start", "9999-01-01"], "too late"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_exit_2(
    tmp_path: Path, options: list[str], sentence: str
) -> None:
    code, output = run(str(tmp_path), "--requests", "2", *options)
    assert code == 2
    assert sentence in output
    assert output.startswith("accord: ")
    assert len(output.splitlines()) == 1


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    taken = tmp_path / "file"
    taken.write_text("here")
    code, output = run(str(taken))
    assert code == 2
    assert "cannot be written" in output
