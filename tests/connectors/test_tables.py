"""Small tables that people hand in."""

import contextlib
import datetime as dt
import io
import zipfile

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.connectors import tables
from accord.connectors.contract import UnreadableFileError
from accord.connectors.tables import read_table


def read(content: bytes, *needed: str) -> list[dict[str, str]]:
    return [row.cells for row in read_table(content, "people.csv", list(needed)).rows]


def refused(content: bytes, *needed: str) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        read_table(content, "people.csv", list(needed))
    return str(caught.value)


def workbook(rows: list[list[object]]) -> bytes:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for place, row in enumerate(rows):
            for column, value in enumerate(row):
                chosen = [day] if isinstance(value, dt.date) else []
                sheet.write(place, column, value, *chosen)
    return written.getvalue()


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_a_list_is_read_whatever_parts_its_cells(mark: str) -> None:
    text = f"Name{mark} Team\n Maya {mark}Brand\n"

    assert read(text.encode(), "name", "team") == [{"name": "Maya", "team": "Brand"}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_list_is_read_in_the_encodings_that_sheets_save(encoding: str) -> None:
    assert read("name\nJürgen Öz\n".encode(encoding)) == [{"name": "Jürgen Öz"}]


def test_rows_know_their_line_and_wholly_empty_ones_are_left_out() -> None:
    table = read_table(b'\n\nname,team\n,\n"Maya\nBerg",Brand\n\nIdris\n', "people.csv", [])

    assert [row.line for row in table.rows] == [6, 8]
    assert table.columns == ["name", "team"]
    assert [row.get("team") for row in table.rows] == ["Brand", ""]
    assert table.rows[0].get("no such column") == ""


def test_empty_lines_before_the_header_do_not_hide_what_parts_the_cells() -> None:
    assert read(b"\n\nname;team\nMaya;Brand\n") == [{"name": "Maya", "team": "Brand"}]


def test_cells_beyond_the_header_are_left_out() -> None:
    assert read(b"name\nMaya,Brand\n") == [{"name": "Maya"}]


def test_a_workbook_is_read_from_its_first_sheet() -> None:
    content = workbook(
        [["Name", "From", "Count"], ["Maya", dt.date(2026, 1, 31), 3], ["", "", 2.5]]
    )

    assert read(content, "name") == [
        {"name": "Maya", "from": "2026-01-31", "count": "3"},
        {"name": "", "from": "", "count": "2.5"},
    ]


def zipped(name: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        packed.writestr(name, "<x/>")
    return written.getvalue()


@pytest.mark.parametrize("content", [b"PK\x03\x04 cut off", zipped("notes.txt")])
def test_what_only_looks_like_a_workbook_is_refused_in_one_sentence(content: bytes) -> None:
    assert "looks like a workbook but cannot be opened" in refused(content)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "people.csv is empty"),
        (b" \r\n ", "people.csv is empty"),
        (b"\xef\xbb\xbf", "people.csv is empty"),
        (b"\xff\xfe", "people.csv is empty"),
        (b"\xef\xbb\xbf \n \n", "people.csv is empty"),
        (b"name,team\n", "has a header but no rows"),
        (b"name\nJ\xfcrgen\n", "is not written in UTF-8 (line 2)"),
        (b"name\x00team\nMaya\x00Brand\n", "neither CSV nor XLSX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old workbook\x00", "neither CSV nor XLSX"),
        (b"x," * 500 + b"x\n1\n", "has 501 columns; a list of this kind has at most 500"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_one_sentence(content: bytes, sentence: str) -> None:
    words = refused(content)

    assert sentence in words
    assert "\n" not in words


def packed(sheet: str, **others: bytes) -> bytes:
    """A workbook whose first sheet holds this markup instead of its own."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook([["name"], ["Maya"]]))) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.namelist():
            own = member == "xl/worksheets/sheet1.xml"
            new.writestr(member, f"<worksheet>{sheet}</worksheet>" if own else old.read(member))
        for name, content in others.items():
            new.writestr(name, content)
    return written.getvalue()


@pytest.mark.parametrize(
    "sheet",
    [
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
        "<x:row><x:c a='>' r = 'a1'/></x:row><x:row r='1048576'>" + "<x:c/>" * 5 + "</x:row>",
        '<c r="A3000000"/>' + " " * 1_100_000 + '<c r="B3"/>',
        "<c " + " " * 2_200_000 + "/>",
    ],
)
def test_a_sheet_laid_out_too_large_is_refused_before_it_fills_the_memory(sheet: str) -> None:
    assert "unpacks to a sheet too large for a list of this kind" in refused(packed(sheet))


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_UNPACKED_BYTES", 100_000)

    assert "too large" in refused(packed("", filler=b" " * 100_000))


def test_a_long_text_that_many_cells_show_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_LAID_OUT_BYTES", 10_000)
    shown = "".join('<c t="s"><v>0</v></c>' for _ in range(40))
    sheet = f"<sheetData><row>{shown}</row></sheetData>"
    runs = "".join(f"<r><t>{'a' * 50}</t></r>" for _ in range(10))

    many = packed(sheet, **{"xl/other.xml": f"<sst><si>{runs}</si><si/></sst>".encode()})
    few = packed(sheet, **{"xl/other.xml": b"<sst><si><t>short</t></si></sst>"})

    assert "too large" in refused(many)
    with contextlib.suppress(UnreadableFileError):
        read(few)


@pytest.mark.parametrize("texts", [[b"<si>ab", b"cd<si>e"], [b"<x:si >abcd", b"<", b"sip>"]])
def test_shared_texts_are_measured_across_pieces(texts: list[bytes]) -> None:
    measured = tables._SharedTexts()
    for piece in texts:
        measured.follow(piece)

    assert measured.longest >= 5
    assert tables._SharedTexts().longest == 0


def test_cells_without_a_place_of_their_own_are_read() -> None:
    sheet = "".join(f"<row><c><v>{number}</v></c></row>" for number in (1, 2))

    assert read(packed(f"<sheetData>{sheet}</sheetData>")) == [{"1": "2"}]


@pytest.mark.parametrize("end", [b"\nIdris,IT\n", b"", b" Berg\n\n\nx"])
def test_a_quote_that_is_never_closed_is_told_with_its_line(end: bytes) -> None:
    words = refused(b'name,team\nLena,Brand\n"Maya' + end)

    assert "people.csv cannot be read as CSV from line 3 on" in words
    assert "Look for a quotation mark there that is not closed" in words


def test_a_cell_over_several_lines_is_read() -> None:
    assert read(b'name,team\n"Maya\nBerg",Brand\n') == [{"name": "Maya\nBerg", "team": "Brand"}]


def test_missing_columns_are_named_with_those_that_are_needed() -> None:
    words = refused(b"name,mail\nMaya,m@example.com\n", "name", "team", "party")

    assert "lacks the column team and party" in words
    assert "Its first row must name: name, team, party." in words


def test_a_file_too_large_for_a_list_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_BYTES", 10)

    assert "lists of this kind may have 20 MB" in refused(b"name\nMaya Berg\n")


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=80).map(str.encode))
def test_whatever_is_handed_in_is_a_table_or_one_sentence(content: bytes) -> None:
    with contextlib.suppress(UnreadableFileError):
        assert read_table(content, "people.csv", []).rows
