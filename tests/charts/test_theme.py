"""One look for all drawings, and the way from a drawing to a page."""

import functools
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.charts.looking import Seen, colours_of

from accord.charts import theme
from accord.charts.dumbbell import Pair, dumbbell
from accord.charts.speed import Gap, Spread, speed_gap, spreads
from accord.charts.theme import (
    COLOURS,
    inline,
    party_colour,
    party_text_colour,
    picture_file,
)
from accord.charts.turns import (
    Bar,
    Segment,
    Stretch,
    month_columns,
    stacked_bars,
    time_line,
    turn_bar,
)

Draw = Callable[[int], str]

STYLES = Path(__file__).resolve().parents[2] / "src/accord/web/static/web/accord.css"
PARTIES = ("marketing", "it", "agency", "vendor", "sales", "system", "nobody", "unmapped")
SEGMENTS = tuple(
    Segment(party, kind, 3.0, f"{party} {kind}") for party in PARTIES for kind in ("work", "wait")
)
NASTY = 'A > B & <b> "C" role="img"'

EVERY: dict[str, Draw] = {
    "turn bar": lambda width: turn_bar(SEGMENTS, width),
    "stacked bars": lambda width: stacked_bars([Bar(NASTY, SEGMENTS)], width),
    "months": lambda width: month_columns([Bar("Jan 2026", SEGMENTS)], width),
    "time line": lambda width: time_line([Stretch(NASTY, "it", "wait", 0, 4)], [NASTY], width),
    "spreads": lambda width: spreads([Spread(NASTY, 12, 2.0, 5.0, 9.0)], width),
    "speed gap": lambda width: speed_gap(Gap(2.0, 8.0, 10.0, 30.0), width),
    "dumbbell": lambda width: dumbbell([Pair(NASTY, 2.1, 3.9, "different", 3.0)], width),
}
NOTHING: dict[str, Draw] = {
    "turn bar": lambda width: turn_bar([], width),
    "stacked bars": lambda width: stacked_bars([], width),
    "months": lambda width: month_columns([], width),
    "time line": lambda width: time_line([], [], width),
    "spreads": lambda width: spreads([], width),
    "speed gap": lambda width: speed_gap(Gap(None, None, 0.0, 0.0), width),
    "dumbbell": lambda width: dumbbell([], width),
}
ZERO: dict[str, Draw] = {
    "turn bar": lambda width: turn_bar([Segment("it", "wait", 0.0, "owes")], width),
    "stacked bars": lambda width: stacked_bars(
        [Bar("Page", (Segment("it", "wait", 0.0, "owes"),))], width
    ),
    "months": lambda width: month_columns(
        [Bar("Jan 2026", (Segment("it", "wait", 0.0, "owes"),))], width
    ),
    "time line": lambda width: time_line(
        [Stretch("Jira 1", "it", "wait", 0, 0)], ["Jira 1"], width
    ),
    "spreads": lambda width: spreads([Spread("Page", 5, 0.0, 0.0, 0.0)], width),
    "speed gap": lambda width: speed_gap(Gap(0.0, 0.0, 0.0, 0.0), width),
    "dumbbell": lambda width: dumbbell([Pair("Trust", 1.0, 1.0, "alike", 1.0)], width),
}


def each(draws: dict[str, Draw]) -> pytest.MarkDecorator:
    """The draws one by one, each drawn once a width."""
    remembered = [functools.cache(draw) for draw in draws.values()]
    return pytest.mark.parametrize("draw", remembered, ids=draws.keys())


@each(EVERY)
@pytest.mark.parametrize("width", [1040, 350])
def test_a_drawing_is_one_picture_with_one_name(draw: Draw, width: int) -> None:
    svg = draw(width)

    assert svg.startswith('<svg role="img" aria-label="')
    assert svg.count(' role="img"') - svg.count('"C" role="img"') == 1
    assert len(re.findall(r"<\w+[^>]* aria-", svg)) == 1
    assert len(Seen(svg).name) > 10


@each(EVERY)
@pytest.mark.parametrize("width", [1040, 350])
def test_a_drawing_uses_colours_of_the_theme_alone_and_no_style(draw: Draw, width: int) -> None:
    svg = draw(width)

    assert colours_of(svg) <= set(COLOURS.values())
    assert "style" not in svg
    assert "<script" not in svg
    assert "http" not in svg.replace("http://www.w3.org/", "")


