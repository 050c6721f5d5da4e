"""Publishing: an area replaces all it had said before by what it says now."""

import dataclasses
import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from accord.areas.indicators.models import Direction, Reading, Signal


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """What an area publishes as a reading. ``value`` None says that nobody can tell."""

    name: str
    question: str
    value: float | None
    part: str = ""
    low: float | None = None
    high: float | None = None
    unit: str = ""
    count: int | None = None
    direction: str = Direction.NEITHER
    signed: bool = True
    link: str = ""
    detail: dict[str, Any] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class Raised:
    """What an area publishes as a signal."""

    name: str
    sentence: str
    part: str = ""
    size: float = 0.0
    owner: str = ""
    link: str = ""
    detail: dict[str, Any] = dataclasses.field(default_factory=dict)


@transaction.atomic
def publish(
    *,
    area: str,
    as_of: dt.datetime,
    readings: Iterable[Said],
    signals: Iterable[Raised] = (),
    edition: str = "",
) -> None:
    """Replace the area's readings and signals on one board."""
    Reading.objects.filter(edition=edition, area=area).delete()
    Signal.objects.filter(edition=edition, area=area).delete()
    common = {"edition": edition, "area": area, "as_of": as_of}
    Reading.objects.bulk_create(Reading(**common, **dataclasses.asdict(said)) for said in readings)
    Signal.objects.bulk_create(Signal(**common, **dataclasses.asdict(raised)) for raised in signals)
