import json
from pathlib import Path
from typing import Any

import pytest
from tests.connectors.reading import SAMPLES, Rows, reading, sample, written

from accord.analysis.tables import NOT_RECORDED
from accord.connectors.contract import HolderKind, Level, UnreadableFileError
from accord.connectors.files import read_head
from accord.connectors.registry import readers
from accord.connectors.servicenow_json.reader import NAME, sniff

KEY = "46e18c0fa9fe19810066a0083f76bd56"
GROUP = "8a4dde73c6112278017a6a4baf547aa7"
CALLER = "5137153cc611227c000bbd1bd8cd2005"
BEGIN = "2026-01-01 00:00"
ITEM = "INC0000001"


def record(number: str = ITEM, **more: Any) -> dict[str, Any]:
    made = {"number": number, "sys_id": KEY, "state": "New", "opened_at": f"{BEGIN}:00"}
    return {**made, "short_description": "x", **more}


def audit(field: str, old: str, new: str, day: int = 2, **more: Any) -> dict[str, Any]:
    made = {"documentkey": KEY, "fieldname": field, "oldvalue": old, "newvalue": new}
    return {**made, "sys_id": "a", "sys_created_on": f"2026-01-{day:02} 00:00:00", **more}


def made(tmp_path: Path, *found: Any, **options: Any) -> Rows:
    return reading(written(tmp_path, {"result": list(found)}), NAME, **options)


def reference(name: str, key: str, table: str = "sys_user_group") -> dict[str, str]:
    return {"display_value": name, "link": f"https://example.service-now.com/api/{table}/{key}"}


def test_records_tell_creation_and_end() -> None:
    rows = sample("servicenow_table.json")
    assert rows.receipt.format == NAME
    assert rows.receipt.level is Level.SNAPSHOT
    assert rows.states("INC0010001") == [
        ("2026-02-02 09:00", NOT_RECORDED, ""),
        ("2026-02-03 10:00", "Closed", ""),
    ]
    assert rows.of("history", "resolution")[1] == ("Solved (Permanently)",)
    assert rows.states("INC0010002") == [("2026-02-02 10:00", NOT_RECORDED, "")]
    assert rows.receipt.skipped == {"done, but no date says when": 1, "no readable time": 1}
    assert rows.receipt.examples["no readable time"] == ["object 4, INC0010004"]
    assert rows.of("promises", "item", "due") == [("INC0010001", "2026-02-05 23:59:59.999999")]
    assert rows.of("links", "target", "kind") == [("CHG0000001", "parent"), ("WEB-7", "text")]
    assert rows.of("items", "type", "title", "requester")[0] == (
        "Inquiry / Help", "Voucher from WEB-7 fails", "Maya Berg",
    )  # fmt: skip
    assert "priority" in rows.receipt.columns_ignored
    assert "opened_at" in rows.receipt.columns_read


def test_audit_rows_tell_every_change() -> None:
    rows = sample("servicenow_audit.json")
    assert rows.receipt.level is Level.CHANGELOG
    assert rows.receipt.holder_kind is HolderKind.UNIT
    assert rows.states("INC0010001") == [
        ("2026-02-02 09:00", "New", ""),
        ("2026-02-03 10:00", "New", "Web desk"),
        ("2026-02-03 10:00", "In Progress", "Web desk"),
        ("2026-02-06 10:00", "Closed", "Web desk"),
    ]
    assert rows.of("history", "resolution") == [("",), ("",), ("",), ("Duplicate",), ("",)]
    assert rows.states("INC0010002") == [("2026-02-02 10:00", NOT_RECORDED, "")]
    assert rows.of("promises", "at", "due") == [
        ("2026-02-02 09:00", "2026-02-05 16:00"),
        ("2026-02-04 10:00", "2026-02-09 16:00"),
    ]
    assert rows.of("comments", "at", "author") == [("2026-02-05 10:00", "idris.falk")]
    assert rows.of("links", "target", "kind") == [("WEB-8", "comment")]
    assert "free text" not in str(rows.tables)
    assert [told for told in rows.receipt.guessed if "usual numbering" in told]
    assert [n for note, n in rows.receipt.notes.items() if "without audit rows" in note] == [1]
    assert [n for note, n in rows.receipt.notes.items() if "without a name" in note] == [1]


