"""Picture of promises: the share that each party kept, and where it probably lies."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from accord.charts.theme import COLOURS, drawing, drawn_once, party_edge

_NARROW = 600


@dataclass(frozen=True, slots=True)
class Share:
    """What a party kept of its promises, and the interval of the share."""

    label: str
    party: str
    kept: int
    of: int
    low: float
    high: float


@drawn_once
def kept_shares(rows: Sequence[Share], width: int = 1040) -> str:
    """A mark for each share on a line from none to all, its interval drawn through it."""
    above = width < _NARROW
    scale = alt.Scale(domain=[0, 1], range=[10 if above else 150, width - 100], nice=False)
    inner = 0.7 if above else 0.3
    y = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=inner, paddingOuter=0.3))
    axis = alt.Axis(title="due dates kept", format="%", grid=True, values=[0, 0.25, 0.5, 0.75, 1])
    base = alt.Chart(alt.Data(values=[_values(*pair) for pair in enumerate(rows)])).encode(y=y)
    colour = alt.Color("colour:N", scale=None)
    reach = base.mark_rule(strokeWidth=3, opacity=0.45).encode(
        x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q", color=colour
    )
    share = base.mark_point(size=140, filled=True, shape="diamond", opacity=1).encode(
        x=alt.X("share:Q", scale=scale, axis=axis), color=colour
    )
    beside = {"align": "left", "x": 0, "dy": -18 if above else 0}
    names = base.mark_text(**beside, fontSize=14).encode(text="label:N")
    numbers = base.mark_text(align="right", x=width - 8, color=COLOURS["soft"]).encode(
        text="numbers:N"
    )
    height = (54 if above else 40) * max(1, len(rows))
    chart = alt.layer(reach, share, names, numbers).properties(width=width, height=height)
    return drawing(chart, "; ".join(map(_in_words, rows)))


def _values(place: int, row: Share) -> dict[str, Any]:
    return {
        "row": place,
        "label": row.label,
        "colour": party_edge(row.party),
        "share": row.kept / row.of,
        "low": row.low,
        "high": row.high,
        "numbers": f"{row.kept} of {row.of}",
    }


def _in_words(row: Share) -> str:
    return (
        f"{row.label} kept {row.kept} of {row.of} due dates, probably "
        f"{100 * row.low:.0f} to {100 * row.high:.0f} in 100"
    )
