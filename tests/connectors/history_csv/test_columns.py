"""Column by column and row by row must give the same tables and the same receipt."""

import csv
import gzip
import io
import sys
from dataclasses import asdict
from datetime import UTC, date, datetime

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.connectors.contract import Options, Recorder, UnreadableFileError
from accord.connectors.files import Dates
from accord.connectors.history_csv import batches, parts, reader
from accord.connectors.history_csv.headers import find_columns
from accord.connectors.history_csv.rows import RowReading

NAMES = ["item", "at", "status", "holder", "person", "type", "title", "due", "resolution", "labels"]
SHARED = settings(
    deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
UNITS = ["s", "ms", "us", "ns"]
FINEST = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}


def outcome(read, *told):
    """The tables and the receipt, or the sentence with which the file is refused."""
    rows = {}

    def write(table, batch):
        batch.validate(full=True)
        assert not any(
            column.null_count
            for column, kind in zip(batch.columns, batch.schema, strict=True)
            if not kind.nullable
        )
        rows.setdefault(table, []).extend(batch.to_pylist())

    recorder = Recorder(write, pseudonym=lambda name: f"p{len(name)}-{name[::-1]}")
    try:
        read(*told, recorder)
    except UnreadableFileError as error:
        return str(error)
    receipt = asdict(recorder.close())
    receipt["skipped"] = list(receipt["skipped"].items())
    return rows, receipt, list(receipt["examples"])


def parquet_by_rows(file, options, recorder):
    """The careful way, for a file whose cells are all made into text."""
    with parquet.ParquetFile(file) as opened:
        header = list(opened.schema_arrow.names)
        columns = [texts(column.combine_chunks()) for column in opened.read().columns]
    lines = [(line, list(cells)) for line, cells in enumerate(zip(*columns, strict=True), start=1)]
    found = find_columns(file, header, options, recorder.receipt)
    times = [cells[place] for _, cells in lines for place in found.times]
    dates = Dates(file, options, recorder.receipt, lambda: times)
    RowReading(recorder, found, dates).all(iter(lines))


def texts(column):
    if pa.types.is_nested(column.type) or pa.types.is_binary(column.type):
        return [""] * len(column)
    return column.cast(pa.string()).fill_null("").to_pylist()


def same_csv(file, options=None):
    options = options or Options()
    by_columns = outcome(reader.translate, file, options)
    assert by_columns == outcome(reader.translate_rows, file, options)
    return by_columns


def same_parquet(file, table, options=None):
    options = options or Options()
    parquet.write_table(table, file)
    by_columns = outcome(reader.translate, file, options)
    assert by_columns == outcome(parquet_by_rows, file, options)
    return by_columns


# Dirty tables

SPACES = st.sampled_from(["", "", "", " ", "\t", "\xa0", "\u3000 ", "\x1f", "\u200b", "\ufeff"])
WORDS = st.sampled_from(["", "", "A", "B", "C-1", "Web", "ann", "Äpfel", "日本", "🙂", "a b"])
ODD = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=6)
ISO = st.builds(
    "{:04}-{:02}-{:02}{}{:02}:{:02}:{:02}{}{}".format,
    st.sampled_from([0, 1, 999, 1000, 1677, 1969, 2024, 2026, 9998, 9999]),
    st.integers(0, 13),
    st.integers(0, 32),
    st.sampled_from("TTT  _t"),
    st.integers(0, 24),
    st.integers(0, 60),
    st.integers(0, 60),
    st.sampled_from(["", "", ".", ".5", ".123456", ".1234567", ".123456789", ",25", ".1x", ".x1"])
    | st.integers(1, 22).map(lambda length: "." + "7" * length),
    st.sampled_from(["", "", "Z", "z", "UTC", "+01:00", "-05:30", "+23:59", "-24:00", "+01:60"])
    | st.sampled_from(["+0100", "+ 1:00", "+01-00", "+01:0x", "+01", "+01:00:30"]),
)
USUAL = st.datetimes(
    datetime.fromisoformat("1990-01-01"),
    datetime.fromisoformat("2030-01-01"),
    timezones=st.sampled_from([None, UTC]),
).map(str)
OTHER = st.sampled_from(
    (
        "|2026-01-02|2026-01-02 03:04|20260102|2026-W01-1|someday|1767225600|1767225600000"
        "|13.01.2026|2.1.2026 10:00|3 Jan 2026|2026/1/2|9999-12-31|0001-01-01"
        "|2026-01-02T03:04:0Z|2026-01-02T03:04:05Z and more|2026-01-02T03:04:0٣Z|" + "x" * 50
    ).split("|")
)
SLASHED = st.sampled_from(["7/9/2026", "13/1/2026", "1/13/2026 10:00"])
PLAIN_TIMES = ISO | USUAL | OTHER
ZONES = st.sampled_from(["", "", "UTC", "Europe/Berlin"])
OPTIONS = st.builds(
    Options,
    zone=ZONES,
    day_first=st.sampled_from([None, None, True]),
    holder=st.sampled_from(["", "", "person"]),
)


