import csv
import io
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.connectors.reading import SAMPLES, reading, sample, written

from accord.analysis.tables import NOT_RECORDED
from accord.connectors.clickup_csv.reader import sniff
from accord.connectors.contract import HolderKind, Level, UnreadableFileError
from accord.connectors.files import read_head

BEGIN = "1770019200000"  # 2 February 2026, 8:00 UTC


def table(*tasks: dict[str, str], header: tuple[str, ...] = ()) -> str:
    """Tasks as CSV with the columns that any of them fills."""
    base = {"Task ID": "1", "Task Name": "x", "Status": "to do", "Date Created": BEGIN}
    base["List Name"] = "Mailings"
    rows = [{**base, **task} for task in tasks]
    names = list(dict.fromkeys([*(name for row in rows for name in row), *header]))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, names, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def one(folder: Path, options: dict[str, Any] | None = None, **cells: str) -> Any:
    """One task, its cells named with underscores for spaces."""
    task = {name.replace("_", " "): cell for name, cell in cells.items()}
    return reading(written(folder, table(task)), **(options or {}))


def test_a_snapshot_tells_creation_and_the_list_at_export() -> None:
    rows = sample("clickup_tasks.csv")
    assert rows.states("86b1a0001") == [("2026-02-02 08:00", NOT_RECORDED, "Spring campaign")]
    assert rows.states("86b1a0003") == [("2026-02-02 09:00", NOT_RECORDED, "Mailings")]
    assert rows.receipt.holder_kind is HolderKind.UNIT


def test_done_without_date_is_left_out_and_counted() -> None:
    receipt = sample("clickup_tasks.csv").receipt
    assert receipt.examples == {"done, but no date says when": ["line 3, 86b1a0002"]}
    assert (receipt.read, receipt.used) == (3, 2)
    assert "Assignees" in receipt.columns_ignored


def test_items_promises_comments_and_links_are_read() -> None:
    rows = sample("clickup_tasks.csv")
    assert rows.of("items", "item", "type", "title", "url")[0] == (
        "86b1a0001", "Request", "Spring page", "https://app.clickup.com/t/86b1a0001",
    )  # fmt: skip
    assert rows.of("promises", "item", "due") == [("86b1a0001", "2026-02-20 23:59:59.999999")]
    assert rows.of("links", "target", "kind") == [
        ("86b1a0000", "parent"),
        ("WEB-7", "text"),
        ("CRM-3", "comment"),
    ]
    assert rows.receipt.level is Level.COMMENTS
    assert rows.of("comments", "item", "at", "author") == [
        ("86b1a0001", "2026-02-25 15:00", "maya@example.com")
    ]


def test_a_closing_date_of_its_own_column_ends_a_task(tmp_path: Path) -> None:
    rows = one(tmp_path, Status="Closed", Date_Closed="1770105600000")
    assert rows.states("1")[-1] == ("2026-02-03 08:00", "Closed", "Mailings")
    assert rows.receipt.level is Level.SNAPSHOT
    rows = one(tmp_path, Status="", Date_Done="1770105600000")
    assert rows.states("1")[-1] == ("2026-02-03 08:00", "Closed", "Mailings")


def test_a_team_field_holds_before_the_list_and_another_may_be_told(tmp_path: Path) -> None:
    team = {"Team (drop down)": "Brand"}
    file = written(tmp_path, table({**team, "Assignees": "[Ann, Bo]"}))
    assert reading(file).states("1")[0][2] == "Brand"
    assert reading(file).receipt.guessed[0] == "The column Team (drop down) names the holder."
    assert reading(file, holder="List Name").states("1")[0][2] == "Mailings"
    people = reading(file, holder="Assignees", pseudonym=lambda name: "p" + name)
    assert people.receipt.holder_kind is HolderKind.PERSON
    assert people.states("1")[0][2] == "pAnn, Bo"
    with pytest.raises(UnreadableFileError, match="no column Squad with a value"):
        reading(file, holder="Squad")


