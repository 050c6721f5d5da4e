"""What everybody is told before answering, for the page itself and for its preview."""

from collections.abc import Mapping
from typing import Any

from accord.analysis import disclosure
from accord.areas.pulse.models import Admission


def told_before(found: Admission, counts: Mapping[str, int]) -> dict[str, Any]:
    """What the page says first; ``counts`` are the invited of the own side by block."""
    thresholds = disclosure.Thresholds.at_least(found.wave.fewest_for_mean)
    return {
        "admission": found,
        "invited": sum(counts.values()),
        "block_invited": counts.get(found.block, 0),
        "broken_down": len(counts) > 1,
        "fewest": thresholds.mean,
        "fewest_item": thresholds.item,
        "fewest_distribution": thresholds.distribution,
    }
