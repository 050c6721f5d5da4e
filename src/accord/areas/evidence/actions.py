"""Verbs that write: read an export, take it in, undo it, map it, sign it.

An import goes through two jobs. *Reading* is a dry run: it keeps what the file says in a folder of its
own and writes the receipt; nothing that anybody sees changes. *Applying* writes the evidence tables
and then, in one transaction, moves the snapshot with receipt and journal. A crash in between leaves the
last good state.
"""

import datetime as dt
import hashlib
import io
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
from django.conf import settings
from django.db import transaction

from accord.analysis import look_back as memories
from accord.analysis.statuses import REQUESTER, proposed
from accord.areas.evidence import findings, queries
from accord.areas.evidence.findings import look_back as remembering
from accord.areas.evidence.frames import figures, mapping_content, pseudonym
from accord.areas.evidence.models import (
    BUSY,
    FEWEST_A_SIDE,
    AgreedLink,
    Correction,
    HolderKind,
    HolderMapping,
    Import,
    ImportState,
    Level,
    LookBack,
    LookBackMark,
    LookBackRequest,
    SavedView,
    Scenario,
    Snapshot,
    Source,
    StatusMapping,
    TableMapping,
)
from accord.areas.indicators import actions as indicators
from accord.areas.indicators.queries import board
from accord.areas.people.access import side_of
from accord.areas.people.actions import digest_of, record, sign
from accord.areas.people.models import SIDES, Role, Team, TeamParty, User, company_zone
from accord.connectors import registry
from accord.connectors.any_table.mapping import Mapping
from accord.connectors.any_table.reader import NAME as ANY_TABLE
from accord.connectors.any_table.table import Look, first_look
from accord.connectors.contract import Options, Reader, Receipt, Recorder, UnreadableFileError
from accord.connectors.files import read_head
from accord.store import derived
from accord.store import evidence as store
from accord.store.engine import connect

_CHUNK = 1 << 20
#: A page of the evidence with a choice; never another house.
_VIEW = re.compile(r"/evidence/[a-z-]+/(\?[^\s#]*)?")

_LEVELS = [Level.REMEMBERED, Level.SNAPSHOT, Level.COMMENTS, Level.CHANGELOG]
_PENDING = "pending"
_NOT_KNOWN = ("has no known format", "no sheet has a known format")
#: A reader less sure than this may be wrong about a file: where it fails, columns are asked for.
_SURE = 0.8
_UNDECIDED = {ImportState.READING, ImportState.ASKING, ImportState.READY, ImportState.FAILED}
_FIELDS = {
    "say --day-first or --month-first": "choose the order under “Dates are written”",
    "--holder": "“Column that names who holds the item”",
    "--status": "“Column that names the status”",
    "--zone": "“Time zone of times written without one”",
    ", and --format names one of": "; formats are",
}


class RefusedError(Exception):
    """What was asked cannot be done now: one sentence that says why."""


def tables() -> store.Evidence:
    """The evidence tables of this installation."""
    return store.Evidence(settings.ACCORD_HOME)


def upload_of(row: Import) -> Path:
    """Where the file of an import lies while it is needed."""
    return Path(settings.MEDIA_ROOT) / f"import-{row.pk}"


def raw_name(row: Import) -> str:
    """The name of the import's raw folder."""
    return f"import-{row.pk}"


# Reading


def begin_import(
    *,
    file: BinaryIO,
    file_name: str,
    source_name: str,
    options: dict[str, Any],
    by: User,
    at: dt.datetime,
) -> Import:
    """Keep the file for the job that reads it."""
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(mode=0o700, exist_ok=True)
    row = Import.objects.create(
        source_name=source_name,
        source=Source.objects.filter(name=source_name).first(),
        file_name=_kept_name(file_name),
        options=options,
        by=by,
        at=at,
    )
    digest = hashlib.sha256()
    with upload_of(row).open("wb") as kept:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            kept.write(chunk)
    row.digest = digest.hexdigest()
    row.save()
    return row


def _kept_name(file_name: str) -> str:
    """The name without a path, short enough for any file system."""
    name = Path(file_name).name.encode()[-200:].decode(errors="ignore")
    return name if name.strip(".") else "file"


