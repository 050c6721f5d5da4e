"""How sure a release is: could the silent overturn it, and how reliable is it. Functions of the release."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accord.analysis import disclosure, gap, non_response
from accord.areas.pulse.findings.sides import SIDE_WORDS
from accord.areas.pulse.findings.words import percent
from accord.areas.pulse.frames import SIDE_NAMES

#: From this response on nearly everybody answered.
NEARLY_ALL = 0.9
#: The width of the scale: nobody can differ by more.
WIDEST = non_response.SCALE[1] - non_response.SCALE[0]
NO_GAP = "There is no clear gap to overturn."


@dataclass(frozen=True, slots=True)
class Sureness:
    """How sure one dimension is.

    ``tipping`` is how far the silent of both sides would have to differ, towards each other, for the
    gap to vanish, in half points; infinite where nobody can be silent, None where no gap is told.
    ``reliability`` is None in releases of before it was told.
    """

    key: str
    name: str
    verdict: str
    gap: float | None
    tipping: float | None
    reliability: Mapping[str, Any] | None

    @property
    def clear(self) -> bool:
        """Whether there is a gap that could be overturned."""
        return self.verdict == gap.Verdict.DIFFERENT

    @property
    def certain(self) -> bool:
        """Whether no answer of the silent can make the gap vanish."""
        return self.clear and (self.tipping or 0.0) > WIDEST

    @property
    def silent(self) -> str:
        """What the silent could do, in one sentence."""
        if self.tipping is None:
            return "Too few answered to tell."
        if not self.clear:
            return NO_GAP
        if self.certain:
            return "Whatever the silent think, the gap does not vanish."
        if self.tipping < 0.5:
            return "It vanishes if the silent differ by less than half a point."
        return f"The silent would have to differ by {self.tipping:g} {_points(self.tipping)}."

    @property
    def at_bar(self) -> str:
        """The same in two or three words, for a picture."""
        if self.tipping is None:
            return "too few answers"
        if not self.clear:
            return "no clear gap"
        if self.certain:
            return "cannot vanish"
        if self.tipping < 0.5:
            return "less than half a point"
        return f"{self.tipping:g} {_points(self.tipping)}"

    @property
    def measured(self) -> str:
        """How reliable the dimension is, in one sentence."""
        told = self.reliability
        if told is None:
            return "How reliable it is was not told when this pulse was closed."
        if told["value"] is None:
            return f"How reliable it is cannot be told: {told['why_not']}."
        return (
            f"Of the differences between people, about {percent(told['value'])} are shared by its "
            f"questions ({percent(told['low'])} to {percent(told['high'])})."
        )


def sureness(content: Mapping[str, Any]) -> list[Sureness]:
    """How sure each dimension of a release is."""
    return [
        Sureness(
            key=part["key"],
            name=part["name"],
            verdict=part["verdict"],
            gap=part["gap"],
            tipping=tipping(content, part),
            reliability=part.get("reliability"),
        )
        for part in content["dimensions"]
    ]


def tipping(content: Mapping[str, Any], part: Mapping[str, Any]) -> float | None:
    """The tipping point of a gap from nothing but what was published; None where no gap is told."""
    if part["gap"] is None:
        return None
    silent = sum(1 - lowest_rate(content, side) for side in SIDE_NAMES)
    if not part["gap"]:
        return 0.0
    if silent < 1e-9:
        return math.inf
    return math.floor(abs(part["gap"]) / silent / 0.5 + 1e-9) * 0.5


def lowest_rate(content: Mapping[str, Any], side: str) -> float:
    """The lowest share of a side that may have answered, by the bands that are told.

    Who answered and could not tell is not silent: there is no view that could turn out otherwise.
    """
    told = content["sides"][side]
    by_count = disclosure.fewest_in(told["answered_band"]) / told["invited"]
    return max(by_count, dict(_STARTS)[told["rate"]])


#: What a response in words is at least.
_STARTS = tuple(
    zip(
        (*(words for _, words in disclosure.RATE_BANDS), "three quarters or more"),
        (0.0, *(below for below, _ in disclosure.RATE_BANDS)),
        strict=True,
    )
)


def nearly_all(content: Mapping[str, Any]) -> bool:
    """Whether nearly everybody of both sides answered, as far as the bands tell."""
    return min(lowest_rate(content, side) for side in SIDE_NAMES) >= NEARLY_ALL


def headline(content: Mapping[str, Any], found: list[Sureness]) -> str:
    """How sure the release is, in one sentence."""
    if not content["released"]:
        return "Nothing was published, so nothing can be sure or unsure"
    apart = [part for part in found if part.clear]
    if not apart:
        return "No gap is clear, so it is the single figures that want care"
    weakest = min(apart, key=lambda part: part.tipping or 0.0)
    if weakest.certain:
        return "The clear gaps stand, whatever the silent think"
    how_far = weakest.tipping or 0.0
    told = f"by {how_far:g} {_points(how_far)}" if how_far >= 0.5 else "by less than half a point"
    return f"For a clear gap to vanish, those who are silent would have to differ {told}"


def who_is_silent(content: Mapping[str, Any]) -> str:
    """How many may be silent, in one sentence."""
    told = (
        f"{words}, {content['sides'][side]['rate']} of {content['sides'][side]['invited']}"
        for side, words in SIDE_WORDS.items()
    )
    return f"Answered: {'; '.join(told)}."


def _points(number: float) -> str:
    return "point" if number == 1 else "points"
