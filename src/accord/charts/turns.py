"""Pictures of whose turn it was: one bar, month by month, by type, one request."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from accord.charts.theme import (
    COLOURS,
    drawing,
    drawn_once,
    party_colour,
    party_edge,
    party_text_colour,
)

_HEIGHT = 46
_NARROW = 600
_CHARACTER = 6.6  # pixels that a letter of the small text takes, roughly
_PARTY_NAMES = {"it": "IT"}
_LOOK: dict[str, Any] = {
    "fill": alt.Fill("colour:N", scale=None),
    "stroke": alt.Stroke("edge:N", scale=None),
    "fillOpacity": alt.FillOpacity("strength:Q", scale=None),
}


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a bar: so many days of one party, doing one thing."""

    party: str
    kind: str  # queue, work, wait, unmapped
    days: float
    text: str  # e.g. "owes an answer"

    @property
    def share(self) -> str:
        """Party and class in one word, as addresses name them."""
        return f"{self.party}.{self.kind}"


@dataclass(frozen=True, slots=True)
class Bar:
    """One labelled bar of segments."""

    label: str
    segments: tuple[Segment, ...]
    link: str = ""

    @property
    def days(self) -> float:
        """The whole length."""
        return sum(segment.days for segment in self.segments)


def _look(party: str, kind: str) -> dict[str, Any]:
    """Full colour for work, pale for waiting, paler in a queue; always outlined."""
    return {
        "colour": party_colour(party, kind),
        "edge": party_edge(party),
        "strength": 0.45 if kind == "queue" else 1.0,
    }


def party_name(party: str) -> str:
    """A party as it is written in a picture."""
    return _PARTY_NAMES.get(party, party)


def who_does(party: str, text: str) -> str:
    """A party and what it does; nobody and unmapped holders are in the words themselves."""
    return text if party in ("nobody", "unmapped") else f"{party_name(party)} {text}"


def plain_days(days: float) -> str:
    """Days without false precision."""
    return f"{days:.0f}" if days >= 2.95 else f"{days:.1f}"


def describe(segments: Sequence[Segment], unit: str = "days") -> str:
    """The bar in words, for who cannot see it."""
    parts = [
        f"{who_does(segment.party, segment.text)} {plain_days(segment.days)}"
        for segment in segments
    ]
    total = plain_days(sum(segment.days for segment in segments))
    return f"{total} {unit}: " + "; ".join(parts)


@drawn_once
def turn_bar(segments: Sequence[Segment], width: int = 1040, unit: str = "days") -> str:
    """One bar from left to right, its days written beneath where there is room."""
    if width < _NARROW:
        return _turn_rows(segments, width, unit)
    rows = _placed(segments, width)
    total = sum(segment.days for segment in segments) or 1.0
    x = alt.X("start:Q", scale=alt.Scale(domain=[0, total], nice=False, zero=True), axis=None)
    base = alt.Chart(alt.Data(values=rows))
    bar = base.mark_rect(y=1, y2=_HEIGHT, strokeWidth=1).encode(x=x, x2="end:Q", **_LOOK)
    left = {"align": "left", "dx": 3, "baseline": "top"}
    numbers = base.mark_text(**left, y=_HEIGHT + 8, fontSize=15).encode(x=x, text="number:N")
    words = base.mark_text(**left, y=_HEIGHT + 28, color=COLOURS["soft"]).encode(
        x=x, text="words:N"
    )
    turns = (
        alt.Chart(alt.Data(values=_party_sums(segments, width, unit)))
        .mark_text(**left, y=_HEIGHT + 54, fontSize=14)
        .encode(x=x, text="words:N", color=alt.Color("colour:N", scale=None))
    )
    chart = alt.layer(bar, numbers, words, turns).properties(width=width, height=_HEIGHT + 72)
    return drawing(chart, describe(segments, unit))


def unlabelled(segments: Sequence[Segment], width: int = 1040) -> list[Segment]:
    """The parts of the bar that have no room for their words."""
    rows = _placed(segments, width)
    return [segment for segment, row in zip(segments, rows, strict=True) if not row["words"]]


def _placed(segments: Sequence[Segment], width: int) -> list[dict[str, Any]]:
    total = sum(segment.days for segment in segments) or 1.0
    rows, start = [], 0.0
    for segment in segments:
        end = start + segment.days
        room = segment.days / total * width - 6
        number = plain_days(segment.days)
        rows.append(
            {
                "start": start,
                "end": end,
                **_look(segment.party, segment.kind),
                "number": number if len(number) * 9 <= room else "",
                "words": segment.text if len(segment.text) * _CHARACTER <= room else "",
            }
        )
        start = end
    return rows


def _party_sums(segments: Sequence[Segment], width: int, unit: str) -> list[dict[str, Any]]:
    """Where each party's stretch begins and how long it is, written when there is room."""
    total = sum(segment.days for segment in segments) or 1.0
    sums: list[dict[str, Any]] = []
    start = 0.0
    for segment in segments:
        if sums and sums[-1]["party"] == segment.party:
            sums[-1]["days"] += segment.days
        else:
            sums.append({"party": segment.party, "start": start, "days": segment.days})
        start += segment.days
    for row in sums:
        row["colour"] = party_text_colour(row["party"])
        turn = "not mapped" if row["party"] == "unmapped" else f"{party_name(row['party'])}’s turn"
        words = f"{turn} {plain_days(row['days'])} {unit}"
        room = row["days"] / total * width
        row["words"] = words if len(words) * 7.4 <= room else ""
    return sums