def read_import(*, row: Import) -> None:
    """The dry run: keep what the file says, write the receipt, change nothing that anybody sees."""
    try:
        receipt = _read(row)
    except UnreadableFileError as error:
        _ask_or_fail(row, _for_the_screen(str(error)))
        return
    except _StoppedError:
        return
    except Exception:
        _fail(row, f"{row.file_name} could not be read. The log says why; nothing was changed.")
        raise
    written = _receipt(row, receipt)
    # Only when nobody stopped it meanwhile.
    Import.objects.filter(pk=row.pk, state=ImportState.READING).update(
        receipt=written, state=ImportState.READY, progress=""
    )
    row.refresh_from_db()


class _StoppedError(Exception):
    """Somebody stopped the reading."""


def _for_the_screen(sentence: str) -> str:
    """Readers name the options of the command line; on screen they are fields of the form."""
    for option, field_name in _FIELDS.items():
        sentence = sentence.replace(option, field_name)
    return sentence


def _fail(row: Import, problem: str) -> None:
    row.state = ImportState.FAILED
    row.problem = problem
    row.progress = ""
    row.save()
    _forget_file(row)


def _ask_or_fail(row: Import, problem: str) -> None:
    """Ask what the columns say where the file is a table that no reader knows."""
    if not _could_be_mapped(row):
        _fail(row, problem)
        return
    if any(words in problem for words in _NOT_KNOWN):
        problem = f"{row.file_name} is a table of no tracker that Accord knows by its header."
    Import.objects.filter(pk=row.pk, state=ImportState.READING).update(
        problem=problem, state=ImportState.ASKING, progress=""
    )
    row.refresh_from_db()


def _could_be_mapped(row: Import) -> bool:
    path = _named_as_given(row)
    try:
        first_look(path)
    except UnreadableFileError:
        return False
    return bool(row.options.get("mapping")) or not _is_known(path)


def _is_known(path: Path) -> bool:
    """Whether a reader is sure enough of the file that what is wrong with it is not its columns."""
    try:
        return registry.recognised(path).sniff(read_head(path)) >= _SURE
    except UnreadableFileError:
        return False


def _forget_file(row: Import) -> None:
    upload_of(row).unlink(missing_ok=True)
    shutil.rmtree(upload_of(row).with_suffix(".named"), ignore_errors=True)


def _read(row: Import) -> Receipt:
    path = _named_as_given(row)
    reader, saved = _reader_of(row, path)
    options = Options(**row.options)
    with tables().raw.staged(raw_name(row)) as scratch:

        def write(table: str, batch: pa.RecordBatch) -> None:
            scratch.write(_PENDING, table, batch)
            _tell_progress(row, recorder.receipt.read)

        recorder = Recorder(write, pseudonym=pseudonym)
        recorder.receipt.format = reader.name
        if saved is not None:
            recorder.receipt.guessed.append(_saved_words(saved))
        reader.translate(path, options, recorder)
        receipt = recorder.close()
    if not receipt.used:
        tables().raw.drop(raw_name(row))
        raise UnreadableFileError(
            f"{row.file_name} has no row that can be used. {_first_reason(receipt)}"
        )
    return receipt


def _reader_of(row: Import, path: Path) -> tuple[Reader, TableMapping | None]:
    """By what is said of this file's columns, or was said of this header before, or by its content."""
    saved = None
    if not row.options.get("mapping") and (found := _saved_for(path)):
        saved, mapping = found
        row.options = row.options | {"mapping": mapping.as_dict()}
        row.save(update_fields=["options"])
    if row.options.get("mapping"):
        return registry.named(ANY_TABLE), saved
    return registry.recognised(path), None


def _saved_for(path: Path) -> tuple[TableMapping, Mapping] | None:
    """What was said before of a table with this header, wherever the header stands in this file."""
    for look in _looks(path):
        saved = TableMapping.objects.filter(fingerprint=look.fingerprint).first()
        # Tables without a header are all alike: nothing is taken over from one to the next.
        if saved is not None and look.header:
            told = Mapping.from_dict(saved.mapping)
            return saved, replace(told, header=look.header, sheet=look.sheet)
    return None


