"""Whether the people of one side agree among themselves.

A mean hides two camps. These measures say how far people of one group lie apart, beside what pure
chance would give for a group of that size.
"""

import functools
import itertools
import math
from enum import StrEnum

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

#: Average deviation up to which a group of a 5-point scale agrees for practical purposes: options/6.
AGREE_WITHIN = 5 / 6
#: From this consensus (van der Eijk's A) down a distribution looks like two camps. Of sides of 15 to 25
#: who answer by pure chance, fewer than one in ten get there.
TWO_CAMPS_FROM = -0.1
#: Agreement by pure chance is counted for up to so many people; it falls with their number, so that
#: what is counted for thirty asks rather too much of more.
MOST_COUNTED = 30
OPTIONS = 5


class Voice(StrEnum):
    """With how many voices a side answers."""

    AGREED = "agreed"
    MIXED = "mixed"
    TWO_CAMPS = "two camps likely"


def voice(answers: Floats) -> Voice:
    """What may be said of one question's answers, shape (people,), whole numbers from 1 to 5.

    *Two camps likely*: consensus of ``TWO_CAMPS_FROM`` or less. *Agreed*: the average deviation from
    the median is at most ``AGREE_WITHIN``, and r_wg is more than pure chance gives a group of that size
    in one of twenty cases. *Mixed*: everything else.
    """
    counts = np.bincount(answers.astype(int), minlength=OPTIONS + 1)[1:].astype(np.float64)
    if consensus(counts) <= TWO_CAMPS_FROM + 1e-9:
        return Voice.TWO_CAMPS
    return _agreed(average_deviation_from_median(answers), answers[:, None])


def voice_of_items(scores: Floats, answers: Floats) -> Voice:
    """What may be said of a dimension: its people's scores, (people,), and answers, (people, items).

    *Agreed* as in :func:`voice`, with r_wg(J); else *mixed*. Camps show at single questions only.
    """
    return _agreed(average_deviation_from_median(scores), answers)


def _agreed(deviation: float, answers: Floats) -> Voice:
    people, items = answers.shape
    critical = critical_agreement_of_items(min(people, MOST_COUNTED), OPTIONS, items)
    reached = within_group_agreement_of_items(answers, null_variance(OPTIONS))
    close = deviation <= AGREE_WITHIN + 1e-9 and reached >= critical - 1e-9
    return Voice.AGREED if close else Voice.MIXED


def average_deviation(answers: Floats) -> float:
    """AD_M: mean distance from the mean, in scale points (Burke, Finkelstein and Dusig 1999).

    ``answers`` has shape (people,) or (people, items); of several items the mean over the items.
    """
    return float(np.mean(np.abs(answers - np.mean(answers, axis=0))))


def average_deviation_from_median(answers: Floats) -> float:
    """AD_Md: mean distance from the median, in scale points; shapes as in average_deviation."""
    return float(np.mean(np.abs(answers - np.median(answers, axis=0))))


def null_variance(options: int) -> float:
    """Variance when all of so many answer options are equally likely: (options² - 1) / 12."""
    return (options**2 - 1) / 12


def within_group_agreement(answers: Floats, variance_by_chance: float) -> float:
    """r_wg of one item: 1 - s²/variance by chance, never below 0 (James, Demaree and Wolf 1984).

    ``answers`` has shape (people,) with at least two people.
    """
    return max(0.0, 1 - float(np.var(answers, ddof=1)) / variance_by_chance)


def within_group_agreement_of_items(answers: Floats, variance_by_chance: float) -> float:
    """r_wg(J) of parallel items: James, Demaree and Wolf 1984, never below 0.

    ``answers`` has shape (people, items) without gaps, at least two people.
    """
    kept = linear_agreement_of_items(answers, variance_by_chance)
    if kept <= 0:
        return 0.0
    items = answers.shape[1]
    return items * kept / (items * kept + 1 - kept)


def linear_agreement_of_items(answers: Floats, variance_by_chance: float) -> float:
    """r*_wg(J): 1 - mean item variance / variance by chance (Lindell, Brandt and Whitney 1999).

    May fall below 0. ``answers`` has shape (people, items) without gaps, at least two people.
    """
    return 1 - float(np.mean(np.var(answers, axis=0, ddof=1))) / variance_by_chance


