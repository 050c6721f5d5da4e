import json
from pathlib import Path
from typing import Any

import pytest
from tests.connectors.reading import SAMPLES, Rows, reading, sample, written

from accord.analysis.tables import NOT_RECORDED
from accord.connectors.contract import HolderKind, Level, UnreadableFileError
from accord.connectors.files import read_head
from accord.connectors.github_json.reader import NAME, sniff
from accord.connectors.registry import readers

BEGIN = "2026-01-01T00:00:00Z"
HOME = "https://api.github.com/repos/shop/web"
ITEM = "shop/web#1"


def issue(number: Any = 1, timeline: Any = None, **more: Any) -> dict[str, Any]:
    made = {"number": number, "repository_url": HOME, "state": "open", "created_at": BEGIN}
    made |= {"title": "x", "html_url": f"https://github.com/shop/web/issues/{number}"}
    if timeline is not None:
        made["timeline"] = timeline
    return {**made, **more}


def event(kind: str, day: int = 2, **more: Any) -> dict[str, Any]:
    return {"id": day, "event": kind, "created_at": f"2026-01-{day:02}T00:00:00Z", **more}


def label(name: str, day: int = 2, kind: str = "labeled") -> dict[str, Any]:
    return event(kind, day, label={"name": name})


def assigned(name: str, day: int = 2, kind: str = "assigned") -> dict[str, Any]:
    return event(kind, day, assignee={"login": name})


def milestone(title: str, day: int = 2, kind: str = "milestoned") -> dict[str, Any]:
    return event(kind, day, milestone={"title": title})


def made(tmp_path: Path, *found: Any, **options: Any) -> Rows:
    return reading(written(tmp_path, list(found)), NAME, **options)


def test_every_event_gives_the_state_after_it() -> None:
    rows = sample("github_issues.json")
    assert rows.states("shop/web#12") == [
        ("2026-02-01 08:00", "Open", ""),
        ("2026-02-01 08:00", "Open", "Brand"),
        ("2026-02-03 08:00", "Open", ""),
        ("2026-02-03 08:00:01.000000", "Open", "Web"),
        ("2026-02-04 08:00", "Open", "Web"),
        ("2026-02-06 08:00", "in review", "Web"),
        ("2026-02-08 08:00", "Closed", "Web"),
        ("2026-02-08 09:00", "in review", "Web"),
        ("2026-02-09 08:00", "Closed", "Web"),
    ]
    assert rows.of("history", "resolution")[-3:] == [("Completed",), ("",), ("Not planned",)]
    assert rows.of("history", "person")[4] == ("idris-falk",)
    assert rows.receipt.format == NAME
    assert rows.receipt.level is Level.CHANGELOG
    assert rows.receipt.holder_kind is HolderKind.UNIT
    assert rows.receipt.notes == {"pull requests left out": 1}
    assert "Labels that begin with status name the status." in rows.receipt.guessed
    assert "Labels that begin with team name the holder." in rows.receipt.guessed


def test_the_issue_is_described_and_its_milestone_is_a_promise() -> None:
    rows = sample("github_issues.json")
    assert rows.tables["items"] == [
        {
            "item": "shop/web#12",
            "at": 0,
            "type": "Feature",
            "title": "Spring page",
            "requester": "maya-berg",
            "url": "https://github.com/shop/web/issues/12",
            "labels": ["status: in review", "team: Web"],
        }
    ]
    assert rows.of("promises", "at", "due") == [("2026-02-02 08:00", "2026-03-10 23:59:59.999999")]
    assert [told for told in rows.receipt.guessed if "milestone's date" in told]


def test_links_and_comments_are_found_and_texts_are_not_kept() -> None:
    rows = sample("github_issues.json")
    assert rows.of("links", "target", "kind") == [
        ("shop/shared#3", "text"),
        ("WEB-7", "text"),
        ("DATA-4", "comment"),
        ("shop/brand#5", "cross-referenced"),
    ]
    assert rows.of("comments", "at", "author") == [("2026-02-05 08:00", "idris-falk")]
    assert "free text" not in str(rows.tables)