def _turn_rows(segments: Sequence[Segment], width: int, unit: str) -> str:
    """For the phone: a row a segment, words above each bar."""
    longest = max((segment.days for segment in segments), default=1.0) or 1.0
    rows = [
        {
            "row": number,
            "days": segment.days,
            **_look(segment.party, segment.kind),
            "words": f"{who_does(segment.party, segment.text)}: {plain_days(segment.days)} {unit}",
        }
        for number, segment in enumerate(segments)
    ]
    y = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.66, paddingOuter=0.5))
    base = alt.Chart(alt.Data(values=rows)).encode(y=y)
    bar = base.mark_bar(strokeWidth=1).encode(
        x=alt.X("days:Q", axis=None, scale=alt.Scale(domain=[0, longest])), **_LOOK
    )
    words = base.mark_text(align="left", x=0, dy=-17, fontSize=14).encode(text="words:N")
    chart = alt.layer(bar, words).properties(width=width, height=48 * max(1, len(rows)))
    return drawing(chart, describe(segments, unit))


@drawn_once
def stacked_bars(bars: Sequence[Bar], width: int = 1040, unit: str = "days") -> str:
    """Labelled bars under each other, each made of parties' days: by type, by source."""
    above = width < _NARROW
    label_width = 0 if above else 190
    rows = []
    for place, bar in enumerate(bars):
        start = 0.0
        for segment in bar.segments:
            rows.append(
                {
                    "row": place,
                    "start": start,
                    "end": start + segment.days,
                    **_look(segment.party, segment.kind),
                }
            )
            start += segment.days
    labels = [
        {"row": place, "label": bar.label, "end": bar.days, "number": plain_days(bar.days)}
        for place, bar in enumerate(bars)
    ]
    longest = max((bar.days for bar in bars), default=1.0) or 1.0
    inner = 0.66 if above else 0.4
    y = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=inner, paddingOuter=0.3))
    scale = alt.Scale(domain=[0, longest], range=[label_width, width - 60])
    boxes = (
        alt.Chart(alt.Data(values=rows))
        .mark_bar(strokeWidth=1)
        .encode(
            x=alt.X("start:Q", axis=None, scale=scale),
            x2="end:Q",
            y=y,
            **_LOOK,
        )
    )
    named = alt.Chart(alt.Data(values=labels)).encode(y=y)
    beside = {"align": "left", "x": 0, "dy": -17} if above else {"align": "left", "x": 0}
    names = named.mark_text(**beside, fontSize=14).encode(text="label:N")
    numbers = named.mark_text(align="left", dx=6, color=COLOURS["soft"]).encode(
        x=alt.X("end:Q", scale=scale), text="number:N"
    )
    height = (46 if above else 36) * max(1, len(bars))
    chart = alt.layer(boxes, names, numbers).properties(width=width, height=height)
    words = "; ".join(f"{bar.label} {plain_days(bar.days)} {unit}" for bar in bars)
    return drawing(chart, words)


@drawn_once
def month_columns(bars: Sequence[Bar], width: int = 1040, unit: str = "days") -> str:
    """A column a month: the average days of a request in it, party by class."""
    rows = []
    for bar in bars:
        start = 0.0
        for segment in bar.segments:
            end = start + segment.days
            look = _look(segment.party, segment.kind)
            rows.append({"month": bar.label, "start": start, "end": end, **look})
            start = end
    order = [bar.label for bar in bars]
    angle = -60 if width < _NARROW else 0
    chart = (
        alt.Chart(alt.Data(values=rows))
        .mark_bar(strokeWidth=1)
        .encode(
            x=alt.X("month:O", sort=order, title=None, axis=alt.Axis(labelAngle=angle)),
            y=alt.Y("start:Q", title=unit, axis=alt.Axis(grid=True, tickCount=5)),
            y2="end:Q",
            **_LOOK,
        )
        .properties(width=width - 60, height=240)
    )
    words = "; ".join(f"{bar.label} {plain_days(bar.days)} {unit}" for bar in bars)
    return drawing(chart, f"Days a request by month: {words}")


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch of a request's time line; times in days since its beginning."""

    lane: str
    party: str
    kind: str
    start: float
    end: float


@drawn_once
def time_line(stretches: Sequence[Stretch], lanes: Sequence[str], width: int = 1040) -> str:
    """One request from left to right: a lane a tracker, coloured by whose turn it was."""
    rows = [
        {
            "lane": stretch.lane,
            "start": stretch.start,
            "end": stretch.end,
            **_look(stretch.party, stretch.kind),
        }
        for stretch in stretches
    ]
    above = width < _NARROW
    y = alt.Y(
        "lane:O",
        sort=list(lanes),
        title=None,
        axis=None if above else alt.Axis(labelLimit=170, labelFontSize=14),
        scale=alt.Scale(paddingInner=0.6 if above else 0.35),
    )
    boxes = (
        alt.Chart(alt.Data(values=rows))
        .mark_bar(strokeWidth=1)
        .encode(
            x=alt.X("start:Q", title="days since the request", axis=alt.Axis(tickCount=8)),
            x2="end:Q",
            y=y,
            **_LOOK,
        )
    )
    layers = [boxes]
    if above:
        names = alt.Chart(alt.Data(values=[{"lane": lane} for lane in lanes]))
        layers.append(
            names.mark_text(align="left", x=0, dy=-20, fontSize=14).encode(y=y, text="lane:N")
        )
    chart = alt.layer(*layers).properties(
        width=width - (20 if above else 190), height=56 * max(1, len(lanes))
    )
    words = "; ".join(
        f"{stretch.lane}: {party_name(stretch.party)} {stretch.kind} "
        f"{plain_days(stretch.end - stretch.start)} days"
        for stretch in stretches
    )
    return drawing(chart, words)
