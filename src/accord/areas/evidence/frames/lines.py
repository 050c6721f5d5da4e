"""The time line of one request."""

import datetime as dt
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as compute

from accord.analysis import requests
from accord.areas.evidence.frames.snapshot import Figures
from accord.areas.evidence.frames.times import moment
from accord.areas.evidence.models import Source
from accord.areas.people.models import company_zone


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stay of an item or a request, in order."""

    lane: str
    turn: str
    kind: str
    status: str
    begins: dt.datetime
    ends: dt.datetime

    @property
    def days(self) -> float:
        """How long it lasted."""
        return (self.ends - self.begins) / dt.timedelta(days=1)


def stretches(figures: Figures, key: str) -> list[Stretch]:
    """The time line of a request: first whose turn it was, then each of its items."""
    lines = [turns_of(figures, key)] if len(figures.items_of(key)) > 1 else []
    names = {source.key: source.name for source in Source.objects.all()}
    for source, item in figures.items_of(key):
        lane = f"{names.get(source, source)} {item}"
        lines.append(_line(figures.item_stays, source, item, lane))
    return [stretch for line in lines for stretch in line]


def teams_of(figures: Figures, key: str) -> set[str]:
    """The teams that ever held one of the request's items."""
    found: set[str] = set()
    for source, item in figures.items_of(key):
        chosen = (compute.field("source") == source) & (compute.field("item") == item)
        found |= set(figures.item_stays.filter(chosen)["team"].to_pylist())
    return found - {""}


def turns_of(figures: Figures, key: str) -> list[Stretch]:
    """Whose turn the request was, stretch by stretch."""
    return _line(figures.stays, requests.SOURCE, key, "Whose turn")


def _line(table: pa.Table, source: str, item: str, lane: str) -> list[Stretch]:
    chosen = (compute.field("source") == source) & (compute.field("item") == item)
    rows = sorted(table.filter(chosen).to_pylist(), key=lambda row: row["at"])
    zone = company_zone()
    return [
        Stretch(
            lane=lane,
            turn=row["turn"],
            kind=row["class"],
            status=row["status"],
            begins=moment(row["at"], zone),
            ends=moment(row["until"], zone),
        )
        for row in rows
    ]
