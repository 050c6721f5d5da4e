"""An export that is imported again: the same persons, and the requests that people joined."""

import json
from pathlib import Path

import pytest
from tests.connectors.reading import reading
from tests.store.test_exports import DAY, LINKS, as_ibis, exported, told

from accord.store.exports import KINDS, export

KNOWN, OTHER = "person-" + "0" * 24, "person-" + "0f" * 12
NEARLY = "person-" + "0" * 25


def marked(name: str) -> str:
    return f"<{name}>"


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_pseudonym_stays_what_it_is_and_a_name_becomes_one(tmp_path: Path, kind: str) -> None:
    people = told(
        history=[
            ("A", "1", DAY, 1, "New", "Web", KNOWN, ""),
            ("A", "1", 2 * DAY, 2, "New", "Web", "Mo", ""),
            ("A", "1", 3 * DAY, 3, "New", "Web", NEARLY, ""),
        ]
    )
    rows = reading(exported(tmp_path, kind, people), pseudonym=marked)
    found = sorted(rows.of("history", "at", "person"))
    assert [person for _, person in found] == [KNOWN, "<Mo>", f"<{NEARLY}>"]


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_pseudonym_that_holds_stays_what_it_is(tmp_path: Path, kind: str) -> None:
    people = told(history=[("A", "1", DAY, 1, "New", OTHER, "", "")])
    file = exported(tmp_path, kind, people, persons=frozenset({"A"}))
    assert reading(file, pseudonym=marked).of("history", "holder") == [(OTHER,)]


def test_requesters_and_authors_of_comments_stay_too(tmp_path: Path) -> None:
    people = told(
        history=[("A", "1", DAY, 1, "New", "Web", "", "")],
        comments=[("A", "1", DAY, OTHER), ("A", "1", 2 * DAY, "Mo")],
    )
    said = dict.fromkeys(("type", "title", "url"), "")
    people["items"] = [{"source": "A", "item": "1", "at": DAY, "requester": KNOWN, **said}]
    rows = reading(exported(tmp_path, "ocel.json", people), pseudonym=marked)
    assert rows.of("items", "requester") == [(KNOWN,)]
    assert sorted(rows.of("comments", "author")) == [("<Mo>",), (OTHER,)]


def test_requests_are_joined_by_what_people_said_of_pairs(tmp_path: Path) -> None:
    rows = told(
        history=[
            (source, item, DAY, 1, "New", "Web", "", "")
            for source, item in (("Jira", "WEB-1"), ("Desk", "INC0000001"), ("Desk", "INC0000002"))
        ],
        links=LINKS[1:],
    )
    named = ("Jira", "WEB-1"), ("Desk", "INC0000001")
    unnamed = ("Jira", "WEB-1"), ("Desk", "INC0000002")
    file = tmp_path / "out.json"

    def members() -> list[str]:
        objects = json.loads(file.read_text("utf-8"))["objects"]
        return sorted(
            thing["id"]
            for thing in objects
            if any(each["qualifier"] == "part of" for each in thing["relationships"])
        )

    export(as_ibis(rows), file, "ocel.json")
    assert members() == ["item:Desk/INC0000001", "item:Jira/WEB-1"]
    export(as_ibis(rows), file, "ocel.json", agreed=frozenset({unnamed}), apart=frozenset({named}))
    assert members() == ["item:Desk/INC0000002", "item:Jira/WEB-1"]
