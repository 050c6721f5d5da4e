"""Marketing and IT beside each other on the answer scale, with what the records show."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from accord.charts.theme import COLOURS, drawing, drawn_once

_NARROW = 600


@dataclass(frozen=True, slots=True)
class Pair:
    """One row: both sides' level from 1 to 5, the records on the same scale, and the verdict."""

    name: str
    marketing: float | None
    it: float | None
    verdict: str
    records: float | None = None


@drawn_once
def dumbbell(rows: Sequence[Pair], width: int = 640) -> str:
    """A line between circle (marketing) and square (IT), a diamond for the records."""
    above = width < _NARROW
    left, right = (8, width - 8) if above else (220, width - 150)
    scale = alt.Scale(domain=[1, 5], range=[left, right], nice=False, zero=False)
    inner = 0.0
    y = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=inner, paddingOuter=0))
    values = [_values(place, row) for place, row in enumerate(rows)]
    base = alt.Chart(alt.Data(values=values)).encode(y=y)
    axis = alt.Axis(values=[1, 2, 3, 4, 5], grid=True, title=None, format="d", labelFlush=False)
    mark_shift = 9 if above else 0
    line = base.mark_rule(strokeWidth=3, color=COLOURS["nobody"], yOffset=mark_shift).encode(
        x=alt.X("marketing:Q", scale=scale, axis=axis), x2="it:Q"
    )
    points = [
        # Two signs at one place are drawn a little apart, so that none hides the other.
        _points(base, field, shape, colour, scale, mark_shift + apart)
        for field, shape, colour, apart in (
            ("it", "square", "it", 2.5),
            ("marketing", "circle", "marketing", -2.5),
            ("records", "diamond", "ink", 0),
        )
    ]
    chart = alt.layer(line, *points, *_words(base, above, width)).properties(
        width=width, height=(46 if above else 27) * max(1, len(rows))
    )
    return drawing(chart, _in_words(rows))


def _values(place: int, row: Pair) -> dict[str, Any]:
    return {
        "row": place,
        "name": row.name,
        "marketing": row.marketing,
        "it": row.it,
        "records": row.records,
        "verdict": row.verdict,
        "both": f"{row.name}: {row.verdict}",
    }


def _points(
    base: alt.Chart, field: str, shape: str, colour: str, scale: alt.Scale, shift: float
) -> alt.Chart:
    return (
        base.transform_filter(f"isValid(datum.{field})")
        .mark_point(
            shape=shape, size=120, filled=True, opacity=1, color=COLOURS[colour], yOffset=shift
        )
        .encode(x=alt.X(f"{field}:Q", scale=scale))
    )


def _words(base: alt.Chart, above: bool, width: int) -> list[alt.Chart]:
    if above:
        return [base.mark_text(align="left", x=0, dy=-11, fontSize=14).encode(text="both:N")]
    names = base.mark_text(align="right", x=206, fontSize=14).encode(text="name:N")
    verdicts = base.mark_text(
        align="left", x=width - 136, fontSize=13, color=COLOURS["soft"]
    ).encode(text="verdict:N")
    return [names, verdicts]


def _in_words(rows: Sequence[Pair]) -> str:
    def one(row: Pair) -> str:
        if row.marketing is None or row.it is None:
            return f"{row.name}: {row.verdict}"
        records = f", records {row.records:.1f}" if row.records is not None else ""
        return f"{row.name}: marketing {row.marketing}, IT {row.it}{records}, {row.verdict}"

    return "; ".join(one(row) for row in rows)
