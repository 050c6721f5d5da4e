"""Hand-offs: who passes work to whom, what comes back, and what waits after it."""

from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from accord.analysis.comparison import Compared, Group, compared
from accord.analysis.replay import mean_interval
from accord.analysis.tables import MICROSECONDS_A_DAY
from accord.areas.evidence.findings.basis import SEED
from accord.areas.evidence.findings.parties import party_place
from accord.areas.evidence.frames import Figures, Requests
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
    cases: Requests  # that came back, most often first
    cost: Compared | None  # days of requests that came back, beside those that never did


def handed_over(figures: Figures, rows: Requests) -> HandedOver | None:
    """Who passes to whom in these requests; None where nothing was ever passed on."""
    between_parties = _of(figures, figures.handoffs, rows)
    if not between_parties.num_rows:
        return None
    counts = rows.columns.handoffs[rows.places].astype(np.float64)
    low, high = mean_interval(counts, np.random.default_rng(SEED))
    waiting = between_parties["waiting"].to_numpy().sum() / MICROSECONDS_A_DAY
    bounced = rows.of_all(rows.columns.ping_pongs > 0)
    bounced = bounced.by(-rows.columns.ping_pongs[bounced.places], -bounced.days)
    teams = _few(_pairs(_of(figures, figures.team_handoffs, rows)))
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
        cases=bounced,
        cost=_cost(rows),
    )


def _of(figures: Figures, table: pa.Table, rows: Requests) -> pa.Table:
    """The hand-offs of these requests."""
    return table.filter(pa.array(rows.chosen[figures.places_of(table["item"])]))


def _pairs(table: pa.Table) -> tuple[Pair, ...]:
    grouped = table.group_by(["giver", "taker"], use_threads=False)
    sums = grouped.aggregate([([], "count_all"), ("ping_pong", "sum"), ("waiting", "sum")])
    found = [
        Pair(
            row["giver"],
            row["taker"],
            row["count_all"],
            row["ping_pong_sum"],
            row["waiting_sum"] / MICROSECONDS_A_DAY,
        )
        for row in sums.to_pylist()
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


def _cost(rows: Requests) -> Compared | None:
    """Delivered requests that never came back beside those that did: a comparison, not a cause."""
    delivered = rows.delivered
    back = delivered.columns.ping_pongs[delivered.places] > 0
    straight, bounced = (
        Group(group.days, group.columns.month.codes[group.places])
        for group in (delivered.where(~back), delivered.where(back))
    )
    return compared(straight, bounced, np.random.default_rng(SEED))


def parties_in(found: HandedOver) -> list[str]:
    """The parties of the matrix, marketing and IT first."""
    names = {name for pair in found.parties for name in (pair.giver, pair.taker)}
    return sorted(names, key=party_place)


def handoff_readings(figures: Figures, base: Requests) -> list[Said]:
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
