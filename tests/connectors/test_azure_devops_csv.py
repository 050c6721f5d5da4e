import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.connectors.reading import SAMPLES, reading, sample, written

from accord.analysis.tables import NOT_RECORDED
from accord.connectors.azure_devops_csv.reader import sniff
from accord.connectors.contract import HolderKind, Level, UnreadableFileError
from accord.connectors.files import read_head

BEGIN = "2026-02-02 08:00"


def table(*items: dict[str, str]) -> str:
    """Work items as CSV with the columns that any of them fills."""
    base = {"ID": "1", "Work Item Type": "Task", "State": "New", "Created Date": BEGIN}
    rows = [{**base, **item} for item in items]
    names = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, names, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def test_a_snapshot_tells_creation_and_end_and_the_present_state_of_open_work() -> None:
    rows = sample("azure_query.csv")
    assert rows.receipt.level is Level.SNAPSHOT
    assert rows.states("4411") == [
        ("2026-02-02 08:00", NOT_RECORDED, "Shop\\Web"),
        ("2026-02-12 18:00", "Closed", "Shop\\Web"),
    ]
    assert rows.states("4413") == [
        ("2026-02-02 10:00", NOT_RECORDED, "Shop\\CRM"),
        ("2026-02-04 09:00", "Active", "Shop\\CRM"),
    ]


def test_the_reason_tells_what_was_not_delivered() -> None:
    rows = sample("azure_query.csv")
    assert [row for row in rows.of("history", "item", "resolution") if row[1]] == [
        ("4411", "Acceptance tests pass"),
        ("4412", "Duplicate"),
    ]


def test_done_without_date_is_left_out_and_counted() -> None:
    receipt = sample("azure_query.csv").receipt
    assert receipt.examples == {"done, but no date says when": ["line 5, 4414"]}
    assert (receipt.read, receipt.used) == (7, 6)
    assert "Dates were read month first, as 2/20/2026 12:00:00 AM shows." in receipt.guessed
    assert "The column Area Path names the holder." in receipt.guessed
    assert receipt.columns_ignored == ["Assigned To", "Changed Date", "Iteration Path"]


def test_items_promises_and_links_are_read() -> None:
    rows = sample("azure_query.csv")
    assert rows.of("items", "item", "type", "title", "requester")[0] == (
        "4411", "User Story", "Spring page", "Berg, Maya",
    )  # fmt: skip
    assert rows.of("promises", "item", "due") == [("4411", "2026-02-20 23:59:59.999999")]
    assert rows.of("links", "target", "kind") == [("4400", "parent"), ("WEB-7", "text")]


@pytest.mark.parametrize(
    ("cells", "end"),
    [
        ({"State": "Resolved", "Resolved Date": "2026-02-03", "Closed Date": ""}, "2026-02-03"),
        ({"State": "Resolved", "State Change Date": "2026-02-04"}, "2026-02-04"),
        ({"State": "Removed", "State Change Date": "2026-02-05"}, "2026-02-05"),
        ({"State": "Live on site", "Closed Date": "2026-02-06"}, "2026-02-06"),
        ({"State": "", "Closed Date": "2026-02-06"}, "2026-02-06"),
        ({"State": "Done", "Closed Date": "2026-02-07", "State Change Date": "2026-02-08"},
         "2026-02-07"),
    ],
)  # fmt: skip
def test_an_end_is_dated_by_the_column_that_fits_its_state(
    tmp_path: Path, cells: dict[str, str], end: str
) -> None:
    rows = reading(written(tmp_path, table(cells)))
    assert rows.states("1")[1:] == [(f"{end} 00:00", cells["State"] or "Closed", "")]


def test_an_abandoned_reason_counts_before_a_resolved_one(tmp_path: Path) -> None:
    ended = {"State": "Closed", "Closed Date": "2026-02-03"}
    items = [
        {**ended, "ID": "1", "Resolved Reason": "Fixed", "Reason": "Obsolete"},
        {**ended, "ID": "2", "Resolved Reason": "Fixed", "Reason": "Verified"},
        {**ended, "ID": "3"},
    ]
    rows = reading(written(tmp_path, table(*items)))
    assert rows.of("history", "resolution")[1::2] == [("Obsolete",), ("Fixed",), ("",)]


