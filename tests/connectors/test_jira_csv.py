import datetime as dt
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.connectors.reading import SAMPLES, clock, reading, sample, written

from accord.analysis.tables import NOT_RECORDED
from accord.connectors.contract import Level, UnreadableFileError
from accord.connectors.files import read_head
from accord.connectors.jira_csv.reader import sniff


def test_a_snapshot_tells_creation_and_end_and_nothing_between() -> None:
    rows = sample("jira_cloud.csv")
    assert rows.states("WEB-7") == [
        ("2026-02-02 09:00", NOT_RECORDED, ""),
        ("2026-02-12 18:00", "Released", ""),
    ]
    assert rows.states("WEB-8") == [
        ("2026-02-03 12:30", NOT_RECORDED, ""),
        ("2026-02-05 08:15", "Closed", ""),
    ]
    assert rows.states("WEB-9") == [("2026-02-04 13:00", NOT_RECORDED, "")]
    assert rows.of("history", "resolution") == [("",), ("Done",), ("",), ("Won't Do",), ("",)]


def test_done_without_date_is_left_out_and_counted() -> None:
    receipt = sample("jira_cloud.csv").receipt
    assert receipt.skipped == {"done, but no date says when": 1}
    assert receipt.examples["done, but no date says when"] == ["line 6, WEB-10"]
    assert (receipt.read, receipt.used) == (6, 5)


def test_dated_comments_raise_the_level() -> None:
    rows = sample("jira_cloud.csv")
    assert rows.receipt.level is Level.COMMENTS
    assert rows.of("comments", "item", "at", "author") == [("WEB-7", "2026-02-04 16:38", "acc-1")]
    assert "free text" not in str(rows.tables)


def test_items_promises_and_links_are_read() -> None:
    rows = sample("jira_cloud.csv")
    assert rows.of("items", "item", "type", "title", "requester")[0] == (
        "WEB-7", "Landing page", "Spring page, second try", "Maya Berg",
    )  # fmt: skip
    assert rows.of("promises", "item", "due") == [("WEB-7", "2026-02-20 23:59:59.999999")]
    assert rows.of("links", "target", "kind") == [
        ("WEB-1", "parent"),
        ("WEB-2", "cloners"),
        ("WEB-9", "blocks"),
        ("CRM-3", "text"),
        ("1202222222222222", "field"),
    ]


def test_the_receipt_says_which_columns_were_read() -> None:
    receipt = sample("jira_cloud.csv").receipt
    assert "Resolution" in receipt.columns_read
    assert "Custom field (Asana task)" in receipt.columns_read
    assert receipt.columns_ignored == ["Issue id", "Project key", "Priority", "Assignee", "Updated"]


def test_the_spelling_of_servers_is_read_too() -> None:
    rows = sample("jira_server.csv")
    assert rows.states("OPS-1") == [
        ("2026-09-07 10:00", NOT_RECORDED, ""),
        ("2026-09-09 12:30", "Closed", ""),
    ]
    assert rows.of("items", "item", "title") == [
        ("OPS-1", "First again"), ("OPS-2", "Open"), ("OPS-5", "Cancelled"),
    ]  # fmt: skip
    assert rows.of("links", "target", "kind") == [("OPS-9", "parent")]
    assert "comments" not in rows.tables
    assert "Dates were read day first, as 13/09/2026 10:00 shows." in rows.receipt.guessed
    assert rows.receipt.skipped == {
        "the same key stands on a later row: the last one counts": 1,
        "done before it was created": 1,
        "no item": 1,
        "no readable time": 1,
    }
    assert sum(count for note, count in rows.receipt.notes.items() if "wider" in note) == 2


def test_an_undecidable_order_of_dates_is_asked_for(tmp_path: Path) -> None:
    text = "Issue key,Summary,Status,Created\nA-1,x,Open,7/9/2026 10:00\n"
    file = written(tmp_path, text)
    with pytest.raises(UnreadableFileError, match="--day-first or --month-first"):
        reading(file)
    assert reading(file, day_first=True).states("A-1")[0][0] == "2026-09-07 10:00"
    assert reading(file, day_first=False).states("A-1")[0][0] == "2026-07-09 10:00"


def test_times_stand_in_the_zone_that_is_told(tmp_path: Path) -> None:
    text = "Issue key,Summary,Status,Created,Due date\nA-1,x,Open,25/Feb/26 4:38 PM,25/Feb/26\n"
    rows = reading(written(tmp_path, text), zone="Europe/Berlin")
    assert rows.states("A-1")[0][0] == "2026-02-25 15:38"
    assert rows.of("promises", "due") == [("2026-02-25 22:59:59.999999",)]


@pytest.mark.parametrize(
    ("category", "resolution", "status", "done"),
    [
        ("Done", "", "Shelved", True),
        ("To Do", "Done", "Done", False),
        ("", "Fixed", "Anything", True),
        ("", "Unresolved", "Anything", False),
        ("", "", "Closed", True),
        ("", "", "Open", False),
        ("Quelque chose", "", "Done", True),
    ],
)
def test_the_category_decides_then_resolution_then_name(
    tmp_path: Path, category: str, resolution: str, status: str, done: bool
) -> None:
    head = "Issue key,Summary,Status,Resolution,Status Category,Created,Resolved\n"
    row = f"A-1,x,{status},{resolution},{category},2026-01-01 10:00,2026-01-02 10:00\n"
    assert len(reading(written(tmp_path, head + row)).states("A-1")) == 1 + done


def test_without_key_column_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="no header row that this format needs"):
        reading(written(tmp_path, "Summary,Status\nx,Open\n"), "jira-csv")


def test_content_tells_whose_file_it_is() -> None:
    assert sniff(read_head(SAMPLES / "jira_cloud.csv")) > 0.9
    assert sniff(read_head(SAMPLES / "jira_server.csv")) > 0.9
    assert sniff(b"Key,Summary,Status,Created\n") == 0.5
    assert sniff(b"Issue key,Rank\n") == 0.5
    assert sniff(read_head(SAMPLES / "asana_sheet.csv")) == 0
    assert sniff(b"item,at,status,holder\n") == 0


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(st.integers(0, 5_000), st.integers(0, 3_000), st.booleans()),
        min_size=1,
        max_size=20,
    )
)
def test_lead_times_are_those_of_the_two_dates(items: list[tuple[int, int, bool]]) -> None:
    """Oracle: minutes counted by hand, written as Jira writes them."""

    def shown(minutes: int) -> str:
        moment = dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=minutes)
        return moment.strftime("%d/%b/%y %I:%M %p").replace(" 0", " ")

    lines = ["Issue key,Summary,Status,Resolution,Created,Resolved"]
    for number, (start, length, done) in enumerate(items):
        ended = (
            f"Done,Done,{shown(start)},{shown(start + length)}"
            if done
            else f"Open,,{shown(start)},"
        )
        lines.append(f"A-{number},x,{ended}")
    with tempfile.TemporaryDirectory() as folder:
        rows = reading(written(Path(folder), "\n".join(lines) + "\n"))
    for number, (_, length, done) in enumerate(items):
        found = [row["at"] for row in rows.tables["history"] if row["item"] == f"A-{number}"]
        assert (found[-1] - found[0]) == (length * 60_000_000 if done else 0)
    assert rows.receipt.read == rows.receipt.used == len(items) + sum(done for *_, done in items)
    assert clock(rows.tables["history"][0]["at"]).startswith("2026-01-0")
