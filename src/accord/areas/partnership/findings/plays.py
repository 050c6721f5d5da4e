"""What both could do about a trouble that both name: one thing to begin with for each dimension."""

from collections.abc import Sequence
from dataclasses import dataclass

from accord.areas.partnership.findings.said_and_shown import SaidShown
from accord.areas.partnership.findings.words import SIDES

#: By the key of the dimension: what to do, and what it takes. Suggestions of ours, not measured.
PLAYS = {
    "vision": ("Draw one picture of the next two years", "half a day, both leaders"),
    "understanding": (
        "Write down the ten words that mean two things",
        "an hour, two people a side",
    ),
    "trust": ("Say early when a date will not hold", "a rule for both, from tomorrow"),
    "speed": ("Open a fast lane for small changes", "an hour, both sides"),
    "decisions": ("Write down who decides", "ninety minutes, both sides"),
    "cadence": ("Meet for half an hour each week", "two people a side"),
    "customer": ("Walk one customer's way together", "half a day, both sides"),
    "results": ("Choose one result that both are judged by", "an hour, both leaders"),
    "skills": ("Lend each other one person for a month", "one person a side"),
    "integration": ("List what does not fit together", "two hours, both sides"),
    "governance": ("Declare what was bought, without blame", "an hour, both sides"),
    "budget": ("Write on one page who pays for what", "an hour, both leaders"),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """A dimension that both sides count among their three troubles, and what to begin with."""

    row: SaidShown
    title: str
    takes: str


def shared_trouble(said: Sequence[SaidShown]) -> Trouble | None:
    """The lowest of the dimensions that are among the three lowest of both sides."""
    known = [row for row in said if row.marketing is not None and row.it is not None]
    lowest = [
        {row.key for row in sorted(known, key=lambda row: getattr(row, side))[:3]} for side in SIDES
    ]
    both = [row for row in known if row.key in lowest[0] & lowest[1]]
    if not both:
        return None
    row = min(both, key=lambda row: (row.marketing or 0) + (row.it or 0))
    title, takes = PLAYS.get(row.key, ("Talk about it", "an hour, both sides"))
    return Trouble(row, title, takes)
