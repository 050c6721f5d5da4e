"""How far apart the sides are, how far apart they believe to be, and how well each knows the other.

After the perceptual congruence model (Benlian and Haffke 2016): what I answer, what you answer, and
what I think you answer. The three differences belong together: believed gap minus actual gap is how
far the guess misses.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from scipy import stats

from accord.analysis import gap

Floats = npt.NDArray[np.float64]

#: How far apart two gaps must be before words such as "closer than you think" are used.
WORTH_SAYING = 0.3


class Guessing(StrEnum):
    """What may be said about one side's guesses, to that side."""

    WELL = "you guess the other side well"
    CANNOT_TELL = "cannot tell how well you guess the other side"
    CLOSER = "you are closer than you think"
    FURTHER = "you are further apart than you think"
    OTHERWISE = "the other side sees it otherwise than you think"


class Knowing(StrEnum):
    """What may be said about both sides' guesses together, to both."""

    WELL = "you know each other well"
    CLOSER = "you are closer than you think"
    FURTHER = "you are further apart than you think"
    BLIND_SPOT_OF_MARKETING = "a blind spot of marketing"
    BLIND_SPOT_OF_IT = "a blind spot of IT"
    BLIND_SPOT_OF_BOTH = "a blind spot of both sides"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Given:
    """One side at one question.

    ``own`` and ``guesses`` have shape (people,), in scale points, NaN where not given; the same place
    is the same person. ``invited`` people were asked.
    """

    own: Floats
    guesses: Floats
    invited: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """A difference with its 95 % interval, in scale points."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class View:
    """One question as one side sees it; every gap is the other side minus the own, in scale points.

    ``actual``: the other side's answers minus the own ones. ``believed``: the guesses minus the own
    answers. ``understanding``: the guesses minus the other side's answers, so believed minus actual.
    ``compared`` is the comparison of guesses (first) with answers (second) for ``gap.verdicts``.
    """

    own: gap.SideMean
    guess: gap.SideMean
    real: gap.SideMean
    actual: Estimate
    believed: Estimate
    understanding: Estimate
    compared: gap.Comparison


def view(mine: Given, other: Given, answer_error: float = gap.ANSWER_ERROR) -> View:
    """Compare one side's answers and guesses with the other side's answers.

    Actual gap and understanding compare different people (Welch, as :func:`gap.compare`). The
    believed gap compares answers of the same people, so its interval is that of a paired difference;
    who gave only one of the two counts with the one. ``answer_error`` is as in :func:`gap.side_mean`.

    Raises ValueError as :func:`gap.side_mean` does, and where ``own`` and ``guesses`` differ in length.
    """
    own, guesses, answers = _known(mine.own), _known(mine.guesses), _known(other.own)
    missed = gap.compare(guesses, answers, mine.invited, other.invited, answer_error)
    said = gap.side_mean(own, mine.invited, answer_error)
    return View(
        own=said,
        guess=missed.first,
        real=missed.second,
        actual=_difference(said, missed.second),
        believed=believed_gap(mine, answer_error),
        understanding=Estimate(-missed.gap, -missed.high, -missed.low),
        compared=missed,
    )


def believed_gap(mine: Given, answer_error: float = gap.ANSWER_ERROR) -> Estimate:
    """What one side thinks the other answered, minus what it answers itself, in scale points.

    The standard error is that of the sum of each person's share in the difference of the two means,
    with the finite-population correction; never below the error of the answers themselves.

    Raises ValueError where ``own`` and ``guesses`` differ in length, fewer than two people gave one of
    them, or more answered than were invited.
    """
    if len(mine.own) != len(mine.guesses):
        raise ValueError("Answers and guesses have to belong to the same people.")
    own, guesses = (gap.side_mean(_known(part), mine.invited) for part in (mine.own, mine.guesses))
    shares = _shares(mine.guesses, guesses) - _shares(mine.own, own)
    fewer = min(own.answered, guesses.answered)
    drawn = float((shares**2).sum()) * fewer / (fewer - 1) * (1 - fewer / mine.invited)
    least = answer_error**2 * (1 / own.answered + 1 / guesses.answered)
    freedom = min(own.freedom, guesses.freedom)
    reach = float(stats.t.ppf(0.975, freedom)) * math.sqrt(max(drawn, least))
    value = guesses.mean - own.mean
    return Estimate(value, value - reach, value + reach)


def words(actual: float, believed: float, verdict: gap.Verdict | str) -> Guessing:
    """What may be said to one side; ``verdict`` is that of its guesses against the answers.

    ``actual`` and ``believed`` are gaps in scale points, as published: words say no more than figures.
    """
    if verdict == gap.Verdict.SAME:
        return Guessing.WELL
    if verdict == gap.Verdict.CANNOT_TELL:
        return Guessing.CANNOT_TELL
    nearer = abs(believed) - abs(actual)
    if nearer >= WORTH_SAYING - 1e-9:
        return Guessing.CLOSER
    return Guessing.FURTHER if nearer <= 1e-9 - WORTH_SAYING else Guessing.OTHERWISE


def words_of_both(marketing: Guessing, it: Guessing) -> Knowing:
    """What may be said to both sides about one question, from what may be said to each.

    The same to both: that. A side that surely misses has a blind spot, whatever is known of the other.
    """
    pair = {marketing, it}
    if len(pair) == 1 and marketing.name in ("WELL", "CLOSER", "FURTHER"):
        return Knowing[marketing.name]
    blind = [side not in (Guessing.WELL, Guessing.CANNOT_TELL) for side in (marketing, it)]
    return {
        (True, True): Knowing.BLIND_SPOT_OF_BOTH,
        (True, False): Knowing.BLIND_SPOT_OF_MARKETING,
        (False, True): Knowing.BLIND_SPOT_OF_IT,
        (False, False): Knowing.CANNOT_TELL,
    }[blind[0], blind[1]]


def _difference(first: gap.SideMean, second: gap.SideMean) -> Estimate:
    """The second mean minus the first, of different people."""
    error, freedom = gap.error_of_sum([first, second])
    value = second.mean - first.mean
    reach = float(stats.t.ppf(0.975, freedom)) * error
    return Estimate(value, value - reach, value + reach)


def _known(values: Floats) -> Floats:
    known: Floats = values[~np.isnan(values)]
    return known


def _shares(values: Floats, found: gap.SideMean) -> Floats:
    """Each person's share in the mean's distance from itself; 0 where nothing was given."""
    shares: Floats = np.nan_to_num(values - found.mean) / found.answered
    return shares
