"""What the records show: sentences, shares and lists over the figures of one snapshot."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

import ibis
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from accord.analysis.replay import Rule, Saving, mean_interval, replayed, saving, share_interval
from accord.areas.evidence.frames import Figures, Promise, Request
from accord.areas.evidence.models import Level, Source
from accord.areas.indicators.actions import Said
from accord.areas.indicators.models import Direction
from accord.areas.people.queries import TwoKeys
from accord.charts.speed import Spread
from accord.charts.turns import Bar, Segment

SEED = 20_260_101  # resampling is repeatable: the same records give the same interval
SIDES = ("marketing", "it")
_CLASS_ORDER = {
    "marketing": ("work", "wait", "queue", "unmapped"),
    "it": ("queue", "wait", "work", "unmapped"),
}
_OTHER_CLASSES = ("queue", "wait", "work", "unmapped")
_PARTY_ORDER = (
    "marketing",
    "it",
    "agency",
    "vendor",
    "sales",
    "service",
    "customer",
    "system",
    "nobody",
    "unmapped",
)
_DOES = {
    "work": "works",
    "wait": "owes an answer",
    "queue": "in the queue",
    "unmapped": "status not mapped",
}
LEAST_FOR_A_TYPE = 5

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Filter:
    """What part of the requests one looks at; empty is all."""

    type: str = ""
    source: str = ""
    since: str = ""  # a month, 2026-01
    until: str = ""


def requests(figures: Figures, chosen: Filter | None = None) -> list[Request]:
    """The requests of a filter, newest first; the month is that of delivery, else of creation."""
    chosen = chosen or Filter()
    return [row for row in figures.requests if _is_chosen(row, chosen)]


def _is_chosen(row: Request, chosen: Filter) -> bool:
    month = (row.done_at or row.created_at).strftime("%Y-%m")
    return (
        (not chosen.type or row.type == chosen.type)
        and (not chosen.source or chosen.source in row.sources)
        and (not chosen.since or month >= chosen.since)
        and (not chosen.until or month <= chosen.until)
    )


def base_of(rows: Sequence[Request]) -> tuple[list[Request], bool]:
    """The requests that whose-turn figures rest on, and whether they run through both trackers.

    Requests that are in one tracker only are mostly that side's turn: they are left apart as soon as
    there is any joint one.
    """
    joint = [row for row in rows if row.joint]
    return (joint, True) if joint else (list(rows), False)


@dataclass(frozen=True, slots=True)
class Turns:
    """Whose turn it was, on average, over delivered requests."""

    count: int
    joint: bool
    left_out: int  # in one tracker only
    still_open: int
    days: float
    low: float
    high: float
    working: float
    unknown_work: int  # delivered without ever being in a work status
    segments: tuple[Segment, ...]
    by_type: tuple[Bar, ...]
    by_month: tuple[Bar, ...]

    def of(self, party: str, *kinds: str) -> float:
        """Mean days of a party, in some classes or all."""
        return sum(
            part.days for part in self.segments if part.party == party and part.kind in kinds
        )

    @property
    def parties(self) -> list[tuple[str, float]]:
        """Each party with its mean days, as the bar shows them."""
        sums: dict[str, float] = {}
        for part in self.segments:
            sums[part.party] = sums.get(part.party, 0.0) + part.days
        return list(sums.items())


def whose_turn(rows: Sequence[Request]) -> Turns | None:
    """The average delivered request, from left to right; None when nothing was delivered."""
    base, joint = base_of(rows)
    delivered = [row for row in base if row.outcome == "delivered"]
    if not delivered:
        return None
    days = np.array([row.days for row in delivered])
    low, high = mean_interval(days, np.random.default_rng(SEED))
    segments = mean_segments(delivered)
    return Turns(
        count=len(delivered),
        joint=joint,
        left_out=len(rows) - len(base),
        still_open=sum(1 for row in base if row.outcome == "open"),
        days=float(days.mean()),
        low=low,
        high=high,
        working=sum(part.days for part in segments if part.kind == "work"),
        unknown_work=sum(1 for row in delivered if not _worked(row)),
        segments=segments,
        by_type=_bars(delivered, _types),
        by_month=_bars(sorted(delivered, key=_done), _months),
    )


def _worked(row: Request) -> bool:
    return any(kind == "work" for _, kind in row.by_turn)


def _done(row: Request) -> dt.datetime:
    return row.done_at or row.created_at


def _types(row: Request) -> str:
    return row.type or "no type given"


def _months(row: Request) -> str:
    return _done(row).strftime("%b %Y")


def _bars(rows: Sequence[Request], label: Any) -> tuple[Bar, ...]:
    groups: dict[str, list[Request]] = {}
    for row in rows:
        groups.setdefault(label(row), []).append(row)
    bars = [
        Bar(f"{name} ({len(group)})" if label is _types else name, mean_segments(group))
        for name, group in groups.items()
        if len(group) >= LEAST_FOR_A_TYPE or label is _months
    ]
    return tuple(sorted(bars, key=lambda bar: -bar.days) if label is _types else bars)


def mean_segments(rows: Sequence[Request]) -> tuple[Segment, ...]:
    """Mean days a request by party and class, in the order in which a bar shows them."""
    sums: dict[tuple[str, str], float] = {}
    for row in rows:
        for key, days in row.by_turn.items():
            sums[key] = sums.get(key, 0.0) + days
    count = max(1, len(rows))
    return tuple(
        Segment(party, kind, sums[party, kind] / count, doing(party, kind))
        for party, kind in _in_order(sums)
        if sums[party, kind] > 0
    )


def _in_order(keys: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    def place(key: tuple[str, str]) -> tuple[tuple[int, str], int]:
        party, kind = key
        return _party_place(party), _CLASS_ORDER.get(party, _OTHER_CLASSES).index(kind)

    return sorted(keys, key=place)


def _party_place(party: str) -> tuple[int, str]:
    """Marketing and IT first, nobody and unmapped last."""
    known = _PARTY_ORDER.index(party) if party in _PARTY_ORDER else len(_PARTY_ORDER) - 3
    return known, party


def doing(party: str, kind: str) -> str:
    """What a party does in a class, in words."""
    if party == "nobody":
        return "finished, waits for the release" if kind == "wait" else "nobody has it yet"
    if party == "unmapped":
        return "holder not mapped"
    return _DOES[kind]


@dataclass(frozen=True, slots=True)
class Speed:
    """How long delivered requests took, over all and per type."""

    count: int
    median: float
    high: float
    mean: float
    spreads: tuple[Spread, ...]
    too_few: tuple[str, ...]


def how_fast(rows: Sequence[Request]) -> Speed | None:
    """Lead times of delivered requests; a type needs five of them."""
    delivered = [row for row in rows if row.outcome == "delivered"]
    if not delivered:
        return None
    groups: dict[str, list[float]] = {}
    for row in delivered:
        groups.setdefault(_types(row), []).append(row.days)
    spreads = [
        Spread(name, len(days), *np.quantile(days, [0.15, 0.5, 0.85]).tolist())
        for name, days in groups.items()
        if len(days) >= LEAST_FOR_A_TYPE
    ]
    days = np.array([row.days for row in delivered])
    return Speed(
        count=len(delivered),
        median=float(np.quantile(days, 0.5)),
        high=float(np.quantile(days, 0.85)),
        mean=float(days.mean()),
        spreads=tuple(sorted(spreads, key=lambda row: -row.median)),
        too_few=tuple(name for name, found in groups.items() if len(found) < LEAST_FOR_A_TYPE),
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """Promises of one party: kept of those that are decided."""

    party: str
    kept: int
    of: int
    kept_last: int
    moved_early: int
    moved_late: int
    pending: int
    withdrawn: int

    @property
    def share(self) -> float | None:
        """Share kept against the first date."""
        return self.kept / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the share (Wilson)."""
        return share_interval(self.kept, self.of)


