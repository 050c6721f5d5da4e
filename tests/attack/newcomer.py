"""One person joins a side that is told in half points, and everybody else answers the same again."""

import numpy as np
from tests.attack.waves import SHARES

from accord.analysis import waves
from accord.analysis.disclosure import coarse


def subtracted(count: int, runs: int) -> float:
    """How often the newcomer is found out by subtracting the two means told."""
    generator = np.random.default_rng(1)
    hits = 0
    for _ in range(runs):
        before = generator.choice(np.arange(1.0, 6), count, p=SHARES)
        joined = float(generator.choice(np.arange(1.0, 6), p=SHARES))
        now = waves.half_points(float(np.append(before, joined).mean()), count + 1)
        more = np.round((count + 1) * now) - np.round(count * coarse(float(before.mean())))
        hits += int(np.clip(np.round(more), 1, 5)) == joined
    return hits / runs


def omniscient(count: int, runs: int) -> tuple[float, float]:
    """How often somebody guesses right who knows for certain what all others answered, and how often surely."""
    generator = np.random.default_rng(2)
    hits = sure = 0
    for _ in range(runs):
        others = generator.choice(np.arange(1.0, 6), count, p=SHARES).sum()
        joined = int(generator.choice(5, p=SHARES))
        told = [
            waves.half_points((others + value) / (count + 1), count + 1) for value in range(1, 6)
        ]
        left = [value for value in range(5) if told[value] == told[joined]]
        hits += max(left, key=SHARES.__getitem__) == joined
        sure += len(left) == 1
    return hits / runs, sure / runs
