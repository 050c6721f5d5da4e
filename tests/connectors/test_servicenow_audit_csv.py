from pathlib import Path

import pytest
from tests.connectors.reading import SAMPLES, Rows, reading, sample, written

from accord.connectors.contract import HolderKind, Level, UnreadableFileError
from accord.connectors.files import read_head
from accord.connectors.registry import readers
from accord.connectors.servicenow_audit_csv.reader import NAME, sniff

KEY = "46e18c0fa9fe19810066a0083f76bd56"
GROUP = "8a4dde73c6112278017a6a4baf547aa7"
AUDIT = "documentkey,tablename,fieldname,oldvalue,newvalue,sys_created_on"


def made(tmp_path: Path, header: str, *rows: str, **options: str) -> Rows:
    return reading(written(tmp_path, "\n".join((header, *rows))), **options)


def test_audit_rows_tell_every_change_of_a_record() -> None:
    rows = sample("servicenow_audit.csv")
    assert (rows.receipt.format, rows.receipt.level) == (NAME, Level.CHANGELOG)
    assert rows.receipt.holder_kind is HolderKind.UNIT
    assert rows.states(KEY) == [
        ("2026-02-03 10:00", "In Progress", ""),
        ("2026-02-03 10:00", "In Progress", GROUP),
        ("2026-02-06 10:00", "Closed", GROUP),
        ("2026-02-06 10:00", "Closed", GROUP),
    ]
    assert rows.of("history", "resolution")[-1] == ("Duplicate",)
    assert rows.of("promises", "at", "due") == [("2026-02-04 10:00", "2026-02-09 16:00")]
    assert rows.of("comments", "item", "author") == [(KEY, "idris.falk")]
    assert rows.of("links", "target", "kind") == [("WEB-8", "comment")]
    assert "free text" not in str(rows.tables)
    assert rows.receipt.skipped == {"no item": 1, "no readable time": 1}
    assert rows.receipt.examples["no readable time"] == [f"{KEY} line 10"]
    assert rows.receipt.read == rows.receipt.used + 2
    assert [told for told in rows.receipt.guessed if "usual numbering" in told]
    assert {note: n for note, n in rows.receipt.notes.items() if n == 1 and "other" in note}
    assert rows.receipt.columns_ignored == []


def test_history_rows_name_their_record_by_number_and_show_what_people_see() -> None:
    rows = sample("servicenow_history.csv")
    assert rows.states("CS0001001") == [
        ("2026-02-13 09:00", "New", ""),
        ("2026-02-13 09:00", "New", "Web desk"),
        ("2026-02-14 10:30", "In Progress", "Web desk"),
        ("2026-02-14 10:30", "In Progress", "Web desk"),
        ("2026-02-15 10:30", "In Progress", "Payments"),
        ("2026-02-17 08:00", "Closed", "Payments"),
        ("2026-02-17 08:00", "Closed", "Payments"),
    ]
    assert rows.of("history", "person", "resolution")[3:] == [
        ("Idris Falk", ""), ("Idris Falk", ""), ("Idris Falk", ""), ("Idris Falk", "Solved"),
    ]  # fmt: skip
    assert rows.of("promises", "at", "due") == [("2026-02-13 09:00", "2026-02-20 17:00")]
    assert rows.of("comments", "at", "author") == [("2026-02-16 08:00", "Idris Falk")]
    assert rows.receipt.skipped == {"the same change stands on an earlier row": 1}
    assert rows.receipt.examples["the same change stands on an earlier row"] == ["line 7"]
    assert rows.receipt.guessed == [
        "Dates were read day first, as 13-02-2026 09:00:00 shows.",
        "Times written without a zone were read as UTC.",
    ]


def test_labels_as_headers_mean_the_same_as_field_names(tmp_path: Path) -> None:
    rows = made(
        tmp_path,
        "Created,Table name,Document key,Field name,Old value,New value,User",
        f"2026-02-03 10:00:00,Incident [incident],{KEY},State,1,2,maya",
        f"2026-02-04 10:00:00,Incident [incident],{KEY},Assignment group,,Web desk,maya",
    )
    assert rows.states(KEY) == [
        ("2026-02-03 10:00", "In Progress", ""),
        ("2026-02-04 10:00", "In Progress", "Web desk"),
    ]


def test_rows_of_one_instant_count_as_they_were_written_whichever_way_the_list_is_sorted(
    tmp_path: Path,
) -> None:
    changes = [
        f"{KEY},incident,state,New,Work,2026-02-03 10:00:00",
        f"{KEY},incident,state,Work,Wait,2026-02-03 10:00:00",
        f"{KEY},incident,state,Wait,Closed,2026-02-04 10:00:00",
    ]
    upwards = made(tmp_path, AUDIT, *changes).states(KEY)
    assert [status for _, status, _ in upwards] == ["Work", "Wait", "Closed"]
    assert made(tmp_path, AUDIT, *reversed(changes)).states(KEY) == upwards


def test_times_are_those_of_the_zone_but_stored_due_dates_are_utc(tmp_path: Path) -> None:
    rows = made(
        tmp_path,
        AUDIT,
        f"{KEY},incident,state,New,Work,2026-02-03 10:00:00",
        f"{KEY},incident,due_date,,2026-02-05 16:00:00,2026-02-03 10:00:00",
        f"{KEY},incident,due_date,,soon,2026-02-03 10:00:00",
        zone="Europe/Berlin",
    )
    assert rows.states(KEY) == [("2026-02-03 09:00", "Work", "")]
    assert rows.of("promises", "at", "due") == [("2026-02-03 09:00", "2026-02-05 16:00")]
    assert rows.receipt.notes["due date that cannot be read"] == 1


def test_other_fields_can_hold_status_and_holder(tmp_path: Path) -> None:
    changes = (
        f"{KEY},dmn_demand,stage,Draft,Qualified,2026-02-03 10:00:00",
        f"{KEY},dmn_demand,demand_manager_user,,Maya Berg,2026-02-03 11:00:00",
    )
    rows = made(tmp_path, AUDIT, *changes, status="Stage", holder="demand_manager_user")
    assert rows.states(KEY)[-1] == ("2026-02-03 11:00", "Qualified", "Maya Berg")
    assert rows.receipt.holder_kind is HolderKind.PERSON
    with pytest.raises(UnreadableFileError, match="has no field squad; name another one"):
        made(tmp_path, AUDIT, *changes, holder="squad")


def test_a_list_without_changes_of_status_or_group_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="no change of a status or an assignment group"):
        made(tmp_path, AUDIT, f"{KEY},incident,priority,1,2,2026-02-03 10:00:00")


@pytest.mark.parametrize("name", ["servicenow_audit.csv", "servicenow_history.csv"])
def test_it_is_recognised_surer_than_by_any_other(name: str) -> None:
    head = read_head(SAMPLES / name)
    scores = {reader.name: reader.sniff(head) for reader in readers().values()}
    assert max(scores, key=lambda reader: scores[reader]) == NAME


def test_what_lacks_old_and_new_values_is_not_taken() -> None:
    assert sniff(b"documentkey,fieldname,newvalue") == 0
    assert sniff(b"set,field,old,new") == 0
