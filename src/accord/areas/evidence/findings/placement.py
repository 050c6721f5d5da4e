"""Where teams should sit: what today's seating costs, what another would, and the best moves."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

import pyarrow.compute as compute

from accord.analysis.placement import (
    Best,
    Chain,
    Limits,
    Passing,
    best_moves,
    by_pair,
    chain,
    grouped,
    seating,
)
from accord.analysis.seats import Seats, seated
from accord.areas.evidence.findings.parties import party_place
from accord.areas.evidence.frames import Figures, microseconds, moment, teams_by_holder
from accord.areas.evidence.models import Source
from accord.areas.evidence.queries import SeatedTeam, seated_teams
from accord.areas.indicators.actions import Said
from accord.areas.people.models import SIDES, Party
from accord.charts.turns import party_name

Answer = TypeVar("Answer")
MOST_MOVES = 5
# For so long, roughly, each of the two searches may look: a page must come while one waits.
_SECONDS = 2.0

#: Seat ("team-12", "holder-34") → party.
Moves = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Basis:
    """What hand-offs are looked at: from and up to and including a month, and how they count."""

    since: str = ""  # a month, 2026-01
    until: str = ""
    by_status: bool = False  # a status that names a party counts as a hand-off to it


@dataclass(frozen=True, slots=True)
class Moved:
    """A team, or a holder split off it, that sits elsewhere."""

    key: str
    name: str
    origin: str
    target: str


@dataclass(frozen=True, slots=True)
class Seat:
    """A row of the form: a team, or a holder of one that is split."""

    key: str
    name: str
    party: str
    people: int
    target: str = ""  # blank where it stays
    may_split: bool = False
    split: bool = False  # its holders follow, each a row of its own
    part: bool = False  # is such a holder


@dataclass(frozen=True, slots=True)
class Between:
    """Two parties: what passes between them today, and with the teams moved."""

    parties: tuple[str, str]
    before: Passing
    after: Passing


@dataclass(frozen=True, slots=True)
class Placement:
    """Today's seating beside another."""

    seats: tuple[Seat, ...]
    moves: tuple[Moved, ...]
    impossible: int  # moves that were asked for and cannot be made
    small: int  # teams too small to be shown apart
    before: Passing
    after: Passing
    pairs: tuple[Between, ...]

    @property
    def saved(self) -> float:
        """The share of the waiting that would go."""
        return _share_saved(self.before, self.after)

    @property
    def words(self) -> str:
        """The moves in words: Data and Web in marketing, and Brand in IT."""
        groups: dict[str, list[str]] = {}
        for move in self.moves:
            groups.setdefault(move.target, []).append(move.name)
        return ", and ".join(
            f"{' and '.join(filter(None, (', '.join(names[:-1]), names[-1])))} in {party_name(party)}"
            for party, names in groups.items()
        )

    @property
    def as_address(self) -> dict[str, str]:
        """The moves as an address and a kept scenario name them."""
        return {move.key: move.target for move in self.moves}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What moves are looked for. ``sizes``: party, fewest and most teams (None: no limit)."""

    count: int
    may_move: frozenset[str] = frozenset()  # none named: all of both sides
    sizes: tuple[tuple[str, int, int | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One of the best moves, and what is left with it and those before."""

    move: Moved
    after: Passing


@dataclass(frozen=True, slots=True)
class BestMoves:
    """The moves that remove the most waiting; ``gap`` is the share that better ones could remove."""

    steps: tuple[Step, ...]
    before: Passing
    after: Passing
    optimal: bool
    gap: float

    @property
    def saved(self) -> float:
        """The share of the waiting that would go."""
        return _share_saved(self.before, self.after)


def _share_saved(before: Passing, after: Passing) -> float:
    return 1 - after.waiting / before.waiting if before.waiting else 0.0


@dataclass(frozen=True, slots=True)
class Room:
    """All that a seating is worked out from."""

    figures: Figures = field(repr=False)
    sources: tuple[Source, ...]
    teams: tuple[SeatedTeam, ...]
    basis: Basis

    @property
    def offered(self) -> list[SeatedTeam]:
        """The teams that may be looked at apart."""
        return [team for team in self.teams if not team.small]

    @property
    def parties(self) -> list[str]:
        """The parties that a team could join: both sides, and those that have a team."""
        found = {team.party for team in self.teams if team.party} | {str(side) for side in SIDES}
        return sorted(found, key=party_place)

    def chain(self) -> Chain:
        """The chain by the finest seats, as seated today."""
        return self.once(("chain",), lambda: _chain(self))

    def between(self, moves: Moves) -> dict[tuple[str, str], Passing]:
        """What passes between each two parties with some of the finest seats elsewhere."""
        moved = frozenset(moves.items())
        return self.once(("between", moved), lambda: _between(self.chain(), moved))

    def once(self, question: tuple[object, ...], work: Callable[[], Answer]) -> Answer:
        """The answer to a question of this room, worked out once."""
        return self.figures.once((self.sources, self.teams, self.basis, *question), work)


