"""Twice the work: items on both sides that look alike, and whether they are linked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as compute

from accord.analysis.columns import Coded, Marks, coded
from accord.areas.evidence.findings.basis import NO_TYPE
from accord.areas.evidence.findings.links import KEYS, Item, items_at
from accord.areas.evidence.frames import Figures, Requests, find_items
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
_ORDER = (LINKED, APART, ELSEWHERE, OPEN)
_OTHER_END = ["other_source", "other_item"]
Places = npt.NDArray[np.int64]
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
        return self.one.type or self.other.type or NO_TYPE


@dataclass(frozen=True, slots=True)
class Twice:
    """All pairs that look alike, and how far such pairs can be believed here."""

    pairs: "Pairs"
    by_type: tuple[Linked, ...]
    told: tuple[int, int]  # of pairs whose items are both linked: linked to each other
    found: tuple[int, int]  # of requests through several parties: with a pair that looks alike
    answered: tuple[int, int]  # of pairs that people looked at: the same work

    @property
    def open(self) -> int:
        """How many are not linked and not yet answered."""
        return len(self.pairs.of(OPEN))

    @property
    def can_be_checked(self) -> bool:
        """Whether enough is linked to see how often a likeness is right."""
        return self.told[1] >= _LEAST_KNOWN


class Pairs(Sequence[Pair]):
    """Pairs that look alike, the most alike first; one becomes a ``Pair`` when somebody looks at it."""

    def __init__(self, figures: Figures, names: Mapping[str, str], columns: "_Columns") -> None:
        self._figures = figures
        self._names = names
        self._columns = columns

    def __len__(self) -> int:
        return len(self._columns.score)

    @overload
    def __getitem__(self, place: int) -> Pair: ...
    @overload
    def __getitem__(self, place: slice) -> list[Pair]: ...
    def __getitem__(self, place: int | slice) -> Pair | list[Pair]:
        if isinstance(place, int):
            return self[place : place + 1 or None][0]
        own = self._columns.taking(np.arange(len(self))[place])
        ends = [items_at(self._figures, end, self._names) for end in (own.one, own.other)]
        rows = (*ends, own.score.tolist(), own.days.tolist(), own.states())
        return [Pair(*row) for row in zip(*rows, strict=True)]

    def of(self, state: str) -> "Pairs":
        """The pairs of a state."""
        chosen = np.flatnonzero(self._columns.state == _ORDER.index(state))
        return Pairs(self._figures, self._names, self._columns.taking(chosen))


@dataclass(frozen=True, slots=True)
class _Columns:
    """The two items of each pair as rows of the items, and what is known of it."""

    one: Places
    other: Places
    score: npt.NDArray[np.float64]
    days: npt.NDArray[np.float64]
    state: Places  # in ``_ORDER``
    type: Coded

    def taking(self, rows: Places) -> "_Columns":
        return _Columns(*(getattr(self, name)[rows] for name in self.__slots__))

    def states(self) -> list[str]:
        return [_ORDER[number] for number in self.state.tolist()]


def can_tell(figures: Figures) -> bool:
    """Whether items of two parties in two trackers have titles; where they are switched off, not."""
    named = (compute.field("title") != "") & (compute.field("party") != "")
    told = figures.items.filter(named)
    return all(compute.count_distinct(told[name]).as_py() > 1 for name in ("source", "party"))


def twice_the_work(
    figures: Figures, names: Mapping[str, str], rows: Requests | None = None
) -> Twice | None:
    """Pairs of items of different trackers and parties that look alike; None where it cannot tell.

    With ``rows`` only pairs of which an item belongs to one of these requests.
    """
    if not can_tell(figures):
        return None
    alike = figures.alike
    if rows is not None:
        alike = alike.filter(pa.array(_touched(figures, alike, rows)))
    one = find_items(figures.items, alike)
    other = find_items(figures.items, alike.select(_OTHER_END).rename_columns(["source", "item"]))
    same, apart = (_among(figures, one, other, figures.said[word]) for word in (True, False))
    state = _states(figures, one, other, apart)
    columns = _Columns(
        one=one,
        other=other,
        score=alike["score"].to_numpy(),
        days=alike["days"].to_numpy(),
        state=state,
        type=_types(figures, one, other),
    )
    linked, elsewhere = (int((state == _ORDER.index(word)).sum()) for word in (LINKED, ELSEWHERE))
    return Twice(
        pairs=Pairs(figures, names, columns),
        by_type=tuple(_by_type(columns)),
        told=(linked, linked + elsewhere),
        found=_found(
            figures, figures.requests if rows is None else rows, one[state == _ORDER.index(LINKED)]
        ),
        answered=(int(same.sum()), int((same | apart).sum())),
    )


def _touched(figures: Figures, alike: pa.Table, rows: Requests) -> Marks:
    """Which pairs have an item of these requests."""
    chosen = rows.chosen[figures.items["request"].to_numpy()]
    ends = (alike, alike.select(_OTHER_END).rename_columns(["source", "item"]))
    first, second = (chosen[find_items(figures.items, end)] for end in ends)
    return np.asarray(first | second)


def _among(figures: Figures, one: Places, other: Places, said: frozenset[Any]) -> Marks:
    """Which pairs people said something of, whichever end they named first."""
    ends = [
        find_items(
            figures.items,
            pa.table([[pair[end][part] for pair in said] for part in (0, 1)], schema=KEYS),
        )
        for end in (0, 1)
    ]
    rows = figures.items.num_rows
    told = np.concatenate([ends[0] * rows + ends[1], ends[1] * rows + ends[0]])
    return np.isin(one * rows + other, told)


def _states(figures: Figures, one: Places, other: Places, apart: Marks) -> Places:
    request = figures.items["request"].to_numpy()
    joint = figures.requests.columns.joint
    first, second = request[one], request[other]
    return np.select(
        [first == second, apart, joint[first] & joint[second]],
        [_ORDER.index(word) for word in (LINKED, APART, ELSEWHERE)],
        _ORDER.index(OPEN),
    )


def _types(figures: Figures, one: Places, other: Places) -> Coded:
    """The type that either of two items names."""
    first, second = (figures.items["type"].take(pa.array(end)) for end in (one, other))
    either = compute.if_else(compute.equal(first, ""), second, first)
    return coded(compute.if_else(compute.equal(either, ""), NO_TYPE, either))


def _found(figures: Figures, rows: Requests, linked: Places) -> tuple[int, int]:
    """Of the joint requests of several parties, those with a pair that looks alike."""
    columns = figures.requests.columns
    items = figures.items.filter(compute.field("party") != "").select(["request", "party"])
    parties = items.group_by("request").aggregate([("party", "count_distinct")])
    several = parties.filter(compute.field("party_count_distinct") > 1)["request"].to_numpy()
    several = several[(columns.joint & rows.chosen)[several]]
    seen = figures.items["request"].to_numpy()[linked]
    return int(np.isin(several, seen).sum()), len(several)


def _by_type(columns: _Columns) -> list[Linked]:
    """Linked and unlinked pairs by type, the most first; of many types the last are one."""
    names = columns.type.names
    linked = columns.state == _ORDER.index(LINKED)
    alike, apart = (
        np.bincount(columns.type.codes[chosen], minlength=len(names)).tolist()
        for chosen in (linked, ~linked)
    )
    rows = [Linked(*row) for row in zip(names, alike, apart, strict=True)]
    rows.sort(key=lambda row: -row.of)
    shown, rest = rows[:_TYPES_SHOWN], rows[_TYPES_SHOWN:]
    if rest:
        shown.append(
            Linked("other types", sum(row.linked for row in rest), sum(row.apart for row in rest))
        )
    return sorted(shown, key=lambda row: (row.label == "other types", -row.of, row.label))


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
