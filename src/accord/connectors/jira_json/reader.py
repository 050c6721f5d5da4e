"""Jira issues with changelog: every change of status, holder, resolution and due date."""

from itertools import count
from pathlib import Path

from accord.connectors.contract import Level, Options, Recorder, UnreadableFileError
from accord.connectors.documents import REST, documents
from accord.connectors.jira_json.changelog import Followed
from accord.connectors.jira_json.fields import CONTAINERS, holder_field, status_field
from accord.connectors.jira_json.reading import Reading

NAME = "jira-json"
LABEL = "Jira REST JSON with changelog"

_MARKS = (b'"changelog"', b'"issuetype"', b'"histories"', b'"customfield_', b'"summary"')


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
    reading = Reading(recorder, options.zone, followed, count(1))
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
