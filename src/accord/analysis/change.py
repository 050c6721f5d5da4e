"""What changed between two waves of a survey.

Answers are anonymous and waves are not linked: who changed their mind is unknown, and so is how far a
person's two answers go together. Intervals treat the waves as independent, which makes them too wide,
never too narrow, as long as who stood high before rather stands high again. And the question is about
the work, not about these people: no finite-population correction.
"""

import math
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from scipy import stats

from accord.analysis import disclosure, gap

Floats = npt.NDArray[np.float64]

SCALE = (1.0, 5.0)
#: So many invited that nobody is a noticeable part of them: no finite-population correction.
UNCOUNTED = 10**12
#: Spread is practically the same when it surely changed by less than this, in scale points.
SPREAD_SAME_WITHIN = 0.25
#: With 1 to so many joiners and leavers a unit's mean is shown in half points only.
FEW_MOVED = 4


class Convergence(StrEnum):
    """What may be said about the distance between the sides, then and now."""

    CLOSER = "the sides came closer"
    FURTHER = "the sides moved further apart"
    SAME = "practically as far apart as before"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Change:
    """A figure then and now, in scale points, with the 95 % interval of its change (now - then)."""

    then: float
    now: float
    low: float
    high: float
    verdict: gap.Verdict

    @property
    def change(self) -> float:
        """Now minus then."""
        return self.now - self.then


@dataclass(frozen=True, slots=True)
class GapChange:
    """The gap between the sides then and now (IT minus marketing), and the interval of its change."""

    then: float
    now: float
    low: float
    high: float
    said: Convergence


@dataclass(frozen=True, slots=True)
class Shown:
    """A change as it may be published: every figure a multiple of ``step``, in scale points."""

    then: float
    now: float
    change: float
    low: float
    high: float
    step: float


@dataclass(frozen=True, slots=True)
class Wave:
    """Both sides' answers to one question or dimension in one wave, shapes (people,), scale points."""

    marketing: Floats
    it: Floats


def compare_waves(
    then: Floats, now: Floats, answer_error: float = gap.ANSWER_ERROR
) -> gap.Comparison:
    """A unit's answers then (first) and now (second), for ``changes``; shapes (people,).

    Raises ValueError for fewer than two answers in a wave.
    """
    return gap.compare(then, now, UNCOUNTED, UNCOUNTED, answer_error)


def changes(compared: Sequence[gap.Comparison]) -> list[Change]:
    """What changed, for one family of comparisons of waves: the verdicts of ``gap.verdicts``."""
    return [
        Change(part.first.mean, part.second.mean, part.low, part.high, verdict)
        for part, verdict in zip(compared, gap.verdicts(compared), strict=True)
    ]


def convergence(then: Wave, now: Wave, answer_error: float = gap.ANSWER_ERROR) -> GapChange:
    """Whether the two sides came closer between two waves.

    |gap then| > |gap now| just where the difference and the sum of the two gaps have the same sign;
    so "closer" needs both to differ from 0 in that way (an intersection-union test, Berger 1982), each
    by Welch's test of four independent means. "The same": the gap surely changed by less than
    ``gap.SAME_WITHIN`` (two one-sided tests). Metric only: ranks know no difference of differences.

    Raises ValueError for fewer than two answers on a side in a wave.
    """
    before, after = (compare_waves(part.marketing, part.it, answer_error) for part in (then, now))
    error, freedom = gap.error_of_sum([before.first, before.second, after.first, after.second])
    difference, total = after.gap - before.gap, after.gap + before.gap
    reach = float(stats.t.ppf(0.975, freedom)) * error
    p_same = float(stats.t.sf((gap.SAME_WITHIN - abs(difference)) / error, freedom))
    if p_same <= gap.ALPHA:
        said = Convergence.SAME
    elif min(abs(difference), abs(total)) <= reach:
        said = Convergence.CANNOT_TELL
    else:
        said = Convergence.FURTHER if difference * total > 0 else Convergence.CLOSER
    return GapChange(before.gap, after.gap, difference - reach, difference + reach, said)


def spread_change(then: Floats, now: Floats, answer_error: float = gap.ANSWER_ERROR) -> Change:
    """Whether one side became more, or less, of one mind: the average deviation then and now.

    The spread is AD_Md, mean distance from the middle answer; comparing it by Welch's test is Brown
    and Forsythe's test (1974). *Different* at ``gap.ALPHA``; *practically the same* where it surely
    changed by less than ``SPREAD_SAME_WITHIN``. Shapes (people,), in scale points.

    Raises ValueError for fewer than two answers in a wave.
    """
    found = gap.compare(_deviations(then), _deviations(now), UNCOUNTED, UNCOUNTED, answer_error)
    error, freedom = gap.error_of_sum([found.first, found.second])
    p_same = float(stats.t.sf((SPREAD_SAME_WITHIN - abs(found.gap)) / error, freedom))
    verdict = gap.Verdict.DIFFERENT if found.p_metric <= gap.ALPHA else gap.Verdict.CANNOT_TELL
    verdict = gap.Verdict.SAME if p_same <= gap.ALPHA else verdict
    return Change(found.first.mean, found.second.mean, found.low, found.high, verdict)


def moved(then: Collection[Hashable], now: Collection[Hashable]) -> int:
    """How many joined or left a unit: those invited in one of the two waves only."""
    return len(set(then) ^ set(now))


def step_for(people_moved: int) -> float:
    """The step of a unit's mean: 0.5 where 1 to 4 joined or left, 0.1 otherwise.

    With everybody else's answers known from the wave before, a finer mean would give theirs away.
    """
    return 0.5 if 1 <= people_moved <= FEW_MOVED else 0.1


def shown(compared: gap.Comparison, people_moved: int) -> Shown:
    """A unit's change as it may be published; hides more where 1 to 4 people joined or left.

    The change is that of the published means, and its interval starts from there: widened by what the
    means may have lost in rounding and rounded outwards, it holds the reckoned one. ``people_moved``
    decides about the mean now; the mean then is rounded alike, or the change would tell it.
    """
    step = step_for(people_moved)
    then, now = (_rounded(side, step) for side in (compared.first, compared.second))
    change = now.value - then.value
    reach = compared.high - compared.gap
    low, high = disclosure.outwards(
        change - reach - now.below - then.above, change + reach + now.above + then.below, step
    )
    coarse = disclosure.coarse(change, step)
    return Shown(then.value, now.value, coarse, low, high, step)


def _rounded(found: gap.SideMean, step: float) -> disclosure.Drawn:
    """A mean in steps that stay away from the ends of the scale, and what rounding may have lost."""
    away = disclosure.edge(found.answered)
    least = disclosure.coarse(math.ceil((SCALE[0] + away) / step - 1e-9) * step, step)
    most = disclosure.coarse(math.floor((SCALE[1] - away) / step + 1e-9) * step, step)
    value = min(most, max(least, disclosure.coarse(found.mean, step)))
    return disclosure.Drawn(
        value,
        above=SCALE[1] - value if value == most else step / 2,
        below=value - SCALE[0] if value == least else step / 2,
    )


def _deviations(answers: Floats) -> Floats:
    apart: Floats = np.abs(answers - np.median(answers))
    return apart
