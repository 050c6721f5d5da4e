"""The page of what changed between waves."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accord.areas.people.access import Right, needs
from accord.areas.pulse import queries
from accord.areas.pulse.findings import trend as changes
from accord.areas.pulse.models import Release
from accord.areas.pulse.views.pages import Draw, Sheet, answered, stages_of_waves
from accord.charts.ribbons import Point, Ribbon, ribbons
from accord.web.shell import Request

#: Waves in the picture, the newest; the table compares two.
MOST_DRAWN = 8
_COLUMNS = ("dimension", "who", "then", "now", "change", "low", "high", "may be said", "spread")


@needs(Right.SEE_PULSE)
@require_safe
def trend(request: Request) -> HttpResponse:
    """What changed since an earlier wave: the one before, or the one that is asked for."""
    shown = [row for row in queries.releases() if row.content["released"]]
    context: dict[str, Any] = {"shown": shown}
    rows: list[changes.Changed] = []
    if len(shown) > 1:
        newest = shown[-1]
        since = _since(shown[:-1], request.GET.get("since", ""))
        rows = changes.changed(since.content, newest.content)
        context |= {
            "newest": newest,
            "since": since,
            "rows": rows,
            "headline": changes.headline(rows, since.wave.name),
            "moved": newest.content.get("moves", {}).get("sentences", []),
            "stages_of_waves": stages_of_waves(),
        }
    if shown:
        context["next_wave"] = changes.next_wave(shown[-1].content)
    sheet = Sheet("pulse-trend", _COLUMNS, changes.rows_of(rows))
    return answered(request, "pulse/trend.html", context, sheet, _pictures(shown[-MOST_DRAWN:]))


def _since(before: Sequence[Release], asked: str) -> Release:
    return next((row for row in before if str(row.wave_id) == asked), before[-1])


def _pictures(shown: Sequence[Release]) -> dict[str, Draw]:
    if len(shown) < 2:
        return {}
    names = [row.wave.name for row in shown]
    rows = [
        Ribbon(
            part["name"],
            *(
                tuple(_point(row.content, part["key"], side) for row in shown)
                for side in ("marketing", "it")
            ),
        )
        for part in shown[-1].content["dimensions"]
    ]
    return {"ribbons": lambda width: ribbons(names, rows, width)}


def _point(content: Mapping[str, Any], key: str, side: str) -> Point | None:
    for part in content["dimensions"]:
        if part["key"] == key and part[side]:
            return Point(*(part[side][name] for name in ("mean", "low", "high")))
    return None
