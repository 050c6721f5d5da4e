"""Read an export: a dry run that keeps what the file says, and changes nothing that anybody sees."""

import datetime as dt
import hashlib
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
from django.conf import settings

from accord.areas.evidence.actions.columns import saved_for, saved_words
from accord.areas.evidence.actions.files import (
    forget_file,
    named_as_given,
    raw_name,
    tables,
    upload_of,
)
from accord.areas.evidence.actions.receipts import receipt_of
from accord.areas.evidence.frames import pseudonym
from accord.areas.evidence.models import Import, ImportState, Source, TableMapping
from accord.areas.people.models import User
from accord.connectors import registry
from accord.connectors.any_table.reader import NAME as ANY_TABLE
from accord.connectors.any_table.table import first_look
from accord.connectors.contract import Options, Reader, Receipt, Recorder, UnreadableFileError
from accord.connectors.files import read_head

_CHUNK = 1 << 20
_PENDING = "pending"
_NOT_KNOWN = ("has no known format", "no sheet has a known format")
#: A reader less sure than this may be wrong about a file: where it fails, columns are asked for.
_SURE = 0.8
_FIELDS = {
    "say --day-first or --month-first": "choose the order under “Dates are written”",
    "--holder": "“Column that names who holds the item”",
    "--status": "“Column that names the status”",
    "--zone": "“Time zone of times written without one”",
    ", --columns says what those of any other table are, and --format names one of": "; formats are",
}


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
        fail(row, f"{row.file_name} could not be read. The log says why; nothing was changed.")
        raise
    written = receipt_of(row, receipt)
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


def problem_in_options(row: Import) -> str:
    """Why the file cannot be read, with the options of the command line instead of fields."""
    sentence = row.problem
    for option, field_name in _FIELDS.items():
        sentence = sentence.replace(field_name, option)
    return sentence


def fail(row: Import, problem: str) -> None:
    """Nothing comes of the file; it is not kept."""
    row.state = ImportState.FAILED
    row.problem = problem
    row.progress = ""
    row.save()
    forget_file(row)


def _ask_or_fail(row: Import, problem: str) -> None:
    """Ask what the columns say where the file is a table that no reader knows."""
    if not _could_be_mapped(row):
        fail(row, problem)
        return
    if any(words in problem for words in _NOT_KNOWN):
        problem = f"{row.file_name} is a table of no tracker that Accord knows by its header."
    Import.objects.filter(pk=row.pk, state=ImportState.READING).update(
        problem=problem, state=ImportState.ASKING, progress=""
    )
    row.refresh_from_db()


def _could_be_mapped(row: Import) -> bool:
    path = named_as_given(row)
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


def _read(row: Import) -> Receipt:
    path = named_as_given(row)
    reader, saved = _reader_of(row, path)
    options = Options(**row.options)
    with tables().raw.staged(raw_name(row)) as scratch:

        def write(table: str, batch: pa.RecordBatch) -> None:
            scratch.write(_PENDING, table, batch)
            _tell_progress(row, recorder.receipt.read)

        recorder = Recorder(write, pseudonym=pseudonym)
        recorder.receipt.format = reader.name
        if saved is not None:
            recorder.receipt.guessed.append(saved_words(saved))
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
    if not row.options.get("mapping") and (found := saved_for(path)):
        saved, mapping = found
        row.options = row.options | {"mapping": mapping.as_dict()}
        row.save(update_fields=["options"])
    if row.options.get("mapping"):
        return registry.named(ANY_TABLE), saved
    return registry.recognised(path), None


def _tell_progress(row: Import, rows: int) -> None:
    """Say how far the reading is; stop where somebody asked for it."""
    still = Import.objects.filter(pk=row.pk, state=ImportState.READING)
    if not still.update(progress=f"{rows:,} rows are read so far."):
        raise _StoppedError


def _first_reason(receipt: Receipt) -> str:
    if not receipt.skipped:
        return "It has a header and no rows."
    reason, count = receipt.skipped.most_common(1)[0]
    return f"Most frequent reason: {reason} ({count} rows)."
