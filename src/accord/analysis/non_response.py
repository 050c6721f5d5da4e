"""Whether those who did not answer could overturn what the others said.

No model of the silent: only how far they would have to differ, and what is possible on the scale.
"""

import math
from dataclasses import dataclass

from scipy import special

from accord.analysis import disclosure

SCALE = (1.0, 5.0)
#: From this share on a question rather asks for knowledge that a side does not have.
MANY_CANNOT_TELL = 0.25


@dataclass(frozen=True, slots=True)
class Answering:
    """One side at one question: its mean in scale points, who answered and who was invited."""

    mean: float
    answered: int
    invited: int

    @property
    def rate(self) -> float:
        """The share of the invited who answered, 0 to 1."""
        return self.answered / self.invited


@dataclass(frozen=True, slots=True)
class TippingPoint:
    """How far the silent would have to differ, in scale points, for the gap to vanish.

    ``first`` and ``second``: if only the silent of that side differ from those who answered there;
    ``both``: if the silent of both sides differ equally far, towards each other. Infinite where
    nobody is silent. ``lowest`` and ``highest``: the gap (second minus first) when every silent
    person is at the end of the scale that makes it smallest or largest. ``certain``: no answer of
    the silent can turn the gap round or make it vanish.
    """

    first: float
    second: float
    both: float
    lowest: float
    highest: float
    certain: bool


@dataclass(frozen=True, slots=True)
class Share:
    """A share of people with its 95 % interval, all from 0 to 1."""

    value: float
    low: float
    high: float

    @property
    def many(self) -> bool:
        """Whether it is large enough to be a finding of its own."""
        return self.value >= MANY_CANNOT_TELL


def tipping_point(gap: float, response_rate: float) -> float:
    """gap / (1 - response rate): how far the silent must differ for the gap to vanish, in points.

    Infinite where everybody answered; 0 where there is no gap. Above the width of the scale the
    direction of the gap is certain, whatever the silent think.

    Raises ValueError for a rate outside 0 to 1.
    """
    if not 0 <= response_rate <= 1:
        raise ValueError("A response rate lies between 0 and 1.")
    return _needed(gap, 1 - response_rate)


def tipping(
    first: Answering, second: Answering, scale: tuple[float, float] = SCALE
) -> TippingPoint:
    """The tipping points of both sides, and the gaps that are possible at all.

    The bounds are Manski's (1989): the mean of everybody is r · mean + (1 - r) · silent mean, and
    the silent mean lies somewhere on the scale.

    Raises ValueError where more answered than were invited, or a mean lies outside the scale.
    """
    for side in (first, second):
        _check(side, scale)
    gap = second.mean - first.mean
    silent = 1 - first.rate, 1 - second.rate
    possible_first, possible_second = (_possible(side, scale) for side in (first, second))
    lowest = possible_second[0] - possible_first[1]
    highest = possible_second[1] - possible_first[0]
    return TippingPoint(
        first=_needed(gap, silent[0]),
        second=_needed(gap, silent[1]),
        both=_needed(gap, sum(silent)),
        lowest=lowest,
        highest=highest,
        certain=lowest > 0 or highest < 0,
    )


def lowest_response_rate(answered: int, invited: int) -> float:
    """The lowest response rate that the published bands still allow.

    The exact rate would give the exact number of answers away, and a tipping point the exact rate.
    So what is published is reckoned from this one, and errs on the careful side.

    Raises ValueError where more answered than were invited, or fewer than may be published.
    """
    if not disclosure.FEWEST_FOR_MEAN <= answered <= invited:
        raise ValueError("A published response needs five answers, and no more than were invited.")
    starts = [low for low, _ in disclosure.BANDS] + [disclosure.BANDS[-1][1] + 1]
    fewest = max(low for low in starts if low <= answered)
    rates = (0.0, *(below for below, _ in disclosure.RATE_BANDS))
    return max(fewest / invited, *(rate for rate in rates if rate <= answered / invited))


def published_tipping_point(gap: float, response_rate: float) -> float:
    """The tipping point from a gap and a rate as published, rounded down to half points."""
    found = tipping_point(gap, response_rate)
    return found if math.isinf(found) else math.floor(found / 0.5 + 1e-9) * 0.5


def cannot_tell_share(could_not: int, asked: int) -> Share:
    """The share of those who opened a question and chose "I cannot tell".

    The interval is the equal-tailed one of Jeffreys's prior (Brown, Cai and DasGupta 2001), with the
    ends 0 and 1 where nobody or everybody said so. What is published goes through
    ``disclosure.coarse_share``.

    Raises ValueError for nobody asked or more than were asked.
    """
    if not 0 <= could_not <= asked or asked == 0:
        raise ValueError("Between none and all of those who were asked can say so, and one was.")
    shape = could_not + 0.5, asked - could_not + 0.5
    low = 0.0 if could_not == 0 else float(special.betaincinv(*shape, 0.025))
    high = 1.0 if could_not == asked else float(special.betaincinv(*shape, 0.975))
    return Share(could_not / asked, low, high)


def _needed(gap: float, silent: float) -> float:
    if gap == 0:
        return 0.0
    return abs(gap) / silent if silent > 1e-12 else math.inf


def _possible(side: Answering, scale: tuple[float, float]) -> tuple[float, float]:
    said = side.rate * side.mean
    return said + (1 - side.rate) * scale[0], said + (1 - side.rate) * scale[1]


def _check(side: Answering, scale: tuple[float, float]) -> None:
    if not 0 < side.answered <= side.invited:
        raise ValueError("At least one of the invited answered, and no more than were invited.")
    if not scale[0] <= side.mean <= scale[1]:
        raise ValueError(f"A mean lies on the scale from {scale[0]:g} to {scale[1]:g}.")
