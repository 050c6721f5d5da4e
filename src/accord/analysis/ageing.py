"""How old open work is beside what is usual: open work counts, it is only not finished yet.

Definition with a worked example: ``docs/measures/stuck.md``.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import stats

Days = npt.NDArray[np.float64]

#: So few delivered items say nothing of what is usual.
FEWEST_DELIVERED: Final = 20
#: Older than so many in a hundred ever get is called stuck.
STUCK_FROM: Final = 0.85


@dataclass(frozen=True, slots=True)
class Usual:
    """How long items of one kind usually take, in days.

    ``median`` and ``high`` (85 in 100 are delivered within) are None where the records do not reach
    so far. ``delivered`` and ``unfinished`` say on how many items it rests.
    """

    median: float | None
    high: float | None
    delivered: int
    unfinished: int


def usual(delivered: Days, unfinished: Days) -> Usual | None:
    """What is usual, or None with fewer than ``FEWEST_DELIVERED`` delivered items.

    ``delivered`` has shape (items,), lead times in days; ``unfinished`` the ages of open items and the
    lives of dropped ones. Product-limit estimate (Kaplan and Meier 1958) by scipy: leaving the
    unfinished out would make everything look quicker, since the slow ones are still open.
    """
    if len(delivered) < FEWEST_DELIVERED:
        return None
    done = stats.ecdf(stats.CensoredData(uncensored=delivered, right=unfinished)).cdf
    return Usual(
        median=_reached(done.quantiles, done.probabilities, 0.5),
        high=_reached(done.quantiles, done.probabilities, STUCK_FROM),
        delivered=len(delivered),
        unfinished=len(unfinished),
    )


def _reached(days: Days, shares: Days, share: float) -> float | None:
    """The first day by which at least this share is delivered."""
    found = np.flatnonzero(shares >= share - 1e-12)
    return float(days[found[0]]) if len(found) else None
