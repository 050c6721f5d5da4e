"""Exports that date a few states of every item and name its holder as it stands at export."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import count

from accord.connectors.columns import Sheet
from accord.connectors.contract import HolderKind, Options, Recorder, UnreadableFileError
from accord.connectors.files import due_time, time_zone
from accord.connectors.holders import most_telling
from accord.connectors.outcomes import UNDATED
from accord.connectors.persons import names_persons
from accord.connectors.snapshots import Ending

BEFORE = "dated before the item was created"
AFTER = "dated after the item had ended"
HOLDER_AT_EXPORT = "Holders are those at export: who held an item before is not in this file."
DUE_UNREADABLE = "due date that cannot be read"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_KIND_OF_FIELD = re.compile(r"\s*\([^()]*\)$")  # "Team (drop down)"


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment at which the item is known to have entered a state."""

    at: int
    status: str


@dataclass(frozen=True, slots=True)
class MarkedItems:
    """Writes the history rows that dated marks can honestly give."""

    recorder: Recorder
    born: str  # the status written at creation
    lines: Iterator[int] = field(default_factory=lambda: count(1))

    def item(
        self,
        key: str,
        created: int | None,
        marks: Iterable[Mark],
        ending: Ending | None,
        holder: str,
        place: str,
    ) -> bool:
        """One item: creation, marks in order of time, and its end. Says whether it was used."""
        end = None if ending is None else ending.at
        reason = _unusable(created, ending)
        if reason or created is None:
            self.recorder.skip(reason, place)
            return False
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


def holder_column(sheet: Sheet, options: Options, usual: str) -> str:
    """The column that names the holder, in small letters; empty where none is filled.

    As told, else a filled column called Team or the like, else the usual one of this tracker.
    """
    names = {_KIND_OF_FIELD.sub("", name): name for name in sheet.columns.header}
    teams = [names[name] for name in most_telling(names)]
    receipt = sheet.recorder.receipt
    for name in [options.holder] if options.holder else [*teams, usual]:
        if next(sheet.texts([name.casefold()]), ""):
            if names_persons(_KIND_OF_FIELD.sub("", name)):
                receipt.holder_kind = HolderKind.PERSON
            if not options.holder:
                receipt.guessed.append(f"The column {name} names the holder.")
            receipt.guessed.append(HOLDER_AT_EXPORT)
            return name.casefold()
    if options.holder:
        raise UnreadableFileError(
            f"{sheet.file.name} has no column {options.holder} with a value; "
            "name another column as holder."
        )
    return ""


def day_or_moment(at: int | None, zone: str, hours: tuple[int, ...] = (0,)) -> int | None:
    """A due time; one that stands at an hour that only says "that day" means the day's end."""
    if at is None:
        return None
    local = (_EPOCH + timedelta(microseconds=at)).astimezone(time_zone(zone))
    if local.time() in [time(hour) for hour in hours]:
        return due_time(local.date().isoformat(), zone)
    return at


def _unusable(created: int | None, ending: Ending | None) -> str:
    if created is None:
        return "no readable time"
    if ending is None:
        return ""
    if ending.at is None:
        return UNDATED
    return "done before it was created" if ending.at < created else ""
