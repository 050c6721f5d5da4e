import csv
import io
import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.connectors.any_table.tables import LOG, MONDAY, PLANNER, as_csv, as_workbook
from tests.connectors.reading import Rows, reading, written

from accord.analysis.tables import NOT_RECORDED
from accord.connectors.any_table.presets import PRESETS
from accord.connectors.any_table.proposals import proposed
from accord.connectors.any_table.reader import sniff, translate
from accord.connectors.any_table.table import Table, first_look
from accord.connectors.contract import (
    HolderKind,
    Level,
    Options,
    Receipt,
    Recorder,
    UnreadableFileError,
)

SNAPSHOT = {"Key": "item", "Status": "status", "Team": "holder", "Created": "created"}
HISTORY = {"Key": "item", "When": "changed", "Status": "status", "Team": "holder"}


def mapped(folder: Path, table: list[list[str]], columns: dict[str, str], **told: Any) -> Rows:
    mapping = {"columns": columns, **told}
    return reading(written(folder, as_csv(table)), "table", mapping=mapping)


def test_a_monday_board_is_read_by_its_preset(tmp_path: Path) -> None:
    rows = reading(written(tmp_path, as_csv(MONDAY)))

    assert rows.receipt.format == "table"
    assert rows.receipt.level is Level.SNAPSHOT
    assert rows.receipt.holder_kind is HolderKind.PERSON
    assert rows.states("1000000001") == [
        ("2026-03-02 15:04", NOT_RECORDED, "Maya Lind"),
        ("2026-03-20 00:00", "Done", "Maya Lind"),
    ]
    assert rows.states("1000000003") == [("2026-03-05 09:00", NOT_RECORDED, "Tom Ek")]
    assert rows.states("1000000004") == [("2026-03-09 10:30", NOT_RECORDED, "Maya Lind")]
    assert rows.receipt.skipped == {"subitem, whose columns are others than the items'": 2}
    assert rows.receipt.notes["rows that only name a group or repeat the header"] == 3
    assert rows.of("links", "item", "target") == [("1000000001", "WEB-7")]
    assert rows.of("promises", "item", "due")[0] == ("1000000001", "2026-03-15 23:59:59.999999")
    assert any("monday" in sentence for sentence in rows.receipt.guessed)


def test_a_planner_workbook_is_read_by_its_preset(tmp_path: Path) -> None:
    book = as_workbook(tmp_path / "plan.xlsx", {"Tasks": PLANNER}, merged=[])
    rows = reading(book)

    assert rows.states("aB1") == [
        ("2026-04-01 00:00", NOT_RECORDED, "Tom Ek"),
        ("2026-04-22 00:00", "Completed", "Tom Ek"),
    ]
    assert rows.of("links", "target") == [("WEB-9",)]


def test_the_options_name_another_holder_than_the_preset(tmp_path: Path) -> None:
    rows = reading(written(tmp_path, as_csv(PLANNER)), holder="Bucket Name")
    assert rows.states("aB1")[0][2] == "Web"


@pytest.mark.parametrize(
    ("header", "sure"),
    [
        ("Name,Created at,Item ID (auto generated)\nx,2026-01-01,1000000001\n", 0.25),
        ("Name,Colour,Item ID (auto generated)\nx,red,1000000001\n", 0),  # nothing is dated
        (
            "Key,Folder,Title,Status,Assigned To,End Date\n1,a,b,Open,c,2026-01-01\n",
            0,
        ),  # not checked
        ("Subject,Body,From: (Name),From: (Address),To: (Name),To: (Address)\na,b,c,d,e,f\n", 0.25),
        ("Key,Status\nA-1,Open\n", 0),
        ('{"a": [1, 2]}', 0),
        ("", 0),
    ],
)
def test_only_a_checked_preset_takes_a_file_by_itself(header: str, sure: float) -> None:
    assert sniff(header.encode()) == sure


def test_outlooks_own_csv_is_refused_with_what_helps(tmp_path: Path) -> None:
    header = "Subject,Body,From: (Name),From: (Address),To: (Name),To: (Address)\na,b,c,d,e,f\n"
    with pytest.raises(UnreadableFileError, match="export the mailbox as mbox"):
        reading(written(tmp_path, header))