def consensus(counts: Floats) -> float:
    """Van der Eijk's A of a distribution over ordered options: 1 one peak, 0 flat, -1 two camps.

    ``counts`` has shape (options,), at least three options and one answer. Van der Eijk 2001,
    *Quality and Quantity* 35: the distribution is peeled into layers in which every option present
    has equal weight; each layer's score counts triples of options that speak for or against one peak.

    Raises ValueError when nobody answered.
    """
    left = np.asarray(counts, dtype=np.float64)
    total = float(left.sum())
    if total <= 0:
        raise ValueError("Consensus needs at least one answer.")
    score = 0.0
    while left.sum() > 1e-9 * total:
        present = left > 1e-9 * total
        height = float(left[present].min())
        score += height * present.sum() / total * _layer_consensus(tuple(present.tolist()))
        left = np.where(present, left - height, 0.0)
    return score


def polarisation(counts: Floats) -> float:
    """(1 - A) / 2: 0 one peak, 0.5 flat, 1 two camps at the ends; shapes as in consensus."""
    return (1 - consensus(counts)) / 2


def _layer_consensus(present: tuple[bool, ...]) -> float:
    options, filled = len(present), sum(present)
    if filled == options:
        return 0.0
    for_peak = against = 0
    for left, middle, right in itertools.combinations(present, 3):
        for_peak += middle and left != right
        against += left and right and not middle
    shape = (
        ((options - 2) * for_peak - (options - 1) * against)
        / ((options - 2) * (for_peak + against))
        if for_peak + against
        else 1.0
    )
    return shape * (1 - (filled - 1) / (options - 1))


def critical_average_deviation(people: int, options: int, alpha: float = 0.05) -> float:
    """Largest AD_M that pure chance undercuts or meets with probability at most ``alpha``.

    Exact: every distribution of ``people`` over ``options`` equally likely answers is counted. NaN
    when not even full agreement is that rare. Fast up to 30 people and 5 options.
    """
    counts, chances = _distributions(people, options)
    scale = np.arange(1, options + 1)
    means = counts @ scale / people
    found = (counts * np.abs(scale - means[:, None])).sum(1) / people
    return _critical(np.round(found, 9), chances, alpha)


def critical_within_group_agreement(people: int, options: int, alpha: float = 0.05) -> float:
    """Smallest r_wg that pure chance reaches with probability at most ``alpha``; exact, as above."""
    counts, chances = _distributions(people, options)
    scale = np.arange(1, options + 1)
    means = counts @ scale / people
    variances = (counts * (scale - means[:, None]) ** 2).sum(1) / (people - 1)
    return 1 - _critical(np.round(variances, 9), chances, alpha) / null_variance(options)


@functools.lru_cache(maxsize=64)
def critical_agreement_of_items(
    people: int, options: int, items: int, alpha: float = 0.05
) -> float:
    """Smallest r_wg(J) that pure chance reaches with probability at most ``alpha``.

    Exact for ``items`` questions that are answered independently of each other: every distribution of
    one question is counted, those of several are added up. NaN and limits as above.
    """
    counts, chances = _distributions(people, options)
    scale = np.arange(1, options + 1)
    # people times the sum of squares around the mean: whole numbers, so sums are places in an array.
    levels = np.rint(people * (counts @ scale**2) - (counts @ scale) ** 2).astype(np.int64)
    of_one = np.bincount(levels, weights=chances)
    of_all = functools.reduce(np.convolve, [of_one] * items)
    allowed = np.flatnonzero(np.cumsum(of_all) <= alpha)
    reached = allowed[of_all[allowed] > 0]
    if not len(reached):
        return math.nan
    variance = float(reached[-1]) / (items * people * (people - 1))
    kept = 1 - variance / null_variance(options)
    return items * kept / (items * kept + 1 - kept)


def _critical(found: Floats, chances: Floats, alpha: float) -> float:
    levels, places = np.unique(found, return_inverse=True)
    cumulative = np.cumsum(np.bincount(places, weights=chances))
    allowed = np.flatnonzero(cumulative <= alpha)
    return float(levels[allowed[-1]]) if len(allowed) else math.nan


@functools.lru_cache(maxsize=32)
def _distributions(people: int, options: int) -> tuple[Floats, Floats]:
    """Every count vector, shape (vectors, options), and its probability by pure chance."""
    bars = np.array(list(itertools.combinations(range(people + options - 1), options - 1)))
    edges = np.concatenate(
        [np.full((len(bars), 1), -1), bars, np.full((len(bars), 1), people + options - 1)], axis=1
    )
    counts = np.diff(edges, axis=1) - 1
    logs = np.array([math.lgamma(count + 1) for count in range(people + 1)])
    chances = np.exp(logs[people] - logs[counts].sum(1) - people * math.log(options))
    return counts.astype(np.float64), chances