def _looks(path: Path) -> Iterator[Look]:
    """The table as it shows itself, then as others with a saved header were looked at."""
    mappings = TableMapping.objects.values_list("mapping", flat=True)
    told = dict.fromkeys((found["sheet"], found["header"]) for found in mappings)
    for sheet, header in [("", None), *told] if told else []:
        try:
            yield first_look(path, sheet, header)
        except UnreadableFileError:
            continue


def _saved_words(saved: TableMapping) -> str:
    return (
        f"The columns are read as {saved.by} said on {saved.at:%d %B %Y} for a table with this "
        "header; you can change it before you import."
    )


# What the columns of a table say


def columns_of(*, row: Import, sheet: str = "", header: int | None = None) -> Look:
    """The beginning of the import's file, as a table; ``UnreadableFileError`` where it is none."""
    return first_look(_named_as_given(row), sheet, header)


@transaction.atomic
def tell_columns(
    *,
    row: Import,
    mapping: Mapping,
    fingerprint: str,
    options: dict[str, Any],
    by: User,
    at: dt.datetime,
) -> bool:
    """Read the file by this mapping, now and whenever a table has this header; false when too late.

    Of a table without a header nothing is kept: the next one may be of anything.
    """
    told = mapping.as_dict()
    free = Import.objects.filter(pk=row.pk, state__in=(ImportState.ASKING, ImportState.READY))
    options = row.options | options | {"holder": "", "status": "", "mapping": told}
    if not free.update(state=ImportState.READING, options=options, problem="", receipt={}):
        return False
    name, key = f"the columns of {row.source_name}", ""
    if mapping.header:
        saved, _ = TableMapping.objects.update_or_create(
            fingerprint=fingerprint,
            defaults={"name": row.source_name, "mapping": told, "by": by, "at": at},
        )
        key = str(saved.pk)
    columns = told["columns"]
    record(by=by, at=at, verb="mapped", kind="table", key=key, label=name, columns=columns)
    return True


@transaction.atomic
def forget_columns(*, row: Import, fingerprint: str, by: User, at: dt.datetime) -> bool:
    """Forget what was said of this header, and read the file by its content; false when too late."""
    free = Import.objects.filter(pk=row.pk, state__in=(ImportState.ASKING, ImportState.READY))
    options = {name: told for name, told in row.options.items() if name != "mapping"}
    if not free.update(state=ImportState.READING, options=options, problem="", receipt={}):
        return False
    for saved in TableMapping.objects.filter(fingerprint=fingerprint):
        record(by=by, at=at, verb="forgot", kind="table", key=str(saved.pk), label=str(saved))
        saved.delete()
    return True


def _tell_progress(row: Import, rows: int) -> None:
    """Say how far the reading is; stop where somebody asked for it."""
    still = Import.objects.filter(pk=row.pk, state=ImportState.READING)
    if not still.update(progress=f"{rows:,} rows are read so far."):
        raise _StoppedError


def _named_as_given(row: Import) -> Path:
    """A path whose name is the user's, so that sentences name the file as the user knows it."""
    folder = upload_of(row).with_suffix(".named")
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / row.file_name
    path.unlink(missing_ok=True)
    path.symlink_to(upload_of(row))
    return path


def _first_reason(receipt: Receipt) -> str:
    if not receipt.skipped:
        return "It has a header and no rows."
    reason, count = receipt.skipped.most_common(1)[0]
    return f"Most frequent reason: {reason} ({count} rows)."


