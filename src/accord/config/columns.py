"""``--columns``: what the columns of a table say that no reader knows, told at the command line."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from accord.connectors import registry
from accord.connectors.any_table.mapping import Mapping, Part
from accord.connectors.any_table.reader import NAME as ANY_TABLE
from accord.connectors.any_table.table import first_look
from accord.connectors.any_table.told import Told, mapping_of, told
from accord.connectors.contract import UnreadableFileError


@dataclass(frozen=True, slots=True)
class ToldTable:
    """A table's mapping, and the fingerprint by which its header is known again."""

    mapping: Mapping
    fingerprint: str

    @property
    def options(self) -> dict[str, Any]:
        """What its reader is told: the mapping names holder and status already."""
        return {"holder": "", "status": "", "mapping": self.mapping.as_dict()}


def told_tables(
    files: Sequence[Path], line: str, holder: str = "", status: str = ""
) -> dict[Path, ToldTable]:
    """Which of the files are read by the line, and how.

    A file that the line does not fit is read by its own format, where it has one; but the line must fit
    one of the files, or else it was written in vain. ``UnreadableFileError`` says what does not fit.
    """
    if not line:
        return {}
    said = told(line).naming(Part.HOLDER, holder).naming(Part.STATUS, status)
    found: dict[Path, ToldTable] = {}
    unfit: list[UnreadableFileError] = []
    for file in files:
        try:
            found[file] = _told_table(file, said)
        except UnreadableFileError as error:
            if not _is_known(file):
                raise
            unfit.append(error)
    if not found:
        raise unfit[0]
    return found


def _told_table(file: Path, said: Told) -> ToldTable:
    look = first_look(file, said.sheet, said.header)
    return ToldTable(mapping_of(file, look, said), look.fingerprint)


def _is_known(file: Path) -> bool:
    try:
        return registry.recognised(file).name != ANY_TABLE
    except UnreadableFileError:
        return False
