"""What each column of a table says, and the fingerprint by which a header is known again."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from accord.connectors.contract import UnreadableFileError


class Part(StrEnum):
    """What a column may say."""

    ITEM = "item"
    TITLE = "title"
    TYPE = "type"
    STATUS = "status"
    HOLDER = "holder"
    PERSON = "person"
    REQUESTER = "requester"
    CREATED = "created"
    STARTED = "started"
    DONE = "done"
    DUE = "due"
    CHANGED = "changed"
    RESOLUTION = "resolution"
    LABELS = "labels"
    LINK = "link"
    TEXT = "text"


#: Parts that hold times.
TIMES = (Part.CREATED, Part.STARTED, Part.DONE, Part.DUE, Part.CHANGED)
#: Parts that several columns may play.
SHARED = (Part.LABELS, Part.LINK, Part.TEXT)


class RowKind(StrEnum):
    """What a row is: how one item stands, or one change of an item."""

    SNAPSHOT = "snapshot"
    HISTORY = "history"


@dataclass(frozen=True, slots=True)
class Mapping:
    """What is read of a table; columns are named as ``column_names`` names them."""

    rows: RowKind
    columns: tuple[tuple[str, Part], ...]
    header: int = 1  # the row that names the columns, counted from 1; 0 is a table without one
    sheet: str = ""  # of a workbook; "" is the first that holds anything
    persons: bool = False  # whether the holder column names persons

    def column(self, part: Part) -> str:
        """The first column that plays the part, "" where none does."""
        return next(iter(self.every(part)), "")

    def every(self, part: Part) -> list[str]:
        """All columns that play the part."""
        return [name for name, played in self.columns if played == part]

    def problem(self) -> str:
        """One sentence that says why a table cannot be read so, "" where it can."""
        double = [part for part in Part if part not in SHARED and len(self.every(part)) > 1]
        if double:
            names = " and ".join(self.every(double[0]))
            return f"Only one column can be the {double[0]}, not {names}."
        if not self.column(Part.ITEM) and not self.column(Part.TITLE):
            return "Say which column tells the items apart: their key, or else their title."
        if self.rows is RowKind.HISTORY:
            return self._history_problem()
        if not self.column(Part.CREATED) and not self.column(Part.STARTED):
            return "Say which column dates the creation: without a date nothing can be said."
        return ""

    def _history_problem(self) -> str:
        if not self.column(Part.CHANGED):
            return "Say which column dates the change: rows of a history need one."
        if not self.column(Part.STATUS) and not self.column(Part.HOLDER):
            return "Say which column names the status or the holder: a history tells their changes."
        return ""

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {
            "rows": self.rows.value,
            "columns": {name: part.value for name, part in self.columns},
            "header": self.header,
            "sheet": self.sheet,
            "persons": self.persons,
        }

    @classmethod
    def from_dict(cls, told: dict[str, Any]) -> "Mapping":
        """The mapping that ``as_dict`` wrote; ``UnreadableFileError`` where it makes no sense."""
        try:
            columns = tuple((str(name), Part(part)) for name, part in told["columns"].items())
            rows = RowKind(told.get("rows", RowKind.SNAPSHOT))
            header, sheet = int(told.get("header", 1)), str(told.get("sheet", ""))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise UnreadableFileError(f"The mapping of the columns is wrong ({error}).") from error
        return cls(rows, columns, header, sheet, bool(told.get("persons")))


def normal(name: str) -> str:
    """A column's name as compared: small letters, single blanks, nothing around."""
    return re.sub(r"[\s_]+", " ", name.replace("\ufeff", "")).strip().casefold()


def column_names(cells: Iterable[str]) -> list[str]:
    """The header's cells as names of which no two are alike: blank ones numbered, repeated counted."""
    names: list[str] = []
    taken: set[str] = set()
    counted: dict[str, int] = {}  # so that thousands alike are not counted anew each time
    for place, cell in enumerate(cells, start=1):
        plain = " ".join(cell.replace("\ufeff", "").split()) or f"Column {place}"
        name, again = plain, counted.get(plain, 1)
        while name.casefold() in taken:
            again += 1
            name = f"{plain} ({again})"
        counted[plain] = again
        taken.add(name.casefold())
        names.append(name)
    return names


def fingerprint(names: Iterable[str]) -> str:
    """Equal for headers that name the same columns in the same order."""
    return hashlib.sha256("\x1f".join(map(normal, names)).encode()).hexdigest()
