"""An attacker who tries every way in which so many people can have answered one question."""

import itertools
import json
from collections import defaultdict
from collections.abc import Callable, Iterator

import numpy as np

from accord.areas.pulse.findings.sides import Floats

Histogram = tuple[int, ...]


def all_histograms(count: int) -> Iterator[Histogram]:
    """How often each of 1 to 5 was given by so many people, in every possible way."""
    for bars in itertools.combinations(range(count + 4), 4):
        edges = (-1, *bars, count + 4)
        yield tuple(right - left - 1 for left, right in itertools.pairwise(edges))


def answers_of(histogram: Histogram) -> Floats:
    """The answers, in order."""
    return np.repeat(np.arange(1.0, 6.0), histogram)


def fewest_values(count: int, tell: Callable[[Floats], object], known: int = 0) -> int:
    """Of all that may be told of so many people, the fewest values that somebody's answer may have."""
    return min(map(len, spans(count, tell, known)))


def spans(count: int, tell: Callable[[Floats], object], known: int = 0) -> Iterator[list[int]]:
    """For each thing that may be told of so many people, the values that an answer may have.

    ``known`` people know each other's answers too, and take them off what is told.
    """
    alike: dict[str, list[Histogram]] = defaultdict(list)
    for histogram in all_histograms(count):
        alike[json.dumps(tell(answers_of(histogram)))].append(histogram)
    for histograms in alike.values():
        for own in _known_answers(histograms, known):
            yield _values(histograms, own)


def _known_answers(histograms: list[Histogram], known: int) -> Iterator[Histogram]:
    """Every set of answers that the insiders may have given, given what is told."""
    for own in all_histograms(known) if known else [(0,) * 5]:
        if any(_holds(histogram, own) for histogram in histograms):
            yield own


def _values(histograms: list[Histogram], own: Histogram) -> list[int]:
    left = [
        [there - taken for there, taken in zip(histogram, own, strict=True)]
        for histogram in histograms
        if _holds(histogram, own)
    ]
    return (np.flatnonzero((np.array(left) > 0).any(0)) + 1).tolist()


def _holds(histogram: Histogram, own: Histogram) -> bool:
    return all(there >= taken for there, taken in zip(histogram, own, strict=True))
