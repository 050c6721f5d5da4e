"""Whose turn it was, and one request that readers will remember."""

from collections.abc import Sequence
from dataclasses import dataclass

from accord.areas.indicators.models import Reading
from accord.areas.indicators.queries import Board
from accord.areas.partnership.findings.words import SIDES, days_in_words
from accord.charts.turns import Segment, plain_days, unlabelled, who_does


@dataclass(frozen=True, slots=True)
class Remembered:
    """One request that readers will remember."""

    title: str
    sentence: str
    link: str


def segments(board: Board) -> tuple[Segment, ...]:
    """The average delivered request, as the bar shows it."""
    days = board.get("evidence.turn.days")
    if days is None:
        return ()
    return tuple(
        Segment(part["party"], part["kind"], part["days"], part["text"])
        for part in days.detail["segments"]
    )


def narrow_segments(found: Sequence[Segment]) -> str:
    """The parts of the bar that are too narrow to be labelled in it, in words."""
    return ", ".join(
        f"{who_does(part.party, part.text)} {plain_days(part.days)}" for part in unlabelled(found)
    )


def turns_sentence(board: Board) -> str:
    """What the bar is the average of, and how sure it is."""
    days = board.get("evidence.turn.days")
    if days is None or days.low is None or days.high is None:
        return ""
    what = "delivered requests that ran through both trackers"
    if days.detail.get("remembered"):
        what = "requests as both sides remember them; no tracker recorded them"
    if unlinked(days):
        what = "delivered items, none of them linked across the trackers"
    elif not days.detail["joint"]:
        what = "delivered items of one tracker; what the other side did is not in it"
    return (
        f"Average of {days.count:,} {what}; probably {plain_days(days.low)} to "
        f"{plain_days(days.high)} days."
    ) + _both_right(board, days)


def _both_right(board: Board, days: Reading) -> str:
    """Each side finds itself right once and uneasy once: both by the same yardstick."""
    if not days.detail["joint"]:
        return ""
    owes, queues = (
        {side: board.value("evidence.turn.of", f"{side}.{kind}") or 0.0 for side in SIDES}
        for kind in ("wait", "queue")
    )
    if min(owes.values()) < 0.5:
        return ""
    return (
        f" Each waits for the other: marketing owes answers for {days_in_words(owes['marketing'])} "
        f"days and holds {days_in_words(queues['marketing'])} in a queue; IT owes answers for "
        f"{days_in_words(owes['it'])} and holds {days_in_words(queues['it'])} in a queue."
    )


def unlinked(days: Reading) -> bool:
    """Whether several trackers are here and no item of one names an item of another."""
    return not days.detail["joint"] and len(days.detail["sources"]) > 1


def remembered(board: Board) -> Remembered | None:
    """The request that readers remember, with its longest waits in words."""
    found = board.get("evidence.memorable")
    if found is None or found.value is None:
        return None
    waits = ", ".join(
        f"{who_does(wait['party'], wait['text'])} {plain_days(wait['days'])}"
        for wait in found.detail["waits"]
    )
    sentence = f"{plain_days(found.value)} days; {waits}"
    return Remembered(found.detail["title"], sentence, found.link)
