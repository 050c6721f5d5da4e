"""The names by which trackers' fields say which team holds an item, most telling first."""

from collections.abc import Iterable

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
