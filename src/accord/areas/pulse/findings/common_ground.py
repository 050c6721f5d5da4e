"""What both sides would sign: a function of the release, so that nothing more is told by it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from accord.analysis import common_ground
from accord.areas.pulse.frames import SIDE_NAMES

#: A share in fifths, and what it may be said to be.
IN_WORDS = {
    0.2: "fewer than three in ten",
    0.4: "three to five in ten",
    0.6: "more than half",
    0.8: "seven in ten or more",
}
#: From this share on most of a side agree.
MOST = 0.6


@dataclass(frozen=True, slots=True)
class Shared:
    """A statement and how far it is common ground; statements that look alike share a ``place``."""

    code: str
    dimension: str
    text: str
    marketing: float
    it: float
    value: float
    place: int = 0

    @property
    def signed(self) -> bool:
        """Whether most of each side agree."""
        return min(self.marketing, self.it) >= MOST

    @property
    def in_words(self) -> str:
        """The shares in words."""
        if self.marketing == self.it:
            return f"on both sides {IN_WORDS[self.marketing]} agree"
        return f"in marketing {IN_WORDS[self.marketing]} agree, in IT {IN_WORDS[self.it]}"


def statements(content: Mapping[str, Any]) -> list[Shared]:
    """Every statement that may be ranked, what both would sign first.

    Places follow the common ground; within a place stands first what the more critical side rates
    higher.
    """
    found = [
        Shared(
            code=part["code"],
            dimension=part["dimension"],
            text=part["text"],
            marketing=part["agreeing"]["marketing"],
            it=part["agreeing"]["it"],
            value=value,
        )
        for part in sorted(content["items"], key=_critical)
        if (value := of_question(part)) is not None
    ]
    found.sort(key=lambda part: -part.value)
    values = [part.value for part in found]
    return [replace(part, place=1 + values.index(part.value)) for part in found]


def of_question(part: Mapping[str, Any]) -> float | None:
    """The common ground of one question as it was published, or None where it may not be told."""
    shares = part.get("agreeing") or dict.fromkeys(SIDE_NAMES)
    if shares["marketing"] is None or shares["it"] is None:
        return None
    return common_ground.of_shares(shares["marketing"], shares["it"])


def headline(found: list[Shared]) -> str:
    """The list in one sentence."""
    if not found:
        return "What both sides would sign cannot be told"
    signed = sum(part.signed for part in found)
    if not signed:
        return "There is no statement that most on both sides would sign"
    if signed == 1:
        return "Most on both sides would sign one statement"
    return f"Most on both sides would sign {signed} of {len(found)} statements"


def _critical(part: Mapping[str, Any]) -> float:
    means = [part[side]["mean"] for side in SIDE_NAMES if part[side]]
    return -min(means, default=0.0)
