"""Exports that show only how items stand: when they were made, and when and how they ended."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from accord.analysis.tables import NOT_RECORDED
from accord.connectors.contract import Recorder
from accord.connectors.outcomes import UNDATED


@dataclass(frozen=True, slots=True)
class Ending:
    """How a finished item ended; ``at`` is unknown where the export does not date it."""

    at: int | None
    status: str
    resolution: str = ""


@dataclass(frozen=True, slots=True)
class Snapshots:
    """Writes the one or two history rows that a snapshot can honestly give."""

    recorder: Recorder
    lines: Iterator[int] = field(default_factory=lambda: count(1))

    def item(self, key: str, created: int | None, ending: Ending | None, place: str) -> bool:
        """One item: its creation, and its end where it has one. Says whether it was used."""
        reason = _unusable(created, ending)
        if reason or created is None:
            self.recorder.skip(reason, place)
            return False
        self.recorder.history(key, created, next(self.lines), NOT_RECORDED, "")
        if ending is not None and ending.at is not None:
            line = next(self.lines)
            self.recorder.history(key, ending.at, line, ending.status, "", "", ending.resolution)
        return True


def _unusable(created: int | None, ending: Ending | None) -> str:
    if created is None:
        return "no readable time"
    if ending is None:
        return ""
    if ending.at is None:
        return UNDATED
    return "done before it was created" if ending.at < created else ""
