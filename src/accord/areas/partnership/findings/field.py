"""Figures of the field beside the company's own."""

from dataclasses import dataclass

from accord.areas.indicators.models import Reading
from accord.areas.indicators.queries import Board
from accord.areas.partnership.findings.words import SIDES


@dataclass(frozen=True, slots=True)
class Compared:
    """A published figure of the field beside the company's own."""

    text: str
    published: dict[str, float]
    published_as: str
    own: dict[str, float | None]
    source: str


def compared(board: Board) -> list[Compared]:
    """The published figures whose questions this company answered too."""
    groups: dict[str, dict[str, Reading]] = {}
    for found in board.parts_of_family("pulse.benchmark.", ""):
        key, _, side = found.name.removeprefix("pulse.benchmark.").rpartition(".")
        groups.setdefault(key, {})[side] = found
    rows = []
    for sides in groups.values():
        detail = next(iter(sides.values())).detail
        rows.append(
            Compared(
                text=next(iter(sides.values())).question.partition("“")[2].rstrip("”?"),
                published={
                    side: found.detail["published"]
                    for side, found in sides.items()
                    if found.detail["published"] is not None
                },
                published_as=detail["published_as"],
                own={side: sides[side].value if side in sides else None for side in SIDES},
                source=detail["source"],
            )
        )
    return rows
