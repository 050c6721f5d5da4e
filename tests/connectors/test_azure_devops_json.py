import json
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.connectors.reading import SAMPLES, Rows, reading, sample, written

from accord.connectors.azure_devops_json.reader import sniff
from accord.connectors.azure_devops_json.updates import slim
from accord.connectors.contract import HolderKind, Level, UnreadableFileError
from accord.connectors.files import read_head

NEVER = "9999-01-01T00:00:00Z"
STATE, AREA, PERSON = "System.State", "System.AreaPath", "System.AssignedTo"
DUE = "Microsoft.VSTS.Scheduling.DueDate"
TARGET = "Microsoft.VSTS.Scheduling.TargetDate"


def update(number: int = 1, day: int | None = None, **more: Any) -> dict[str, Any]:
    """One update; ``changed`` are (field, before, after)."""
    fields = {
        name: {"oldValue": old, "newValue": new} for name, old, new in more.pop("changed", [])
    }
    if day is not None:
        fields["System.ChangedDate"] = {"newValue": f"2026-01-{day:02}T00:00:00Z"}
    if number == 1:
        fields["System.CreatedDate"] = {"newValue": "2026-01-01T00:00:00Z"}
    made = {"id": number, "workItemId": 7, "rev": number, "revisedDate": NEVER, "fields": fields}
    return {**made, **more}


def read(folder: Path, *updates: Any, **options: Any) -> Rows:
    return reading(written(folder, {"count": len(updates), "value": list(updates)}), **options)


def born(*changed: tuple[str, Any, Any]) -> dict[str, Any]:
    return update(1, 1, changed=[(AREA, None, "Shop"), (STATE, None, "New"), *changed])


def test_every_update_gives_the_state_after_it() -> None:
    rows = sample("azure_updates.json")
    assert rows.receipt.level is Level.CHANGELOG
    assert rows.states("4411") == [
        ("2026-02-02 08:00", "New", "Shop\\Intake"),
        ("2026-02-03 09:00", "Active", "Shop\\Web"),
        ("2026-02-05 09:00", "Active", "Shop\\Web"),
        ("2026-02-12 18:00", "Closed", "Shop\\Web"),
    ]
    assert rows.of("history", "person", "resolution") == [
        ("", ""),
        ("Idris Falk", ""),
        ("Idris Falk", ""),
        ("Idris Falk", "Acceptance tests pass"),
    ]
    assert rows.receipt.guessed == ["The field System.AreaPath names the holder."]
    assert (rows.receipt.read, rows.receipt.used) == (4, 4)


def test_items_promises_comments_and_links_are_read() -> None:
    rows = sample("azure_updates.json")
    assert rows.tables["items"] == [
        {
            "item": "4411",
            "at": 0,
            "type": "User Story",
            "title": "Spring page",
            "requester": "Maya Berg",
            "url": "https://dev.azure.com/shop/_workitems/edit/4411",
            "labels": [],
        }
    ]
    assert rows.of("promises", "at", "due") == [
        ("2026-02-02 08:00", "2026-02-10 23:59:59.999999"),
        ("2026-02-05 09:00", "2026-02-20 23:59:59.999999"),
    ]
    assert rows.of("comments", "at", "author") == [("2026-02-05 09:00", "Idris Falk")]
    assert rows.of("links", "target", "kind") == [
        ("4400", "parent"),
        ("1202222222222222", "text"),
        ("CRM-3", "text"),
        ("WEB-9", "comment"),
    ]
    assert "free text" not in str(rows.tables)


def test_an_abandoned_reason_is_the_resolution_whichever_field_says_it(tmp_path: Path) -> None:
    resolved = "Microsoft.VSTS.Common.ResolvedReason"
    reason = "System.Reason"
    rows = read(
        tmp_path,
        born(),
        update(2, 2, changed=[(STATE, "New", "Resolved"), (resolved, None, "Fixed")]),
        update(3, 3, changed=[(STATE, "Resolved", "Closed"), (reason, None, "Obsolete")]),
        update(4, 4, changed=[(STATE, "Closed", "Active"), (reason, "Obsolete", "Reactivated")]),
    )
    assert rows.of("history", "resolution") == [("",), ("Fixed",), ("Obsolete",), ("",)]


