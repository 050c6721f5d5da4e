"""Pictures of hand-offs: a matrix of parties, and a network of teams."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from accord.charts.theme import COLOURS, drawing, drawn_once, party_colour, party_edge
from accord.charts.turns import party_name, plain_days

_NARROW = 600
_SHAPES = {"marketing": "circle", "it": "square"}
_STEPS = 16
_MOST_LINES = 40


@dataclass(frozen=True, slots=True)
class Link:
    """Hand-offs from one to the other, and the mean days waited after one."""

    giver: str
    taker: str
    count: int
    days: float


@drawn_once
def matrix(links: Sequence[Link], parties: Sequence[str], width: int = 1040) -> str:
    """From whom (rows) to whom (columns): how many, and how long the next one waits."""
    narrow = width < _NARROW
    names = [party_name(name) for name in parties]
    rows = [
        {
            "giver": party_name(link.giver),
            "taker": party_name(link.taker),
            "count": link.count,
            "text": f"{link.count:,}",
            "days": f"{plain_days(link.days)} days",
        }
        for link in links
    ]
    x = alt.X("taker:N", sort=names, title="to", axis=alt.Axis(orient="top", labelAngle=0))
    y = alt.Y("giver:N", sort=names, title=None if narrow else "from")
    base = alt.Chart(alt.Data(values=rows)).encode(x=x, y=y)
    cells = base.mark_rect(cornerRadius=4, color=COLOURS["joint-soft"]).encode(
        opacity=alt.Opacity("count:Q", scale=alt.Scale(range=[0.25, 1], zero=True), legend=None)
    )
    counts = base.mark_text(fontSize=14, dy=-8).encode(text="text:N")
    days = base.mark_text(fontSize=11 if narrow else 12, dy=10).encode(text="days:N")
    chart = alt.layer(cells, counts, days).properties(
        width=width - (110 if narrow else 130), height=58 * max(1, len(parties))
    )
    return drawing(chart, "; ".join(map(_in_words, links)))


def _in_words(link: Link) -> str:
    return (
        f"{party_name(link.giver)} to {party_name(link.taker)}: {link.count:,}, "
        f"then {plain_days(link.days)} days of waiting each"
    )


@drawn_once
def network(links: Sequence[Link], party_of: Mapping[str, str], width: int = 1040) -> str:
    """Teams in a ring, each side by side with its own; lines in the colour of who passes on."""
    shown = sorted(links, key=lambda link: -link.count)[:_MOST_LINES]
    teams = {name for link in shown for name in (link.giver, link.taker)}
    order = sorted(teams, key=lambda name: (party_of.get(name, ""), name))
    size = min(width, 640)
    places = _ring(order, size)
    most = max((link.count for link in shown), default=1)
    lines, heads = [], []
    for number, link in enumerate(shown):
        lines += _line(number, link, places, party_of, most)
        heads.append(_head(link, places, party_of))
    nodes = [_node(name, places, party_of, size) for name in order]
    chart = alt.layer(_lines(lines, size), _heads(heads), *_nodes(nodes)).properties(
        width=size, height=size * 0.8
    )
    return drawing(chart, "; ".join(_team_words(link) for link in shown[:8]))


def _team_words(link: Link) -> str:
    return f"{link.giver} to {link.taker}: {link.count:,}"


def _ring(names: Sequence[str], size: float) -> dict[str, tuple[float, float]]:
    """A place for each name on an ellipse, with room for the names beside it."""
    count = max(1, len(names))
    return {
        name: (
            size * (0.5 + 0.28 * math.cos(2 * math.pi * (place + 0.5) / count)),
            size * (0.4 - 0.32 * math.sin(2 * math.pi * (place + 0.5) / count)),
        )
        for place, name in enumerate(names)
    }


def _point(
    link: Link, places: Mapping[str, tuple[float, float]], share: float
) -> tuple[float, float]:
    """A point of the bow from giver to taker: each way bends to its own side."""
    (x0, y0), (x1, y1) = places[link.giver], places[link.taker]
    bend_x = (x0 + x1) / 2 + (y1 - y0) * 0.18
    bend_y = (y0 + y1) / 2 - (x1 - x0) * 0.18
    left, middle, right = (1 - share) ** 2, 2 * share * (1 - share), share**2
    return left * x0 + middle * bend_x + right * x1, left * y0 + middle * bend_y + right * y1


def _line(
    number: int,
    link: Link,
    places: Mapping[str, tuple[float, float]],
    party_of: Mapping[str, str],
    most: int,
) -> list[dict[str, Any]]:
    width = 1 + 9 * link.count / most
    colour = party_edge(party_of.get(link.giver, "unmapped"))
    points = (_point(link, places, step / _STEPS) for step in range(_STEPS + 1))
    return [
        {"line": number, "step": step, "x": x, "y": y, "width": width, "colour": colour}
        for step, (x, y) in enumerate(points)
    ]


def _head(
    link: Link, places: Mapping[str, tuple[float, float]], party_of: Mapping[str, str]
) -> dict[str, Any]:
    (x, y), (further_x, further_y) = (_point(link, places, share) for share in (0.62, 0.66))
    angle = math.degrees(math.atan2(further_y - y, further_x - x)) + 90
    colour = party_edge(party_of.get(link.giver, "unmapped"))
    return {"x": x, "y": y, "angle": angle, "colour": colour}


def _node(
    name: str, places: Mapping[str, tuple[float, float]], party_of: Mapping[str, str], size: float
) -> dict[str, Any]:
    x, y = places[name]
    party = party_of.get(name, "unmapped")
    return {
        "x": x,
        "y": y,
        "name": name if len(name) <= 24 else name[:23] + "…",
        "left": x < size / 2,
        "colour": party_colour(party, "work"),
        "shape": _SHAPES.get(party, "triangle-up"),
    }


def _axes(size: float) -> dict[str, Any]:
    x = alt.Scale(domain=[0, size], nice=False)
    y = alt.Scale(domain=[0, size * 0.8], nice=False, reverse=True)
    return {"x": alt.X("x:Q", axis=None, scale=x), "y": alt.Y("y:Q", axis=None, scale=y)}


def _lines(rows: list[dict[str, Any]], size: float) -> alt.Chart:
    return (
        alt.Chart(alt.Data(values=rows))
        .mark_line(opacity=0.45, strokeCap="round")
        .encode(
            **_axes(size),
            detail="line:N",
            order="step:Q",
            strokeWidth=alt.StrokeWidth("width:Q", scale=None),
            color=alt.Color("colour:N", scale=None),
        )
    )


def _heads(rows: list[dict[str, Any]]) -> alt.Chart:
    return (
        alt.Chart(alt.Data(values=rows))
        .mark_point(shape="triangle-up", filled=True, size=70, opacity=0.9)
        .encode(
            x="x:Q",
            y="y:Q",
            angle=alt.Angle("angle:Q", scale=None),
            color=alt.Color("colour:N", scale=None),
        )
    )


def _nodes(rows: list[dict[str, Any]]) -> list[alt.Chart]:
    base = alt.Chart(alt.Data(values=rows)).encode(x="x:Q", y="y:Q")
    signs = base.mark_point(filled=True, size=190, opacity=1).encode(
        shape=alt.Shape("shape:N", scale=None), color=alt.Color("colour:N", scale=None)
    )
    names = [
        base.transform_filter(f"datum.left === {side}")
        .mark_text(align=align, dx=shift, fontSize=13)
        .encode(text="name:N")
        for side, align, shift in (("true", "right", -13), ("false", "left", 13))
    ]
    return [signs, *names]
