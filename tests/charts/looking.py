"""Looks at a drawing in a test: its words, its colours, its shapes."""

import re
from xml.etree import ElementTree

from accord.charts.theme import COLOURS

_SVG = "{http://www.w3.org/2000/svg}"


class Seen:
    """A drawing, taken apart."""

    def __init__(self, svg: str) -> None:
        self.svg = svg
        self.root = ElementTree.fromstring(svg)
        self.name = self.root.attrib["aria-label"]

    @property
    def words(self) -> list[str]:
        """What is written in the picture, in order, empty texts left out."""
        return [text for part in self.root.iter(f"{_SVG}text") if (text := part.text)]

    def filled(self, colour: str) -> list[dict[str, str]]:
        """The shapes in one colour of the theme."""
        paths = self.root.iter(f"{_SVG}path")
        return [path.attrib for path in paths if path.attrib.get("fill") == COLOURS[colour]]

    @property
    def boxes(self) -> list[tuple[str, float, float]]:
        """Colour, left edge and width of every bar, in order; points are left out."""
        found = []
        for group in self.root.iter(f"{_SVG}g"):
            if "mark-rect" in group.attrib.get("class", ""):
                found += [_box(path.attrib) for path in group if "fill" in path.attrib]
        return found

    def where(self, words: str) -> tuple[float, float]:
        """Where a text stands."""
        (found,) = (part for part in self.root.iter(f"{_SVG}text") if part.text == words)
        across, down = re.findall(r"-?[\d.]+", found.attrib["transform"])[:2]
        return float(across), float(down)


def _box(path: dict[str, str]) -> tuple[str, float, float]:
    names = {colour: name for name, colour in COLOURS.items()}
    left, width = re.match(r"M([^,]+),[^h]+h(-?[\d.]+(?:e-?\d+)?)", path["d"]).groups()  # type: ignore[union-attr]
    return names[path["fill"]], round(float(left), 1), round(float(width), 1)


def colours_of(svg: str) -> set[str]:
    """Every colour that the drawing names."""
    return set(re.findall(r'(?:fill|stroke)="([^"]+)"', svg)) - {"none", "transparent"}