@pytest.mark.parametrize(
    "content", ["Key,Status\nA-1,Open\n", "Name,Item ID (auto generated)\nx,1000000001\n"]
)
def test_without_mapping_or_preset_a_table_is_not_guessed(tmp_path: Path, content: str) -> None:
    with pytest.raises(UnreadableFileError, match="nobody has said yet"):
        reading(written(tmp_path, content), "table")


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_every_preset_gives_a_mapping_that_can_be_read_or_says_why_not(
    preset: Any, tmp_path: Path
) -> None:
    names = sorted({name for usual in preset.parts.values() for name in usual} | preset.needed)
    found = proposed(first_look(written(tmp_path, as_csv([names, ["x"] * len(names)]))))

    assert found.preset is preset
    assert found.mapping.problem() == "" or preset.unusable


# Snapshots


def test_a_snapshot_tells_creation_start_and_end(tmp_path: Path) -> None:
    rows = mapped(
        tmp_path,
        [
            ["Key", "Name", "Kind", "Status", "Team", "Created", "Begun", "Ended", "By", "Outcome"],
            ["A", "Page", "Web", "Live", "Red", "2026-01-01", "2026-01-03", "2026-01-09", "Ann", "ok"],
            ["B", "Mail", "Mail", "odd", "Blue", "2026-01-02", "soon", "2026-01-08", "", ""],
        ],
        {
            **SNAPSHOT, "Name": "title", "Kind": "type", "Begun": "started", "Ended": "done",
            "By": "requester", "Outcome": "resolution",
        },
    )  # fmt: skip

    assert rows.states("A") == [
        ("2026-01-01 00:00", NOT_RECORDED, "Red"),
        ("2026-01-03 00:00", "Started", "Red"),
        ("2026-01-09 00:00", "Live", "Red"),
    ]
    assert rows.states("B")[-1] == ("2026-01-08 00:00", "Completed", "Blue")
    assert rows.of("items", "item", "type", "title", "requester")[0] == ("A", "Web", "Page", "Ann")
    assert rows.of("history", "resolution")[2] == ("ok",)
    assert rows.receipt.notes["time of the start that cannot be read"] == 1
    assert rows.receipt.columns_read[0] == "Key as item"


def test_the_start_stands_for_a_creation_that_no_column_dates(tmp_path: Path) -> None:
    rows = mapped(
        tmp_path, [["Key", "Begun"], ["A", "2026-01-01"]], {"Key": "item", "Begun": "started"}
    )
    assert rows.states("A") == [("2026-01-01 00:00", NOT_RECORDED, "")]
    assert any("start stands for it" in sentence for sentence in rows.receipt.guessed)


def test_rows_that_cannot_be_used_are_counted_with_their_reason(tmp_path: Path) -> None:
    rows = mapped(
        tmp_path,
        [
            ["Key", "Status", "Team", "Created", "Due"],
            ["A", "Done", "Red", "2026-01-01", ""],
            ["", "Open", "Red", "2026-01-01", ""],
            ["B", "Open", "Red", "never", ""],
            ["C", "Open", "Red", "2026-01-01", ""],
            ["C", "Open", "Red", "2026-01-02", "perhaps"],
            ["Group"],
            ["D"],
        ],
        {**SNAPSHOT, "Due": "due"},
    )
    assert rows.receipt.skipped == {
        "done, but no date says when": 1,
        "no item": 1,
        "no readable time": 1,
        "the same key stands on a later row: the last one counts": 1,
    }
    assert rows.receipt.notes["due date that cannot be read"] == 1
    assert rows.receipt.examples["no item"] == ["line 3"]
    assert rows.states("C") == [("2026-01-02 00:00", NOT_RECORDED, "Red")]


def test_a_title_stands_for_a_key(tmp_path: Path) -> None:
    rows = mapped(
        tmp_path, [["Name", "Made"], ["Page", "2026-01-01"]], {"Name": "title", "Made": "created"}
    )
    assert rows.states("Page")
    assert any("by their title" in sentence for sentence in rows.receipt.guessed)


