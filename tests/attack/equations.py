"""An attacker who adds and subtracts, and knows of everybody which questions they left open."""

import itertools
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from accord.areas.pulse.findings import closed_wave
from accord.areas.pulse.findings.sides import Content
from accord.areas.pulse.frames import SIDE_NAMES, Respondent, Survey
from accord.areas.pulse.models import Dimension, instrument

Floats = npt.NDArray[np.float64]
FEWEST = 5


def smallest_group(content: Content, survey: Survey) -> int | None:
    """The fewest people, below five, whose answers to a dimension's questions follow; else None."""
    counted = closed_wave.with_whole_answers(survey, instrument())
    found = [
        size
        for side in SIDE_NAMES
        for dimension in instrument().dimensions
        for size in _derivable(content, counted.of_side(side), side, dimension)
    ]
    return min(found, default=None)


def equations(
    content: Content, people: Sequence[Respondent], side: str, dimension: Dimension
) -> list[tuple[Floats, float]]:
    """Each told mean as the weight of every person's every answer (people, items), and the mean.

    Weights are those of a mean: they sum to one over the people whom it is about.
    """
    given = np.array(
        [[part.values.get(item.code) is not None for item in dimension.items] for part in people]
    ).reshape(len(people), len(dimension.items))
    answered = given.sum(1)
    scored = (answered > 0) & (2 * answered >= given.shape[1])
    score = np.where(scored[:, None], given / np.maximum(answered, 1)[:, None], 0.0)
    rows: list[tuple[Floats, float]] = []

    def told(weights: Floats, mean: float) -> None:
        rows.append((weights / weights.sum(), mean))

    for part in content["dimensions"]:
        if part["key"] == dimension.key and part[side]:
            told(score, part[side]["mean"])
    for place, item in enumerate(dimension.items):
        for part in content["items"]:
            if part["code"] == item.code and part[side]:
                told(np.where(np.arange(given.shape[1]) == place, given, 0.0), part[side]["mean"])
    for names, mean in _units(content, side, dimension.key):
        inside = np.array([part.block in names for part in people])
        told(score * inside[:, None], mean)
    return rows


def _units(content: Content, side: str, key: str) -> Iterator[tuple[list[str], float]]:
    for unit in content["blocks"][side]:
        for part in unit["dimensions"]:
            if part["key"] == key:
                yield unit["names"], part["mean"]


def _derivable(
    content: Content, people: Sequence[Respondent], side: str, dimension: Dimension
) -> Iterator[int]:
    rows = [weights for weights, _ in equations(content, people, side, dimension)]
    if not rows:
        return
    matrix = np.array(rows)  # (figures, people, items)
    used = matrix.any((0, 2))
    # People with the same weights everywhere are one class: nothing ever tells them apart.
    alike: dict[bytes, list[int]] = {}
    for person in np.flatnonzero(used):
        pattern = matrix[:, person].round(12).tobytes()
        alike.setdefault(pattern, []).append(int(person))
    classes = list(alike.values())
    first = matrix[:, [members[0] for members in classes]]
    whole = np.linalg.matrix_rank(first.reshape(len(rows), -1))
    small = [place for place, members in enumerate(classes) if len(members) < FEWEST]
    for count in range(1, FEWEST):
        for group in itertools.combinations(small, count):
            size = sum(len(classes[place]) for place in group)
            if size < FEWEST:
                rest = np.delete(first, group, axis=1).reshape(len(rows), -1)
                if (np.linalg.matrix_rank(rest) if rest.size else 0) < whole:
                    yield size
