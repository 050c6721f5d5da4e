"""Picture of why work waited: a bar each, cut into the causes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import altair as alt

from accord.charts.theme import COLOURS, drawing, drawn_once
from accord.charts.turns import plain_days

_NARROW = 600
#: Cause → colour; none is that of a party that holds work, and what is not explained is palest.
_COLOURS = {
    "contention": COLOURS["joint"],
    "prioritisation": COLOURS["vendor"],
    "batching": COLOURS["joint-soft"],
    "unavailability": COLOURS["unmapped"],
    "other": COLOURS["paper"],
}


@dataclass(frozen=True, slots=True)
class CauseBar:
    """One labelled bar: days by cause."""

    label: str
    days: Mapping[str, float]

    @property
    def total(self) -> float:
        """The whole length."""
        return sum(self.days.values())


@drawn_once
def cause_bars(bars: Sequence[CauseBar], words: Mapping[str, str], width: int = 1040) -> str:
    """Bars under each other, cut into causes; ``words`` say how each cause is called."""
    narrow = width < _NARROW
    used = [cause for cause in _COLOURS if any(bar.days.get(cause) for bar in bars)]
    left = 0 if narrow else 190
    longest = max((bar.total for bar in bars), default=0.0) or 1.0
    scale = alt.Scale(domain=[0, longest], range=[left, width - 60])
    inner = alt.Scale(paddingInner=0.66 if narrow else 0.4, paddingOuter=0.3)
    y = alt.Y("row:O", axis=None, scale=inner)
    boxes = (
        alt.Chart(alt.Data(values=_boxes(bars, used, words)))
        .mark_bar(strokeWidth=1, stroke=COLOURS["soft"])
        .encode(
            x=alt.X("start:Q", axis=None, scale=scale),
            x2="end:Q",
            y=y,
            color=_legend(used, words, narrow),
        )
    )
    named = alt.Chart(alt.Data(values=_labels(bars))).encode(y=y)
    names = named.mark_text(align="left", x=0, dy=-17 if narrow else 0, fontSize=14)
    numbers = named.mark_text(align="left", dx=6, color=COLOURS["soft"])
    chart = alt.layer(
        boxes,
        names.encode(text="label:N"),
        numbers.encode(x=alt.X("end:Q", scale=scale), text="number:N"),
    )
    height = (46 if narrow else 40) * max(1, len(bars))
    return drawing(chart.properties(width=width, height=height), _in_words(bars, used, words))


def _boxes(
    bars: Sequence[CauseBar], used: Sequence[str], words: Mapping[str, str]
) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for place, bar in enumerate(bars):
        start = 0.0
        for cause in used:
            end = start + bar.days.get(cause, 0.0)
            rows.append({"row": place, "cause": words[cause], "start": start, "end": end})
            start = end
    return rows


def _labels(bars: Sequence[CauseBar]) -> list[dict[str, object]]:
    return [
        {"row": place, "label": bar.label, "end": bar.total, "number": plain_days(bar.total)}
        for place, bar in enumerate(bars)
    ]


def _legend(used: Sequence[str], words: Mapping[str, str], narrow: bool) -> alt.Color:
    legend = alt.Legend(
        title=None,
        orient="top",
        columns=1 if narrow else 3,
        columnPadding=70,
        rowPadding=6,
        symbolType="square",
        symbolStrokeColor=COLOURS["soft"],
        labelColor=COLOURS["ink"],
        labelFontSize=13,
        labelLimit=320,
    )
    domain, colours = [words[cause] for cause in used], [_COLOURS[cause] for cause in used]
    return alt.Color("cause:N", scale=alt.Scale(domain=domain, range=colours), legend=legend)


def _in_words(bars: Sequence[CauseBar], used: Sequence[str], words: Mapping[str, str]) -> str:
    parts = [
        f"{bar.label} {plain_days(bar.total)} days: "
        + ", ".join(
            f"{words[cause]} {plain_days(bar.days[cause])}" for cause in used if bar.days.get(cause)
        )
        for bar in bars
    ]
    return "; ".join(parts)