def _receipt(row: Import, receipt: Receipt) -> dict[str, Any]:
    written: dict[str, Any] = {
        name: _plain(getattr(receipt, name)) for name in receipt.__dataclass_fields__
    }
    if LookBack.objects.filter(history=row).exists():
        written["level"] = Level.REMEMBERED
    written["skipped_rows"] = receipt.skipped.total()
    newest = queries.newest_snapshot()
    with _raw(row) as raw:
        # Of persons not even a count of rows is kept.
        by_person = receipt.holder_kind.value == HolderKind.PERSON.value
        written["holders"] = {} if by_person else _counts(raw["history"], "holder")
        written["statuses"] = _counts(raw["history"], "status")
        items = set(_distinct(raw["history"]))
        moments = raw["history"].agg(first=raw["history"].at.min(), last=raw["history"].at.max())
        written |= moments.to_pyarrow().to_pylist()[0]
    known: set[str] = set()
    if newest is not None and row.source is not None:
        with store.open_snapshot(settings.ACCORD_HOME, _pinned(newest)) as found:
            rows = found[store.STAYS]
            known = set(_distinct(rows.filter(rows.source == row.source.key)))
    written["items"] = len(items)
    written["new_items"] = len(items - known)
    written["replaced_items"] = len(items & known)
    written["untouched_items"] = len(known - items)
    return written


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, dict) else value


@contextmanager
def _raw(row: Import) -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="accord-") as scratch:
        connection = connect(Path(scratch))
        try:
            yield tables().raw.tables(connection, raw_name(row))
        finally:
            connection.disconnect()


def _distinct(rows: Any) -> list[str]:
    return rows.select("item").distinct().to_pyarrow()["item"].to_pylist()


def _counts(rows: Any, column: str) -> dict[str, int]:
    counted = rows.group_by(column).agg(rows=rows.count()).to_pyarrow().to_pylist()
    ordered = sorted(counted, key=lambda found: (-found["rows"], found[column]))
    return {found[column]: found["rows"] for found in ordered if found[column]}


def _pinned(row: Snapshot) -> store.Snapshot:
    return store.Snapshot(dict(row.versions))


# Applying and undoing


def apply_import(*, row: Import, at: dt.datetime) -> None:
    """Take the import in: its items replace what its source said of them before."""
    same = Import.objects.filter(
        source_name=row.source_name,
        digest=row.digest,
        options=row.options,
        state=ImportState.APPLIED,
    )
    with _writing() as writing:
        if same.exists():
            _discard(row)
            return
        source = _source_for(row)
        pinned = writing.apply(raw_name(row), source.key)
        with transaction.atomic():
            source.save()
            row.source = source
            row.state = ImportState.APPLIED
            row.applied_at = at
            row.progress = ""
            row.save()
            propose_mappings(source=source, receipt=row.receipt)
            _pin(pinned, row, at)
            record(
                by=row.by, at=at, verb="imported", kind="import", key=str(row.pk), label=str(row)
            )
    _forget_file(row)


def _writing() -> AbstractContextManager[store.Writing]:
    """Write on top of what counts when the lock is held, not of what counted before."""
    empty = tables().first_snapshot()

    def newest() -> store.Snapshot:
        found = queries.newest_snapshot()
        return _pinned(found) if found else empty

    return tables().writing(newest)


def _source_for(row: Import) -> Source:
    receipt = row.receipt
    source, _ = Source.objects.get_or_create(
        name=row.source_name,
        defaults={
            "format": receipt["format"],
            "level": receipt["level"],
            "holder_kind": receipt["holder_kind"],
        },
    )
    source.format = receipt["format"]
    source.holder_kind = receipt["holder_kind"]
    # Memory lasts: no file makes a record of what somebody only remembers.
    source.level = min(
        {source.level, receipt["level"]} & {Level.REMEMBERED.value},
        default=max(source.level, receipt["level"], key=lambda level: _LEVELS.index(level)),
    )
    return source


def _pin(pinned: store.Snapshot, row: Import, at: dt.datetime) -> None:
    applied = Import.objects.filter(state=ImportState.APPLIED)
    last = max((found.receipt.get("last") or 0 for found in applied), default=0)
    Snapshot.objects.create(at=at, versions=pinned.versions, cause=row, as_of=last)
    # What was undone or forgotten must not live on in a table that was worked out from it.
    derived.forget(settings.ACCORD_HOME)


def discard_import(*, row: Import, by: User, at: dt.datetime) -> None:
    """Leave a dry run at that."""
    if row.state not in _UNDECIDED:
        raise RefusedError("Only a file that is not imported can be discarded.")
    _discard(row)
    record(by=by, at=at, verb="discarded", kind="import", key=str(row.pk), label=str(row))