def _chain(room: Room) -> Chain:
    """Laid out once for a state of the figures and a period: a seating is then one pass over arrays."""
    seats = Seats(
        of_teams={team.name: team.key for team in room.teams},
        of_holders={
            (holder.source, holder.holder): holder.key
            for team in room.teams
            if team.may_split
            for holder in team.holders
        },
        teams=teams_by_holder(room.sources),
    )
    begin, end = _period(room.figures, room.basis)
    parties = {team.party for team in room.teams if team.party} | {str(side) for side in SIDES}
    placed = seated(room.figures.item_stays, seats, room.basis.by_status)
    return _seated_today(chain(placed, parties, begin, end), room.teams)


def _between(found: Chain, moved: frozenset[tuple[str, str]]) -> dict[tuple[str, str], Passing]:
    """Counted once: today's seating and the kept ones stand on every page."""
    chosen = {key: party for key, party in moved if key in found.teams}
    return by_pair(found, seating(found, chosen))


def _seated_today(found: Chain, teams: Sequence[SeatedTeam]) -> Chain:
    """By the list of teams; one that has no party today sits where it last did."""
    seats: dict[str, str] = {}
    for team in teams:
        own = [key for key in _keys(team) if key in found.teams]
        for key in own:
            last = found.parties[found.present[found.teams.index(own[0])]]
            seats[key] = team.party or last
    return replace(found, present=seating(found, seats))


def _keys(team: SeatedTeam) -> list[str]:
    return [team.key, *(holder.key for holder in team.holders)]


# Periods


def months(figures: Figures) -> list[str]:
    """The months in which anything could have changed hands."""
    first = compute.min(figures.item_stays["at"]).as_py()
    if first is None:
        return []
    zone = figures.as_of.tzinfo
    begun, last = moment(first, zone), figures.as_of  # type: ignore[arg-type]
    numbers = range(begun.year * 12 + begun.month - 1, last.year * 12 + last.month)
    return [f"{number // 12}-{number % 12 + 1:02}" for number in numbers]


def _period(figures: Figures, basis: Basis) -> tuple[int | None, int | None]:
    begin = _begin(figures, basis.since, 0) if basis.since else None
    return begin, _begin(figures, basis.until, 1) if basis.until else None


