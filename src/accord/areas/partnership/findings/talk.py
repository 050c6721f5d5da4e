"""Few people: a sheet for the conversation."""

from collections.abc import Sequence

from accord.areas.indicators.queries import Board
from accord.areas.partnership.findings.pulse import few_people, released_pulse
from accord.areas.partnership.findings.said_and_shown import SaidShown


def talk(board: Board, said: Sequence[SaidShown]) -> list[str]:
    """Questions for the table, where so few were asked that figures say little."""
    pulse = released_pulse(board)
    if pulse is None or not few_people(pulse):
        return []
    known = [row for row in said if row.marketing is not None and row.it is not None]
    agreed = sorted(known, key=lambda row: -min(row.marketing or 0, row.it or 0))[:1]
    low = sorted(known, key=lambda row: (row.marketing or 0) + (row.it or 0))[:1]
    apart = sorted(known, key=lambda row: -abs((row.marketing or 0) - (row.it or 0)))[:1]
    questions = [
        f"“{row.name}” stands highest with both. What makes it work, and where else would it help?"
        for row in agreed
    ]
    questions += [
        f"“{row.name}” stands lowest with both. Which one request shows it best?" for row in low
    ]
    questions += [
        f"On “{row.name}” the two lie furthest apart. Let each side tell one example."
        for row in apart
    ]
    return questions