def _discard(row: Import) -> None:
    row.state = ImportState.DISCARDED
    row.progress = ""
    row.receipt = row.receipt | {"holders": {}}  # it may name people, and nobody needs it any more
    row.save()
    tables().raw.drop(raw_name(row))
    _forget_file(row)


def ask_to_undo(*, row: Import, by: User, at: dt.datetime) -> bool:
    """Ask for the undo of an import; true when it may be done now.

    Where both sides ever signed the source's mappings, both have to ask: a change of a mapping in
    between does not take the second key away.
    """
    if row.state != ImportState.APPLIED or row.source is None:
        raise RefusedError("Only an import that counts can be undone.")
    if not queries.was_signed(row.source):
        return True
    digest = digest_of([row.pk, row.digest])
    sign(subject=queries.UNDO, key=str(row.pk), digest=digest, label=str(row), by=by, at=at)
    return queries.undo_keys(row).complete


def undo_import(*, row: Import, by: User, at: dt.datetime) -> None:
    """Make the source what the other imports say, in the order in which they came."""
    source = row.source
    if source is None:
        raise RefusedError("Only an import that counts can be undone.")
    others = source.imports.filter(state=ImportState.APPLIED).exclude(pk=row.pk)
    with _writing() as writing:
        names = [raw_name(other) for other in others.order_by("applied_at", "pk")]
        pinned = writing.replay(names, source.key)
        with transaction.atomic():
            row.state = ImportState.UNDONE
            row.progress = ""
            _forget_names(row, source)
            row.save()
            _pin(pinned, row, at)
            record(by=by, at=at, verb="undid", kind="import", key=str(row.pk), label=str(row))
    tables().raw.drop(raw_name(row))


def _forget_names(row: Import, source: Source) -> None:
    """Leave no holder behind that only the undone import named, unless somebody mapped it."""
    row.receipt = row.receipt | {"holders": {}}
    others = source.imports.filter(state=ImportState.APPLIED).exclude(pk=row.pk)
    named = {holder for other in others for holder in other.receipt["holders"]}
    for mapping in HolderMapping.objects.filter(source=source, team=None):
        if mapping.holder not in named:
            mapping.delete()


def tidy(*, at: dt.datetime) -> None:
    """Join small files of the evidence tables, and remove those that nobody has needed for a week."""
    if queries.newest_snapshot() is None:
        return
    with _writing() as writing:
        pinned = writing.compact()
        as_of = Snapshot.objects.values_list("as_of", flat=True)[0]
        Snapshot.objects.create(at=at, versions=pinned.versions, as_of=as_of)


def recover(*, at: dt.datetime) -> list[Import]:
    """After a crash: what was being applied is ready again; return what must be read again."""
    tables().sweep()
    Import.objects.filter(state=ImportState.APPLYING).update(state=ImportState.READY, progress="")
    Import.objects.filter(state=ImportState.UNDOING).update(state=ImportState.APPLIED, progress="")
    cut_off = list(Import.objects.filter(state=ImportState.READING))
    for row in cut_off:
        # A fingerprint stands there only once the whole file had come.
        if not row.digest or not upload_of(row).exists():
            _fail(row, "The server stopped while the file was sent. Send it again.")
            record(by=None, at=at, verb="gave up", kind="import", key=str(row.pk), label=str(row))
    return [row for row in cut_off if row.state == ImportState.READING]


# Mapping


@transaction.atomic
def propose_mappings(*, source: Source, receipt: dict[str, Any]) -> None:
    """Add what the import newly names, with a proposal; what a person approved stays as it is."""
    if source.holder_kind == HolderKind.UNIT:
        teams = {team.name.casefold(): team for team in Team.objects.all()}
        for holder, rows in receipt["holders"].items():
            row, _ = HolderMapping.objects.get_or_create(source=source, holder=holder[:300])
            if not row.approved and row.team is None:
                row.team = teams.get(holder.casefold())
            row.rows = rows
            row.save()
    requester = _requester_of(source)
    for status, rows in receipt["statuses"].items():
        _propose_status(source, status, rows, requester)


