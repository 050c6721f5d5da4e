"""What sending back goes with."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from accord.areas.evidence.findings.basis import LEAST_FOR_A_TYPE
from accord.areas.evidence.frames import Requests
from accord.areas.indicators.actions import Said
from accord.areas.indicators.models import Direction


@dataclass(frozen=True, slots=True)
class Returned:
    """Requests that were sent back, beside those that never were."""

    returned: int
    straight: int
    days_returned: float
    days_straight: float

    @property
    def share_straight(self) -> float:
        """Share that was never sent back."""
        return self.straight / (self.straight + self.returned)


def returned(rows: Requests) -> Returned | None:
    """What sending back goes with: mean days of requests that IT sent back, and of the others."""
    delivered = rows.delivered
    if not len(delivered):
        return None
    back = delivered.columns.sent_back[delivered.places]
    days = delivered.days
    return Returned(int(back.sum()), int((~back).sum()), _mean(days[back]), _mean(days[~back]))


def _mean(values: npt.NDArray[np.float64]) -> float:
    return float(values.mean()) if len(values) else 0.0


def straight_readings(delivered: Requests) -> list[Said]:
    """The share of requests that was never sent back."""
    found = returned(delivered)
    if found is None:
        return []
    return [
        Said(
            name="evidence.straight",
            question="Which share of requests was never sent back?",
            value=found.share_straight,
            unit="share",
            count=found.returned + found.straight,
            direction=Direction.UP,
            link="/evidence/requests/?kind=returned",
            detail={
                "returned": found.returned,
                "days_returned": found.days_returned,
                "days_straight": found.days_straight,
            },
        )
    ]


def brief_readings(delivered: Requests) -> list[Said]:
    """What sending back goes with; a comparison, since nobody knows what complete briefs would save."""
    found = returned(delivered)
    if found is None or min(found.returned, found.straight) < LEAST_FOR_A_TYPE:
        return []
    longer = found.days_returned - found.days_straight
    if longer < 1:
        return []
    return [
        Said(
            name="evidence.step",
            part="briefs",
            question="How much longer do requests take that IT sends back?",
            value=longer * (1 - found.share_straight),
            unit="days",
            count=found.returned + found.straight,
            link="/evidence/requests/?kind=returned",
            detail={
                "title": "Complete briefs at hand-over",
                "text": f"IT sent {found.returned} of {found.returned + found.straight} requests "
                f"back for an answer. They took {found.days_returned:.0f} days, the others "
                f"{found.days_straight:.0f}.",
                "small": "A comparison, not a cause · marketing writes, IT says what is missing",
            },
        )
    ]
