"""Damages files as transports, scripts and hands do, and says what must hold whatever came of them.

Everything is drawn from the ``Random`` that is given: hypothesis hands in one that it can replay.
"""

import csv
import gzip
import io
import json
import re
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.parquet as parquet
import xlsxwriter
from tests.connectors.reading import SAMPLES

from accord.analysis.tables import EVIDENCE
from accord.connectors.contract import Options, Receipt, Recorder, UnreadableFileError
from accord.connectors.registry import read

HISTORY = b"""item,at,status,holder,person,type,title,due,resolution,labels
A-1,2026-01-05T09:00:00Z,New,Web,Ada,bug,Page,2026-01-09,,web; crm
A-1,2026-01-06 10:00,Doing,Data,,bug,Page,,,"web, crm"
A-2,05/13/2026,New,Web,,,,01/13/2026,,
A-1,1770000000,Done,Web,,,,,Fixed,
"""
MBOX = b"""From ada@brand.example Mon Jan  5 09:00:00 2026
From: Ada <ada@brand.example>
To: Web team <web@it.example>
Subject: Launch page
Date: Mon, 05 Jan 2026 09:00:00 +0100
Message-ID: <1@brand.example>
Delivered-To: web@it.example

Please.

From web@it.example Tue Jan  6 10:00:00 2026
From: Web team <web@it.example>
To: Ada <ada@brand.example>
Subject: Re: Launch page
Date: Tue, 06 Jan 2026 10:00:00 +0100
Message-ID: <2@it.example>
In-Reply-To: <1@brand.example>

Done.
"""
XES = b"""<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0"><extension name="Concept" prefix="concept" uri="http://x/"/>
<global scope="event"><string key="org:group" value="?"/></global>
<trace><string key="concept:name" value="A-1"/><string key="labels" value="web;crm"/>
<event><string key="concept:name" value="New"/><date key="time:timestamp" value="2026-01-05T09:00:00Z"/>
<string key="org:group" value="Web"/><int key="n" value="3"/></event>
<event><string key="concept:name" value="Done"/>
<date key="time:timestamp" value="2026-01-06T09:00:00.5+01:00"/>
<string key="org:resource" value="Ada"><string key="x" value="y"/></string></event></trace></log>
"""
_OCEL = """
CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
CREATE TABLE object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
CREATE TABLE event_object (ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT);
CREATE TABLE object_object (ocel_source_id TEXT, ocel_target_id TEXT, ocel_qualifier TEXT);
CREATE TABLE event_pay (ocel_id TEXT, ocel_time TIMESTAMP, resource TEXT, sum REAL);
CREATE TABLE object_order (ocel_id TEXT, ocel_time TIMESTAMP, ocel_changed_field TEXT, title TEXT);
INSERT INTO event_map_type VALUES ('pay', 'pay');
INSERT INTO object_map_type VALUES ('order', 'order');
INSERT INTO event_pay VALUES ('e1', '2026-01-05T09:00:00Z', 'Ada', 1.5), ('e2', '2026-01-06', 'Wil', 2);
INSERT INTO object_order VALUES ('o1', '2026-01-01T00:00:00Z', NULL, 'Spring');
INSERT INTO event_object VALUES ('e1', 'o1', ''), ('e2', 'o1', 'again');
INSERT INTO object_object VALUES ('o1', 'o2', 'of');
"""
_WORDS = (
    "", " ", "0", "-1", "1e309", "9" * 30, "-" + "9" * 400, "null", "NaN", "true", "é€😀", "\ufeff", "\x00", "\x1c",
    "\u2028", "a\nb", '"', "'", ";", "\t", ",", "[]", "{}", "2026-01-05", "31.12.9999", "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59.999999-23:59", "2026-02-30", "1770000000", "9999999999999", "9999999999999999",
    "١٢٣٤-٠١-٠١", "²", "2026-01-05T09:00:00+99:99", "05/Jan/26 9:00 AM", "25:61", "Web -> Data", "x" * 5000,
    "https://github.com/a/b/issues/1", "A-1", "Done", "Closed", "[Team] Web", "P1Y", "12 days", "\u202e", "\x7f",
)  # fmt: skip
_VALUES: tuple[Any, ...] = (
    *_WORDS, None, True, False, 0, -1, 2**31, 2**63, -(2**63) - 1, 10**400, 1.5, -0.0, 1e308, float("inf"),
    float("nan"), [], {}, [[]], [None], [{}], {"": None}, {"id": None}, {"name": {"name": []}}, "\ud800", "a\x00b",
    [1, "a", None, {}], {"value": []}, {"display_value": 3, "value": None}, {"displayName": "Ada"},
)  # fmt: skip


