"""Picture of what will be delivered in the coming weeks, and how sure that is."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

import altair as alt

from accord.charts.theme import COLOURS, drawing, drawn_once

_NARROW = 600
_HEIGHT = 300
_HEAD = 70  # for the dates that stand above the highest number
_AXIS = 70  # beside the picture, for its numbers
_LABEL = 165  # a date needs so much room to its left
_CHANCES = ("even chance", "85 in 100", "95 in 100")


@dataclass(frozen=True, slots=True)
class Reach:
    """By which days so many are delivered, from today on.

    ``steps`` are (number, day with 50, with 85, with 95 in 100), the numbers rising.
    """

    today: dt.date
    steps: tuple[tuple[int, dt.date, dt.date, dt.date], ...]


@lru_cache(maxsize=64)
@drawn_once
def reach(found: Reach, width: int = 1040) -> str:
    """A fan: the edge to the left is the even chance, then 85, then 95 in 100; dates at its top."""
    start = (0, found.today, found.today, found.today)
    values = [
        {"items": items, "half": _at(half), "most": _at(most), "all": _at(surely)}
        for items, half, most, surely in (start, *found.steps)
    ]
    top = max((items for items, *_ in found.steps), default=1)
    y = alt.Y(
        "items:Q",
        title=f"delivered from {_written(found.today)} on",
        scale=alt.Scale(domain=[0, top], range=[_HEIGHT, _HEAD], nice=False),
        axis=alt.Axis(grid=True, tickCount=5, format="~s", tickMinStep=1),
    )
    days = alt.Scale(type="utc", nice=False)
    axis = alt.Axis(title=None, format="%-d %b %Y", tickCount=4 if width < _NARROW else 8,
                    labelOverlap=True)  # fmt: skip
    base = alt.Chart(alt.Data(values=values)).encode(y=y)

    def band(left: str, right: str, opacity: float) -> alt.Chart:
        return base.mark_area(orient="horizontal", color=COLOURS["joint"], opacity=opacity).encode(
            x=alt.X(f"{left}:T", scale=days, axis=axis), x2=alt.X2(f"{right}:T")
        )

    edge = base.mark_line(color=COLOURS["joint"], strokeWidth=2).encode(
        x=alt.X("half:T", scale=days), order="items:Q"
    )
    layers = [
        band("half", "most", 0.45),
        band("most", "all", 0.2),
        edge,
        *_dates(found, y, days, width - _AXIS),
    ]
    chart = alt.layer(*layers).properties(width=width - _AXIS, height=_HEIGHT)
    return drawing(chart, "; ".join(map(_in_words, found.steps[-1:])))


def _at(day: dt.date) -> str:
    """A day that every browser reads as midnight in UTC."""
    return f"{day.isoformat()}T00:00:00Z"


def _dates(found: Reach, y: alt.Y, days: alt.Scale, width: int) -> list[alt.Chart]:
    """The three dates of the highest number, the later above so that none covers another."""
    layers = []
    for items, *ends in found.steps[-1:]:
        span = (ends[-1] - found.today).days or 1
        for place, (chance, day) in enumerate(zip(_CHANCES, ends, strict=True)):
            right = (day - found.today).days / span * width > _LABEL
            above = 18 + 17 * place
            point = alt.Chart(alt.Data(values=[{"items": items, "day": _at(day)}])).encode(
                x=alt.X("day:T", scale=days)
            )
            layers += [
                point.mark_rule(color=COLOURS["soft"]).encode(
                    y=alt.value(_HEAD), y2=alt.value(_HEAD - above)
                ),
                point.mark_point(
                    shape="diamond", size=90, filled=True, opacity=1, color=COLOURS["ink"]
                ).encode(y=y),
                point.mark_text(
                    align="right" if right else "left",
                    dx=-5 if right else 5,
                    dy=4 - above,
                    text=f"{chance}: {_written(day)}",
                ).encode(y=y),
            ]
    return layers


def _written(day: dt.date) -> str:
    return f"{day.day} {day:%b %Y}"


def _in_words(step: tuple[int, dt.date, dt.date, dt.date]) -> str:
    items, half, most, surely = step
    return (
        f"{items} delivered by {_written(half)} with an even chance, by {_written(most)} with "
        f"85 in 100, by {_written(surely)} with 95 in 100"
    )
