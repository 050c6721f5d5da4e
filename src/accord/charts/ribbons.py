"""Both sides from wave to wave: a line each, in a ribbon as wide as its interval."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from accord.charts.theme import COLOURS, drawing, drawn_once

_NARROW = 600
_BETWEEN = 24  # pixels between two panels
_SIDES = (("marketing", "marketing", "circle"), ("it", "IT", "square"))


@dataclass(frozen=True, slots=True)
class Point:
    """A mean from 1 to 5 with its interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Ribbon:
    """One panel: a name, and each side's points wave by wave, None where nothing was told."""

    name: str
    marketing: tuple[Point | None, ...]
    it: tuple[Point | None, ...]


@drawn_once
def ribbons(waves: Sequence[str], rows: Sequence[Ribbon], width: int = 1040) -> str:
    """A small panel a row, all on the same scale: what rises, what nears, and how sure that is."""
    columns = 2 if width < _NARROW else 4
    panel = (width - _BETWEEN * columns) // columns - 18
    values = [value for row in rows for value in _values(waves, row)]
    x = alt.X("wave:O", title=None, scale=alt.Scale(type="point", padding=0.25),
              axis=alt.Axis(labelAngle=0, labelExpr="toNumber(datum.value) + 1"))  # fmt: skip
    y = {
        "scale": alt.Scale(domain=[1, 5], nice=False, zero=False),
        "axis": alt.Axis(values=[1, 2, 3, 4, 5], grid=True, title=None, format="d"),
    }
    layers = [_ribbon(name, x, y) for name, _, _ in _SIDES]
    layers += [part for name, _, shape in _SIDES for part in _line(name, shape, x, y)]
    chart = (
        alt.layer(*layers, data=alt.Data(values=values))
        .properties(width=panel, height=110)
        .facet(
            facet=alt.Facet(
                "name:N",
                sort=[row.name for row in rows],
                title=None,
                header=alt.Header(
                    labelAnchor="start",
                    labelFontSize=13,
                    labelLimit=panel,
                    labelColor=COLOURS["ink"],
                ),
            ),
            columns=columns,
            spacing=_BETWEEN,
        )
    )
    return drawing(chart, "; ".join(_in_words(waves, row) for row in rows))


def _own(name: str) -> alt.Chart:
    return alt.Chart().transform_filter(f"datum.side == '{name}'")


def _ribbon(name: str, x: alt.X, y: dict[str, Any]) -> alt.Chart:
    area = _own(name).mark_area(fill=COLOURS[f"{name}-soft"], fillOpacity=0.6)
    return area.encode(x=x, y=alt.Y("low:Q", **y), y2="high:Q")


def _line(name: str, shape: str, x: alt.X, y: dict[str, Any]) -> Iterator[alt.Chart]:
    mean = alt.Y("mean:Q", **y)
    yield _own(name).mark_line(color=COLOURS[name], strokeWidth=2.5).encode(x=x, y=mean)
    points = _own(name).mark_point(
        shape=shape, filled=True, size=55, opacity=1, color=COLOURS[name]
    )
    yield points.encode(x=x, y=mean)


def _values(waves: Sequence[str], row: Ribbon) -> Iterator[dict[str, Any]]:
    for side, points in (("marketing", row.marketing), ("it", row.it)):
        for place, point in zip(range(len(waves)), points, strict=True):
            if point is not None:
                yield {"name": row.name, "side": side, "wave": str(place), "mean": point.mean,
                       "low": point.low, "high": point.high}  # fmt: skip


def _in_words(waves: Sequence[str], row: Ribbon) -> str:
    said = []
    for name, words, _ in _SIDES:
        points = row.marketing if name == "marketing" else row.it
        means = [
            f"{point.mean:.1f} ({wave})" for wave, point in zip(waves, points, strict=True) if point
        ]
        said.append(f"{words} {', '.join(means) if means else 'not told'}")
    return f"{row.name}: {'; '.join(said)}"