def test_titles_of_a_tree_and_other_holders_are_read(tmp_path: Path) -> None:
    item = {"Title 1": "", "Title 2": "Child", "Assigned To": "Falk, Idris <i@example.com>"}
    file = written(tmp_path, table({**item, "Team": "Brand", "Area Path": "Shop"}))
    rows = reading(file)
    assert rows.of("items", "title") == [("Child",)]
    assert rows.states("1")[0][2] == "Brand"
    by_person = reading(file, holder="Assigned To")
    assert by_person.receipt.holder_kind is HolderKind.PERSON
    assert by_person.states("1")[0][2] == "Falk, Idris"
    with pytest.raises(UnreadableFileError, match="no column Squad with a value"):
        reading(file, holder="Squad")


def test_a_due_time_within_a_day_stays_and_an_unreadable_one_is_told(tmp_path: Path) -> None:
    items = [
        {"ID": "1", "Due Date": "2026-02-20 07:00", "Target Date": "2026-03-01"},
        {"ID": "2", "Due Date": "soon"},
    ]
    rows = reading(written(tmp_path, table(*items)))
    assert rows.of("promises", "item", "due") == [("1", "2026-02-20 07:00")]
    assert rows.receipt.notes == {"due date that cannot be read": 1}


def test_dirt_is_counted_and_named(tmp_path: Path) -> None:
    items = [
        {"ID": "1", "Title": "first", "State Change Date": "once"},
        {"ID": "1", "Title": "again", "State": ""},
        {"ID": ""},
        {"ID": "2", "Created Date": ""},
        {"ID": "3", "State": "Closed", "Closed Date": "2026-01-01"},
        {"ID": "4", "State": "Active", "State Change Date": "2026-01-01"},
        {"ID": "5", "State": "", "State Change Date": "2026-03-01"},
    ]
    text = "\ufeff" + table(*items) + f"6,Task,New,{BEGIN},,,,wide,wider\r\n\r\n"
    rows = reading(written(tmp_path, text))
    assert [len(rows.states(key)) for key in "123456"] == [1, 0, 0, 1, 1, 1]
    assert rows.receipt.skipped == {
        "the same key stands on a later row: the last one counts": 1,
        "no item": 1,
        "no readable time": 1,
        "done before it was created": 1,
        "dated before the item was created": 1,
    }
    assert rows.receipt.read == rows.receipt.used + sum(rows.receipt.skipped.values())
    assert sum(count for note, count in rows.receipt.notes.items() if "wider" in note) == 1
    assert "The column Area Path names the holder." not in rows.receipt.guessed


def test_an_undecidable_order_of_dates_is_asked_for(tmp_path: Path) -> None:
    file = written(tmp_path, table({"Created Date": "7/9/2026 9:00:00 AM"}))
    with pytest.raises(UnreadableFileError, match="--day-first or --month-first"):
        reading(file)
    assert reading(file, day_first=True).states("1")[0][0] == "2026-09-07 09:00"


def test_a_query_without_dates_is_refused_with_what_to_do(tmp_path: Path) -> None:
    text = "ID,Work Item Type,Title,Assigned To,State,Tags\n1,Task,x,,New,\n"
    with pytest.raises(UnreadableFileError, match="no column Created Date; add it"):
        reading(written(tmp_path, text))
    with pytest.raises(UnreadableFileError, match="no header row"):
        reading(written(tmp_path, "ID,Work Item Type,Title\n1,Task,x\n"))


def test_content_tells_whose_file_it_is() -> None:
    for file in SAMPLES.iterdir():
        assert (sniff(read_head(file)) > 0.9) is (file.name == "azure_query.csv"), file
    assert reading(SAMPLES / "azure_query.csv").receipt.format == "azure-devops-csv"


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.integers(1, 12), st.integers(0, 23)), min_size=1, max_size=20))
def test_clocks_of_twelve_hours_are_read(times: list[tuple[int, int]]) -> None:
    """Oracle: hours counted by hand."""
    items = []
    for number, (day, hour) in enumerate(times):
        shown = f"{hour % 12 or 12}:00:00 {'PM' if hour >= 12 else 'AM'}"
        items.append({"ID": str(number), "Created Date": f"1/{day}/2026 {shown}"})
    with tempfile.TemporaryDirectory() as folder:
        rows = reading(written(Path(folder), table(*items)), day_first=False)
    for number, (day, hour) in enumerate(times):
        assert rows.states(str(number))[0][0] == f"2026-01-{day:02} {hour:02}:00"
