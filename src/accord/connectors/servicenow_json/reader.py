"""ServiceNow's table interface: records show how they stand, audit rows tell every change."""

from collections.abc import Iterator
from pathlib import Path

from accord.connectors.contract import HolderKind, Level, Options, Recorder, UnreadableFileError
from accord.connectors.documents import text
from accord.connectors.files import Dates
from accord.connectors.persons import names_persons
from accord.connectors.servicenow_json.reading import (
    PERSON,
    READ,
    TIMES,
    Followed,
    Reading,
    followed_fields,
    tell_names,
)
from accord.connectors.servicenow_json.survey import (
    JOURNALS,
    Survey,
    is_audit,
    is_name,
    rows,
    stored,
    surveyed,
)
from accord.connectors.snapshots import Snapshots

NAME = "servicenow-json"
LABEL = "ServiceNow table API JSON"

_MARKS = (
    b'"sys_id"', b'"sys_created_on"', b'"sys_updated_on"', b'"assignment_group"', b'"opened_at"',
    b'"short_description"', b'"caller_id"', b'"documentkey"', b'"fieldname"', b'"tablename"',
    b'"close_code"', b'"incident_state"',
)  # fmt: skip


def sniff(head: bytes) -> float:
    """How surely this is ServiceNow's JSON."""
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
        return 0.0
    return 0.97 if sum(mark in head for mark in _MARKS) >= 2 else 0.0


def translate(file: Path, options: Options, recorder: Recorder) -> None:
    """Read every record of the file, and the audit rows that tell its changes."""
    receipt = recorder.receipt
    receipt.format, receipt.level = NAME, Level.SNAPSHOT
    survey = surveyed(file)
    followed = followed_fields(file, survey, options)
    if names_persons(followed.holder):
        receipt.holder_kind = HolderKind.PERSON
    _tell_columns(recorder, survey, followed)
    if any(followed.tells(entry) for told in survey.audits.values() for entry in told):
        receipt.level = Level.CHANGELOG
    dates = Dates(file, options, receipt, lambda: _written_times(file))
    reading = Reading(recorder, survey, dates, followed, Snapshots(recorder))
    found = False
    for place, row in enumerate(
        rows(file, lambda where: recorder.skip("not readable JSON", where)), 1
    ):
        if not is_audit(row) and not is_name(row) and "number" in row:
            found = True
            reading.record(row, place)
        elif not is_audit(row) and not is_name(row):
            recorder.skip("no item", f"object {place}")
    if not found and not survey.audits:
        raise UnreadableFileError(
            f"{file.name} holds no ServiceNow record; ask the table interface for incidents, "
            "requests or tasks, with their number."
        )
    reading.audits_alone()
    tell_names(recorder, survey)


def _tell_columns(recorder: Recorder, survey: Survey, followed: Followed) -> None:
    audited = {stored(entry.get("fieldname")): None for a in survey.audits.values() for entry in a}
    names = list({**survey.fields, **audited})
    read = {*READ, *followed.status, followed.holder, PERSON, *JOURNALS}
    recorder.receipt.columns_read = [name for name in names if name in read]
    recorder.receipt.columns_ignored = [name for name in names if name and name not in read]


def _written_times(file: Path) -> Iterator[str]:
    for row in rows(file, lambda _place: None):
        yield from (text(row.get(name)) for name in TIMES)
