"""One fact that both know."""

from collections.abc import Sequence

from accord.areas.indicators.models import Reading
from accord.areas.indicators.queries import Board
from accord.areas.partnership.findings.pulse import few_people
from accord.areas.partnership.findings.said_and_shown import SaidShown, clearly_apart
from accord.areas.partnership.findings.turns import unlinked
from accord.areas.partnership.findings.words import days_in_words
from accord.charts.turns import plain_days


def headline(board: Board, said: Sequence[SaidShown]) -> str:
    """What the records show; without them, what the pulse says, or that nothing is known."""
    days = board.get("evidence.turn.days")
    if days is not None and days.value is not None:
        return _records_headline(board, days)
    pulse = board.get("pulse.response")
    if pulse is None:
        return "Nothing is known yet about this partnership"
    if not pulse.detail["released"]:
        return "Too few answered to show anything about this partnership"
    if few_people(pulse):
        return "Few people, so facts and talk before figures"
    apart = clearly_apart(said)
    if not apart:
        return "Marketing and IT see most things alike"
    first = max(apart, key=lambda row: abs((row.marketing or 0) - (row.it or 0)))
    return f"Marketing and IT see “{first.name.lower()}” differently"


def _records_headline(board: Board, days: Reading) -> str:
    whole = plain_days(days.value or 0.0)
    working = board.value("evidence.turn.working")
    if unlinked(days):
        return f"An item takes {whole} days. No item of one tracker names one of another."
    if not days.detail["joint"]:
        tracker = days.detail["sources"][0]["name"] if days.detail["sources"] else "the tracker"
        return f"An item in {tracker} takes {whole} days. Half the story is in no file yet."
    if days.detail.get("remembered"):
        worked = "" if working is None else f", {days_in_words(working)} of them in work"
        return f"As both sides remember it, a request takes {whole} days{worked}."
    if working is None:
        return f"A request between marketing and IT takes {whole} days."
    worked = days_in_words(working)
    return f"A request takes {whole} days. People work on it for {worked}."
