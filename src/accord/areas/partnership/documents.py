"""The overview's drawings, and the brief: the same on two pages to hand out."""

import dataclasses
import datetime as dt
import html
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typst
from django.template.loader import render_to_string

from accord.areas.partnership.findings import Overview
from accord.charts.dumbbell import dumbbell
from accord.charts.speed import speed_gap
from accord.charts.theme import inline
from accord.charts.turns import turn_bar

WIDE, NARROW = 1040, 350
#: What a brief can be, with its content type.
KINDS = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "json": "application/json",
}
_TEMPLATE = Path(__file__).parent / "templates" / "partnership" / "brief.typ"
_FORMAT = 1

Draw = Callable[[int], str]


def _draws(found: Overview) -> dict[str, tuple[Draw, int]]:
    """How each picture is drawn, and its width on a wide screen."""
    draws: dict[str, tuple[Draw, int]] = {}
    if found.turns:
        draws["turns"] = (lambda width: turn_bar(found.turns, width), WIDE)
    if found.said:
        pairs = [row.pair for row in found.said]
        draws["said"] = (lambda width: dumbbell(pairs, width), 640)
    if found.speed is not None:
        gap = found.speed.gap
        draws["speed"] = (lambda width: speed_gap(gap, width), 440)
    return draws


def pictures(found: Overview) -> dict[str, dict[str, str]]:
    """The drawings of the page, for wide screens and for the phone."""
    return {
        name: {"wide": inline(draw(wide)), "narrow": inline(draw(NARROW))}
        for name, (draw, wide) in _draws(found).items()
    }


def brief(found: Overview, kind: str, at: dt.datetime) -> bytes:
    """The brief as bytes; ``kind`` is one of KINDS."""
    writers = {"html": _html, "pdf": _pdf, "json": _json}
    return writers[kind](found, at)


def _html(found: Overview, at: dt.datetime) -> bytes:
    context = {"overview": found, "pictures": pictures(found), "at": at}
    return render_to_string("partnership/brief.html", context).encode()


def as_data(found: Overview, at: dt.datetime) -> dict[str, Any]:
    """The brief as plain data; its keys are documented in docs/using/brief.md."""
    plain = dataclasses.asdict(found)
    plain.pop("facts")
    plain["kicker"] = [part.words for part in found.kicker]
    plain["lead"] = "".join(part.words for part in found.lead)
    return {"format": _FORMAT, "written_at": at.isoformat(), **plain}


def _json(found: Overview, at: dt.datetime) -> bytes:
    return json.dumps(as_data(found, at), ensure_ascii=False, indent=2, default=str).encode()


def _pdf(found: Overview, at: dt.datetime) -> bytes:
    """Two tagged pages; the embedded fonts make it the same everywhere."""
    with tempfile.TemporaryDirectory(prefix="accord-") as folder:
        place = Path(folder)
        (place / "brief.typ").write_text(_TEMPLATE.read_text(encoding="utf-8"), encoding="utf-8")
        (place / "data.json").write_bytes(_json(found, at))
        alternatives = {}
        for name, (draw, wide) in _draws(found).items():
            svg = draw(wide)
            label = svg.partition('aria-label="')[2].partition('"')[0]
            alternatives[name] = html.unescape(label)
            svg = svg.replace("sans-serif", "Libertinus Serif")
            (place / f"{name}.svg").write_text(svg, encoding="utf-8")
        (place / "pictures.json").write_text(json.dumps(alternatives), encoding="utf-8")
        return bytes(
            typst.compile(
                str(place / "brief.typ"),
                format="pdf",
                pdf_standards=["ua-1"],
                ignore_system_fonts=True,
            )
        )
