"""Whether the questions of one dimension measure one thing, as far as a side's answers can tell.

All at the level of a side: covariances across questions of a smaller unit are never published.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

Floats = npt.NDArray[np.float64]

#: With fewer people the interval is wider than every rule of thumb that one would compare it with.
FEWEST_PEOPLE = 30
#: A side of fewer adds next to nothing to the pooled covariance.
FEWEST_A_SIDE = 3
CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Reliability:
    """How reliable the mean of a dimension's questions is: 0 noise, 1 no error at all.

    ``coefficient`` is *omega* (three questions), *Spearman-Brown* (two) or *alpha* (more); None with
    ``why_not`` when it cannot be told. ``low`` and ``high`` are its 95 % interval: for alpha Feldt's,
    for two questions Fisher's of the correlation, transformed, and for omega the jackknife's.
    ``alpha`` is given for comparison with other studies.
    """

    coefficient: str
    value: float | None
    low: float | None
    high: float | None
    alpha: float | None
    people: int
    why_not: str = ""


def reliability(sides: Sequence[Floats], fewest: int = FEWEST_PEOPLE) -> Reliability:
    """The reliability of one dimension from the answers of one side, or of several.

    ``sides`` holds one array of shape (people, questions) a side, in scale points, NaN where not
    answered; people with a gap are left out. Covariances are pooled within the sides, so that a gap
    between the sides is not taken for reliability. ``fewest`` may be raised, never lowered.

    Raises ValueError for fewer than two questions, or sides with different questions.
    """
    complete = [answers[~np.isnan(answers).any(axis=1)] for answers in sides]
    people = sum(len(answers) for answers in complete)
    name = _coefficient(complete)
    if min(map(len, complete)) < FEWEST_A_SIDE or people < max(fewest, FEWEST_PEOPLE):
        return _cannot(name, people, f"fewer than {max(fewest, FEWEST_PEOPLE)} complete answers")
    covariance = pooled_covariance(complete)
    if np.linalg.matrix_rank(covariance) < len(covariance):
        return _cannot(name, people, "the questions were not answered differently enough")
    found = {"Spearman-Brown": _of_two, "omega": _of_three}.get(name, _of_many)(
        complete, covariance
    )
    if found is None:
        return _cannot(name, people, "the three questions do not fit one common factor")
    return Reliability(name, *found, alpha=alpha_of(covariance), people=people)


def pooled_covariance(sides: Sequence[Floats]) -> Floats:
    """Within-side covariance, shape (questions, questions), in squared scale points.

    Each array has shape (people, questions) without gaps and at least two people; sums of squares
    around each side's own means are divided by people minus sides.
    """
    centred = np.concatenate([answers - answers.mean(axis=0) for answers in sides])
    pooled: Floats = centred.T @ centred / (len(centred) - len(sides))
    return pooled


def alpha_of(covariance: Floats) -> float:
    """Cronbach's alpha (1951) of a covariance matrix, shape (questions, questions); may be below 0.

    Raises ValueError where the sum of the questions has no variance.
    """
    total = float(covariance.sum())
    if total <= 0:
        raise ValueError("Alpha needs answers that differ between people.")
    questions = len(covariance)
    return questions / (questions - 1) * (1 - float(np.trace(covariance)) / total)


def feldt_interval(
    alpha: float, people: int, questions: int, confidence: float = 0.95
) -> tuple[float, float]:
    """Feldt's interval of alpha (Feldt, Woodruff and Salih 1987): F on (n-1, (n-1)(k-1)).

    Raises ValueError for fewer than two people or questions.
    """
    if min(people, questions) < 2:
        raise ValueError("An interval of alpha needs two people and two questions at least.")
    freedom = people - 1, (people - 1) * (questions - 1)
    tail = (1 - confidence) / 2
    return tuple(  # type: ignore[return-value]
        1 - (1 - alpha) * float(stats.f.ppf(part, *freedom)) for part in (1 - tail, tail)
    )


def omega_of_three(covariance: Floats) -> float | None:
    """McDonald's omega of three questions in closed form: one factor fits three exactly.

    Each loading is λ₁² = c₁₂ c₁₃ / c₂₃; omega is (λ₁ + λ₂ + λ₃)² over the variance of the sum
    (McDonald 1999). ``covariance`` has shape (3, 3). None where a covariance is not positive or a
    loading would explain more than all of its question's variance.
    """
    pairs = covariance[0, 1], covariance[0, 2], covariance[1, 2]
    if min(pairs) <= 0:
        return None
    product = math.prod(pairs)
    loadings = np.array([product / (pairs[place] ** 2) for place in (2, 1, 0)])
    if (loadings > np.diag(covariance)).any():
        return None
    return float(np.sqrt(loadings).sum() ** 2 / covariance.sum())


def spearman_brown(correlation: float) -> float:
    """Reliability of the mean of two questions: 2r / (1 + r) (Spearman 1910, Brown 1910).

    Raises ValueError for a correlation of -1 or less.
    """
    if correlation <= -1:
        raise ValueError("Two questions that contradict each other have no reliability.")
    return 2 * correlation / (1 + correlation)


def _of_two(sides: Sequence[Floats], covariance: Floats) -> tuple[float, float, float]:
    """Spearman-Brown with Fisher's interval of the correlation, transformed."""
    correlation = covariance[0, 1] / math.sqrt(covariance[0, 0] * covariance[1, 1])
    reach = float(stats.norm.ppf(0.975)) / math.sqrt(_as_one_group(sides) - 3)
    low, high = (math.tanh(math.atanh(correlation) + way * reach) for way in (-1, 1))
    return spearman_brown(correlation), spearman_brown(low), spearman_brown(high)