def _propose_status(source: Source, status: str, rows: int, requester: str) -> None:
    row, _ = StatusMapping.objects.get_or_create(source=source, status=status[:300])
    meaning = memories.meaning(status) or proposed(status)
    if meaning and not row.approved and not row.status_class:
        row.status_class = meaning.status_class
        row.turn = requester if meaning.turn == REQUESTER else meaning.turn
    row.rows = rows
    row.save()


def _requester_of(source: Source) -> str:
    """Who asks in this tracker: the other side of the one that holds most of its rows."""
    held = {"marketing": 0, "it": 0}
    for row in HolderMapping.objects.filter(source=source, team__isnull=False):
        latest = TeamParty.objects.filter(team=row.team).last()
        if latest is not None and latest.party in held:
            held[latest.party] += row.rows
    if not any(held.values()):
        return ""
    return "marketing" if held["it"] >= held["marketing"] else "it"


@transaction.atomic
def save_mappings(
    *,
    source: Source,
    holders: dict[int, int | None],
    statuses: dict[int, tuple[str, str]],
    by: User,
    at: dt.datetime,
) -> int:
    """Set teams of holders (by mapping id → team id) and classes of statuses; return the changes."""
    changed = _save_holders(source, holders) + _save_statuses(source, statuses)
    HolderMapping.objects.filter(source=source).update(approved=True)
    StatusMapping.objects.filter(source=source).update(approved=True)
    if changed:
        record(
            by=by,
            at=at,
            verb="mapped",
            kind="source",
            key=str(source.pk),
            label=str(source),
            changes=changed,
        )
    return changed


def _save_holders(source: Source, holders: dict[int, int | None]) -> int:
    changed = 0
    for row in HolderMapping.objects.filter(source=source, pk__in=holders):
        if row.team_id != holders[row.pk]:
            row.team_id = holders[row.pk]
            row.save()
            changed += 1
    return changed


def _save_statuses(source: Source, statuses: dict[int, tuple[str, str]]) -> int:
    changed = 0
    for row in StatusMapping.objects.filter(source=source, pk__in=statuses):
        if (row.status_class, row.turn) != statuses[row.pk]:
            row.status_class, row.turn = statuses[row.pk]
            row.save()
            changed += 1
    return changed


def sign_mappings(*, source: Source, seen: str, by: User, at: dt.datetime) -> None:
    """Sign the source's mappings for the own side, as they were ``seen`` (their fingerprint)."""
    digest = digest_of(mapping_content(source))
    if seen != digest:
        raise RefusedError(
            "The mappings were changed while you looked at them. Look again before you sign."
        )
    sign(
        subject=queries.MAPPINGS,
        key=str(source.pk),
        digest=digest,
        label=f"the mappings of {source}",
        by=by,
        at=at,
    )


# Pairs of items

End = tuple[Source, str]


@transaction.atomic
def say_of_pair(*, one: End, other: End, together: bool, by: User, at: dt.datetime) -> AgreedLink:
    """Somebody says whether two items belong together; the newest word on a pair counts."""
    first, second = sorted((one, other), key=lambda end: (end[0].pk, end[1]))
    if first == second:
        raise RefusedError("An item always belongs together with itself. Choose two items.")
    row, _ = AgreedLink.objects.update_or_create(
        first_source=first[0],
        first_item=first[1],
        second_source=second[0],
        second_item=second[1],
        defaults={"together": together, "by": by, "at": at},
    )
    verb = "joined" if together else "told apart"
    record(by=by, at=at, verb=verb, kind="pair", key=str(row.pk), label=str(row)[:200])
    return row


@transaction.atomic
def take_back(*, row: AgreedLink, by: User, at: dt.datetime) -> None:
    """What was said of a pair counts no more: the trackers' links say again."""
    record(by=by, at=at, verb="took back", kind="pair", key=str(row.pk), label=str(row)[:200])
    row.delete()


# Corrections


