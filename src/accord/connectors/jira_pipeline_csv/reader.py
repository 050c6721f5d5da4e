"""Jira Data Center's data pipeline: issues as they stand, and their history, a row a changed field.

The history names issues by number only. Where the table of issues stands before or after it in the same
file, both are joined, and an issue is followed just as in the REST interface's JSON.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from accord.connectors.columns import Columns
from accord.connectors.contract import HolderKind, Level, Options, Recorder, UnreadableFileError
from accord.connectors.files import header_of, parse_time, time_zone
from accord.connectors.holders import most_telling
from accord.connectors.jira_json.changelog import DUE, LABELS, Followed
from accord.connectors.jira_json.fields import ASSIGNEE, Field
from accord.connectors.jira_json.reading import Entry, Reading
from accord.connectors.jira_pipeline_csv.tables import Line, Part, headers, lines, part_of
from accord.connectors.labels import labels_in
from accord.connectors.persons import names_persons

NAME = "jira-pipeline-csv"
LABEL = "Jira Data Center data pipeline CSV"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_OWN_FIELDS = ("status", ASSIGNEE, "resolution", "issuetype")
_DONE = ("done", "complete")
_READ = {
    "id", "key", "instance_url", "issue_type", "summary", "description", "status",
    "status_category", "resolution", "created_date", "resolution_date", "due_date", "parent_id",
    "reporter_name", "reporter_id", "assignee_name", "assignee_id", "environment", "labels",
    "issue_id", "changelog_id", "field", "from", "from_string", "to", "to_string",
}  # fmt: skip
_AGAIN = "the same key stands on a later row: the last one counts"
_TWICE = "the same change stands on an earlier row"
_OTHER = "changes of other fields, which say nothing of status and holder"
_ALONE = "issue known by its history alone: it bears its number and begins with its first change"
_NO_TEAM = "No field names a team: the assignee, a person, is taken as holder."
_NO_ISSUES = (
    "The file holds the history only: put the table of issues before it for keys and creation."
)


def sniff(head: bytes) -> float:
    """How surely this is a table of the data pipeline."""
    return 0.97 if part_of(header_of(head)) else 0.0


def translate(file: Path, options: Options, recorder: Recorder) -> None:
    """Read every issue, with its history where the file holds it."""
    receipt = recorder.receipt
    receipt.format, receipt.level = NAME, Level.SNAPSHOT
    parts = headers(file, receipt)
    names = list(dict.fromkeys(name for columns in parts.values() for name in columns.header))
    receipt.columns_read = [name for name in names if name.casefold() in _READ]
    receipt.columns_ignored = [name for name in names if name.casefold() not in _READ]
    found = _Found(Part.HISTORY in parts)
    followed = _followed(file, options, recorder, parts)
    for line in lines(file, receipt):
        found.see(line, followed, recorder)
    reading = Reading(recorder, options.zone, followed, count(1))
    for line in lines(file, receipt):
        if line.part is Part.ISSUES:
            found.issue(line, reading)
    if Part.ISSUES not in parts:
        receipt.guessed.append(_NO_ISSUES)
    for number, entries in found.entries.items():
        receipt.notes[_ALONE] += 1
        reading.changes_alone(number, _with_history({"fields": {}}, entries))


def _followed(
    file: Path, options: Options, recorder: Recorder, parts: dict[Part, Columns]
) -> Followed:
    """Status and holder: as told, else a team field that changes, else the assignee."""
    changed = {
        line.first("field") for line in lines(file, recorder.receipt) if line.part is Part.HISTORY
    }
    known = {name.casefold(): name for name in sorted(changed)}
    own = _OWN_FIELDS if Part.ISSUES in parts else ()
    for told in filter(None, (options.status, options.holder)):
        if told.casefold() not in known and told.casefold() not in own:
            raise UnreadableFileError(f"{file.name} has no change of a field {told}; name another.")
    teams = [known[name.casefold()] for name in most_telling(changed)]
    holder = options.holder or next(iter(teams), ASSIGNEE)
    if names_persons(holder):
        recorder.receipt.holder_kind = HolderKind.PERSON
    if not options.holder:
        told = f"The field {holder} names the holder." if teams else _NO_TEAM
        recorder.receipt.guessed.append(told)
    status = options.status or "status"
    return Followed(Field(status, (status.casefold(),)), Field(holder, (holder.casefold(),)))


@dataclass(slots=True)
class _Found:
    """What has to be known before the first issue is read."""

    has_history: bool
    keys: dict[str, str] = field(default_factory=dict)  # number of an issue → its key
    last: dict[str, int] = field(default_factory=dict)  # key → its last line
    entries: dict[str, dict[str, Entry]] = field(default_factory=dict)  # issue → changelog
    labels: dict[str, tuple[int, str]] = field(default_factory=dict)  # issue → when, and which then

    def see(self, line: Line, followed: Followed, recorder: Recorder) -> None:
        """Take in one row of either table."""
        if line.part is Part.ISSUES:
            key = line.first("key")
            self.keys[line.first("id")] = key
            self.last[key] = line.number
            return
        change = _change(line)
        self._see_labels(line, change)
        wanted = (*followed.parts().values(), DUE)
        if not any(part.names(change) for part in wanted):
            recorder.receipt.notes[_OTHER] += 1
        elif not (issue := line.first("issue_id")):
            recorder.skip("no item", f"line {line.number}")
        else:
            self._keep(issue, line, change, recorder)

    def _see_labels(self, line: Line, change: Entry) -> None:
        """The table of issues need not hold labels: the last change of them says which there are."""
        at = parse_time(line.first("created_date"))
        if LABELS.names(change) and at is not None:
            last = self.labels.get(line.first("issue_id"), (at, ""))
            told = (at, change["toString"] or change["to"])
            self.labels[line.first("issue_id")] = max(told, last, key=lambda one: one[0])

    def _keep(self, issue: str, line: Line, change: Entry, recorder: Recorder) -> None:
        name = line.first("changelog_id") or f"line {line.number}"
        new = {"id": name, "created": line.first("created_date"), "items": []}
        entry = self.entries.setdefault(issue, {}).setdefault(name, new)
        if change in entry["items"]:
            recorder.skip(_TWICE, f"line {line.number}")
        else:
            entry["items"].append(change)

    def issue(self, line: Line, reading: Reading) -> None:
        """Tell one issue, with its history where the file has one."""
        key, number = line.first("key"), line.first("id")
        if not key:
            reading.recorder.skip("no item", f"line {line.number}")
        elif self.last[key] != line.number:
            reading.recorder.skip(_AGAIN, f"line {line.number}")
        else:
            made = _issue(line, self.keys.get(line.first("parent_id"), ""), reading.zone)
            _, changed = self.labels.get(number, (0, ""))
            made["fields"]["labels"] = _labels(line.first("labels")) or changed
            if self.has_history:
                made = _with_history(made, self.entries.pop(number, {}))
            reading.issue(made, f"line {line.number}")


def _change(line: Line) -> Entry:
    """A changed field, as the REST interface tells it."""
    return {
        "field": line.first("field"),
        "from": line.first("from"),
        "fromString": line.first("from_string"),
        "to": line.first("to"),
        "toString": line.first("to_string"),
    }


def _with_history(issue: Entry, entries: dict[str, Entry]) -> Entry:
    return issue | {"changelog": {"histories": list(entries.values())}}


def _issue(line: Line, parent: str, zone: str) -> Entry:
    """An issue, as the REST interface tells it."""
    first = line.first
    done = first("status_category").casefold() in _DONE
    fields = {
        "summary": first("summary"),
        "description": first("description"),
        "environment": first("environment"),
        "issuetype": first("issue_type"),
        "status": {"name": first("status"), "statusCategory": {"key": "done" if done else "open"}},
        "resolution": first("resolution"),
        "created": first("created_date"),
        "resolutiondate": first("resolution_date"),
        "duedate": _day(first("due_date"), zone),
        "reporter": first("reporter_name", "reporter_id", "creator_name", "creator_id"),
        "assignee": first("assignee_name", "assignee_id"),
        "parent": {"key": parent},
    }
    site = first("instance_url").rstrip("/")
    return {"key": first("key"), "self": f"{site}/rest/api/2/issue", "fields": fields}


def _labels(cell: str) -> list[str]:
    """The labels of a cell, which may be written as a list of JSON."""
    return [label.strip('"') for label in labels_in(cell.strip("[]"))]


def _day(text: str, zone: str) -> str:
    """The day that a due date means: it is written as a moment in UTC."""
    at = parse_time(text)
    if at is None or len(text) == 10:
        return text
    local = (_EPOCH + timedelta(microseconds=at)).astimezone(time_zone(zone))
    return local.date().isoformat()
