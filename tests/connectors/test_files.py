"""Opening files, cutting them into rows, and reading the times in them."""

import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.connectors import files
from accord.connectors.contract import Options, Receipt, UnreadableFileError


def stamp(*parts, zone=UTC):
    return (datetime(*parts, tzinfo=zone) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(
        microseconds=1
    )


def rows_of(tmp_path, content, receipt=None):
    file = tmp_path / "log.csv"
    file.write_bytes(content)
    return list(files.numbered_rows(file, receipt or Receipt()))


# Opening


def test_gzip_is_unpacked_by_content_whatever_the_name(tmp_path):
    file = tmp_path / "plain.csv"
    file.write_bytes(gzip.compress(b"item,at\nA,1\n"))
    assert files.read_head(file) == b"item,at\nA,1\n"
    assert list(files.numbered_rows(file, Receipt())) == [(1, ["item", "at"]), (2, ["A", "1"])]


@pytest.mark.parametrize(
    ("name", "says"),
    [("absent.csv", "does not exist"), (".", "is a folder"), ("nul\0", "cannot be opened")],
)
def test_what_cannot_be_opened_is_told_in_one_sentence(tmp_path, name, says):
    with pytest.raises(UnreadableFileError, match=says):
        files.read_head(tmp_path / name)


def test_a_cut_gzip_file_is_told(tmp_path):
    file = tmp_path / "cut.gz"
    file.write_bytes(gzip.compress(b"item,at\n" * 999)[:-9])
    with pytest.raises(UnreadableFileError, match=r"cut\.gz is a damaged or cut gzip file"):
        files.read_head(file)


# Rows


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_rows_are_cut_by_the_delimiter_of_the_header(tmp_path, mark, encoding):
    text = f"\r\n item{mark}at\r\nä{mark}'1'\r\n"
    assert rows_of(tmp_path, text.encode(encoding)) == [(2, [" item", "at"]), (3, ["ä", "'1'"])]


def test_a_row_over_several_lines_bears_its_last_line(tmp_path):
    assert rows_of(tmp_path, b'item,at\n"two\nlines",1\nB,2\n')[1:] == [
        (3, ["two\nlines", "1"]),
        (4, ["B", "2"]),
    ]


def test_old_windows_text_is_read_and_the_receipt_says_so(tmp_path):
    receipt = Receipt()
    rows = rows_of(tmp_path, "item,at\nBüro,1\nCafé,2\n".encode("cp1252"), receipt)
    assert rows[1:] == [(2, ["Büro", "1"]), (3, ["Café", "2"])]
    assert receipt.guessed == [
        "Not written in UTF-8: letters with accents were read as Windows-1252."
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"item\n\x81\xff\n", "neither UTF-8 nor Windows-1252"),
        (b"item\n\0\n", "not a text file"),
        ("item\n".encode("utf-16") + b"\x00\xd8", "not readable as UTF-16"),
        (b"item,at\n" + b"a\rb,c\n", "stops being a table near line"),
        (b"item\rat\n", "stops being a table near line 1"),
        (b'a,b\n"x\ny","z\nC,2\nD,3\n', "opens a quote on line 3 that is never closed"),
        (b'a,b\nA,"1', "opens a quote on line 2 that is never closed"),
    ],
)
def test_what_is_no_table_is_told(tmp_path, content, says):
    with pytest.raises(UnreadableFileError, match=rf"log\.csv .*{says}"):
        rows_of(tmp_path, content)


def test_quotes_amid_cells_and_cells_of_many_lines_are_read(tmp_path):
    content = b'a,b\n5" pipe,x "y" z\n"one\ntwo","three\n\nfour"\n"d" e,""'
    assert rows_of(tmp_path, content)[1:] == [
        (2, ['5" pipe', 'x "y" z']),
        (6, ["one\ntwo", "three\n\nfour"]),
        (7, ["d e", ""]),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_bare_carriage_returns_end_lines_where_the_whole_file_has_them(tmp_path, encoding):
    content = "item,at\rA,1\rB,2\r".encode(encoding)
    assert rows_of(tmp_path, content) == [(1, ["item", "at"]), (2, ["A", "1"]), (3, ["B", "2"])]
    assert len(rows_of(tmp_path, gzip.compress(content))) == 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_endless_line_is_refused_before_it_fills_the_memory(tmp_path, monkeypatch, encoding):
    monkeypatch.setattr(files, "LINE_LIMIT", 1000)
    with pytest.raises(UnreadableFileError, match="has a line of more than"):
        rows_of(tmp_path, ("item\n" + "x" * 2000).encode(encoding))


def test_the_header_of_a_head():
    assert files.header_of("\ufeff\n item ;at;x,y\nA;1".encode()) == ["item", "at", "x,y"]
    assert files.header_of("item,at\n".encode("utf-16")) == ["item", "at"]
    assert files.header_of(b"\0binary") == []
    assert files.header_of(b"") == []


# Times


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-29T01:30:00Z", stamp(2026, 3, 29, 1, 30)),
        ("2026-03-29 01:30:00.1234567+02:00", stamp(2026, 3, 28, 23, 30, 0, 123456)),
        ("2026-03-29T01:30:00-0330", stamp(2026, 3, 29, 5)),
        ("2026-03-29", stamp(2026, 3, 29)),
        ("2026-03-29T01:30", stamp(2026, 3, 29, 1, 30)),
        ("2026-02-30T00:00:00Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("1712101200000", None),
        ("tomorrow", None),
        ("", None),
    ],
)
def test_iso_times_are_read_to_the_microsecond(text, expected):
    assert files.parse_time(text) == expected


