"""The command: what it writes, what it says, and one clear line for what it cannot use."""

import json
import subprocess
import sys

import pytest
import typer
from tests.config.flow.logs import log, write_csv
from typer.testing import CliRunner

from accord.config.placement.command import placement
from accord.simulate.company import write as write_company

app = typer.Typer()
app.command()(placement)


@app.callback()
def accord() -> None:
    """With two of its kind the command keeps its name."""


PARTIES = {"Brand": "marketing", "Data": "it", "Web": "it", "Robot": "system", "Blank": ""}
BY_HAND = [
    ("A", "2026-01-01T00:00", "Doing", "Brand"),
    ("A", "2026-01-01T04:00", "To Do", "Data"),
    ("A", "2026-01-01T10:00", "To Do", "Brand"),
    ("A", "2026-01-01T12:00", "In progress", "Brand"),
    ("A", "2026-01-01T20:00", "To Do", "Web"),
    ("A", "2026-01-01T21:00", "On hold", "Data"),
    ("A", "2026-01-02T00:00", "In progress", "Data"),
]


def run(*arguments):
    return CliRunner().invoke(app, ["placement", *map(str, arguments)])


def refused(*arguments):
    """The one line that says what is wrong."""
    result = run(*arguments)
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert result.stderr.startswith("accord: ")
    assert result.stderr.count("\n") == 1
    return result.stderr


def parties_file(tmp_path, parties=PARTIES):
    return write_csv(tmp_path / "parties.csv", ["holder", "party"], parties.items())


def movable_file(tmp_path, *teams, column="team"):
    return write_csv(tmp_path / "teams.csv", [column], [(team,) for team in teams])


def found(tmp_path, *arguments, rows=BY_HAND, parties=PARTIES):
    """The JSON, and what was said."""
    out = tmp_path / "out.json"
    known = parties_file(tmp_path, parties)
    result = run(log(tmp_path, *rows), "--parties", known, "--json", out, *arguments)
    assert result.exit_code == 0, result.output
    return json.loads(out.read_text()), result.stdout


def test_the_json_by_hand(tmp_path):
    figures, said = found(tmp_path, "--movable", movable_file(tmp_path, "Data", "Web"))
    left = {"handoffs": 2, "waiting_days": 0.166667}
    assert figures == {
        "before": {"handoffs": 3, "waiting_days": 0.5},
        "moves": [{"team": "Data", "from": "it", "to": "marketing"} | left],
        "after": left,
        "optimal": True,
        "gap": 0.0,
    }
    assert "As of 2026-01-02T00:00:00Z: 3 hand-offs between parties, 0.5 days of waiting" in said
    assert "1. Move Data from it to marketing: 2 hand-offs between parties, 0.2 days" in said
    assert "upper bound" in said


def test_without_a_list_every_team_may_move(tmp_path):
    figures, _ = found(tmp_path)
    assert [move["team"] for move in figures["moves"]] == ["Brand"]
    assert figures["after"] == {"handoffs": 0, "waiting_days": 0.0}


def test_moves_that_save_nothing_are_left_out(tmp_path):
    figures, _ = found(tmp_path, "--moves", 5)
    assert len(figures["moves"]) == 1


def test_the_file_is_read_as_it_stood(tmp_path):
    figures, _ = found(tmp_path, "--as-of", "2026-01-01T11:00")
    assert figures["before"] == {"handoffs": 2, "waiting_days": 0.291667}


def test_own_turns_stay_with_the_party_that_the_status_names(tmp_path):
    rows = [
        ("A", "2026-01-01", "Doing", "Web"),
        ("A", "2026-01-02", "Waiting for marketing", "Web"),
        ("A", "2026-01-04", "Doing", "Web"),
    ]
    statuses = write_csv(
        tmp_path / "statuses.csv",
        ["status", "class", "turn"],
        [("Doing", "work", ""), ("Waiting for marketing", "wait", "marketing")],
    )
    figures, _ = found(tmp_path, "--statuses", statuses, rows=rows)
    assert figures["before"] == {"handoffs": 2, "waiting_days": 2.0}
    assert [(move["team"], move["to"]) for move in figures["moves"]] == [("Web", "marketing")]
    proposed, _ = found(tmp_path, rows=rows)
    assert proposed == figures


def test_nobody_to_move_is_said(tmp_path):
    _, said = found(tmp_path, "--movable", movable_file(tmp_path, "Web", column="Holder"))
    assert "1. Move Web from it" in said
    parties = PARTIES | {"Away": "it"}
    movable = movable_file(tmp_path, "Away", "")
    figures, said = found(tmp_path, "--movable", movable, parties=parties)
    assert figures["moves"] == []
    assert "No team that may move is in these records." in said
    _, said = found(tmp_path, rows=BY_HAND[:1])
    assert "No move saves any of it." in said


