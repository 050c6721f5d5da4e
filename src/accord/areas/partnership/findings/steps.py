"""One step, both ways."""

from collections.abc import Sequence
from dataclasses import dataclass

from accord.areas.indicators.queries import Board
from accord.areas.partnership.findings.plays import shared_trouble
from accord.areas.partnership.findings.said_and_shown import SaidShown

TROUBLE = "pulse.trouble"
_ORDER = (
    *("evidence.step both", "evidence.step briefs", TROUBLE),
    *("evidence.step answers", "evidence.step release"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that both could do, replayed on the records."""

    title: str
    text: str
    small: str
    saved: float
    after: float | None
    link: str
    name: str


def proposed_steps(board: Board, said: Sequence[SaidShown]) -> tuple[Step, ...]:
    """Three steps at most: of both sides first, then from the records and from what both say."""
    steps = _of_trouble(said) + [
        Step(
            title=found.detail["title"],
            text=found.detail["text"],
            small=found.detail["small"],
            saved=found.value or 0.0,
            after=found.detail.get("after"),
            link=found.link,
            name=f"{found.name} {found.part}",
        )
        for found in board.parts("evidence.step")
        if found.value
    ]
    order = {name: place for place, name in enumerate(_ORDER)}
    return tuple(sorted(steps, key=lambda step: order.get(step.name, len(order)))[:3])


def _of_trouble(said: Sequence[SaidShown]) -> list[Step]:
    trouble = shared_trouble(said)
    if trouble is None:
        return []
    row = trouble.row
    return [
        Step(
            title=trouble.title,
            text=f"Both sides count “{row.name.lower()}” among their three troubles "
            f"({row.marketing} and {row.it} of 5).",
            small=f"From what both say, not from records · {trouble.takes}",
            saved=0.0,
            after=None,
            link=row.link,
            name=TROUBLE,
        )
    ]
