"""Own items of which nobody knows what they rate: what each side says, and never a gap."""

from accord.analysis import disclosure
from accord.areas.pulse.findings.comparisons import mean_content
from accord.areas.pulse.findings.sides import Content, Sides
from accord.areas.pulse.frames import SIDE_NAMES
from accord.areas.pulse.models import Instrument, Item


def set_apart(sides: Sides, instrument: Instrument) -> Content:
    """The means of each side, under the key ``apart``; nothing where there are no such items."""
    placed = [(part.name, item) for part in instrument.dimensions for item in part.apart]
    found = [{"dimension": name} | _of_item(sides, item) for name, item in placed]
    return {"apart": found} if found else {}


def _of_item(sides: Sides, item: Item) -> Content:
    comparison = sides.compare(sides.columns(item.code), disclosure.FEWEST_FOR_ITEM)
    means = (comparison.first, comparison.second) if comparison else (None, None)
    return {
        "code": item.code,
        "text": item.text,
        "why_not": ""
        if comparison
        else disclosure.why_not({"fewer": 0}, disclosure.FEWEST_FOR_ITEM),
    } | {
        side: mean_content(mean) if mean else None
        for side, mean in zip(SIDE_NAMES, means, strict=True)
    }
