"""T2 and T4: whole numbers and rounding intervals, with nobody inside, one insider, and two."""

import numpy as np
import pytest
from tests.attack.integers import fewest_values
from tests.attack.organisations import organisation, released

from accord.areas.pulse.findings import closed_wave
from accord.areas.pulse.frames import SIDE_NAMES, Survey
from accord.areas.pulse.models import instrument


def fewest(survey: Survey, insiders: int = 0, dimensions: int = 3) -> int:
    """Of the first dimensions, the fewest values (up to three) that anybody's answer may have."""
    content = released(survey)
    counted = closed_wave.with_whole_answers(survey, instrument())
    return min(
        fewest_values(content, counted.of_side(side), side, dimension, range(insiders))
        for side in SIDE_NAMES
        for dimension in instrument().dimensions[:dimensions]
    )


@pytest.mark.parametrize("seed", [0, 1, 2, 8])
def test_everybody_may_have_given_three_values(seed: int) -> None:
    assert fewest(organisation(np.random.default_rng(seed))) >= 3


@pytest.mark.parametrize(("seed", "insiders"), [(0, 1), (2, 1), (0, 2), (2, 2)])
def test_insiders_find_nobody_out(seed: int, insiders: int) -> None:
    # Who knows the own answer sees a group of five as four: two values are left at the least.
    assert fewest(organisation(np.random.default_rng(seed)), insiders, dimensions=2) >= 2
