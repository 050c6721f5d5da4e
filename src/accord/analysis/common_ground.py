"""Which statements both sides would sign.

A statement is common ground only as far as the side that likes it less agrees; a mean over everybody
would let the larger side speak for both.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy import special

from accord.analysis import disclosure

#: Statements whose common ground rounds to the same step share a place: the rest is chance.
STEP = 0.05
#: Each bound of a side holds with probability √0.975, so both together with 0.975.
_TAIL = 1 - math.sqrt(0.975)


@dataclass(frozen=True, slots=True)
class Support:
    """How many of one side answered a statement, and how many of them agree (4 or 5 of 5)."""

    agreeing: int
    answered: int

    @property
    def share(self) -> float:
        """(agreeing + 1/2) / (answered + 1), 0 to 1: Jeffreys's prior, so that nobody is all."""
        return (self.agreeing + 0.5) / (self.answered + 1)


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement and what each side says to it. ``name`` is its code or text."""

    name: str
    marketing: Support
    it: Support


@dataclass(frozen=True, slots=True)
class Ground:
    """How far a statement is common ground, 0 to 1, with an interval of at least 95 %.

    ``place`` counts from 1 and is shared by statements that cannot be told apart; None with a
    ``caution`` where too few of a side answered to be ranked at all.
    """

    name: str
    value: float
    low: float
    high: float
    place: int | None
    caution: str


def common_ground(marketing: Support, it: Support) -> float:
    """The geometric mean of both sides' shares, 0 to 1.

    Polis multiplies (agree + 1)/(seen + 2) over groups (Small et al. 2021); its prior weighs too
    much in small groups and a product falls with their number. A geometric mean with Jeffreys's
    prior does neither.

    Raises ValueError where more agree than answered.
    """
    for side in (marketing, it):
        if not 0 <= side.agreeing <= side.answered:
            raise ValueError("No more people can agree than answered.")
    return math.sqrt(marketing.share * it.share)


def interval(marketing: Support, it: Support) -> tuple[float, float]:
    """An interval of the common ground that holds with 95 % or more.

    The geometric means of the lower and of the upper bounds of both sides' Jeffreys intervals, each
    bound taken so that both hold together (Šidák 1967).
    """
    lows, highs = zip(*(_bounds(side) for side in (marketing, it)), strict=True)
    return math.sqrt(math.prod(lows)), math.sqrt(math.prod(highs))


def ranked(
    statements: Sequence[Statement], fewest: int = disclosure.FEWEST_FOR_SHARE
) -> list[Ground]:
    """Statements that both sides would sign first; those answered by too few last, without a place.

    Places follow the value rounded to ``STEP``; within a place the order is that of the names, which
    says nothing. ``fewest`` answers are needed on each side.

    Raises ValueError as :func:`common_ground` does.
    """
    enough: list[tuple[float, Statement]] = []
    few: list[Statement] = []
    for part in statements:
        if min(part.marketing.answered, part.it.answered) >= fewest:
            enough.append((_rounded(part), part))
        else:
            few.append(part)
    enough.sort(key=lambda pair: (-pair[0], pair[1].name))
    values = [value for value, _ in enough]
    return [
        *(_ground(part, 1 + sum(other > value for other in values)) for value, part in enough),
        *(_ground(part, None) for part in sorted(few, key=lambda part: part.name)),
    ]


def of_shares(marketing: float, it: float) -> float:
    """The common ground of two shares as they were told, 0 to 1, in steps of 0.05.

    Shares that are told keep away from nothing and all, so no prior is needed.
    """
    return disclosure.coarse(math.sqrt(marketing * it), STEP)


def published(statement: Statement) -> float | None:
    """The common ground as it may be published: of shares in fifths, in steps of 0.05, or None.

    Below eight answers on a side None. The exact value would give both counts away.
    """
    shares = [
        disclosure.in_fifths(side.agreeing, side.answered)
        for side in (statement.marketing, statement.it)
    ]
    if shares[0] is None or shares[1] is None:
        return None
    return of_shares(shares[0], shares[1])


def _rounded(statement: Statement) -> float:
    return disclosure.coarse(common_ground(statement.marketing, statement.it), STEP)


def _ground(statement: Statement, place: int | None) -> Ground:
    value = common_ground(statement.marketing, statement.it)
    low, high = interval(statement.marketing, statement.it)
    return Ground(statement.name, value, low, high, place, _caution(statement, value, place))


def _caution(statement: Statement, value: float, place: int | None) -> str:
    if place is None:
        return "too few answered on a side to rank this"
    sides = statement.marketing, statement.it
    if min(side.answered for side in sides) >= disclosure.FEWEST_FOR_DISTRIBUTION:
        return ""
    return (
        f"few answered: one answer more or less moves this by up to {_one_answer(sides, value):.2f}"
    )


def _one_answer(sides: tuple[Support, Support], value: float) -> float:
    """How far the common ground moves, at most, when one person changes their mind."""
    return max(
        abs(common_ground(Support(agreeing, side.answered), sides[1 - place]) - value)
        for place, side in enumerate(sides)
        for agreeing in (side.agreeing - 1, side.agreeing + 1)
        if 0 <= agreeing <= side.answered
    )


def _bounds(side: Support) -> tuple[float, float]:
    shape = side.agreeing + 0.5, side.answered - side.agreeing + 0.5
    low = 0.0 if side.agreeing == 0 else float(special.betaincinv(*shape, _TAIL))
    high = 1.0 if side.agreeing == side.answered else float(special.betaincinv(*shape, 1 - _TAIL))
    return low, high
