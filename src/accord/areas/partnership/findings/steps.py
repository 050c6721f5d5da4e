"""One step, both ways."""

from dataclasses import dataclass

from accord.areas.indicators.queries import Board


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


def proposed_steps(board: Board) -> tuple[Step, ...]:
    """Three steps at most, the one of both sides first."""
    steps = [
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
    wanted = ["both", "briefs", "answers", "release"]
    order = {f"evidence.step {name}": place for place, name in enumerate(wanted)}
    return tuple(sorted(steps, key=lambda step: order.get(step.name, len(order)))[:3])