def promises_kept(rows: Sequence[Promise]) -> list[Kept]:
    """Promises by party, marketing and IT first."""
    groups: dict[str, list[Promise]] = {}
    for row in rows:
        groups.setdefault(row.party, []).append(row)
    order = sorted(groups, key=_party_place)
    return [_kept(party, groups[party]) for party in order]


def _kept(party: str, rows: Sequence[Promise]) -> Kept:
    decided = [row for row in rows if row.against_first in {"kept", "missed"}]
    return Kept(
        party=party,
        kept=sum(row.against_first == "kept" for row in decided),
        of=len(decided),
        kept_last=sum(row.against_last == "kept" for row in decided),
        moved_early=sum(row.moved == "renegotiated early" for row in rows),
        moved_late=sum(row.moved == "renegotiated late" for row in rows),
        pending=sum(row.against_first == "pending" for row in rows),
        withdrawn=sum(row.against_first == "withdrawn" for row in rows),
    )


@dataclass(frozen=True, slots=True)
class Answers:
    """How long one side took to answer the other: ended waits for it, on joint requests."""

    party: str
    count: int
    median: float
    within: int  # answered within ANSWER_DAYS
    rows: tuple[float, ...] = field(repr=False, default=())


ANSWER_DAYS = 3.0


def answers(figures: Figures, party: str) -> Answers | None:
    """Waits that one party owed an answer, ended; None where there was none."""
    days = figures.waits.get(party, np.array([]))
    if not len(days):
        return None
    within = int((days <= ANSWER_DAYS).sum())
    return Answers(party, len(days), float(np.quantile(days, 0.5)), within)


