"""What both sides remember of the same requests, with what a tracker recorded laid beside."""

import csv
import datetime as dt
import io
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass

from accord.analysis.look_back import (
    ASKED,
    LIVE,
    Compared,
    Mark,
    Spread,
    Step,
    agreed,
    compared,
    spreads,
    verdict,
    widest,
)
from accord.areas.evidence import frames
from accord.areas.evidence.models import LookBack, LookBackMark, LookBackRequest
from accord.charts.look_back import Line, Pair

SUGGESTED = 10
#: When each milestone was, as a sentence goes on.
WHEN = {
    "asked": "when it was asked for",
    "understood": "when it was understood",
    "started": "when work on it started",
    "ready": "when it was ready",
    "live": "when it went live",
}


@dataclass(frozen=True, slots=True)
class Remembered:
    """One request: what both sides remember, how alike that is, and what a tracker recorded."""

    request: LookBackRequest
    milestones: tuple[Compared, ...]
    verdict: str  # alike, apart, open
    widest: Compared | None
    agreed: tuple[Step, ...]
    record: dict[str, dt.date]  # milestone → day
    record_key: str  # of the request in the records, or ""


@dataclass(frozen=True, slots=True)
class LookedBack:
    """All requests of a look-back after the reveal."""

    rows: tuple[Remembered, ...]
    spreads: tuple[Spread, ...]

    @property
    def alike(self) -> list[Remembered]:
        """Requests that both remember alike."""
        return [row for row in self.rows if row.verdict == "alike"]

    @property
    def compared(self) -> int:
        """On how many requests both gave days enough to compare."""
        return sum(row.verdict != "open" for row in self.rows)

    @property
    def open(self) -> int:
        """On how many they did not."""
        return len(self.rows) - self.compared

    @property
    def _milestones(self) -> list[tuple[Remembered, Compared]]:
        return [(row, one) for row in self.rows for one in row.milestones]

    @property
    def days_differing(self) -> list[tuple[Remembered, Compared]]:
        """Every milestone whose days are not alike, the furthest apart first."""
        found = [
            pair for pair in self._milestones if pair[1].apart is not None and not pair[1].alike
        ]
        return sorted(found, key=lambda pair: -(pair[1].days_apart or 0))

    @property
    def turns_differing(self) -> list[tuple[Remembered, Compared]]:
        """Every milestone after which each side names another turn."""
        return [pair for pair in self._milestones if pair[1].turns_differ]

    @property
    def turns_compared(self) -> int:
        """After how many milestones both name a turn."""
        return sum(bool(one.marketing.turn and one.it.turn) for _, one in self._milestones)

    @property
    def taken_in(self) -> int:
        """How many requests have a history that both agree on."""
        return sum(bool(row.agreed) for row in self.rows)


def looked_back(look_back: LookBack, figures: frames.Figures | None) -> LookedBack:
    """What the reveal shows. Call it for a closed look-back only."""
    marks = LookBackMark.objects.filter(request__look_back=look_back)
    said = compared(
        Mark(mark.request_id, mark.side, mark.milestone, mark.day, mark.turn) for mark in marks
    )
    nothing = compared([Mark(0, "it", ASKED, None)])[0]
    rows = [
        _remembered(request, said.get(request.pk, nothing), figures)
        for request in look_back.requests.all()
    ]
    return LookedBack(tuple(rows), tuple(spreads(row.milestones for row in rows)))


def _remembered(
    request: LookBackRequest, milestones: tuple[Compared, ...], figures: frames.Figures | None
) -> Remembered:
    found = recorded(figures, request.key)
    return Remembered(
        request=request,
        milestones=milestones,
        verdict=verdict(milestones),
        widest=widest(milestones),
        agreed=agreed(milestones),
        record=recorded_days(figures, request.key),
        record_key=found.key if found else "",
    )


