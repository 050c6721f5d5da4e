"""One look for every chart: colours, type, and the way from an Altair chart to an SVG for a page.

Charts are drawn with the colours of the light page. On a page the drawing stands inline and each
colour is replaced by the page's own variable, so that dark mode and print need no second drawing.
"""

import html
import json
import re
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, ParamSpec

import vl_convert
from altair.utils import schemapi

#: Colour in the drawing → variable of the page.
COLOURS = {
    "ink": "#1d1b18",
    "soft": "#635d54",
    "line": "#e5dfd3",
    "paper": "#fbfaf6",
    "marketing": "#c9551a",
    "marketing-soft": "#f3cdb6",
    "marketing-text": "#a8430f",
    "it": "#2a5a9c",
    "it-soft": "#bed0e8",
    "it-text": "#24508c",
    "joint": "#7b3f6d",
    "joint-soft": "#e9d7e4",
    "nobody": "#cfc8bb",
    "agency": "#8d8a6a",
    "agency-soft": "#dcdac8",
    "vendor": "#8a7460",
    "vendor-soft": "#e0d5ca",
    "other": "#97907f",
    "other-soft": "#dedacf",
    "unmapped": "#b9b3a6",
}
FONT = "sans-serif"
P = ParamSpec("P")
#: The common look of every chart.
_LOOK = {
    "font": FONT,
    "background": "transparent",
    "padding": 2,
    "view": {"stroke": None, "continuousWidth": 300, "continuousHeight": 300},
    "axis": {
        "domain": False,
        "ticks": False,
        "grid": False,
        "gridColor": COLOURS["line"],
        "labelColor": COLOURS["soft"],
        "labelFontSize": 13,
        "titleColor": COLOURS["soft"],
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "labelPadding": 6,
    },
    "text": {"fontSize": 13, "color": COLOURS["ink"]},
}
_NOTHING = "Nothing to show yet"
_TAG = re.compile(r'<\w+(?: [\w:-]+="[^"]*")*')
_READ_OUT = re.compile(r' (?:aria-[a-z]+|role)="[^"]*"')
_PARTIES_WITH_COLOUR = {"marketing", "it", "agency", "vendor"}

# Each part of a chart would be checked too, which takes longer than to draw it.
schemapi.disable_debug_mode()


def party_colour(party: str, kind: str) -> str:
    """The colour of a party's work (full) or of what waits for it (soft)."""
    if party in {"nobody", "unmapped"}:
        return COLOURS[party]
    name = party if party in _PARTIES_WITH_COLOUR else "other"
    return COLOURS[name if kind == "work" else f"{name}-soft"]


def party_edge(party: str) -> str:
    """The outline of a party's stretches: full, so that pale ones stand out from the page."""
    if party in {"nobody", "unmapped"}:
        return COLOURS["other"]
    return COLOURS[party if party in _PARTIES_WITH_COLOUR else "other"]


def party_text_colour(party: str) -> str:
    """The colour in which a party is written, dark enough to read."""
    return COLOURS.get(f"{party}-text", COLOURS["soft"])


class _Asked:
    """What a picture was asked for with: alike where it reads alike."""

    __slots__ = ("given", "named", "text")

    def __init__(self, given: tuple[Any, ...], named: dict[str, Any]) -> None:
        self.given, self.named, self.text = given, named, repr((given, named))

    def __hash__(self) -> int:
        return hash(self.text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and other.text == self.text


def drawn_once(draw: Callable[P, str]) -> Callable[P, str]:
    """Keep a chart's last pictures: to put one together takes longer than to look it up."""

    @lru_cache(maxsize=24)
    def kept(asked: _Asked) -> str:
        return draw(*asked.given, **asked.named)

    @wraps(draw)
    def picture(*given: P.args, **named: P.kwargs) -> str:
        return kept(_Asked(given, named))

    return picture


def drawing(chart: Any, description: str) -> str:
    """Draw a chart as a stand-alone SVG in fixed colours, for paper and mail."""
    # A chart is checked against the schema of Vega-Lite by the tests, not whenever a page is asked for.
    specification = chart.to_dict(validate=schemapi.DEBUG_MODE) | {"config": _LOOK}
    return _described(_drawn(json.dumps(specification, sort_keys=True)), description)


@lru_cache(maxsize=512)
def _drawn(specification: str) -> str:
    """The same numbers make the same picture: drawn once."""
    return str(vl_convert.vegalite_to_svg(specification))


def inline(svg: str) -> str:
    """Turn a drawing into one for a page: its colours follow the page's, its width the screen's."""
    names = {colour: name for name, colour in COLOURS.items()}
    pattern = re.compile("|".join(names))
    themed = pattern.sub(lambda found: f"var(--{names[found.group()]})", svg)
    return re.sub(r'^(<svg[^>]*?) width="[^"]*" height="[^"]*"', r"\1", themed, count=1)


def picture_file(svg: str, kind: str) -> tuple[bytes, str]:
    """A drawing as a file of its own, ``svg`` or ``png``, with its content type."""
    if kind == "png":
        return bytes(vl_convert.svg_to_png(svg, scale=2)), "image/png"
    return svg.encode(), "image/svg+xml"


def _described(svg: str, description: str) -> str:
    """One name for the whole picture; its parts are not read out one by one."""
    quiet = _TAG.sub(lambda tag: _READ_OUT.sub("", tag.group()), svg)
    label = html.escape(description.strip() or _NOTHING)
    return f'<svg role="img" aria-label="{label}"' + quiet.removeprefix("<svg")