# Files to begin with


@cache
def originals() -> dict[str, bytes]:
    """Whole files of every reader, by name."""
    found = {file.name: file.read_bytes() for file in sorted(SAMPLES.iterdir())}
    found |= {"history.csv": HISTORY, "log.xes": XES, "mail.mbox": MBOX}
    with tempfile.TemporaryDirectory() as folder:
        found["log.sqlite"] = _database(Path(folder) / "log")
        found["history.xlsx"] = _workbook(Path(folder) / "book")
        found["history.parquet"] = _parquet(Path(folder) / "table")
    return found


def _database(file: Path) -> bytes:
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(_OCEL)
    return file.read_bytes()


def _workbook(file: Path) -> bytes:
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(_cells(HISTORY.decode())):
            sheet.write_row(place, 0, row)
    return file.read_bytes()


def _parquet(file: Path) -> bytes:
    header, *rows = _cells(HISTORY.decode())
    parquet.write_table(
        pa.Table.from_pylist([dict(zip(header, row, strict=True)) for row in rows]), file
    )
    return file.read_bytes()


# Damage


def damaged(random: Random, content: bytes) -> bytes:
    """The file with one to four damages of a kind that fits it, at times packed or in other letters."""
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        content = _damage(random, content)
    if random.random() < 0.05:
        content = gzip.compress(content, mtime=0)
        return _bytes(random, content) if random.random() < 0.5 else content
    if random.random() < 0.04:
        content = content.decode("utf-8", "replace").encode("utf-16")
        return content[:-1] if random.random() < 0.3 else content
    return content


def _damage(random: Random, content: bytes) -> bytes:
    if random.random() < 0.15:
        return _bytes(random, content)
    if content[:1] in (b"{", b"["):
        return _json(random, content)
    if content[:1] == b"<":
        return _markup(random, content)
    if b"\0" in content:
        return _bytes(random, content)
    return _table(random, content)


def _bytes(random: Random, content: bytes) -> bytes:
    if not content:
        return b"\xff"
    place = random.randrange(len(content))
    end = min(len(content), place + random.randint(1, 60))
    return random.choice(_BYTES)(random, content, place, end)[:200_000]


def _flipped(random: Random, content: bytes, place: int, end: int) -> bytes:
    changed = bytearray(content)
    for _ in range(random.randint(1, 6)):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


_BYTES: tuple[Callable[[Random, bytes, int, int], bytes], ...] = (
    _flipped,
    lambda random, content, place, end: content[:place],
    lambda random, content, place, end: content[place:],
    lambda random, content, place, end: content[:place] + content[end:],
    lambda random, content, place, end: content[:end] + content[place:end] * random.randint(1, 40) + content[end:],
    lambda random, content, place, end: content[:place] + b"\0" * random.randint(1, 3) + content[place:],
    lambda random, content, place, end: content.replace(b"\n", random.choice((b"\r", b"\r\n", b"\n\n", b""))),
    lambda random, content, place, end: content[:place] + _word(random) + content[end:],
    lambda random, content, place, end: content + content,
    lambda random, content, place, end: content[:place] + random.choice((b"[", b'{"a":', b"<a>")) * 3000 + content[place:],
)  # fmt: skip


def _word(random: Random) -> bytes:
    return random.choice(_WORDS).encode()


def _markup(random: Random, content: bytes) -> bytes:
    """XML with tags or texts lost, doubled, exchanged, or saying something else."""
    parts = re.findall(rb"<[^>]*>|[^<]+|<", content)
    # Elements without content can go where they like; the others are seldom torn apart.
    loose = [place for place, part in enumerate(parts) if part.endswith(b"/>")] or [0]
    for _ in range(random.randint(1, 5)):
        places = range(len(parts)) if random.random() < 0.1 else loose
        place, other = random.choice(places), random.choice(places)
        choice = random.randrange(6)
        if choice == 0:
            parts[place] = b""
        elif choice == 1:
            parts[place] *= 2
        elif choice == 2:
            parts[place], parts[other] = parts[other], parts[place]
        elif parts[place][:1] == b"<":
            found = re.findall(rb'"[^"]*"', parts[place]) or [b"/"]
            parts[place] = parts[place].replace(random.choice(found), _quoted(random), 1)
        else:
            parts[place] = _quoted(random)[1:-1]
    return b"".join(parts)


