import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.connectors.reading import Rows, reading, sample, written

from accord.analysis.tables import NOT_RECORDED
from accord.connectors.asana_json.reader import sniff
from accord.connectors.contract import HolderKind, Level, UnreadableFileError

BEGIN = "2026-01-01T00:00:00Z"


def task(gid: str = "11", stories: list[Any] | None = None, **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "gid": gid,
        "name": "x",
        "created_at": BEGIN,
        "memberships": [{"project": {"gid": "5"}, "section": {"name": "Doing"}}],
    }
    if stories is not None:
        made["stories"] = stories
    return {**made, **more}


def story(subtype: str, hour: int = 1, **more: Any) -> dict[str, Any]:
    return {"created_at": f"2026-01-02T{hour:02}:00:00Z", "resource_subtype": subtype, **more}


def moved(old: str, new: str, hour: int = 1) -> dict[str, Any]:
    return story("section_changed", hour, old_section={"name": old}, new_section={"name": new})


def test_every_story_gives_the_state_after_it() -> None:
    assert sample("asana_project.json").states("1202222222222222") == [
        ("2026-02-01 08:00", "Brief", "Brand"),
        ("2026-02-02 08:00", "With IT", "Brand"),
        ("2026-02-03 08:00", "With IT", "Web marketing"),
        ("2026-02-04 08:00", "With IT", "Web marketing"),
        ("2026-02-05 08:00", "With IT", "Web marketing"),
        ("2026-02-12 08:00", "Completed", "Web marketing"),
        ("2026-02-12 08:00:01.000000", "Completed", "Web marketing"),
        ("2026-02-12 09:00", "Done", "Web marketing"),
        ("2026-02-13 10:00", "Completed", "Web marketing"),
    ]


def test_the_task_is_described_and_its_due_dates_are_promises() -> None:
    rows = sample("asana_project.json")
    assert rows.tables["items"] == [
        {
            "item": "1202222222222222",
            "at": 0,
            "type": "Landing page",
            "title": "Spring page",
            "requester": "Maya Berg",
            "url": "https://app.asana.com/0/1201111111111111/1202222222222222",
            "labels": [],
        }
    ]
    assert rows.of("promises", "at", "due") == [
        ("2026-02-01 08:00", "2026-02-10 23:59:59.999999"),
        ("2026-02-05 08:00", "2026-02-20 23:59:59.999999"),
    ]
    assert rows.receipt.level is Level.CHANGELOG
    assert [note for note in rows.receipt.notes if "several projects" in note]


def test_links_are_found_in_notes_fields_and_comments() -> None:
    rows = sample("asana_project.json")
    assert rows.of("links", "target", "kind") == [
        ("1200000000000001", "parent"),
        ("1200000000000002", "dependency"),
        ("WEB-7", "text"),
        ("CRM-3", "text"),
        ("WEB-8", "field"),
        ("DATA-4", "comment"),
    ]
    assert rows.of("comments", "at", "author") == [("2026-02-06 08:00", "Idris Falk")]
    assert "free text" not in str(rows.tables)


def test_without_team_field_the_assignee_holds_as_a_person(tmp_path: Path) -> None:
    stories = [
        story("assigned", 1, assignee={"name": "Ann"}),
        story("unassigned", 2, assignee={"name": "Ann"}),
    ]
    rows = reading(written(tmp_path, [task("11", stories)]), pseudonym=lambda name: "p" + name)
    assert [holder for _, _, holder in rows.states("11")] == ["", "pAnn", ""]
    assert rows.receipt.holder_kind is HolderKind.PERSON
    kept = reading(written(tmp_path, [task("12", [], assignee={"name": "Ben"})], "b"))
    assert kept.states("12") == [("2026-01-01 00:00", "Doing", "Ben")]


def test_the_options_choose_assignee_or_another_field(tmp_path: Path) -> None:
    assert sample("asana_project.json", holder="Assignee").receipt.holder_kind is HolderKind.PERSON
    field = {"name": "Owner", "people_value": [{"name": "Ann"}, {"email": "b@example.com"}]}
    changed = story("people_custom_field_changed", custom_field={"name": "Owner"})
    changed["new_people_value"] = [{"name": "Ann"}]
    rows = reading(
        written(tmp_path, [task("11", [changed], custom_fields=[field])]), holder="Owner"
    )
    assert rows.receipt.holder_kind is HolderKind.PERSON
    assert rows.states("11")[-1][2] == "Ann"
    assert rows.states("11")[0][2] == ""
    with pytest.raises(UnreadableFileError, match="no custom field Lane"):
        reading(written(tmp_path, [task()]), holder="Lane")


