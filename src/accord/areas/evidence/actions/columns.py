"""What the columns of a table say: told once, kept for every file with this header."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.db import transaction

from accord.areas.evidence.actions.files import named_as_given
from accord.areas.evidence.models import Import, ImportState, TableMapping
from accord.areas.people.actions import record
from accord.areas.people.models import User
from accord.connectors.any_table.mapping import Mapping
from accord.connectors.any_table.table import Look, first_look
from accord.connectors.contract import UnreadableFileError


def columns_of(*, row: Import, sheet: str = "", header: int | None = None) -> Look:
    """The beginning of the import's file, as a table; ``UnreadableFileError`` where it is none."""
    return first_look(named_as_given(row), sheet, header)


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
    """Read the file by this mapping, now and whenever a table has this header; false when too late."""
    told = mapping.as_dict()
    free = Import.objects.filter(pk=row.pk, state__in=(ImportState.ASKING, ImportState.READY))
    options = row.options | options | {"holder": "", "status": "", "mapping": told}
    if not free.update(state=ImportState.READING, options=options, problem="", receipt={}):
        return False
    keep_columns(name=row.source_name, mapping=mapping, fingerprint=fingerprint, by=by, at=at)
    return True


@transaction.atomic
def keep_columns(
    *, name: str, mapping: Mapping, fingerprint: str, by: User, at: dt.datetime
) -> None:
    """Read every table with this header by this mapping from now on.

    Of a table without a header nothing is kept: the next one may be of anything.
    """
    told, key = mapping.as_dict(), ""
    if mapping.header:
        saved, _ = TableMapping.objects.update_or_create(
            fingerprint=fingerprint, defaults={"name": name, "mapping": told, "by": by, "at": at}
        )
        key = str(saved.pk)
    label, columns = f"the columns of {name}", told["columns"]
    record(by=by, at=at, verb="mapped", kind="table", key=key, label=label, columns=columns)


@transaction.atomic
def forget_columns(*, row: Import, fingerprint: str, by: User, at: dt.datetime) -> bool:
    """Forget what was said of this header, and read the file by its content; false when too late."""
    free = Import.objects.filter(pk=row.pk, state__in=(ImportState.ASKING, ImportState.READY))
    options = {name: told for name, told in row.options.items() if name != "mapping"}
    if not free.update(state=ImportState.READING, options=options, problem="", receipt={}):
        return False
    for saved in TableMapping.objects.filter(fingerprint=fingerprint):
        forget_saved_columns(saved=saved, by=by, at=at)
    return True


@transaction.atomic
def forget_saved_columns(*, saved: TableMapping, by: User, at: dt.datetime) -> None:
    """Ask anew at the next table with this header; what was read by it stays."""
    record(by=by, at=at, verb="forgot", kind="table", key=str(saved.pk), label=str(saved))
    saved.delete()


def saved_for(path: Path) -> tuple[TableMapping, Mapping] | None:
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


def saved_words(saved: TableMapping) -> str:
    """Who said how the columns are read, for the receipt."""
    return (
        f"The columns are read as {saved.by} said on {saved.at:%d %B %Y} for a table with this "
        "header; you can change it before you import."
    )
