"""The names by which trackers' fields say which team holds an item, most telling first."""

import re
from collections.abc import Iterable

from accord.connectors.columns import Sheet
from accord.connectors.contract import HolderKind, Options, UnreadableFileError
from accord.connectors.persons import names_persons, names_the_logger

HOLDER_AT_EXPORT = "Holders are those at export: who held an item before is not in this file."
_LOGGED = (
    "Does {} say whose turn it is? It is called like one that names who wrote the row. "
    "If so, choose another column as the holder."
)
_KIND_OF_FIELD = re.compile(r"\s*\([^()]*\)$")  # "Team (drop down)"

TEAM_FIELDS = (
    "team",
    "assigned team",
    "responsible team",
    "owning team",
    "delivery team",
    "assigned group",
    "assignment group",
    "responsible group",
    "squad",
)


def names_a_team(field: str) -> bool:
    """Whether a field of this name usually holds a team."""
    return field.strip().casefold() in TEAM_FIELDS


def most_telling(fields: Iterable[str]) -> list[str]:
    """The fields that name a team, the most telling first."""
    teams = {field for field in fields if names_a_team(field)}
    return sorted(teams, key=lambda field: (TEAM_FIELDS.index(field.strip().casefold()), field))


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
            if names_the_logger(_KIND_OF_FIELD.sub("", name)):
                receipt.guessed.append(_LOGGED.format(name))
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