@transaction.atomic
def correct(*, request: str, party: str, text: str, by: User, at: dt.datetime) -> Correction:
    """Somebody says what is wrong with a turn that is booked to its party."""
    row = Correction.objects.create(request=request, party=party, text=text, by=by, at=at)
    record(by=by, at=at, verb="corrected", kind="request", key=request, label=text[:200])
    return row


@transaction.atomic
def settle(*, row: Correction, by: User, at: dt.datetime) -> None:
    """The lead has dealt with a correction."""
    row.settled_at = at
    row.save()
    record(by=by, at=at, verb="settled", kind="correction", key=str(row.pk), label=str(row))


# Seatings to compare


@transaction.atomic
def save_scenario(*, name: str, moves: dict[str, str], by: User, at: dt.datetime) -> Scenario:
    """Keep a seating under a name; nothing of the mappings changes."""
    if not moves:
        raise RefusedError("Nothing is moved yet, so there is nothing to keep.")
    if Scenario.objects.filter(name=name).exists():
        raise RefusedError(f"There is a scenario “{name}” already. Choose another name.")
    row = Scenario.objects.create(name=name, moves=moves, by=by, at=at)
    record(by=by, at=at, verb="kept", kind="scenario", key=str(row.pk), label=name)
    return row


def may_delete(row: Scenario, user: User) -> bool:
    """Whoever kept a seating may forget it, and the partnership lead."""
    return row.by_id == user.pk or user.role == Role.LEAD


@transaction.atomic
def delete_scenario(*, row: Scenario, by: User, at: dt.datetime) -> None:
    """Forget a seating."""
    if not may_delete(row, by):
        raise RefusedError(f"“{row}” was kept by {row.by}: only they or the lead can delete it.")
    record(by=by, at=at, verb="deleted", kind="scenario", key=str(row.pk), label=row.name)
    row.delete()


# Saved views

#: More than this nobody finds again.
MOST_VIEWS = 30


def save_view(*, name: str, address: str, by: User, at: dt.datetime) -> SavedView:
    """Keep a choice under a name, for its owner alone; ``RefusedError`` where it is no such page."""
    name = " ".join(name.split())[:80]
    if not name:
        raise RefusedError("Give the view a name.")
    if not _VIEW.fullmatch(address) or len(address) > 600:
        raise RefusedError("Only the page of a question can be saved.")
    if SavedView.objects.filter(by=by).exclude(name=name).count() >= MOST_VIEWS:
        raise RefusedError(f"There are {MOST_VIEWS} views already; remove one first.")
    row, _ = SavedView.objects.update_or_create(
        by=by, name=name, defaults={"address": address, "at": at}
    )
    return row


# Looking back


#: What one person says of a milestone: the day, "I cannot remember", whose turn then came.
Memories = dict[str, tuple[dt.date | None, bool, str]]


@transaction.atomic
def open_look_back(
    *, title: str, requests: Sequence[tuple[str, str]], by: User, at: dt.datetime
) -> LookBack:
    """Open a look-back on these requests, each with its name in a tracker or ""."""
    row = LookBack.objects.create(title=title, by=by, at=at)
    LookBackRequest.objects.bulk_create(
        LookBackRequest(look_back=row, place=place, title=name, key=key)
        for place, (name, key) in enumerate(requests, start=1)
    )
    record(by=by, at=at, verb="opened", kind="look-back", key=str(row.pk), label=str(row))
    return row


@transaction.atomic
def remember(*, request: LookBackRequest, said: Memories, by: User, at: dt.datetime) -> None:
    """Keep what one person remembers of a request, in place of what the same person said before.

    No journal entry: who looked back, and when, is nobody's business.
    """
    side = side_of(by, at)
    if not side:
        raise RefusedError("Only people of marketing or IT look back, each for the own side.")
    look_back = LookBack.objects.get(pk=request.look_back_id)
    if look_back.closed_at is not None:
        raise RefusedError("This look-back is revealed: nothing can be changed any more.")
    LookBackMark.objects.filter(request__look_back=look_back, by=by).update(side=side)
    for milestone, (day, forgotten, turn) in said.items():
        LookBackMark.objects.update_or_create(
            request=request,
            milestone=milestone,
            by=by,
            defaults={"side": side, "day": day, "forgotten": forgotten, "turn": turn},
        )


