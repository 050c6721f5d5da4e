"""Picture of how much is linked: one bar a row, linked in full colour, the rest outlined."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from accord.charts.theme import COLOURS, drawing, drawn_once

_NARROW = 600


@dataclass(frozen=True, slots=True)
class Linked:
    """So many of a kind are linked, and so many are not."""

    label: str
    linked: int
    apart: int

    @property
    def of(self) -> int:
        """All of them."""
        return self.linked + self.apart

    @property
    def share(self) -> float:
        """How much of it is linked; nothing of nothing."""
        return self.linked / self.of if self.of else 0.0


@drawn_once
def linked_bars(rows: Sequence[Linked], width: int = 1040) -> str:
    """Bars from left to right, as long as there are items, with both numbers behind."""
    above = width < _NARROW
    longest = max((row.of for row in rows), default=1) or 1
    left, right = (8, width - 90) if above else (230, width - 190)
    scale = alt.Scale(domain=[0, longest], range=[left, right], nice=False)
    inner = 0.6 if above else 0.35
    y = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=inner, paddingOuter=0.3))
    base = alt.Chart(alt.Data(values=[_values(*pair, above) for pair in enumerate(rows)]))
    edges = {"height": 18, "stroke": COLOURS["joint"], "strokeWidth": 1}
    x = {name: alt.X(f"{name}:Q", scale=scale, axis=None) for name in ("zero", "linked", "all")}
    full = base.mark_bar(**edges, color=COLOURS["joint"]).encode(y=y, x=x["zero"], x2="linked:Q")
    pale = base.mark_bar(**edges, color=COLOURS["paper"]).encode(y=y, x=x["linked"], x2="all:Q")
    beside = {"align": "left", "x": 8 if above else 0, "dy": -20 if above else 0}
    names = base.mark_text(**beside, fontSize=14).encode(y=y, text="label:N")
    numbers = base.mark_text(align="left", dx=8, color=COLOURS["soft"]).encode(
        y=y, x=x["all"], text="numbers:N"
    )
    height = (56 if above else 36) * max(1, len(rows))
    chart = alt.layer(full, pale, names, numbers).properties(width=width, height=height)
    return drawing(chart, "; ".join(map(_in_words, rows)))


def _values(place: int, row: Linked, above: bool) -> dict[str, Any]:
    numbers = f"{row.linked} of {row.of}"
    return {
        "row": place,
        "label": row.label,
        "zero": 0,
        "linked": row.linked,
        "all": row.of,
        "numbers": numbers if above else f"{numbers} linked",
    }


def _in_words(row: Linked) -> str:
    return f"{row.label}: {row.linked} of {row.of} linked"
