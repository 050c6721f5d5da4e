"""An attacker who knows that answers are whole numbers from 1 to 5: integer programming (HiGHS)."""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from tests.attack.equations import equations

from accord.analysis import disclosure
from accord.areas.pulse.findings.sides import Content
from accord.areas.pulse.frames import Respondent
from accord.areas.pulse.models import Dimension

ROUNDED = 0.05 + 1e-6


def fewest_values(
    content: Content,
    people: Sequence[Respondent],
    side: str,
    dimension: Dimension,
    known: Sequence[int] = (),
) -> int:
    """The fewest values that any of somebody's answers may have; ``known`` tell all of their own."""
    told = equations(content, people, side, dimension)
    if not told:
        return 5
    weights = np.array([row.ravel() for row, _ in told])
    limits = np.array([_limits(mean, int((row.sum(1) > 0).sum())) for row, mean in told])
    low, high = np.ones(weights.shape[1]), np.full(weights.shape[1], 5.0)
    width = len(dimension.items)
    for person in known:
        for place, item in enumerate(dimension.items):
            value = people[person].values.get(item.code)
            if value is not None:
                low[person * width + place] = high[person * width + place] = value
    asked = [column for column in _one_of_each(weights) if column // width not in known]
    rules = LinearConstraint(weights, limits[:, 0], limits[:, 1])
    return min((_values(rules, low, high, column) for column in asked), default=5)


def _one_of_each(weights: np.ndarray) -> list[int]:
    """One column of each kind: people with the same weights may have the same answers."""
    kinds = {weights[:, column].round(12).tobytes(): column
             for column in range(weights.shape[1]) if weights[:, column].any()}  # fmt: skip
    return list(kinds.values())


def _limits(mean: float, count: int) -> tuple[float, float]:
    """Where the mean lies that is told so: rounded, and drawn in from the ends of the scale."""
    away = disclosure.margin(count)
    low = 1.0 if mean <= 1 + away + 1e-6 else mean - ROUNDED
    high = 5.0 if mean >= 5 - away - 1e-6 else mean + ROUNDED
    return low, high


def _values(rules: LinearConstraint, low: np.ndarray, high: np.ndarray, column: int) -> int:
    """How many values the column may take, up to three."""
    found = 0
    for value in (3, 1, 5, 2, 4):
        below, above = low.copy(), high.copy()
        below[column] = above[column] = value
        solved = milp(np.zeros(len(low)), integrality=np.ones(len(low)),
                      bounds=Bounds(below, above), constraints=rules)  # fmt: skip
        found += solved.status == 0
        if found == 3:
            break
    return found
