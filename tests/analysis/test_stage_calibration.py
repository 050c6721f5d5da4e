"""Whether the chances of the stages are right, on made-up companies whose stage is known.

The table over thousands of companies: ``python -m bench.stage_calibration``.
"""

import numpy as np
import pytest
from bench.stage_calibration import (
    APART,
    Judged,
    calibration_error,
    calibration_error_of_all,
    half_a_stage_away,
    surveyed,
    true_stage,
)


def share_right(judged: list[Judged]) -> float:
    return float(np.mean([part.stage == part.truth for part in judged]))


def test_half_a_stage_from_a_cut_twenty_a_side_find_the_stage() -> None:
    assert share_right(half_a_stage_away(100, (24, 20), 5)) >= 0.95


@pytest.mark.parametrize("spread", [None, APART])
def test_a_chance_said_is_the_share_that_is_right(spread: object) -> None:
    named = {} if spread is None else {"spread": spread}
    judged = surveyed(150, (24, 20), 6, **named)  # type: ignore[arg-type]
    said = float(np.mean([max(part.said) for part in judged]))

    assert calibration_error_of_all(judged) < 0.03
    # Of 150 companies chance alone moves the share that is right by 0.02 (one standard error).
    assert abs(said - share_right(judged)) < 0.055
    assert calibration_error(judged) < 0.06


def test_calibration_errors_are_reckoned_by_hand() -> None:
    sure = [Judged(3, (0.0, 0.05, 0.95, 0.0, 0.0))] * 9
    wrong = [Judged(2, (0.0, 0.05, 0.95, 0.0, 0.0))]

    assert calibration_error(sure + wrong) == pytest.approx(0.05)
    assert calibration_error_of_all(sure + wrong) == pytest.approx(
        (0.05 + 2 * 0.05 - 0.05) / 5, abs=0.02
    )


@pytest.mark.parametrize(("level", "stage"), [(1.5, 1), (2.2, 2), (3.0, 3), (3.8, 4), (4.6, 5)])
def test_what_everybody_thinks_has_its_stage(level: float, stage: int) -> None:
    alike = np.full((6, 12), level)

    assert true_stage(alike, alike) == stage
