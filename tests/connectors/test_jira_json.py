import gzip
import json
import tempfile
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.connectors.reading import SAMPLES, Rows, clock, reading, sample, written

from accord.analysis.tables import NOT_RECORDED
from accord.connectors.contract import HolderKind, Level, Options, Recorder, UnreadableFileError
from accord.connectors.jira_json.reader import sniff, translate

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "trackers"
APACHE = SHARED / "jira_rest_apache.jsonl.gz"


def issue(key: str = "A-1", changes: list[Any] | None = None, **fields: Any) -> dict[str, Any]:
    """One issue; ``changes`` are (time, field, before, after)."""
    values = {"summary": "x", "status": {"name": "Open"}, "created": "2026-01-01T00:00:00Z"}
    made: dict[str, Any] = {"key": key, "fields": {**values, **fields}}
    if changes is not None:
        made["changelog"] = {
            "histories": [
                {"created": at, "items": [{"field": name, "fromString": old, "toString": new}]}
                for at, name, old, new in changes
            ]
        }
    return made


def test_every_change_gives_the_state_after_it() -> None:
    assert sample("jira_search.json").states("WEB-7") == [
        ("2026-02-02 08:00", "Backlog", "CRM systems"),
        ("2026-02-03 09:00", "In Progress", "Web platform"),
        ("2026-02-04 09:00", "In Progress", "Web platform"),
        ("2026-02-05 09:00", "Waiting for marketing", "Web platform"),
        ("2026-02-06 09:00", "Waiting for marketing", "Web platform"),
        ("2026-02-12 18:00", "Released", "Web platform"),
    ]


def test_person_and_resolution_are_followed_too() -> None:
    rows = sample("jira_search.json").of("history", "person", "resolution")
    assert rows[0] == ("", "")
    assert rows[1] == ("Idris Falk", "")
    assert rows[-1] == ("Idris Falk", "Done")


def test_due_dates_are_promises_given_at_creation_and_moved_later() -> None:
    assert sample("jira_search.json").of("promises", "at", "due") == [
        ("2026-02-02 08:00", "2026-02-10 23:59:59.999999"),
        ("2026-02-04 09:00", "2026-02-20 23:59:59.999999"),
    ]


def test_links_are_found_in_fields_and_texts() -> None:
    assert sample("jira_search.json").of("links", "target", "kind") == [
        ("WEB-1", "parent"),
        ("WEB-9", "blocks"),
        ("CRM-3", "relates"),
        ("CRM-3", "text"),
        ("1202222222222222", "text"),
        ("1203333333333333", "field"),
    ]


def test_comments_keep_time_and_author_but_no_text() -> None:
    rows = sample("jira_search.json")
    assert rows.of("comments", "at", "author") == [("2026-02-04 15:00", "Maya Berg")]
    assert "free text" not in str(rows.tables)


def test_the_item_is_described() -> None:
    found = sample("jira_search.json").tables["items"]
    assert found == [
        {
            "item": "WEB-7",
            "at": 0,
            "type": "Landing page",
            "title": "Spring page, follows CRM-3",
            "requester": "Maya Berg",
            "url": "https://shop.example/browse/WEB-7",
            "labels": ["spring"],
        }
    ]


def test_a_changelog_that_jira_cut_is_told() -> None:
    receipt = sample("jira_search.json").receipt
    assert [text for text in receipt.notes if "cut short" in text]
    assert receipt.level is Level.CHANGELOG
    assert receipt.guessed == ["The field Team names the holder."]


def test_without_team_field_the_assignee_holds_as_a_person(tmp_path: Path) -> None:
    change = ("2026-01-02T00:00:00Z", "assignee", None, "Ann")
    rows = reading(written(tmp_path, issue(changes=[change])), pseudonym=lambda name: "p" + name)
    assert rows.receipt.holder_kind is HolderKind.PERSON
    assert [holder for _, _, holder in rows.states("A-1")] == ["", "pAnn"]
    assert rows.of("history", "person")[-1] == ("pAnn",)


def test_the_options_name_the_holder_by_name_or_by_key(tmp_path: Path) -> None:
    file = written(tmp_path, {"names": {"customfield_7": "Lane"}, **issue(customfield_7="North")})
    by_name = reading(written(tmp_path, [issue(Lane="South", changes=[])], "b"), holder="Lane")
    assert by_name.states("A-1")[0][2] == "South"
    made = {
        "names": {"customfield_7": "Lane"},
        "issues": [issue(customfield_7="North", changes=[])],
    }
    file = written(tmp_path, made)
    for told in ("Lane", "customfield_7"):
        assert reading(file, holder=told).states("A-1")[0][2] == "North"


