"""Whose turn it was: by name where nothing is given, and persons by party only."""

import json

import pyarrow.parquet as parquet
from tests.config.flow.logs import log, run, write_csv


def test_without_mappings_classes_are_proposed_and_every_group_is_its_own_party(tmp_path):
    out = tmp_path / "out.json"
    rows = [
        ("A", "2026-01-01", "To Do", "Web"),
        ("A", "2026-01-02", "In progress", "UNDEFINED"),
        ("A", "2026-01-03", "Frobnicated", "?"),
        ("A", "2026-01-04", "Done", ""),
        ("B", "2026-01-01", "To Do", "MISSING"),
    ]
    assert run(log(tmp_path, *rows), "--json", out).exit_code == 0
    figures = json.loads(out.read_text())
    assert figures["days_by_turn"] == {
        "Web": {"queue": 1.0, "work": 0.0, "wait": 0.0},
        "nobody": {"queue": 3.0, "work": 0.0, "wait": 0.0},
        "system": {"queue": 0.0, "work": 1.0, "wait": 0.0, "unmapped": 1.0},
    }
    assert figures["unmapped_holders"] == []
    assert figures["unmapped_statuses"] == ["Frobnicated"]


# Persons


PEOPLE = [f"person{number}" for number in range(9)]


def of_people(tmp_path):
    rows = [
        ("A", f"2026-01-{day:02}", "In progress", holder)
        for day, holder in enumerate(PEOPLE, start=1)
    ]
    return write_csv(tmp_path / "log.csv", ["item", "at", "status", "assignee"], rows)


def test_persons_are_pooled_and_never_named(tmp_path):
    out, stays, items = tmp_path / "o.json", tmp_path / "s.parquet", tmp_path / "i.csv"
    file = of_people(tmp_path)
    result = run(file, "--holder", "assignee", "--json", out, "--stays", stays, "--items", items)
    assert json.loads(out.read_text())["days_by_turn"].keys() == {"people, unmapped"}
    written = result.stdout + out.read_text() + items.read_text()
    written += str(parquet.read_table(stays).to_pylist())
    assert "person1" not in written
    assert "The holders are persons" in result.stdout


def test_parties_of_fewer_than_five_persons_are_merged_unless_they_are_sides(tmp_path):
    parties = ["marketing", "agency", "squad", "squad", *["crowd"] * 5]
    known = write_csv(
        tmp_path / "parties.csv", ["holder", "party"], zip(PEOPLE, parties, strict=True)
    )
    out, stays = tmp_path / "o.json", tmp_path / "s.parquet"
    result = run(
        *(of_people(tmp_path), "--holder", "assignee", "--parties", known),
        *("--json", out, "--stays", stays),
    )
    found = json.loads(out.read_text())
    assert set(found["days_by_turn"]) == {"marketing", "people, unmapped", "crowd"}
    assert found["handoffs"] == 2
    assert "2 parties of fewer than 5 people shown as part of 'people, unmapped'." in result.stdout
    assert not any(name in result.stdout for name in ("squad", "agency", "person1"))
    assert set(parquet.read_table(stays)["holder"].to_pylist()) == {
        "marketing",
        "people, unmapped",
        "crowd",
    }


def test_persons_that_the_parties_file_lacks_are_counted_not_named(tmp_path):
    known = write_csv(tmp_path / "parties.csv", ["holder", "party"], [(PEOPLE[0], "it")])
    out = tmp_path / "o.json"
    result = run(of_people(tmp_path), "--holder", "assignee", "--parties", known, "--json", out)

    assert json.loads(out.read_text())["unmapped_holders"] == ["people, unmapped"]
    assert "8 people are not in the parties file." in result.stdout
    assert "person3" not in result.stdout + out.read_text()