@transaction.atomic
def reveal(*, look_back: LookBack, by: User, at: dt.datetime) -> None:
    """Lay both sides' memories open, for good; who said what is forgotten in the same moment."""
    row = LookBack.objects.get(pk=look_back.pk)
    if row.closed_at is not None:
        raise RefusedError("This look-back is revealed already.")
    people = queries.looking_back(row)
    if min(people.values()) < FEWEST_A_SIDE:
        far = " and ".join(f"{people[side.value]} of {side.label}" for side in SIDES)
        raise RefusedError(
            f"The reveal needs days from at least {FEWEST_A_SIDE} people of each side, so that no "
            f"answer is one person's. So far: {far}."
        )
    _forget_who(row)
    row.people = people
    row.closed_at = at
    row.save()
    record(by=by, at=at, verb="revealed", kind="look-back", key=str(row.pk), label=str(row))


def _forget_who(row: LookBack) -> None:
    """Write the marks anew, without their persons and in an order that tells nothing."""
    marks = LookBackMark.objects.filter(request__look_back=row)
    kept = [
        LookBackMark(
            request_id=mark.request_id,
            side=mark.side,
            milestone=mark.milestone,
            day=mark.day,
            forgotten=mark.forgotten,
            turn=mark.turn,
        )
        for mark in marks
    ]
    marks.delete()
    kept.sort(
        key=lambda mark: (
            mark.request_id,
            mark.milestone,
            mark.side,
            str(mark.day),
            mark.turn,
            mark.forgotten,
        )
    )
    LookBackMark.objects.bulk_create(kept)


def take_in(*, look_back: LookBack, by: User, at: dt.datetime) -> Import:
    """Begin the import of what both agree on; its dry run is read like any other file's."""
    if look_back.closed_at is None:
        raise RefusedError("Reveal first: until then nothing of it is shown or used.")
    former = look_back.history
    if former is not None and former.state in {*BUSY, ImportState.READY, ImportState.APPLIED}:
        raise RefusedError("It is taken in already, or about to be: see its import.")
    content = remembering.history(look_back, company_zone())
    if not content:
        raise RefusedError(
            "On no request do both sides agree when it was asked for and when it went live: there "
            "is no history to take in."
        )
    with transaction.atomic():
        row = begin_import(
            file=io.BytesIO(content),
            file_name=f"look-back-{look_back.pk}.csv",
            source_name=queries.remembered_source(),
            options={},
            by=by,
            at=at,
        )
        look_back.history = row
        look_back.save()
    return row


@transaction.atomic
def remove_look_back(*, look_back: LookBack, by: User, at: dt.datetime) -> None:
    """Remove a look-back with all that was said in it."""
    row = look_back.history
    if row is not None and row.state in {*BUSY, ImportState.APPLIED}:
        raise RefusedError("Figures rest on it. Undo its import first.")
    key, label = str(look_back.pk), str(look_back)
    look_back.delete()
    record(by=by, at=at, verb="removed", kind="look-back", key=key, label=label)


# Telling the notice board


def publish(*, at: dt.datetime, sources: list[Source] | None = None, edition: str = "") -> None:
    """Say on the notice board what the records show now; without any source, nothing."""
    chosen = list(queries.holding()) if sources is None else sources
    newest = queries.newest_snapshot()
    readings = []
    if newest is not None and chosen:
        keys = {source: queries.keys_of(source) for source in chosen}
        state = queries.state(newest, chosen)
        readings = findings.readings(figures(newest, chosen), keys, state)
    indicators.publish(area="evidence", as_of=at, readings=readings, edition=edition)


def publish_if_changed(*, at: dt.datetime) -> bool:
    """Tell the notice board anew where it no longer says what is so: true when it had to be.

    A team that moves to another side changes figures and takes signatures away without an import or a
    mapping; people stand below the evidence and cannot say so themselves.
    """
    newest = queries.newest_snapshot()
    told = board().get("evidence.turn.days")
    if newest is None or told is None:
        return False
    if told.detail.get("state") == queries.state(newest, list(queries.holding())):
        return False
    publish(at=at)
    return True
