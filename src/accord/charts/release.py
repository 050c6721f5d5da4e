"""Picture of waits for a release: each at the day it ended, as high as it was long."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from accord.charts.theme import COLOURS, drawing, drawn_once
from accord.charts.thinning import drawn_words, thinned
from accord.charts.turns import plain_days

_NARROW = 600


@dataclass(frozen=True, slots=True)
class Waited:
    """One finished piece of work: the day of its release, and the days it had waited."""

    released: dt.date
    days: float


@drawn_once
def release_waits(waits: Sequence[Waited], width: int = 1040) -> str:
    """A sign for each wait: what is released together stands in one column, the cadence between."""
    shown, step = thinned(waits, lambda one: (one.released, one.days))
    rows = [{"day": one.released.isoformat(), "days": one.days} for one in shown]
    # Read as a moment of UTC and drawn so: a bare day would move with the zone of the machine.
    axis = alt.Axis(title="day of the release", tickCount=4 if width < _NARROW else 10, grid=False)
    chart = (
        alt.Chart(alt.Data(values=rows))
        .mark_point(filled=True, size=60, opacity=0.6, color=COLOURS["other"])
        .encode(
            x=alt.X("day:T", axis=axis, scale=alt.Scale(type="utc")),
            y=alt.Y(
                "days:Q",
                title=f"days waited{drawn_words(step)}",
                axis=alt.Axis(grid=True, tickCount=5),
            ),
        )
        .properties(width=width - 70, height=260)
    )
    return drawing(chart, _in_words(waits))


def _in_words(waits: Sequence[Waited]) -> str:
    if not waits:
        return ""
    longest = max(waits, key=lambda one: one.days)
    days = len({one.released for one in waits})
    return (
        f"{len(waits)} waits for a release, ended on {days} days; the longest "
        f"{plain_days(longest.days)} days"
    )
