"""How many working days a kind of request may take, and how many it is thought to take."""

import numpy as np

from accord.analysis import disclosure
from accord.areas.pulse.findings.sides import Content, Floats, Sides


def expectation(sides: Sides, name: str) -> Content:
    """Working days that each side finds fair, and thinks it takes: the middle answer."""
    found: Content = {"type": name}
    for asked in ("fair", "takes"):
        answers = sides.columns(f"{asked}:{name}")
        enough = min(map(len, answers.values())) >= sides.thresholds.mean
        found[asked] = {
            side: _middle(given, sides.thresholds.distribution) if enough else None
            for side, given in answers.items()
        }
    return found


def _middle(days: Floats, fewest: int) -> Content:
    """The median, coarse; from fifteen answers on with its 95 % interval (order statistics)."""
    low = high = None
    if len(days) >= fewest:
        reach = 0.98 * np.sqrt(len(days))
        ordered = np.sort(days)
        first = max(0, int(np.floor(len(days) / 2 - reach)) - 1)
        last = min(len(days) - 1, int(np.ceil(len(days) / 2 + reach)))
        low, high = disclosure.outwards(float(ordered[first]), float(ordered[last]), 1.0)
    median = float(np.median(days))
    return {
        "days": disclosure.coarse(median, 1.0 if median >= 3 else 0.5),
        "low": low,
        "high": high,
        "band": disclosure.count_band(len(days)),
    }
