"""Trackers' export files, read onto an engine for the time of the work."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from pyarrow import parquet

from accord.analysis.ordered import Stays
from accord.config.columns import ToldTable, told_tables
from accord.connectors import registry
from accord.connectors.any_table.reader import NAME as ANY_TABLE
from accord.connectors.contract import Options, Receipt, Recorder, UnreadableFileError
from accord.connectors.files import time_zone
from accord.store.engine import connect
from accord.store.scratch import Scratch

_SUFFIXES = {
    ".gz",
    ".csv",
    ".tsv",
    ".txt",
    ".json",
    ".jsonl",
    ".ndjson",
    ".xes",
    ".xml",
    ".parquet",
}


@dataclass(slots=True)
class Exports:
    """The evidence of some files, on an engine that lives as long as the reading of them."""

    connection: Any
    tables: dict[str, Any]  # by the names in accord.analysis.tables, with ``source`` and ``said``
    scratch: Scratch
    receipts: dict[str, Receipt]  # by source
    files: dict[str, Path]  # by source
    made: int = field(default=0)

    def history(self, source: str) -> Iterator[pa.Table]:
        """What custody needs of a source: in pieces, where it is long, and every item whole."""
        return self.scratch.history(source, self.receipts[source].used, self.connection)

    def set_aside(self, stays: Stays) -> Callable[[], Stays]:
        """Gives the stays back when asked; where there are many, they wait on the disk."""
        if sum(receipt.used for receipt in self.receipts.values()) <= self.scratch.most_rows:
            return lambda: stays
        file = self.scratch.set_down(stays.table())
        return lambda: Stays.of(parquet.read_table(file))

    def together(self, files: Sequence[Path]) -> Any:
        """Tables that were set down, as one on the engine."""
        return self.connection.read_parquet(list(files))

    def keep(self, expression: Any) -> Any:
        """Work the expression out once; what builds on it starts from there."""
        self.made += 1
        return self.connection.create_table(f"kept_{self.made}", expression, temp=True)


@contextmanager
def opened(
    files: list[Path], format_name: str, options: Options, columns: str = ""
) -> Iterator[Exports]:
    """Read the files; ``UnreadableFileError`` tells the first that cannot be used."""
    try:
        time_zone(options.zone)
    except ValueError as error:
        raise UnreadableFileError(str(error)) from error
    told = _told(files, format_name, options, columns)
    with _scratch_folder() as folder:
        with Scratch(folder) as scratch:
            named = _sources(files)
            receipts = {
                source: _read(file, source, format_name, options, scratch, told.get(file))
                for source, file in named.items()
            }
        connection = connect(folder)
        try:
            yield Exports(connection, scratch.tables(connection), scratch, receipts, named)
        finally:
            connection.disconnect()


@contextmanager
def _scratch_folder() -> Iterator[Path]:
    """A folder for the time of the work; a disk that is full is one sentence."""
    try:
        with tempfile.TemporaryDirectory(prefix="accord-", ignore_cleanup_errors=True) as folder:
            yield Path(folder)
    except (OSError, duckdb.IOException, duckdb.OutOfMemoryException) as error:
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
        raise UnreadableFileError(
            f"The files' rows cannot be set down for the time of the work ({reason}); make room "
            "for temporary files, or name another folder for them in TMPDIR."
        ) from error


def _sources(files: list[Path]) -> dict[str, Path]:
    """Each file under its name without suffixes, numbered where two have the same."""
    named: dict[str, Path] = {}
    for file in files:
        name = file.name
        while (suffix := Path(name).suffix.lower()) in _SUFFIXES:
            name = name[: -len(suffix)]
        source, number = name, 1
        while source in named:
            number += 1
            source = f"{name}-{number}"
        named[source] = file
    return named


def _told(
    files: list[Path], format_name: str, options: Options, columns: str
) -> dict[Path, ToldTable]:
    if columns and format_name not in ("", ANY_TABLE):
        raise UnreadableFileError(
            f"--columns is for tables of no known format, not for {format_name}; leave one of them out."
        )
    return told_tables(files, columns, options.holder, options.status)


def _read(
    file: Path,
    source: str,
    format_name: str,
    options: Options,
    scratch: Scratch,
    told: ToldTable | None,
) -> Receipt:
    recorder = Recorder(lambda table, batch: scratch.write(source, table, batch))
    if told is None:
        registry.read(file, options, recorder, format_name)
    else:
        registry.named(ANY_TABLE).translate(file, replace(options, **told.options), recorder)
    receipt = recorder.close()
    if not receipt.used:
        raise UnreadableFileError(_no_row(file, receipt))
    return receipt


def _no_row(file: Path, receipt: Receipt) -> str:
    if not receipt.read:
        return f"{file.name} holds no history rows; export it with its history."
    reason, rows = receipt.skipped.most_common(1)[0]
    places = receipt.examples.get(reason, [])
    where = f", first at {places[0]}" if places else ""
    return (
        f"{file.name} has no row that can be used: {reason} in {rows:,} of {receipt.read:,}{where}."
    )
