"""Asana tasks with stories: every move between sections, completion, assignment and due date."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from accord.analysis.tables import NOT_RECORDED
from accord.connectors.asana_json.tasks import (
    Entry,
    Followed,
    State,
    custom_value,
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
from accord.connectors.contract import HolderKind, Level, Options, Recorder, UnreadableFileError
from accord.connectors.documents import documents, text, texts
from accord.connectors.files import due_time, open_bytes, parse_time
from accord.connectors.holders import most_telling, names_a_team
from accord.connectors.mentions import mentioned
from accord.connectors.outcomes import COMPLETED, UNDATED, is_dropped

NAME = "asana-json"
LABEL = "Asana API JSON with stories"

_CONTAINERS = ("data", "tasks")
_MARKS = (b'"memberships"', b'"permalink_url"', b'"stories"', b'"resource_subtype"', b'"due_on"')
_CHUNK_BYTES = 1 << 20
_OVERLAP_BYTES = 512
_FIELD_NAME = re.compile(rb'"name"\s*:\s*"([^"\\]{1,80})"')
_NO_TIME = "no readable time"
_NO_STORIES = "task without stories: only its creation and its completion are known"
_SEVERAL = "task in several projects: its sections are followed in the first"
_NO_DATES = "due date moved, but the export does not say to which day"

Stories = dict[str, list[Entry]]


def sniff(head: bytes) -> float:
    """How surely this is Asana's JSON."""
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"[") or b'"gid"' not in head:
        return 0.0
    return 0.95 if any(mark in head for mark in _MARKS) else 0.6


def translate(file: Path, options: Options, recorder: Recorder) -> None:
    """Read every task of the file."""
    receipt = recorder.receipt
    receipt.format, receipt.level = NAME, Level.SNAPSHOT
    followed = _followed(file, options, recorder)
    receipt.columns_read = [
        "gid", "created_at", "stories", "due_on",
        followed.status or "memberships.section.name", followed.holder or "assignee",
    ]  # fmt: skip
    reading = _Reading(recorder, options.zone, followed, _separate_stories(file), count(1))
    tasks = 0
    damaged = lambda where: recorder.skip("not readable JSON", where)  # noqa: E731
    for number, task in enumerate(_tasks(file, damaged), start=1):
        tasks += 1
        reading.task(task, f"object {number}")
    if not tasks:
        raise UnreadableFileError(
            f"{file.name} holds no Asana task; export tasks with opt_fields and their stories."
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
        stories = self._in_order(entries(task.get("stories")) + self.separate.get(gid, []))
        self.recorder.item(
            gid,
            request_type(task),
            text(task.get("name")),
            shown(task.get("created_by")),
            text(task.get("permalink_url")),
        )
        self._links(gid, task, stories)
        if "stories" in task or stories:
            self.recorder.receipt.level = Level.CHANGELOG
            self._history(gid, task, stories)
        else:
            self.recorder.receipt.notes[_NO_STORIES] += 1
            self._snapshot(gid, task)
