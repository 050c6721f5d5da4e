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
from accord.analysis.gaps_at_once import Counted, counts_splits, different

Floats = npt.NDArray[np.float64]

#: A gap is "seen" when this share of the surveys finds it.
SEEN_IN = 0.8
#: People of one side lie so far apart on a dimension of three questions (standard deviation, points).
USUAL_SPREAD = 0.75
SCALE = (1.0, 5.0)
#: Gaps that are tried, in scale points.
STEP = 0.1
#: So many surveys are made up; fewer where the rank test counts splits, which takes longer.
SURVEYS = 400
COUNTED_SURVEYS = 200
#: Looked at in such portions, until it is clear whether the share lies above or below ``SEEN_IN``.
_PORTION = 50
_CLEARLY = 2.6  # standard errors


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
    question: Question = Question(),
) -> Power:
    """The smallest gap between two teams that four of five surveys will call *different*.

    The gap is that of the teams as they are, all invited people included; those who answer are drawn
    from them by chance. Scores are normal with the same spread on both sides, around the middle of the
    scale, rounded to the scores that there are. Chance leaves the answer uncertain by about a tenth.

    Raises ValueError for a rate outside 0 to 1.
    """
    return _smallest((first, second), generator, question, counted=True)


def smallest_change(
    then: Expected,
    now: Expected,
    generator: np.random.Generator,
    question: Question = Question(),
) -> Power:
    """The smallest change of a unit's mean between two waves that four of five pairs will see.

    As :func:`smallest_gap`, but about the work rather than these people: no finite-population
    correction, and waves as independent as the rule takes them to be. Where the same people answer
    again and rather keep their place, somewhat smaller changes are seen too.
    """
    return _smallest((then, now), generator, question, counted=False)


def _smallest(
    sides: tuple[Expected, Expected],
    generator: np.random.Generator,
    question: Question,
    counted: bool,
) -> Power:
    if not all(0 <= side.rate <= 1 for side in sides):
        raise ValueError("A response rate lies between 0 and 1.")
    answering = sides[0].answering, sides[1].answering
    if min(answering) < disclosure.FEWEST_FOR_MEAN:
        return Power(None, answering, shown=False)
    surveys = COUNTED_SURVEYS if counts_splits(*answering) else SURVEYS
    made_up = _MadeUp(
        people=tuple(_people(side, generator, question, surveys, counted) for side in sides),
        invited=tuple(side.invited if counted else UNCOUNTED for side in sides),
        question=question,
    )
    low, high = 0, round((SCALE[1] - SCALE[0]) / STEP)
    if not made_up.mostly_seen(high * STEP):
        return Power(None, answering)
    while high - low > 1:
        middle = (low + high) // 2
        if made_up.mostly_seen(middle * STEP):
            high = middle
        else:
            low = middle
    return Power(made_up.realised(high * STEP), answering)


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


@dataclass(frozen=True, slots=True)
class _MadeUp:
    """Made-up surveys of both sides: the same people at every gap that is tried."""

    people: tuple[Floats, ...]
    invited: tuple[int, ...]
    question: Question

    def mostly_seen(self, apart: float) -> bool:
        """Whether a gap is called different in at least ``SEEN_IN`` of the surveys."""
        first, second = self._counted(apart)
        seen = asked = 0
        while asked < len(first.counts):
            part = slice(asked, asked + _PORTION)
            found = different(
                first.some(part),
                second.some(part),
                self.question.answer_error,
                self.question.family,
            )
            seen, asked = seen + int(found.sum()), asked + len(found)
            error = math.sqrt(SEEN_IN * (1 - SEEN_IN) / asked)
            if abs(seen / asked - SEEN_IN) > _CLEARLY * error:
                break
        return seen / asked >= SEEN_IN

    def realised(self, apart: float) -> float:
        """The gap as the ends of the scale let it be, in steps of 0.1."""
        first, second = (
            float((side.counts @ side.values).mean()) / side.answered
            for side in self._counted(apart)
        )
        return disclosure.coarse(second - first, STEP)

    def _counted(self, apart: float) -> tuple[Counted, Counted]:
        middle = sum(SCALE) / 2
        first, second = (
            _count(middle + way * apart / 2 + away, invited, self.question)
            for way, away, invited in zip((-1, 1), self.people, self.invited, strict=True)
        )
        return first, second


def _count(scores: Floats, invited: int, question: Question) -> Counted:
    values = question.values
    surveys, width = len(scores), len(values)
    places = np.rint((np.clip(scores, *SCALE) - SCALE[0]) * question.questions).astype(np.int64)
    places += np.arange(surveys)[:, None] * width
    counts = np.bincount(places.ravel(), minlength=surveys * width).reshape(surveys, width)
    return Counted(values, counts.astype(np.float64), invited)