@each(EVERY)
def test_the_phone_gets_a_drawing_of_its_own(draw: Draw) -> None:
    assert draw(350) != draw(1040)
    assert float(Seen(draw(350)).root.attrib["width"]) < 440


@each(EVERY)
@pytest.mark.parametrize("width", [1040, 350])
def test_on_a_page_every_colour_is_the_pages_and_the_size_the_screens(
    draw: Draw, width: int
) -> None:
    svg = inline(draw(width))
    root = Seen(svg).root

    assert not re.search("#[0-9a-f]{6}", svg)
    assert colours_of(svg) <= {f"var(--{name})" for name in COLOURS}
    assert "width" not in root.attrib
    assert "height" not in root.attrib
    assert root.attrib["viewBox"]


@each(NOTHING)
@pytest.mark.parametrize("width", [1040, 350])
def test_nothing_to_draw_is_an_empty_picture_that_says_so(draw: Draw, width: int) -> None:
    seen = Seen(draw(width))

    assert seen.name.strip()
    assert "NaN" not in seen.svg


@each(ZERO)
@pytest.mark.parametrize("width", [1040, 350])
def test_stretches_without_length_are_drawn_without_length(draw: Draw, width: int) -> None:
    svg = draw(width)

    assert "NaN" not in svg
    assert "Infinity" not in svg
    assert Seen(svg).name


@pytest.mark.parametrize("name", ["stacked bars", "time line", "spreads", "dumbbell"])
def test_labels_are_written_as_they_are_and_never_become_marks(name: str) -> None:
    seen = Seen(EVERY[name](350))

    assert NASTY in seen.name
    assert any(NASTY in words for words in seen.words)
    assert "<b>" not in seen.svg


def test_every_colour_of_the_drawings_is_a_variable_of_the_page_in_light_and_dark() -> None:
    light, dark = STYLES.read_text(encoding="utf-8").split("prefers-color-scheme: dark", 1)

    for name, colour in COLOURS.items():
        assert f"--{name}: {colour};" in light
        assert f"--{name}: #" in dark.split("}", 1)[0]


def test_no_two_names_share_a_colour() -> None:
    assert len(set(COLOURS.values())) == len(COLOURS)


@pytest.mark.parametrize(
    ("party", "kind", "name"),
    [
        ("marketing", "work", "marketing"),
        ("marketing", "wait", "marketing-soft"),
        ("it", "queue", "it-soft"),
        ("agency", "work", "agency"),
        ("vendor", "unmapped", "vendor-soft"),
        ("sales", "work", "other"),
        ("customer", "wait", "other-soft"),
        ("nobody", "wait", "nobody"),
        ("unmapped", "work", "unmapped"),
    ],
)
def test_a_party_works_in_full_colour_and_waits_in_pale(party: str, kind: str, name: str) -> None:
    assert party_colour(party, kind) == COLOURS[name]


def test_the_two_sides_are_written_in_colours_dark_enough_to_read() -> None:
    assert party_text_colour("marketing") == COLOURS["marketing-text"]
    assert party_text_colour("it") == COLOURS["it-text"]
    assert party_text_colour("agency") == COLOURS["soft"]
    for name in ("marketing-text", "it-text", "soft", "ink"):
        assert contrast(COLOURS[name], COLOURS["paper"]) >= 4.5


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.2."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_a_picture_to_take_away_is_a_drawing_or_an_image() -> None:
    svg = stacked_bars([Bar("All", (Segment("it", "work", 2.0, "works"),))], 600)

    drawing, kind = picture_file(svg, "svg")
    assert (drawing[:4], kind) == (b"<svg", "image/svg+xml")
    image, kind = picture_file(svg, "png")
    assert (image[:8], kind) == (b"\x89PNG\r\n\x1a\n", "image/png")


def test_the_same_numbers_are_drawn_once_whatever_holds_them() -> None:
    times = []

    @theme.drawn_once
    def draw(rows: list[float], width: int = 9) -> str:
        times.append(rows)
        return f"{rows} {width}"

    assert draw([1.0]) == draw([1.0]) == "[1.0] 9"
    assert draw([1.0], width=8) == "[1.0] 8"
    assert draw([1.5]) == "[1.5] 9"
    assert len(times) == 3
    assert theme._Asked((), {}) != "(), {}"
