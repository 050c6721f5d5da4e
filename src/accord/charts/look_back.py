"""Picture of what both sides remember: two tracks a request, and what ties their milestones."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from accord.charts.theme import COLOURS, drawing, drawn_once

_NARROW = 600
_LABEL = 228
_APART = 11  # pixels from the middle of a line to either track
_LETTERS = 30
_SMALL = 28


@dataclass(frozen=True, slots=True)
class Pair:
    """One milestone: the days after the line's beginning that both sides name, or None."""

    milestone: str
    marketing: int | None
    it: int | None
    alike: bool

    @property
    def both(self) -> bool:
        """Whether both sides name a day."""
        return self.marketing is not None and self.it is not None

    @property
    def apart(self) -> int:
        """Days between the two, 0 where one is missing."""
        return abs((self.it or 0) - (self.marketing or 0)) if self.both else 0


@dataclass(frozen=True, slots=True)
class Line:
    """One request, in days after the first day that anybody names."""

    label: str
    pairs: tuple[Pair, ...]
    records: tuple[int, ...] = ()

    @property
    def last(self) -> int:
        """The last day of the line."""
        said = [day for pair in self.pairs for day in (pair.marketing, pair.it) if day is not None]
        return max([*said, *self.records], default=0)

    @property
    def widest(self) -> Pair | None:
        """The milestone on which the sides are furthest from alike; None where all are alike."""
        apart = [pair for pair in self.pairs if pair.both and not pair.alike]
        return max(apart, key=lambda pair: pair.apart, default=None)


@drawn_once
def look_back(lines: Sequence[Line], width: int = 1040) -> str:
    """Marketing's circles above, IT's squares below; a slanted tie is a difference, records between."""
    above = width < _NARROW
    step, shift = (86, 16) if above else (54, 0)
    height = step * max(1, len(lines)) + 6
    longest = max((line.last for line in lines), default=1) or 1
    left, right = (10, width - 12) if above else (_LABEL + 24, width - 168)
    scale = alt.Scale(domain=[0, longest], range=[left, right], nice=False)
    down = alt.Scale(domain=[0, height], range=[0, height], nice=False, zero=False)
    middles = [step * place + step / 2 + shift for place in range(len(lines))]
    axis = alt.Axis(title="days after the first day that anybody names", grid=True, tickCount=6)
    x = alt.X("day:Q", scale=scale, axis=axis)
    y = alt.Y("y:Q", scale=down, axis=None)
    rows = list(zip(lines, middles, strict=True))
    layers = [
        _chart(_ties(rows)).mark_rule().encode(
            x=x, x2="other:Q", y=y, y2="y2:Q",
            color=alt.Color("colour:N", scale=None),
            strokeWidth=alt.StrokeWidth("strength:Q", scale=None),
        ),
        *(
            _chart(_signs(rows, side)).mark_point(
                shape=shape, size=size, filled=True, opacity=1, color=COLOURS[colour]
            ).encode(x=x, y=y)
            for side, shape, size, colour in (
                ("records", "diamond", 70, "ink"),
                ("it", "square", 90, "it"),
                ("marketing", "circle", 100, "marketing"),
            )
        ),
        *_words(rows, y, above, width),
    ]  # fmt: skip
    chart = alt.layer(*layers).properties(width=width, height=height)
    return drawing(chart, "; ".join(map(_in_words, lines)))


def _chart(values: Iterator[dict[str, Any]]) -> alt.Chart:
    return alt.Chart(alt.Data(values=list(values)))


def _ties(rows: Sequence[tuple[Line, float]]) -> Iterator[dict[str, Any]]:
    for line, middle in rows:
        for pair in line.pairs:
            if pair.both:
                yield {
                    "day": pair.marketing,
                    "other": pair.it,
                    "y": middle - _APART,
                    "y2": middle + _APART,
                    "colour": COLOURS["nobody" if pair.alike else "joint"],
                    "strength": 2 if pair.alike else 3,
                }


def _signs(rows: Sequence[tuple[Line, float]], side: str) -> Iterator[dict[str, Any]]:
    for line, middle in rows:
        if side == "records":
            yield from ({"day": day, "y": middle} for day in line.records)
            continue
        track = middle + (_APART if side == "it" else -_APART)
        for pair in line.pairs:
            day = pair.it if side == "it" else pair.marketing
            if day is not None:
                yield {"day": day, "y": track}


def _words(
    rows: Sequence[tuple[Line, float]], y: alt.Y, above: bool, width: int
) -> Iterator[alt.Chart]:
    most = _SMALL if above else _LETTERS
    labels = [
        {"label": _short(line.label, most), "note": _note(line), "y": middle - 31 * above}
        for line, middle in rows
    ]
    names = _chart(iter(labels)).mark_text(align="left", x=0, fontSize=14)
    yield names.encode(text="label:N", y=y)
    notes = _chart(iter(labels)).mark_text(
        align="right" if above else "left",
        x=width if above else width - 152,
        color=COLOURS["soft"],
        fontSize=13,
    )
    yield notes.encode(text="note:N", y=y)


def _short(label: str, most: int) -> str:
    return label if len(label) <= most else label[: most - 1].rstrip() + "…"


def _note(line: Line) -> str:
    widest = line.widest
    if widest is not None:
        return f"{widest.milestone}, {widest.apart} days"
    return "alike" if any(pair.both for pair in line.pairs) else "one side only"


def _in_words(line: Line) -> str:
    return f"{line.label}: {_note(line)}"
