"""Whether the chances of the stages are right: `python -m bench.stage_calibration [companies]`.

Companies are made up whose stage is known: what everybody who was asked thinks, without the error of a
single answer, put before the stage rule. Some of them answer; the chances said are held against the
stage that is so.
"""

import sys
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize, special

from accord.analysis import gap, stage

Floats = npt.NDArray[np.float64]

DIMENSIONS, QUESTIONS = 12, 3
#: Of one answer around what the person thinks, before it is rounded to a whole number: with the
#: rounding (a variance of 1/12) it makes up the answer error of :mod:`accord.analysis.gap`.
STRAY = float(np.sqrt(gap.ANSWER_ERROR**2 - 1 / 12))
ERRORS = np.full(DIMENSIONS, gap.ANSWER_ERROR / np.sqrt(QUESTIONS))
NAMES = tuple(f"dimension {number}" for number in range(1, DIMENSIONS + 1))
BINS = 10
COMPANIES = 3000
#: Invited and answering people of each side.
SIZES = ((8, 6), (12, 10), (24, 20), (60, 40), (20, 20))


@dataclass(frozen=True, slots=True)
class Spread:
    """How far things lie apart, standard deviations in scale points."""

    sides: float = 0.25  # the two sides, overall
    dimensions: float = 0.4  # dimensions, alike for both sides
    of_a_side: float = 0.2  # a side's view of one dimension
    people: float = 0.4  # a person overall
    views: float = 0.55  # a person's view of one dimension
    questions: float = 0.3  # a person's view of one question


#: Sides that see things so differently that the gates on gaps decide.
APART = Spread(sides=0.6, of_a_side=0.4)
#: The middle of each stage; the first and the last stage are longer.
MIDDLES = (1.4, 2.2, 3.0, 3.8, 4.6)


@dataclass(frozen=True, slots=True)
class Judged:
    """One company: the stage that is so, and the chances said."""

    truth: int
    said: tuple[float, ...]

    @property
    def stage(self) -> int:
        """The stage said."""
        return 1 + max(range(len(self.said)), key=self.said.__getitem__)


def company(
    generator: np.random.Generator,
    level: float,
    size: tuple[int, int],
    spread: Spread = Spread(),
    draws: int = 1000,
    exactly: bool = False,
) -> Judged:
    """Make up a company around a level, ask it, and judge it.

    ``exactly``: the mean of the more critical side, as everybody thinks, is that level.
    """
    invited, answering = size
    apart = generator.normal(0, spread.sides)
    shared = generator.normal(0, spread.dimensions, DIMENSIONS)
    views = [
        _views(generator, abs(apart) / 2 + way * apart + shared, invited, spread)
        for way in (-0.5, 0.5)
    ]
    level = _shifted(views, level) if exactly else level
    thought = [_expected(part + level) for part in views]
    answers = [
        stage.Answers(_answered(generator, part + level)[:answering], invited, ERRORS)
        for part in views
    ]
    compared = [
        gap.compare(
            answers[0].scores[:, place],
            answers[1].scores[:, place],
            invited,
            invited,
            float(ERRORS[place]),
        )
        for place in range(DIMENSIONS)
    ]
    clear = [found == gap.Verdict.DIFFERENT for found in gap.verdicts(compared)]
    found = stage.opinion(answers[0], answers[1], NAMES, clear, generator, draws)
    return Judged(true_stage(thought[0], thought[1]), found.probabilities)


def _views(generator: np.random.Generator, middle: Floats, people: int, spread: Spread) -> Floats:
    """What everybody of a side thinks of each question, shape (people, dimensions, questions)."""
    of_side = middle + generator.normal(0, spread.of_a_side, DIMENSIONS)
    moods = generator.normal(0, spread.people, (people, 1))
    of_people = of_side + moods + generator.normal(0, spread.views, (people, DIMENSIONS))
    shape = people, DIMENSIONS, QUESTIONS
    found: Floats = of_people[:, :, None] + generator.normal(0, spread.questions, shape)
    return found


