"""Tells by the names in the header which column of a plain history means what."""

from dataclasses import dataclass
from pathlib import Path

from accord.connectors.contract import HolderKind, Options, Receipt, UnreadableFileError
from accord.connectors.hand_offs import HandOffs, is_compared
from accord.connectors.persons import names_persons

# The names that a column may bear, first choice first. The second ones are those of event logs.
ITEM = ("item", "case:concept:name", "case_id", "case id", "case")
AT = ("at", "time:timestamp", "timestamp", "time")
STATUS = ("status", "concept:name", "activity")
HOLDER = ("holder", "org:group", "org:role", "group", "team", "person", "org:resource", "resource")
OPTIONAL = ("person", "type", "title", "due", "resolution", "labels")

NOWHERE = -1  # the place of a column that the file does not have
_COLUMNS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the cells stand; ``NOWHERE`` for what the file does not have."""

    names: tuple[str, ...]  # as written
    compared: tuple[int, ...]  # what else could be the holder, and what counts reassignments
    item: int
    at: int
    status: int
    holder: int
    person: int
    type: int
    title: int
    due: int
    resolution: int
    labels: int

    @property
    def width(self) -> int:
        """How many cells a row has."""
        return len(self.names)

    def hand_offs(self) -> HandOffs:
        """Asks whether the holder is who logged the row; its cells are those of ``compared``."""
        return HandOffs([self.names[place] for place in self.compared], self.names[self.holder])

    @property
    def describes(self) -> bool:
        """Whether more is said of items than their state."""
        return {self.type, self.title, self.labels} != {NOWHERE}

    @property
    def texts(self) -> set[int]:
        """The places of the columns that are read as text."""
        places = {self.item, self.status, self.holder}
        optional = {self.person, self.type, self.title, self.resolution, self.labels}
        return places.union(optional, self.compared) - {NOWHERE}

    @property
    def times(self) -> tuple[int, ...]:
        """The places of the columns that hold times."""
        return (self.at,) if self.due == NOWHERE else (self.at, self.due)


def find_columns(file: Path, header: list[str], options: Options, receipt: Receipt) -> Columns:
    """Find the columns by their names, and tell the receipt which are read."""
    places: dict[str, int] = {}
    for place, cell in enumerate(header):
        places.setdefault(cell.strip().casefold(), place)
    found = _Finder(file, header, places)
    holder = found.told_or_usual(options.holder, HOLDER, "holder")
    columns = Columns(
        tuple(cell.strip() for cell in header),
        _compared(header, holder),
        found.told_or_usual("", ITEM, "item"),
        found.told_or_usual("", AT, "at"),
        found.told_or_usual(options.status, STATUS, "status"),
        holder,
        *(places.get(name, NOWHERE) for name in OPTIONAL),
    )
    receipt.holder_kind = HolderKind.PERSON if names_persons(header[holder]) else HolderKind.UNIT
    _tell(columns, header, receipt)
    return columns


def _compared(header: list[str], holder: int) -> tuple[int, ...]:
    """What this format calls by its own names says what it says: only others are compared."""
    own = {"item", "at", "status", "holder", *OPTIONAL}
    return tuple(
        place
        for place, name in enumerate(header)
        if place != holder and name.strip().casefold() not in own and is_compared(name)
    )


def _tell(columns: Columns, header: list[str], receipt: Receipt) -> None:
    read = {getattr(columns, name) for name in ("item", "at", "status", "holder", *OPTIONAL)}
    for place, cell in enumerate(header):
        (receipt.columns_read if place in read else receipt.columns_ignored).append(cell.strip())
    for name in ("item", "at", "status", "holder"):
        written = header[getattr(columns, name)].strip()
        if written.casefold() != name:
            receipt.guessed.append(f"The column {written} was read as {name}.")


@dataclass(frozen=True, slots=True)
class _Finder:
    file: Path
    header: list[str]
    places: dict[str, int]

    def told_or_usual(self, told: str, usual: tuple[str, ...], meaning: str) -> int:
        names = (told.strip().casefold(),) if told else usual
        for name in names:
            if name in self.places:
                return self.places[name]
        hint = f"; name one with --{meaning}" if meaning in ("holder", "status") else ""
        raise UnreadableFileError(
            f"{self.file.name} has no column {told or meaning!r}{hint}; it has: {self._shown()}."
        )

    def _shown(self) -> str:
        names = [cell.strip()[:40] for cell in self.header[:_COLUMNS_SHOWN]]
        more = len(self.header) - len(names)
        return ", ".join(names) + (f" and {more} more" if more > 0 else "")
