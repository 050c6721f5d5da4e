"""Reads trackers' export files and mapping files for the commands that need no server."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from accord.analysis import custody
from accord.analysis.statuses import CLASSES, proposed
from accord.analysis.tables import NOT_RECORDED
from accord.connectors import registry
from accord.connectors.contract import (
    HolderKind,
    Options,
    Receipt,
    Recorder,
    UnreadableFileError,
)
from accord.connectors.files import numbered_rows, time_zone
from accord.store.engine import connect
from accord.store.scratch import Scratch

PEOPLE = "people, unmapped"
FEWEST_PEOPLE = 5
#: Parties that are shown however few people they have: the two sides, and robots.
SIDES = frozenset({"marketing", "it", "system"})
#: Without a parties file these holders count as blank (compared in lower case).
BLANK_HOLDERS = frozenset(
    {
        "-", "--", "?", "(blank)", "(empty)", "(none)", "empty", "missing", "n/a", "nan", "nil",
        "no group", "none", "not assigned", "null", "unassigned", "unknown",
    }
)  # fmt: skip
#: Without a parties file these holders are the system, never a turn-taker (in lower case).
SYSTEM_HOLDERS = frozenset(
    {
        "automation", "automation for jira", "automatic", "bot", "robot", "scheduler", "system",
        "system user", "undefined", "workflow",
    }
)  # fmt: skip
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


# Files


@dataclass(slots=True)
class Exports:
    """The evidence of some files, on an engine that lives as long as the reading of them."""

    connection: Any
    tables: dict[str, Any]  # by the names in accord.analysis.tables, with ``source`` and ``said``
    receipts: dict[str, Receipt]  # by source
    files: dict[str, Path]  # by source
    made: int = field(default=0)

    def keep(self, expression: Any) -> Any:
        """Work the expression out once; what builds on it starts from there."""
        self.made += 1
        return self.connection.create_table(f"kept_{self.made}", expression, temp=True)


@contextmanager
def opened(files: list[Path], format_name: str, options: Options) -> Iterator[Exports]:
    """Read the files; ``UnreadableFileError`` tells the first that cannot be used."""
    try:
        time_zone(options.zone)
    except ValueError as error:
        raise UnreadableFileError(str(error)) from error
    with _scratch_folder() as folder:
        with Scratch(folder) as scratch:
            named = _sources(files)
            receipts = {
                source: _read(file, source, format_name, options, scratch)
                for source, file in named.items()
            }
        connection = connect(folder)
        try:
            yield Exports(connection, scratch.tables(connection), receipts, named)
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


def _read(file: Path, source: str, format_name: str, options: Options, scratch: Scratch) -> Receipt:
    recorder = Recorder(lambda table, batch: scratch.write(source, table, batch))
    registry.read(file, options, recorder, format_name)
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


# Mappings


def read_parties(file: Path) -> dict[str, str]:
    """``holder,party``: the party of every holder listed, which may be blank."""
    return {name: cells["party"] for name, cells in _listed(file, ("holder", "party"))}


def read_statuses(file: Path) -> dict[str, tuple[str, str]]:
    """``status,class[,turn]``: class and turn of every status listed."""
    found = {}
    for name, cells in _listed(file, ("status", "class")):
        if cells["class"] and cells["class"] not in CLASSES:
            raise UnreadableFileError(
                f"{file.name} gives the status {name!r} the class {cells['class']!r}; "
                f"choose one of {', '.join(CLASSES)}."
            )
        found[name] = (cells["class"], cells.get("turn", ""))
    return found


def _listed(file: Path, columns: tuple[str, str]) -> Iterator[tuple[str, dict[str, str]]]:
    rows = numbered_rows(file, Receipt())
    header = [cell.strip().lower() for cell in next(rows, (0, []))[1]]
    missing = [column for column in columns if column not in header]
    if missing:
        raise UnreadableFileError(
            f"{file.name} lacks the column {' and '.join(missing)}; its first row must name "
            f"{','.join(columns)}."
        )
    met: dict[str, int] = {}
    for line, row in rows:
        padded = [cell.strip() for cell in row] + [""] * len(header)
        cells = dict(zip(header, padded, strict=False))
        name = cells[columns[0]]
        if not name:
            continue
        if name in met:
            raise UnreadableFileError(
                f"{file.name} lists {name!r} twice (lines {met[name]} and {line}); keep one."
            )
        met[name] = line
        yield name, cells


# Whose turn


@dataclass(slots=True)
class Custody:
    """The files' rows, placed: whose turn it was, stay by stay."""

    as_of: int
    read: int
    used: int
    skipped: dict[str, int]  # reason → rows, of all files
    placed: Any
    unmapped_holders: list[str]
    unmapped_statuses: list[str]
    merged_parties: list[str]  # parties of too few people, shown as one


