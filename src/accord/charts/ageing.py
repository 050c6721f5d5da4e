"""Picture of open work by age, beside what is usual."""

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from accord.charts.theme import COLOURS, drawing, drawn_once, party_colour, party_edge
from accord.charts.thinning import drawn_words, thinned
from accord.charts.turns import party_name, plain_days

_NARROW = 600
_MOST_SIGNS = 60  # on one line
_SHAPES = {"marketing": "circle", "it": "square"}


@dataclass(frozen=True, slots=True)
class Ageing:
    """One kind of request: what is usual, and the open ones as (whose turn, days)."""

    label: str
    median: float | None
    high: float | None  # 85 in 100 are delivered within
    ages: tuple[tuple[str, float], ...]


@drawn_once
def ageing(rows: Sequence[Ageing], width: int = 1040) -> str:
    """A band up to what 85 in 100 take, a sign for each open request; beyond the band it is stuck."""
    above = width < _NARROW
    longest = max((days for row in rows for _, days in _reach(row)), default=1.0) or 1.0
    scale = alt.Scale(domain=[0, longest], range=[8 if above else 230, width - 16], nice=False)
    inner = 0.7 if above else 0.3
    y = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=inner, paddingOuter=0.3))
    shown = [thinned(row.ages, lambda age: age[1], _MOST_SIGNS) for row in rows]
    lines = [
        {
            "row": place,
            "label": f"{row.label} ({len(row.ages):,}){drawn_words(shown[place][1])}",
            "zero": 0,
            "high": row.high,
        }
        for place, row in enumerate(rows)
    ]
    signs = [
        {
            "row": place,
            "days": days,
            "shape": _SHAPES.get(party, "triangle-up"),
            "colour": party_colour(party, "work"),
            "edge": party_edge(party),
        }
        for place, (ages, _) in enumerate(shown)
        for party, days in ages
    ]
    base = alt.Chart(alt.Data(values=lines)).encode(y=y)
    axis = alt.Axis(title="days open", grid=True, tickCount=6)
    band = (
        base.transform_filter("isValid(datum.high)")
        .mark_bar(height=18, cornerRadius=4, color=COLOURS["nobody"], opacity=0.6)
        .encode(x=alt.X("zero:Q", scale=scale, axis=axis), x2="high:Q")
    )
    open_ones = (
        alt.Chart(alt.Data(values=signs))
        .mark_point(size=80, filled=True, opacity=0.85, strokeWidth=1)
        .encode(
            y=y,
            x=alt.X("days:Q", scale=scale, axis=axis),
            shape=alt.Shape("shape:N", scale=None),
            fill=alt.Fill("colour:N", scale=None),
            stroke=alt.Stroke("edge:N", scale=None),
        )
    )
    beside = {"align": "left", "x": 0, "dy": -20} if above else {"align": "left", "x": 0}
    names = base.mark_text(**beside, fontSize=14).encode(text="label:N")
    height = (58 if above else 38) * max(1, len(rows))
    chart = alt.layer(band, open_ones, names).properties(width=width, height=height)
    return drawing(chart, "; ".join(map(_in_words, rows)))


def _reach(row: Ageing) -> list[tuple[str, float]]:
    return [*row.ages, ("", row.high or 0.0)]


def _in_words(row: Ageing) -> str:
    usual = "usual time not known"
    if row.high is not None:
        usual = f"85 in 100 within {plain_days(row.high)} days"
    oldest = max(row.ages, key=lambda age: age[1])
    return (
        f"{row.label}: {len(row.ages)} open, {usual}, "
        f"the oldest {plain_days(oldest[1])} days, {party_name(oldest[0])}’s turn"
    )