def test_without_team_label_the_assignee_holds_as_a_person(tmp_path: Path) -> None:
    timeline = [
        assigned("gone", 2, "unassigned"),
        assigned("ann", 3),
        assigned("ann", 4),
        event("unassigned", 5),
    ]
    one = issue(1, timeline, assignees=[{"login": "ann"}, {"login": "ben"}])
    two = issue(2, [], assignee={"login": "cy"}, assignees=None)
    rows = reading(written(tmp_path, [one, two]), NAME, pseudonym=lambda name: "p" + name)
    assert [holder for _, _, holder in rows.states(ITEM)] == ["pgone", "pben", "pben"]
    assert rows.states("shop/web#2") == [("2026-01-01 00:00", "Open", "pcy")]
    assert rows.receipt.holder_kind is HolderKind.PERSON
    assert [n for note, n in rows.receipt.notes.items() if "several assignees" in note] == [1]
    assert [told for told in rows.receipt.guessed if "No label names a team" in told]
    told = made(tmp_path, issue(1, [label("team: Web")]), holder="Assignee")
    assert told.receipt.holder_kind is HolderKind.PERSON
    assert not told.receipt.guessed


def test_labels_name_status_and_holder_when_told(tmp_path: Path) -> None:
    timeline = [
        label("stage/doing", 2),
        label("stage/late", 3),
        label("stage/late", 4, "unlabeled"),
        event("labeled", 5),
        label("bug", 6),
    ]
    one = issue(1, timeline, labels=["desk: North", {"name": "stage/doing"}, {"name": None}])
    rows = made(tmp_path, one, status="label:stage/", holder="label:desk")
    assert [told[1:] for told in rows.states(ITEM)] == [
        ("Open", "North"),
        ("doing", "North"),
        ("late", "North"),
        ("doing", "North"),
        ("doing", "North"),
    ]
    assert rows.receipt.holder_kind is HolderKind.UNIT
    assert not rows.receipt.guessed
    plain = made(tmp_path, issue(1, [label("status: x")]), status="state", holder="assignees")
    assert {status for _, status, _ in plain.states(ITEM)} == {"Open"}


@pytest.mark.parametrize("option", ["holder", "status"])
@pytest.mark.parametrize("told", ["Lane", "label:lane"])
def test_what_no_label_says_is_one_sentence(tmp_path: Path, option: str, told: str) -> None:
    with pytest.raises(UnreadableFileError, match=f"nothing that {told} names"):
        made(tmp_path, issue(1, []), **{option: told})


def test_a_closing_that_the_timeline_lacks_is_taken_from_the_issue(tmp_path: Path) -> None:
    closed = {"state": "closed", "closed_at": "2026-01-03T00:00:00Z", "state_reason": "duplicate"}
    rows = made(
        tmp_path,
        issue(1, [event("reopened", 2), event("closed", 4)], **closed),
        issue(2, [event("labeled", 5)], **closed),
        issue(3, [event("reopened", 2)], state="closed"),
        issue(4, [event("closed", 2)], created_at="soon"),
    )
    assert [told[1] for told in rows.states(ITEM)] == ["Closed", "Open", "Closed"]
    assert rows.states("shop/web#2")[-1][:2] == ("2026-01-03 00:00", "Closed")
    assert rows.of("history", "resolution")[-1] == ("Duplicate",)
    assert [n for note, n in rows.receipt.notes.items() if "does not hold" in note] == [1]
    assert rows.receipt.skipped == {"done, but no date says when": 1, "no readable time": 1}
    assert rows.receipt.examples["no readable time"] == ["shop/web#4"]


def test_without_timeline_only_creation_and_end_are_told(tmp_path: Path) -> None:
    closed = {"state": "closed", "closed_at": "2026-01-03T00:00:00Z", "state_reason": None}
    due = {"milestone": {"title": "March", "due_on": "2026-03-10T07:00:00Z"}}
    rows = made(tmp_path, issue(1, **closed, **due), issue(2), issue(3, state="closed"))
    assert rows.receipt.level is Level.SNAPSHOT
    assert rows.states(ITEM) == [
        ("2026-01-01 00:00", NOT_RECORDED, ""),
        ("2026-01-03 00:00", "Closed", ""),
    ]
    assert rows.of("promises", "due") == [("2026-03-10 23:59:59.999999",)]
    assert rows.receipt.skipped == {"done, but no date says when": 1}
    assert [n for note, n in rows.receipt.notes.items() if "without timeline" in note] == [3]


def test_comments_beside_the_issue_raise_the_level(tmp_path: Path) -> None:
    told = [
        {"created_at": BEGIN, "user": {"login": "ann"}, "body": "WEB-9"},
        {"created_at": "soon", "user": None},
    ]
    rows = made(tmp_path, issue(1, comments=told))
    assert rows.receipt.level is Level.COMMENTS
    assert rows.of("comments", "author") == [("ann",)]
    assert rows.of("links", "target", "kind") == [("WEB-9", "comment")]


