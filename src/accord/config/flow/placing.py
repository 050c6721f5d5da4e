"""Whose turn it was, stay by stay, by the mappings given or by name."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as compute

from accord.analysis import custody, ordered
from accord.analysis.statuses import proposed
from accord.analysis.tables import NOT_RECORDED
from accord.config.flow.exports import Exports
from accord.connectors.contract import HolderKind, UnreadableFileError

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


@dataclass(slots=True)
class Custody:
    """The files' rows, placed: whose turn it was, stay by stay."""

    as_of: int
    read: int
    used: int
    skipped: dict[str, int]  # reason → rows, of all files
    placed: Any
    items: Any  # one row an item
    unmapped_holders: list[str]  # persons pooled
    unmapped_people: int
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
    blank = BLANK_HOLDERS if parties is None else frozenset()
    pieces = list(_pieces(exports, blank, moment))
    rows, counts = _counts(exports, sum(piece.rows for piece in pieces), moment)
    holders = _met(pieces, "holders")
    names = _met(pieces, "statuses")
    placements, merged = _placements(exports, holders, parties)
    meanings = _meanings(names, statuses)
    placed = [_placed(exports, piece, placements, meanings, moment) for piece in pieces]
    return Custody(
        as_of=moment,
        read=sum(receipt.read for receipt in exports.receipts.values()),
        used=rows,
        skipped=counts,
        placed=exports.together([stays for stays, _ in placed]),
        items=exports.together([items for _, items in placed]),
        unmapped_holders=_unknown(holders, parties, _person_sources(exports)),
        unmapped_people=_unknown_people(holders, parties, _person_sources(exports)),
        unmapped_statuses=_unknown_statuses(names, statuses),
        merged_parties=merged,
    )


@dataclass(frozen=True, slots=True)
class _Piece:
    """What a source tells, or a piece of it: its stays, how many rows count, and which names they bear."""

    source: str
    stays: Callable[[], ordered.Stays]
    rows: int
    holders: tuple[str, ...]
    statuses: tuple[str, ...]


def _pieces(exports: Exports, blank: frozenset[str], as_of: int) -> Iterator[_Piece]:
    for source in exports.receipts:
        for history in exports.history(source):
            found = ordered.stays(history, blank, as_of)
            stays = exports.set_aside(found.stays)
            yield _Piece(source, stays, found.rows, found.holders, found.statuses)


def _placed(
    exports: Exports, piece: _Piece, placements: pa.Table, meanings: pa.Table, as_of: int
) -> tuple[Path, Path]:
    """The files of the placed stays and of the lives of the items."""
    source = piece.source
    found = ordered.place(piece.stays(), _of(placements, source), _of(meanings, source), as_of)
    items = ordered.items(found, source)
    return exports.scratch.set_down(found.table(source)), exports.scratch.set_down(items)


def _single(exports: Exports, expression: Any) -> Any:
    return exports.connection.to_pyarrow(expression).as_py()


def _of(table: pa.Table, source: str) -> pa.Table:
    return table.filter(compute.field("source") == source)


def _met(pieces: Sequence[_Piece], names: str) -> list[tuple[str, str]]:
    """Every source and name on the rows that count, once."""
    return sorted({(piece.source, name) for piece in pieces for name in getattr(piece, names)})


def _counts(exports: Exports, used: int, as_of: int) -> tuple[int, dict[str, int]]:
    history = exports.tables["history"]
    written = sum(receipt.used for receipt in exports.receipts.values())
    later = _single(exports, (history.at > as_of).sum()) or 0
    if not used:
        raise UnreadableFileError("No row is as old as the time given with --as-of.")
    skipped: dict[str, int] = {}
    for receipt in exports.receipts.values():
        for reason, count in receipt.skipped.items():
            skipped[reason] = skipped.get(reason, 0) + count
    skipped |= {"superseded at the same instant": written - later - used, "after as-of": later}
    return used, {reason: count for reason, count in skipped.items() if count}


def _unknown(
    holders: list[tuple[str, str]], parties: dict[str, str] | None, persons: set[str]
) -> list[str]:
    """Holders that the parties file lacks; all persons among them under one name."""
    if parties is None:
        return []
    unknown = [pair for pair in holders if pair[1] not in parties]
    return sorted({PEOPLE if source in persons else holder for source, holder in unknown})


def _unknown_people(
    holders: list[tuple[str, str]], parties: dict[str, str] | None, persons: set[str]
) -> int:
    """How many persons the parties file lacks."""
    found = {holder for source, holder in holders if source in persons}
    return 0 if parties is None else len(found - set(parties))


def _person_sources(exports: Exports) -> set[str]:
    """The sources whose holders are persons."""
    return {
        source
        for source, receipt in exports.receipts.items()
        if receipt.holder_kind is HolderKind.PERSON
    }


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
    persons = _person_sources(exports)
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
