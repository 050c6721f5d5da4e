"""IT's tracker: Jira's search answers with changelog, and its CSV."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from accord.simulate import asana, facts
from accord.simulate.calendar import moment
from accord.simulate.journeys import Change, Ticket
from accord.simulate.labels import labels_of
from accord.simulate.promises import Due

SITE = "https://halden-rowe.example"
PAGE = 50
TEAM, TASK, COMPLETE = "customfield_10001", "customfield_10210", "customfield_10211"
_NAMES = {TEAM: "Team", TASK: "Asana task", COMPLETE: "Brief complete"}
_PROJECT_NAMES = {"WEB": "Web", "CRM": "CRM", "DATA": "Data", "SEC": "Security"}
_STATUS_CATEGORY = {
    "queue": ("new", "To Do"),
    "work": ("indeterminate", "In Progress"),
    "wait": ("indeterminate", "In Progress"),
    "done": ("done", "Done"),
}
#: People of these teams sit elsewhere; Jira writes their entries with their offset.
_ZONES = {facts.DATA: ZoneInfo("America/New_York"), facts.CRM_SYSTEMS: ZoneInfo("Europe/Berlin")}
COMMENTS_IN_CSV, WATCHERS_IN_CSV, LABELS_IN_CSV = 3, 2, 3

CSV_HEADER = (
    "Summary", "Issue key", "Issue id", "Issue Type", "Status", "Project key", "Project name",
    "Project type", "Project lead", "Project lead id", "Project description", "Priority",
    "Resolution", "Assignee", "Assignee Id", "Reporter", "Reporter Id", "Creator", "Creator Id",
    "Created", "Updated", "Last Viewed", "Resolved", "Due date", "Votes",
    *["Labels"] * LABELS_IN_CSV, "Description",
    "Environment", *["Watchers"] * WATCHERS_IN_CSV, *["Watchers Id"] * WATCHERS_IN_CSV,
    "Original estimate", "Remaining Estimate", "Time Spent", "Work Ratio",
    "Σ Original Estimate", "Σ Remaining Estimate", "Σ Time Spent", "Security Level",
    "Custom field (Team)", "Custom field (Asana task)", "Custom field (Brief complete)",
    *["Comment"] * COMMENTS_IN_CSV,
    "Parent", "Parent key", "Parent summary", "Status Category", "Status Category Changed",
)  # fmt: skip
_UNDATED_EVERY, _TWICE_EVERY, _WIDE_EVERY = 41, 157, 211


def page(issues: list[Ticket], number: int, last: bool) -> str:
    """One answer of the search, on one line."""
    answer: dict[str, Any] = {"expand": "names,schema", "names": _NAMES}
    answer["issues"] = [_issue(issue) for issue in issues]
    answer["isLast"] = last
    if not last:
        answer["nextPageToken"] = f"page{number + 1}"
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")) + "\n"


def _issue(issue: Ticket) -> dict[str, Any]:
    histories = _histories(issue)
    length = len(histories)
    return {
        "id": str(10_000 + issue.number),
        "self": f"{SITE}/rest/api/3/issue/{10_000 + issue.number}",
        "key": issue.key,
        "fields": _values(issue),
        "changelog": {"startAt": 0, "maxResults": length, "total": length, "histories": histories},
    }


def _values(issue: Ticket) -> dict[str, Any]:
    last, first = issue.last(), issue.changes[0]
    done = facts.STATUSES[last.status][0] == "done"
    reporter = _person(issue.requester)
    return {
        "summary": issue.title,
        "issuetype": {"name": issue.type, "subtask": False},
        "project": {"key": _project(issue), "name": _PROJECT_NAMES[_project(issue)]},
        "status": {"name": last.status, "statusCategory": _category(last.status)},
        "resolution": {"name": last.resolution} if last.resolution else None,
        "resolutiondate": _time(last.at, last.team) if done else None,
        "created": _time(first.at, first.team),
        "updated": _time(last.at, last.team),
        "reporter": reporter,
        "creator": reporter,
        "assignee": _person(last.person) if last.person else None,
        "duedate": _day(issue.dues[-1]) if issue.dues else None,
        "description": _document(issue),
        "issuelinks": [],
        "labels": labels_of(issue),
        "comment": {"comments": list(_comments(issue)), "total": len(issue.comments)},
        TEAM: {"id": _project(issue).lower(), "name": last.team},
        TASK: asana.address(issue.link) if issue.link else None,
        COMPLETE: {"value": "Yes" if issue.complete else "No"},
    }


def _category(status: str) -> dict[str, str]:
    key, name = _STATUS_CATEGORY[facts.STATUSES[status][0]]
    return {"key": key, "name": name}


def _document(issue: Ticket) -> dict[str, Any]:
    words = f"See {asana.address(issue.link)}" if issue.link else "Details in the team's notes."
    paragraph = {"type": "paragraph", "content": [{"type": "text", "text": words}]}
    return {"type": "doc", "version": 1, "content": [paragraph]}


def _comments(issue: Ticket) -> Iterator[dict[str, Any]]:
    for at, author in issue.comments:
        yield {"author": _person(author), "created": _time(at, ""), "body": "Please see the task."}


def _histories(issue: Ticket) -> list[dict[str, Any]]:
    entries = [
        (after.at, after.person or issue.requester, after.team, list(_changes(before, after)))
        for before, after in zip(issue.changes, issue.changes[1:], strict=False)
    ]
    for old, new in zip(issue.dues, issue.dues[1:], strict=False):
        items = [_change("duedate", _day(old), _day(new))]
        entries.append((new.at, issue.requester, "", items))
    entries.sort(key=lambda entry: entry[0])
    return [
        {
            "id": str(issue.number * 1000 + number),
            "author": _person(author),
            "created": _time(at, team),
            "items": items,
        }
        for number, (at, author, team, items) in enumerate(entries, start=1)
    ]


def _changes(before: Change, after: Change) -> Iterator[dict[str, Any]]:
    if before.status != after.status:
        yield _change("status", before.status, after.status)
    if before.team != after.team:
        yield {**_change("Team", before.team, after.team), "fieldtype": "custom", "fieldId": TEAM}
    if before.person != after.person:
        yield _change("assignee", before.person or None, after.person or None)
    if before.resolution != after.resolution:
        yield _change("resolution", before.resolution or None, after.resolution or None)


def _change(name: str, old: str | None, new: str | None) -> dict[str, Any]:
    named = {"field": name, "fieldtype": "jira", "fieldId": name}
    return {**named, "from": old, "fromString": old, "to": new, "toString": new}


def _project(issue: Ticket) -> str:
    return issue.key.partition("-")[0]


def _person(name: str) -> dict[str, Any]:
    return {"accountId": _account(name), "displayName": name, "active": True}


def _account(name: str) -> str:
    return f"712020:{name.encode().hex()[:24]}" if name else ""


def _day(due: Due) -> str | None:
    return due.day.isoformat() if due.day else None


def _time(at: int, team: str) -> str:
    """A time with the offset of the place where the entry was made."""
    local = moment(at).astimezone(_ZONES[team]) if team in _ZONES else moment(at)
    return local.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at % 1000:03}" + local.strftime("%z")


@dataclass(slots=True)
class CsvRows:
    """Writes issues as rows of the CSV export, with the dirt that real files carry."""

    dirt: dict[str, int] = field(default_factory=dict)
    _written: int = 0
    _closed: int = 0

    def rows(self, issue: Ticket) -> str:
        """One issue as a line, now and then as two."""
        self._written += 1
        cells = self._cells(issue)
        if self._written % _WIDE_EVERY == 0:
            cells.append("left over")
            self._note("row wider than the header")
        text = asana.line(cells)
        if self._written % _TWICE_EVERY == 0:
            self._note("key on two rows")
            return text + text
        return text

    def _note(self, what: str) -> None:
        self.dirt[what] = self.dirt.get(what, 0) + 1

    def _cells(self, issue: Ticket) -> list[str]:
        last, project = issue.last(), _project(issue)
        closed = self._closing_time(last)
        return [
            issue.title, issue.key, str(10_000 + issue.number), issue.type, last.status, project,
            _PROJECT_NAMES[project], "software", "", "", "", "Medium", last.resolution,
            last.person, _account(last.person), issue.requester, _account(issue.requester),
            issue.requester, _account(issue.requester), _csv_time(issue.created()),
            _csv_time(last.at), "", closed, _csv_day(issue), "0", *_csv_labels(issue), _words(issue), "",
            *[""] * (2 * WATCHERS_IN_CSV), "", "", "", "-1", "", "", "", "",
            last.team, asana.address(issue.link) if issue.link else "",
            "Yes" if issue.complete else "No", *_csv_comments(issue),
            "", "", "", _category(last.status)["name"], closed,
        ]  # fmt: skip

    def _closing_time(self, last: Change) -> str:
        if facts.STATUSES[last.status][0] != "done":
            return ""
        self._closed += 1
        if self._closed % _UNDATED_EVERY == 0:
            self._note("done, but no date says when")
            return ""
        return _csv_time(last.at)


def _words(issue: Ticket) -> str:
    return f"See {asana.address(issue.link)}" if issue.link else "Details in the team's notes."


def _csv_comments(issue: Ticket) -> list[str]:
    told = [f"{_csv_time(at)};{_account(who)};Please see the task." for at, who in issue.comments]
    told = told[:COMMENTS_IN_CSV]
    return told + [""] * (COMMENTS_IN_CSV - len(told))


def _csv_labels(issue: Ticket) -> list[str]:
    told = labels_of(issue)
    return told + [""] * (LABELS_IN_CSV - len(told))


def _csv_day(issue: Ticket) -> str:
    due = issue.dues[-1].day if issue.dues else None
    return due.strftime("%d/%b/%y 12:00 AM") if due else ""


def _csv_time(at: int) -> str:
    """As the older look and feel shows it, e.g. ``25/Feb/26 4:38 PM``."""
    local = moment(at)
    return local.strftime("%d/%b/%y ") + f"{local.hour % 12 or 12}" + local.strftime(":%M %p")
