"""Lists as CSV files and as workbooks."""

import csv
import io

import openpyxl
import pytest

from accord.web.sheets import csv_file, harmless, xlsx_file


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        (" @sum(a1)", " '@sum(a1)"),
        ("-2+3", "'-2+3"),
        ("Spring;=cmd|'/c calc'!A1", "Spring;'=cmd|'/c calc'!A1"),
        ("first\n+second", "first\n'+second"),
        ("tab\t=1", "tab\t'=1"),
        ("Landing page - spring", "Landing page - spring"),
        ("a=b", "a=b"),
        (-2.5, "-2.5"),
        ("", ""),
    ],
)
def test_no_spreadsheet_finds_a_formula(cell: object, written: str) -> None:
    assert harmless(cell) == written


def test_a_list_is_kept_as_a_file_that_spreadsheets_read() -> None:
    response = csv_file("list.csv", ("title", "days"), [('Say "hi", then; go', 3)])

    text = response.content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == [["title", "days"], ['Say "hi", then; go', "3"]]
    assert response.headers["Content-Disposition"] == 'attachment; filename="list.csv"'
    assert response.headers["Cache-Control"] == "no-store"


def test_a_workbook_holds_numbers_as_numbers_and_never_a_formula() -> None:
    found = xlsx_file("list.xlsx", ("what", "days"), [("=1+1", "2.50"), ("plain", 3), ("007x", "")])

    book = openpyxl.load_workbook(io.BytesIO(found.content))
    cells = [[cell.value for cell in row] for row in book.active.rows]
    assert cells == [["what", "days"], ["=1+1", 2.5], ["plain", 3], ["007x", ""]]
    assert all(cell.data_type != "f" for row in book.active.rows for cell in row)
    assert found["Content-Disposition"] == 'attachment; filename="list.xlsx"'
