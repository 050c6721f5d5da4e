"""Marketing's tracker: Asana's JSON with stories, and its CSV."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from accord.simulate.calendar import day, moment
from accord.simulate.journeys import Change, Ticket
from accord.simulate.labels import labels_of
from accord.simulate.promises import Due

SITE = "https://app.asana.com/0"
PROJECT = {"gid": "1208000000000001", "name": "Web requests", "resource_type": "project"}
SECTIONS = (
    "Brief", "Ready for IT", "With IT", "Waiting for agency", "Content and sign-off",
    "Ready to publish", "Done", "Cancelled",
)  # fmt: skip
_FIELDS = {
    "Team": "1208000000000011",
    "Request type": "1208000000000012",
    "Brief complete": "1208000000000013",
    "Jira issue": "1208000000000014",
}
CSV_HEADER = (
    "Task ID", "Created At", "Completed At", "Last Modified", "Name", "Section/Column", "Assignee",
    "Assignee Email", "Start Date", "Due Date", "Tags", "Notes", "Projects", "Parent task",
    "Blocked By (Dependencies)", "Blocking (Dependencies)",
    "Team", "Request type", "Brief complete", "Jira issue",
)  # fmt: skip
_TAGS = 1_206_000_000_000_000  # where the numbers of tags begin
_EXCEL_EVERY = 173  # so many tasks on, one row bears the number that Excel made of it

JSON_BEGINS, JSON_ENDS = '{"data":[\n', "\n]}\n"


def address(key: str) -> str:
    """Where a task is found."""
    return f"{SITE}/{PROJECT['gid']}/{key}"


def task_json(task: Ticket) -> str:
    """One task with its stories, as the interface answers."""
    return json.dumps(_task(task), ensure_ascii=False, separators=(",", ":"))


def _task(task: Ticket) -> dict[str, Any]:
    last = task.last()
    completed = last.status == "Completed"
    return {
        "gid": task.key,
        "resource_type": "task",
        "resource_subtype": "default_task",
        "name": task.title,
        "created_at": written(task.created()),
        "created_by": _person(task.requester),
        "completed": completed,
        "completed_at": written(last.at) if completed else None,
        "modified_at": written(last.at),
        "assignee": _person(last.person),
        "due_on": _day(task.dues[-1]) if task.dues else None,
        "due_at": None,
        "notes": _notes(task),
        "permalink_url": address(task.key),
        "parent": None,
        "tags": [{"gid": _number_of(name, _TAGS), "name": name} for name in labels_of(task)],
        "dependencies": [],
        "memberships": [{"project": PROJECT, "section": _section(last.status)}],
        "custom_fields": list(_custom_fields(task)),
        "stories": _stories(task),
    }


def _custom_fields(task: Ticket) -> Iterator[dict[str, Any]]:
    choices = {
        "Team": task.last().team,
        "Request type": task.type,
        "Brief complete": "Yes" if task.complete else "No",
    }
    for name, value in choices.items():
        yield {
            **_custom_field(name, "enum"),
            "enum_value": _choice(value),
            "display_value": value,
        }
    issue = task.link or None
    yield {**_custom_field("Jira issue", "text"), "text_value": issue, "display_value": issue}


def _custom_field(name: str, kind: str) -> dict[str, Any]:
    subtype = {"resource_type": "custom_field", "resource_subtype": kind, "type": kind}
    return {"gid": _FIELDS[name], "name": name, **subtype}


def _notes(task: Ticket) -> str:
    wanted = "The brief is complete." if task.complete else "Details follow."
    return f"{wanted} IT's ticket: {task.link}" if task.link else wanted


def _stories(task: Ticket) -> list[dict[str, Any]]:
    told: list[tuple[int, dict[str, Any]]] = []
    for before, after in zip(task.changes, task.changes[1:], strict=False):
        told += _changed(before, after)
    for old, new in zip(task.dues, task.dues[1:], strict=False):
        dates = {"old_dates": _dates(old), "new_dates": _dates(new)}
        told.append((new.at, _story("due_date_changed", task.requester, **dates)))
    told += [
        (at, {**_story("comment_added", author), "type": "comment", "text": "See above, please."})
        for at, author in task.comments
    ]
    told.sort(key=lambda pair: pair[0])
    return [
        {"gid": f"{task.key}{number:03}", "created_at": written(at), **story}
        for number, (at, story) in enumerate(told, start=1)
    ]


def _changed(before: Change, after: Change) -> Iterator[tuple[int, dict[str, Any]]]:
    who = after.person
    if before.team != after.team:
        ends = {"old_enum_value": _choice(before.team), "new_enum_value": _choice(after.team)}
        named = {"custom_field": _custom_field("Team", "enum"), **ends}
        # The holder changes while the status itself says whose turn it is.
        gap = 1 if after.status == "Waiting for agency" else -1
        yield after.at + gap, _story("enum_custom_field_changed", who, **named)
    if before.status == "Completed":
        yield after.at - 1, _story("marked_incomplete", who)
    if after.status == "Completed":
        yield after.at, _story("marked_complete", who)
    ends = {"old_section": _section(before.status), "new_section": _section(after.status)}
    # A rule moves what is completed to the section Done.
    at = after.at + 1 if after.status == "Completed" else after.at
    yield at, _story("section_changed", who, project=PROJECT, **ends)


def _story(subtype: str, author: str, **more: Any) -> dict[str, Any]:
    story = {"resource_type": "story", "type": "system", "resource_subtype": subtype}
    return {**story, "created_by": _person(author), **more}


def _section(status: str) -> dict[str, str]:
    name = "Done" if status == "Completed" else status
    gid = str(1_208_000_000_000_100 + SECTIONS.index(name))
    return {"gid": gid, "name": name, "resource_type": "section"}


def _choice(name: str) -> dict[str, str]:
    return {"gid": _number_of(name, 1_208_100_000_000_000), "name": name}


def _person(name: str) -> dict[str, str]:
    return {"gid": _number_of(name, 1_207_000_000_000_000), "name": name, "resource_type": "user"}


def _number_of(name: str, base: int) -> str:
    # The same name has the same number in every run.
    return str(base + int.from_bytes(name.encode()[:5], "big") % 99_999_999_999)


def _dates(due: Due) -> dict[str, str | None]:
    return {"start_on": None, "due_at": None, "due_on": _day(due)}


def _day(due: Due) -> str | None:
    return due.day.isoformat() if due.day else None


def written(at: int) -> str:
    """A time as Asana writes it."""
    return moment(at).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at % 1000:03}Z"


@dataclass(slots=True)
class CsvRows:
    """Writes tasks as rows of the CSV export, with the dirt that real files carry."""

    emails: dict[str, str]
    dirt: dict[str, int] = field(default_factory=dict)
    _written: int = 0

    def row(self, task: Ticket) -> str:
        """One task as a line."""
        self._written += 1
        key = task.key
        if self._written % _EXCEL_EVERY == 0:
            key = f"{float(key):.5E}"
            self.dirt["task number written by Excel"] = (
                self.dirt.get("task number written by Excel", 0) + 1
            )
        return line(self._cells(task, key))

    def _cells(self, task: Ticket, key: str) -> list[str]:
        last = task.last()
        completed = day(last.at).isoformat() if last.status == "Completed" else ""
        due = (task.dues[-1].day if task.dues else None) or ""
        return [
            key, day(task.created()).isoformat(), completed, day(last.at).isoformat(), task.title,
            _section(last.status)["name"], last.person, self.emails.get(last.person, ""), "",
            str(due), ",".join(labels_of(task)), _notes(task), str(PROJECT["name"]), "", "", "",
            last.team, task.type, "Yes" if task.complete else "No", task.link,
        ]  # fmt: skip


def line(cells: list[str]) -> str:
    """Cells as one line of CSV."""
    out = StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()
