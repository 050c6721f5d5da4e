"""Two waves of a survey, subtracted: which groups of people that would give away.

Whoever has the figures of two waves, and believes that people rather answer the same again, can take one
from the other: what is left are those who were asked in one wave only. With one to four of them it is
as if a group of so few had been published.
"""

import math
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence

from accord.analysis import disclosure
from accord.analysis.change import FEW_MOVED

Members = frozenset[Hashable]
SCALE = (1.0, 5.0)
#: The step of the figures of a unit that lies too near to one of another wave, in scale points.
STEP = 0.5


def too_near(now: Mapping[str, Members], then: Sequence[Members]) -> frozenset[str]:
    """The units of this wave that may give few people away beside those of another wave.

    ``now`` holds the people of each unit by its name, ``then`` those of each unit of the other wave;
    units of one wave share nobody. Some units of now are taken together, and some of then taken off:
    one to ``FEW_MOVED`` people joined or left. Sound, not sharp: unions that more than so many
    people tie together are never parted by so few, so they are taken for one (a cut smaller than an edge
    does not cut the edge); every unit from which a tie is left over counts as too near.
    """
    pairs = Counter[tuple[str, str]]()
    here = {person: f"now {name}" for name, people in now.items() for person in people}
    there = {person: f"then {place}" for place, people in enumerate(then) for person in people}
    for person in here.keys() | there.keys():
        pairs[here.get(person, "elsewhere"), there.get(person, "elsewhere")] += 1
    ties, merged = _merged(pairs)
    loose = {end for tie in ties for end in tie}
    return frozenset(name for name in now if _last(merged, f"now {name}") in loose)


def step_of(answered: int) -> float:
    """The step of a mean of so many: half points, and whole points where half ones would be too fine.

    Of fewer than eight answers a mean in half points tells their sum to four, and one answer has five values.
    """
    return STEP if answered >= disclosure.FEWEST_FOR_ITEM else 2 * STEP


def half_points(mean: float, answered: int) -> float:
    """A mean in steps of ``step_of`` that stays away from the ends, as ``disclosure.margin`` asks."""
    least, most = _ends(answered)
    return min(most, max(least, disclosure.coarse(mean, step_of(answered))))


def may_be(value: float, answered: int) -> tuple[float, float]:
    """By how much the mean told in half points may fall short of the measured one, or exceed it.

    The first number is how far below ``value`` the measured mean may lie, the second how far above.
    """
    least, most = _ends(answered)
    below = value - SCALE[0] if value <= least else step_of(answered) / 2
    above = SCALE[1] - value if value >= most else step_of(answered) / 2
    return below, above


def _ends(answered: int) -> tuple[float, float]:
    away = disclosure.margin(answered)
    step = step_of(answered)
    least = math.ceil((SCALE[0] + away) / step - 1e-9) * step
    return least, SCALE[0] + SCALE[1] - least


def _merged(pairs: Counter[tuple[str, str]]) -> tuple[Counter[tuple[str, str]], dict[str, str]]:
    """The ties that few people make, after all that many people tie together was made one."""
    merged: dict[str, str] = {}
    while True:
        ties = Counter[tuple[str, str]]()
        for pair, people in pairs.items():
            one, other = sorted(_last(merged, end) for end in pair)
            if one != other:
                ties[one, other] += people
        strong = next((tie for tie, people in ties.items() if people > FEW_MOVED), None)
        if strong is None:
            return ties, merged
        merged[strong[0]] = strong[1]


def _last(merged: Mapping[str, str], name: str) -> str:
    while name in merged:
        name = merged[name]
    return name
