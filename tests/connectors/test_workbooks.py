"""Trackers' tables saved as XLSX go through the readers of their CSV."""

import csv
import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.connectors.reading import SAMPLES, Rows, reading

from accord.connectors import workbooks
from accord.connectors.contract import UnreadableFileError

HISTORY = ["item", "at", "status", "holder", "due"]


def clock(*parts: int) -> dt.datetime:
    """What a sheet holds: a moment that knows no zone."""
    return dt.datetime(*parts)  # type: ignore[arg-type,misc]  # noqa: DTZ001


def workbook(folder: Path, **sheets: list[list[Any]]) -> Path:
    file = folder / "export.any"
    with xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd hh:mm:ss"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
    return file


def history(folder: Path, *rows: list[Any]) -> Rows:
    return reading(workbook(folder, Board=[HISTORY, *rows]))


def test_cells_become_the_texts_of_a_csv(tmp_path: Path) -> None:
    rows = history(
        tmp_path,
        ["A-1", clock(2026, 1, 5, 10, 30, 7), "To Do", "Web", clock(2026, 1, 9)],
        [17, clock(2026, 1, 6), 2.5, True, None],
        [],
        ["A-1", "2026-01-07", "first\nsecond", "Web"],
        ["A-1", "never", "Done", "Web"],
    )
    assert rows.states("A-1") == [
        ("2026-01-05 10:30:07.000000", "To Do", "Web"),
        ("2026-01-07 00:00", "first second", "Web"),
    ]
    assert rows.states("17") == [("2026-01-06 00:00", "2.5", "true")]
    assert rows.of("promises", "due")[0] == ("2026-01-09 23:59:59.999999",)
    assert rows.receipt.examples == {"no readable time": ["line 6"]}
    assert rows.receipt.format == "history"
    assert "The sheet Board of the workbook was read." in rows.receipt.guessed


def test_a_formula_gives_its_last_value(tmp_path: Path) -> None:
    file = tmp_path / "export.any"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HISTORY)
        sheet.write_row(1, 0, ["A", "2026-01-05", "", "Web"])
        sheet.write_formula(1, 2, "=CONCAT(1,2)", None, "Waiting")
    assert reading(file).states("A") == [("2026-01-05 00:00", "Waiting", "Web")]


@pytest.mark.parametrize(
    "name", ["jira_cloud.csv", "servicenow_list.csv", "servicenow_log.csv", "azure_query.csv"]
)
def test_a_trackers_sheet_gives_the_rows_of_its_csv(tmp_path: Path, name: str) -> None:
    with (SAMPLES / name).open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.reader(lines))
    plain, sheet = reading(SAMPLES / name), reading(workbook(tmp_path, Cover=[["Q1"]], Page=rows))
    assert sheet.tables == plain.tables
    assert sheet.receipt.format == plain.receipt.format
    assert sheet.receipt.skipped == plain.receipt.skipped


def test_the_first_sheet_that_fits_is_read(tmp_path: Path) -> None:
    row = ["A", "2026-01-05", "To Do", "Web"]
    other = ["B", "2026-01-05", "To Do", "Web"]
    cover = [["Report of the board"], ["made in January"]]
    file = workbook(tmp_path, Cover=cover, Empty=[], One=[HISTORY, row], Two=[HISTORY, other])
    assert reading(file).of("history", "item") == [("A",)]
    assert reading(file, "history").of("history", "item") == [("A",)]


def test_a_format_asked_for_is_tried_on_the_only_sheet(tmp_path: Path) -> None:
    rows = [["case", "time", "step", "team"], ["A", "2026-01-05", "Draft", "Web"]]
    found = reading(workbook(tmp_path, Page=rows), "history", status="step")
    assert found.states("A") == [("2026-01-05 00:00", "Draft", "Web")]


@pytest.mark.parametrize(
    ("sheets", "says"),
    [
        ({"Cover": [["Dear reader"]], "B": [["x"]]}, "no sheet has a known format .Cover begins with 'Dear reader'"),
        ({"Cover": []}, "is a workbook without a row"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("asked", ["", "history"])
def test_a_workbook_in_which_no_sheet_fits_is_refused(
    tmp_path: Path, sheets: dict[str, list[list[Any]]], says: str, asked: str
) -> None:
    with pytest.raises(UnreadableFileError, match=says):
        reading(workbook(tmp_path, **sheets), asked)


def test_an_archive_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "exports.zip"
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("issues.csv", "Issue key,Summary\n")
    with pytest.raises(UnreadableFileError, match=r"exports\.zip is a zip archive but no workbook"):
        reading(file)


def test_a_workbook_too_large_to_lay_out_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbooks, "MOST_LAID_OUT_BYTES", 10)
    with pytest.raises(UnreadableFileError, match="unpacks to a sheet too large"):
        reading(workbook(tmp_path, Page=[HISTORY, ["A", "2026-01-05", "To Do", "Web"]]))


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None
)
@given(
    moments=st.lists(
        st.datetimes(min_value=clock(1980, 1, 1), max_value=clock(2100, 1, 1)),
        max_size=5,
    )
)
def test_every_moment_comes_through_to_the_second(
    tmp_path: Path, moments: list[dt.datetime]
) -> None:
    whole = [moment.replace(microsecond=0) for moment in moments]
    rows = history(tmp_path, *(["A", at, str(n), "Web"] for n, at in enumerate(whole)))
    epoch = clock(1970, 1, 1)
    expected = [(at - epoch) // dt.timedelta(microseconds=1) for at in whole]
    assert [row["at"] for row in rows.tables.get("history", [])] == expected
