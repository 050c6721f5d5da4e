"""Which teams may move."""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from accord.analysis.custody import NO_PARTY, OPEN_CLASSES
from accord.connectors.contract import Receipt, UnreadableFileError
from accord.connectors.files import numbered_rows


def read_movable(file: Path) -> list[str]:
    """The names in the column ``team`` or ``holder``."""
    rows = numbered_rows(file, Receipt())
    header = [cell.strip().lower() for cell in next(rows, (0, []))[1]]
    column = next((name for name in ("team", "holder") if name in header), None)
    if column is None:
        raise UnreadableFileError(
            f"{file.name} lacks the column team; its first row must name it (or holder)."
        )
    place = header.index(column)
    named = {row[place].strip() for _, row in rows if len(row) > place} - {""}
    if not named:
        raise UnreadableFileError(f"{file.name} names no team.")
    return sorted(named)


def may_move(
    stays: pa.Table, named: list[str] | None, parties: dict[str, str], people: set[str]
) -> list[str]:
    """The teams of the records that may move; ``UnreadableFileError`` names one that never can."""
    counted = pc.and_(
        pc.invert(pc.is_in(stays["turn"], pa.array(["", *NO_PARTY]))),
        pc.is_in(stays["class"], pa.array(OPEN_CLASSES)),
    )
    present = set(stays["team"].filter(counted).unique().to_pylist()) - {""}
    if named is None:
        return sorted(present)
    for team in named:
        if team in people and team not in present:
            raise UnreadableFileError(f"{team!r} may not be moved: it is a person, not a team.")
        if parties.get(team, "") in ("", *NO_PARTY):
            raise UnreadableFileError(
                f"{team!r} may not be moved: the parties file gives it no party that it could leave."
            )
    return sorted(present & set(named))
