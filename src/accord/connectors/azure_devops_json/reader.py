"""Azure DevOps updates: every change of state, area, assignee, reason and due date."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from accord.connectors.azure_devops_json.updates import (
    CREATED,
    DUES,
    TAGS,
    TITLE,
    Followed,
    Histories,
    Update,
    changes,
    fields,
    first_state,
    first_value,
    followed_fields,
    is_update,
    next_state,
    shown,
    side,
    slim,
    timed,
    updates,
)
from accord.connectors.contract import Level, Options, Recorder, UnreadableFileError
from accord.connectors.documents import text
from accord.connectors.files import DUE_UNREADABLE, day_or_moment, due_time
from accord.connectors.mentions import mentioned

NAME = "azure-devops-json"
LABEL = "Azure DevOps updates JSON"

_MARKS = (b'"revisedDate"', b'"revisedBy"', b'"System.')
_NO_TIME = "no readable time"
_TWICE = "the same update stands twice: one counts"
_BEGINS_LATE = "history that does not begin with the item's creation: fetch all its updates"
_LINKS = {
    "System.LinkTypes.Hierarchy-Reverse": "parent",
    "System.LinkTypes.Hierarchy-Forward": "child",
    "System.LinkTypes.Dependency-Reverse": "predecessor",
    "System.LinkTypes.Dependency-Forward": "successor",
    "System.LinkTypes.Duplicate-Forward": "duplicate",
    "System.LinkTypes.Duplicate-Reverse": "duplicate of",
    "System.LinkTypes.Related": "relates",
    "Hyperlink": "hyperlink",
}
_WORK_ITEM = re.compile(r"/_apis/wit/workItems/(\d+)$", re.IGNORECASE)


def sniff(head: bytes) -> float:
    """How surely these are updates of Azure DevOps' work items."""
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"[") or b'"workItemId"' not in head:
        return 0.0
    return 0.97 if any(mark in head for mark in _MARKS) else 0.5


def translate(file: Path, options: Options, recorder: Recorder) -> None:
    """Read every update of the file."""
    receipt = recorder.receipt
    receipt.format, receipt.level = NAME, Level.CHANGELOG
    histories = _histories(file, recorder)
    if not histories:
        raise UnreadableFileError(
            f"{file.name} holds no update of a work item; fetch _apis/wit/workItems/<id>/updates."
        )
    followed = followed_fields(histories, file, options, receipt)
    receipt.columns_read = ["workItemId", *followed.parts().values(), *DUES]
    reading = _Reading(recorder, options.zone, followed, count(1))
    for key, history in histories.items():
        reading.work_item(key, timed(history, options.zone))


def _histories(file: Path, recorder: Recorder) -> Histories:
    """The updates by work item; pages of several work items may stand in any order."""
    found: Histories = {}
    seen: set[tuple[str, str]] = set()
    damaged = "not readable JSON"
    entries = updates(file, lambda place: recorder.skip(damaged, place))
    for number, update in enumerate(entries, start=1):
        key, own = text(update.get("workItemId")), text(update.get("id"))
        if not is_update(update):
            recorder.skip("not an update of a work item", f"object {number}")
        elif not key:
            recorder.skip("no item", f"object {number}")
        elif own and (key, own) in seen:
            recorder.skip(_TWICE, f"object {number}, {key}")
        else:
            seen.add((key, own))
            found.setdefault(key, []).append(slim(update))
    return found


@dataclass(frozen=True, slots=True)
class _Reading:
    """One file being read: where rows go, and which fields make up a state."""

    recorder: Recorder
    zone: str
    followed: Followed
    lines: Iterator[int]

    def work_item(self, key: str, history: list[tuple[int | None, Update]]) -> None:
        every = [update for _, update in history]
        if not changes(every[0], CREATED):
            self.recorder.receipt.notes[_BEGINS_LATE] += 1
        self._describe(key, every)
        for target, kind in dict.fromkeys(_links(every)):
            self.recorder.link(key, target, kind)
        state = first_state(every, self.followed)
        dues = {field: first_value(every, field) for field in DUES}
        for at, update in history:
            if not fields(update):
                continue  # only links changed
            state = next_state(state, update, self.followed)
            if at is None:
                self.recorder.skip(_NO_TIME, f"{key} {text(update.get('id'))}".strip())
                continue
            line = next(self.lines)
            self.recorder.history(
                key, at, line, state.status, state.holder, state.person, state.resolution
            )
            self._promise(key, at, line, update, dues)
            if update["commented"]:
                self.recorder.comment(key, at, shown(update.get("revisedBy")))

    def _describe(self, key: str, history: list[Update]) -> None:
        told = {
            field: side(update, field, "new")
            for update in history
            for field in ("System.WorkItemType", TITLE, "System.CreatedBy", TAGS)
            if changes(update, field)
        }
        site, found, _ = text(history[0].get("url")).partition("/_apis/")
        self.recorder.item(
            key,
            told.get("System.WorkItemType", ""),
            told.get(TITLE, ""),
            told.get("System.CreatedBy", ""),
            f"{site}/_workitems/edit/{key}" if found and site.startswith("http") else "",
            labels=told.get(TAGS, "").split(";"),
        )

    def _promise(self, key: str, at: int, line: int, update: Update, dues: dict[str, str]) -> None:
        """Tell a due date that was given, moved or withdrawn; of the two fields the due date leads."""
        before = next(filter(None, dues.values()), "")
        dues.update({field: side(update, field, "new") for field in DUES if changes(update, field)})
        day = next(filter(None, dues.values()), "")
        if day == before:
            return
        due = day_or_moment(due_time(day, self.zone), self.zone)
        if day and due is None:
            self.recorder.receipt.notes[DUE_UNREADABLE] += 1
        else:
            self.recorder.promise(key, at, line, due)


def _links(history: list[Update]) -> Iterator[tuple[str, str]]:
    """Links that were added and not removed again, then items that the texts name."""
    held: dict[tuple[str, str], None] = {}
    for update in history:
        held.update(dict.fromkeys(_related(update, "added")))
        for link in _related(update, "removed"):
            held.pop(link, None)
    yield from held
    for update in history:
        yield from update["mentions"]


def _related(update: Update, change: str) -> Iterator[tuple[str, str]]:
    relations = update.get("relations")
    found = relations.get(change) if isinstance(relations, dict) else None
    for relation in found if isinstance(found, list) else []:
        kind = _LINKS.get(text(relation.get("rel"))) if isinstance(relation, dict) else None
        if not kind:
            continue
        address = text(relation.get("url"))
        other = _WORK_ITEM.search(address)
        if other:
            yield other[1], kind
        else:
            yield from ((target, kind) for target in mentioned([address]))
