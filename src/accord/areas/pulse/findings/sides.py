"""The answers of a wave, side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from accord.analysis import gap
from accord.areas.pulse.frames import SIDE_NAMES, Respondent, column

Floats = npt.NDArray[np.float64]
Content = dict[str, Any]
SIDE_WORDS = {"marketing": "marketing", "it": "IT"}


@dataclass(frozen=True, slots=True)
class Sides:
    """The answers of a wave, by side."""

    people: dict[str, list[Respondent]]
    invited: dict[str, int]

    def columns(self, code: str) -> dict[str, Floats]:
        """The values given for one code, by side."""
        return {side: column(people, code) for side, people in self.people.items()}

    def compare(
        self, answers: Mapping[str, Floats], fewest: int, error: float = gap.ANSWER_ERROR
    ) -> gap.Comparison | None:
        """Marketing against IT, or None when too few answered on a side."""
        marketing, it = (answers[side] for side in SIDE_NAMES)
        if min(len(marketing), len(it)) < fewest:
            return None
        return gap.compare(marketing, it, self.invited["marketing"], self.invited["it"], error)


def other_side(side: str) -> str:
    """IT for marketing, marketing for IT."""
    return "it" if side == "marketing" else "marketing"
