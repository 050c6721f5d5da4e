"""What a perfect reader must find: every request's days by turn and class, and their sums.

The rule for a request that stands in two trackers: at each moment, of its items that are open, the
one whose stay began last says whose turn it is and in which class.
"""

from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from accord.simulate import facts
from accord.simulate.calendar import DAY, day
from accord.simulate.journeys import Change, Request, Ticket
from accord.simulate.promises import outcome
from accord.simulate.staff import Staff

_CLOSED = ("done", "dropped")
_NOT_A_PARTY = ("nobody", "unmapped", "system")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Between two moments it was this party's turn, in this class."""

    begins: int
    ends: int
    turn: str
    kind: str
    status: str


@dataclass(frozen=True, slots=True)
class Found:
    """What the rules say of one request."""

    created: int
    done_at: int | None
    outcome: str
    days: dict[str, float]  # "party class" → days
    handoffs: int
    ping_pongs: int
    reopened: int
    release_days: float
    working_known: bool

    @property
    def lead_days(self) -> float | None:
        """From the first row to the last entry into done; none for what is not delivered."""
        return None if self.done_at is None else (self.done_at - self.created) / DAY


def judge(tickets: list[Ticket], staff: Staff, as_of: int) -> Found:
    """Apply the rules to the items of one request."""
    stretches = list(_stretches(tickets, staff, as_of))
    days: Counter[str] = Counter()
    for stretch in stretches:
        days[f"{stretch.turn} {stretch.kind}"] += stretch.ends - stretch.begins
    turns = _turns(stretches)
    last = {_kind(ticket.last()) for ticket in tickets}
    how = "open" if last - set(_CLOSED) else "delivered" if "done" in last else "dropped"
    ended = max(ticket.last().at for ticket in tickets)
    waited = sum(s.ends - s.begins for s in stretches if s.status == "Ready for release")
    return Found(
        created=min(ticket.created() for ticket in tickets),
        done_at=ended if how == "delivered" else None,
        outcome=how,
        days={name: round(time / DAY, 6) for name, time in sorted(days.items())},
        handoffs=sum(1 for before, after in pairwise(turns) if before != after),
        ping_pongs=sum(1 for first, third in zip(turns, turns[2:], strict=False) if first == third),
        reopened=sum(1 for before, after in pairwise(stretches) if before.ends != after.begins),
        release_days=waited / DAY,
        working_known=any(stretch.kind == "work" for stretch in stretches),
    )


def _kind(change: Change) -> str:
    if change.resolution in facts.DROPPED_RESOLUTIONS:
        return "dropped"
    return facts.STATUSES[change.status][0]


def _turn(change: Change, staff: Staff) -> str:
    return facts.STATUSES[change.status][1] or staff.party(change.team, day(change.at))


def _stays(ticket: Ticket, as_of: int) -> Iterator[tuple[int, int, Change]]:
    """Maximal stretches of one ticket in which status and holder stay the same, while open."""
    merged: list[Change] = []
    for change in ticket.changes:
        same = merged and (merged[-1].status, merged[-1].team) == (change.status, change.team)
        if not same:
            merged.append(change)
    ends = [change.at for change in merged[1:]] + [as_of]
    for change, end in zip(merged, ends, strict=True):
        if _kind(change) not in _CLOSED and end > change.at:
            yield change.at, end, change


def _stretches(tickets: list[Ticket], staff: Staff, as_of: int) -> Iterator[Stretch]:
    stays = [stay for ticket in tickets for stay in _stays(ticket, as_of)]
    times = sorted({time for begins, ends, _ in stays for time in (begins, ends)})
    for begins, ends in pairwise(times):
        open_now = [stay for stay in stays if stay[0] <= begins and stay[1] >= ends]
        if open_now:
            _, _, change = max(open_now, key=lambda stay: stay[0])
            yield Stretch(begins, ends, _turn(change, staff), _kind(change), change.status)


def _turns(stretches: list[Stretch]) -> list[str]:
    """The parties in the order in which they had the turn, without repetition."""
    turns: list[str] = []
    for stretch in stretches:
        if stretch.turn not in _NOT_A_PARTY and (not turns or turns[-1] != stretch.turn):
            turns.append(stretch.turn)
    return turns