def recorded(figures: frames.Figures | None, key: str) -> frames.Request | None:
    """The recorded request of this name, or that holds an item of this name; None where unclear."""
    if figures is None or not key:
        return None
    if (row := figures.find(key)) is not None:
        return row
    requests = figures.requests_holding(key)
    return requests[0] if len(requests) == 1 else None


def recorded_days(figures: frames.Figures | None, key: str) -> dict[str, dt.date]:
    """Milestone → day, as the records tell of the request of this name; empty where they do not."""
    found = recorded(figures, key)
    return _record(figures, found) if figures and found else {}


def _record(figures: frames.Figures, row: frames.Request) -> dict[str, dt.date]:
    """What records tell of the milestones: when something was understood stands in no tracker."""
    days = {ASKED: row.created_at.date()}
    work = [part for part in frames.turns_of(figures, row.key) if part.kind == "work"]
    if work:
        days["started"] = work[0].begins.date()
    if work and row.done_at is not None:
        days["ready"] = work[-1].ends.date()
    if row.outcome == "delivered" and row.done_at is not None:
        days[LIVE] = row.done_at.date()
    return days


def sentence(found: LookedBack) -> str:
    """The first sentence of the reveal."""
    if not found.compared:
        return "Too few days were given by both sides to compare what they remember"
    alike = f"You remember {len(found.alike)} of {found.compared} requests alike"
    apart = [row for row in found.rows if row.widest is not None and not row.widest.alike]
    if not apart:
        return alike
    row = max(apart, key=lambda one: _days_apart(one.widest))
    name = row.widest.milestone if row.widest else ASKED
    days = _days_apart(row.widest)
    return f"{alike}; on “{row.request}” you differ by {days} days about {WHEN[name]}"


def _days_apart(one: Compared | None) -> int:
    return (one.days_apart or 0) if one else 0


def lines(found: LookedBack) -> list[Line]:
    """The picture: a line a request, in days after the first day that anybody names."""
    return [line for row in found.rows if (line := _line(row)) is not None]


def _line(row: Remembered) -> Line | None:
    said = [side.day for one in row.milestones for side in (one.marketing, one.it) if side.day]
    if not said:
        return None
    begin = min([*said, *row.record.values()])

    def after(day: dt.date | None) -> int | None:
        return None if day is None else (day - begin).days

    return Line(
        label=row.request.title,
        pairs=tuple(
            Pair(one.milestone, after(one.marketing.day), after(one.it.day), one.alike)
            for one in row.milestones
        ),
        records=tuple((day - begin).days for day in row.record.values()),
    )


def suggestions(figures: frames.Figures | None) -> list[tuple[str, str]]:
    """The requests delivered last, as (title, name in a tracker), for who opens a look-back."""
    if figures is None:
        return []
    rows = figures.requests.delivered
    rows = rows.where(rows.joint & ~rows.remembered)
    latest = rows.by(-rows.columns.ended[rows.places])[:SUGGESTED]
    return [
        (row.title, min((item for _, item in figures.items_of(row.key)), key=len)) for row in latest
    ]


def history(look_back: LookBack, zone: zoneinfo.ZoneInfo) -> bytes:
    """What both agree on as a plain history (CSV); empty where they agree on no request's ends.

    A day is written as its noon: at one offset all year, so that days between are whole.
    """
    found = looked_back(look_back, None)
    if not found.taken_in:
        return b""
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(["item", "at", "status", "holder", "title"])
    for row in found.rows:
        table.writerows(_history_rows(row, zone))
    return written.getvalue().encode()


def _history_rows(row: Remembered, zone: zoneinfo.ZoneInfo) -> Sequence[tuple[str, ...]]:
    if not row.agreed:
        return []
    offset = dt.datetime.combine(row.agreed[0].day, dt.time(12), zone).isoformat()[-6:]
    return [
        (row.request.item, f"{step.day}T12:00:00{offset}", step.status, "", row.request.title)
        for step in row.agreed
    ]
