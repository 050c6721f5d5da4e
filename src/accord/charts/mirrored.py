"""What share of each side says something: marketing's to the left, IT's to the right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from accord.charts.theme import COLOURS, drawing, drawn_once

_NARROW = 600
_LETTER = 7.2  # pixels, of the labels between the bars
_WORDS = 120  # pixels at the end of a whole bar, for its words
_SIDES = (("marketing", -1, "right"), ("it", 1, "left"))


@dataclass(frozen=True, slots=True)
class Mirrored:
    """One row: both sides' shares from 0 to 1, each with the words that stand at its bar.

    A row without shares is the head of those that follow.
    """

    label: str
    marketing: float | None = None
    it: float | None = None
    marketing_words: str = ""
    it_words: str = ""

    @property
    def is_head(self) -> bool:
        """Whether it heads the rows that follow."""
        return self.marketing is None and self.it is None


@drawn_once
def mirrored(rows: Sequence[Mirrored], width: int = 1040) -> str:
    """Bars from the middle outwards: a shape that leans to both sides is shared by both."""
    above = width < _NARROW
    longest = max((len(row.label) for row in rows if not row.is_head), default=0)
    middle = 3.0 if above else longest * _LETTER / 2 + 16
    whole = width / 2 - middle - _WORDS  # pixels of a whole share
    gutter = middle / whole
    most = width / 2 / whole
    scale = alt.Scale(domain=[-most, most], range=[0, width], nice=False)
    y = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    values = [_values(place, row, gutter) for place, row in enumerate(rows)]
    base = alt.Chart(alt.Data(values=values)).encode(y=y)
    down = 9 if above else 0
    layers = [part for side in _SIDES for part in _side(base, side, scale, down)]
    labels = base.transform_filter("datum.label").mark_text(
        align="center", fontSize=14, dy=-11 if above else 0
    )
    heads = base.transform_filter("datum.head").mark_text(
        align="left", x=0, dy=4, fontSize=14, fontWeight="bold", limit=width
    )
    layers += [
        labels.encode(x=alt.X("zero:Q", scale=scale, axis=None), text="label:N"),
        heads.encode(text="head:N"),
    ]
    height = (44 if above else 28) * max(1, len(rows))
    chart = alt.layer(*layers).properties(width=width, height=height)
    return drawing(chart, "; ".join(_in_words(rows)))


def _side(
    base: alt.Chart, side: tuple[str, int, str], scale: alt.Scale, down: int
) -> tuple[alt.LayerChart, ...]:
    name, way, align = side
    own = base.transform_filter(f"isValid(datum.{name})")
    bar = own.mark_bar(height=15, color=COLOURS[name], yOffset=down)
    words = own.mark_text(
        align=align, dx=6 * way, dy=down, fontSize=13, color=COLOURS[f"{name}-text"]
    )
    return (
        bar.encode(x=alt.X(f"{name}_from:Q", scale=scale, axis=None, title=None), x2=f"{name}:Q"),
        words.encode(x=alt.X(f"{name}:Q", scale=scale, axis=None), text=f"{name}_words:N"),
    )


def _values(place: int, row: Mirrored, gutter: float) -> dict[str, Any]:
    return {
        "row": place,
        "zero": 0,
        "label": "" if row.is_head else row.label,
        "head": row.label if row.is_head else "",
        "marketing_from": -gutter,
        "it_from": gutter,
        "marketing": None if row.marketing is None else -gutter - row.marketing,
        "it": None if row.it is None else gutter + row.it,
        "marketing_words": row.marketing_words,
        "it_words": row.it_words,
    }


def _in_words(rows: Sequence[Mirrored]) -> Iterator[str]:
    for row in rows:
        if row.is_head:
            yield row.label
            continue
        told = (("marketing", row.marketing, row.marketing_words), ("IT", row.it, row.it_words))
        sides = (
            f"{name} {words or f'{share:.0%}'}" for name, share, words in told if share is not None
        )
        yield f"{row.label}: {', '.join(sides)}"
