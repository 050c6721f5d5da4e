"""The mapping files: the party of a holder, the class and turn of a status."""

from collections.abc import Iterator
from pathlib import Path

from accord.analysis.statuses import CLASSES
from accord.connectors.contract import Receipt, UnreadableFileError
from accord.connectors.files import numbered_rows


def read_parties(file: Path) -> dict[str, str]:
    """``holder,party``: the party of every holder listed, which may be blank."""
    return {name: cells["party"] for name, cells in _listed(file, ("holder", "party"))}


def read_statuses(file: Path) -> dict[str, tuple[str, str]]:
    """``status,class[,turn]``: class and turn of every status listed."""
    found = {}
    for name, cells in _listed(file, ("status", "class")):
        if cells["class"] and cells["class"] not in CLASSES:
            raise UnreadableFileError(
                f"{file.name} gives the status {name!r} the class {cells['class']!r}; "
                f"choose one of {', '.join(CLASSES)}."
            )
        found[name] = (cells["class"], cells.get("turn", ""))
    return found


def _listed(file: Path, columns: tuple[str, str]) -> Iterator[tuple[str, dict[str, str]]]:
    rows = numbered_rows(file, Receipt())
    header = [cell.strip().lower() for cell in next(rows, (0, []))[1]]
    missing = [column for column in columns if column not in header]
    if missing:
        raise UnreadableFileError(
            f"{file.name} lacks the column {' and '.join(missing)}; its first row must name "
            f"{','.join(columns)}."
        )
    met: dict[str, int] = {}
    for line, row in rows:
        padded = [cell.strip() for cell in row] + [""] * len(header)
        cells = dict(zip(header, padded, strict=False))
        name = cells[columns[0]]
        if not name:
            continue
        if name in met:
            raise UnreadableFileError(
                f"{file.name} lists {name!r} twice (lines {met[name]} and {line}); keep one."
            )
        met[name] = line
        yield name, cells
