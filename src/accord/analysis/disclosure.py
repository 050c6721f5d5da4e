"""What a survey may publish so that nobody's answer can be worked out.

One partition, one release: everything published is a function of the answers of whole *units*, and
every unit is a union of *blocks* of at least the smallest allowed size, fixed before anybody answered.
"""

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: The fewest answers behind a published figure, by what is published. May be raised, never lowered.
FEWEST_FOR_MEAN = 5
FEWEST_FOR_ITEM = 8
FEWEST_FOR_SHARE = 8
FEWEST_FOR_DISTRIBUTION = 15
FEWEST_FOR_COMMENTS = 10

BANDS = ((5, 7), (8, 9), (10, 14), (15, 24))
FEWER = "fewer than 5"
RATE_BANDS = (
    (0.25, "under a quarter"),
    (0.5, "a quarter to a half"),
    (0.75, "a half to three quarters"),
)


@dataclass(frozen=True, slots=True)
class Block:
    """A part of one side: who belongs to it was fixed before anybody answered."""

    name: str
    invited: int
    answered: int


@dataclass(frozen=True, slots=True)
class Unit:
    """One or more blocks that are only ever published together."""

    blocks: tuple[Block, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its blocks."""
        return tuple(block.name for block in self.blocks)

    @property
    def invited(self) -> int:
        """How many people were invited."""
        return sum(block.invited for block in self.blocks)

    @property
    def answered(self) -> int:
        """How many people answered."""
        return sum(block.answered for block in self.blocks)


def count_band(count: int) -> str:
    """A number of answers as the band that may be published: 5-7, 8-9, 10-14, 15-24, 25+."""
    if count < BANDS[0][0]:
        return FEWER
    return next((f"{low}-{high}" for low, high in BANDS if count <= high), "25+")


def fewest_in(band: str) -> int:
    """The smallest number of answers that a band told by :func:`count_band` may stand for."""
    return 0 if band == FEWER else int(band.rstrip("+").partition("-")[0])


def rate_band(answered: int, invited: int) -> str:
    """A response rate in words, coarse enough that one more answer seldom shows."""
    rate = answered / invited if invited else 0.0
    return next((words for below, words in RATE_BANDS if rate < below), "three quarters or more")


def coarse(value: float, step: float = 0.1) -> float:
    """Round to the nearest step (0.1 unless told), never to a negative zero."""
    return round(round(value / step) * step, 6) + 0.0


def outwards(low: float, high: float, step: float = 0.1) -> tuple[float, float]:
    """Round an interval to the step so that it never becomes narrower."""
    down = math.floor(low / step + 1e-9) * step
    up = math.ceil(high / step - 1e-9) * step
    return round(down, 6) + 0.0, round(up, 6) + 0.0


def edge(answered: int) -> float:
    """How far a share stays away from what only equal answers of all people can give."""
    return 0.2 if answered < FEWEST_FOR_DISTRIBUTION else 0.1


def margin(answered: int) -> float:
    """How far a mean on five points stays away from the ends of the scale, by band of answers.

    At least two points shared by all: so among the answers that give the same mean there are always
    some with a value two points from the end.
    """
    fewest = max(BANDS[0][0], fewest_in(count_band(answered)))
    return math.ceil(20 / fewest) / 10


def coarse_share(count: int, answered: int) -> float | None:
    """A share in steps of 5 %, drawn in from 0 and 1 because all alike would name everybody.

    From ``FEWEST_FOR_SHARE`` answers within 0.2 to 0.8, from ``FEWEST_FOR_DISTRIBUTION`` within 0.1
    to 0.9; with fewer answers None.
    """
    if answered < FEWEST_FOR_SHARE:
        return None
    away = edge(answered)
    return min(1 - away, max(away, coarse(count / answered, 0.05)))


@dataclass(frozen=True, slots=True)
class Drawn:
    """A mean that says nothing of how near it lies to an end of the scale.

    ``above`` and ``below`` tell by how much what was measured may exceed or fall short of ``value``.
    """

    value: float
    above: float = 0.0
    below: float = 0.0


def drawn_in(mean: float, answered: int, scale: tuple[float, float]) -> Drawn:
    """Keep a mean away from the ends of the scale: at an end everybody gave the same answer."""
    away = margin(answered)
    low, high = scale[0] + away, scale[1] - away
    if mean >= high:
        return Drawn(high, above=away)
    return Drawn(low, below=away) if mean <= low else Drawn(mean)


def coarse_interval(mean: float, reach: float, drawn: Drawn) -> tuple[float, float]:
    """The interval ``mean`` plus and minus ``reach`` rounded outwards, as told for a drawn-in mean.

    It holds the measured one and depends on nothing but ``drawn`` and ``reach``.
    """
    centre = drawn.value if drawn.above or drawn.below else mean
    return outwards(centre - reach - drawn.below, centre + reach + drawn.above)


def why_not(answered: Mapping[str, int], fewest: int = FEWEST_FOR_MEAN) -> str:
    """Why nothing may be published, or the empty string. ``answered`` is by side.

    The whole is the union of both sides: with one side too small, the whole would give it away. The
    sentence is the same whichever side is too small and however small it is.
    """
    if all(count >= fewest for count in answered.values()):
        return ""
    return (
        f"Nothing is shown, because fewer than {fewest} people answered on one side or on both: "
        "fewer could be recognised."
    )


def partition(blocks: Sequence[Block], fewest: int = FEWEST_FOR_MEAN) -> tuple[Unit, ...]:
    """Merge blocks, in the order given, until every unit has at least ``fewest`` answers.

    Looks at counts only, never at answers. A side that is too small as a whole gives no unit.
    """
    units: list[Unit] = []
    waiting: tuple[Block, ...] = ()
    for block in blocks:
        waiting = (*waiting, block)
        if sum(part.answered for part in waiting) >= fewest:
            units.append(Unit(waiting))
            waiting = ()
    if waiting and units:
        units[-1] = Unit((*units[-1].blocks, *waiting))
    return tuple(units)


def may_break_down(answered: Sequence[int], fewest: int = FEWEST_FOR_MEAN) -> bool:
    """Whether one question may be shown for each unit of a partition.

    ``answered`` counts the answers to this question in each unit. Shown for all units or for none:
    the last one follows from the others and the whole. A unit in which somebody could not tell
    needs the same number of answers as any other.
    """
    return len(answered) > 1 and min(answered) >= fewest


def in_hundredths(shares: Sequence[float]) -> tuple[float, ...]:
    """Round shares that sum to one to whole hundredths that still do (largest remainders)."""
    floors = [math.floor(100 * share + 1e-9) for share in shares]
    left = 100 - sum(floors)
    by_remainder = sorted(range(len(shares)), key=lambda place: floors[place] - 100 * shares[place])
    raised = set(itertools.islice(by_remainder, left))
    return tuple((floor + (place in raised)) / 100 for place, floor in enumerate(floors))