def test_the_assignee_may_be_asked_for_though_there_are_teams() -> None:
    rows = sample("jira_search.json", holder="assignee")
    assert rows.receipt.holder_kind is HolderKind.PERSON
    assert rows.states("WEB-7")[-1][2] == "Idris Falk"


def test_a_holder_that_the_file_does_not_know_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="no field Squad with a value"):
        reading(written(tmp_path, issue(changes=[])), holder="Squad")


def test_a_field_that_holds_people_is_a_person_column(tmp_path: Path) -> None:
    made = issue(changes=[], customfield_5={"displayName": "Ann"})
    file = written(tmp_path, {"issues": [made], "names": {"customfield_5": "Developer"}})
    assert reading(file, holder="Developer").receipt.holder_kind is HolderKind.PERSON


def test_a_team_field_that_is_never_filled_does_not_hold(tmp_path: Path) -> None:
    made = {"names": {"customfield_1": "Team"}, "issues": [issue(changes=[], customfield_1=None)]}
    assert reading(written(tmp_path, made)).receipt.holder_kind is HolderKind.PERSON


def test_a_team_known_only_from_the_changelog_holds(tmp_path: Path) -> None:
    change = ("2026-01-02T00:00:00Z", "Assigned group", "North", "South")
    rows = reading(written(tmp_path, issue(changes=[change])))
    assert [holder for _, _, holder in rows.states("A-1")] == ["North", "South"]


@pytest.mark.parametrize("turned", [False, True])
def test_the_changelog_tells_the_key_of_a_team_that_never_changed(
    tmp_path: Path, turned: bool
) -> None:
    moved = issue(changes=[("2026-01-02T00:00:00Z", "Team", "North", "South")], key="A-1")
    change = moved["changelog"]["histories"][0]["items"][0]
    named = (
        {"fieldId": "customfield_7"} | change if turned else change | {"fieldId": "customfield_7"}
    )
    moved["changelog"]["histories"][0]["items"][0] = named
    still = issue(changes=[], key="A-2", customfield_7={"value": "West"})

    rows = reading(written(tmp_path, [moved, still]))

    assert [holder for _, _, holder in rows.states("A-2")] == ["West"]


def test_another_field_may_name_the_status(tmp_path: Path) -> None:
    made = {
        "names": {"customfield_3": "Stage"},
        "issues": [
            issue(
                changes=[("2026-01-02T00:00:00Z", "Stage", "One", "Two")],
                customfield_3={"value": "Two"},
            )
        ],
    }
    rows = reading(written(tmp_path, made), status="Stage")
    assert [status for _, status, _ in rows.states("A-1")] == ["One", "Two"]


def test_entries_at_one_instant_keep_jiras_order(tmp_path: Path) -> None:
    made = issue(changes=[])
    same = "2026-01-02T00:00:00Z"
    made["changelog"]["histories"] = [
        {
            "id": "12",
            "created": same,
            "items": [{"field": "status", "fromString": "B", "toString": "C"}],
        },
        {
            "id": "9",
            "created": same,
            "items": [{"field": "status", "fromString": "A", "toString": "B"}],
        },
    ]
    statuses = [status for _, status, _ in reading(written(tmp_path, made)).states("A-1")]
    assert statuses == ["A", "B", "C"]


def test_what_happened_before_creation_does_not_reset_the_state(tmp_path: Path) -> None:
    change = ("2025-12-31T00:00:00Z", "status", "A", "B")
    rows = reading(written(tmp_path, issue(changes=[change])))
    assert [status for _, status, _ in rows.states("A-1")] == ["B", "B"]


def test_a_withdrawn_due_date_withdraws_the_promise(tmp_path: Path) -> None:
    changes = [
        ("2026-01-02T00:00:00Z", "duedate", "2026-01-09", None),
        ("2026-01-03T00:00:00Z", "duedate", None, "one fine day"),
    ]
    rows = reading(written(tmp_path, issue(changes=changes)))
    assert rows.of("promises", "due") == [("2026-01-09 23:59:59.999999",), (None,)]
    assert rows.receipt.notes["due date that cannot be read"] == 1