@dataclass(slots=True)
class Totals:
    """Sums over requests; one is kept for all and one for each type."""

    outcomes: Counter[str] = field(default_factory=Counter)
    days: Counter[str] = field(default_factory=Counter)
    handoffs: int = 0
    ping_pongs: int = 0
    reopened: int = 0
    release_days: float = 0.0
    leads: "array[float]" = field(default_factory=lambda: array("d"))

    def add(self, found: Found) -> None:
        """Add one request."""
        self.outcomes[found.outcome] += 1
        self.days.update(found.days)
        self.handoffs += found.handoffs
        self.ping_pongs += found.ping_pongs
        self.reopened += found.reopened
        self.release_days += found.release_days
        if found.lead_days is not None:
            self.leads.append(found.lead_days)

    def told(self) -> dict[str, Any]:
        """The sums, and the lead times of what was delivered."""
        count = max(sum(self.outcomes.values()), 1)
        return {
            "requests": sum(self.outcomes.values()),
            **{name: self.outcomes[name] for name in ("delivered", "dropped", "open")},
            "reopened": self.reopened,
            "handoffs": self.handoffs,
            "ping_pongs": self.ping_pongs,
            "lead_days": _quantiles(self.leads),
            "days_by_turn": _nested(self.days),
            "release_days_a_request": round(self.release_days / count, 6),
        }


@dataclass(slots=True)
class Ledger:
    """The truth of the whole company, gathered request by request."""

    staff: Staff
    as_of: int
    linked: Totals = field(default_factory=Totals)
    unlinked: Totals = field(default_factory=Totals)
    by_type: dict[str, Totals] = field(default_factory=dict)
    by_brief: dict[str, Totals] = field(default_factory=dict)
    promises: dict[str, Counter[str]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, request: Request) -> dict[str, Any]:
        """Judge a request, add it to the sums, and return what is true of it."""
        self.counts[request.kind] += 1
        for ticket in request.tickets:
            self._promised(ticket)
        found = judge(request.tickets, self.staff, self.as_of)
        if request.kind == "request":
            self._count(request, found)
        return _told(request, found)

    def _count(self, request: Request, found: Found) -> None:
        if not request.shows_as_one():
            self.unlinked.add(found)
            return
        brief = "complete" if request.tickets[0].complete else "incomplete"
        self.linked.add(found)
        self.by_type.setdefault(request.type, Totals()).add(found)
        self.by_brief.setdefault(brief, Totals()).add(found)

    def _promised(self, ticket: Ticket) -> None:
        side = "marketing" if ticket.key.isdecimal() else "it"
        dropped = _kind(ticket.last()) == "dropped"
        told = outcome(ticket.dues, ticket.done_at(), dropped, self.as_of)
        self.promises.setdefault(side, Counter()).update(told)

    def told(self) -> dict[str, Any]:
        """All sums."""
        return {
            "counts": dict(sorted(self.counts.items())),
            "linked_requests": self.linked.told(),
            "unlinked_requests": self.unlinked.told(),
            "by_type": {name: total.told() for name, total in sorted(self.by_type.items())},
            "by_brief": {name: total.told() for name, total in sorted(self.by_brief.items())},
            "promises": {
                side: dict(sorted(c.items())) for side, c in sorted(self.promises.items())
            },
        }


def _told(request: Request, found: Found) -> dict[str, Any]:
    return {
        "number": request.number,
        "kind": request.kind,
        "type": request.type,
        "items": [ticket.key for ticket in request.tickets],
        "linked": request.shows_as_one(),
        "complete_brief": request.tickets[0].complete,
        "rounds": request.rounds,
        "outcome": found.outcome,
        "lead_days": None if found.lead_days is None else round(found.lead_days, 6),
        "days": found.days,
        "handoffs": found.handoffs,
        "ping_pongs": found.ping_pongs,
        "reopened": found.reopened,
        "working_known": found.working_known,
    }


def _quantiles(leads: "array[float]") -> dict[str, float | None]:
    if not leads:
        return dict.fromkeys(("p50", "p85", "p95", "mean"))
    values = np.frombuffer(leads)
    half, most, nearly_all = np.quantile(values, [0.5, 0.85, 0.95])
    told = {"p50": half, "p85": most, "p95": nearly_all, "mean": values.mean()}
    return {name: round(float(value), 6) for name, value in told.items()}


def _nested(days: Counter[str]) -> dict[str, dict[str, float]]:
    nested: dict[str, dict[str, float]] = {}
    for name, value in sorted(days.items()):
        party, kind = name.split(" ")
        nested.setdefault(party, {})[kind] = round(value, 6)
    return nested
