"""Object-centric logs: what a rule makes items, statuses and holders of, and the two file forms."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.connectors.reading import SAMPLES, Rows, reading, sample, written

from accord.connectors.contract import HolderKind, Level, UnreadableFileError
from accord.connectors.files import read_head
from accord.connectors.ocel_json.reader import sniff
from accord.connectors.ocel_sqlite.reader import sniff as sniff_sqlite
from accord.connectors.registry import readers

ORDERS = "ocel_orders.json"


def log(folder: Path, objects: list[Any], events: list[Any], **options: str) -> Rows:
    told = {"objectTypes": [], "eventTypes": [], "objects": objects, "events": events}
    return reading(written(folder, told), "ocel-json", **options)


def thing(name: str, kind: str, *said: tuple[str, str, str], **more: Any) -> dict[str, Any]:
    attributes = [{"name": key, "time": time, "value": value} for key, time, value in said]
    return {"id": name, "type": kind, "attributes": attributes, **more}


def event(name: str, day: int, *touched: str, kind: str = "pay", **said: Any) -> dict[str, Any]:
    return {
        "id": name,
        "type": kind,
        "time": f"2026-01-{day:02}T00:00:00Z",
        "attributes": [{"name": key, "value": value} for key, value in said.items()],
        "relationships": [{"objectId": other, "qualifier": ""} for other in touched],
    }


def database(file: Path, *statements: str) -> Path:
    with closing(sqlite3.connect(file)) as connection, connection:
        for statement in statements:
            connection.execute(statement)
    return file


def test_objects_that_most_events_touch_are_the_items() -> None:
    rows = sample(ORDERS)
    assert rows.receipt.level is Level.CHANGELOG
    assert rows.states("o1") == [
        ("2026-01-05 09:00", "place order", ""),
        ("2026-01-05 11:00", "send package", "Eva"),
    ]
    assert rows.states("o2") == [
        ("2026-01-05 10:00", "place order", "Wil"),
        ("2026-01-05 11:00", "send package", "Eva"),
    ]
    assert rows.of("items", "item", "type", "title") == [
        ("o1", "orders", "Spring"), ("o2", "orders", ""),
    ]  # fmt: skip
    assert rows.of("links", "item", "target", "kind") == [("o1", "o2", "follows")]


def test_the_receipt_says_what_was_chosen() -> None:
    receipt = sample(ORDERS).receipt
    assert receipt.holder_kind is HolderKind.PERSON
    assert receipt.guessed == [
        "The objects of type orders were read as items; --status can name another: items.",
        "The status was read from the type of each event.",
        "The holder was read from employees.",
    ]
    assert receipt.notes == {
        "events that touch no item": 1,
        "event with several objects that could hold the item: the first counts": 1,
    }
    assert (receipt.skipped, receipt.examples) == (
        {"no readable time": 1}, {"no readable time": ["event e5"]},
    )  # fmt: skip
    assert receipt.columns_read == ["orders", "employees"]
    assert receipt.columns_ignored == ["items", "channel"]


def test_status_can_name_another_object_type() -> None:
    rows = sample(ORDERS, status="items")
    assert [status for _, status, _ in rows.states("i1")] == ["place order", "pick item"]
    assert "o1" not in str(rows.tables)


def test_status_can_name_an_attribute_of_events() -> None:
    rows = sample(ORDERS, status="channel", holder="employees")
    assert rows.states("o1") == [("2026-01-05 09:00", "web", "")]
    assert rows.receipt.skipped == {"no status": 3, "no readable time": 1}


def test_status_can_name_an_attribute_whose_changes_are_the_history() -> None:
    rows = sample(ORDERS, status="status")
    assert rows.states("o1") == [
        ("2026-01-05 09:00", "new", ""), ("2026-01-06 09:00", "paid", ""),
    ]  # fmt: skip
    assert rows.receipt.skipped == {"no readable time": 1, "no status": 1}
    assert "The status was read from status." in rows.receipt.guessed


@pytest.mark.parametrize("option", ["status", "holder"])
def test_a_name_that_the_log_does_not_have_is_refused(option: str) -> None:
    with pytest.raises(
        UnreadableFileError, match=f"no attribute 'squad'; name another with --{option}"
    ):
        sample(ORDERS, **{option: "squad"})


def test_groups_come_before_persons(tmp_path: Path) -> None:
    objects = [thing("o", "order"), thing("D", "Teams"), thing("M", "user")]
    said = {"org:group": "Desk", "org:resource": "Mo"}
    rows = log(tmp_path, objects, [event("e", 1, "o", "D", "M", **said)])
    assert rows.of("history", "holder", "person") == [("Desk", "")]
    by_type = log(tmp_path, objects, [event("e", 1, "o", "D", "M", Resource="Mo")])
    assert by_type.of("history", "holder", "person") == [("D", "Mo")]
    assert by_type.receipt.holder_kind is HolderKind.UNIT
    asked = log(tmp_path, objects, [event("e", 1, "o", "D", **said)], holder="org:resource")
    assert asked.of("history", "holder") == [("Mo",)]
    assert asked.receipt.holder_kind is HolderKind.PERSON


def test_a_log_may_name_no_holder(tmp_path: Path) -> None:
    rows = log(tmp_path, [thing("o", "order")], [event("e", 1, "o")])
    assert rows.of("history", "holder") == [("",)]
    assert rows.receipt.guessed[0].endswith("no others fit.")
    assert "nothing: no object or attribute names one" in rows.receipt.guessed[2]


def test_where_all_objects_are_people_these_are_the_items(tmp_path: Path) -> None:
    rows = log(tmp_path, [thing("M", "user")], [event("e", 1, "M")])
    assert rows.of("history", "item") == [("M",)]


@pytest.mark.parametrize("events", [[], [event("e", 1, "nowhere")]])
def test_a_log_without_touched_objects_is_refused(tmp_path: Path, events: list[Any]) -> None:
    with pytest.raises(UnreadableFileError, match="holds no event that touches an object"):
        log(tmp_path, [thing("o", "order")], events)


def test_odd_values_do_no_harm(tmp_path: Path) -> None:
    bent = {"id": "o", "type": "order", "attributes": "none", "relationships": [7]}
    rows = log(tmp_path, [bent], [event("e", 1, "o", done=True)], status="done")
    assert rows.of("history", "status") == [("true",)]


def test_a_damaged_export_of_accord_is_told_row_by_row(tmp_path: Path) -> None:
    item = thing("item:A/1", "item", ("accord_source", "", "A"), ("accord_key", "", "1"))
    other = thing("item:A/2", "item", ("type", "", "Bug"))
    events = [
        event("history:1", 1, "item:A/1", kind="New", accord_line=1),
        event("history:2", 1, "item:A/2", kind="New", accord_line=2),
        event("history:3", 1, "item:A/1", kind="New", accord_line="x"),
        event("history:4", 1, "item:A/1", kind="New", accord_line=4) | {"time": "soon"},
        event("promise:1", 1, "item:A/1", kind="x", accord_line="", due="soon"),
    ]
    rows = log(tmp_path, [item, other], events)
    assert rows.of("history", "item", "line") == [("1", 1)]
    assert rows.receipt.skipped == {"no item": 1, "no readable line": 2, "no readable time": 1}


# Files


def test_json_is_recognised_surer_than_by_any_other() -> None:
    head = read_head(SAMPLES / ORDERS)
    scores = {reader.name: reader.sniff(head) for reader in readers().values()}
    assert max(scores, key=lambda reader: scores[reader]) == "ocel-json"
    assert sniff(b'["objectTypes","eventTypes"]') == 0
    assert sniff(b'{"objectTypes":1}') == 0


_MAPS = (
    "CREATE TABLE event_map_type (ocel_type, ocel_type_map)",
    "CREATE TABLE object_map_type (ocel_type, ocel_type_map)",
    "CREATE TABLE event_object (ocel_event_id, ocel_object_id, ocel_qualifier)",
)
_LOG = (
    *_MAPS,
    "INSERT INTO event_map_type VALUES ('pay order', 'Pay'), ('gone', 'Gone')",
    "INSERT INTO object_map_type VALUES ('order', 'Order'), ('team', 'Team')",
    "CREATE TABLE event_Pay (ocel_id, ocel_time, amount, note BLOB)",
    "INSERT INTO event_Pay VALUES ('e2', '2026-01-06 10:00:00', 3, x'00'), ('e1', '2026-01-05', 2, NULL),"
    " (NULL, '2026-01-05', 2, NULL)",
    "CREATE TABLE object_Order (ocel_id, ocel_time, ocel_changed_field, title, step)",
    "INSERT INTO object_Order VALUES ('o1', '1970-01-01 00:00:00', NULL, 'First', 'draft'),"
    " ('o1', '2026-01-06 00:00:00', 'step', 'First', 'sent'), ('o2', NULL, NULL, NULL, NULL)",
    "CREATE TABLE object_Team (ocel_id)",
    "INSERT INTO object_Team VALUES ('Desk')",
    "INSERT INTO event_object VALUES ('e1', 'o1', 'x'), ('e2', 'o1', 'x'), ('e2', 'Desk', 'by'),"
    " ('e0', 'o1', 'x'), ('e2', 'o2', NULL)",
)  # fmt: skip


def test_a_database_is_read_by_the_same_rule(tmp_path: Path) -> None:
    file = database(tmp_path / "log.any", *_LOG)
    rows = reading(file)
    assert rows.receipt.format == "ocel-sqlite"
    assert rows.states("o1") == [
        ("2026-01-05 00:00", "pay order", ""), ("2026-01-06 10:00", "pay order", "Desk"),
    ]  # fmt: skip
    assert rows.states("o2") == [("2026-01-06 10:00", "pay order", "Desk")]
    assert rows.of("items", "item", "title") == [("o1", "First"), ("o2", "")]
    steps = reading(file, status="step")
    assert steps.states("o1") == [
        ("1970-01-01 00:00", "draft", ""),
        ("2026-01-06 00:00", "sent", ""),
    ]
    assert sorted(file.parent.iterdir()) == [file]


def test_relations_between_objects_are_links(tmp_path: Path) -> None:
    relations = (
        "CREATE TABLE object_object (ocel_source_id, ocel_target_id, ocel_qualifier)",
        "INSERT INTO object_object VALUES ('o1', 'o2', 'blocks'), ('o0', 'o2', 'x')",
    )
    rows = reading(database(tmp_path / "log.any", *_LOG, *relations))
    assert rows.of("links", "item", "target", "kind") == [("o1", "o2", "blocks")]


def test_a_database_of_another_kind_is_refused(tmp_path: Path) -> None:
    file = database(
        tmp_path / "log.any", "CREATE TABLE x (y)", "CREATE VIEW event_object AS SELECT 1"
    )
    with pytest.raises(
        UnreadableFileError, match=r"log\.any is an SQLite file but no OCEL 2\.0 log"
    ):
        reading(file)


@pytest.mark.parametrize("cut", [40, 5_000])
def test_a_damaged_database_is_one_sentence(tmp_path: Path, cut: int) -> None:
    whole = database(tmp_path / "log.any", *_LOG).read_bytes()
    with pytest.raises(UnreadableFileError, match=r"is a damaged SQLite file, or no OCEL 2\.0 log"):
        reading(written(tmp_path, whole[:cut] + b"\xff" * 4_000))
    assert sniff_sqlite(whole) > 0


def test_a_type_without_its_columns_is_one_sentence(tmp_path: Path) -> None:
    bent = ("DROP TABLE event_Pay", "CREATE TABLE event_Pay (id)")
    with pytest.raises(UnreadableFileError, match="no such column"):
        reading(database(tmp_path / "log.any", *_LOG, *bent))


def test_one_json_text_on_one_line_is_read_as_well(tmp_path: Path) -> None:
    plain = json.loads((SAMPLES / ORDERS).read_text(encoding="utf-8"))
    assert reading(written(tmp_path, plain)).tables == sample(ORDERS).tables