def memorable(rows: Sequence[Request]) -> Request | None:
    """One request that readers will remember: it took long, went both ways, and ended lately.

    Of the delivered ones slower than four in five, but no outlier, with a wait on each side, the one
    that was delivered last.
    """
    base, _ = base_of(rows)
    delivered = [row for row in base if row.outcome == "delivered" and row.title]
    if len(delivered) < LEAST_FOR_A_TYPE:
        return None
    low, high = np.quantile([row.days for row in delivered], [0.7, 0.97])
    found = [row for row in delivered if low <= row.days <= high and _waits_on_both(row)]
    return max(found, key=_done, default=None)


def _waits_on_both(row: Request) -> bool:
    return all(row.by_turn.get((side, "wait"), 0) >= 1 for side in SIDES)


def biggest_waits(row: Request, most: int = 2) -> list[tuple[str, str, float]]:
    """The longest waits of a request: party, what it did, days."""
    waits = [
        (party, doing(party, kind), days)
        for (party, kind), days in row.by_turn.items()
        if kind != "work" and days >= 0.5
    ]
    return sorted(waits, key=lambda part: -part[2])[:most]


def apart(rows: Sequence[Request]) -> list[Bar]:
    """Items in one tracker only, a bar a tracker: shown apart, since they are mostly its own turn."""
    if not any(row.joint for row in rows):
        return []
    groups: dict[str, list[Request]] = {}
    for row in rows:
        if not row.joint and row.outcome == "delivered":
            groups.setdefault(row.sources[0], []).append(row)
    return [
        Bar(f"{name} ({len(group)})", mean_segments(group))
        for name, group in sorted(groups.items())
        if len(group) >= LEAST_FOR_A_TYPE
    ]


def listed(rows: Sequence[Request], search: str, kind: str, turn: str) -> list[Request]:
    """The rows of a list: by text, by kind, by whose turn they waited for; the longest first."""
    party, _, status_class = turn.partition(".")
    found = [
        row
        for row in rows
        if (not search or search.casefold() in f"{row.title} {row.key} {row.type}".casefold())
        and _of_kind(row, kind)
        and (not turn or row.by_turn.get((party, status_class), 0) > 0)
    ]
    if turn:
        return sorted(found, key=lambda row: -row.by_turn[party, status_class])
    return sorted(found, key=lambda row: row.created_at, reverse=True)


def _of_kind(row: Request, kind: str) -> bool:
    kinds = {
        "joint": row.joint,
        "apart": not row.joint,
        "open": row.outcome == "open",
        "returned": row.sent_back,
    }
    return kinds.get(kind, True)


def turn_words(turn: str) -> str:
    """A filter by turn in words: whose, doing what."""
    party, _, kind = turn.partition(".")
    if party not in _PARTY_ORDER or kind not in _OTHER_CLASSES:
        return ""
    name = "IT" if party == "it" else party
    return doing(party, kind) if party in {"nobody", "unmapped"} else f"{name} {doing(party, kind)}"


def own(rows: Sequence[Request], party: str) -> list[Request]:
    """The joint requests that are or were a party's turn, those that wait for it first."""
    found = [row for row in rows if any(turn == party for turn, _ in row.by_turn)]
    return sorted(found, key=lambda row: (row.turn != party, -row.created_at.timestamp()))