def _of_three(sides: Sequence[Floats], covariance: Floats) -> tuple[float, float, float] | None:
    """Omega with the jackknife's interval, on the scale of log(1 - omega), which has no upper end."""
    omega = omega_of_three(covariance)
    without = [omega_of_three(pooled_covariance(rest)) for rest in _one_left_out(sides)]
    known = np.array([part for part in without if part is not None])
    if omega is None or len(known) < len(without):
        return None
    people = len(without)
    spread = math.sqrt((people - 1) ** 2 / people * float(np.var(np.log1p(-known), ddof=1)))
    reach = float(stats.t.ppf(0.975, people - len(sides))) * spread
    low, high = (1 - (1 - omega) * math.exp(way * reach) for way in (1, -1))
    return omega, low, high


def _of_many(sides: Sequence[Floats], covariance: Floats) -> tuple[float, float, float]:
    alpha = alpha_of(covariance)
    return (alpha, *feldt_interval(alpha, _as_one_group(sides), len(covariance)))


def _as_one_group(sides: Sequence[Floats]) -> int:
    """So many people of one group give as many degrees of freedom as these of several."""
    return sum(map(len, sides)) - len(sides) + 1


def _one_left_out(sides: Sequence[Floats]) -> Iterator[list[Floats]]:
    for place, answers in enumerate(sides):
        for person in range(len(answers)):
            rest = np.delete(answers, person, axis=0)
            yield [*sides[:place], rest, *sides[place + 1 :]]


def _coefficient(sides: Sequence[Floats]) -> str:
    questions = {answers.shape[1] for answers in sides}
    if len(questions) != 1:
        raise ValueError("All sides have to have answered the same questions.")
    count = questions.pop()
    if count < 2:
        raise ValueError("Reliability needs two questions at least.")
    return {2: "Spearman-Brown", 3: "omega"}.get(count, "alpha")


def _cannot(name: str, people: int, why_not: str) -> Reliability:
    return Reliability(name, None, None, None, None, people, f"{CANNOT_TELL}: {why_not}")
