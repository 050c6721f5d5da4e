"""Who holds a stay, as the seat that is moved: a team, or one of its holders where teams may be split.

``placement.chain`` lays out what ``seated`` gives. Two ways to count: a ticket changes hands only with
its holder, or also with a status that names a party ("Waiting for marketing"). The second counts
every question, the first only what would move along with a team.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from accord.analysis.columns import coded
from accord.analysis.custody import NO_PARTY

_NAMES: Final = ("source", "known_holder", "team", "party", "turn")
_KEPT: Final = ("source", "item", "at", "class", "microseconds")


@dataclass(frozen=True, slots=True)
class Seats:
    """The seats by name.

    ``of_teams``: team → seat. ``of_holders``: (source, holder) → seat, for holders that may be split off
    their team. ``teams``: (source, holder, party) → team, for stays whose status hides it.
    """

    of_teams: Mapping[str, str]
    of_holders: Mapping[tuple[str, str], str]
    teams: Mapping[tuple[str, str, str], str]


def seated(stays: pa.Table, seats: Seats, by_status: bool = False) -> pa.Table:
    """Give placed stays of ``custody.place`` their seats, in the same order.

    The result has ``source, item, at, class, microseconds``, ``team`` (the seat, blank where none is known)
    and ``turn``. With ``by_status`` a status that names a party keeps its turn and has no seat;
    otherwise the stay counts for whoever holds it. Nobody's and the system's turns always stay.
    """
    columns = {name: coded(stays[name]) for name in _NAMES}
    names = [columns[name].names for name in _NAMES]
    codes = np.zeros(stays.num_rows, np.int64)
    for name in _NAMES:
        codes = codes * max(len(columns[name].names), 1) + columns[name].codes
    met, places = np.unique(codes, return_inverse=True)
    found = [_seat(_texts(code, names), seats, by_status) for code in met.tolist()]
    kept = stays.select(_KEPT)
    for place, name in enumerate(("team", "turn")):
        kept = kept.append_column(name, _column(places, [pair[place] for pair in found]))
    return kept


def _texts(code: int, names: list[list[str]]) -> tuple[str, ...]:
    texts: list[str] = []
    for own in reversed(names):
        code, place = divmod(code, len(own))
        texts.append(own[place])
    return tuple(reversed(texts))


def _seat(texts: tuple[str, ...], seats: Seats, by_status: bool) -> tuple[str, str]:
    """The seat and the turn of one combination of source, holder, team, party and turn."""
    source, holder, team, party, turn = texts
    if not team and party and turn not in NO_PARTY and not by_status:
        team, turn = seats.teams.get((source, holder, party), ""), party
    if not team:
        return "", turn
    return seats.of_holders.get((source, holder), seats.of_teams.get(team, "")), turn


def _column(places: npt.NDArray[np.int64], texts: list[str]) -> pa.DictionaryArray:
    names = sorted(set(texts))
    numbers = np.array([names.index(text) for text in texts], np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(numbers[places]), pa.array(names, pa.string()))
