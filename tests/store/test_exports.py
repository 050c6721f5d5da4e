"""What is exported is read back as it was, as far as the format can hold it."""

import json
import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.connectors.reading import Rows, clock, reading

from accord.analysis.tables import EVIDENCE
from accord.connectors.contract import HolderKind
from accord.connectors.labels import plain_labels
from accord.store.exports import KINDS, export

Told = dict[str, list[dict[str, Any]]]

_ENGINE = ibis.duckdb.connect(threads=1)

DAY = 86_400_000_000
HISTORY = [
    ("Jira", "WEB-1", DAY, 1, "To Do", "Web", "person-a", ""),
    ("Jira", "WEB-1", 2 * DAY, 2, "In Progress", "", "", ""),
    ("Jira", "WEB-1", 3 * DAY, 3, "Done", "Web", "", "Fixed"),
    ("Jira", "WEB-2", 2 * DAY, 4, "object", 'Say "no", & <go>', "", ""),
]
PROMISES = [("Jira", "WEB-1", 2 * DAY, 1, 9 * DAY - 1), ("Jira", "WEB-1", 3 * DAY, 9, None)]
ITEMS = [("Jira", "WEB-1", 0, "Story", "Voucher\nfails", "person-b", "https://x",
          ["a, b", "say \"no\"", "web"]),
         ("Jira", "WEB-2", DAY, "", "", "", "", [])]  # fmt: skip
COMMENTS = [("Jira", "WEB-1", 2 * DAY, "person-c"), ("Jira", "WEB-3", 2 * DAY, "")]
LINKS = [("Jira", "WEB-1", "WEB-2", "blocks"), ("Jira", "WEB-1", "INC0000001", "")]


def told(**tables: list[tuple[Any, ...]]) -> Told:
    names = {table: ["source", *schema.names] for table, schema in EVIDENCE.items()}
    return {
        table: [dict(zip(columns, row, strict=True)) for row in tables.get(table, [])]
        for table, columns in names.items()
    }


def as_ibis(rows: Told) -> dict[str, Any]:
    return {
        table: _ENGINE.create_table(
            table,
            pa.Table.from_pylist(
                rows[table], schema=pa.schema([("source", pa.string()), *_nullable(schema)])
            ),
            overwrite=True,
        )
        for table, schema in EVIDENCE.items()
    }


def _nullable(schema: pa.Schema) -> list[pa.Field]:
    return [column.with_nullable(True) for column in schema]


def exported(folder: Path, kind: str, rows: Told, persons: frozenset[str] = frozenset()) -> Path:
    file = folder / "out.any"
    export(as_ibis(rows), file, kind, persons)
    return file


def again(folder: Path, kind: str, rows: Told, **more: Any) -> Rows:
    return reading(exported(folder, kind, rows, **more))


EVERYTHING = told(history=HISTORY, promises=PROMISES, items=ITEMS, comments=COMMENTS, links=LINKS)


def contents(rows: dict[str, list[dict[str, Any]]]) -> dict[str, Counter[str]]:
    """The rows of each table, whatever their order, without their source."""
    return {
        table: Counter(
            str(sorted((name, value) for name, value in row.items() if name != "source"))
            for row in rows.get(table, [])
        )
        for table in EVIDENCE
    }


@pytest.mark.parametrize("kind", ["ocel.json", "ocel.sqlite"])
def test_an_object_centric_log_holds_everything(tmp_path: Path, kind: str) -> None:
    rows = again(tmp_path, kind, EVERYTHING)
    assert contents(rows.tables) == contents(EVERYTHING)
    assert rows.receipt.format == kind.replace(".", "-")
    assert rows.receipt.skipped == {}
    assert rows.receipt.guessed[0].startswith("Written by Accord")


