"""``accord import``: the same dry run, receipt and import as on screen."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer
from django.conf import settings
from django.utils import timezone

from accord.areas.evidence import actions
from accord.areas.evidence.models import Import, ImportState
from accord.areas.people.models import Role, User
from accord.config.columns import ToldTable, told_tables
from accord.config.command import CommandError
from accord.connectors.contract import UnreadableFileError
from accord.store.evidence import UnwritableError
from accord.store.locks import StoreBusyError


def import_files(
    files: Sequence[Path],
    *,
    source: str,
    options: dict[str, Any],
    columns: str,
    by: str,
    dry_run: bool,
) -> None:
    """Import the files one by one; stops at the first that cannot be read."""
    user = _importer(by)
    tables = told_tables(files, columns, options["holder"], options["status"])
    for file in files:
        told = tables.get(file)
        given = options | told.options if told else options
        row = _read(file, source or file.name.partition(".")[0], given, user)
        typer.echo(f"{file.name}: {_in_words(row.receipt)}")
        if dry_run:
            actions.discard_import(row=row, by=user, at=timezone.now())
            typer.echo("  A dry run: nothing was changed.")
            continue
        if told:
            _keep(told, row)
        _apply(row)
        known = row.state == ImportState.DISCARDED
        typer.echo("  Imported before: nothing was changed." if known else "  Imported.")
    if not dry_run:
        actions.publish(at=timezone.now())


def _keep(told: ToldTable, row: Import) -> None:
    """As the dialogue on screen does: the next table with this header is read without asking."""
    actions.keep_columns(
        name=row.source_name,
        mapping=told.mapping,
        fingerprint=told.fingerprint,
        by=row.by,
        at=timezone.now(),
    )


def _apply(row: Import) -> None:
    try:
        actions.apply_import(row=row, at=timezone.now())
    except (StoreBusyError, UnwritableError) as error:
        raise CommandError(str(error)) from error


def _importer(name: str) -> User:
    if name:
        found = User.objects.filter(username=name).first()
        if found is None:
            raise CommandError(f"There is no account '{name}'. `accord users` lists them.")
        return found
    first = User.objects.filter(role=Role.LEAD).order_by("pk").first()
    if first is None:
        raise CommandError(
            f"No partnership lead has an account in {settings.ACCORD_HOME}. Make one: "
            "accord users --add NAME --role lead"
        )
    return first


def _read(file: Path, source: str, options: dict[str, Any], user: User) -> Import:
    try:
        with file.open("rb") as opened:
            row = actions.begin_import(
                file=opened,
                file_name=file.name,
                source_name=source,
                options=options,
                by=user,
                at=timezone.now(),
            )
    except OSError as error:
        raise UnreadableFileError(f"{file} cannot be opened ({error.strerror}).") from error
    actions.read_import(row=row)
    if row.state == ImportState.FAILED:
        raise UnreadableFileError(actions.problem_in_options(row))
    if row.state == ImportState.ASKING:
        actions.discard_import(row=row, by=user, at=timezone.now())
        raise UnreadableFileError(_asking(row))
    return row


def _asking(row: Import) -> str:
    if row.options.get("mapping"):
        return actions.problem_in_options(row)
    return (
        f"{row.file_name} is a table that Accord does not know yet. Import it once in the browser, where "
        "you say what its columns mean, or say it here with --columns; from then on it is read here too."
    )


def _in_words(receipt: dict[str, Any]) -> str:
    left_out = sum(receipt["skipped"].values())
    reasons = "".join(
        f"\n  left out: {count} × {reason}" for reason, count in receipt["skipped"].items()
    )
    return (
        f"{receipt['items']} items ({receipt['new_items']} new), {receipt['read']} rows read, "
        f"{receipt['used']} used, {left_out} left out; {receipt['format']}, {receipt['level']}"
        f"{reasons}"
    )
