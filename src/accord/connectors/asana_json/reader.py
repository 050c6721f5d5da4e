"""Asana tasks with stories: every move between sections, completion, assignment and due date."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from accord.analysis.tables import NOT_RECORDED
from accord.connectors.asana_json.source import Stories, followed_fields, separate_stories, tasks
from accord.connectors.asana_json.tasks import (
    Entry,
    Followed,
    State,
    due,
    entries,
    first_state,
    is_comment,
    moves_due,
    next_state,
    place,
    request_type,
    shown,
)
from accord.connectors.contract import Level, Options, Recorder, UnreadableFileError
from accord.connectors.documents import text, texts
from accord.connectors.files import due_time, parse_time
from accord.connectors.mentions import mentioned
from accord.connectors.outcomes import COMPLETED, UNDATED, is_dropped

NAME = "asana-json"
LABEL = "Asana API JSON with stories"

_MARKS = (b'"memberships"', b'"permalink_url"', b'"stories"', b'"resource_subtype"', b'"due_on"')
_NO_TIME = "no readable time"
_NO_STORIES = "task without stories: only its creation and its completion are known"
_SEVERAL = "task in several projects: its sections are followed in the first"
_NO_DATES = "due date moved, but the export does not say to which day"


def sniff(head: bytes) -> float:
    """How surely this is Asana's JSON."""
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"[") or b'"gid"' not in head:
        return 0.0
    return 0.95 if any(mark in head for mark in _MARKS) else 0.6


def translate(file: Path, options: Options, recorder: Recorder) -> None:
    """Read every task of the file."""
    receipt = recorder.receipt
    receipt.format, receipt.level = NAME, Level.SNAPSHOT
    followed = followed_fields(file, options, receipt)
    status, holder = followed.status or "section", followed.holder or "assignee"
    receipt.columns_read = ["gid", "created_at", "stories", "due_on", "tags", status, holder]
    reading = _Reading(recorder, options.zone, followed, separate_stories(file), count(1))
    found = 0
    for task in tasks(file, lambda where: recorder.skip("not readable JSON", where)):
        found += 1
        reading.task(task, f"object {found}")
    if not found:
        raise UnreadableFileError(
            f"{file.name} holds no Asana task; export the project's tasks with their stories."
        )


