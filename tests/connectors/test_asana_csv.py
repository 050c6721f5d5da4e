import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.connectors.reading import SAMPLES, reading, sample, written

from accord.analysis.tables import NOT_RECORDED
from accord.connectors.asana_csv.reader import sniff
from accord.connectors.contract import Level, UnreadableFileError
from accord.connectors.files import read_head


def test_a_snapshot_is_read_below_rows_that_are_no_header() -> None:
    rows = sample("asana_sheet.csv")
    assert rows.receipt.level is Level.SNAPSHOT
    assert rows.states("1202222222222222") == [
        ("2026-02-01 00:00", NOT_RECORDED, ""),
        ("2026-02-13 00:00", "Completed", ""),
    ]
    assert rows.receipt.skipped == {"no readable time": 1}
    assert rows.receipt.examples["no readable time"] == ["line 8, 1202222222222224"]


def test_what_was_completed_as_cancelled_was_not_delivered() -> None:
    rows = sample("asana_sheet.csv")
    found = dict(
        zip(rows.of("history", "item", "status"), rows.of("history", "resolution"), strict=True)
    )
    assert found["1202222222222223", "Completed"] == ("Cancelled",)
    assert found["1202222222222222", "Completed"] == ("",)


def test_numbers_that_excel_rounded_are_told_apart_by_name_and_warned_of() -> None:
    rows = sample("asana_sheet.csv")
    assert rows.states("1.21143E+15 Mailing")
    assert rows.states("1.21143E+15 Tracking")
    assert [count for note, count in rows.receipt.notes.items() if "Excel" in note] == [2]


def test_items_promises_and_links_are_read() -> None:
    rows = sample("asana_sheet.csv")
    assert rows.of("items", "item", "type", "title")[0] == (
        "1202222222222222", "Landing page", "Spring page",
    )  # fmt: skip
    assert rows.of("promises", "due") == [("2026-02-20 23:59:59.999999",)]
    assert rows.of("links", "target", "kind") == [
        ("Spring campaign", "parent name"),
        ("Copy", "dependency name"),
        ("Photos", "dependency name"),
        ("WEB-7", "text"),
        ("WEB-8", "field"),
    ]
    assert "Assignee Email" in rows.receipt.columns_ignored


def test_without_header_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="no header row"):
        reading(written(tmp_path, "\n".join(f"a{n},b" for n in range(60))), "asana-csv")


def test_content_tells_whose_file_it_is() -> None:
    assert sniff(read_head(SAMPLES / "asana_sheet.csv")) > 0.9
    assert sniff(b'"Task ID","Created At","Name"\n') > 0.9
    assert sniff(b"Task ID,Task Link\n") == 0
    assert sniff(read_head(SAMPLES / "jira_cloud.csv")) == 0


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.integers(1, 28), st.integers(0, 27)), min_size=1, max_size=20))
def test_lead_times_are_whole_days(tasks: list[tuple[int, int]]) -> None:
    """Oracle: days subtracted by hand."""
    lines = ["Task ID,Created At,Completed At,Name"]
    for number, (start, length) in enumerate(tasks):
        ended = f"2026-01-{min(start + length, 31):02}"
        lines.append(f"12{number:014},2026-01-{start:02},{ended},x")
    with tempfile.TemporaryDirectory() as folder:
        rows = reading(written(Path(folder), "\n".join(lines) + "\n"))
    for number, (start, length) in enumerate(tasks):
        at = [row["at"] for row in rows.tables["history"] if row["item"] == f"12{number:014}"]
        assert at[1] - at[0] == (min(start + length, 31) - start) * 86_400_000_000