def test_objects_are_items_holders_requests_and_keys_named(tmp_path: Path) -> None:
    both = told(
        history=[*HISTORY, ("ServiceNow", "INC0000001", DAY, 1, "New", "Desk", "", "")],
        links=[*LINKS, ("Jira", "WEB-2", "WEB-9", "text")],
    )
    file = exported(tmp_path, "ocel.json", both)
    assert contents(reading(file).tables)["links"] == contents(both)["links"]
    log = json.loads(file.read_text(encoding="utf-8"))
    things = {thing["id"]: thing for thing in log["objects"]}
    assert list(things) == [
        "item:Jira/WEB-1", "item:Jira/WEB-2", "item:ServiceNow/INC0000001", "holder:Desk",
        'holder:Say "no", & <go>', "holder:Web", "request:Jira/WEB-1", "mention:WEB-9",
    ]  # fmt: skip
    assert things["item:Jira/WEB-1"]["relationships"] == [
        {"objectId": "item:Jira/WEB-2", "qualifier": "blocks"},
        {"objectId": "item:ServiceNow/INC0000001", "qualifier": ""},
        {"objectId": "request:Jira/WEB-1", "qualifier": "part of"},
    ]
    assert log["events"][0] == {
        "id": "history:1",
        "type": "To Do",
        "time": "1970-01-02T00:00:00.000000Z",
        "attributes": [
            {"name": "accord_line", "value": 1},
            {"name": "person", "value": "person-a"},
        ],
        "relationships": [
            {"objectId": "item:Jira/WEB-1", "qualifier": "item"},
            {"objectId": "holder:Web", "qualifier": "holder"},
            {"objectId": "request:Jira/WEB-1", "qualifier": "request"},
        ],
    }
    declared = {kind["name"] for kind in log["eventTypes"]}
    assert {event["type"] for event in log["events"]} <= declared


@pytest.mark.parametrize("kind", list(KINDS))
def test_items_of_several_sources_with_one_key_stay_apart(tmp_path: Path, kind: str) -> None:
    shared = told(
        history=[
            ("A", "1", DAY, 1, "New", "Web", "", ""),
            ("B", "1", DAY, 1, "New", "Web", "", ""),
            ("B", "2", DAY, 2, "New", "Web", "", ""),
        ]
    )
    rows = again(tmp_path, kind, shared)
    assert sorted(rows.of("history", "item")) == [("2",), ("A/1",), ("B/1",)]


@pytest.mark.parametrize("kind", list(KINDS))
def test_holders_that_are_persons_stay_persons(tmp_path: Path, kind: str) -> None:
    rows = again(tmp_path, kind, EVERYTHING, persons=frozenset({"Jira"}))
    assert rows.receipt.holder_kind is HolderKind.PERSON
    assert rows.states("WEB-1")[0][2] == "Web"
    assert again(tmp_path, kind, EVERYTHING).receipt.holder_kind is HolderKind.UNIT


@pytest.mark.parametrize("kind", ["ocel.json", "ocel.sqlite"])
def test_pseudonyms_stay_what_they_are_and_names_become_pseudonyms(
    tmp_path: Path, kind: str
) -> None:
    known = "person-" + "0" * 24
    people = told(
        history=[("A", "1", DAY, 1, "New", "", known, ""), ("A", "1", DAY, 2, "New", "", "Mo", "")]
    )
    file = exported(tmp_path, kind, people)
    rows = reading(file, pseudonym=lambda name: f"<{len(name)}>")
    assert sorted(rows.of("history", "person")) == [("<2>",), (known,)]


def test_a_plain_history_holds_the_due_date_of_each_row(tmp_path: Path) -> None:
    lines = exported(tmp_path, "csv", EVERYTHING).read_text(encoding="utf-8").splitlines()
    assert (
        lines[0].replace('"', "") == "item,at,status,holder,person,type,title,due,resolution,labels"
    )
    rows = again(tmp_path, "csv", EVERYTHING)
    assert rows.of("promises", "item", "at", "due") == [
        ("WEB-1", clock(DAY), None),
        ("WEB-1", clock(2 * DAY), clock(9 * DAY - 1)),
        ("WEB-1", clock(3 * DAY), clock(9 * DAY - 1)),
        ("WEB-2", clock(2 * DAY), None),
    ]
    assert rows.of("items", "item", "type", "title")[0] == ("WEB-1", "Story", "Voucher\nfails")


def test_cells_are_not_changed_for_spreadsheets(tmp_path: Path) -> None:
    formula = told(history=[("A", "=1+1", DAY, 1, "+New", "@Web", "", "")])
    assert again(tmp_path, "csv", formula).of("history", "item", "status", "holder") == [
        ("=1+1", "+New", "@Web")
    ]


def test_parquet_holds_moments_as_moments(tmp_path: Path) -> None:
    from pyarrow import parquet

    schema = parquet.read_schema(exported(tmp_path, "parquet", EVERYTHING))
    assert schema.field("at").type == pa.timestamp("us", tz="UTC")
    assert schema.field("due").type == pa.timestamp("us", tz="UTC")


