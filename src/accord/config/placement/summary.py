"""The readable summary of ``accord placement``: before, each move, and what the numbers are worth."""

from collections.abc import Iterator

from accord.analysis.placement import Best, Passing
from accord.config.flow.figures import written_time
from accord.config.flow.summary import counted


def summary(best: Best, teams: list[str], as_of: int, with_persons: bool) -> str:
    """All that a person reads after the run."""
    lines = [
        f"As of {written_time(as_of)}: {_said(best.before)}.",
        *_move_lines(best, teams),
        *_worth_lines(best),
    ]
    if with_persons:
        lines.append("Holders that are persons stand for their party: only teams are moved.")
    return "\n".join(lines)


def _said(passing: Passing) -> str:
    return (
        f"{counted(passing.handoffs, 'hand-off')} between parties, "
        f"{passing.waiting_days:,.1f} days of waiting right after them"
    )


def _move_lines(best: Best, teams: list[str]) -> Iterator[str]:
    if not best.moves:
        found = (
            "No move saves any of it." if teams else "No team that may move is in these records."
        )
        yield found if best.optimal else "No move was found that saves any of it."
    for number, move in enumerate(best.moves, start=1):
        team = " ".join(move.team.split())
        yield f"{number}. Move {team} from {move.origin} to {move.target}: {_said(move.after)}."


def _worth_lines(best: Best) -> Iterator[str]:
    if best.optimal and best.moves:
        yield "No other moves within these limits leave less waiting."
    if not best.optimal:
        yield f"Other moves could save at most {best.gap:.1%} of the waiting that is left."
    if best.moves:
        yield "This is an upper bound of what moving saves: people also change when they move."
