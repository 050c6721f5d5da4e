"""The answers of a wave, side by side."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from accord.analysis import gap
from accord.analysis.disclosure import Thresholds
from accord.areas.pulse.frames import SIDE_NAMES, Respondent, column

Floats = npt.NDArray[np.float64]
Content = dict[str, Any]
#: The variance that a single question counts with at least: that of five answers with a value two
#: points from another (3, 4, 5, 5, 5). Less would tell that all gave one of two neighbouring answers.
SPREAD_OF_THREE = 0.8
SIDE_WORDS = {"marketing": "marketing", "it": "IT"}


@dataclass(frozen=True, slots=True)
class Sides:
    """The answers of a wave, by side."""

    people: dict[str, list[Respondent]]
    invited: dict[str, int]
    thresholds: Thresholds = field(default_factory=Thresholds)

    def columns(self, code: str) -> dict[str, Floats]:
        """The values given for one code, by side."""
        return {side: column(people, code) for side, people in self.people.items()}

    def compare(
        self, answers: Mapping[str, Floats], fewest: int, error: float | None = None
    ) -> gap.Comparison | None:
        """Marketing against IT, or None when too few answered on a side.

        ``error`` is the answer error of the scores; without it they are answers to a single question.
        """
        marketing, it = (answers[side] for side in SIDE_NAMES)
        if min(len(marketing), len(it)) < fewest:
            return None
        if error is None:
            error = self.question_error(marketing=len(marketing), it=len(it))
        return gap.compare(marketing, it, self.invited["marketing"], self.invited["it"], error)

    def question_error(self, **answered: int) -> float:
        """The answer error of a single question: at least what hides that few values were given.

        It exceeds the usual one only where less than about two thirds of a side answered.
        """
        silent = max(1 - count / self.invited[side] for side, count in answered.items())
        return max(gap.ANSWER_ERROR, math.sqrt(SPREAD_OF_THREE * silent))


def other_side(side: str) -> str:
    """IT for marketing, marketing for IT."""
    return "it" if side == "marketing" else "marketing"