def test_without_changelog_only_creation_and_end_are_told(tmp_path: Path) -> None:
    done = {"name": "Closed", "statusCategory": {"key": "done"}}
    ended = issue(
        "A-2",
        status=done,
        resolution={"name": "Won't Do"},
        resolutiondate="2026-01-05T00:00:00Z",
        duedate="2026-01-04",
    )
    moved = issue("A-3", status=done, statuscategorychangedate="2026-01-06T00:00:00Z")
    undated = issue("A-4", resolution={"name": "Done"})
    no_time = issue("A-5", created="")
    rows = reading(written(tmp_path, [issue(), ended, moved, undated, no_time]))
    assert rows.receipt.level is Level.SNAPSHOT
    assert rows.states("A-1") == [("2026-01-01 00:00", NOT_RECORDED, "")]
    assert rows.states("A-2")[1] == ("2026-01-05 00:00", "Closed", "")
    assert rows.of("history", "resolution")[2] == ("Won't Do",)
    assert rows.states("A-3")[1][0] == "2026-01-06 00:00"
    assert rows.of("promises", "item") == [("A-2",)]
    assert rows.receipt.skipped == {"done, but no date says when": 1, "no readable time": 1}


def test_a_bad_issue_is_skipped_and_named(tmp_path: Path) -> None:
    nameless = issue("", changes=[])
    timeless = issue("A-2", [("never", "status", "A", "B")], created=None)
    stateless = issue("A-3", [], status=None)
    rows = reading(written(tmp_path, [issue(changes=[]), nameless, timeless, stateless, {"x": 1}]))
    assert rows.receipt.skipped == {
        "no item": 1,
        "no readable time": 2,
        "no status": 1,
        "not a Jira issue": 1,
    }
    assert rows.receipt.examples["no item"] == ["object 2"]
    assert rows.receipt.read == rows.receipt.used + 5


def test_odd_shapes_do_no_harm(tmp_path: Path) -> None:
    odd = issue(
        "A-1",
        changes=[],
        parent="A-0",
        issuelinks=[
            None,
            {"type": None, "outwardIssue": {"key": ""}, "inwardIssue": {"key": "B-2"}},
        ],
        comment={"comments": "none"},
        reporter=["a", {"name": "b"}],
        issuetype=7,
    )
    odd["changelog"] = {"total": "many", "histories": [None, {"created": None, "items": "?"}]}
    odd["self"] = 5
    rows = reading(written(tmp_path, [odd, issue("A-2", comment=[]), 5, "text", None]))
    assert rows.of("links", "target", "kind") == [("B-2", "link")]
    assert rows.of("items", "type", "requester")[0] == ("7", "a, b")


def test_half_a_character_pair_does_not_stop_the_store(tmp_path: Path) -> None:
    file = written(tmp_path, json.dumps(issue(changes=[], summary="caf\ud83d ")))
    assert reading(file).of("items", "title") == [("caf?",)]


@pytest.mark.parametrize(
    "shape", ["one", "array", "pages", "array of pages", "lines", "pretty lines"]
)
def test_all_wrappings_give_the_same_rows(tmp_path: Path, shape: str) -> None:
    made = [issue(f"A-{n}", [("2026-01-02T00:00:00Z", "status", "Open", "Done")]) for n in range(4)]
    pages = [
        {"issues": made[:2], "isLast": False},
        {"startAt": 2, "issues": made[2:], "isLast": True},
    ]
    text = {
        "one": json.dumps({"issues": made}),
        "array": json.dumps(made, indent=1),
        "pages": "".join(json.dumps(page, indent=2) for page in pages),
        "array of pages": json.dumps(pages),
        "lines": "\n\n".join(map(json.dumps, made)),
        "pretty lines": "\n".join(json.dumps(page, indent=1) for page in made),
    }[shape]
    plain = reading(written(tmp_path, text))
    packed = reading(written(tmp_path, gzip.compress(b"\xef\xbb\xbf" + text.encode()), "packed"))
    for rows in (plain, packed):
        assert rows.receipt.used == 8
        assert [row[0] for row in rows.of("items", "item")] == ["A-0", "A-1", "A-2", "A-3"]
        assert not rows.receipt.skipped


def test_a_damaged_line_is_skipped_and_the_others_are_read(tmp_path: Path) -> None:
    lines = [json.dumps(issue("A-1", [])), '{"key": ', "[" * 100_000, json.dumps(issue("A-2", []))]
    rows = reading(written(tmp_path, "\n".join(lines)))
    assert rows.receipt.skipped == {"not readable JSON": 2}
    assert rows.receipt.examples["not readable JSON"] == ["line 2", "line 3"]
    assert len(rows.tables["items"]) == 2


def test_a_line_that_is_too_long_is_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accord.connectors.documents.LINE_LIMIT", 400)
    lines = [json.dumps(issue("A-1", [])), json.dumps(issue("A-2", [], environment="x" * 1000))]
    rows = reading(written(tmp_path, "\n".join([*lines, json.dumps(issue("A-3", []))])))
    assert rows.receipt.examples["not readable JSON"] == ["line 2"]
    assert [row[0] for row in rows.of("items", "item")] == ["A-1", "A-3"]


