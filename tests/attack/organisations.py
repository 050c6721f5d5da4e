"""Two departments of any shape, and what their people answer."""

import numpy as np

from accord.areas.pulse import findings
from accord.areas.pulse.findings.sides import Content
from accord.areas.pulse.frames import (
    SIDE_NAMES,
    InvitedBlock,
    Respondent,
    Survey,
    with_joined_blocks,
)
from accord.areas.pulse.models import instrument


def organisation(
    generator: np.random.Generator, answering: float = 0.85, cannot_tell: float = 0.06
) -> Survey:
    """One to five teams a side of two to nine people; small teams are joined as an import joins them."""
    invited: list[InvitedBlock] = []
    people: list[Respondent] = []
    for side in SIDE_NAMES:
        for number in range(int(generator.integers(1, 6))):
            block = InvitedBlock(side, f"team {number}", int(generator.integers(2, 10)))
            invited.append(block)
            people += [
                Respondent(side, block.block, answers(generator, cannot_tell))
                for _ in range(int(generator.binomial(block.count, answering)))
            ]
    return with_joined_blocks(Survey("Spring", tuple(people), tuple(invited)))


def answers(generator: np.random.Generator, cannot_tell: float = 0.06) -> dict[str, float | None]:
    """What one person says to every question of the dimensions, and where the partnership stands."""
    codes = [*instrument().items, "O2", *(guess.code for guess in instrument().guesses)]
    given = np.clip(np.round(generator.normal(3.4, 1.1, len(codes))), 1, 5)
    silent = generator.random(len(codes)) < cannot_tell
    return {
        code: None if quiet else int(value)
        for code, value, quiet in zip(codes, given, silent, strict=True)
    }


def released(survey: Survey) -> Content:
    """The release of a survey."""
    return findings.release(survey, instrument(), np.random.default_rng(1))