def test_a_time_that_the_fields_lack_is_told_by_the_update_that_was_replaced(
    tmp_path: Path,
) -> None:
    first = born()
    first["fields"].pop("System.ChangedDate")
    rows = read(
        tmp_path,
        {**first, "revisedDate": "2026-01-05T00:00:00Z"},
        update(2, changed=[(STATE, "New", "Active")]),
        update(3, changed=[(STATE, "Active", "Closed")]),
        update(4, 9, changed=[(PERSON, None, "Ann <ann@example.com>")]),
    )
    assert rows.states("7") == [
        ("2026-01-01 00:00", "New", "Shop"),
        ("2026-01-05 00:00", "Active", "Shop"),
        ("2026-01-09 00:00", "Closed", "Shop"),
    ]
    assert rows.of("history", "person")[-1] == ("Ann",)
    assert rows.receipt.skipped == {"no readable time": 1}
    assert rows.receipt.examples["no readable time"] == ["7 3"]


def test_a_history_without_its_beginning_starts_from_what_was_before(tmp_path: Path) -> None:
    rows = read(
        tmp_path,
        update(8, 4, changed=[(DUE, "2026-01-10T00:00:00Z", None)]),
        update(9, 5, changed=[(STATE, "Active", "Closed"), (AREA, "Shop", "Web")]),
    )
    assert rows.states("7") == [
        ("2026-01-04 00:00", "Active", "Shop"),
        ("2026-01-05 00:00", "Closed", "Web"),
    ]
    assert rows.of("promises", "at", "due") == [("2026-01-04 00:00", None)]
    assert [note for note in rows.receipt.notes if "does not begin" in note]


def test_the_due_date_leads_the_target_date(tmp_path: Path) -> None:
    rows = read(
        tmp_path,
        born((TARGET, None, "2026-03-01T00:00:00Z")),
        update(2, 2, changed=[(DUE, None, "2026-02-01T09:00:00Z")]),
        update(3, 3, changed=[(TARGET, "2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z")]),
        update(4, 4, changed=[(DUE, "2026-02-01T09:00:00Z", "soon")]),
    )
    assert rows.of("promises", "at", "due") == [
        ("2026-01-01 00:00", "2026-03-01 23:59:59.999999"),
        ("2026-01-02 00:00", "2026-02-01 09:00"),
    ]
    assert rows.receipt.notes == {"due date that cannot be read": 1}


def test_a_team_field_holds_before_the_area_and_another_may_be_told(tmp_path: Path) -> None:
    first = born(("Custom.AssignedTeam", None, "Brand"), (PERSON, None, {"name": "Ann <a@b.c>"}))
    assert read(tmp_path, first).states("7")[0][2] == "Brand"
    assert read(tmp_path, first, holder="Area Path").states("7")[0][2] == "Shop"
    people = read(tmp_path, first, holder="Assigned To", pseudonym=lambda name: "p" + name)
    assert people.receipt.holder_kind is HolderKind.PERSON
    assert people.states("7")[0][2] == "pAnn"
    with pytest.raises(UnreadableFileError, match="no field Squad with a value"):
        read(tmp_path, first, holder="Squad")


def test_without_area_the_assignee_holds_and_without_any_nobody(tmp_path: Path) -> None:
    assigned = update(1, 1, changed=[(STATE, None, "New"), (PERSON, None, "Ann")])
    rows = read(tmp_path, assigned)
    assert rows.receipt.holder_kind is HolderKind.PERSON
    assert rows.states("7")[0][2] == "Ann"
    assert read(tmp_path, update(1, 1, changed=[(STATE, None, "New")])).states("7") == [
        ("2026-01-01 00:00", "New", "")
    ]