def level_words(sources: Sequence[Source]) -> str:
    """On which level the figures rest, and what would raise it."""
    lower = [source for source in sources if source.level != Level.CHANGELOG]
    if not sources:
        return ""
    if not lower:
        return "Rests on the full history of changes of every tracker."
    names = " and ".join(source.name for source in lower)
    verb = "tells" if len(lower) == 1 else "tell"
    return (
        f"{names} only {verb} when items were created and closed. An export with the history of "
        "changes (Jira: REST JSON with changelog; Asana: API JSON with stories) would show turns."
    )


def month_choices(rows: Sequence[Request]) -> list[str]:
    """The months that a filter may name."""
    return sorted({_done(row).strftime("%Y-%m") for row in rows})


def type_choices(rows: Sequence[Request]) -> list[str]:
    """The types that a filter may name."""
    return sorted({row.type for row in rows if row.type})


# One step, both ways


@dataclass(frozen=True, slots=True)
class Step:
    """A rule that both could agree on, and what it would have saved."""

    key: str
    title: str
    text: str
    small: str
    saving: Saving


RELEASE_DAYS = 14.0
_WHAT_IF = "A what-if on past records, not a forecast · both sign · check in three months"


def steps(figures: Figures, delivered: Sequence[Request]) -> list[Step]:
    """The rules worth showing: both together first, then each alone."""
    if len(delivered) < LEAST_FOR_A_TYPE:
        return []
    answer = [Rule(side, "wait", ANSWER_DAYS) for side in SIDES]
    release = Rule("nobody", "wait", RELEASE_DAYS)
    found = [
        _step(
            figures,
            delivered,
            "both",
            "Answers within three days, releases every fortnight",
            "Marketing and IT answer each other within three days; IT releases every fortnight.",
            [*answer, release],
        ),
        _step(
            figures,
            delivered,
            "answers",
            "Answers within three days",
            "Each side answers the other within three days.",
            answer,
        ),
        _step(
            figures,
            delivered,
            "release",
            "Releases every fortnight",
            "Finished work waits at most a fortnight for its release.",
            [release],
        ),
    ]
    return [step for step in found if step is not None and step.saving.saved >= 0.5]


def _step(
    figures: Figures,
    delivered: Sequence[Request],
    key: str,
    title: str,
    rule_text: str,
    rules: list[Rule],
) -> Step | None:
    keys = pa.table({"item": [row.key for row in delivered]})
    placed = ibis.memtable(figures.stays)
    chosen = placed.semi_join(ibis.memtable(keys), "item")
    table = replayed(chosen, rules).order_by("item").to_pyarrow()
    found = saving(table["days"].to_numpy(), table["saved"].to_numpy(), np.random.default_rng(SEED))
    if found is None:
        return None
    text = (
        f"{rule_text} Replayed on {found.count:,} requests: {found.before:.0f} → "
        f"{found.after:.0f} days, probably {found.low:.0f} to {found.high:.0f}."
    )
    return Step(key, title, text, _WHAT_IF, found)


@dataclass(frozen=True, slots=True)
class Returned:
    """Requests that were sent back, beside those that never were."""

    returned: int
    straight: int
    days_returned: float
    days_straight: float

    @property
    def share_straight(self) -> float:
        """Share that was never sent back."""
        return self.straight / (self.straight + self.returned)


def returned(rows: Sequence[Request]) -> Returned | None:
    """What sending back goes with: mean days of requests that IT sent back, and of the others."""
    delivered = [row for row in rows if row.outcome == "delivered"]
    back = [row.days for row in delivered if row.sent_back]
    straight = [row.days for row in delivered if not row.sent_back]
    if not delivered:
        return None
    return Returned(len(back), len(straight), _mean(back), _mean(straight))


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else 0.0


# What is published


def readings(figures: Figures, keys: dict[Source, TwoKeys], state: str = "") -> list[Said]:
    """All that the records say, for the notice board; ``state`` tells what they rest on."""
    rows = list(figures.requests)
    turns = whose_turn(rows)
    if turns is None:
        return []
    base, joint = base_of(rows)
    delivered = [row for row in base if row.outcome == "delivered"]
    signed = all(found.complete for found in keys.values())
    said = [
        _days_reading(figures, turns, keys, rows, state),
        *_turn_readings(turns),
        *_lead_readings(delivered),
        *_promise_readings(figures),
        *_joint_readings(delivered, joint),
    ]
    if joint:
        said += _answer_readings(figures)
        said += _straight_readings(delivered)
        said += _step_readings(figures, delivered)
        said += _brief_readings(delivered)
    said += _memorable_readings(rows)
    return [replace(one, signed=signed) for one in said]


