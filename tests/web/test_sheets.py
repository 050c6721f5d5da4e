"""Lists as CSV files."""

import csv
import io

import pytest

from accord.web.sheets import csv_file, harmless


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
