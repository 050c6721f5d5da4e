"""Object-centric logs as XML: the same as in the other two forms; and due dates in all of them."""

from pathlib import Path
from typing import Any

import pytest
from tests.connectors.reading import SAMPLES, reading, sample, written

from accord.connectors.contract import HolderKind, UnreadableFileError
from accord.connectors.ocel_xml.reader import NAME, sniff
from accord.connectors.registry import readers
from accord.connectors.xes.reader import sniff as sniff_xes

ORDERS = "ocel_orders.xml"
WHOLE = (SAMPLES / ORDERS).read_bytes()


def test_events_become_rows_of_the_items_that_they_touch() -> None:
    rows = sample(ORDERS)
    assert rows.receipt.format == NAME
    assert rows.receipt.holder_kind is HolderKind.UNIT
    assert rows.states("o1") == [
        ("2026-01-05 09:00", "place order", ""), ("2026-01-05 11:00", "send package", "web"),
    ]  # fmt: skip
    assert rows.states("o2") == [("2026-01-05 10:00", "place order", "web")]
    assert rows.of("items", "item", "title") == [("o1", "Spring & <summer>"), ("o2", "")]
    assert rows.of("links", "item", "target", "kind") == [("o1", "o2", "follows")]
    assert rows.receipt.examples == {"no readable time": ["event e4"]}


def test_attributes_of_events_and_changes_of_objects_can_be_the_status() -> None:
    assert sample(ORDERS, status="channel").states("o1") == [("2026-01-05 09:00", "shop", "")]
    assert sample(ORDERS, status="status").states("o1") == [
        ("2026-01-05 09:00", "new", ""), ("2026-01-06 09:00", "paid", ""),
    ]  # fmt: skip


def test_due_dates_of_items_are_promises() -> None:
    rows = sample(ORDERS)
    assert rows.of("promises", "item", "at", "due") == [
        ("o1", "1970-01-01 00:00", "2026-01-09 23:59:59.999999"),
        ("o1", "2026-01-06 09:00", "2026-01-12 12:00"),
        ("o1", "2026-01-07 09:00", None),
        ("o2", "1970-01-01 00:00", "2026-02-01 23:59:59.999999"),
    ]
    assert rows.receipt.notes["due date that cannot be read"] == 2
    assert "The due dates were read from due_date of the items." in rows.receipt.guessed


@pytest.mark.parametrize("name", ["Deadline", "due", "Due Date"])
def test_due_dates_of_the_other_forms_are_promises_too(tmp_path: Path, name: str) -> None:
    said = [
        {"name": name, "time": "2026-01-01T00:00:00Z", "value": "13/02/2026"},
        {"name": "price", "time": "2026-01-01T00:00:00Z", "value": "9"},
    ]
    touched = [{"objectId": "o", "qualifier": ""}]
    log: dict[str, Any] = {
        "objectTypes": [],
        "eventTypes": [],
        "objects": [{"id": "o", "type": "order", "attributes": said}],
        "events": [
            {"id": "e", "type": "pay", "time": "2026-01-02T00:00:00Z", "relationships": touched}
        ],
    }
    rows = reading(written(tmp_path, log))
    assert rows.of("promises", "item", "at", "due") == [
        ("o", "2026-01-01 00:00", "2026-02-13 23:59:59.999999")
    ]


def test_logs_of_both_kinds_know_their_own() -> None:
    assert (sniff(WHOLE), sniff_xes(WHOLE)) == (0.98, 0.0)
    wide = WHOLE.decode().replace("UTF-8", "UTF-16").encode("utf-16")
    assert (sniff(wide), sniff_xes(wide)) == (0.98, 0.0)
    assert sniff(b'<log xes.version="1.0"><trace>') == 0
    assert sniff(b"<html><relationship >") == 0


def test_a_log_in_utf_16_and_one_with_prefixes_are_read(tmp_path: Path) -> None:
    text = WHOLE.decode().replace("UTF-8", "UTF-16")
    assert reading(written(tmp_path, text.encode("utf-16"))).tables == sample(ORDERS).tables
    prefixed = (
        text.replace("UTF-16", "UTF-8").replace("</", "</o:").replace("<log>", '<log xmlns:o="x">')
    )
    for tag in ("log", "object", "event", "attribute", "relationship"):
        prefixed = prefixed.replace(f"<{tag}", f"<o:{tag}")
    assert reading(written(tmp_path, prefixed), NAME).tables == sample(ORDERS).tables


def test_what_stands_elsewhere_is_no_object(tmp_path: Path) -> None:
    text = """<log><objects><group><object id="a" type="t"/></group><event id="x" type="y"/>
    <object id="o" type="t"><attribute name="title">A<attribute name="b">B</attribute>C</attribute>
    </object></objects><events><object id="e" type="z"/>
    <event id="e" type="pay" time="2026-01-01"><relationship object-id="o"/></event></events>
    <other><object id="p" type="t"/></other></log>"""
    rows = reading(written(tmp_path, text), NAME)
    assert rows.of("items", "item", "title") == [("o", "ABC")]
    assert rows.of("history", "item", "status") == [("o", "pay")]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (WHOLE[:2000], "is no well-formed XML"),
        (
            WHOLE.replace(b"<log>", b'<!DOCTYPE log [<!ENTITY a "b">]><log>', 1),
            "declares a document",
        ),
        (WHOLE.replace(b"UTF-8", b"utf-99", 1), "declares an encoding that cannot be read"),
        (b"<log><object-types/></log>", "holds no event that touches an object"),
    ],
)
def test_a_log_that_cannot_be_used_is_told_in_one_sentence(
    tmp_path: Path, content: bytes, says: str
) -> None:
    with pytest.raises(UnreadableFileError, match=f"^export.any {says}"):
        reading(written(tmp_path, content), NAME)


def test_it_is_in_the_registry() -> None:
    assert readers()[NAME].label == "OCEL 2.0 event log (XML)"
