"""An attacker who subtracts two waves between which one person joined a side."""

import numpy as np

from accord.analysis import gap
from accord.areas.pulse.findings import comparisons
from accord.areas.pulse.findings.sides import Sides

#: How often each of 1 to 5 is given.
SHARES = (0.07, 0.18, 0.3, 0.33, 0.12)


def told(answers: np.ndarray) -> float:
    """The mean as it is published, of a side of whom all answered."""
    count = len(answers)
    error = Sides({}, {"side": count}).question_error(side=count)
    mean: float = comparisons.mean_content(gap.side_mean(answers, count, error))["mean"]
    return mean


def recovered(count: int, stable: float, joiners: int, runs: int, seed: int = 1) -> float:
    """How often the first joiner's answer is guessed right from the means of both waves.

    ``count`` people of whom each gives the same answer again with probability ``stable``.
    """
    generator = np.random.default_rng(seed)
    hits = 0
    for _ in range(runs):
        before = generator.choice(np.arange(1.0, 6), count, p=SHARES)
        other = generator.choice(np.arange(1.0, 6), count, p=SHARES)
        after = np.where(generator.random(count) < stable, before, other)
        joined = generator.choice(np.arange(1.0, 6), joiners, p=SHARES)
        # Sums are whole numbers: up to ten answers a mean to 0.1 tells them exactly.
        total = np.round((count + joiners) * told(np.concatenate([after, joined])))
        more = total - np.round(count * told(before))
        hits += int(np.clip(np.round(more / joiners), 1, 5)) == joined[0]
    return hits / runs
