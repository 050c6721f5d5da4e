"""Exports that show how items stand: when they were made and ended, and states dated in between."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count

from accord.analysis.tables import NOT_RECORDED
from accord.connectors.contract import Recorder
from accord.connectors.outcomes import UNDATED

BEFORE = "dated before the item was created"
AFTER = "dated after the item had ended"


@dataclass(frozen=True, slots=True)
class Ending:
    """How a finished item ended; ``at`` is unknown where the export does not date it."""

    at: int | None
    status: str
    resolution: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment at which the item is known to have entered a state."""

    at: int
    status: str


@dataclass(frozen=True, slots=True)
class Snapshots:
    """Writes the few history rows that a snapshot can honestly give."""

    recorder: Recorder
    born: str = NOT_RECORDED  # the status written at creation
    lines: Iterator[int] = field(default_factory=lambda: count(1))

    def item(
        self,
        key: str,
        created: int | None,
        ending: Ending | None,
        place: str,
        holder: str = "",
        marks: Iterable[Mark] = (),
    ) -> bool:
        """One item: creation, marks in order of time, and its end. Says whether it was used."""
        reason = _unusable(created, ending)
        if reason or created is None:
            self.recorder.skip(reason, place)
            return False
        end = None if ending is None else ending.at
        self.recorder.history(key, created, next(self.lines), self.born, holder)
        for mark in sorted(marks, key=lambda mark: mark.at):
            if mark.at < created or (end is not None and mark.at > end):
                self.recorder.skip(BEFORE if mark.at < created else AFTER, place)
            else:
                self.recorder.history(key, mark.at, next(self.lines), mark.status, holder)
        if ending is not None and end is not None:
            line = next(self.lines)
            self.recorder.history(key, end, line, ending.status, holder, "", ending.resolution)
        return True


def _unusable(created: int | None, ending: Ending | None) -> str:
    if created is None:
        return "no readable time"
    if ending is None:
        return ""
    if ending.at is None:
        return UNDATED
    return "done before it was created" if ending.at < created else ""