def _answered(generator: np.random.Generator, views: Floats) -> Floats:
    """The scores that people answer, shape (people, dimensions)."""
    given = np.clip(np.rint(views + generator.normal(0, STRAY, views.shape)), 1, 5)
    found: Floats = given.mean(2)
    return found


def _expected(views: Floats) -> Floats:
    """The scores that the same people would answer on average over many times."""
    limits = np.arange(1.5, 5.0)
    passed = special.ndtr((views[..., None] - limits) / STRAY).sum(-1)
    found: Floats = 1 + passed.mean(2)
    return found


def _shifted(views: list[Floats], level: float) -> float:
    """How far to shift everybody so that the more critical side's mean is the level."""
    return float(
        optimize.brentq(
            lambda shift: min(_expected(part + shift).mean() for part in views) - level, -5, 12
        )
    )


def true_stage(marketing: Floats, it: Floats) -> int:
    """The stage that is so: the rule on what everybody thinks, shape (people, dimensions) a side.

    Everybody answered and no answer errs, so nothing is redrawn.
    """
    sides = (stage.Answers(part, len(part), np.zeros(DIMENSIONS)) for part in (marketing, it))
    clear = [True] * DIMENSIONS
    found = stage.opinion(*sides, NAMES, clear, np.random.default_rng(0), draws=1)
    return found.probabilities.index(1.0) + 1


def calibration_error(judged: list[Judged]) -> float:
    """How far, on average, the chance of the stage said lies from the share that was right."""
    said = np.array([max(part.said) for part in judged])
    right = np.array([part.stage == part.truth for part in judged])
    return _error(said, right)


def calibration_error_of_all(judged: list[Judged]) -> float:
    """The same over every stage's chance, those near nothing included."""
    said = np.array([part.said for part in judged]).ravel()
    right = np.array(
        [[part.truth == number + 1 for number in range(len(part.said))] for part in judged]
    ).ravel()
    return _error(said, right)


def _error(said: Floats, right: npt.NDArray[np.bool_]) -> float:
    places = np.minimum((said * BINS).astype(int), BINS - 1)
    return float(
        sum(
            abs(said[places == place].mean() - right[places == place].mean())
            * (places == place).mean()
            for place in np.unique(places)
        )
    )


def surveyed(
    companies: int, size: tuple[int, int], seed: int, spread: Spread = Spread()
) -> list[Judged]:
    """Companies of every level."""
    generator = np.random.default_rng(seed)
    return [
        company(generator, float(generator.uniform(1.4, 4.6)), size, spread)
        for _ in range(companies)
    ]


def half_a_stage_away(companies: int, size: tuple[int, int], seed: int) -> list[Judged]:
    """Companies whose level lies in the middle of a stage: half a stage from the nearest cut."""
    generator = np.random.default_rng(seed)
    return [
        company(generator, MIDDLES[number % len(MIDDLES)], size, exactly=True)
        for number in range(companies)
    ]


def main(companies: int) -> None:
    """Print the table of docs/measures/stage.md."""
    for name, spread in (("usual", Spread()), ("far apart", APART)):
        for size in SIZES:
            _line(f"{name}, {size[1]} of {size[0]}", surveyed(companies, size, 1, spread))
    for size in SIZES:
        _line(f"half a stage away, {size[1]} of {size[0]}", half_a_stage_away(companies, size, 2))


def _line(name: str, judged: list[Judged]) -> None:
    right = np.mean([part.stage == part.truth for part in judged])
    said = np.mean([max(part.said) for part in judged])
    higher = np.mean([part.stage - part.truth for part in judged])
    print(
        f"{name}: right {right:.3f}, said {said:.3f}, too high by {higher:+.3f}, "
        f"error {calibration_error(judged):.3f}, of all {calibration_error_of_all(judged):.3f}",
        flush=True,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else COMPANIES)