@st.composite
def tables(draw, times=None, words=None):
    times = times or draw(st.sampled_from([ISO | USUAL, PLAIN_TIMES, PLAIN_TIMES | SLASHED]))
    words = words or draw(st.sampled_from([WORDS, WORDS | ODD]))
    names = NAMES[: draw(st.integers(4, len(NAMES)))]
    cells = [
        st.tuples(SPACES, times if name in ("at", "due") else words, SPACES).map("".join)
        for name in names
    ]
    return names, draw(st.lists(st.tuples(*cells).map(list), max_size=12))


@SHARED
@given(tables(), OPTIONS, st.sampled_from(",;\t"), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_csv_is_the_same_both_ways(tmp_path, table, options, delimiter, end, quoted):
    names, rows = table
    text = io.StringIO()
    writer = csv.writer(
        text,
        delimiter=delimiter,
        lineterminator=end,
        quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL,
    )
    writer.writerows([names, *rows])
    file = tmp_path / "log.csv"
    file.write_bytes(text.getvalue().encode())
    same_csv(file, options)


LINES = st.lists(
    st.lists(WORDS | USUAL | SPACES | st.sampled_from(['"', '""', '"a"', '"a""b"', 'a"b', "\r"])
             | st.sampled_from(['"a,b"', '"a"b', '"a\nb"', '"""a"', '""""']), max_size=6).map(",".join),
    max_size=8,
)  # fmt: skip


@SHARED
@given(LINES, st.sampled_from(["", "\n", "\r\n", "\r", '"']), st.booleans())
def test_irregular_csv_is_the_same_both_ways(tmp_path, lines, end, packed):
    file = tmp_path / "log.csv"
    content = ("item,at,status,holder\n" + "\n".join(lines) + end).encode()
    file.write_bytes(gzip.compress(content) if packed else content)
    same_csv(file)


@SHARED
@given(tables(), OPTIONS, st.integers(1, 5))
def test_parquet_is_the_same_both_ways(tmp_path, table, options, rows_a_part):
    names, rows = table
    columns = list(zip(*rows, strict=True)) or [[] for _ in names]
    arrays = [pa.array(column, pa.string()) for column in columns]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "ROWS_A_PART", rows_a_part)
        same_parquet(tmp_path / "log.parquet", pa.table(arrays, names=names), options)


@st.composite
def stamps(draw):
    unit, zone = (
        draw(st.sampled_from(UNITS)),
        draw(st.sampled_from([None, "UTC", "+01:00", "Asia/Kathmandu"])),
    )
    # Before 1972 the texts of a zone have lost its seconds; the timestamps have not.
    earliest, latest = (
        (-62_200_000_000, 253_500_000_000)
        if zone in (None, "UTC")
        else (63_072_000, 253_500_000_000)
    )
    if unit == "ns":
        earliest, latest = max(earliest, -9_200_000_000), 9_200_000_000
    finest = FINEST[unit]
    ends = [-62_135_596_800, -62_135_510_400, 253_402_128_000, 253_402_300_799, 253_402_214_400]
    seconds = st.integers(earliest, latest) | st.sampled_from(
        [end for end in ends if earliest <= end <= latest] or [63_072_000]
    )
    ticks = st.builds(
        lambda second, rest: second * finest + rest, seconds, st.integers(0, finest - 1)
    )
    values = draw(st.lists(st.none() | ticks, min_size=1, max_size=8))
    return pa.array(values, pa.int64()).cast(pa.timestamp(unit, zone))


@SHARED
@given(stamps(), st.booleans(), OPTIONS)
def test_timestamps_of_every_unit_and_zone_are_the_same_both_ways(tmp_path, at, due_too, options):
    rows = len(at)
    columns = {
        "item": list(range(rows)),
        "at": at,
        "status": ["New"] * rows,
        "holder": ["Web"] * rows,
    }
    if due_too:
        columns["due"] = at.take(pa.array(range(rows - 1, -1, -1)))
    same_parquet(tmp_path / "log.parquet", pa.table(columns), Options(zone=options.zone))


# Kinds of columns