def test_milestones_are_promises_that_move_and_are_withdrawn(tmp_path: Path) -> None:
    march = {"milestone": {"title": "March", "due_on": "2026-03-10T07:00:00Z"}}
    april = {"milestone": {"title": "April", "due_on": "2026-04-10T07:00:00Z"}}
    timeline = [
        milestone("March", 2, "demilestoned"),
        milestone("March", 3),
        milestone("April", 4),
        milestone("March", 4, "demilestoned"),
        milestone("April", 5, "demilestoned"),
        milestone("Someday", 6),
        milestone("Someday", 7, "demilestoned"),
    ]
    rows = made(tmp_path, issue(1, timeline), issue(2, [], **march), issue(3, [], **april))
    promises = [told[1:] for told in rows.of("promises", "item", "at", "due") if told[0] == ITEM]
    assert promises == [
        ("2026-01-01 00:00", "2026-03-10 23:59:59.999999"),
        ("2026-01-02 00:00", None),
        ("2026-01-03 00:00", "2026-03-10 23:59:59.999999"),
        ("2026-01-04 00:00", "2026-04-10 23:59:59.999999"),
        ("2026-01-05 00:00", None),
    ]
    assert rows.receipt.notes["milestone of which the file does not say when it is due"] == 1
    assert len([told for told in rows.receipt.guessed if "milestone" in told]) == 1


@pytest.mark.parametrize(
    "shape", ["list", "page", "pages", "lines", "one", "events", "timeline pages"]
)
def test_issues_may_stand_in_any_of_the_usual_ways(tmp_path: Path, shape: str) -> None:
    told = [event("closed"), event("reopened", 3)]
    one, two = issue(1, told), issue(2, [])
    content: dict[str, Any] = {
        "list": [one, two],
        "page": {"total_count": 2, "incomplete_results": False, "items": [one, two]},
        "pages": [[one], [two]],
        "lines": "\n".join(json.dumps(part) for part in (one, two)),
        "one": one,
        "events": [{**issue(1), "events": told}],
        "timeline pages": [issue(1, [told[:1], told[1:]])],
    }
    rows = reading(written(tmp_path, content[shape]), NAME)
    assert [status for _, status, _ in rows.states(ITEM)] == ["Open", "Closed", "Open"]


def test_an_issue_is_named_by_whatever_address_it_has(tmp_path: Path) -> None:
    bare = {"repository_url": "", "html_url": ""}
    rows = made(
        tmp_path,
        issue(1, [], **bare, url="https://git.example/api/v3/repos/shop/app/issues/1"),
        issue(2, [], repository={"full_name": "shop/own"}),
        issue(3, [], **bare),
    )
    assert rows.of("items", "item") == [("shop/app#1",), ("shop/own#2",), ("#3",)]


def test_dirt_is_counted_and_does_not_stop_the_reading(tmp_path: Path) -> None:
    timeline = [
        {**event("closed"), "created_at": "soon", "id": 77},
        {**event("subscribed"), "created_at": None},
        event("cross-referenced", source=None),
        event("cross-referenced", source={"issue": {"number": 1, "repository_url": HOME}}),
        event("renamed"),
        7,
    ]
    lines: list[Any] = [
        issue(1, []),
        issue(1, timeline, labels="odd", body=None),
        {"message": "rate limit"},
    ]
    text = "\n".join([*(json.dumps(one) for one in lines), "{"])
    rows = reading(written(tmp_path, text), NAME)
    assert rows.receipt.skipped == {
        "the same key stands on a later row: the last one counts": 1,
        "no readable time": 1,
        "not a GitHub issue": 1,
        "not readable JSON": 1,
    }
    assert rows.receipt.examples["no readable time"] == [f"{ITEM} 77"]
    assert rows.receipt.examples["not a GitHub issue"] == ["object 3"]
    assert len(rows.states(ITEM)) == 1
    assert "links" not in rows.tables


@pytest.mark.parametrize(
    "content", [{"items": []}, [1], {"message": "no"}, [issue(1, [], pull_request={"url": "x"})]]
)
def test_a_file_without_issues_is_one_sentence(tmp_path: Path, content: Any) -> None:
    with pytest.raises(UnreadableFileError, match="holds no GitHub issue"):
        reading(written(tmp_path, content), NAME)


def test_content_tells_whose_file_it_is() -> None:
    for file in SAMPLES.iterdir():
        mine = file.name == "github_issues.json"
        assert (sniff(read_head(file)) > 0) is mine, file.name
    head = read_head(SAMPLES / "github_issues.json")
    others = [reader.sniff(head) for name, reader in readers().items() if name != NAME]
    assert max(others) < sniff(head)
    assert sniff(b'"number","html_url","closed_at","assignees"') == 0
