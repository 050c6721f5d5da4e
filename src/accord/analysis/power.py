"""What gap a survey will be able to see, before anybody is asked.

Surveys are made up and put before the rule that will judge the real one (:mod:`accord.analysis.gap`):
interval, rank test and the correction for many gaps included.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from accord.analysis import disclosure, gap
from accord.analysis.change import UNCOUNTED
from accord.analysis.gaps_at_once import Counted, different

Floats = npt.NDArray[np.float64]

#: A gap is "seen" when this share of the surveys finds it.
SEEN_IN = 0.8
#: People of one side lie so far apart on a dimension of three questions (standard deviation, points).
USUAL_SPREAD = 0.75
SCALE = (1.0, 5.0)
#: Gaps that are tried, in scale points.
STEP = 0.1
SURVEYS = 400


@dataclass(frozen=True, slots=True)
class Expected:
    """One side, or one wave of a unit: who will be invited and the share that will answer, 0 to 1."""

    invited: int
    rate: float

    @property
    def answering(self) -> int:
        """How many will answer, in whole people."""
        return math.floor(self.invited * self.rate + 0.5)


@dataclass(frozen=True, slots=True)
class Question:
    """What will be judged: a dimension of so many ``questions``, one of a ``family`` of gaps.

    ``spread`` is the standard deviation of people's scores within a side, in scale points.
    """

    questions: int = 3
    spread: float = USUAL_SPREAD
    family: int = 12

    @property
    def values(self) -> Floats:
        """The scores that a person can have."""
        return np.linspace(*SCALE, int(SCALE[1] - SCALE[0]) * self.questions + 1)

    @property
    def answer_error(self) -> float:
        """How far a person's score strays, in scale points."""
        return gap.ANSWER_ERROR / math.sqrt(self.questions)


@dataclass(frozen=True, slots=True)
class Power:
    """The smallest gap, or change, that four of five such surveys see, in scale points.

    ``gap`` None: not even the widest is seen, or (``shown`` False) nothing may be shown at all.
    ``answering`` people are expected on each side, or in each wave.
    """

    gap: float | None
    answering: tuple[int, int]
    shown: bool = True


def smallest_gap(
    first: Expected,
    second: Expected,
    generator: np.random.Generator,
    question: Question = Question(),  # noqa: B008
    surveys: int = SURVEYS,
) -> Power:
    """The smallest gap between two teams that four of five surveys will call *different*.

    The gap is that of the teams as they are, all invited people included; those who answer are drawn
    from them by chance. Scores are normal with the same spread on both sides, around the middle of the
    scale, rounded to the scores that there are. With 400 surveys the gap is good to about a tenth.

    Raises ValueError for a rate outside 0 to 1.
    """
    return _smallest((first, second), generator, question, surveys, counted=True)


def smallest_change(
    then: Expected,
    now: Expected,
    generator: np.random.Generator,
    question: Question = Question(),  # noqa: B008
    surveys: int = SURVEYS,
) -> Power:
    """The smallest change of a unit's mean between two waves that four of five pairs will see.

    As :func:`smallest_gap`, but about the work rather than these people: no finite-population
    correction, and different answers each time, as if nobody answered twice. Where the same people
    answer again and rather keep their place, a little less is seen too.
    """
    return _smallest((then, now), generator, question, surveys, counted=False)


def _smallest(
    sides: tuple[Expected, Expected],
    generator: np.random.Generator,
    question: Question,
    surveys: int,
    counted: bool,
) -> Power:
    if not all(0 <= side.rate <= 1 for side in sides):
        raise ValueError("A response rate lies between 0 and 1.")
    answering = sides[0].answering, sides[1].answering
    if min(answering) < disclosure.FEWEST_FOR_MEAN:
        return Power(None, answering, shown=False)
    drawn = tuple(_people(side, generator, question, surveys, counted) for side in sides)
    invited = tuple(side.invited if counted else UNCOUNTED for side in sides)
    low, high = 0, round((SCALE[1] - SCALE[0]) / STEP)
    if _seen(high * STEP, drawn, invited, question)[0] < SEEN_IN:
        return Power(None, answering)
    while high - low > 1:
        middle = (low + high) // 2
        if _seen(middle * STEP, drawn, invited, question)[0] >= SEEN_IN:
            high = middle
        else:
            low = middle
    realised = _seen(high * STEP, drawn, invited, question)[1]
    return Power(disclosure.coarse(realised), answering)


def _people(
    side: Expected,
    generator: np.random.Generator,
    question: Question,
    surveys: int,
    counted: bool,
) -> Floats:
    """How far each answering person stands from the mean of their team, shape (surveys, people)."""
    people = side.invited if counted else side.answering
    away = generator.normal(0, question.spread, (surveys, people))
    if counted:
        away -= away.mean(1, keepdims=True)
    answering: Floats = away[:, : side.answering]
    return answering


def _seen(
    apart: float, drawn: tuple[Floats, ...], invited: tuple[int, ...], question: Question
) -> tuple[float, float]:
    """The share of the surveys that call this gap different, and the gap as the scale lets it be."""
    middle = sum(SCALE) / 2
    sides = [
        _count(middle + way * apart / 2 + away, count, question)
        for way, away, count in zip((-1, 1), drawn, invited, strict=True)
    ]
    seen = different(sides[0], sides[1], question.answer_error, question.family)
    means = [float((side.counts @ side.values).mean()) / side.answered for side in sides]
    return float(seen.mean()), means[1] - means[0]


def _count(scores: Floats, invited: int, question: Question) -> Counted:
    values = question.values
    surveys, width = len(scores), len(values)
    places = np.rint((np.clip(scores, *SCALE) - SCALE[0]) * question.questions).astype(np.int64)
    places += np.arange(surveys)[:, None] * width
    counts = np.bincount(places.ravel(), minlength=surveys * width).reshape(surveys, width)
    return Counted(values, counts.astype(np.float64), invited)
