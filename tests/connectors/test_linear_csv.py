import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.connectors.reading import SAMPLES, clock, reading, sample, written

from accord.connectors.contract import HolderKind, Level, UnreadableFileError
from accord.connectors.files import read_head
from accord.connectors.linear_csv.reader import sniff

HEADER = "ID,Team,Title,Status,Created,Started,Triaged,Completed,Canceled,Due Date,Parent issue"
BEGIN = "2026-01-05T08:00:00Z"


def test_the_marks_that_are_dated_give_the_history_and_the_team_holds() -> None:
    rows = sample("linear_issues.csv")
    assert rows.receipt.level is Level.SNAPSHOT
    assert rows.receipt.holder_kind is HolderKind.UNIT
    assert rows.states("WEB-7") == [
        ("2026-02-02 08:00", "Created", "Web platform"),
        ("2026-02-02 12:00", "Triaged", "Web platform"),
        ("2026-02-05 09:00", "Started", "Web platform"),
        ("2026-02-12 18:00", "Completed", "Web platform"),
    ]
    assert rows.states("WEB-8") == [
        ("2026-02-03 10:00", "Created", "Web platform"),
        ("2026-02-04 10:00", "Canceled", "Web platform"),
    ]
    assert rows.states("CRM-3")[-1] == ("2026-02-04 10:00", "Started", "CRM systems")
    assert set(rows.of("history", "person")) == {("",)}


def test_items_promises_and_links_are_read() -> None:
    rows = sample("linear_issues.csv")
    assert rows.of("items", "item", "type", "title", "requester") == [
        ("WEB-7", "", "Spring page, follows CRM-3", "maya@example.com"),
        ("WEB-8", "", "Old banner", "maya@example.com"),
        ("CRM-3", "", "=Segments", ""),
    ]
    assert rows.of("promises", "item", "at", "due") == [
        ("WEB-7", "2026-02-02 08:00", "2026-02-20 23:59:59.999999")
    ]
    assert rows.of("links", "target", "kind") == [
        ("WEB-1", "parent"),
        ("CRM-3", "text"),
        ("1202222222222222", "text"),
    ]


def test_the_receipt_says_what_was_assumed_left_out_and_passed_over() -> None:
    receipt = sample("linear_issues.csv").receipt
    assert (receipt.read, receipt.used) == (9, 8)
    assert receipt.examples == {"done, but no date says when": ["line 5, WEB-9"]}
    assert receipt.guessed == [
        "The column Team names the holder.",
        "Holders are those at export: who held an item before is not in this file.",
    ]
    assert receipt.notes == {"issue that ended without having been started": 1}
    assert "Assignee" in receipt.columns_ignored
    assert "Team" in receipt.columns_read


def test_times_as_a_browser_writes_them_and_links_of_newer_exports_are_read(
    tmp_path: Path,
) -> None:
    lines = [
        HEADER + ",Related to,Blocked by,Duplicate of",
        "A-1,T,x,Todo,Wed May 13 2026 11:21:41 GMT+0000 (GMT+00:00),,,,,"
        'Thu Jun 25 2026 22:00:00 GMT+0000 (GMT+00:00),,"B-2, B-3",B-4,B-5',
    ]
    file = written(tmp_path, b"\xef\xbb\xbf" + "\r\n".join(lines).encode())
    rows = reading(file, zone="Europe/Berlin")
    assert rows.states("A-1") == [("2026-05-13 11:21:41.000000", "Created", "T")]
    assert rows.of("promises", "due") == [("2026-06-26 21:59:59.999999",)]
    assert rows.of("links", "target", "kind") == [
        ("B-2", "relates"), ("B-3", "relates"), ("B-4", "blocked by"), ("B-5", "duplicate"),
    ]  # fmt: skip
    assert reading(file).of("promises", "due") == [("2026-06-25 22:00",)]