def _days_reading(
    figures: Figures,
    turns: Turns,
    keys: dict[Source, TwoKeys],
    rows: Sequence[Request],
    state: str,
) -> Said:
    months = month_choices([row for row in rows if row.outcome == "delivered"])
    return Said(
        name="evidence.turn.days",
        question="How many days does a request take, on average?",
        value=turns.days,
        low=turns.low,
        high=turns.high,
        unit="days",
        count=turns.count,
        direction=Direction.DOWN,
        link="/evidence/turns/",
        detail={
            "state": state,
            "joint": turns.joint,
            "left_out": turns.left_out,
            "apart_link": "/evidence/requests/?kind=apart",
            "sources_link": "/evidence/",
            "open": turns.still_open,
            "first": months[0],
            "last": months[-1],
            "segments": [
                {"party": part.party, "kind": part.kind, "days": part.days, "text": part.text}
                for part in turns.segments
            ],
            "sources": [
                {"name": source.name, "level": source.level, "signed": found.complete}
                for source, found in keys.items()
            ],
            "unsigned": unsigned_words(keys),
            "unknown": not_known(figures, turns, keys),
        },
    )


def unsigned_words(keys: dict[Source, TwoKeys]) -> str:
    """Whose signature is missing on what, in words; empty when all is signed."""
    parts = [
        f"{source.name} lacks the signature of {' and '.join(found.missing)}"
        for source, found in keys.items()
        if not found.complete
    ]
    return "; ".join(parts) + "." if parts else ""


def not_known(figures: Figures, turns: Turns, keys: dict[Source, TwoKeys]) -> list[str]:
    """What these records cannot tell, and which export would."""
    sentences = [
        f"{source.name} is a {source.level} only; its API export with history would show turns."
        for source in keys
        if source.level != Level.CHANGELOG
    ]
    if turns.joint and turns.left_out:
        sentences.append(
            f"{_counted(turns.left_out, 'item stands', 'items stand')} in one tracker only: what "
            "the other side did there is not known."
        )
    if turns.unknown_work:
        sentences.append(
            f"{_counted(turns.unknown_work, 'request', 'requests')} never entered a work status: "
            "the working time is unknown, not zero."
        )
    unmapped = turns.of("unmapped", "work", "wait", "queue", "unmapped")
    if unmapped >= 0.5:
        sentences.append(
            f"{unmapped:.0f} days a request belong to holders whose team is not mapped yet."
        )
    if figures.ambiguous:
        sentences.append(
            f"{_counted(figures.ambiguous, 'item', 'items')} could not be joined without guessing: "
            "left apart."
        )
    return sentences


def _counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def _turn_readings(turns: Turns) -> list[Said]:
    said = [
        Said(
            name="evidence.turn.of",
            part=f"{part.party}.{part.kind}",
            question=f"How many days of a request is it the turn of {part.party}, in {part.kind}?",
            value=part.days,
            unit="days",
            count=turns.count,
            direction=Direction.DOWN,
            link=f"/evidence/requests/?turn={part.party}.{part.kind}",
        )
        for part in turns.segments
    ]
    if turns.unknown_work < turns.count:
        said.append(
            Said(
                name="evidence.turn.working",
                question="On how many days of a request does somebody work on it?",
                value=turns.working,
                unit="days",
                count=turns.count - turns.unknown_work,
                link="/evidence/turns/",
            )
        )
    return said


def _lead_readings(delivered: Sequence[Request]) -> list[Said]:
    groups: dict[str, list[float]] = {}
    for row in delivered:
        if row.type:
            groups.setdefault(row.type, []).append(row.days)
    return [
        Said(
            name="evidence.lead",
            part=name,
            question=f"How long does “{name}” take, for half of them at most?",
            value=float(np.quantile(days, 0.5)),
            unit="days",
            count=len(days),
            direction=Direction.DOWN,
            link=f"/evidence/speed/?type={quote(name)}",
            detail={
                "p85": float(np.quantile(days, 0.85)),
                "quantiles": np.quantile(days, np.linspace(0, 1, 101)).round(3).tolist(),
            },
        )
        for name, days in groups.items()
        if len(days) >= LEAST_FOR_A_TYPE
    ]


