"""Where teams should sit: hand-offs and waiting between parties, recomputed for any seating.

A *seating* says which party each team belongs to. Whether a stay counts in the chain of hand-offs does
not depend on it, so the chain is laid out once as whole numbers and every seating is a pass over arrays.

Waiting after hand-offs has a form that can be optimised exactly. A run is a stretch of an item's stays in
queue or wait, one right after the other. The time of a stay in it counts unless the giver before
the run and all holders of the run up to this stay sit in one party. So what is waited is the weight of
all *patterns* (sets of holders) that are not wholly in one party: a cut of a weighted hypergraph,
solved as an integer programme. Definitions with a worked example: ``docs/measures/placement.md``.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from accord.analysis.custody import NO_PARTY, OPEN_CLASSES, QUEUE, WAIT
from accord.analysis.tables import MICROSECONDS_A_DAY

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Weights = npt.NDArray[np.float64]

#: A seating within this share of the proven bound is called optimal: the solver's own tolerance.
TOLERANCE: Final = 1e-6
# The solver's tolerance is absolute, so the waiting of today is scaled to this much.
_SCALE: Final = 1e4
# So many patterns the solver takes whole; of the lighter ones it sees only what a pair allows.
_WHOLE_PATTERNS: Final = 4_000

# Members of patterns times parties that branch and bound looks at in a second, and the work of a seating.
_STEPS_A_SECOND: Final = 2e7
_STEPS_A_NODE: Final = 5_000
# What is closer than this is equal: sums of many weights in another order.
_ROUNDING: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Chain:
    """The stays that take part in hand-offs, item by item in order of time, as whole numbers.

    ``teams`` and ``parties`` are sorted names; ``present`` has shape (teams,): the number of the party
    that each team last belonged to. All others have shape (stays,): ``keys`` is the number of the team,
    or of the party behind the teams where the holder does not decide; ``waiting`` the microseconds in
    queue or wait from this stay on, until the next of the chain at the latest; ``begins`` marks the
    first of an item; ``runs`` is the place at which the stay's run of waiting began; ``counts`` marks what
    began within the period asked for.
    """

    teams: tuple[str, ...]
    parties: tuple[str, ...]
    present: Numbers
    keys: Numbers
    waiting: Numbers
    begins: Flags
    runs: Numbers
    counts: Flags


@dataclass(frozen=True, slots=True)
class Passing:
    """What a seating costs: hand-offs between parties, those back, and microseconds waited after them."""

    handoffs: int
    ping_pongs: int
    waiting: int

    @property
    def waiting_days(self) -> float:
        """Days waited right after hand-offs."""
        return self.waiting / MICROSECONDS_A_DAY


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be changed: at most ``moves`` teams, of ``movable`` (None: all), to ``targets`` (None: all).

    ``sizes`` gives a party the fewest and the most teams that it may have afterwards.
    """

    moves: int = 1
    movable: Collection[str] | None = None
    targets: Collection[str] | None = None
    sizes: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Move:
    """A team leaves one party for another; ``after`` is what is left with this and all earlier moves."""

    team: str
    origin: str
    target: str
    after: Passing


@dataclass(frozen=True, slots=True)
class Best:
    """The best moves found, each of them reported where it saves most beside those before.

    ``gap`` is the share of the waiting left that better moves could at most remove; 0 where ``optimal``.
    """

    before: Passing
    moves: tuple[Move, ...]
    after: Passing
    optimal: bool
    gap: float


# The chain


