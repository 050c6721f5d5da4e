"""What ``accord placement`` does: reads, places, searches, writes the asked file, and sums up in words."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa

from accord.analysis import custody
from accord.analysis.placement import Best, Limits, Passing, best_moves, chain
from accord.analysis.statuses import proposed
from accord.config.flow.asked import Asked
from accord.config.flow.exports import Exports, opened
from accord.config.flow.figures import Found
from accord.config.flow.mappings import read_parties, read_statuses
from accord.config.flow.outputs import check_outputs, write_outputs
from accord.config.flow.placing import Custody, custody_of
from accord.config.placement.movable import may_move, read_movable
from accord.config.placement.summary import summary
from accord.connectors.contract import HolderKind, UnreadableFileError

_SECONDS = 10.0
_COLUMNS = ("source", "item", "at", "team", "turn", "class", "microseconds")


@dataclass(frozen=True, slots=True)
class _Mappings:
    parties: dict[str, str]
    statuses: dict[str, tuple[str, str]] | None

    def names_turn(self, status: str) -> bool:
        """Whether a status says whose turn it is, whoever holds."""
        if self.statuses is not None:
            return bool(self.statuses.get(status, ("", ""))[1])
        meaning = proposed(status)
        return bool(meaning and meaning.turn)


def run(asked: Asked, movable: Path | None, moves: int) -> str:
    """Do all that was asked and return the summary; ``UnreadableFileError`` says what is wrong."""
    if asked.parties is None:
        raise UnreadableFileError("Give --parties: a CSV with the columns holder,party.")
    if moves < 1:
        raise UnreadableFileError(f"--moves {moves} must be 1 or more.")
    check_outputs(replace(asked, files=[*asked.files, *([movable] if movable else [])]))
    mappings = _Mappings(
        read_parties(asked.parties), read_statuses(asked.statuses) if asked.statuses else None
    )
    named = None if movable is None else read_movable(movable)
    as_of = asked.moment
    with opened(asked.files, asked.format_name, asked.options, asked.columns) as exports:
        placed = custody_of(exports, mappings.parties, mappings.statuses, as_of)
        persons = _person_sources(exports)
        stays = _stays(exports, placed, mappings, persons)
        teams = may_move(stays, named, mappings.parties, _people(exports, placed, persons))
        best = _best(stays, teams, _targets(mappings, placed), moves)
        write_outputs(asked, Found(exports, placed, None, told(best)))
        return summary(best, teams, placed.as_of, bool(persons))


def _person_sources(exports: Exports) -> list[str]:
    """Sources whose holders are persons: they stand for their party, and nobody moves them singly."""
    return sorted(
        source
        for source, receipt in exports.receipts.items()
        if receipt.holder_kind is HolderKind.PERSON
    )


def _people(exports: Exports, found: Custody, persons: list[str]) -> set[str]:
    placed = found.placed
    theirs = placed.filter(placed.source.isin(persons)) if persons else placed.limit(0)
    names = exports.connection.to_pyarrow(theirs.select("known_holder").distinct())
    return set(names["known_holder"].to_pylist())


def _stays(exports: Exports, found: Custody, mappings: _Mappings, persons: list[str]) -> pa.Table:
    """The placed stays, with the holder as the team wherever the holder decides whose turn it is."""
    placed = found.placed
    statuses = exports.connection.to_pyarrow(placed.select("status").distinct())
    own = sorted(name for name in statuses["status"].to_pylist() if mappings.names_turn(name))
    stands = ibis.literal(False)
    if own:
        stands = stands | placed.status.isin(own)
    if persons:
        stands = stands | placed.source.isin(persons)
    stays = placed.mutate(team=ibis.ifelse(stands, "", placed.known_holder)).select(*_COLUMNS)
    return exports.connection.to_pyarrow(stays)


def _targets(mappings: _Mappings, found: Custody) -> list[str]:
    """The parties of the file; those of too few people are not shown, so nobody joins them."""
    hidden = {"", *custody.NO_PARTY, *found.merged_parties}
    return sorted(set(mappings.parties.values()) - hidden)


def _best(stays: pa.Table, teams: list[str], targets: list[str], moves: int) -> Best:
    limits = Limits(moves, movable=teams, targets=targets)
    return best_moves(chain(stays, targets), limits, _SECONDS)


def told(best: Best) -> dict[str, Any]:
    """What --json holds."""
    return {
        "before": _figures(best.before),
        "moves": [
            {"team": move.team, "from": move.origin, "to": move.target} | _figures(move.after)
            for move in best.moves
        ],
        "after": _figures(best.after),
        "optimal": best.optimal,
        "gap": round(best.gap, 6),
    }


def _figures(passing: Passing) -> dict[str, Any]:
    return {"handoffs": passing.handoffs, "waiting_days": round(passing.waiting_days, 6)}