@pytest.mark.parametrize(
    "item",
    [
        pa.array([1, 2, None]),
        pa.array([1.5, 2.0, None]),
        pa.array(["a ", " b", None], pa.large_string()),
        pa.array(["a ", " b", None], pa.string_view()),
        pa.array(["a ", "a ", None]).dictionary_encode(),
        pa.array([b"a", b"b", None]),
        pa.array([["a"], ["b"], None]),
        pa.array([{"x": 1}, {"x": 2}, None]),
        pa.nulls(3),
        pa.array([True, False, None]),
        pa.array([1, None, 3], pa.timestamp("us")),
    ],
    ids=lambda array: str(array.type),
)
def test_columns_of_every_kind_are_the_same_both_ways(tmp_path, item):
    at = [date(2026, 1, 1), None, date(2026, 1, 3)]
    names = {"at": at, "due": at[::-1], "item": item, "status": item, "holder": item, "type": item}
    same_parquet(tmp_path / "log.parquet", pa.table(names))


def test_columns_of_one_name_or_with_points_are_taken_by_their_place(tmp_path):
    at = [datetime(2026, 1, 1, tzinfo=UTC)]
    arrays = [pa.array(["A"]), pa.array(at), pa.array(["New"]), pa.array(["Web"]), pa.array(["x"])]
    for last in ("item", "item.more", "status"):
        table = pa.table(arrays, names=["item", "at", "status", "holder", last])
        rows, *_ = same_parquet(tmp_path / "log.parquet", table)
        assert [(row["item"], row["status"]) for row in rows["history"]] == [("A", "New")]


def test_one_column_may_be_both_time_and_holder(tmp_path):
    at = [datetime(2026, 1, 1, tzinfo=UTC)]
    table = pa.table({"item": ["A"], "at": at, "status": ["New"]})
    rows, *_ = same_parquet(tmp_path / "log.parquet", table, Options(holder="at"))
    assert rows["history"][0]["holder"] == "2026-01-01 00:00:00.000000Z"


def test_timestamps_before_clocks_had_zones_keep_their_seconds(tmp_path):
    long_ago = pa.array([-4_000_000_000], pa.timestamp("s", "Europe/Berlin"))
    table = pa.table({"item": ["A"], "at": long_ago, "status": ["New"], "holder": ["Web"]})
    parquet.write_table(table, tmp_path / "log.parquet")
    rows, *_ = outcome(reader.translate, tmp_path / "log.parquet", Options())
    assert rows["history"][0]["at"] == -4_000_000_000_000_000


def test_where_times_are_timestamps_the_due_dates_alone_tell_the_order_of_day_and_month(tmp_path):
    columns = {
        "item": ["A", "B"],
        "at": pa.array([1, 2], pa.timestamp("s", "UTC")),
        "status": ["New", "New"],
        "holder": ["Web", "Web"],
        "due": ["1/2/2026", "13/2/2026"],
    }
    _, receipt, _ = same_parquet(tmp_path / "log.parquet", pa.table(columns))
    assert receipt["guessed"][0] == "Dates were read day first, as 13/2/2026 shows."


def test_a_parquet_file_damaged_behind_its_header_is_told(tmp_path):
    file = tmp_path / "log.parquet"
    columns = {name: [f"{name} {row}" for row in range(999)] for name in NAMES}
    parquet.write_table(pa.table(columns), file)
    content = bytearray(file.read_bytes())
    content[4:2_000] = bytes(1_996)
    file.write_bytes(content)
    with pytest.raises(UnreadableFileError, match=r"log\.parquet is a damaged Parquet file"):
        reader.translate(file, Options(), Recorder(lambda *_: None))


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-02T03:04:0Z",
        "2026-01-02T03:04Z",
        "2026-02-29T00:00:00Z",
        "2024-02-29T23:59:59.9999999-23:59",
        "2026-01-02T03:04:05.Z",
        "2026-01-02T03:04:05-00:00",
        "2026-01-02 03:04:05+0100",
    ],
)
def test_times_that_are_nearly_plain_are_the_same_both_ways(tmp_path, text):
    file = tmp_path / "log.csv"
    file.write_text(f"item,at,status,holder,due\nA,{text},New,Web,{text}\n", "utf-8")
    same_csv(file)


# Which CSV file is plain

HEADER = b"item,at,status,holder\n"
ROW = b"A,2026-01-01,New,Web\n"