def test_an_unproven_answer_tells_its_gap(tmp_path, monkeypatch):
    monkeypatch.setattr("accord.analysis.placement._STEPS_A_SECOND", 0.0)
    monkeypatch.setattr("accord.config.placement.run._SECONDS", 0.0)
    rows = [
        ("A", f"2026-01-{day:02}", "To Do", ("Brand", "Data", "Web")[day % 3])
        for day in range(1, 20)
    ]
    movable = movable_file(tmp_path, "Data", "Web")
    figures, said = found(tmp_path, "--movable", movable, "--moves", 2, rows=rows)
    assert not figures["optimal"]
    assert f"at most {figures['gap']:.1%}" in said


# Persons


PEOPLE = [f"person{number}" for number in range(9)]


def of_people(tmp_path):
    rows = [
        ("A", f"2026-01-{day:02}", "To Do", holder) for day, holder in enumerate(PEOPLE, start=1)
    ]
    file = write_csv(tmp_path / "people.csv", ["item", "at", "status", "assignee"], rows)
    sides = ["marketing", "it", "board", "board", *["crowd"] * 5]
    known = parties_file(tmp_path, dict(zip(PEOPLE, sides, strict=True)))
    return file, "--holder", "assignee", "--parties", known


def test_persons_stand_for_their_party_and_are_never_named(tmp_path):
    out = tmp_path / "out.json"
    result = run(*of_people(tmp_path), "--moves", 3, "--json", out)
    figures = json.loads(out.read_text())
    assert (figures["before"]["handoffs"], figures["moves"]) == (3, [])
    assert "only teams are moved" in result.stdout
    assert "person1" not in result.stdout + out.read_text()


def test_a_person_may_not_be_moved(tmp_path):
    movable = movable_file(tmp_path, "person1")
    assert "is a person, not a team" in refused(*of_people(tmp_path), "--movable", movable)


# What cannot be used


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--moves", "0"], "--moves 0 must be 1 or more"),
        (["--as-of", "soon"], "--as-of 'soon' is no time"),
        (["--as-of", "2026-01-01", "--zone", "Atlantis"], "no time zone 'Atlantis'"),
        (["--movable", "absent.csv"], "absent.csv does not exist"),
        (["--movable", "other.csv"], "other.csv lacks the column team"),
        (["--movable", "empty.csv"], "empty.csv names no team"),
        (["--movable", "strange.csv"], "'Stranger' may not be moved: the parties file gives it no"),
        (["--movable", "robot.csv"], "'Robot' may not be moved"),
        (["--movable", "robot.csv", "--json", "robot.csv"], "robot.csv is named twice"),
        (["--json", "nowhere/out.json"], "there is no such folder"),
    ],
)
def test_a_wrong_option_is_one_clear_line(tmp_path, monkeypatch, arguments, says):
    monkeypatch.chdir(tmp_path)
    log(tmp_path, *BY_HAND)
    parties_file(tmp_path)
    write_csv(tmp_path / "other.csv", ["name"], [("Web",)])
    for name, team in (("empty", ""), ("strange", "Stranger"), ("robot", "Robot")):
        write_csv(tmp_path / f"{name}.csv", ["team", "note"], [(team, "x"), ()])
    assert says in refused("log.csv", "--parties", "parties.csv", *arguments)


def test_the_parties_must_be_given(tmp_path):
    assert "Give --parties" in refused(log(tmp_path, *BY_HAND))


def test_the_module_of_the_command_loads_nothing_heavy():
    heavy = {"django", "ibis", "pyarrow", "scipy"}
    code = f"import sys, accord.config.placement.command; print({heavy} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"


# A whole company


def test_the_team_that_passes_its_tickets_to_the_other_side_is_found(tmp_path):
    write_company(tmp_path, seed=5, requests=120)
    # Classes alone: whom a status names has the turn wherever teams sit.
    lines = (tmp_path / "statuses.csv").read_text("utf-8").splitlines()
    classes = tmp_path / "classes.csv"
    classes.write_text("\n".join(",".join(line.split(",")[:2]) for line in lines), "utf-8")
    out = tmp_path / "out.json"
    file, parties = tmp_path / "jira_issues.json", tmp_path / "parties.csv"
    result = run(file, "--parties", parties, "--statuses", classes, "--json", out)
    assert result.exit_code == 0, result.output
    figures = json.loads(out.read_text())
    assert [(move["team"], move["from"], move["to"]) for move in figures["moves"]] == [
        ("Data and tracking", "it", "marketing")
    ]
    assert figures["after"]["waiting_days"] < figures["before"]["waiting_days"] / 2