def test_another_field_may_name_the_status(tmp_path: Path) -> None:
    rows = read(tmp_path, born(("System.BoardColumn", None, "Inbox")), status="System.BoardColumn")
    assert rows.states("7")[0][1] == "Inbox"
    assert read(tmp_path, born(), status="State").states("7")[0][1] == "New"


def test_pages_lines_and_single_updates_are_read_in_any_order(tmp_path: Path) -> None:
    second = update(2, 2, changed=[(STATE, "New", "Active")])
    other = {**born(), "workItemId": 8}
    pages = [{"value": [second, other]}, {"value": [born()]}]
    expected = [("2026-01-01 00:00", "New", "Shop"), ("2026-01-02 00:00", "Active", "Shop")]
    for content in (
        pages,
        "\ufeff" + json.dumps(pages),
        "\r\n".join(map(json.dumps, pages)),
        [second, other, born()],
    ):
        rows = reading(written(tmp_path, content))
        assert rows.states("7") == expected
        assert rows.states("8") == expected[:1]


def test_dirt_is_counted_and_named(tmp_path: Path) -> None:
    lines = [
        json.dumps(born()),
        "{cut",
        json.dumps(born()),
        json.dumps({"message": "no access"}),
        json.dumps({**update(2), "workItemId": None}),
        json.dumps({**update(2), "id": None, "fields": "none"}),
        json.dumps({**update(2), "id": None, "fields": {STATE: "Active"}}),
    ]
    rows = reading(written(tmp_path, "\n".join(lines)))
    assert rows.receipt.skipped == {
        "not readable JSON": 1,
        "the same update stands twice: one counts": 1,
        "not an update of a work item": 1,
        "no item": 1,
        "no readable time": 1,
    }
    assert rows.receipt.examples["not readable JSON"] == ["line 2"]
    assert rows.receipt.read == rows.receipt.used + sum(rows.receipt.skipped.values())


def test_relations_of_other_kinds_are_passed_over(tmp_path: Path) -> None:
    added = [
        {"rel": "ArtifactLink", "url": "vstfs:///Git/Commit/1"},
        {"rel": "Hyperlink", "url": "https://shop.example/browse/WEB-7"},
        {"rel": "System.LinkTypes.Duplicate-Reverse", "url": "https://x/_apis/wit/workitems/9"},
        "odd",
    ]
    rows = read(tmp_path, {**born(), "relations": {"added": added, "removed": "odd"}})
    assert rows.of("links", "target", "kind") == [("WEB-7", "hyperlink"), ("9", "duplicate of")]


def test_texts_are_looked_through_for_names_and_not_kept() -> None:
    found = slim({"id": 1, "_links": {}, "fields": {"System.History": {"newValue": "see WEB-9"}}})
    assert found == {"id": 1, "fields": {}, "mentions": [("WEB-9", "comment")], "commented": True}


def test_a_file_without_updates_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="holds no update of a work item"):
        reading(written(tmp_path, {"value": []}), "azure-devops-json")
    with pytest.raises(UnreadableFileError, match="damaged or cut short"):
        reading(written(tmp_path, '[{"workItemId": 1, "revisedDate": "'), "azure-devops-json")


def test_content_tells_whose_file_it_is() -> None:
    for file in SAMPLES.iterdir():
        assert (sniff(read_head(file)) > 0.9) is (file.name == "azure_updates.json"), file
    assert sniff(b'[{"workItemId": 1, "fields": {}}]') == 0.5
    assert sniff(b'{"issues": [], "workItem": 1}') == 0
    assert reading(SAMPLES / "azure_updates.json").receipt.format == "azure-devops-json"


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from(["New", "Active", "Closed"]), min_size=1, max_size=12))
def test_the_states_are_those_that_the_changes_left(states: list[str]) -> None:
    """Oracle: the list itself."""
    updates = [born((STATE, None, states[0]))]
    for number, (old, new) in enumerate(pairwise(states), start=2):
        updates.append(update(number, number, changed=[(STATE, old, new)]))
    with tempfile.TemporaryDirectory() as folder:
        rows = read(Path(folder), *reversed(updates))
    assert [status for _, status, _ in rows.states("7")] == states
