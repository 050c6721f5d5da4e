"""Twice the work: items on both sides that look alike, and whether they are linked."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as compute

from accord.areas.evidence.findings.links import Item, Key, items_named
from accord.areas.evidence.frames import Figures
from accord.areas.indicators.actions import Said
from accord.areas.indicators.models import Direction
from accord.charts.linked import Linked

LINKED, APART, ELSEWHERE, OPEN = "linked", "not the same", "linked elsewhere", "to look at"
STATES = {
    OPEN: "not linked: to look at",
    LINKED: "linked with each other",
    ELSEWHERE: "each linked elsewhere",
    APART: "said not to be the same",
}
_LEAST_KNOWN = 20
_TYPES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Pair:
    """Two items that look alike."""

    one: Item
    other: Item
    score: float
    days: float
    state: str

    @property
    def type(self) -> str:
        """The type that either of them names."""
        return self.one.type or self.other.type or "no type given"


@dataclass(frozen=True, slots=True)
class Twice:
    """All pairs that look alike, and how far such pairs can be believed here."""

    pairs: tuple[Pair, ...]
    by_type: tuple[Linked, ...]
    told: tuple[int, int]  # of pairs whose items are both linked: linked to each other
    found: tuple[int, int]  # of requests through several parties: with a pair that looks alike
    answered: tuple[int, int]  # of pairs that people looked at: the same work

    def of(self, state: str) -> list[Pair]:
        """The pairs of a state."""
        return [pair for pair in self.pairs if pair.state == state]

    @property
    def open(self) -> int:
        """How many are not linked and not yet answered."""
        return len(self.of(OPEN))

    @property
    def can_be_checked(self) -> bool:
        """Whether enough is linked to see how often a likeness is right."""
        return self.told[1] >= _LEAST_KNOWN


def can_tell(figures: Figures) -> bool:
    """Whether items of two parties in two trackers have titles; where they are switched off, not."""
    named = (compute.field("title") != "") & (compute.field("party") != "")
    told = figures.items.filter(named)
    return all(compute.count_distinct(told[name]).as_py() > 1 for name in ("source", "party"))


def twice_the_work(figures: Figures, names: Mapping[str, str]) -> Twice | None:
    """Pairs of items of different trackers and parties that look alike; None where it cannot tell."""
    if not can_tell(figures):
        return None
    rows = [(_ends(row), row["score"], row["days"]) for row in figures.alike.to_pylist()]
    known = items_named(figures, (end for ends, _, _ in rows for end in ends), names)
    joint = _joint(figures)
    pairs, same, apart = [], 0, 0
    for ends, score, days in rows:
        told = {ends, ends[::-1]}
        said_apart = not told.isdisjoint(figures.said[False])
        same += not told.isdisjoint(figures.said[True])
        apart += said_apart
        one, other = (known[end] for end in ends)
        pairs.append(Pair(one, other, score, days, _state(one, other, joint, said_apart)))
    linked = sum(pair.state == LINKED for pair in pairs)
    elsewhere = sum(pair.state == ELSEWHERE for pair in pairs)
    return Twice(
        pairs=tuple(pairs),
        by_type=tuple(_by_type(pairs)),
        told=(linked, linked + elsewhere),
        found=_found(figures, pairs),
        answered=(same, same + apart),
    )


def _ends(row: dict[str, Any]) -> tuple[Key, Key]:
    return (row["source"], row["item"]), (row["other_source"], row["other_item"])


def _joint(figures: Figures) -> set[str]:
    columns = figures.requests.columns
    return set(columns.key.filter(pa.array(columns.joint)).to_pylist())


def _state(one: Item, other: Item, joint: set[str], said_apart: bool) -> str:
    if one.request == other.request:
        return LINKED
    if said_apart:
        return APART
    return ELSEWHERE if {one.request, other.request} <= joint else OPEN


def _found(figures: Figures, pairs: list[Pair]) -> tuple[int, int]:
    """Of the joint requests of several parties, those with a pair that looks alike."""
    columns = figures.requests.columns
    items = figures.items.filter(compute.field("party") != "").select(["request", "party"])
    parties = items.group_by("request").aggregate([("party", "count_distinct")])
    several = parties.filter(compute.field("party_count_distinct") > 1)["request"].to_numpy()
    several = several[columns.joint[several]]
    seen = {pair.one.request for pair in pairs if pair.state == LINKED}
    keys = columns.key.take(pa.array(several, pa.int64()))
    found = compute.is_in(keys, value_set=pa.array(sorted(seen), pa.string()))
    return int(found.to_numpy(zero_copy_only=False).sum()), len(several)


def _by_type(pairs: list[Pair]) -> list[Linked]:
    """Linked and unlinked pairs by type, the most first; of many types the last are one."""
    counts = Counter(pair.type for pair in pairs)
    shown = {name for name, _ in counts.most_common(_TYPES_SHOWN)}
    linked: Counter[str] = Counter()
    apart: Counter[str] = Counter()
    for pair in pairs:
        name = pair.type if pair.type in shown else "other types"
        linked[name] += pair.state == LINKED
        apart[name] += pair.state != LINKED
    rows = [Linked(name, linked[name], apart[name]) for name in linked]
    return sorted(rows, key=lambda row: (row.label == "other types", -row.of, row.label))


def twice_readings(figures: Figures) -> list[Said]:
    """How many pairs look alike and are not linked."""
    found = twice_the_work(figures, {})
    if found is None:
        return []
    return [
        Said(
            name="evidence.twice",
            question="How many pairs of items on both sides look alike and are not linked?",
            value=found.open,
            unit="pairs",
            count=len(found.pairs),
            direction=Direction.DOWN,
            link="/evidence/twice/",
            detail={"told": list(found.told), "found": list(found.found)},
        )
    ]
