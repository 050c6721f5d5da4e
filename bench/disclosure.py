"""How well a release protects people, against the rules that are usual: `python -m bench.disclosure`.

Two hundred random organisations, as in the attack tests: what follows by adding and subtracting, what
whole numbers leave open, and the same departments under rules of thresholds.
"""

import itertools
import sys
import time
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from accord.config.pulse.engine import start

ORGANISATIONS = 200
PAIRS = 60
FEWEST = 5
Matrix = npt.NDArray[np.float64]


def main(organisations: int) -> None:
    """Print the figures of docs/measures/anonymity.md."""
    start()
    _releases(organisations)
    for name, most, rule in (
        ("threshold only, up to 2 filters", 2, threshold),
        ("threshold only, up to 3 filters", 3, threshold),
        ("and the rest of side and whole at least 5", 2, remainder),
        ("and every two tables differ by at least 5", 2, pairwise),
        ("one partition, joined blocks", 1, one_partition),
    ):
        _usual(name, most, rule)
    _waves()


def _releases(organisations: int) -> None:
    from tests.attack.equations import smallest_group
    from tests.attack.integers import fewest_values
    from tests.attack.organisations import organisation, released

    from accord.areas.pulse.findings import closed_wave
    from accord.areas.pulse.findings.certificates import certificate_of
    from accord.areas.pulse.frames import SIDE_NAMES
    from accord.areas.pulse.models import instrument

    began, shown, leaks, unsafe = time.time(), 0, 0, 0
    values: dict[int, list[int]] = {0: [], 1: [], 2: []}
    for seed in range(organisations):
        generator = np.random.default_rng(10_000 + seed)
        survey = organisation(generator, generator.uniform(0.5, 1), generator.uniform(0, 0.15))
        content = released(survey)
        if not content["released"]:
            continue
        shown += 1
        leaks += smallest_group(content, survey) is not None
        unsafe += not certificate_of(content).safe
        counted = closed_wave.with_whole_answers(survey, instrument())
        dimension = instrument().dimensions[seed % 12]
        for insiders, found in values.items():
            found += [
                fewest_values(content, counted.of_side(side), side, dimension, range(insiders))
                for side in SIDE_NAMES
            ]
    print(f"{organisations} organisations, {shown} released, {time.time() - began:.0f} s")
    print(f"  a group below five follows: {leaks}; certificates not safe: {unsafe}")
    for insiders, found in values.items():
        counts = {value: found.count(value) for value in sorted(set(found))}
        print(
            f"  fewest values (3 = three or more, 5 = nothing told), {insiders} insiders: {counts}"
        )


def _usual(name: str, most: int, rule: object) -> None:
    """One rule over random pairs of departments: who follows exactly, and in how many of them."""
    exact = people = small = hit = 0
    for seed in range(PAIRS):
        tables = list(rule(_people(seed), most))  # type: ignore[operator]
        columns = np.array(tables, dtype=float).T
        alone, below = _derivable(columns)
        people += len(columns)
        exact += alone
        small += below
        hit += alone > 0
    print(
        f"{name}: exact {exact / people:.1%}, departments {hit / PAIRS:.0%}, <5 {small / people:.1%}"
    )


def _people(seed: int) -> Matrix:
    """Side and three attributes of three values, of those of 24 and 18 people who answered."""
    generator = np.random.default_rng(seed)
    side = np.repeat([0, 1], [24, 18])[:, None]
    found = np.hstack([side, generator.integers(0, 3, (42, 3))])
    return found[generator.random(42) < 0.8]


def _tables(people: Matrix, most: int) -> Iterator[Matrix]:
    """The whole, and every table by up to so many filters, of which the side is one."""
    values = (2, 3, 3, 3)
    for count in range(most + 1):
        for chosen in itertools.combinations(range(4), count):
            for wanted in itertools.product(*(range(values[place]) for place in chosen)):
                yield (people[:, list(chosen)] == wanted).all(1)


def threshold(people: Matrix, most: int) -> Iterator[Matrix]:
    """Every table of at least five people."""
    return (table for table in _tables(people, most) if table.sum() >= FEWEST)


def remainder(people: Matrix, most: int) -> Iterator[Matrix]:
    """And what is left of its side and of the whole is nobody or at least five."""
    for table in threshold(people, most):
        own = people[table][:, 0]
        side = people[:, 0] == own[0] if (own == own[0]).all() else np.ones(len(people), bool)
        rests = (~table).sum(), (side & ~table).sum()
        if all(rest == 0 or rest >= FEWEST for rest in rests):
            yield table


def pairwise(people: Matrix, most: int) -> Iterator[Matrix]:
    """And it differs from every table told before by nobody or by at least five."""
    told: list[Matrix] = []
    for table in threshold(people, most):
        if all((table ^ other).sum() == 0 or (table ^ other).sum() >= FEWEST for other in told):
            told.append(table)
    return iter(told)


def one_partition(people: Matrix, most: int) -> Iterator[Matrix]:
    """This product: the sides, and each by one attribute with small blocks joined."""
    from accord.analysis.disclosure import Block, partition

    yield np.ones(len(people), bool)
    for side in (0, 1):
        own = people[:, 0] == side
        counts = [int((own & (people[:, most] == value)).sum()) for value in range(3)]
        yield own
        for unit in partition([Block(str(v), n, n) for v, n in enumerate(counts)]):
            yield own & np.isin(people[:, most], [int(name) for name in unit.names])


def _derivable(columns: Matrix) -> tuple[int, int]:
    """How many people follow alone, and how many in one or two kinds of fewer than five."""
    kinds, place = np.unique(columns, axis=0, return_inverse=True)
    sizes = np.bincount(place)
    whole = np.linalg.matrix_rank(kinds)
    alone, below = set(), set()
    for count in (1, 2):
        for group in itertools.combinations(range(len(kinds)), count):
            size = int(sizes[list(group)].sum())
            if size < FEWEST and np.linalg.matrix_rank(np.delete(kinds, group, axis=0)) < whole:
                below |= set(group)
                alone |= set(group) if size == 1 else set()
    return sum(int(sizes[kind]) for kind in alone), sum(int(sizes[kind]) for kind in below)


def _waves() -> None:
    from tests.attack.waves import SHARES, recovered

    print(f"one joiner, found out from two waves (always the commonest: {max(SHARES):.0%})")
    for count in (5, 8, 12, 20, 30):
        rates = [recovered(count, stable, 1, 2000) for stable in (1.0, 0.8)]
        print(f"  {count} people: {rates[0]:.0%} all stable, {rates[1]:.0%} with 80 % stable")
    print(f"  20 people, five joiners, all stable: {recovered(20, 1.0, 5, 2000):.0%}")
    from tests.attack.newcomer import omniscient, subtracted

    print("one joiner, means then to 0.1 and now in half points (whole ones below eight answers)")
    for count in (5, 8, 12, 20, 30):
        known, alone = omniscient(count, 2000)
        print(
            f"  {count} people: {subtracted(count, 2000):.0%} by subtracting; by who knows every other "
            f"answer {known:.0%}, surely {alone:.0%}"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ORGANISATIONS)