def test_a_team_known_only_from_its_change_holds(tmp_path: Path) -> None:
    changed = story(
        "enum_custom_field_changed",
        custom_field={"name": "Squad"},
        old_enum_value={"name": "A"},
        new_enum_value={"name": "B"},
    )
    rows = reading(written(tmp_path, {"data": [task("11", [changed])]}))
    assert [holder for _, _, holder in rows.states("11")] == ["A", "B"]


def test_a_custom_field_may_name_the_status(tmp_path: Path) -> None:
    changed = story("enum_custom_field_changed", custom_field={"name": "Stage"})
    changed |= {"old_enum_value": {"name": "One"}, "new_enum_value": {"name": "Two"}}
    cleared = story("enum_custom_field_changed", 2, custom_field={"name": "Stage"})
    file = written(tmp_path, [task("11", [changed, cleared]), task("12", [moved("A", "B")])])
    rows = reading(file, status="Stage")
    assert [status for _, status, _ in rows.states("11")] == ["One", "Two", "Two"]
    assert [status for _, status, _ in rows.states("12")] == ["(no section)"] * 2


def test_a_task_completed_in_the_section_cancelled_was_not_delivered(tmp_path: Path) -> None:
    stories = [moved("Doing", "Cancelled", 1), story("marked_complete", 2)]
    rows = reading(written(tmp_path, [task("11", stories)]))
    assert rows.of("history", "status", "resolution")[-1] == ("Completed", "Cancelled")
    again = [story("marked_incomplete", 1)]
    assert reading(written(tmp_path, [task("11", again)])).states("11")[0][1] == "Completed"


def test_completion_without_its_story_is_taken_from_the_task(tmp_path: Path) -> None:
    ended = task("11", [moved("A", "B", 3)], completed=True, completed_at="2026-01-02T02:00:00Z")
    undated = task("12", [], completed=True)
    rows = reading(written(tmp_path, [ended, undated]))
    assert [status for _, status, _ in rows.states("11")] == ["A", "Completed", "Completed"]
    assert rows.receipt.skipped == {"done, but no date says when": 1}


def test_without_stories_only_creation_and_end_are_told(tmp_path: Path) -> None:
    cancelled = [{"section": {"name": "Cancelled"}}]
    ended = task(
        "12", completed=True, completed_at=BEGIN, due_on="2026-01-09", memberships=cancelled
    )
    rows = reading(
        written(
            tmp_path,
            [task(), ended, task("13", completed=True), task("14", created_at=""), task("")],
        )
    )
    assert rows.receipt.level is Level.SNAPSHOT
    assert rows.states("11") == [("2026-01-01 00:00", NOT_RECORDED, "")]
    assert rows.of("history", "status", "resolution")[2] == ("Completed", "Cancelled")
    assert rows.of("promises", "due") == [("2026-01-09 23:59:59.999999",)]
    assert rows.receipt.skipped == {
        "done, but no date says when": 1,
        "no readable time": 1,
        "no item": 1,
    }


def test_due_dates_are_moved_withdrawn_or_not_told(tmp_path: Path) -> None:
    none = {"due_on": None, "due_at": None}
    stories = [
        story("due_date_changed", 1, old_dates=none, new_dates={"due_at": "2026-01-05T12:00:00Z"}),
        story("due_date_changed", 2, old_dates={"due_on": "2026-01-05"}, new_dates=none),
        story("due_date_changed", 3),
        story("due_date_changed", 4, old_dates=none, new_dates=none),
    ]
    rows = reading(written(tmp_path, [task("11", stories)]))
    assert rows.of("promises", "due") == [("2026-01-05 12:00",), (None,)]
    assert [note for note in rows.receipt.notes if "not say to which day" in note]


def test_a_task_without_section_and_dates_is_read(tmp_path: Path) -> None:
    stories = [story("due_date_changed", 1, new_dates={"due_on": "2026-01-09"})]
    rows = reading(written(tmp_path, [task("11", stories, memberships=[{"section": None}])]))
    assert [status for _, status, _ in rows.states("11")] == ["(no section)"] * 2
    assert rows.of("promises", "due") == [("2026-01-09 23:59:59.999999",)]


