"""How far those who are silent would have to differ for each gap to vanish."""

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from accord.charts.theme import COLOURS, drawing, drawn_once

_NARROW = 600
_WIDEST = 4.0  # of the answer scale: nobody can differ by more


@dataclass(frozen=True, slots=True)
class Tip:
    """One gap: the points by which the silent would have to differ, and that in words."""

    label: str
    points: float | None
    words: str


@drawn_once
def tipping(rows: Sequence[Tip], width: int = 1040) -> str:
    """A bar a gap; one that reaches the end of the scale cannot vanish."""
    above = width < _NARROW
    left, right = (8, width - 8) if above else (220, width - 300)
    scale = alt.Scale(domain=[0, _WIDEST], range=[left, right], nice=False)
    y = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    values = [
        {
            "row": place,
            "label": row.label,
            "zero": 0,
            "points": None if row.points is None else min(row.points, _WIDEST),
            "words": row.words,
            "both": f"{row.label}: {row.words}",
        }
        for place, row in enumerate(rows)
    ]
    base = alt.Chart(alt.Data(values=values)).encode(y=y)
    axis = alt.Axis(
        values=[0, 1, 2, 3, 4], grid=True, title="points on the answer scale", format="d"
    )
    bars = (
        base.transform_filter("isValid(datum.points)")
        .mark_bar(height=12, color=COLOURS["joint"], yOffset=9 if above else 0)
        .encode(x=alt.X("zero:Q", scale=scale, axis=axis), x2="points:Q")
    )
    chart = alt.layer(bars, *_words(base, above, right)).properties(
        width=width, height=(46 if above else 27) * max(1, len(rows))
    )
    return drawing(chart, "; ".join(f"{row.label}: {row.words}" for row in rows))


def _words(base: alt.Chart, above: bool, right: int) -> list[alt.Chart]:
    if above:
        return [base.mark_text(align="left", x=0, dy=-11, fontSize=14).encode(text="both:N")]
    names = base.mark_text(align="right", x=206, fontSize=14).encode(text="label:N")
    beside = base.mark_text(align="left", x=right + 14, fontSize=13, color=COLOURS["soft"])
    return [names, beside.encode(text="words:N")]