@pytest.mark.parametrize("kind", list(KINDS))
def test_nothing_recorded_is_an_empty_file_of_its_kind(tmp_path: Path, kind: str) -> None:
    assert exported(tmp_path, kind, told()).stat().st_size > 0


def test_statuses_that_look_alike_have_tables_of_their_own(tmp_path: Path) -> None:
    names = ["In progress", "in-Progress", "進行中", "完了", "map_type", "comment", "event_object"]
    rows = [("A", "1", n * DAY, n, name, "", "", "") for n, name in enumerate(names)]
    file = exported(tmp_path, "ocel.sqlite", told(history=rows))
    with sqlite3.connect(file) as connection:
        tables = dict(connection.execute("SELECT * FROM event_map_type").fetchall())
    connection.close()
    assert len({name.casefold() for name in tables.values()}) == len(tables) == len(names) + 2
    assert contents(reading(file).tables)["history"] == contents(told(history=rows))["history"]


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_file_that_cannot_be_finished_leaves_the_old_one(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = exported(tmp_path, "csv", told())
    before = file.read_bytes()
    broken = as_ibis(EVERYTHING)
    broken["history"] = broken["history"].drop("holder")
    with pytest.raises(Exception, match="holder"):
        export(broken, file, kind)
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["out.any"]


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_folder_that_is_not_there_is_told(tmp_path: Path, kind: str) -> None:
    with pytest.raises(OSError):  # noqa: PT011  (its words are the system's)
        export(as_ibis(EVERYTHING), tmp_path / "nowhere" / "out", kind)


# Any evidence

_LETTERS = st.characters(exclude_categories=("Cs", "Cc"))
_WORDS = st.text(_LETTERS | st.sampled_from("\"'&<>,;\n"), max_size=6).map(str.strip)
_NAMES = _WORDS.filter(bool)
_KEYS = st.sampled_from(["WEB-1", "WEB-2", "a/b", "holder:x"])
_TIMES = st.integers(-(10**15), 10**16)
_LINES = st.integers(0, 10**9)
_SOURCES = st.just("Jira")
_LABELS = st.lists(_WORDS, max_size=3).map(plain_labels)


def _lists(*columns: st.SearchStrategy[Any]) -> st.SearchStrategy[list[tuple[Any, ...]]]:
    return st.lists(st.tuples(_SOURCES, *columns), max_size=5)


_EVIDENCE = st.builds(
    told,
    history=_lists(_KEYS, _TIMES, _LINES, _NAMES, _WORDS, _WORDS, _WORDS).filter(bool),
    items=_lists(_KEYS, _TIMES, _WORDS, _WORDS, _WORDS, _WORDS, _LABELS).map(
        lambda rows: list({row[1]: row for row in rows}.values())
    ),
    promises=_lists(_KEYS, _TIMES, _LINES, st.none() | _TIMES),
    comments=_lists(_KEYS, _TIMES, _WORDS),
    links=_lists(_KEYS, _NAMES | _KEYS, _WORDS),
)
_OFTEN = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None
)


@pytest.mark.parametrize("kind", ["ocel.json", "ocel.sqlite"])
@_OFTEN
@given(rows=_EVIDENCE)
def test_any_evidence_comes_back_from_an_object_centric_log(
    tmp_path: Path, kind: str, rows: Told
) -> None:
    assert contents(again(tmp_path, kind, rows).tables) == contents(rows)


@pytest.mark.parametrize(("kind", "lost"), [("csv", ()), ("parquet", ()), ("xes", ("resolution",))])
@_OFTEN
@given(rows=_EVIDENCE)
def test_any_history_comes_back_from_plain_files(
    tmp_path: Path, kind: str, lost: tuple[str, ...], rows: Told
) -> None:
    columns = [name for name in EVIDENCE["history"].names if name not in ("line", *lost)]
    ordered = sorted(rows["history"], key=lambda row: (row["item"], row["at"], row["line"]))
    expected = [tuple(row[name] for name in columns) for row in ordered]
    found = [
        tuple(row[name] for name in columns)
        for row in again(tmp_path, kind, rows).tables["history"]
    ]
    if len({(row["item"], row["at"], row["line"]) for row in ordered}) == len(ordered):
        assert found == expected
    else:
        assert Counter(found) == Counter(expected)