def test_a_due_day_at_four_in_the_morning_means_that_day(tmp_path: Path) -> None:
    due = "1771581600000"  # 20 February, 4:00 in Chicago
    day = one(tmp_path, {"zone": "America/Chicago"}, Due_Date=due)
    assert day.of("promises", "due") == [("2026-02-21 05:59:59.999999",)]
    assert one(tmp_path, Due_Date=due).of("promises", "due") == [("2026-02-20 10:00",)]
    unreadable = one(tmp_path, Due_Date="soon")
    assert "promises" not in unreadable.tables
    assert unreadable.receipt.notes == {"due date that cannot be read": 1}


def test_own_columns_name_other_items(tmp_path: Path) -> None:
    task = {"Jira key (short text)": "WEB-8", "Parent ID": "null", "Task Content": "For\\nWEB-9"}
    rows = reading(written(tmp_path, table(task, header=("",))))
    assert rows.of("links", "target", "kind") == [("WEB-9", "text"), ("WEB-8", "field")]
    assert "Jira key (short text)" in rows.receipt.columns_read


@pytest.mark.parametrize(
    ("cell", "unreadable"),
    [
        ('[{"text":"x","by":"a","date":"3/25/2026, 9:00:00 AM CEST"}]', 1),
        ("[{cut", 1),
        ('{"text":"no list"}', 0),
        ('["no object"]', 0),
    ],
)
def test_comments_that_cannot_be_read_are_counted(
    tmp_path: Path, cell: str, unreadable: int
) -> None:
    rows = one(tmp_path, Comments=cell)
    assert "comments" not in rows.tables
    assert rows.receipt.level is Level.SNAPSHOT
    assert sum(rows.receipt.notes.values()) == unreadable


def test_an_undecidable_order_of_dates_is_asked_for(tmp_path: Path) -> None:
    comment = '[{"by":"a","date":"3/5/2026, 9:00:00 AM UTC"}]'
    with pytest.raises(UnreadableFileError, match="--day-first or --month-first"):
        one(tmp_path, Comments=comment)
    assert one(tmp_path, {"day_first": True}, Comments=comment).of("comments", "at") == [
        ("2026-05-03 09:00",)
    ]
    text = "25/1/2026, 9:00:00 AM"
    rows = one(tmp_path, Comments=comment, Date_Created_Text=text)
    assert rows.of("comments", "at") == [("2026-05-03 09:00",)]


def test_dirt_is_counted_and_named(tmp_path: Path) -> None:
    tasks = [
        {"Task ID": "1", "Task Name": "first"},
        {"Task ID": "1", "Task Name": "again"},
        {"Task ID": ""},
        {"Task ID": "2", "Date Created": "null"},
        {"Task ID": "3", "Status": "Complete", "Date Done": "1770000000000"},
    ]
    text = "\ufeff" + table(*tasks) + f"4,wide,to do,{BEGIN},Mailings,,wide,wider\r\n\r\n"
    rows = reading(written(tmp_path, text))
    assert rows.of("items", "item", "title") == [("1", "again"), ("4", "wide")]
    assert rows.receipt.skipped == {
        "the same key stands on a later row: the last one counts": 1,
        "no item": 1,
        "no readable time": 1,
        "done before it was created": 1,
    }
    assert rows.receipt.read == rows.receipt.used + sum(rows.receipt.skipped.values())
    assert sum(count for note, count in rows.receipt.notes.items() if "wider" in note) == 1


def test_without_creation_date_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="no header row"):
        reading(written(tmp_path, "Task ID,Task Name,List Name\n1,x,y\n"))


def test_content_tells_whose_file_it_is() -> None:
    for file in SAMPLES.iterdir():
        assert (sniff(read_head(file)) > 0.9) is (file.name == "clickup_tasks.csv"), file
    assert reading(SAMPLES / "clickup_tasks.csv").receipt.format == "clickup-csv"


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(10**12, 2 * 10**12), min_size=1, max_size=20))
def test_times_are_milliseconds(moments: list[int]) -> None:
    """Oracle: a thousand microseconds each."""
    tasks = [{"Task ID": str(n), "Date Created": str(at)} for n, at in enumerate(moments)]
    with tempfile.TemporaryDirectory() as folder:
        rows = reading(written(Path(folder), table(*tasks)))
    assert [row["at"] for row in rows.tables["history"]] == [at * 1000 for at in moments]
