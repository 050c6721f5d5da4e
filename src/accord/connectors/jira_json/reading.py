"""Follows Jira's issues through their changelog: what held at creation and after each change.

Issues come from the REST interface's JSON, or are put together from the Data Center's tables.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from accord.analysis.tables import NOT_RECORDED
from accord.connectors.contract import Level, Recorder
from accord.connectors.documents import text, texts
from accord.connectors.files import DUE_UNREADABLE, due_time, parse_time
from accord.connectors.jira_json.changelog import (
    Followed,
    current_labels,
    due_changes,
    first_due,
    first_state,
    in_order,
    next_state,
)
from accord.connectors.jira_json.fields import histories, shown
from accord.connectors.mentions import mentioned
from accord.connectors.outcomes import UNDATED

_CUT = "changelog cut short by Jira: export the whole history of these issues"
_NO_CHANGELOG = "issue without changelog: only its creation and its end are known"
_NO_TIME = "no readable time"

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """One file being read: where rows go, and which fields make up a state."""

    recorder: Recorder
    zone: str
    followed: Followed
    lines: Iterator[int]

    def issue(self, issue: Entry, place: str) -> None:
        """One issue, with its changelog where the file has it."""
        key = text(issue.get("key"))
        if not key:
            self.recorder.skip("no item", place)
            return
        self._describe(key, issue)
        self._links(key, issue["fields"])
        self._comments(key, issue["fields"])
        if isinstance(issue.get("changelog"), dict):
            self.recorder.receipt.level = Level.CHANGELOG
            self._history(key, issue)
        else:
            self.recorder.receipt.notes[_NO_CHANGELOG] += 1
            self._snapshot(key, issue["fields"])

    def _time(self, value: Any) -> int | None:
        return parse_time(text(value), self.zone)

    def _describe(self, key: str, issue: Entry) -> None:
        values = issue["fields"]
        site, found, _ = text(issue.get("self")).partition("/rest/api/")
        self.recorder.item(
            key,
            shown(values.get("issuetype")),
            text(values.get("summary")),
            shown(values.get("reporter")) or shown(values.get("creator")),
            f"{site}/browse/{key}" if found and site.startswith("http") else "",
            labels=current_labels(issue),
        )

    def _links(self, key: str, values: Entry) -> None:
        found = dict.fromkeys(_own_links(values))
        for name, value in values.items():
            if name.startswith("customfield_") or name in _TEXT_FIELDS:
                kind = _TEXT_FIELDS.get(name, "field")
                found.update(dict.fromkeys((name, kind) for name in mentioned(texts(value), key)))
        for target, kind in found:
            self.recorder.link(key, target, kind)

    def _comments(self, key: str, values: Entry) -> None:
        block = values.get("comment")
        for comment in _entries(block.get("comments") if isinstance(block, dict) else None):
            at = self._time(comment.get("created"))
            if at is not None:
                self.recorder.comment(key, at, shown(comment.get("author")))

    def changes_alone(self, key: str, issue: Entry) -> None:
        """The changelog of an issue of which the file tells nothing else: it begins with a change."""
        self.recorder.receipt.level = Level.CHANGELOG
        self._follow(key, issue, [])

    def _history(self, key: str, issue: Entry) -> None:
        total = issue["changelog"].get("total")
        if isinstance(total, int) and total > len(histories(issue)):
            self.recorder.receipt.notes[_CUT] += 1
        self._first_due(key, issue, in_order(issue))
        # Creation comes first of all that happened at that instant.
        self._follow(key, issue, [(self._time(issue["fields"].get("created")), {})])

    def _follow(self, key: str, issue: Entry, moments: list[tuple[int | None, Entry]]) -> None:
        entries = in_order(issue)
        state = first_state(issue, entries, self.followed)
        moments += [(self._time(entry.get("created")), entry) for entry in entries]
        for at, entry in sorted(moments, key=lambda moment: moment[0] or 0):
            if at is None:
                self.recorder.skip(_NO_TIME, f"{key} {text(entry.get('id'))}".strip())
                continue
            state = next_state(state, entry, self.followed)
            line = next(self.lines)
            self._due(key, at, line, entry)
            if state.status:
                self.recorder.history(
                    key, at, line, state.status, state.holder, state.person, state.resolution
                )
            else:
                self.recorder.skip("no status", key)

    def _first_due(self, key: str, issue: Entry, entries: list[Entry]) -> None:
        at = self._time(issue["fields"].get("created"))
        due = due_time(first_due(issue, entries), self.zone)
        if at is not None and due is not None:
            self.recorder.promise(key, at, 0, due)

    def _due(self, key: str, at: int, line: int, entry: Entry) -> None:
        for _, day in due_changes(entry):
            due = due_time(day, self.zone)
            if due is None and day:
                self.recorder.receipt.notes[DUE_UNREADABLE] += 1
            else:
                self.recorder.promise(key, at, line, due)

    def _snapshot(self, key: str, values: Entry) -> None:
        created = self._time(values.get("created"))
        ended = self._time(values.get("resolutiondate"))
        if ended is None:
            ended = self._time(values.get("statuscategorychangedate"))
        done = _is_done(values)
        if created is None or (done and ended is None):
            self.recorder.skip(_NO_TIME if created is None else UNDATED, key)
            return
        self.recorder.history(key, created, next(self.lines), NOT_RECORDED, "")
        due = due_time(text(values.get("duedate")), self.zone)
        if due is not None:
            self.recorder.promise(key, created, 0, due)
        if done and ended is not None:
            status = shown(self.followed.status.current(values))
            resolution = shown(values.get("resolution"))
            self.recorder.history(key, ended, next(self.lines), status, "", "", resolution)


_TEXT_FIELDS = {
    "summary": "text",
    "description": "text",
    "environment": "text",
    "remotelinks": "remote",
}


def _entries(value: Any) -> list[Entry]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _own_links(values: Entry) -> Iterator[tuple[str, str]]:
    """Parent and links that Jira itself keeps, with the name of the link."""
    parent = values.get("parent")
    if isinstance(parent, dict) and text(parent.get("key")):
        yield text(parent["key"]), "parent"
    for link in _entries(values.get("issuelinks")):
        kind = shown(link.get("type")).casefold() or "link"
        for end in ("inwardIssue", "outwardIssue"):
            other = link.get(end)
            if isinstance(other, dict) and text(other.get("key")):
                yield text(other["key"]), kind


def _is_done(values: Entry) -> bool:
    status = values.get("status")
    category = status.get("statusCategory") if isinstance(status, dict) else None
    if isinstance(category, dict):
        return bool(category.get("key") == "done")
    return bool(values.get("resolution"))
