"""What both sides remember of the same requests: where it is alike, where not, and what both agree on.

Definition with a worked example: ``docs/measures/look-back.md``.
"""

import datetime as dt
import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from accord.analysis.custody import NOBODY, UNMAPPED
from accord.analysis.statuses import Meaning

SIDES: Final = ("marketing", "it")
#: What happens to a request, in order.
MILESTONES: Final = ("asked", "understood", "started", "ready", "live")
ASKED, LIVE = MILESTONES[0], MILESTONES[-1]
OTHER: Final = "other"
#: Whose turn may be said to have come after a milestone.
TURNS: Final = ("marketing", "it", NOBODY, OTHER)
#: So many days apart are called alike: people who remember a day remember the week.
ALIKE_WITHIN: Final = 7
#: A request is compared where both sides place at least so many of its milestones.
FEWEST_COMPARED: Final = 2
#: From so many people on, it may be told how far those of one side lie apart.
FEWEST_FOR_SPAN: Final = 3

#: The class of the time after a milestone.
_CLASSES: Final = {
    "asked": "queue",
    "understood": "queue",
    "started": "work",
    "ready": "wait",
    "live": "done",
}
#: Turns as a status names them, and as custody knows them. "Other" is an agency unless mapped anew.
_TURN_WORDS: Final = {
    "marketing": ("marketing’s turn", "marketing"),
    "it": ("IT’s turn", "it"),
    NOBODY: ("nobody’s turn", NOBODY),
    OTHER: ("somebody else’s turn", "agency"),
    "": ("whose turn is not agreed", UNMAPPED),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """What one person said of one milestone: the day, or None; whose turn then came, or ""."""

    request: int
    side: str
    milestone: str
    day: dt.date | None
    turn: str = ""


@dataclass(frozen=True, slots=True)
class Memory:
    """What one side remembers of one milestone.

    ``day`` is the median of ``people`` days, of two middle ones the day halfway, rounded down; None
    where nobody gave one. ``differ`` says whether its own people gave different days, ``span`` how
    many days lie between them, None with fewer than ``FEWEST_FOR_SPAN`` people. ``turn`` is what most
    said, "" on a tie or where nobody said it.
    """

    day: dt.date | None = None
    people: int = 0
    differ: bool = False
    span: int | None = None
    turn: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """One milestone of one request, as both sides remember it."""

    milestone: str
    marketing: Memory
    it: Memory

    @property
    def apart(self) -> int | None:
        """Days from marketing's day to IT's, below zero where IT's is earlier; None without both."""
        if self.marketing.day is None or self.it.day is None:
            return None
        return (self.it.day - self.marketing.day).days

    @property
    def days_apart(self) -> int | None:
        """Days between both sides' days, whoever's is the later; None without both."""
        return None if self.apart is None else abs(self.apart)

    @property
    def alike(self) -> bool:
        """Whether both give a day, at most ``ALIKE_WITHIN`` apart."""
        return self.days_apart is not None and self.days_apart <= ALIKE_WITHIN

    @property
    def turns_differ(self) -> bool:
        """Whether both say whose turn came, and not the same."""
        return bool(self.marketing.turn and self.it.turn and self.marketing.turn != self.it.turn)

    @property
    def agreed_turn(self) -> str:
        """Whose turn came where both say the same, else ""."""
        return self.it.turn if self.it.turn == self.marketing.turn else ""


@dataclass(frozen=True, slots=True)
class Spread:
    """How far the two sides lie apart on one milestone, over all requests, in whole days."""

    milestone: str
    count: int  # requests on which both gave a day
    alike: int
    median: float
    low: int
    high: int
    later: Mapping[str, int]  # side → on how many of those apart its day is the later one


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a history that both agree on."""

    day: dt.date
    milestone: str
    turn: str

    @property
    def status(self) -> str:
        """How the history names it."""
        if self.milestone == LIVE:
            return "Live"
        return f"{self.milestone.capitalize()}, {_TURN_WORDS[self.turn][0]}"


def memory(marks: Sequence[Mark]) -> Memory:
    """What a side remembers of one milestone, by what its people said of it."""
    days = [mark.day.toordinal() for mark in marks if mark.day is not None]
    turn = _most(mark.turn for mark in marks if mark.turn)
    if not days:
        return Memory(turn=turn)
    span = max(days) - min(days)
    return Memory(
        day=dt.date.fromordinal(int(statistics.median(days))),
        people=len(days),
        differ=span > 0,
        span=span if len(days) >= FEWEST_FOR_SPAN else None,
        turn=turn,
    )


def _most(said: Iterable[str]) -> str:
    counted = Counter(said).most_common(2)
    if not counted or (len(counted) > 1 and counted[0][1] == counted[1][1]):
        return ""
    return counted[0][0]


def compared(marks: Iterable[Mark]) -> dict[int, tuple[Compared, ...]]:
    """Request → its five milestones as both sides remember them. Any order; other sides are left out."""
    said: dict[tuple[int, str, str], list[Mark]] = {}
    for mark in marks:
        said.setdefault((mark.request, mark.milestone, mark.side), []).append(mark)
    return {
        request: tuple(
            Compared(
                milestone,
                *(memory(said.get((request, milestone, side), ())) for side in SIDES),
            )
            for milestone in MILESTONES
        )
        for request in sorted({request for request, _, _ in said})
    }


def verdict(row: Sequence[Compared]) -> str:
    """ "alike" where every milestone that both place is; "apart" where one is not; else "open".

    Open means that fewer than ``FEWEST_COMPARED`` milestones were placed by both.
    """
    both = [one for one in row if one.apart is not None]
    if len(both) < FEWEST_COMPARED:
        return "open"
    return "alike" if all(one.alike for one in both) else "apart"


def widest(row: Sequence[Compared]) -> Compared | None:
    """The milestone on which the sides lie furthest apart; None where none was placed by both."""
    return max(
        (one for one in row if one.apart is not None),
        key=lambda one: one.days_apart or 0,
        default=None,
    )


def spreads(rows: Iterable[Sequence[Compared]]) -> list[Spread]:
    """How far the sides lie apart, milestone by milestone; those never placed by both are left out."""
    found: dict[str, list[Compared]] = {milestone: [] for milestone in MILESTONES}
    for row in rows:
        for one in row:
            if one.apart is not None:
                found[one.milestone].append(one)
    return [_spread(milestone, group) for milestone, group in found.items() if group]


def _spread(milestone: str, group: Sequence[Compared]) -> Spread:
    days = [one.days_apart or 0 for one in group]
    apart = [one.apart or 0 for one in group if not one.alike]
    return Spread(
        milestone=milestone,
        count=len(group),
        alike=sum(one.alike for one in group),
        median=statistics.median(days),
        low=min(days),
        high=max(days),
        later={"marketing": sum(one < 0 for one in apart), "it": sum(one > 0 for one in apart)},
    )


def agreed(row: Sequence[Compared]) -> tuple[Step, ...]:
    """The history that both agree on; empty where they do not agree on when it was asked and live.

    A milestone counts where the sides are alike on it: on the day halfway, rounded down. One that
    would come before an earlier one, or after a later one, gives way to the later in ``MILESTONES``.
    A milestone on which they differ is left out; the time then goes on with what stood before.
    """
    steps = [_step(one) for one in row if one.alike]
    by_name = {step.milestone: step for step in steps}
    if ASKED not in by_name or LIVE not in by_name:
        return ()
    begin, kept = by_name[ASKED], [by_name[LIVE]]
    if begin.day > kept[0].day:
        return ()
    for step in reversed(steps[1:-1]):
        if begin.day <= step.day <= kept[0].day:
            kept.insert(0, step)
    return (begin, *kept)


def _step(one: Compared) -> Step:
    days = [side.day.toordinal() for side in (one.marketing, one.it) if side.day is not None]
    return Step(dt.date.fromordinal(sum(days) // len(days)), one.milestone, one.agreed_turn)


def _meanings() -> dict[str, Meaning]:
    day = dt.date.min
    found = {}
    for milestone in MILESTONES:
        for turn, (_, party) in _TURN_WORDS.items():
            status = Step(day, milestone, turn).status
            owner = "" if milestone == LIVE else party
            found[status] = Meaning(status, _CLASSES[milestone], owner)
    return found


_MEANINGS: Final = _meanings()


def meaning(status: str) -> Meaning | None:
    """Class and turn of a status that ``agreed`` names; None for any other."""
    return _MEANINGS.get(status)