def chain(
    placed: pa.Table,
    parties: Collection[str] = (),
    begin: int | None = None,
    end: int | None = None,
) -> Chain:
    """Lay out the chain of hand-offs.

    ``placed`` holds ``source, item, at, team, turn, class, microseconds`` of ``custody.place``, in any
    order. ``team`` is whatever sits as one: a team, a holder, or source and holder in one name; blank
    where the turn stands whoever holds. ``parties`` are further parties that teams could join.
    With ``begin`` or ``end`` (microseconds) only hand-offs at or after ``begin`` and before ``end``
    count, and the waiting after them in stays that began before ``end``.
    """
    if end is not None:
        placed = placed.filter(pc.less(placed["at"], end))
    items = _combined(placed)
    at = placed["at"].to_numpy()
    order = np.lexsort((at, items))
    items, at = items[order], at[order]
    open_turn = pc.and_(
        pc.invert(pc.is_in(placed["turn"], pa.array(["", *NO_PARTY]))),
        pc.is_in(placed["class"], pa.array(OPEN_CLASSES)),
    )
    places = np.flatnonzero(open_turn.to_numpy()[order])
    waits = pc.is_in(placed["class"], pa.array([QUEUE, WAIT])).to_numpy()[order]
    counts = at[places] >= (np.iinfo(np.int64).min if begin is None else begin)
    begins = np.append(True, np.diff(items[places]) != 0)[: len(places)]
    spent = placed["microseconds"].to_numpy()[order]
    waiting, follows = _waiting(items, waits, spent, places)
    follows[1:] &= counts[:-1]
    named = placed.select(["team", "turn"]).take(pa.array(order[places]))
    teams, names, present, keys = _keys(named, at[places], parties)
    runs = np.maximum.accumulate(np.where(follows, 0, np.arange(len(places))))
    waiting = np.where(counts, waiting, 0)
    return Chain(teams, names, present, keys, waiting, begins, runs, counts)


def _codes(column: pa.ChunkedArray) -> tuple[Numbers, list[str]]:
    """Each value as its number among the sorted values; a dictionary's idle names are left out."""
    encoded = column.dictionary_encode().unify_dictionaries().combine_chunks()
    names, codes = encoded.dictionary.to_pylist(), encoded.indices.to_numpy()
    met = np.flatnonzero(np.bincount(codes, minlength=len(names))).tolist()
    order = sorted(met, key=names.__getitem__)
    ranks = np.zeros(len(names), np.int64)
    ranks[order] = np.arange(len(order))
    return ranks[codes], [names[place] for place in order]


def _combined(placed: pa.Table) -> Numbers:
    """One number for each item of each source."""
    sources, _ = _codes(placed["source"])
    encoded = placed["item"].dictionary_encode().unify_dictionaries().combine_chunks()
    return sources * (len(encoded.dictionary) + 1) + encoded.indices.to_numpy()


def _waiting(
    items: Numbers, waits: Flags, spent: Numbers, places: Numbers
) -> tuple[Numbers, Flags]:
    """Of every stay of the chain: what is waited from it on, and whether its wait goes on the one before.

    Stays that are nobody's, unmapped or the system's prolong a wait, but never begin one.
    """
    if not len(places):
        return np.zeros(0, np.int64), np.zeros(0, bool)
    interrupted = np.cumsum(~waits)
    latest = np.cumsum(np.bincount(places, minlength=len(items))) - 1
    owner = places[np.maximum(latest, 0)]
    goes_on = (latest >= 0) & (items == items[owner]) & (interrupted == interrupted[owner])
    goes_on &= waits & waits[owner]
    waiting = np.add.reduceat(np.where(goes_on, spent, 0), places)
    follows = np.zeros(len(places), bool)
    follows[1:] = (
        (items[places[1:]] == items[places[:-1]])
        & waits[places[:-1]]
        & (interrupted[places[1:]] == interrupted[places[:-1]])
    )
    return waiting, follows


def _keys(
    named: pa.Table, at: Numbers, further: Collection[str]
) -> tuple[tuple[str, ...], tuple[str, ...], Numbers, Numbers]:
    """Teams, parties, the party that each team last belonged to, and the key of every stay."""
    turn, turns = _codes(named["turn"])
    parties = tuple(sorted({*turns, *further}))
    party = np.searchsorted(np.array(parties, object), np.array(turns, object))[turn]
    team, teams = _codes(named["team"])
    blank = teams[:1] == [""]
    team, teams = team - blank, teams[blank:]
    held = np.flatnonzero(team >= 0)
    held = held[np.lexsort((party[held], at[held]))]
    present = np.zeros(len(teams), np.int64)
    present[team[held]] = party[held]  # of repeated places the last one stands
    return tuple(teams), parties, present, np.where(team >= 0, team, len(teams) + party)