def test_stored_times_are_utc_whatever_the_zone_and_shown_ones_are_not(tmp_path: Path) -> None:
    plain = {"link": f"https://example.service-now.com/api/sys_user/{CALLER}", "value": CALLER}
    zone = {"zone": "Europe/Berlin"}
    stored = made(tmp_path, record(caller_id=plain, due_date="2026-01-09 10:00:00"), **zone)
    assert stored.states(ITEM)[0][0] == BEGIN
    assert stored.of("promises", "due") == [("2026-01-09 10:00",)]
    numbered = made(tmp_path, record(state="2"), **zone)
    assert numbered.states(ITEM)[0][0] == BEGIN
    assert not [told for told in numbered.receipt.guessed if "without a zone" in told]
    told = made(tmp_path, record(caller_id=reference("Ann", CALLER)), **zone)
    assert told.states(ITEM)[0][0] == "2025-12-31 23:00"
    opened = {"display_value": "01.01.2026 01:00:00", "value": f"{BEGIN}:00"}
    due = {"display_value": "09.01.2026", "value": "2026-01-09"}
    both = made(tmp_path, record(opened_at=opened, due_date=due), **zone)
    assert both.states(ITEM)[0][0] == BEGIN
    assert both.of("promises", "due") == [("2026-01-09 23:59:59.999999",)]


def test_dates_as_people_see_them_are_read_in_their_order(tmp_path: Path) -> None:
    told = record(opened_at="25/01/2026 10:00:00", caller_id=reference("Ann", CALLER))
    assert made(tmp_path, told).states(ITEM)[0][0] == "2026-01-25 10:00"


def test_names_shown_beside_stored_values_name_the_changes(tmp_path: Path) -> None:
    both = record(
        state={"display_value": "Under way", "value": "2"},
        assignment_group={**reference("Brand", GROUP), "value": GROUP},
        assigned_to={"display_value": "", "value": ""},
    )
    changes = [
        audit("state", "1", "2", 2, tablename="incident"),
        audit("assignment_group", GROUP, "f" * 32, 3),
        audit("assigned_to", "", "c" * 32, 4),
    ]
    rows = made(tmp_path, *changes, both, {"sys_id": "c" * 32, "name": "Ann"})
    assert [told[1:] for told in rows.states(ITEM)] == [
        ("New", "Brand"),
        ("Under way", "Brand"),
        ("Under way", "f" * 32),
        ("Under way", "f" * 32),
    ]
    assert rows.of("history", "person")[-1] == ("Ann",)
    assert [n for note, n in rows.receipt.notes.items() if "without a name" in note] == [1]


def test_choices_in_the_file_come_before_the_usual_numbering(tmp_path: Path) -> None:
    choice = {"element": "state", "name": "task", "value": "3", "label": "Finished"}
    rows = made(tmp_path, choice, record("SCTASK0000001"), audit("state", "1", "3"))
    assert [told[1] for told in rows.states("SCTASK0000001")] == ["Open", "Finished"]
    assert rows.receipt.guessed
    other = made(tmp_path, record("ABC0000001"), audit("state", "1", "3"))
    assert [told[1] for told in other.states("ABC0000001")] == ["1", "3"]


def test_audit_rows_alone_begin_with_the_first_change(tmp_path: Path) -> None:
    group = audit("assignment_group", "", "North", 1)
    first = audit("state", "1", "2", 2, tablename="incident")
    rows = made(tmp_path, group, first, audit("due_date", "", "2026-01-09", 3))
    assert rows.states(KEY) == [
        ("2026-01-01 00:00", "New", "North"),
        ("2026-01-02 00:00", "In Progress", "North"),
    ]
    assert rows.of("promises", "due") == [("2026-01-09 23:59:59.999999",)]
    assert [note for note in rows.receipt.notes if "without their record" in note]
    stateless = made(tmp_path, group, {**first, "documentkey": "", "sys_id": "z"})
    assert stateless.receipt.skipped == {"no status": 1, "no item": 1}
    assert stateless.receipt.examples == {"no status": [f"{KEY} a"], "no item": ["audit row z"]}


def test_options_choose_other_fields(tmp_path: Path) -> None:
    changed = [audit("u_owner", "Ann", "Ben", 2), audit("u_stage", "One", "Two", 3)]
    rows = made(tmp_path, record(), *changed, status="u_stage", holder="U_owner")
    assert [told[1:] for told in rows.states(ITEM)] == [
        ("One", "Ann"),
        ("One", "Ben"),
        ("Two", "Ben"),
    ]
    assert rows.receipt.holder_kind is HolderKind.PERSON
    with pytest.raises(UnreadableFileError, match="has no field lane"):
        made(tmp_path, record(), holder="Lane")