def custody_of(
    exports: Exports,
    parties: dict[str, str] | None,
    statuses: dict[str, tuple[str, str]] | None,
    as_of: int | None,
) -> Custody:
    """Place every stay by the mappings; what is ``None`` is proposed by name."""
    history = exports.tables["history"]
    moment = as_of if as_of is not None else _single(exports, history.at.max())
    rows = exports.keep(custody.used_rows(history, moment))
    used, counts = _counts(exports, rows, moment)
    holders = _distinct(exports, rows, "holder")
    names = _distinct(exports, rows, "status")
    stays = exports.keep(custody.stays(rows, BLANK_HOLDERS if parties is None else ()))
    placements, merged = _placements(exports, holders, parties)
    meanings = _meanings(names, statuses)
    placed = exports.keep(custody.place(stays, placements, meanings, moment))
    return Custody(
        as_of=moment,
        read=sum(receipt.read for receipt in exports.receipts.values()),
        used=used,
        skipped=counts,
        placed=placed,
        unmapped_holders=_unknown(holders, parties),
        unmapped_statuses=_unknown_statuses(names, statuses),
        merged_parties=merged,
    )


def _single(exports: Exports, expression: Any) -> Any:
    return exports.connection.to_pyarrow(expression).as_py()


def _counts(exports: Exports, rows: Any, as_of: int) -> tuple[int, dict[str, int]]:
    history = exports.tables["history"]
    written = sum(receipt.used for receipt in exports.receipts.values())
    later = _single(exports, (history.at > as_of).sum()) or 0
    used = _single(exports, rows.count())
    if not used:
        raise UnreadableFileError("No row is as old as the time given with --as-of.")
    skipped: dict[str, int] = {}
    for receipt in exports.receipts.values():
        for reason, count in receipt.skipped.items():
            skipped[reason] = skipped.get(reason, 0) + count
    skipped |= {"superseded at the same instant": written - later - used, "after as-of": later}
    return used, {reason: count for reason, count in skipped.items() if count}


def _distinct(exports: Exports, rows: Any, column: str) -> list[tuple[str, str]]:
    found = exports.connection.to_pyarrow(rows.select("source", column).distinct())
    pairs = zip(found["source"].to_pylist(), found[column].to_pylist(), strict=True)
    return sorted(pair for pair in pairs if pair[1])


def _unknown(holders: list[tuple[str, str]], parties: dict[str, str] | None) -> list[str]:
    if parties is None:
        return []
    return sorted({holder for _, holder in holders if holder not in parties})


def _unknown_statuses(
    names: list[tuple[str, str]], statuses: dict[str, tuple[str, str]] | None
) -> list[str]:
    met = {name for _, name in names if name != NOT_RECORDED}
    if statuses is None:
        return sorted(name for name in met if proposed(name) is None)
    return sorted(name for name in met if name not in statuses)


def _meanings(
    names: list[tuple[str, str]], statuses: dict[str, tuple[str, str]] | None
) -> pa.Table:
    rows = []
    for source, name in names:
        if statuses is not None:
            status_class, turn = statuses.get(name, ("", ""))
        else:
            meaning = proposed(name)
            status_class, turn = (meaning.status_class, meaning.turn) if meaning else ("", "")
        rows.append({"source": source, "status": name, "class": status_class, "turn": turn})
    return pa.Table.from_pylist(rows, schema=custody.STATUSES)


def _placements(
    exports: Exports, holders: list[tuple[str, str]], parties: dict[str, str] | None
) -> tuple[pa.Table, list[str]]:
    persons = {
        source
        for source, receipt in exports.receipts.items()
        if receipt.holder_kind is HolderKind.PERSON
    }
    if parties is None:
        party_of = {pair: _own_party(pair[1], pair[0] in persons) for pair in holders}
        small: set[str] = set()
    else:
        party_of = {pair: parties.get(pair[1], "") for pair in holders}
        small = _small_parties(party_of, persons)
    rows = [
        {
            "source": source,
            "holder": holder,
            "team": "",
            "party": PEOPLE if source in persons and party in small else party,
        }
        for (source, holder), party in party_of.items()
    ]
    return pa.Table.from_pylist(rows, schema=custody.PLACEMENTS), sorted(small)


def _own_party(holder: str, is_person: bool) -> str:
    if holder.lower() in SYSTEM_HOLDERS:
        return custody.SYSTEM
    return PEOPLE if is_person else holder


def _small_parties(party_of: dict[tuple[str, str], str], persons: set[str]) -> set[str]:
    """Parties other than the sides that fewer than five people stand for."""
    people: dict[str, set[str]] = {}
    for (source, holder), party in party_of.items():
        if source in persons and party and party.lower() not in SIDES:
            people.setdefault(party, set()).add(holder)
    return {party for party, names in people.items() if len(names) < FEWEST_PEOPLE}
