"""What changed between two waves, from nothing but what was published of each.

Answers may be deleted and a release never changes, so a trend is worked out from means and intervals as they
were told. That costs sharpness, never safety. :mod:`accord.analysis.change` does the same from answers.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy import stats

from accord.analysis import disclosure, gap
from accord.analysis.change import Convergence

#: People of one side lie at least so far apart (standard deviation, points) for the error of a change.
USUAL_SPREAD = 0.75
#: The standard error of an average deviation, times the root of the number of people, per point of it.
DEVIATION_ERROR = 0.756
#: Nearer than this the average deviation is not told.
LEAST_APART = 0.6


@dataclass(frozen=True, slots=True)
class Told:
    """A mean, or a gap of two, as published: its 95 % interval, and how it was rounded.

    ``fewest`` is the lowest number of answers that the band allows (of a gap, of the smaller side),
    ``lost`` by how much rounding and the ends of the scale may have moved it, ``parts`` 1 for a
    mean and 2 for a gap. All in scale points.
    """

    value: float
    low: float
    high: float
    fewest: int
    lost: float = 0.05
    parts: int = 1

    @property
    def error(self) -> float:
        """Its standard error as if people were a sample of moments: never less than that of usual answers.

        Published intervals are about the people asked. A change is about the work, so an interval that
        is narrow because nearly everybody answered does not count.
        """
        quantile = float(stats.t.ppf(0.975, self.freedom))
        told = max(self.value - self.low, self.high - self.value) / quantile
        return max(told, USUAL_SPREAD * math.sqrt(self.parts / self.fewest))

    @property
    def freedom(self) -> float:
        """Degrees of freedom, on the careful side."""
        return float(max(1, self.fewest - 1))


@dataclass(frozen=True, slots=True)
class Difference:
    """A published figure then and now: its change, the 95 % interval, and two p values.

    ``p_different`` tests no change, ``p_same`` a change of at least ``gap.SAME_WITHIN``; both allow for
    what rounding may have moved.
    """

    value: float
    low: float
    high: float
    p_different: float
    p_same: float


def difference(then: Told, now: Told) -> Difference:
    """Now minus then, waves taken as independent: unlinked answers know no covariance.

    Where those who stood high before rather stand high again the interval is too wide, never too narrow.
    """
    error = math.hypot(then.error, now.error)
    freedom, lost = min(then.freedom, now.freedom), then.lost + now.lost
    value = now.value - then.value
    reach = float(stats.t.ppf(0.975, freedom)) * error + lost
    low, high = disclosure.outwards(value - reach, value + reach)
    return Difference(
        value=disclosure.coarse(value),
        low=low,
        high=high,
        p_different=float(2 * stats.t.sf(max(0.0, abs(value) - lost) / error, freedom)),
        p_same=float(stats.t.sf((gap.SAME_WITHIN - abs(value) - lost) / error, freedom)),
    )


def verdicts(found: Sequence[Difference]) -> list[gap.Verdict]:
    """What may be said of each change of one family: *different* after Holm, as ``gap.verdicts``."""
    adjusted = gap.holm([part.p_different for part in found])
    return [
        gap.Verdict.SAME
        if part.p_same <= gap.ALPHA
        else gap.Verdict.DIFFERENT
        if level <= gap.ALPHA
        else gap.Verdict.CANNOT_TELL
        for part, level in zip(found, adjusted, strict=True)
    ]


def convergence(then: Told, now: Told) -> Convergence:
    """Whether two sides came closer, from the published gaps; as ``change.convergence``."""
    found = difference(then, now)
    total = then.value + now.value
    reach = max(found.high - found.value, found.value - found.low)
    if found.p_same <= gap.ALPHA:
        return Convergence.SAME
    if min(abs(found.value), abs(total)) <= reach:
        return Convergence.CANNOT_TELL
    return Convergence.FURTHER if found.value * total > 0 else Convergence.CLOSER


def spread(
    then: float | None, now: float | None, fewest: tuple[int, int]
) -> tuple[gap.Verdict, float | None]:
    """Whether one side became more of one mind, from the published average deviations; and the change.

    The error is that of normal answers, 0.756 · deviation / √n. Deviations of ``LEAST_APART`` or less
    are told alike, so between two of them nothing can be told, and a change to or from one is at least
    the one told.
    """
    if then is None or now is None:
        return gap.Verdict.CANNOT_TELL, None
    change = disclosure.coarse(now - then)
    error = DEVIATION_ERROR * math.hypot(then / math.sqrt(fewest[0]), now / math.sqrt(fewest[1]))
    p_value = 2 * stats.t.sf(max(0.0, abs(change) - 0.1) / error, min(fewest) - 1)
    different = p_value <= gap.ALPHA
    return (gap.Verdict.DIFFERENT if different else gap.Verdict.CANNOT_TELL), change