def test_links_come_from_columns_of_keys_and_from_texts(tmp_path: Path) -> None:
    rows = mapped(
        tmp_path,
        [
            ["Key", "Created", "Parent", "Notes", "Notes"],
            ["A", "2026-01-01", "Other thing", "see WEB-1", "and WEB-2"],
            ["B", "2026-01-01", "B", "", ""],
            ["C", "2026-01-01", "https://x.example/browse/WEB-3"],
        ],
        {
            "Key": "item",
            "Created": "created",
            "Parent": "link",
            "Notes": "text",
            "Notes (2)": "text",
        },
    )
    assert rows.of("links", "item", "target", "kind") == [
        ("A", "Other thing", "link"), ("A", "WEB-1", "text"), ("A", "WEB-2", "text"),
        ("C", "WEB-3", "link"),
    ]  # fmt: skip


def test_a_table_without_header_is_read_by_places(tmp_path: Path) -> None:
    rows = mapped(
        tmp_path,
        [["A-1", "Open", "2026-01-01"], ["A-2", "Open", "2026-01-02"]],
        {"Column 1": "item", "Column 2": "status", "Column 3": "created"},
        header=0,
    )
    assert rows.receipt.used == 2


def test_dates_of_an_order_that_the_file_does_not_show_are_asked_for(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="begins with the day or the month"):
        mapped(tmp_path, [list(SNAPSHOT), ["A", "Open", "Red", "01/02/2026"]], SNAPSHOT)


def test_a_mapping_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="has no column Team; say anew"):
        mapped(tmp_path, [["Key", "Status", "Created"], ["A", "Open", "x"]], SNAPSHOT)
    with pytest.raises(UnreadableFileError, match="dates the creation"):
        mapped(tmp_path, [["Key", "Status"], ["A", "Open"]], {"Key": "item"})


def test_the_told_sheet_of_a_workbook_is_read(tmp_path: Path) -> None:
    first = [["a", "b"], ["1", "2"]]
    book = as_workbook(
        tmp_path / "b.xlsx",
        {"Notes": first, "Work": [["Key", "Made"], ["A", "2026-01-01"]]},
    )
    mapping = {"columns": {"Key": "item", "Made": "created"}, "sheet": "Work"}
    recorder = Recorder(lambda table, batch: None)
    translate(book, Options(mapping=mapping), recorder)
    assert recorder.close().used == 1
    assert "The sheet Work of the workbook was read." in recorder.receipt.guessed


def test_cells_merged_over_rows_count_for_each_of_them(tmp_path: Path) -> None:
    rows = [
        ["A", "2026-01-01", "Open"], ["", "2026-01-02", "Done"], ["", "", ""],
        ["B", "2026-01-03", "Open"],
    ]  # fmt: skip
    book = as_workbook(tmp_path / "b.xlsx", {"Log": rows}, merged=["A1:A3", "E1:F4"])
    mapping = {
        "rows": "history", "header": 0,
        "columns": {"Column 1": "item", "Column 2": "changed", "Column 3": "status"},
    }  # fmt: skip
    found: list[dict[str, Any]] = []
    recorder = Recorder(lambda table, batch: found.extend(batch.to_pylist()))
    translate(book, Options(mapping=mapping), recorder)
    recorder.close()

    assert [row["item"] for row in found if "holder" in row] == ["A", "A", "B"]


def test_what_stands_below_a_merged_cell_stays_and_merges_outside_the_table_do_nothing(
    tmp_path: Path,
) -> None:
    file = written(tmp_path, "A,x\nB,y\n")
    table = Table(file, delimiter=",", merged=((1, 2, 0), (1, 2, 9)))
    assert [cells for _, cells in table.rows(Receipt())] == [["A", "x"], ["B", "y"]]


def test_parquet_is_read_like_any_table(tmp_path: Path) -> None:
    made = pa.array([1_767_225_600_000_000, None], pa.timestamp("us"))
    table = pa.table({"Key": ["A", "B"], "Made": made, "Size": [1, 2]})
    pq.write_table(table, tmp_path / "t.parquet")
    mapping = {"columns": {"Key": "item", "Made": "created", "Size": "type"}}
    rows = reading(tmp_path / "t.parquet", "table", mapping=mapping)

    assert rows.states("A") == [("2026-01-01 00:00", NOT_RECORDED, "")]
    assert rows.receipt.skipped == {"no readable time": 1}


# Histories