def _promise_readings(figures: Figures) -> list[Said]:
    return [
        Said(
            name="evidence.promises",
            part=found.party,
            question=f"Which share of its due dates did {found.party} keep?",
            value=found.share,
            low=found.interval[0],
            high=found.interval[1],
            unit="share",
            count=found.of,
            direction=Direction.UP,
            link=f"/evidence/promises/?party={found.party}",
            detail={
                "kept": found.kept,
                "of": found.of,
                "kept_last": found.kept_last,
                "moved_late": found.moved_late,
            },
        )
        for found in promises_kept(figures.promises)
        if found.of >= LEAST_FOR_A_TYPE
    ]


def _joint_readings(delivered: Sequence[Request], joint: bool) -> list[Said]:
    if not joint:
        return []
    types: dict[str, int] = {}
    for row in delivered:
        types[row.type] = types.get(row.type, 0) + 1
    wide = [name for name, count in types.items() if name and count >= LEAST_FOR_A_TYPE]
    return [
        Said(
            name="evidence.joint",
            question="How many requests ran through both trackers and were delivered?",
            value=len(delivered),
            count=len(delivered),
            link="/evidence/requests/?kind=joint",
        ),
        Said(
            name="evidence.joint.types",
            question="In how many types of request do both sides work together?",
            value=len(wide),
            link="/evidence/speed/",
            detail={"types": wide},
        ),
    ]


def _answer_readings(figures: Figures) -> list[Said]:
    found = [one for side in SIDES if (one := answers(figures, side)) is not None]
    return [
        Said(
            name="evidence.answers",
            part=one.party,
            question=f"Which share of its answers did {one.party} give within three days?",
            value=one.within / one.count,
            unit="share",
            count=one.count,
            direction=Direction.UP,
            link=f"/evidence/requests/?turn={one.party}.wait",
            detail={"within": one.within, "count": one.count, "median": one.median},
        )
        for one in found
    ]


def _straight_readings(delivered: Sequence[Request]) -> list[Said]:
    found = returned(delivered)
    if found is None:
        return []
    return [
        Said(
            name="evidence.straight",
            question="Which share of requests was never sent back?",
            value=found.share_straight,
            unit="share",
            count=found.returned + found.straight,
            direction=Direction.UP,
            link="/evidence/requests/?kind=returned",
            detail={
                "returned": found.returned,
                "days_returned": found.days_returned,
                "days_straight": found.days_straight,
            },
        )
    ]


def _step_readings(figures: Figures, delivered: Sequence[Request]) -> list[Said]:
    return [
        Said(
            name="evidence.step",
            part=step.key,
            question=f"What would this have saved: {step.title}?",
            value=step.saving.saved,
            unit="days",
            count=step.saving.count,
            link="/evidence/turns/#steps",
            detail={
                "title": step.title,
                "text": step.text,
                "small": step.small,
                "before": step.saving.before,
                "after": step.saving.after,
                "low": step.saving.low,
                "high": step.saving.high,
            },
        )
        for step in steps(figures, delivered)
    ]


def _brief_readings(delivered: Sequence[Request]) -> list[Said]:
    """What sending back goes with; a comparison, since nobody knows what complete briefs would save."""
    found = returned(delivered)
    if found is None or min(found.returned, found.straight) < LEAST_FOR_A_TYPE:
        return []
    longer = found.days_returned - found.days_straight
    if longer < 1:
        return []
    return [
        Said(
            name="evidence.step",
            part="briefs",
            question="How much longer do requests take that IT sends back?",
            value=longer * (1 - found.share_straight),
            unit="days",
            count=found.returned + found.straight,
            link="/evidence/requests/?kind=returned",
            detail={
                "title": "Complete briefs at hand-over",
                "text": f"IT sent {found.returned} of {found.returned + found.straight} requests "
                f"back for an answer. They took {found.days_returned:.0f} days, the others "
                f"{found.days_straight:.0f}.",
                "small": "A comparison, not a cause · marketing writes, IT says what is missing",
            },
        )
    ]


def _memorable_readings(rows: Sequence[Request]) -> list[Said]:
    found = memorable(rows)
    if found is None:
        return []
    return [
        Said(
            name="evidence.memorable",
            question="Which request do readers remember?",
            value=found.days,
            unit="days",
            link=f"/evidence/requests/{quote(found.key, safe='/')}/",
            detail={
                "title": found.title,
                "waits": [
                    {"party": party, "text": text, "days": days}
                    for party, text, days in biggest_waits(found)
                ],
            },
        )
    ]
