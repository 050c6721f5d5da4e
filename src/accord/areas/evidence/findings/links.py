"""Which work is linked: how much of each tracker, and what leaves a doubt."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as compute

from accord.analysis.columns import Marks, coded
from accord.areas.evidence.frames import Figures, Requests, find_items
from accord.charts.linked import Linked

Key = tuple[str, str]
KEYS = pa.schema([("source", pa.string()), ("item", pa.string())])


@dataclass(frozen=True, slots=True)
class Item:
    """One item of one tracker, as a list shows it."""

    source: str
    tracker: str  # the source's name
    key: str
    title: str
    type: str
    party: str
    request: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two items that may belong together, and why that would be a guess."""

    one: Item
    other: Item
    reason: str


@dataclass(frozen=True, slots=True)
class Links:
    """How much of each tracker is linked with another's, and what could not be joined."""

    trackers: tuple[Linked, ...]
    doubts: tuple[Doubt, ...]

    @property
    def linked(self) -> int:
        """Items that are linked, of all trackers."""
        return sum(row.linked for row in self.trackers)

    @property
    def of(self) -> int:
        """All items that are open or delivered."""
        return sum(row.of for row in self.trackers)


def items_named(figures: Figures, keys: Iterable[Key], names: Mapping[str, str]) -> dict[Key, Item]:
    """The items of these trackers and keys; ``names`` says what each tracker is called."""
    wanted = sorted(set(keys))
    columns = [pa.array([key[place] for key in wanted], pa.string()) for place in (0, 1)]
    place = find_items(figures.items, pa.table(columns, schema=KEYS))
    found = items_at(figures, place[place >= 0], names)
    return {(item.source, item.key): item for item in found}


def items_at(
    figures: Figures, places: npt.NDArray[np.int64], names: Mapping[str, str]
) -> list[Item]:
    """The items of these rows."""
    rows = figures.items.take(pa.array(places)).to_pylist()
    requests = figures.requests.columns.key
    return [
        Item(
            source=row["source"],
            tracker=names.get(row["source"], row["source"]),
            key=row["item"],
            title=row["title"] or row["item"],
            type=row["type"],
            party=row["party"],
            request=requests[row["request"]].as_py(),
        )
        for row in rows
    ]


def which_is_linked(
    figures: Figures, names: Mapping[str, str], rows: Requests | None = None
) -> Links:
    """The share of delivered and open items that are linked with another tracker's, and the doubts.

    With ``rows`` only items of these requests, and doubts that touch one of them.
    """
    chosen = (figures.requests if rows is None else rows).chosen
    items = figures.items.filter(pa.array(chosen[figures.items["request"].to_numpy()]))
    items = items.filter(compute.field("outcome") != "dropped")
    linked = figures.requests.columns.joint[items["request"].to_numpy()]
    source = coded(items["source"])
    whole, joint = (
        np.bincount(source.codes, weights=weights, minlength=len(source.names))
        for weights in (None, linked)
    )
    trackers = [
        Linked(names.get(name, name), int(joint[place]), int(whole[place] - joint[place]))
        for place, name in enumerate(source.names)
    ]
    return Links(
        trackers=tuple(sorted(trackers, key=lambda row: row.label)),
        doubts=tuple(
            doubt for doubt in _doubts(figures, names) if _touches(figures, doubt, chosen)
        ),
    )


def _touches(figures: Figures, doubt: Doubt, chosen: Marks) -> bool:
    places = (figures.requests.columns.place_of(end.request) for end in (doubt.one, doubt.other))
    return any(chosen[place] for place in places)


def _doubts(figures: Figures, names: Mapping[str, str]) -> list[Doubt]:
    rows = figures.doubts.to_pylist()
    ends = [((row["source"], row["item"]), (row["target_source"], row["target"])) for row in rows]
    known = items_named(figures, (end for pair in ends for end in pair), names)
    return [
        Doubt(one=known[one], other=known[other], reason=row["reason"])
        for (one, other), row in zip(ends, rows, strict=True)
    ]