@dataclass(frozen=True, slots=True)
class _Reading:
    """One file being read: where rows go, and which fields make up a state."""

    recorder: Recorder
    zone: str
    followed: Followed
    separate: Stories
    lines: Iterator[int]

    def task(self, task: Entry, where: str) -> None:
        gid = text(task.get("gid"))
        if not gid:
            self.recorder.skip("no item", where)
            return
        stories = entries(task.get("stories")) + self.separate.get(gid, [])
        self.recorder.item(
            gid,
            request_type(task),
            text(task.get("name")),
            shown(task.get("created_by")),
            text(task.get("permalink_url")),
            labels=[shown(tag) for tag in entries(task.get("tags"))],
        )
        self._links(gid, task, stories)
        if "stories" in task or stories:
            self.recorder.receipt.level = Level.CHANGELOG
            self._history(gid, task, self._in_order(gid, stories))
        else:
            self.recorder.receipt.notes[_NO_STORIES] += 1
            self._snapshot(gid, task)

    def _time(self, entry: Entry, key: str = "created_at") -> int | None:
        return parse_time(text(entry.get(key)), self.zone)

    def _in_order(self, gid: str, stories: list[Entry]) -> list[tuple[int, Entry]]:
        timed = []
        for story in stories:
            at = self._time(story)
            if at is not None:
                timed.append((at, story))
            elif not is_comment(story):
                self.recorder.skip(_NO_TIME, f"{gid} {text(story.get('gid'))}".strip())
        return sorted(timed, key=lambda moment: moment[0])

    def _links(self, gid: str, task: Entry, stories: list[Entry]) -> None:
        found = dict.fromkeys(_own_links(task))
        parts = {
            "text": [task.get("notes"), task.get("html_notes"), task.get("name")],
            # Not the fields whole: their own numbers look like those of tasks.
            "field": [
                [field.get("text_value"), field.get("display_value")]
                for field in entries(task.get("custom_fields"))
            ],
            "comment": [story.get("text") for story in stories if is_comment(story)],
        }
        for kind, part in parts.items():
            found.update(dict.fromkeys((name, kind) for name in mentioned(texts(part), own=gid)))
        for target, kind in found:
            self.recorder.link(gid, target, kind)

    def _history(self, gid: str, task: Entry, stories: list[tuple[int, Entry]]) -> None:
        project, _ = place(task)
        if len(entries(task.get("memberships"))) > 1:
            self.recorder.receipt.notes[_SEVERAL] += 1
        state = first_state(task, [story for _, story in stories], self.followed)
        ends = any(_completes(story) for _, story in stories)
        ended = self._time(task, "completed_at")
        if task.get("completed") and not ends and ended is None:
            self.recorder.skip(UNDATED, gid)
            return
        if task.get("completed") and not ends and ended is not None:
            stories = sorted([*stories, (ended, _COMPLETION)], key=lambda moment: moment[0])
        self._created(gid, task, state, [story for _, story in stories])
        for at, story in stories:
            if is_comment(story):
                self.recorder.comment(gid, at, shown(story.get("created_by")))
                continue
            state = next_state(state, story, project, self.followed)
            line = next(self.lines)
            self._row(gid, at, line, state)
            if moves_due(story):
                self._due(gid, at, line, story)

    def _created(self, gid: str, task: Entry, state: State, stories: list[Entry]) -> None:
        created = self._time(task)
        if created is None:
            self.recorder.skip(_NO_TIME, gid)
            return
        line = next(self.lines)
        self._row(gid, created, line, state)
        moved = [story for story in stories if moves_due(story)]
        first = due(moved[0].get("old_dates")) if moved else due(task)
        self._promise(gid, created, line, first)

    def _row(self, gid: str, at: int, line: int, state: State) -> None:
        self.recorder.history(
            gid, at, line, state.status, state.holder, state.person, state.resolution
        )

    def _due(self, gid: str, at: int, line: int, story: Entry) -> None:
        if not isinstance(story.get("new_dates"), dict):
            self.recorder.receipt.notes[_NO_DATES] += 1
            return
        day = due(story["new_dates"])
        if day:
            self._promise(gid, at, line, day)
        elif due(story.get("old_dates")):
            self.recorder.promise(gid, at, line, None)

    def _promise(self, gid: str, at: int, line: int, day: str) -> None:
        moment = due_time(day, self.zone)
        if moment is not None:
            self.recorder.promise(gid, at, line, moment)

    def _snapshot(self, gid: str, task: Entry) -> None:
        created, ended = self._time(task), self._time(task, "completed_at")
        done = bool(task.get("completed"))
        if created is None or (done and ended is None):
            self.recorder.skip(_NO_TIME if created is None else UNDATED, gid)
            return
        line = next(self.lines)
        self.recorder.history(gid, created, line, NOT_RECORDED, "")
        self._promise(gid, created, line, due(task))
        if done and ended is not None:
            section = place(task)[1]
            resolution = section if is_dropped(section) else ""
            self.recorder.history(gid, ended, next(self.lines), COMPLETED, "", "", resolution)


_COMPLETION: Entry = {"resource_subtype": "marked_complete"}


def _completes(story: Entry) -> bool:
    return story.get("resource_subtype") == "marked_complete"


def _own_links(task: Entry) -> Iterator[tuple[str, str]]:
    """Parent and dependencies that Asana itself keeps."""
    parent = task.get("parent")
    if isinstance(parent, dict) and text(parent.get("gid")):
        yield text(parent["gid"]), "parent"
    for kind, key in (("dependency", "dependencies"), ("dependent", "dependents")):
        for other in entries(task.get(key)):
            if text(other.get("gid")):
                yield text(other["gid"]), kind
