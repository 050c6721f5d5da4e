"""Picture of what another seating of teams changes: before and after, by pair of parties."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from accord.charts.theme import COLOURS, drawing, drawn_once
from accord.charts.turns import plain_days

_NARROW = 600
_BAR, _BETWEEN, _APART, _ABOVE = 22, 4, 22, 24


@dataclass(frozen=True, slots=True)
class Cost:
    """Days waited right after hand-offs, and how many hand-offs there were."""

    days: float
    handoffs: int

    def words(self) -> str:
        """Both in words."""
        if self.days:
            days = f"{self.days:,.0f}" if self.days >= 1000 else plain_days(self.days)
        else:
            days = "no"
        s = "" if self.handoffs == 1 else "s"
        return f"{days} days, {self.handoffs:,} hand-off{s}"


@dataclass(frozen=True, slots=True)
class Change:
    """One pair of parties: today, and with the teams moved or None where nothing is."""

    label: str
    before: Cost
    after: Cost | None = None

    def costs(self) -> list[tuple[str, Cost]]:
        """The bars with their colours."""
        today = ("joint-soft", self.before)
        return [today] if self.after is None else [today, ("joint", self.after)]


@drawn_once
def before_after(rows: Sequence[Change], width: int = 1040) -> str:
    """Two bars a pair: days waited today in pale, with the teams moved in full."""
    above = width < _NARROW
    left, right = (0, width - 10) if above else (190, width - 210)
    bars, names, height = _laid_out(rows, above)
    longest = max((bar["days"] for bar in bars), default=1.0) or 1.0
    along = alt.Scale(domain=[0, longest], range=[left, right], nice=False)
    x = alt.X("zero:Q", axis=None, scale=along)
    down = alt.Scale(domain=[0, max(height, 1)], range=[0, max(height, 1)], nice=False)
    base = alt.Chart(alt.Data(values=bars))
    boxes = base.mark_rect(strokeWidth=1, stroke=COLOURS["joint"]).encode(
        x=x,
        x2="days:Q",
        y=alt.Y("top:Q", axis=None, scale=down),
        y2="bottom:Q",
        fill=alt.Fill("colour:N", scale=None),
    )
    middle = alt.Y("middle:Q", axis=None, scale=down)
    # On the phone the words stand within the bar's own line, from its left edge on.
    beside: dict[str, Any] = {"align": "left", "baseline": "middle", "dx": 8}
    at = alt.X("zero:Q" if above else "days:Q", axis=None, scale=along)
    words = base.mark_text(**beside).encode(x=at, y=middle, text="words:N")
    labels = (
        alt.Chart(alt.Data(values=names))
        .mark_text(align="left", baseline="middle", x=0, fontSize=14)
        .encode(y=middle, text="label:N")
    )
    chart = alt.layer(boxes, words, labels).properties(width=width, height=max(height, 1))
    return drawing(chart, "; ".join(map(_in_words, rows)))


def _laid_out(
    rows: Sequence[Change], above: bool
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], int]:
    """Bars and labels with their places, and the height of all."""
    line = _BAR * 2 if above else _BAR
    bars: list[dict[str, Any]] = []
    names: list[dict[str, Any]] = []
    top = 0
    for row in rows:
        names.append({"label": row.label, "middle": top + _BAR / 2})
        top += _ABOVE if above else 0
        for colour, cost in row.costs():
            bar = {
                "zero": 0,
                "days": cost.days,
                "top": top,
                "bottom": top + (_BAR / 2 if above else _BAR),
                "middle": top + (_BAR if above else _BAR / 2),
                "colour": COLOURS[colour],
                "words": cost.words(),
            }
            bars.append(bar)
            top += line + _BETWEEN
        top += _APART - _BETWEEN
    return bars, names, top


def _in_words(row: Change) -> str:
    today = f"{row.label}: {row.before.words()}"
    return today if row.after is None else f"{today}; with the teams moved {row.after.words()}"
