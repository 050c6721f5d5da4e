"""How long one side took to answer the other."""

from dataclasses import dataclass, field

import numpy as np

from accord.areas.evidence.findings.basis import SIDES
from accord.areas.evidence.frames import Figures
from accord.areas.indicators.actions import Said
from accord.areas.indicators.models import Direction

ANSWER_DAYS = 3.0


@dataclass(frozen=True, slots=True)
class Answers:
    """How long one side took to answer the other: ended waits for it, on joint requests."""

    party: str
    count: int
    median: float
    within: int  # answered within ANSWER_DAYS
    rows: tuple[float, ...] = field(repr=False, default=())


def answers(figures: Figures, party: str) -> Answers | None:
    """Waits that one party owed an answer, ended; None where there was none."""
    days = figures.waits.get(party, np.array([]))
    if not len(days):
        return None
    within = int((days <= ANSWER_DAYS).sum())
    return Answers(party, len(days), float(np.quantile(days, 0.5)), within)


def answer_readings(figures: Figures) -> list[Said]:
    """The share of each side's answers that came within three days."""
    found = [one for side in SIDES if (one := answers(figures, side)) is not None]
    return [
        Said(
            name="evidence.answers",
            part=one.party,
            question=f"Which share of its answers did {one.party} give within three days?",
            value=one.within / one.count,
            unit="share",
            count=one.count,
            direction=Direction.UP,
            link=f"/evidence/requests/?turn={one.party}.wait",
            detail={"within": one.within, "count": one.count, "median": one.median},
        )
        for one in found
    ]
