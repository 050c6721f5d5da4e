"""The pulse, as far as it may be shown."""

from accord.areas.indicators.models import Reading
from accord.areas.indicators.queries import Board


def released_pulse(board: Board) -> Reading | None:
    """The response to the pulse; None before a wave has enough answers to be shown."""
    found = board.get("pulse.response")
    return found if found is not None and found.detail["released"] else None


def few_people(pulse: Reading) -> bool:
    """Whether so few were asked that talk comes before figures."""
    return any(side["invited"] <= 8 for side in pulse.detail["sides"].values())
