"""Jira issues with changelog: every change of status, holder, resolution and due date."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from accord.analysis.tables import NOT_RECORDED
from accord.connectors.contract import Level, Options, Recorder, UnreadableFileError
from accord.connectors.documents import REST, documents, text, texts
from accord.connectors.files import DUE_UNREADABLE, due_time, parse_time
from accord.connectors.jira_json.changelog import (
    Followed,
    due_changes,
    first_due,
    first_state,
    in_order,
    next_state,
)
from accord.connectors.jira_json.fields import CONTAINERS, holder_field, shown, status_field
from accord.connectors.mentions import mentioned
from accord.connectors.outcomes import UNDATED

NAME = "jira-json"
LABEL = "Jira REST JSON with changelog"

_MARKS = (b'"changelog"', b'"issuetype"', b'"histories"', b'"customfield_', b'"summary"')
_CUT = "changelog cut short by Jira: export the whole history of these issues"
_NO_CHANGELOG = "issue without changelog: only its creation and its end are known"
_NO_TIME = "no readable time"

Entry = dict[str, Any]


def sniff(head: bytes) -> float:
    """How surely this is Jira's JSON."""
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"[") or b'"gid"' in head:
        return 0.0
    if b'"fields"' in head:
        return 0.95 if any(mark in head for mark in _MARKS) else 0.4
    return 0.8 if b'"issues"' in head or b'"customfield_' in head else 0.0


def translate(file: Path, options: Options, recorder: Recorder) -> None:
    """Read every issue of the file."""
    receipt = recorder.receipt
    receipt.format, receipt.level = NAME, Level.SNAPSHOT
    followed = Followed(status_field(file, options), holder_field(file, options, receipt))
    receipt.columns_read = ["key", "created", followed.status.name, followed.holder.name]
    reading = _Reading(recorder, options.zone, followed, count(1))
    found = documents(file, CONTAINERS, lambda place: recorder.skip("not readable JSON", place))
    issues = 0
    for number, (container, issue) in enumerate(found, start=1):
        if isinstance(issue.get("fields"), dict):
            issues += 1
            reading.issue(issue, f"object {number}")
        elif container != REST:
            recorder.skip("not a Jira issue", f"object {number}")
    if not issues:
        raise UnreadableFileError(
            f"{file.name} holds no Jira issue; export the search with expand=changelog."
        )


@dataclass(frozen=True, slots=True)
class _Reading:
    """One file being read: where rows go, and which fields make up a state."""

    recorder: Recorder
    zone: str
    followed: Followed
    lines: Iterator[int]

    def issue(self, issue: Entry, place: str) -> None:
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

    def _history(self, key: str, issue: Entry) -> None:
        entries = in_order(issue)
        total = issue["changelog"].get("total")
        if isinstance(total, int) and total > len(entries):
            self.recorder.receipt.notes[_CUT] += 1
        self._first_due(key, issue, entries)
        state = first_state(issue, entries, self.followed)
        # Creation comes first of all that happened at that instant.
        moments: list[tuple[int | None, Entry]] = [(self._time(issue["fields"].get("created")), {})]
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
