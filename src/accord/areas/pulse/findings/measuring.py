"""How the questions of one dimension were answered together; told of a side, or of both, never of less."""

import math

import numpy as np

from accord.analysis import agreement, disclosure, gap
from accord.analysis.reliability import reliability
from accord.areas.pulse.findings.sides import Content, Floats, Sides
from accord.areas.pulse.frames import SIDE_NAMES, Respondent
from accord.areas.pulse.models import Dimension

#: The sentences are the same however few answered, and whatever was the matter with the answers.
TOO_FEW = "fewer than 15 people on a side answered all of its questions"
NOTHING_COMMON = "the answers to its questions have too little in common to say how much"


def voices(sides: Sides, dimension: Dimension, comparison: gap.Comparison | None) -> Content:
    """With how many voices each side answers a dimension; None below fifteen whole answers a side."""
    answers = _whole(sides, dimension)
    if comparison is None or _too_few(answers):
        return dict.fromkeys(SIDE_NAMES)
    return {
        side: agreement.voice_of_items(given.mean(1), given).value
        for side, given in answers.items()
    }


def reliabilities(sides: Sides, dimension: Dimension, comparison: gap.Comparison | None) -> Content:
    """How reliable the dimension is, of both sides together; without a value, why not."""
    answers = _whole(sides, dimension)
    if comparison is None or _too_few(answers):
        return {"coefficient": "", "value": None, "low": None, "high": None, "why_not": TOO_FEW}
    found = reliability(list(answers.values()))
    if found.value is None or found.low is None or found.high is None:
        told: Content = dict.fromkeys(("value", "low", "high"))
        return {"coefficient": found.coefficient} | told | {"why_not": NOTHING_COMMON}
    low, high = disclosure.outwards(found.low, found.high)
    return {
        "coefficient": found.coefficient,
        "value": disclosure.coarse(max(0.0, found.value)),
        "low": max(0.0, low),
        "high": min(1.0, high),
        "why_not": "",
    }


def _whole(sides: Sides, dimension: Dimension) -> dict[str, Floats]:
    """The answers of those who answered all questions of a dimension, (people, questions) a side."""
    found = {}
    for side, people in sides.people.items():
        rows = np.array([_given(person, dimension) for person in people])
        rows = rows.reshape(len(people), len(dimension.items))
        found[side] = rows[~np.isnan(rows).any(1)]
    return found


def _given(person: Respondent, dimension: Dimension) -> list[float]:
    values = (person.values.get(item.code) for item in dimension.items)
    return [math.nan if value is None else value for value in values]


def _too_few(answers: dict[str, Floats]) -> bool:
    return min(map(len, answers.values())) < disclosure.FEWEST_FOR_DISTRIBUTION