@pytest.mark.parametrize(
    ("content", "plain"),
    [
        (HEADER + ROW, True),
        (b"\xef\xbb\xbf" + HEADER + ROW, True),
        (HEADER + ROW[:-1], True),
        (HEADER.replace(b"\n", b"\r\n") + ROW.replace(b"\n", b"\r\n"), True),
        (HEADER + b'"A,""B""",2026-01-01,"",""""\r\n', True),
        (b'"item",at,status,"holder"\n' + ROW, True),
        ("item,at,status,holder\nÄ,2026-01-01,日,🙂\n".encode(), True),
        (b"", False),
        (b"\n" + HEADER + ROW, False),
        (HEADER, False),
        (HEADER[:-1], False),
        (HEADER + b"\n" + ROW, False),
        (HEADER + ROW + b"A,2026-01-01,New\n", False),
        (HEADER + b"A,2026-01-01,New\nA,2026-01-01,New,Web,x\n", False),
        (HEADER + b"A,2026-01-01,New,We\x00b\n", False),
        (HEADER + b"A,2026-01-01,New,We\rb\n", False),
        (HEADER + ROW[:-1] + b"\r", False),
        (HEADER + b"A,2026-01-01,New,\xe4\n", False),
        (b"it\xe4m,at,status,holder\n" + ROW, False),
        (b"item,at\r,status,holder\n" + ROW, False),
        (HEADER + b'A,2026-01-01,"New\nor",Web\n', False),
        (HEADER + b'A,2026-01-01,a"b"c,Web\n', False),
        (HEADER + b'A,2026-01-01,"b"c,Web\n', False),
        (HEADER + b'A,2026-01-01,New,"Web\n', False),
        (b'"item",at,status,holder\n' + b'A,2026-01-01,New,"Web', False),
        (b"item," + b"x" * 70_000 + b",at,status,holder\n" + ROW, False),
    ],
)  # fmt: skip
def test_which_file_is_plain(tmp_path, content, plain):
    file = tmp_path / "log.csv"
    file.write_bytes(content)
    assert bool(parts.plain_delimiter(file)) == plain
    same_csv(file)


@pytest.mark.parametrize("size", [24, 30, 61])
def test_lines_are_counted_across_the_blocks_that_are_checked_and_read(tmp_path, monkeypatch, size):
    monkeypatch.setattr(parts, "BYTES_CHECKED", size)
    file = tmp_path / "log.csv"
    file.write_bytes(HEADER + ROW * 9 + b"A,someday,New,Web\n" + ROW)
    assert parts.plain_delimiter(file)
    _, receipt, _ = same_csv(file)
    assert receipt["examples"] == {"no readable time": ["line 11"]}


def test_a_line_that_is_too_long_to_be_checked_at_once_is_read_carefully(tmp_path, monkeypatch):
    monkeypatch.setattr(parts, "BYTES_CHECKED", 24)
    file = tmp_path / "log.csv"
    file.write_bytes(HEADER + ROW + b"A" * 99 + ROW)
    assert not parts.plain_delimiter(file)
    same_csv(file)


def test_no_white_space_is_forgotten():
    every = "".join(letter for letter in map(chr, range(sys.maxunicode + 1)) if letter.isspace())
    assert every == batches.WHITE_SPACE


# What is told, and in which order


@pytest.mark.parametrize(
    "rows",
    [
        ["A,2026-01-01T00:00:00Z,New,Web,2026-01-02", "A,13/1/2026,New,Web,"],
        ["A,13/1/2026Z,New,Web,", "A,2026-01-01T00:00:00Z,New,Web,2026-01-02"],
        ["A,2026-01-01T00:00:00Z,New,Web,13/1/2026 10:00 UTC", "A,2026-01-01,New,Web,"],
        ["A,2026-01-01T00:00:00,New,Web,", "A,someday,New,Web,1/13/2026"],
        [",2026-01-01T00:00:00Z,New,Web,2026-01-02", "A,2026-01-01T00:00:00Z,New,Web,1/13/2026"],
    ],
)  # fmt: skip
def test_guesses_are_told_in_the_order_of_rows(tmp_path, rows):
    file = tmp_path / "log.csv"
    file.write_text("item,at,status,holder,due\n" + "\n".join(rows) + "\n", "utf-8")
    assert parts.plain_delimiter(file)
    same_csv(file)


def test_an_item_is_told_again_once_something_was_said_of_it(tmp_path, monkeypatch):
    monkeypatch.setattr(parts, "ROWS_A_PART", 3)
    titles = ["x", "y", "z", "", "", "", "", "w", ""]
    items = ["A", "B", "C", "D", "A", "E", "D", "D", "D"]
    at = [datetime(2026, 1, 1, tzinfo=UTC)] * 9
    columns = {"item": items, "at": at, "status": ["New"] * 9, "holder": ["Web"] * 9}
    rows, *_ = same_parquet(tmp_path / "log.parquet", pa.table(columns | {"title": titles}))
    assert "".join(row["item"] for row in rows["items"]) == "ABCADD"


@pytest.mark.parametrize("zone", ["", "UTC", "Europe/Berlin"])
def test_timestamps_without_a_zone_are_read_in_that_of_the_options(tmp_path, zone):
    columns = {
        "item": ["A"],
        "at": pa.array([1_767_258_000], pa.timestamp("s")),  # 1 January 2026, 9:00
        "status": ["New"],
        "holder": ["Web"],
    }
    rows, *_ = same_parquet(tmp_path / "log.parquet", pa.table(columns), Options(zone=zone))
    earlier = 3600 if zone == "Europe/Berlin" else 0
    assert rows["history"][0]["at"] == (1_767_258_000 - earlier) * 1_000_000
