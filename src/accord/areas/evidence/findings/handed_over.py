"""Hand-offs: who passes work to whom, what comes back, and what waits after it."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from accord.analysis.comparison import Compared, Group, compared
from accord.analysis.replay import mean_interval
from accord.analysis.tables import MICROSECONDS_A_DAY
from accord.areas.evidence.findings.basis import SEED, ended
from accord.areas.evidence.findings.parties import party_place
from accord.areas.evidence.frames import Figures, Request
from accord.areas.indicators.actions import Said
from accord.areas.indicators.models import Direction

#: More teams than this make the picture a tangle; those that pass least stand together.
MOST_TEAMS = 12
OTHERS = "all other teams"


@dataclass(frozen=True, slots=True)
class Pair:
    """Hand-offs from one to the other, over all requests looked at."""

    giver: str
    taker: str
    count: int
    back: int  # ping-pongs among them
    waiting_days: float  # right after them, in all

    @property
    def days_each(self) -> float:
        """Mean days of waiting after one of them."""
        return self.waiting_days / self.count


@dataclass(frozen=True, slots=True)
class HandedOver:
    """All hand-offs of the requests looked at."""

    requests: int
    count: int
    each: float  # hand-offs a request, mean, with its interval
    low: float
    high: float
    bounced: int  # requests that came back at least once
    waiting_days: float  # after hand-offs, a request
    parties: tuple[Pair, ...]
    teams: tuple[Pair, ...]
    party_of: dict[str, str]
    cases: tuple[Request, ...]  # that came back, most often first
    cost: Compared | None  # days of requests that came back, beside those that never did


def handed_over(figures: Figures, rows: Sequence[Request]) -> HandedOver | None:
    """Who passes to whom in these requests; None where nothing was ever passed on."""
    keys = {row.key for row in rows}
    between_parties = _of(figures.handoffs, keys)
    if not between_parties.num_rows:
        return None
    counts = np.array([float(row.handoffs) for row in rows])
    low, high = mean_interval(counts, np.random.default_rng(SEED))
    waiting = between_parties["waiting"].to_numpy().sum() / MICROSECONDS_A_DAY
    bounced = [row for row in rows if row.ping_pongs]
    teams = _few(_pairs(_of(figures.team_handoffs, keys)))
    return HandedOver(
        requests=len(rows),
        count=between_parties.num_rows,
        each=float(counts.mean()),
        low=low,
        high=high,
        bounced=len(bounced),
        waiting_days=float(waiting) / len(rows),
        parties=_pairs(between_parties),
        teams=teams,
        party_of=figures.party_of_team,
        cases=tuple(sorted(bounced, key=lambda row: (-row.ping_pongs, -row.days))),
        cost=_cost(rows),
    )


def _of(table: pa.Table, keys: set[str]) -> pa.Table:
    chosen = [item in keys for item in table["item"].to_pylist()]
    return table.filter(pa.array(chosen, pa.bool_()))


def _pairs(table: pa.Table) -> tuple[Pair, ...]:
    counts: Counter[tuple[str, str]] = Counter()
    back: Counter[tuple[str, str]] = Counter()
    waiting: dict[tuple[str, str], int] = defaultdict(int)
    columns = (table[name].to_pylist() for name in ("giver", "taker", "ping_pong", "waiting"))
    for giver, taker, returned, waited in zip(*columns, strict=True):
        counts[giver, taker] += 1
        back[giver, taker] += returned
        waiting[giver, taker] += waited
    found = [
        Pair(*pair, count, back[pair], waiting[pair] / MICROSECONDS_A_DAY)
        for pair, count in counts.items()
    ]
    return tuple(sorted(found, key=lambda pair: (-pair.count, pair.giver, pair.taker)))


def _few(pairs: tuple[Pair, ...]) -> tuple[Pair, ...]:
    """At most ``MOST_TEAMS`` teams; those that pass least stand together as one."""
    volume: Counter[str] = Counter()
    for pair in pairs:
        volume[pair.giver] += pair.count
        volume[pair.taker] += pair.count
    if len(volume) <= MOST_TEAMS:
        return pairs
    kept = {
        name for name, _ in sorted(volume.items(), key=lambda one: (-one[1], one[0]))[:MOST_TEAMS]
    }
    merged: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    for pair in pairs:
        ends = tuple(name if name in kept else OTHERS for name in (pair.giver, pair.taker))
        if ends[0] != ends[1]:
            merged[ends[0], ends[1]].append(pair)
    found = [
        Pair(
            giver,
            taker,
            sum(pair.count for pair in group),
            sum(pair.back for pair in group),
            sum(pair.waiting_days for pair in group),
        )
        for (giver, taker), group in merged.items()
    ]
    return tuple(sorted(found, key=lambda pair: (-pair.count, pair.giver, pair.taker)))


def _cost(rows: Sequence[Request]) -> Compared | None:
    """Delivered requests that never came back beside those that did: a comparison, not a cause."""
    delivered = [row for row in rows if row.outcome == "delivered"]
    groups = [[row for row in delivered if bool(row.ping_pongs) is back] for back in (False, True)]
    straight, bounced = (
        Group(np.array([row.days for row in group]), [f"{ended(row):%Y-%m}" for row in group])
        for group in groups
    )
    return compared(straight, bounced, np.random.default_rng(SEED))


def parties_in(found: HandedOver) -> list[str]:
    """The parties of the matrix, marketing and IT first."""
    names = {name for pair in found.parties for name in (pair.giver, pair.taker)}
    return sorted(names, key=party_place)


def handoff_readings(figures: Figures, base: Sequence[Request]) -> list[Said]:
    """How often a request changes hands, and how many come back."""
    found = handed_over(figures, base)
    if found is None:
        return []
    return [
        Said(
            name="evidence.handoffs",
            question="How often does a request change hands between the parties?",
            value=found.each,
            low=found.low,
            high=found.high,
            unit="hand-offs",
            count=found.requests,
            link="/evidence/hand-offs/",
            detail={"waiting_days": found.waiting_days, "bounced": found.bounced},
        ),
        Said(
            name="evidence.ping_pong",
            question="Which share of requests comes back to a party that had passed it on?",
            value=found.bounced / found.requests,
            unit="share",
            count=found.requests,
            direction=Direction.DOWN,
            link="/evidence/hand-offs/",
            detail={"bounced": found.bounced},
        ),
    ]
