from pathlib import Path

import pytest
from tests.connectors.reading import SAMPLES, Rows, reading, sample, written

from accord.analysis.tables import NOT_RECORDED
from accord.connectors.contract import HolderKind, Level, UnreadableFileError
from accord.connectors.files import read_head
from accord.connectors.jira_pipeline_csv.reader import NAME
from accord.connectors.registry import readers

ISSUES, HISTORY = "jira_pipeline_issues.csv", "jira_pipeline_history.csv"
CHANGES = "issue_id,changelog_id,created_date,field,from,from_string,to,to_string"


def both(folder: Path, *names: str, **options: str) -> Rows:
    parts = [(SAMPLES / name).read_text(encoding="utf-8") for name in names]
    return reading(written(folder, "".join(parts)), **options)


def made(folder: Path, *rows: str, **options: str) -> Rows:
    return reading(written(folder, "\n".join((CHANGES, *rows))), **options)


def test_issues_alone_are_a_snapshot() -> None:
    rows = sample(ISSUES)
    assert (rows.receipt.format, rows.receipt.level) == (NAME, Level.SNAPSHOT)
    assert rows.states("WEB-2") == [
        ("2026-02-02 09:00", NOT_RECORDED, ""), ("2026-02-06 10:00", "Done", ""),
    ]  # fmt: skip
    assert rows.of("history", "resolution")[1] == ("Fixed",)
    assert rows.states("WEB-1") == [("2026-02-01 09:00", NOT_RECORDED, "")]
    assert rows.receipt.skipped == {
        "done, but no date says when": 1,
        "no item": 1,
        "the same key stands on a later row: the last one counts": 1,
    }
    assert rows.of("items", "item", "type", "title", "requester", "url")[0] == (
        "WEB-2", "Story", "Voucher for INC0010001", "Maya Berg", "https://jira.example.com/browse/WEB-2",
    )  # fmt: skip
    assert rows.of("links", "item", "target", "kind") == [
        ("WEB-2", "WEB-1", "parent"), ("WEB-2", "INC0010001", "text"),
    ]  # fmt: skip
    assert "priority_name" in rows.receipt.columns_ignored
    assert "Some text" not in str(rows.tables)


def test_due_dates_are_days_of_the_zone_of_the_instance() -> None:
    due = sample(ISSUES, zone="Europe/Berlin").of("promises", "due")
    assert due == [("2026-02-10 22:59:59.999999",)]
    assert sample(ISSUES).of("promises", "due") == [("2026-02-09 23:59:59.999999",)]


def test_history_alone_names_issues_by_number() -> None:
    rows = sample(HISTORY)
    assert rows.receipt.level is Level.CHANGELOG
    assert rows.receipt.holder_kind is HolderKind.PERSON
    assert rows.states("10002") == [
        ("2026-02-03 10:00", "In Progress", "Idris Falk"),
        ("2026-02-04 10:00", "In Progress", "Idris Falk"),
        ("2026-02-06 10:00", "Done", "Idris Falk"),
    ]
    assert rows.of("history", "resolution")[2] == ("Fixed",)
    assert rows.of("promises", "item", "due") == [("10002", "2026-02-09 23:59:59.999999")]
    assert rows.receipt.skipped == {"no item": 1, "the same change stands on an earlier row": 1}
    assert "The file holds the history only" in rows.receipt.guessed[1]
    assert sorted(rows.receipt.notes.values()) == [1, 2]


@pytest.mark.parametrize("names", [(ISSUES, HISTORY), (HISTORY, ISSUES)])
def test_both_tables_in_one_file_are_joined(tmp_path: Path, names: tuple[str, str]) -> None:
    rows = both(tmp_path, *names)
    assert rows.states("WEB-2") == [
        ("2026-02-02 09:00", "To Do", ""),
        ("2026-02-03 10:00", "In Progress", "Idris Falk"),
        ("2026-02-04 10:00", "In Progress", "Idris Falk"),
        ("2026-02-06 10:00", "Done", "Idris Falk"),
    ]
    assert rows.of("promises", "at", "due") == [
        ("2026-02-02 09:00", "2026-02-05 23:59:59.999999"),
        ("2026-02-04 10:00", "2026-02-09 23:59:59.999999"),
    ]
    assert rows.states("WEB-1") == [("2026-02-01 09:00", "To Do", "")]
    assert [status for _, status, _ in rows.states("10009")] == ["In Progress", "Done"]


def test_a_team_field_that_changes_holds(tmp_path: Path) -> None:
    changes = (
        "1,10,2026-01-02T00:00:00Z,Team,,,7,Web desk",
        "1,11,2026-01-03T00:00:00Z,status,1,To Do,2,Done",
        "1,,2026-01-04T00:00:00Z,Stage,1,Draft,2,Live",
    )
    rows = made(tmp_path, *changes)
    assert rows.states("1") == [
        ("2026-01-02 00:00", "To Do", "Web desk"), ("2026-01-03 00:00", "Done", "Web desk"),
    ]  # fmt: skip
    assert rows.receipt.holder_kind is HolderKind.UNIT
    assert rows.receipt.guessed[0] == "The field Team names the holder."
    told = made(tmp_path, *changes, status="stage", holder="team")
    assert told.states("1")[-1] == ("2026-01-04 00:00", "Live", "Web desk")
    with pytest.raises(UnreadableFileError, match="has no change of a field squad; name another"):
        made(tmp_path, *changes, holder="squad")


def test_a_change_without_a_time_is_counted(tmp_path: Path) -> None:
    rows = made(tmp_path, ",,,,,,,", "1,10,never,status,1,To Do,2,Done")
    assert rows.receipt.skipped == {"no readable time": 1}


def test_a_file_that_begins_otherwise_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="does not begin with the header of the data"):
        reading(written(tmp_path, "id,key\n1,A-1\n"), NAME)


@pytest.mark.parametrize("name", [ISSUES, HISTORY])
def test_it_is_recognised_surer_than_by_any_other(name: str) -> None:
    head = read_head(SAMPLES / name)
    scores = {reader.name: reader.sniff(head) for reader in readers().values()}
    assert max(scores, key=lambda reader: scores[reader]) == NAME