def test_stories_without_time_are_skipped_and_named(tmp_path: Path) -> None:
    timeless = {**moved("A", "B"), "created_at": "soon", "gid": "77"}
    words = {"type": "comment", "created_at": None}
    rows = reading(written(tmp_path, [task("11", [timeless, words]), task("12", [], created_at=1)]))
    assert rows.receipt.skipped == {"no readable time": 2}
    assert rows.receipt.examples["no readable time"] == ["11 77", "12"]


@pytest.mark.parametrize("shape", ["inside", "list", "beside", "by task", "lines"])
def test_stories_may_stand_anywhere(tmp_path: Path, shape: str) -> None:
    changes = {"11": [moved("A", "B"), moved("B", "C", 2)], "12": [moved("X", "Y")]}
    bare = [task("11"), task("12")]
    apart: list[Any] = [
        {**one, "gid": f"9{n}", "resource_type": "story", "target": {"gid": gid}}
        for gid, told in changes.items()
        for n, one in enumerate(told)
    ]
    content: dict[str, Any] = {
        "inside": {"data": [task(gid, told) for gid, told in changes.items()]},
        "list": [{"data": bare}, {"data": [*apart, {**apart[0], "target": None}]}],
        "beside": {
            "data": bare,
            "stories": [{**one, "task": one["target"]["gid"]} for one in apart],
        },
        "by task": {"tasks": bare, "stories": changes},
        "lines": "\n".join(json.dumps(one) for one in [*bare, *apart]),
    }
    rows = reading(written(tmp_path, content[shape]))
    assert [status for _, status, _ in rows.states("11")] == ["A", "B", "C"]
    assert [status for _, status, _ in rows.states("12")] == ["X", "Y"]
    assert rows.receipt.level is Level.CHANGELOG


def test_a_single_task_and_damaged_lines_are_read(tmp_path: Path) -> None:
    assert reading(written(tmp_path, {"data": task("11", [])})).receipt.used == 1
    lines = [json.dumps(task("11", [])), "{", json.dumps(task("12", []))]
    rows = reading(written(tmp_path, "\n".join(lines)))
    assert rows.receipt.skipped == {"not readable JSON": 1}
    assert len(rows.tables["items"]) == 2


@pytest.mark.parametrize("content", [{"data": []}, [1], {"errors": [{"message": "no"}]}])
def test_a_file_without_tasks_is_one_sentence(tmp_path: Path, content: Any) -> None:
    with pytest.raises(UnreadableFileError, match="holds no Asana task"):
        reading(written(tmp_path, content), "asana-json")


@pytest.mark.parametrize(
    ("head", "score"),
    [
        (b'{"data":[{"gid":"1","resource_type":"task","memberships":[', 0.95),
        (b'\xef\xbb\xbf[ {"gid": "1"', 0.6),
        (b'{"issues":[{"key":"A-1","fields":{', 0.0),
        (b'Task ID,"gid"', 0.0),
    ],
)
def test_content_tells_whose_file_it_is(head: bytes, score: float) -> None:
    assert sniff(head) == score


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 23), st.sampled_from(["A", "B", "done", "undone", "like"])))
)
def test_states_equal_a_replay_of_the_stories(steps: list[tuple[int, str]]) -> None:
    """Oracle: section and completion kept apart, one assignment a story."""
    section, complete = "Z", False
    told, expected = [], ["Z"]
    for hour, what in sorted(steps, key=lambda step: step[0]):
        if what in "AB":
            told.append(moved(section, what, hour))
            section = what
        elif what == "like":
            told.append(story("liked", hour))
        else:
            told.append(story("marked_complete" if what == "done" else "marked_incomplete", hour))
            complete = what == "done"
        expected.append("Completed" if complete else section)
    first_end = next(
        (what for _, what in sorted(steps, key=lambda s: s[0]) if "done" in what), "done"
    )
    if first_end == "undone":
        return  # then the task began complete, which this replay does not model
    ended = {"completed": complete, "completed_at": BEGIN if complete else None}
    place = [{"section": {"name": section}}]
    rows = _read_in_memory(task("11", told, memberships=place, **ended))
    assert [status for _, status, _ in rows.states("11")] == expected
    assert rows.receipt.read == rows.receipt.used


def _read_in_memory(made: dict[str, Any]) -> Rows:
    with tempfile.TemporaryDirectory() as folder:
        return reading(written(Path(folder), [made]))
