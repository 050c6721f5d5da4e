import tempfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.connectors.reading import SAMPLES, reading, sample, written

from accord.analysis.tables import NOT_RECORDED
from accord.connectors.contract import HolderKind, Level, UnreadableFileError
from accord.connectors.files import read_head
from accord.connectors.servicenow_csv.reader import sniff

UNITS = ["North", "South", "East", ""]


def test_a_list_tells_creation_and_end() -> None:
    rows = sample("servicenow_list.csv")
    assert rows.receipt.level is Level.SNAPSHOT
    assert rows.states("INC0010001") == [
        ("2026-02-02 09:00", NOT_RECORDED, ""),
        ("2026-02-03 10:00", "7 - Closed", ""),
    ]
    assert rows.states("INC0010002") == [("2026-02-02 10:00", NOT_RECORDED, "")]
    assert rows.receipt.skipped == {"done, but no date says when": 1, "no readable time": 1}
    assert rows.of("promises", "item", "due") == [("INC0010001", "2026-02-05 23:59:59.999999")]
    assert rows.of("links", "target", "kind") == [("CHG0000001", "parent"), ("WEB-7", "text")]
    assert rows.of("items", "type", "title", "requester")[0] == (
        "Inquiry / Help", "Voucher from WEB-7 fails", "Maya Berg",
    )  # fmt: skip


def test_a_log_tells_every_change() -> None:
    rows = sample("servicenow_log.csv")
    assert rows.receipt.level is Level.CHANGELOG
    assert rows.receipt.holder_kind is HolderKind.UNIT
    assert rows.states("INC0000045") == [
        ("2016-02-29 01:23", "New", ""),
        ("2016-02-29 08:53", "Active", "Group 56"),
        ("2016-02-29 09:53", "Active", "Group 70"),
        ("2016-03-05 12:00", "Closed", "Group 70"),
    ]
    assert rows.of("history", "person", "resolution") == [
        ("", ""), ("Resolver 89", ""), ("", ""), ("", "code 5"),
    ]  # fmt: skip
    assert rows.of("items", "item", "type", "requester") == [
        ("INC0000045", "Category 55", "Caller 2403")
    ]
    assert rows.of("links", "target") == [("CHG0000001",)]


def test_rows_that_cannot_be_used_are_counted_by_reason() -> None:
    receipt = sample("servicenow_log.csv").receipt
    assert receipt.skipped == {"no readable time": 1, "no status": 1, "no item": 1}
    assert receipt.examples["no item"] == ["line 8"]
    assert receipt.read == receipt.used + 3


def test_the_trackers_own_counter_stands_beside_the_changes_found() -> None:
    assert dict(sample("servicenow_log.csv").receipt.notes) == {
        "reassignments that ServiceNow counted": 3,
        "changes of assignment group that the log shows": 1,
    }


def test_an_incident_on_many_rows_makes_a_log(tmp_path: Path) -> None:
    head = "number,state,assignment_group,sys_updated_on,opened_at\n"
    one = "INC0000001,New,North,2026-01-01 10:00:00,2026-01-01 09:00:00\n"
    two = "INC0000001,Closed,South,2026-01-02 10:00:00,2026-01-01 09:00:00\n"
    assert reading(written(tmp_path, head + one + two)).receipt.level is Level.CHANGELOG
    assert reading(written(tmp_path, head + one, "b")).receipt.level is Level.SNAPSHOT
    twice = reading(written(tmp_path, head + one + one, "c"))
    assert twice.receipt.level is Level.SNAPSHOT
    no_time = "number,state,caller_id,short_description,opened_at\nINC0000002,New,a,b,2026-01-01\n"
    assert reading(written(tmp_path, no_time, "d")).receipt.level is Level.SNAPSHOT


def test_a_closing_date_closes_where_no_state_is_told(tmp_path: Path) -> None:
    head = "number,opened_at,assignment_group,caller_id,closed_at\n"
    row = "INC0000001,2026-01-01 09:00:00,North,a,2026-01-03 09:00:00\n"
    rows = reading(
        written(
            tmp_path, head + row + row.replace("1,", "2,", 1).replace(",2026-01-03 09:00:00", ",")
        )
    )
    assert rows.of("history", "status") == [(NOT_RECORDED,), ("Closed",), (NOT_RECORDED,)]


def test_the_options_name_holder_and_status() -> None:
    rows = sample("servicenow_log.csv", holder="assigned_to", status="active")
    assert rows.states("INC0000045")[1] == ("2016-02-29 08:53", "true", "Resolver 89")
    assert rows.receipt.holder_kind is HolderKind.PERSON


def test_only_so_many_incidents_are_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accord.connectors.servicenow_csv.reader._ITEMS_COMPARED", 1)
    rows = ["number,incident_state,assignment_group,sys_updated_at,reassignment_count"]
    rows += [
        f"INC000000{n},Active,{g},2026-01-0{d},{d}" for n in (1, 2) for d, g in ((1, "A"), (2, "B"))
    ]
    receipt = reading(written(tmp_path, "\n".join(rows) + "\n")).receipt
    assert set(receipt.notes.values()) == {2, 1}


def test_without_number_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="no header row"):
        reading(written(tmp_path, "a,b\n1,2\n"), "servicenow-csv")


def test_content_tells_whose_file_it_is() -> None:
    assert sniff(read_head(SAMPLES / "servicenow_log.csv")) > 0.9
    assert sniff(read_head(SAMPLES / "servicenow_list.csv")) >= 0.8
    assert sniff(b"Number,Colour\n") == 0
    assert sniff(b"Issue key,Summary\n") == 0


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(st.integers(1, 3), st.sampled_from(UNITS), st.sampled_from(["New", "Active"])),
        min_size=1,
        max_size=15,
    )
)
def test_every_row_with_a_time_is_one_change(steps: list[tuple[int, str, str]]) -> None:
    """Oracle: the rows themselves, and a count of changes of group walked item by item."""
    lines = ["number,incident_state,assignment_group,sys_updated_at,reassignment_count"]
    for minute, (item, group, state) in enumerate(steps):
        lines.append(f"INC000000{item},{state},{group or '?'},2026-01-31 10:{minute:02},0")
    with tempfile.TemporaryDirectory() as folder:
        rows = reading(written(Path(folder), "\n".join(lines) + "\n"))
    expected = [(f"INC000000{item}", state, group) for item, group, state in steps]
    assert rows.of("history", "item", "status", "holder") == expected
    changes = 0
    for item in (1, 2, 3):
        known = [group for number, group, _ in steps if number == item and group]
        changes += sum(a != b for a, b in pairwise(known))
    assert rows.receipt.notes["changes of assignment group that the log shows"] == changes