def grouped(chain: Chain, groups: Mapping[str, str]) -> Chain:
    """The chain with several ``teams`` seated as one: ``groups`` gives the team of a holder.

    Lay the chain out by holders to split a team; group it to move whole teams. Raises ``ValueError``
    where holders of one team sit in different parties.
    """
    named = [groups.get(team, team) for team in chain.teams]
    teams = sorted(set(named))
    group = np.array([teams.index(name) for name in named], np.int64)
    present = np.zeros(len(teams), np.int64)
    present[group] = chain.present
    apart = np.flatnonzero(present[group] != chain.present)
    if len(apart):
        raise ValueError(f"The holders of {named[apart[0]]!r} sit in different parties.")
    recoded = np.append(group, len(teams) + np.arange(len(chain.parties)))
    return replace(chain, teams=tuple(teams), present=present, keys=recoded[chain.keys])


# What a seating costs


def seating(chain: Chain, moved: Mapping[str, str]) -> Numbers:
    """Today's seating, shape (teams,), with some teams in other parties; ``ValueError`` names the unknown."""
    seats = chain.present.copy()
    for team, party in moved.items():
        seats[_number(team, chain.teams, "team")] = _number(party, chain.parties, "party")
    return seats


def _number(name: str, names: tuple[str, ...], kind: str) -> int:
    if name not in names:
        raise ValueError(f"There is no {kind} {name!r}.")
    return names.index(name)


def recomputed(chain: Chain, seats: Numbers) -> Passing:
    """Hand-offs, ping-pongs and waiting under a seating: shape (teams,), the number of each team's party."""
    held, places, latest = _passed(chain, seats)
    returned = _returned(chain, held, places)
    counts = chain.counts[places]
    total = _summed(chain.waiting[latest >= chain.runs])
    return Passing(int(counts.sum()), int((counts & returned).sum()), total)


