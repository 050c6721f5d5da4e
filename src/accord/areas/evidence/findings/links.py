"""Which work is linked: how much of each tracker, and what leaves a doubt."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from accord.areas.evidence.frames import Figures
from accord.charts.linked import Linked

Key = tuple[str, str]


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


def items_of(figures: Figures, names: Mapping[str, str]) -> dict[Key, Item]:
    """All items by tracker and key; ``names`` says what each tracker is called."""
    columns = ("source", "item", "title", "type", "party")
    rows = zip(*(figures.items[name].to_pylist() for name in columns), strict=True)
    return {
        (source, key): Item(
            source=source,
            tracker=names.get(source, source),
            key=key,
            title=title or key,
            type=kind,
            party=party,
            request=figures.request_of.get((source, key), f"{source}/{key}"),
        )
        for source, key, title, kind, party in rows
    }


def which_is_linked(figures: Figures, names: Mapping[str, str]) -> Links:
    """The share of delivered and open items that are linked with another tracker's, and the doubts."""
    joint = {row.key for row in figures.requests if row.joint}
    linked: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    columns = (figures.items[name].to_pylist() for name in ("source", "item", "outcome"))
    for source, item, outcome in zip(*columns, strict=True):
        if outcome != "dropped":
            whole[source] += 1
            linked[source] += figures.request_of.get((source, item), "") in joint
    trackers = [
        Linked(names.get(source, source), linked[source], whole[source] - linked[source])
        for source in whole
    ]
    return Links(
        trackers=tuple(sorted(trackers, key=lambda row: row.label)),
        doubts=tuple(_doubts(figures, names)),
    )


def _doubts(figures: Figures, names: Mapping[str, str]) -> list[Doubt]:
    rows = figures.doubts.to_pylist()
    if not rows:
        return []
    known = items_of(figures, names)
    return [
        Doubt(
            one=known[row["source"], row["item"]],
            other=known[row["target_source"], row["target"]],
            reason=row["reason"],
        )
        for row in rows
    ]