def test_dirt_is_counted_and_named(tmp_path: Path) -> None:
    lines = [
        HEADER,
        f"A-1,T,first,Todo,{BEGIN}",
        f"A-1,T,again,Todo,{BEGIN},,,,,soon,",
        f",T,no key,Todo,{BEGIN}",
        "A-2,T,no time,Todo,yesterday",
        f"A-3,T,backwards,Done,{BEGIN},,,2026-01-01T00:00:00Z",
        f"A-4,T,unreadable end,Done,{BEGIN},,,once,",
        f"A-5,,odd marks,Done,{BEGIN},2026-01-09T00:00:00Z,2026-01-01T00:00:00Z,"
        "2026-01-07T00:00:00Z,2026-01-06T00:00:00Z,,,wide,wider",
        f"A-6,T,mark unreadable,Todo,{BEGIN},once",
    ]
    rows = reading(written(tmp_path, "\n".join(lines)))
    assert rows.states("A-5") == [
        ("2026-01-05 08:00", "Created", ""),
        ("2026-01-07 00:00", "Completed", ""),
    ]
    assert rows.of("items", "item", "title") == [
        ("A-1", "again"), ("A-5", "odd marks"), ("A-6", "mark unreadable"),
    ]  # fmt: skip
    assert rows.receipt.skipped == {
        "the same key stands on a later row: the last one counts": 1,
        "no item": 1,
        "no readable time": 1,
        "done before it was created": 1,
        "done, but no date says when": 1,
        "dated before the item was created": 1,
        "dated after the item had ended": 1,
    }
    assert rows.receipt.read == rows.receipt.used + sum(rows.receipt.skipped.values())
    assert rows.receipt.notes["due date that cannot be read"] == 1
    assert rows.receipt.notes["time of triage or start that cannot be read"] == 1
    assert sum(count for note, count in rows.receipt.notes.items() if "wider" in note) == 1


def test_another_column_may_hold_and_people_are_persons(tmp_path: Path) -> None:
    text = f"{HEADER},Assignee,Project\nA-1,T,x,Todo,{BEGIN},,,,,,,Ann,Shop\n"
    file = written(tmp_path, text)
    by_person = reading(file, holder="assignee", pseudonym=lambda name: "p" + name)
    assert by_person.receipt.holder_kind is HolderKind.PERSON
    assert by_person.states("A-1")[0][2] == "pAnn"
    assert reading(file, holder="Project").states("A-1")[0][2] == "Shop"
    with pytest.raises(UnreadableFileError, match="no column Squad with a value"):
        reading(file, holder="Squad")


def test_an_undecidable_order_of_dates_is_asked_for(tmp_path: Path) -> None:
    file = written(tmp_path, f"{HEADER}\nA-1,T,x,Todo,7/9/2026 10:00\n")
    with pytest.raises(UnreadableFileError, match="--day-first or --month-first"):
        reading(file)
    assert reading(file, day_first=True).states("A-1")[0][0] == "2026-09-07 10:00"


def test_without_teams_nobody_holds_and_without_header_the_file_is_refused(
    tmp_path: Path,
) -> None:
    rows = reading(written(tmp_path, f"{HEADER}\nA-1,,x,Todo,{BEGIN}\n"))
    assert rows.states("A-1") == [("2026-01-05 08:00", "Created", "")]
    assert rows.receipt.guessed == []
    with pytest.raises(UnreadableFileError, match="no header row"):
        reading(written(tmp_path, "a,b\n1,2\n"), "linear-csv")


def test_content_tells_whose_file_it_is() -> None:
    for file in SAMPLES.iterdir():
        assert (sniff(read_head(file)) > 0.9) is (file.name == "linear_issues.csv"), file
    assert reading(SAMPLES / "linear_issues.csv").receipt.format == "linear-csv"


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=20))
def test_every_mark_in_its_order_is_one_row(issues: list[tuple[int, int]]) -> None:
    """Oracle: days counted by hand."""
    lines = [HEADER]
    for number, (start, length) in enumerate(issues):
        started, ended = f"2026-02-{1 + start:02}", f"2026-02-{1 + start + length:02}"
        lines.append(f"A-{number},T,x,Done,2026-02-01,{started},,{ended},,,")
    with tempfile.TemporaryDirectory() as folder:
        rows = reading(written(Path(folder), "\n".join(lines)))
    for number, (start, length) in enumerate(issues):
        found = [row for row in rows.tables["history"] if row["item"] == f"A-{number}"]
        assert [row["status"] for row in found] == ["Created", "Started", "Completed"]
        assert clock(found[1]["at"]) == f"2026-02-{1 + start:02} 00:00"
        assert found[2]["at"] - found[1]["at"] == length * 86_400_000_000