def test_the_state_that_changes_is_followed(tmp_path: Path) -> None:
    both = record(incident_state="Active", state="Open")
    assert [
        told[1] for told in made(tmp_path, both, audit("state", "Open", "Done")).states(ITEM)
    ] == [
        "Open",
        "Done",
    ]
    by_group = made(tmp_path, both, audit("assignment_group", "", "North"))
    assert [told[1] for told in by_group.states(ITEM)] == ["Active", "Active"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"state": "Closed Skipped", "closed_at": "2026-01-03 00:00:00"}, "Closed Skipped"),
        ({"state": "Sorted", "active": "false", "closed_at": "2026-01-03 00:00:00"}, "Sorted"),
        ({"state": "", "closed_at": "2026-01-03 00:00:00"}, "Closed"),
    ],
)
def test_an_end_is_known_by_state_activity_or_date(
    tmp_path: Path, cells: dict[str, str], expected: str
) -> None:
    assert made(tmp_path, record(**cells)).states(ITEM)[-1][1] == expected


def test_parents_are_named_by_number_or_not_at_all(tmp_path: Path) -> None:
    rows = made(
        tmp_path,
        record(parent={"value": "b" * 32, "link": "https://x/y"}, rfc="c" * 32, caused_by=ITEM),
        record("INC0000002", sys_id="b" * 32, problem_id="PRB0000001", parent=""),
        record("INC0000003", sys_id="", parent=""),
    )
    assert rows.of("links", "item", "target", "kind") == [
        (ITEM, "INC0000002", "parent"),
        ("INC0000002", "PRB0000001", "link"),
    ]


def test_rows_that_cannot_be_used_are_counted_by_reason(tmp_path: Path) -> None:
    rows = made(
        tmp_path,
        record(),
        record(),
        record(""),
        {"sys_id": "1", "short_description": "no number"},
        {"sys_id": "1", "name": "incident", "element": "comments", "value": "a journal row"},
        record("INC0000002", sys_id="2", opened_at="soon"),
        audit("state", "1", "2", sys_created_on="soon"),
        audit("priority", "1", "2", sys_created_on="soon"),
        audit("due_date", "", "soon", record_checkpoint="x"),
        7,
    )
    assert rows.receipt.skipped == {
        "the same key stands on a later row: the last one counts": 1,
        "no item": 3,
        "no readable time": 2,
    }
    assert rows.receipt.examples["no readable time"] == [f"{ITEM} a", "object 6, INC0000002"]
    assert rows.receipt.notes["due date that cannot be read"] == 1
    undated = made(tmp_path, record(opened_at=""), audit("state", "1", "2", 3))
    assert undated.receipt.skipped == {"no readable time": 1}
    assert len(undated.states(ITEM)) == 1


def test_a_comment_alone_is_no_change(tmp_path: Path) -> None:
    rows = made(
        tmp_path,
        record(),
        audit("work_notes", "", "see WEB-9", sys_created_by="ann"),
        audit("comments", "", "hello", sys_created_on=""),
    )
    assert rows.receipt.level is Level.SNAPSHOT
    assert rows.of("comments", "author") == [("ann",)]
    assert rows.of("links", "target", "kind") == [("WEB-9", "comment")]


def test_lines_and_lists_of_records_are_read(tmp_path: Path) -> None:
    lines = [json.dumps(record()), "{", json.dumps(record("INC0000002", sys_id="2"))]
    rows = reading(written(tmp_path, "\n".join(lines)))
    assert rows.receipt.format == NAME
    assert rows.receipt.examples == {"not readable JSON": ["line 2"]}
    assert len(rows.tables["items"]) == 2
    assert reading(written(tmp_path, {"records": [record()]})).receipt.used == 1
    assert reading(written(tmp_path, {"result": record()})).receipt.used == 1


@pytest.mark.parametrize("content", [{"result": []}, [1], {"error": {"message": "no"}}])
def test_a_file_without_records_is_one_sentence(tmp_path: Path, content: Any) -> None:
    with pytest.raises(UnreadableFileError, match="holds no ServiceNow record"):
        reading(written(tmp_path, content), NAME)


def test_content_tells_whose_file_it_is() -> None:
    mine = {"servicenow_table.json", "servicenow_audit.json"}
    for file in SAMPLES.iterdir():
        assert (sniff(read_head(file)) > 0) is (file.name in mine), file.name
    for name in mine:
        head = read_head(SAMPLES / name)
        others = [reader.sniff(head) for key, reader in readers().items() if key != NAME]
        assert max(others) < sniff(head)
    assert sniff(b'"sys_id","opened_at","short_description"') == 0