@pytest.mark.parametrize(
    "text", ['[{"key": "A-1", "fields": {"summary": "cut', '[{"fields": {}} x']
)
def test_a_cut_file_is_one_sentence(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnreadableFileError, match="damaged or cut short"):
        reading(written(tmp_path, text), "jira-json")


def test_deep_nesting_is_refused_not_crashed_on(tmp_path: Path) -> None:
    text = '[\n{"fields": ' + '{"a":' * 50_000 + "1" + "}" * 50_001 + "]"
    with pytest.raises(UnreadableFileError):
        reading(written(tmp_path, text), "jira-json")


@pytest.mark.parametrize("content", ["[]", '{"issues": []}', '{"total": 0}', "[1, 2]"])
def test_a_file_without_issues_is_one_sentence(tmp_path: Path, content: str) -> None:
    with pytest.raises(UnreadableFileError, match="holds no Jira issue"):
        reading(written(tmp_path, content), "jira-json")


@pytest.mark.parametrize(
    ("head", "least", "most"),
    [
        (b'{"expand":"names","issues":[{"key":"A-1","fields":{"summary":"x"', 0.9, 1.0),
        (b'\xef\xbb\xbf [{"key":"A-1","fields":{"issuetype"', 0.9, 1.0),
        (b'{"issues":[', 0.5, 0.9),
        (b'{"names":{"customfield_10001":"Team"', 0.5, 0.9),
        (b'{"fields": {"a": 1}}', 0.1, 0.5),
        (b'{"data":[{"gid":"1","fields":1,"changelog":1', 0.0, 0.0),
        (b"item,at,status,fields", 0.0, 0.0),
        (b"{}", 0.0, 0.0),
    ],
)
def test_content_tells_whose_file_it_is(head: bytes, least: float, most: float) -> None:
    assert least <= sniff(head) <= most


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 5), st.sampled_from(["status", "Team", "labels"]), st.sampled_from("ABC")
        ),
        max_size=8,
    )
)
def test_states_equal_a_replay_of_the_changes(changes: list[tuple[int, str, str]]) -> None:
    """Oracle: replay forwards from the known beginning, one assignment a change."""
    state = {"status": "Z", "Team": "Z", "labels": "Z"}
    expected = [("Z", "Z")]
    told = []
    for hour, name, value in sorted(changes, key=lambda change: change[0]):
        told.append((f"2026-01-02T0{hour}:00:00Z", name, state[name], value))
        state[name] = value
        expected.append((state["status"], state["Team"]))
    rows = _read_in_memory(issue("A-1", told, status={"name": state["status"]}, Team=state["Team"]))
    assert [(status, holder) for _, status, holder in rows.states("A-1")] == expected
    assert rows.receipt.read == rows.receipt.used + sum(rows.receipt.skipped.values())


def _read_in_memory(made: dict[str, Any]) -> Rows:
    with tempfile.TemporaryDirectory() as folder:
        return reading(written(Path(folder), made), holder="Team")


def test_memory_stays_bounded_while_reading(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        change = ("2026-01-02T00:00:00Z", "status", "Open", "Done")
        made = ",\n".join(json.dumps(issue(f"A-{n}", [change] * 10)) for n in range(count))
        file = written(tmp_path, f"[\n{made}]", f"many{count}")
        recorder = Recorder(lambda _table, _batch: None)
        tracemalloc.start()
        translate(file, Options(), recorder)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    # The recorder's batches are full in both: more issues take no more memory.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("accord.connectors.contract.BATCH_ROWS", 100)
        patch.setattr("accord.connectors.documents._PIECE_BYTES", 10_000)
        peak(20)  # what is made once is made, the first batch included
        assert peak(240) < 1.3 * peak(80)


@pytest.mark.skipif(not APACHE.exists(), reason="../shared/data is not here")
def test_real_issues_are_all_read() -> None:
    rows = reading(APACHE)
    with gzip.open(APACHE, "rt", encoding="utf-8") as lines:
        issues = [json.loads(line) for line in lines]
    entries = sum(len(made["changelog"]["histories"]) for made in issues)
    assert rows.receipt.read == rows.receipt.used == len(issues) + entries == 2802
    last = {made["key"]: made["fields"]["status"]["name"] for made in issues}
    agreed = sum(rows.states(key)[-1][1] == status for key, status in last.items())
    # In the others Jira itself shows a status that its changelog does not lead to.
    assert agreed >= 0.98 * len(issues)


def test_times_are_told_in_utc() -> None:
    assert clock(0) == "1970-01-01 00:00"
    assert (SAMPLES / "jira_search.json").exists()
