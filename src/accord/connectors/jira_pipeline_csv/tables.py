"""The data pipeline's two tables, alone or one after the other in one file."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from accord.connectors.columns import Cells, Columns
from accord.connectors.contract import Receipt, UnreadableFileError
from accord.connectors.files import numbered_rows

_ISSUES = {"id", "key", "issue_type", "status", "created_date"}
_HISTORY = {"issue_id", "changelog_id", "created_date", "field"}


class Part(Enum):
    """Which of the two tables a row is of."""

    ISSUES = "issues"
    HISTORY = "history"


@dataclass(frozen=True, slots=True)
class Line:
    """A row, its place, and the columns of its table."""

    part: Part
    number: int
    columns: Columns
    cells: Cells

    def first(self, *names: str) -> str:
        """The first filled cell under any of these names."""
        return self.columns.first(self.cells, *names)


def part_of(header: Cells) -> Part | None:
    """The table that begins with this header, if any."""
    names = {name.strip().casefold() for name in header}
    if names >= _HISTORY:
        return Part.HISTORY
    return Part.ISSUES if names >= _ISSUES else None


def lines(file: Path, receipt: Receipt) -> Iterator[Line]:
    """Every row of every table of the file."""
    part, columns = None, Columns(())
    for number, cells in numbered_rows(file, receipt):
        if (begun := part_of(cells)) is not None:
            part, columns = begun, Columns(tuple(cell.strip() for cell in cells))
        elif part is None:
            raise UnreadableFileError(
                f"{file.name} does not begin with the header of the data pipeline's issues or "
                "issue history; import these files as they were written."
            )
        elif any(cells):
            yield Line(part, number, columns, cells)


def headers(file: Path, receipt: Receipt) -> dict[Part, Columns]:
    """The columns of each table that the file holds."""
    return {line.part: line.columns for line in lines(file, receipt)}
