"""``accord pulse`` as a user runs it: its figures, and one clear line for bad input."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer
from click.testing import Result
from tests.areas.pulse.factories import a_survey, drawn, files_of
from typer.testing import CliRunner

from accord.areas.pulse import findings
from accord.areas.pulse.frames import Survey, with_joined_blocks
from accord.areas.pulse.models import instrument
from accord.config.pulse.command import pulse

app = typer.Typer()
app.command()(pulse)


@app.callback()
def _several() -> None:
    """So that the command keeps its name."""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["pulse", *map(str, arguments)])


def survey_of(marketing: int = 16, it: int = 12, invited: tuple[int, int] = (20, 18)) -> Survey:
    generator = np.random.default_rng(4)
    return a_survey(
        [drawn(2.2, generator) for _ in range(marketing)],
        [drawn(4.0, generator) for _ in range(it)],
        invited,
        ("Landing page",),
    )


def written(tmp_path: Path, survey: Survey) -> tuple[Path, Path]:
    places = tmp_path / "answers.csv", tmp_path / "invited.csv"
    for place, upload in zip(places, files_of(survey), strict=True):
        place.write_bytes(upload.content)
    return places


def figures(tmp_path: Path, survey: Survey) -> dict[str, Any]:
    answers, invited = written(tmp_path, survey)
    result = run(answers, "--invited", invited, "--json", tmp_path / "out.json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads((tmp_path / "out.json").read_text())
    return found


def test_the_json_has_just_these_keys(tmp_path: Path) -> None:
    found = figures(tmp_path, survey_of())

    assert list(found) == ["released", "why_not", "sides", "dimensions", "stage"]
    assert found["sides"] == {
        "marketing": {"invited": 20, "answered_band": "15-24"},
        "it": {"invited": 18, "answered_band": "10-14"},
    }
    assert len(found["dimensions"]) == 12
    assert set(found["dimensions"][0]) == {
        "name", "marketing", "it", "gap", "low", "high", "p_superiority", "verdict", "agreement",
    }  # fmt: skip
    assert set(found["dimensions"][0]["it"]) == {"mean", "low", "high"}
    assert list(found["stage"]) == ["probabilities", "gates"]
    assert sum(found["stage"]["probabilities"].values()) == pytest.approx(1)


def test_the_figures_are_those_of_a_release(tmp_path: Path) -> None:
    survey = survey_of()
    content = findings.release(with_joined_blocks(survey), instrument(), np.random.default_rng(1))

    for shown, part in zip(
        figures(tmp_path, survey)["dimensions"], content["dimensions"], strict=True
    ):
        assert shown["gap"] == part["gap"]
        assert shown["verdict"] == part["verdict"]
        assert shown["marketing"]["mean"] == part["marketing"]["mean"]


def test_in_words(tmp_path: Path) -> None:
    answers, invited = written(tmp_path, survey_of())
    said = run(answers, "--invited", invited).stdout

    assert said.startswith("Twelve of twelve differ clearly.")
    assert "marketing: 20 invited, 15-24 answered." in said
    assert "stands in the way next" in said
    assert "No group of fewer than 5 people can be worked out" in said


def test_too_few_are_told_nothing_and_why(tmp_path: Path) -> None:
    found = figures(tmp_path, survey_of(it=4))

    assert (found["released"], found["dimensions"]) == (False, [])
    assert "fewer than 5 people answered" in found["why_not"]
    assert found["stage"] == {"probabilities": {}, "gates": []}
    answers, invited = tmp_path / "answers.csv", tmp_path / "invited.csv"
    assert "fewer than 5 people answered" in run(answers, "--invited", invited).stdout


def test_a_dimension_that_too_few_answered_has_no_figures(tmp_path: Path) -> None:
    survey = survey_of()
    for person in survey.of_side("it")[:9]:
        for code in ("V1", "V2", "V3"):
            person.values[code] = None  # type: ignore[index]
    answers, invited = written(tmp_path, survey)
    shown = figures(tmp_path, survey)["dimensions"][0]

    assert (shown["marketing"], shown["gap"], shown["verdict"]) == (None, None, "cannot tell")
    assert "too few answers" in run(answers, "--invited", invited).stdout


def test_too_few_dimensions_give_no_stage(tmp_path: Path) -> None:
    survey = survey_of()
    for person in survey.of_side("it")[:9]:
        for code in list(person.values):
            if code[0] in "VLPSR":
                person.values[code] = None  # type: ignore[index]
    answers, invited = written(tmp_path, survey)

    assert "No stage" in run(answers, "--invited", invited).stdout


ANSWERED = "side,respondent,item,value"
INVITED = ["side,invited", "marketing,9", "it,9"]


@pytest.mark.parametrize(
    ("answers", "invited", "sentence"),
    [
        ([ANSWERED, "sales,1,V1,3"], INVITED, "answers.csv, line 2: “sales” is not a side"),
        ([ANSWERED, "it,1,V1,3", "it,1,X9,3"], INVITED, "answers.csv, line 3: there is no item “X9”"),
        ([ANSWERED, "it,1,V1,6"], INVITED, "answers.csv, line 2: “6” is not an answer to V1"),
        ([ANSWERED, "it,1,V1,2.5"], INVITED, "answers.csv, line 2: “2.5” is not an answer"),
        ([ANSWERED, "it,1,V1,3", "it,1,V1,3"], INVITED, "line 3: respondent 1 answers V1 twice"),
        ([ANSWERED, "it,,V1,3"], INVITED, "line 2: the respondent is missing"),
        ([ANSWERED, "it,1,V1,3"], ["side,invited", "it,many"], "invited.csv, line 2: “many” is not"),
        ([ANSWERED, "it,1,V1,3"], ["side,invited", "it,0", "marketing,9"], "only 0 were invited"),
        ([ANSWERED, "it,1,V1,3"], ["side,invited", "marketing,9"], "line 2: nobody was invited from IT"),
        (["wave," + ANSWERED, "a,it,1,V1,3", "b,it,1,V1,3"],
         ["wave,side,invited", "a,it,9", "b,it,9"], "holds several waves (“a”, “b”)"),
        ([ANSWERED], INVITED, "answers.csv"),
    ],
)  # fmt: skip
def test_bad_input_is_one_line_that_names_its_place(
    tmp_path: Path, answers: list[str], invited: list[str], sentence: str
) -> None:
    (tmp_path / "answers.csv").write_text("\n".join(answers))
    (tmp_path / "invited.csv").write_text("\n".join(invited))
    result = run(tmp_path / "answers.csv", "--invited", tmp_path / "invited.csv")

    assert result.exit_code == 2
    assert sentence in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_files_that_are_not_there_or_named_twice(tmp_path: Path) -> None:
    answers, invited = written(tmp_path, survey_of())

    assert "cannot be read" in run(tmp_path / "no.csv", "--invited", invited).stderr
    assert "named twice" in run(answers, "--invited", invited, "--json", invited).stderr
    assert "is a folder" in run(answers, "--invited", invited, "--json", tmp_path).stderr


def test_it_needs_no_home_and_makes_none(tmp_path: Path) -> None:
    answers, invited = written(tmp_path, survey_of(it=4))
    home = tmp_path / "home"
    code = "from accord.config.command import main; main()"
    environment = os.environ | {"ACCORD_HOME": str(home)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run(
        [sys.executable, "-c", code, "pulse", str(answers), "--invited", str(invited)],
        check=False, capture_output=True, text=True, env=environment,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, "")
    assert "fewer than 5 people answered" in done.stdout
    assert not home.exists()