def test_a_history_tells_every_change(tmp_path: Path) -> None:
    rows = mapped(
        tmp_path,
        [
            ["Key", "When", "Status", "Team", "Due"],
            ["A", "2026-01-01 09:00", "Open", "Brand", "2026-01-20"],
            ["A", "2026-01-02 09:00", "Open", "Web", ""],
            ["A", "2026-01-03 09:00", "", "Web", ""],
            ["A", "later", "Open", "Web", ""],
        ],
        {**HISTORY, "Due": "due"},
        rows="history",
    )
    assert rows.receipt.level is Level.CHANGELOG
    assert rows.states("A") == [
        ("2026-01-01 09:00", "Open", "Brand"),
        ("2026-01-02 09:00", "Open", "Web"),
    ]
    assert rows.receipt.skipped == {"no status": 1, "no readable time": 1}
    assert rows.of("promises", "due") == [("2026-01-20 23:59:59.999999",)]
    assert rows.receipt.notes == {}


def test_a_history_of_holders_only_has_no_status(tmp_path: Path) -> None:
    columns = {"Key": "item", "When": "changed", "Team": "holder"}
    rows = mapped(tmp_path, [list(columns), ["A", "2026-01-01", "Web"]], columns, rows="history")
    assert rows.states("A") == [("2026-01-01 00:00", NOT_RECORDED, "Web")]


LOGGED = {"Ticket": "item", "Timestamp": "changed", "State": "status"}


def test_a_holder_that_names_the_logger_is_asked_about_with_all_counts(tmp_path: Path) -> None:
    rows = mapped(tmp_path, LOG, {**LOGGED, "Updated by": "holder"}, rows="history", persons=True)

    assert rows.receipt.notes == {
        "hand-offs by the column Updated by": 4,
        "hand-offs, were Assignment group the holder": 1,
        "reassignments that the tracker counted": 1,
    }
    assert any("Does Updated by say whose turn it is?" in told for told in rows.receipt.guessed)


def test_a_holder_that_changes_on_nearly_every_row_is_asked_about(tmp_path: Path) -> None:
    log = [["Who" if cell == "Updated by" else cell for cell in row[:5]] for row in LOG]
    rows = mapped(tmp_path, log, {**LOGGED, "Who": "holder"}, rows="history", persons=True)
    assert any("changes on nearly every row" in told for told in rows.receipt.guessed)
    assert "reassignments that the tracker counted" not in rows.receipt.notes


def test_a_good_holder_is_compared_with_the_trackers_counter_without_a_question(
    tmp_path: Path,
) -> None:
    rows = mapped(tmp_path, LOG, {**LOGGED, "Assignment group": "holder"}, rows="history")
    assert rows.receipt.notes["hand-offs by the column Assignment group"] == 1
    assert rows.receipt.notes["reassignments that the tracker counted"] == 1
    assert not any("whose turn" in told for told in rows.receipt.guessed)


def test_short_rows_do_not_disturb_the_count(tmp_path: Path) -> None:
    rows = mapped(
        tmp_path,
        [["Key", "When", "Changed by", "Team"], ["A", "2026-01-01", "x"], ["A", "2026-01-02", "y"]],
        {"Key": "item", "When": "changed", "Changed by": "holder"},
        rows="history",
    )
    assert rows.receipt.notes["hand-offs, were Team the holder"] == 0


CELLS = st.one_of(
    st.text(max_size=10),
    st.sampled_from(["", "Open", "Done", "2026-01-05", "A-1", "A-2", "Key", "Subitems", "Name"]),
)
PARTS = ["item", "title", "created", "changed", "status", "holder", "due", "done", "started"]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.lists(CELLS, max_size=6), min_size=1, max_size=8),
    st.permutations(PARTS),
    st.sampled_from(["snapshot", "history"]),
)
def test_no_table_breaks_the_reading(rows: list[list[str]], parts: list[str], kind: str) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([["c1", "c2", "c3", "c4", "c5"], *rows])
    columns = {f"c{place}": part for place, part in enumerate(parts[:5], start=1)}
    mapping = {"columns": columns, "rows": kind}
    with tempfile.TemporaryDirectory() as folder:
        file = written(Path(folder), text.getvalue().encode("utf-8", "replace"))
        try:
            receipt = reading(file, "table", mapping=mapping, day_first=True).receipt
        except UnreadableFileError:
            return
    assert receipt.read == receipt.used + receipt.skipped.total()
