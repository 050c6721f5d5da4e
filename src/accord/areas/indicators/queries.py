"""Reads of what the areas published."""

from accord.areas.indicators.models import Reading, Signal


def readings(area: str = "", name: str = "") -> list[Reading]:
    """The readings of an area, or those with one name."""
    found = Reading.objects.all()
    if area:
        found = found.filter(area=area)
    return list(found.filter(name=name) if name else found)


def reading(name: str, part: str = "") -> Reading | None:
    """One reading by its name, or None when nobody published it."""
    return Reading.objects.filter(name=name, part=part).first()


def signals(area: str = "") -> list[Signal]:
    """What wants attention, biggest first."""
    found = Signal.objects.all()
    return list(found.filter(area=area) if area else found)
