"""Single questions: the items, the published figures they repeat, and the joint priorities."""

from collections.abc import Callable, Mapping
from typing import Any

from accord.analysis import agreement, disclosure
from accord.areas.pulse.findings.comparisons import as_content, coarse_mean, verdicts
from accord.areas.pulse.findings.sides import Content, Floats, Sides
from accord.areas.pulse.frames import SIDE_NAMES, could_not_tell
from accord.areas.pulse.models import Instrument, Item

AGREED_FROM = 4


def items(sides: Sides, instrument: Instrument) -> list[Content]:
    """Each question of each dimension, compared between the sides."""
    placed = [(part.key, item) for part in instrument.dimensions for item in part.items]
    compared = [
        sides.compare(sides.columns(item.code), disclosure.FEWEST_FOR_ITEM) for _, item in placed
    ]
    return [
        {"code": item.code, "dimension": key, "type": item.type, "text": item.text}
        | as_content(comparison, verdict, disclosure.FEWEST_FOR_ITEM)
        | {
            "agreeing": _agreeing(sides, item),
            "shares": _shares(sides, item),
            "voice": _voice(sides, item),
            "cannot_tell": _cannot_tell(sides, item),
        }
        for (key, item), comparison, verdict in zip(
            placed, compared, verdicts(compared), strict=True
        )
    ]


def _agreeing(sides: Sides, item: Item) -> Content:
    """The share of each side that agrees, in fifths; None for both where one is too small."""
    return _told_of(sides, item, disclosure.FEWEST_FOR_SHARE, lambda given: in_groups(given)[-1])


def _shares(sides: Sides, item: Item) -> Content:
    """The shares that disagree, partly agree and agree; None below fifteen answers on a side."""
    return _told_of(sides, item, disclosure.FEWEST_FOR_DISTRIBUTION, in_groups)


def _voice(sides: Sides, item: Item) -> Content:
    """With how many voices each side answers, in words; None below fifteen answers on a side."""
    return _told_of(
        sides,
        item,
        disclosure.FEWEST_FOR_DISTRIBUTION,
        lambda given: agreement.voice(given).value,
    )


def _told_of(sides: Sides, item: Item, fewest: int, tell: Callable[[Floats], Any]) -> Content:
    given = sides.columns(item.code)
    if min(len(part) for part in given.values()) < fewest:
        return dict.fromkeys(SIDE_NAMES)
    return {side: tell(part) for side, part in given.items()}


def in_groups(given: Floats) -> list[float | None]:
    """Which shares gave 1 or 2, 3, and 4 or 5: in fifths, each rounded on its own."""
    counts = ((given < 3).sum(), (given == 3).sum(), (given >= AGREED_FROM).sum())
    return [disclosure.in_fifths(int(count), len(given)) for count in counts]


def _cannot_tell(sides: Sides, item: Item) -> Content:
    return {
        side: disclosure.coarse_share(could_not_tell(people, item.code), len(people))
        for side, people in sides.people.items()
    }


def benchmarks(sides: Sides, instrument: Instrument) -> list[Content]:
    """The share of each side that agrees, beside the published one."""
    return [
        {
            "key": benchmark.key,
            "code": benchmark.item.code,
            "text": benchmark.item.text,
            "published": benchmark.published,
            "published_as": benchmark.published_as,
            "source": benchmark.item.origin,
        }
        | _agreeing_share(sides.columns(benchmark.item.code))
        for benchmark in instrument.benchmarks
    ]


def _agreeing_share(answers: Mapping[str, Floats]) -> Content:
    shares = {
        side: disclosure.coarse_share(int((given >= AGREED_FROM).sum()), len(given))
        for side, given in answers.items()
    }
    return shares if None not in shares.values() else dict.fromkeys(shares)


def priorities(sides: Sides, instrument: Instrument) -> list[Content]:
    """Mean rank of each joint priority a side: 1 is first."""
    rows: list[Content] = []
    for priority in instrument.priorities:
        comparison = sides.compare(sides.columns(priority.code), disclosure.FEWEST_FOR_MEAN)
        found = (comparison.first, comparison.second) if comparison else (None, None)
        rows.append(
            {"key": priority.key, "name": priority.name}
            | {
                side: None if part is None else coarse_mean(part.mean, part.answered)
                for side, part in zip(SIDE_NAMES, found, strict=True)
            }
        )
    return rows