def by_pair(chain: Chain, seats: Numbers) -> dict[tuple[str, str], Passing]:
    """What a seating costs between each two parties, by their sorted names; sums are ``recomputed``.

    Waiting is booked to the hand-off that it follows. Pairs that cost nothing are left out.
    """
    held, places, latest = _passed(chain, seats)
    parties = len(chain.parties)
    pair = np.zeros(len(held), np.int64)
    giver, taker = held[places - 1], held[places]
    pair[places] = np.minimum(giver, taker) * parties + np.maximum(giver, taker)
    waits = latest >= chain.runs
    counts, returned = chain.counts[places], _returned(chain, held, places)
    handoffs = np.bincount(pair[places[counts]], minlength=parties**2)
    ping_pongs = np.bincount(pair[places[counts & returned]], minlength=parties**2)
    pair_waited, waiting = pair[latest[waits]], chain.waiting[waits]
    met = np.unique(np.concatenate([pair[places[counts]], pair_waited[waiting > 0]]))
    return {
        (chain.parties[number // parties], chain.parties[number % parties]): Passing(
            int(handoffs[number]), int(ping_pongs[number]), _summed(waiting[pair_waited == number])
        )
        for number in met.tolist()
    }


def _passed(chain: Chain, seats: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """The party of every stay, the places of the hand-offs, and of every stay the latest before it or -1."""
    held = np.append(seats, np.arange(len(chain.parties)))[chain.keys]
    passed = ~chain.begins
    passed[1:] &= held[1:] != held[:-1]
    latest = np.maximum.accumulate(np.where(passed, np.arange(len(passed)), -1))
    return held, np.flatnonzero(passed), latest


def _summed(microseconds: Numbers) -> int:
    """In two halves: a sum of microseconds could pass 64 bits."""
    return (int((microseconds >> 32).sum()) << 32) + int((microseconds & 0xFFFFFFFF).sum())


def _returned(chain: Chain, held: Numbers, places: Numbers) -> Flags:
    """Of every hand-off: whether the taker had it before the giver."""
    item = np.cumsum(chain.begins)[places]
    returned = np.zeros(len(places), bool)
    giver_before = held[places[:-1] - 1]
    returned[1:] = (item[1:] == item[:-1]) & (held[places[1:]] == giver_before)
    return returned


# Patterns: what the search looks at


@dataclass(frozen=True, slots=True)
class _Patterns:
    """Sets of keys that cost something unless they sit in one party; members are listed flat."""

    rows: Numbers  # (members,) the pattern of each member
    members: Numbers  # (members,) its key
    sizes: Numbers  # (patterns,)
    waiting: Weights  # (patterns,) microseconds
    handoffs: Weights  # (patterns,) nothing but for pairs


def _patterns(chain: Chain) -> _Patterns:
    """All patterns of the chain, ordered by their members."""
    known: dict[tuple[int, ...], int] = {}
    numbers = _pattern_of_stays(chain, known)
    passing = np.flatnonzero(~chain.begins & chain.counts)
    pairs = np.sort(np.stack([chain.keys[passing - 1], chain.keys[passing]], axis=1), axis=1)
    found, times = np.unique(pairs, axis=0, return_counts=True)
    named = [known.setdefault(tuple(sorted(set(pair))), len(known)) for pair in found.tolist()]
    waiting = np.bincount(numbers, chain.waiting, len(known))
    handoffs = np.bincount(named, times, len(known))
    kept = sorted(
        (members, number)
        for members, number in known.items()
        if len(members) > 1 and (waiting[number] or handoffs[number])
    )
    sizes = np.array([len(members) for members, _ in kept], np.int64)
    chosen = [number for _, number in kept]
    return _Patterns(
        rows=np.repeat(np.arange(len(kept)), sizes),
        members=np.array([key for members, _ in kept for key in members], np.int64),
        sizes=sizes,
        waiting=waiting[chosen].astype(np.float64),
        handoffs=handoffs[chosen].astype(np.float64),
    )


def _pattern_of_stays(chain: Chain, known: dict[tuple[int, ...], int]) -> Numbers:
    """The number of every stay's pattern; ``known`` learns the members of each.

    Runs grow stay by stay, all of them together: a step looks at each new combination once.
    """
    numbers = np.zeros(len(chain.keys), np.int64)
    depth = np.arange(len(chain.keys)) - chain.runs
    order = np.argsort(depth, kind="stable")
    ends = np.cumsum(np.bincount(depth)).tolist()
    bound = len(chain.teams) + len(chain.parties)
    names: list[tuple[int, ...]] = []
    for first, last in pairwise([0, *ends]):
        stays = order[first:last]
        if not first:
            # Before an item's first stay there is no giver: the stay stands for itself.
            before = np.where(chain.begins[stays], chain.keys[stays], chain.keys[stays - 1])
        else:
            before = numbers[stays - 1]
        codes, inverse = np.unique(before * bound + chain.keys[stays], return_inverse=True)
        found = []
        for code in codes.tolist():
            seen, key = divmod(code, bound)
            members = tuple(sorted({key, *(names[seen] if first else (seen,))}))
            if members not in known:
                known[members] = len(known)
                names.append(members)
            found.append(known[members])
        numbers[stays] = np.array(found, np.int64)[inverse]
    return numbers


# The search


@dataclass(frozen=True, slots=True)
class _Problem:
    chain: Chain
    patterns: _Patterns
    moves: int
    open_seats: Flags  # (teams, parties) where each team may sit, today's seat included
    fewest: Numbers  # (parties,)
    most: Numbers  # (parties,)


def best_moves(chain: Chain, limits: Limits, seconds: float = 10.0) -> Best:
    """The moves within the limits that leave the least waiting after hand-offs between parties.

    Of equals that are met the one with fewer hand-offs wins, a move that saves nothing is left out, and
    further ties fall by the order of names, so the same records give the same moves. Branch and bound looks at every choice that could win; where that would
    be too many (for about so many ``seconds``), an integer programme (HiGHS through SciPy) gets as long,
    and what it proves is told as ``optimal`` and ``gap``. It is an upper bound of what moving saves: people also change when they move.
    Raises ``ValueError`` with one sentence for names that are unknown and limits that cannot be kept.
    """
    problem = _problem(chain, limits)
    if not len(problem.patterns.sizes):
        return _told(problem, chain.present, 0.0)
    seats, complete = _explored(problem, _descended(problem, chain.present), seconds)
    bound = _cost(problem, seats)[0]  # where the search was complete, nothing is below
    if not complete:
        solved, proven = _solved(problem, seconds)
        bound = max(proven, _first_bound(problem))
        seats = min([seats, *solved], key=lambda found: _cost(problem, found))
    seats = _without_needless(problem, seats)
    return _told(problem, seats, bound)


def _problem(chain: Chain, limits: Limits) -> _Problem:
    if limits.moves < 1:
        raise ValueError("At least one team must be allowed to move.")
    open_seats = np.zeros((len(chain.teams), len(chain.parties)), bool)
    movable = chain.teams if limits.movable is None else limits.movable
    targets = chain.parties if limits.targets is None else limits.targets
    rows = [_number(team, chain.teams, "team") for team in movable]
    columns = [_number(party, chain.parties, "party") for party in targets]
    open_seats[np.ix_(rows, columns)] = True
    open_seats[np.arange(len(chain.teams)), chain.present] = True
    fewest = np.zeros(len(chain.parties), np.int64)
    most = np.full(len(chain.parties), len(chain.teams))
    now = np.bincount(chain.present, minlength=len(chain.parties))
    for party, (low, high) in limits.sizes.items():
        number = _number(party, chain.parties, "party")
        if not low <= now[number] <= high:
            raise ValueError(
                f"{party!r} has {now[number]} teams today; its limits are {low} and {high}."
            )
        fewest[number], most[number] = low, high
    return _Problem(chain, _patterns(chain), limits.moves, open_seats, fewest, most)


def _spread(problem: _Problem, seats: Numbers) -> Numbers:
    """How many members of each pattern sit in each party: (patterns, parties)."""
    patterns, parties = problem.patterns, len(problem.chain.parties)
    party = np.append(seats, np.arange(parties))[patterns.members]
    counts = np.bincount(patterns.rows * parties + party, minlength=len(patterns.sizes) * parties)
    return counts.reshape(-1, parties)


def _cost(problem: _Problem, seats: Numbers) -> tuple[float, float]:
    """Microseconds waited, and hand-offs."""
    patterns = problem.patterns
    apart = ~(_spread(problem, seats) == patterns.sizes[:, None]).any(axis=1)
    return float(patterns.waiting[apart].sum()), float(patterns.handoffs[apart].sum())


def _changes(problem: _Problem, seats: Numbers) -> tuple[Weights, Weights]:
    """What moving each team to each party changes, in waiting and in hand-offs: (teams, parties)."""
    patterns, teams = problem.patterns, len(problem.chain.teams)
    of_teams = patterns.members < teams
    rows, team = patterns.rows[of_teams], patterns.members[of_teams]
    spread = _spread(problem, seats)
    together = (spread == patterns.sizes[:, None]).any(axis=1)[rows]
    missing_one = (spread == patterns.sizes[:, None] - 1)[rows]
    missing_one[np.arange(len(rows)), seats[team]] = False
    waiting, handoffs = (
        np.stack(
            [
                np.bincount(team, weight[rows] * together, teams)
                - np.bincount(team, weight[rows] * missing_one[:, party], teams)
                for party in range(len(problem.chain.parties))
            ],
            axis=1,
        )
        for weight in (patterns.waiting, patterns.handoffs)
    )
    return waiting, handoffs


def _steps(problem: _Problem, seats: Numbers) -> Flags:
    """The single steps from a seating that keep all limits: (teams, parties)."""
    present = problem.chain.present
    parties = len(problem.chain.parties)
    sizes = np.bincount(seats, minlength=parties)
    steps = problem.open_seats & (np.arange(parties) != seats[:, None])
    steps &= (sizes > problem.fewest)[seats][:, None] & (sizes < problem.most)
    if np.count_nonzero(seats != present) >= problem.moves:
        stays_away = (seats != present)[:, None]
        steps &= stays_away
    return steps


def _stepped(problem: _Problem, seats: Numbers) -> Numbers:
    """The seating after the best single step, whether it gains or not; itself where none is allowed."""
    steps = np.flatnonzero(_steps(problem, seats))
    if not len(steps):
        return seats
    waiting, handoffs = (change.ravel()[steps] for change in _changes(problem, seats))
    best = steps[np.lexsort((handoffs, waiting))[0]]
    stepped = seats.copy()
    team, stepped_to = divmod(int(best), len(problem.chain.parties))
    stepped[team] = stepped_to
    return stepped


def _descended(problem: _Problem, seats: Numbers) -> Numbers:
    """The seating from which neither a step nor exchanging a move for another gains anything."""
    cost = _cost(problem, seats)
    while True:
        found = min(_neighbours(problem, seats), key=lambda other: _cost(problem, other))
        if _cost(problem, found) >= cost:
            return seats
        seats, cost = found, _cost(problem, found)


def _neighbours(problem: _Problem, seats: Numbers) -> Iterator[Numbers]:
    present = problem.chain.present
    yield _stepped(problem, seats)
    if np.count_nonzero(seats != present) < problem.moves:
        return
    for team in np.flatnonzero(seats != present):
        back = seats.copy()
        back[team] = present[team]
        found = _stepped(problem, back)
        if _keeps_sizes(problem, found):
            yield found


def _keeps_sizes(problem: _Problem, seats: Numbers) -> bool:
    sizes = np.bincount(seats, minlength=len(problem.fewest))
    return bool(((sizes >= problem.fewest) & (sizes <= problem.most)).all())


def _without_needless(problem: _Problem, seats: Numbers) -> Numbers:
    """The seating without moves that save nothing."""
    for team in np.flatnonzero(seats != problem.chain.present):
        back = seats.copy()
        back[team] = problem.chain.present[team]
        if _keeps_sizes(problem, back) and _cost(problem, back) <= _cost(problem, seats):
            seats = back
    return seats


def _told(problem: _Problem, seats: Numbers, bound: float) -> Best:
    """The moves in greedy order, with what is left after each counted stay by stay."""
    chain = problem.chain
    now = chain.present.copy()
    left = np.flatnonzero(seats != now).tolist()
    moves = []
    while left:
        waiting, handoffs = _changes(problem, now)
        team = min(left, key=lambda one: (waiting[one, seats[one]], handoffs[one, seats[one]], one))
        left.remove(team)
        now[team] = seats[team]
        origin, target = chain.parties[chain.present[team]], chain.parties[seats[team]]
        moves.append(Move(chain.teams[team], origin, target, recomputed(chain, now)))
    before = recomputed(chain, chain.present)
    after = moves[-1].after if moves else before
    gap = max(0.0, 1 - bound / after.waiting) if after.waiting else 0.0
    optimal = gap <= TOLERANCE
    return Best(before, tuple(moves), after, optimal, 0.0 if optimal else gap)


# Branch and bound


@dataclass(slots=True)
class _Incumbent:
    """The best seating so far, and how many more may be looked at; ``complete`` until that runs out."""

    seats: Numbers
    cost: tuple[float, float]
    nodes: int
    complete: bool = True

    def offer(self, problem: _Problem, seats: Numbers) -> float:
        """Take a seating that is better; its waiting."""
        cost = _cost(problem, seats)
        if cost < self.cost and _keeps_sizes(problem, seats):
            self.seats, self.cost = seats, cost
        return cost[0]


def _explored(problem: _Problem, seats: Numbers, seconds: float) -> tuple[Numbers, bool]:
    """The best seating at least as good as this one, and whether all others are ruled out."""
    nodes = int(
        seconds
        * _STEPS_A_SECOND
        / (problem.open_seats.shape[1] * len(problem.patterns.rows) + _STEPS_A_NODE)
    )
    best = _Incumbent(seats, _cost(problem, seats), max(nodes, 1))
    present = problem.chain.present
    free = problem.open_seats & (np.arange(len(problem.chain.parties)) != present[:, None])
    _explore(problem, best, present, free, problem.moves)
    return best.seats, best.complete


def _first_bound(problem: _Problem) -> float:
    """The waiting that no seating falls below, from what single moves can save at the most."""
    present = problem.chain.present
    free = problem.open_seats & (np.arange(len(problem.chain.parties)) != present[:, None])
    savings = np.where(free, _savings(problem, present, free, problem.moves), 0.0).max(axis=1)
    return _cost(problem, present)[0] - float(np.sort(savings)[-problem.moves :].sum())


def _explore(problem: _Problem, best: _Incumbent, seats: Numbers, free: Flags, left: int) -> None:
    """Look at a seating and at those with up to ``left`` of the ``free`` moves more."""
    best.nodes -= 1
    waiting = best.offer(problem, seats)
    moves = np.flatnonzero(free)
    if not left or not len(moves):
        return
    savings = _savings(problem, seats, free, left).ravel()[moves]
    order = np.argsort(-savings, kind="stable")
    moves, savings = moves[order], savings[order]
    rest = np.append(np.cumsum(np.maximum(savings, 0.0)), 0.0)
    free = free.copy()
    for place, move in enumerate(moves.tolist()):
        last = min(place + left, len(moves)) - 1
        most = savings[place] + rest[last] - rest[place]
        if waiting - most >= best.cost[0] * (1 - _ROUNDING):
            return
        if best.nodes <= 0:
            best.complete = False
            return
        team, party = divmod(move, free.shape[1])
        free[team, party] = False
        others = free.copy()
        others[team] = False
        moved = seats.copy()
        moved[team] = party
        _explore(problem, best, moved, others, left - 1)


def _savings(problem: _Problem, seats: Numbers, free: Flags, left: int) -> Weights:
    """What each move saves at the most as one of ``left`` free moves: (teams, parties).

    Several moves save no more than the sum. The weight of a pattern that sits apart is shared
    among the moves that bring it together; one that is together, with more members than can move, is lost
    by any move of it. For the last move this is exact.
    """
    patterns, (teams, parties) = problem.patterns, free.shape
    party = np.append(seats, np.arange(parties))[patterns.members]
    can_move = np.vstack([free, np.zeros((parties, parties), bool)])[patterns.members]
    missing = patterns.sizes[:, None] - _spread(problem, seats)
    together = (missing == 0).any(axis=1)
    lost = np.where(together & (patterns.sizes > left), patterns.waiting / left, 0.0)
    of_teams = patterns.members < teams
    rows, team = patterns.rows[of_teams], patterns.members[of_teams]
    losses = np.bincount(team, lost[rows], teams)
    savings = np.empty((teams, parties))
    for target in range(parties):
        stuck = (party != target) & ~can_move[:, target]
        held = np.bincount(patterns.rows, stuck, len(patterns.sizes)) > 0
        needed = missing[:, target]
        reached = ~together & ~held & (needed <= left)
        share = np.where(reached, patterns.waiting / np.maximum(needed, 1), 0.0)
        gains = np.bincount(team, share[rows] * (party[of_teams] != target), teams)
        savings[:, target] = gains - losses
    return savings


# The integer programme

#: The teams of a pattern that may move, and the party of all its others or -1 where there are none.
_Term = tuple[tuple[int, ...], int]


def _solved(problem: _Problem, seconds: float) -> tuple[list[Numbers], float]:
    """Seatings that the solver found, at most one, and the waiting that no seating falls below.

    Maximises the weight of the terms that sit together. A move is a binary variable; that a term
    sits together in a party is bounded by each of its teams sitting there, so it need not be binary.
    """
    always, terms = _terms(problem)
    places = np.argwhere(problem.open_seats)
    places = places[problem.chain.present[places[:, 0]] != places[:, 1]]
    moves = {(int(team), int(party)): number for number, (team, party) in enumerate(places)}
    gains = list(_gains(problem, terms))
    weights = np.array([terms[term] for term, _ in gains])
    whole = always + sum(terms.values())
    scale = _SCALE / whole
    found = milp(
        np.append(np.zeros(len(moves)), -weights * scale),
        integrality=np.append(np.ones(len(moves)), np.zeros(len(gains))),
        bounds=Bounds(0, 1),
        constraints=[
            _move_limits(problem, places, len(gains)),
            _together(problem, moves, gains),
        ],
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )
    bound = 0.0 if found.mip_dual_bound is None else whole + found.mip_dual_bound / scale
    if found.x is None:
        return [], max(bound, 0.0)
    seats = problem.chain.present.copy()
    chosen = places[found.x[: len(moves)] > 0.5]
    seats[chosen[:, 0]] = chosen[:, 1]
    return [seats], max(bound, 0.0)


def _terms(problem: _Problem) -> tuple[float, dict[_Term, float]]:
    """The weight that is always waited, and that of every term that moves can decide.

    A light pattern of many teams is taken as one pair of them: a pair sits apart only where the whole
    does, so the programme's bound stays a bound, and there are never more pairs than fit.
    """
    patterns = problem.patterns
    always, terms = 0.0, dict[_Term, float]()
    members = np.split(patterns.members, np.cumsum(patterns.sizes)[:-1])
    whole = 0
    for pattern in np.argsort(-patterns.waiting, kind="stable").tolist():
        weight = float(patterns.waiting[pattern])
        term = _term(problem, members[pattern].tolist())
        if term is None or not any(_reachable(problem, term)):
            always += weight
        elif term[0] and weight:
            whole += 1
            term = term if whole <= _WHOLE_PATTERNS else _pair(problem, term)
            terms[term] = terms.get(term, 0.0) + weight
    return always, terms


def _term(problem: _Problem, members: list[int]) -> _Term | None:
    """What of a pattern can be decided; None where two of its members can never sit together."""
    chain, teams = problem.chain, len(problem.chain.teams)
    movable = problem.open_seats.sum(axis=1) > 1
    free = tuple(key for key in members if key < teams and movable[key])
    fixed = {
        int(chain.present[key]) if key < teams else key - teams
        for key in members
        if key not in free
    }
    if len(fixed) > 1:
        return None
    return free, fixed.pop() if fixed else -1


def _reachable(problem: _Problem, term: _Term) -> Flags:
    """The parties in which a term can sit together: (parties,)."""
    free, fixed = list(term[0]), term[1]
    parties = np.arange(len(problem.chain.parties))
    away = (problem.chain.present[free][:, None] != parties).sum(axis=0)
    reachable: Flags = problem.open_seats[free].all(axis=0) & (away <= problem.moves)
    return reachable & (parties == fixed) if fixed >= 0 else reachable


def _pair(problem: _Problem, term: _Term) -> _Term:
    """Two members of a term, apart today if any are."""
    free, fixed = term
    present = problem.chain.present
    if fixed >= 0:
        return (next((team for team in free if present[team] != fixed), free[0]),), fixed
    first, *others = free
    other = next((team for team in others if present[team] != present[first]), others[0])
    return (first, other), -1


def _gains(problem: _Problem, terms: Mapping[_Term, float]) -> Iterator[tuple[_Term, int]]:
    for term in sorted(terms):
        for party in np.flatnonzero(_reachable(problem, term)).tolist():
            yield term, party


def _move_limits(problem: _Problem, places: Numbers, gains: int) -> LinearConstraint:
    """A team moves once, no more teams than allowed move, and parties keep their sizes."""
    teams, parties = len(problem.chain.teams), len(problem.chain.parties)
    moves = np.arange(len(places))
    one = np.ones(len(places))
    origin = problem.chain.present[places[:, 0]]
    once = sparse.coo_array((one, (places[:, 0], moves)), (teams, len(places)))
    joins = sparse.coo_array((one, (places[:, 1], moves)), (parties, len(places)))
    leaves = sparse.coo_array((one, (origin, moves)), (parties, len(places)))
    limits = sparse.vstack([once, sparse.coo_array(one[None, :]), joins - leaves])
    padded = sparse.hstack([limits, sparse.coo_array((limits.shape[0], gains))], format="csc")
    now = np.bincount(problem.chain.present, minlength=parties)
    low = np.concatenate([np.zeros(teams + 1), problem.fewest - now])
    high = np.concatenate([np.ones(teams), [problem.moves], problem.most - now])
    return LinearConstraint(padded, low, high)


def _together(
    problem: _Problem, moves: Mapping[tuple[int, int], int], gains: list[tuple[_Term, int]]
) -> LinearConstraint:
    """A term sits together in a party only where each of its teams sits there."""
    leaving: dict[int, list[int]] = {}
    for (team, _), move in moves.items():
        leaving.setdefault(team, []).append(move)
    rows, columns, signs, most = list[int](), list[int](), list[float](), list[float]()
    for number, ((free, _), party) in enumerate(gains, start=len(moves)):
        for team in free:
            stays = problem.chain.present[team] == party
            chosen = leaving[team] if stays else [moves[team, party]]
            rows += [len(most)] * (1 + len(chosen))
            columns += [number, *chosen]
            signs += [1.0, *([1.0 if stays else -1.0] * len(chosen))]
            most.append(1.0 if stays else 0.0)
    shape = (len(most), len(moves) + len(gains))
    matrix = sparse.coo_array((signs, (rows, columns)), shape).tocsc()
    return LinearConstraint(matrix, -np.inf, most)