def test_a_time_without_zone_stands_in_the_zone_given():
    assert files.parse_time("2026-07-01T12:00:00", "Europe/Berlin") == stamp(2026, 7, 1, 10)
    assert files.parse_time("2026-01-01T12:00:00", "Europe/Berlin") == stamp(2026, 1, 1, 11)
    # The hour that the clock shows twice: the first of the two.
    assert files.parse_time("2026-10-25T02:30:00", "Europe/Berlin") == stamp(2026, 10, 25, 0, 30)


def test_a_due_day_lasts_to_its_end_also_where_clocks_change():
    assert files.due_time("2026-03-29", "Europe/Berlin") == stamp(2026, 3, 29, 22) - 1
    assert files.due_time("2026-03-29T09:00:00Z") == stamp(2026, 3, 29, 9)
    assert files.due_time("soon") is None
    assert files.due_time("9999-12-31") is None
    assert files.due_time("9998-12-31") is not None


@given(st.datetimes(timezones=st.timezones()))
def test_what_is_written_in_iso_is_read_back_as_the_same_moment(moment):
    expected = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    assert files.parse_time(moment.isoformat()) in (expected, None)


def test_an_unknown_zone_is_told():
    with pytest.raises(ValueError, match="no time zone 'Atlantis'"):
        files.time_zone("Atlantis")


def dates(*texts, **options):
    return files.Dates(Path("log.csv"), Options(**options), Receipt(), lambda: texts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("25/Feb/26 4:38 PM", stamp(2026, 2, 25, 16, 38)),
        ("25-February-2026", stamp(2026, 2, 25)),
        ("Feb 25, 2026 12:05:09 AM", stamp(2026, 2, 25, 0, 5, 9)),
        ("Wed, 25 Feb 2026 10:00:00 +0100", stamp(2026, 2, 25, 9)),
        ("2026/02/25 10:00 UTC", stamp(2026, 2, 25, 10)),
        ("2026.2.5", stamp(2026, 2, 5)),
        ("25/Feb/69", stamp(1969, 2, 25)),
        ("31.01.2026 10:00:00,250", stamp(2026, 1, 31, 10, 0, 0, 250000)),
        ("1772013600", stamp(2026, 2, 25, 10)),
        ("1772013600000", stamp(2026, 2, 25, 10)),
        ("1772013600000001", stamp(2026, 2, 25, 10, 0, 0, 1)),
        ("2026-02-25T10:00:00.1234567Z", stamp(2026, 2, 25, 10, 0, 0, 123456)),
        ("25/Foo/26", None),
        ("2026/02/30", None),
        ("25/Feb/26 13:38 PM", None),
        ("25/Feb/26 25:00", None),
        ("rubbish", None),
    ],
)
def test_other_usual_forms_are_read_too(text, expected):
    assert dates("31/01/2026").time(text) == expected


def test_the_order_of_day_and_month_is_decided_once_by_the_whole_file():
    day_first = dates("7/9/2026", "31/1/2026 10:00", "nonsense")
    assert day_first.time("7/9/2026") == stamp(2026, 9, 7)
    assert day_first.time("13/13/2026") is None
    assert day_first.receipt.guessed == [
        "Dates were read day first, as 31/1/2026 10:00 shows.",
        "Times written without a zone were read as UTC.",
    ]
    month_first = dates("7/9/2026", "1/31/2026")
    assert month_first.time("7/9/2026") == stamp(2026, 7, 9)
    assert month_first.time("31/1/2026") is None


def test_an_order_that_no_date_tells_must_be_told():
    with pytest.raises(
        UnreadableFileError, match=r"7/9/2026 begins .*--day-first or --month-first"
    ):
        dates("7/9/2026", "5/5/2026").time("7/9/2026")
    assert dates("7/9/2026", day_first=False).time("7/9/2026") == stamp(2026, 7, 9)
    assert dates("7/9/2026", day_first=True).time("7/9/2026") == stamp(2026, 9, 7)
    assert dates("5/5/2026").time("5/5/2026") == stamp(2026, 5, 5)
    assert dates("7.9.2026").time("7.9.2026") == stamp(2026, 9, 7)


def test_a_file_that_mixes_both_orders_is_refused():
    with pytest.raises(UnreadableFileError, match="dates in both orders"):
        dates("31/1/2026", "1/31/2026").time("7/9/2026")


def test_due_days_of_every_form_last_to_their_end():
    found = dates("31/1/2026", zone="Europe/Berlin")
    assert found.due("7/9/2026") == stamp(2026, 9, 7, 22) - 1
    assert found.due("2026-09-07") == stamp(2026, 9, 7, 22) - 1
    assert found.due("2026-09-07T10:00:00Z") == stamp(2026, 9, 7, 10)
    assert found.due("7/9/2026 10:00") == stamp(2026, 9, 7, 8)
    assert found.due("never") is None
