"""Pictures of how long things take: spread per type, and the speed gap."""

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from accord.charts.theme import COLOURS, drawing, drawn_once
from accord.charts.turns import plain_days

_NARROW = 600


@dataclass(frozen=True, slots=True)
class Spread:
    """How long one type of request takes, in days."""

    label: str
    count: int
    low: float  # 15 in 100 are done within
    median: float
    high: float  # 85 in 100 are done within


@drawn_once
def spreads(rows: Sequence[Spread], width: int = 1040, unit: str = "days") -> str:
    """A line from 15 to 85 in 100 with a diamond at the median, a row a type."""
    above = width < _NARROW
    values = [
        {
            "row": place,
            "label": f"{row.label} ({row.count})",
            "low": row.low,
            "median": row.median,
            "high": row.high,
            "number": f"{plain_days(row.median)} · {plain_days(row.high)}",
        }
        for place, row in enumerate(rows)
    ]
    longest = max((row.high for row in rows), default=1.0)
    left = 0 if above else 230
    scale = alt.Scale(domain=[0, longest], range=[left, width - 90], nice=False)
    inner = 0.7 if above else 0.3
    y = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=inner, paddingOuter=0.3))
    base = alt.Chart(alt.Data(values=values)).encode(y=y)
    axis = alt.Axis(title=unit, grid=True, tickCount=6)
    band = base.mark_bar(height=12, cornerRadius=6, color=COLOURS["nobody"]).encode(
        x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q"
    )
    middle = base.mark_point(
        shape="diamond", size=110, filled=True, opacity=1, color=COLOURS["ink"]
    ).encode(x=alt.X("median:Q", scale=scale))
    beside = {"align": "left", "x": 0, "dy": -17} if above else {"align": "left", "x": 0}
    names = base.mark_text(**beside, fontSize=14).encode(text="label:N")
    numbers = base.mark_text(align="left", dx=10, color=COLOURS["soft"]).encode(
        x=alt.X("high:Q", scale=scale), text="number:N"
    )
    height = (46 if above else 34) * max(1, len(rows))
    chart = alt.layer(band, middle, names, numbers).properties(width=width, height=height)
    words = "; ".join(
        f"{row.label}: half within {plain_days(row.median)}, "
        f"85 in 100 within {plain_days(row.high)} {unit}"
        for row in rows
    )
    return drawing(chart, words)


@dataclass(frozen=True, slots=True)
class Gap:
    """What both sides call fair and what the records show, in days; None where nobody said."""

    marketing: float | None
    it: float | None
    median: float
    high: float


@drawn_once
def speed_gap(gap: Gap, width: int = 460) -> str:
    """One line of days: circle what marketing thinks fair, square what IT does, diamond the records."""
    said = [value for value in (gap.marketing, gap.it) if value is not None]
    longest = max([gap.high, *said]) * 1.04
    scale = alt.Scale(domain=[0, longest], range=[12, width - 12], nice=False)
    height = 122

    def at(value: float) -> alt.Chart:
        return alt.Chart(alt.Data(values=[{"days": value}])).encode(
            x=alt.X("days:Q", scale=scale, axis=None)
        )

    band = (
        alt.Chart(alt.Data(values=[{"low": gap.median, "high": gap.high}]))
        .mark_bar(y=52, height=18, cornerRadius=9, color=COLOURS["nobody"], opacity=0.7)
        .encode(x=alt.X("low:Q", scale=scale, axis=None), x2="high:Q")
    )
    layers = [band]
    layers.append(
        at(gap.median).mark_point(
            y=52, shape="diamond", size=150, filled=True, opacity=1, color=COLOURS["ink"]
        )
    )
    layers += _said(at, gap, longest)
    measured = (
        (gap.median, 84, f"half within {plain_days(gap.median)}"),
        (gap.high, 106, f"85 in 100 within {plain_days(gap.high)} days"),
    )
    layers += [
        at(value).mark_text(
            y=y,
            color=COLOURS["soft"],
            align=_align(value, longest),
            dx=_dx(value, longest),
            text=text,
        )
        for value, y, text in measured
    ]
    chart = alt.layer(*layers).properties(width=width, height=height)
    return drawing(chart, _gap_in_words(gap))


def _said(at: object, gap: Gap, longest: float) -> list[alt.Chart]:
    layers = []
    close = gap.marketing is not None and gap.it is not None
    rows = (
        ("marketing", gap.marketing, "circle", 30),
        ("it", gap.it, "square", 12 if close else 30),
    )
    for party, value, shape, y in rows:
        if value is None:
            continue
        name = "IT" if party == "it" else party
        place = at(value)  # type: ignore[operator]
        layers.append(
            place.mark_point(
                y=52, shape=shape, size=150, filled=True, opacity=1, color=COLOURS[party]
            )
        )
        layers.append(
            place.mark_text(
                y=y,
                align=_align(value, longest),
                dx=_dx(value, longest),
                color=COLOURS[f"{party}-text"],
                text=f"{name} thinks {plain_days(value)} fair",
            )
        )
    return layers


def _align(value: float, longest: float) -> str:
    """Words begin at their sign, or end there where they would leave the picture."""
    return "right" if value > 0.6 * longest else "left"


def _dx(value: float, longest: float) -> int:
    """The sign's outer edge, not its middle."""
    return 8 if _align(value, longest) == "right" else -8


def _gap_in_words(gap: Gap) -> str:
    parts = []
    if gap.marketing is not None:
        parts.append(f"marketing thinks {plain_days(gap.marketing)} days fair")
    if gap.it is not None:
        parts.append(f"IT thinks {plain_days(gap.it)} fair")
    parts.append(
        f"half take {plain_days(gap.median)} days or less, "
        f"85 in 100 take {plain_days(gap.high)} or less"
    )
    return ", ".join(parts)