def _begin(figures: Figures, month: str, later: int) -> int:
    """When a month, or one so many months later, begins by the company's clocks."""
    year, number = map(int, month.split("-"))
    number += later - 1
    begun = dt.datetime(year + number // 12, number % 12 + 1, 1, tzinfo=figures.as_of.tzinfo)
    return microseconds(begun)


# A seating


def where_teams_sit(room: Room, moves: Moves, splits: Iterable[str] = ()) -> Placement:
    """What the moves would change; ``splits`` are teams whose holders are offered apart.

    Moves of what is not offered, or to no party, are left out and counted.
    """
    possible = {key: party for key, party in moves.items() if _is_possible(room, key, party)}
    split = _split(room, possible, splits)
    targets = {**_of_parts(room, split, possible), **possible}
    made = [
        replace(move, target=targets[move.key])
        for move in _movable(room, split)
        if targets.get(move.key, move.origin) != move.origin
    ]
    before, after = room.between({}), room.between(_finest(room, made))
    return Placement(
        seats=tuple(_rows(room, split, {move.key: move.target for move in made})),
        moves=tuple(made),
        impossible=len(moves) - len(possible),
        small=sum(team.small for team in room.teams),
        before=_summed(before.values()),
        after=_summed(after.values()),
        pairs=_pairs(before, after),
    )


def _summed(costs: Iterable[Passing]) -> Passing:
    rows = list(costs)
    return Passing(
        sum(row.handoffs for row in rows),
        sum(row.ping_pongs for row in rows),
        sum(row.waiting for row in rows),
    )


def _finest(room: Room, moves: Sequence[Moved]) -> dict[str, str]:
    """The moves by the finest seats: a team that is not split takes its holders along."""
    keys = {team.key: _keys(team) for team in room.teams}
    return {key: move.target for move in moves for key in keys.get(move.key, [move.key])}


def _is_possible(room: Room, key: str, party: str) -> bool:
    parts = {one.key for team in room.offered if team.may_split for one in team.holders}
    return party in room.parties and key in parts | {team.key for team in room.offered}


def _split(room: Room, moves: Moves, splits: Iterable[str]) -> frozenset[str]:
    """The teams that are split: by wish, or because a holder of theirs is moved."""
    return frozenset(
        team.key
        for team in room.offered
        if team.may_split and (team.key in splits or any(one.key in moves for one in team.holders))
    )


def _of_parts(room: Room, split: frozenset[str], moves: Moves) -> dict[str, str]:
    """Where the parts of a split team go that was moved before it was split."""
    return {
        one.key: moves[team.key]
        for team in room.offered
        if team.key in split and team.key in moves
        for one in team.holders
    }


def _by_seats(room: Room, split: frozenset[str]) -> Chain:
    whole = {
        holder.key: team.key
        for team in room.teams
        if team.key not in split
        for holder in team.holders
    }
    return grouped(room.chain(), whole)


def _movable(room: Room, split: frozenset[str]) -> Iterator[Moved]:
    """Everything that could be moved, where it sits."""
    for team in room.offered:
        if team.key not in split:
            yield Moved(team.key, team.name, team.party, "")
        else:
            for one in team.holders:
                yield Moved(one.key, one.label, team.party, "")


def _rows(room: Room, split: frozenset[str], targets: Moves) -> Iterator[Seat]:
    for team in room.offered:
        yield Seat(
            key=team.key,
            name=team.name,
            party=team.party,
            people=team.people,
            target=targets.get(team.key, ""),
            may_split=team.may_split,
            split=team.key in split,
        )
        for one in team.holders if team.key in split else ():
            yield Seat(one.key, one.label, team.party, 0, targets.get(one.key, ""), part=True)


def _pairs(
    before: Mapping[tuple[str, str], Passing], after: Mapping[tuple[str, str], Passing]
) -> tuple[Between, ...]:
    nothing = Passing(0, 0, 0)
    rows = [
        Between(_ordered(pair), before.get(pair, nothing), after.get(pair, nothing))
        for pair in {*before, *after}
    ]
    most = {row.parties: max(row.before.waiting, row.after.waiting) for row in rows}
    return tuple(sorted(rows, key=lambda row: (-most[row.parties], row.parties)))


def _ordered(pair: tuple[str, str]) -> tuple[str, str]:
    first, second = sorted(pair, key=party_place)
    return first, second


# The best moves


def best(room: Room, wanted: Wanted, splits: Iterable[str] = ()) -> BestMoves:
    """The moves, at most ``wanted.count``, that remove the most waiting from today's seating.

    Raises ``ValueError`` with one sentence where the sizes wanted do not fit today's seating.
    """
    split = _split(room, {}, splits)
    found = room.once(("best", wanted, split), lambda: _best(room, wanted, split))
    seats = {move.key: move for move in _movable(room, split)}
    steps = [
        Step(replace(seats[move.team], origin=move.origin, target=move.target), move.after)
        for move in found.moves
    ]
    return BestMoves(tuple(steps), found.before, found.after, found.optimal, found.gap)


def _best(room: Room, wanted: Wanted, split: frozenset[str]) -> Best:
    found = _by_seats(room, split)
    movable = [move.key for move in _movable(room, split) if _may_move(room, move, wanted)]
    limits = Limits(
        moves=wanted.count,
        movable=[key for key in movable if key in found.teams],
        targets=[party for party in room.parties if party in _targets(room, wanted)],
        sizes=_sizes(found, room, wanted),
    )
    return best_moves(found, limits, _SECONDS)


def may_move(room: Room, wanted: Wanted) -> frozenset[str]:
    """The teams that may move: those named, or, without any, all of both sides."""
    offered = frozenset(team.key for team in room.offered)
    sides = frozenset(team.key for team in room.offered if team.party in SIDES)
    return wanted.may_move & offered or sides


def _may_move(room: Room, move: Moved, wanted: Wanted) -> bool:
    """A split team's holders may move where it may."""
    allowed = may_move(room, wanted)
    holders = {one.key for team in room.offered if team.key in allowed for one in team.holders}
    return move.key in allowed | holders


def _targets(room: Room, wanted: Wanted) -> set[str]:
    """Both sides, and the parties of other teams that may move."""
    allowed = may_move(room, wanted)
    return {str(side) for side in SIDES} | {
        team.party for team in room.offered if team.key in allowed
    }


def _sizes(found: Chain, room: Room, wanted: Wanted) -> dict[str, tuple[int, int]]:
    """The limits of the parties' sizes, less the teams that hold nothing and so never move."""
    sizes = {}
    present = [found.parties[number] for number in found.present.tolist()]
    for party, fewest, most in wanted.sizes:
        now = sum(team.party == party for team in room.teams)
        if not fewest <= now <= (now if most is None else most):
            raise ValueError(
                f"{Party(party).label} has {now} teams today: "
                "choose at most so many as the fewest, and at least so many as the most."
            )
        seats = present.count(party)
        high = len(found.teams) if most is None else seats + most - now
        sizes[party] = (max(0, seats + fewest - now), high)
    return sizes


def placement_readings(figures: Figures, sources: Sequence[Source]) -> list[Said]:
    """The share of the waiting between the parties that would go with one team elsewhere, at most."""
    day = figures.as_of.date()
    room = Room(figures, tuple(sources), tuple(seated_teams(sources, day)), Basis())
    found = best(room, Wanted(1))
    if not found.steps or not found.before.handoffs:
        return []
    (step,) = found.steps
    return [
        Said(
            name="evidence.placement",
            question="Which share of the waiting between parties could go if one team sat elsewhere?",
            value=_share_saved(found.before, found.after),
            unit="share",
            count=found.before.handoffs,
            link="/evidence/placement/",
            detail={"team": step.move.name, "from": step.move.origin, "to": step.move.target},
        )
    ]