def _quoted(random: Random) -> bytes:
    return b'"%b"' % escape(random.choice(_WORDS), {'"': "&quot;"}).encode()


def _json(random: Random, content: bytes) -> bytes:
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return _bytes(random, content)
    for _ in range(random.randint(1, 5)):
        value = _changed(random, value)
    try:
        written = json.dumps(value, indent=random.choice((None, 1)))
    except RecursionError:
        return _bytes(random, content)
    return written.encode()


def _changed(random: Random, value: Any, depth: int = 0) -> Any:
    """The value with something exchanged somewhere inside."""
    if isinstance(value, dict | list) and value and random.random() < 0.93:
        places = list(value) if isinstance(value, dict) else list(range(len(value)))
        place = random.choice(places)
        if depth > 1 and random.random() < 0.15:
            return _reshaped(random, value, place)
        changed = value.copy()
        changed[place] = _changed(random, value[place], depth + 1)
        return changed
    if random.random() < 0.05:
        for _ in range(random.choice((5, 60, 700))):
            value = random.choice((lambda inner: [inner], lambda inner: {"a": inner}))(value)
        return value
    return random.choice(_VALUES)


def _reshaped(random: Random, value: Any, place: Any) -> Any:
    changed = value.copy()
    taken = changed.pop(place)
    if random.random() < 0.5:
        return changed
    if isinstance(changed, list):
        return [taken, *changed, taken]
    return changed | {random.choice((place.upper(), "id", "value", "")): taken, place: [taken]}


def _cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def _table(random: Random, content: bytes) -> bytes:
    try:
        rows = [row for row in _cells(content.decode("utf-8-sig")) if row]
    except (UnicodeDecodeError, csv.Error):
        return _bytes(random, content)
    if not rows:
        return _bytes(random, content)
    for _ in range(random.randint(1, 8)):
        _change_row(random, rows)
    return _written(random, rows)


def _change_row(random: Random, rows: list[list[str]]) -> None:
    # The header is spared mostly: without it there is no table any more.
    row = random.choice(rows[1:]) if len(rows) > 1 and random.random() < 0.95 else rows[0]
    cell = random.randrange(len(row)) if row else 0
    choice = random.randrange(6)
    if choice == 0:
        row.insert(cell, random.choice(_WORDS))
    elif choice == 1 and row:
        row[cell] = random.choice(_WORDS)
    elif choice == 2 and row:
        row[cell] = random.choice(random.choice(rows) or [""])
    elif choice == 3 and row:
        del row[cell:]
    elif choice == 4:
        rows.append(list(row))
    elif choice == 5:
        rows.append([random.choice(_WORDS) for _ in rows[0]])


def _written(random: Random, rows: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(
        text,
        delimiter=random.choice((",", ",", ";", "\t")),
        lineterminator=random.choice(("\n", "\r\n", "\r")),
        quoting=random.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)),
    )
    writer.writerows(rows)
    return text.getvalue().encode(errors="replace")


def table(random: Random, header: list[str]) -> bytes:
    """A table of random cells under that header."""
    words = random.sample(_WORDS, 12)
    rows = [[random.choice(words) for _ in header] for _ in range(random.randint(0, 8))]
    return _written(random, [header, *rows])


# What must hold


def checked(file: Path, format_name: str, options: Options) -> Receipt | None:
    """Read the file; ``None`` where it is refused by one sentence, and all else must be right."""
    rows = {"history": 0}

    def write(name: str, batch: pa.RecordBatch) -> None:
        assert batch.schema.equals(EVIDENCE[name])
        batch.validate(full=True)
        for field, column in zip(batch.schema, batch.columns, strict=True):
            assert field.nullable or not column.null_count, f"{field.name} is null"
            if pa.types.is_string(field.type):
                assert not any("\0" in cell for cell in column.to_pylist()), field.name
        rows[name] = rows.get(name, 0) + batch.num_rows

    recorder = Recorder(write)
    try:
        read(file, options, recorder, format_name)
    except UnreadableFileError as error:
        refusal = str(error)
    else:
        refusal = ""
    if refusal:
        assert len(refusal.splitlines()) == 1, f"not one sentence: {refusal!r}"
        return None
    receipt = recorder.close()
    assert receipt.read == receipt.used + receipt.skipped.total()
    assert receipt.used == rows["history"]
    json.dumps([receipt.guessed, receipt.examples, receipt.columns_read]).encode()
    assert "\\u0000" not in json.dumps([receipt.guessed, receipt.examples, receipt.columns_read])
    return receipt
