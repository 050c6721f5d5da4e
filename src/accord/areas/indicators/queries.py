"""Reads of what the areas published."""

from collections.abc import Iterable

from accord.areas.indicators.models import Reading, Signal


class Board:
    """The readings of one edition, found by name and part."""

    def __init__(self, rows: Iterable[Reading]) -> None:
        self._rows = {(row.name, row.part): row for row in rows}

    def get(self, name: str, part: str = "") -> Reading | None:
        """One reading, or None when nobody published it."""
        return self._rows.get((name, part))

    def value(self, name: str, part: str = "") -> float | None:
        """The number of a reading, or None when nobody can tell."""
        row = self.get(name, part)
        return None if row is None else row.value

    def parts(self, name: str) -> list[Reading]:
        """All readings of a name, one a part."""
        return [row for (found, _), row in self._rows.items() if found == name]

    def parts_of_family(self, begin: str, end: str) -> list[Reading]:
        """All readings whose names begin and end so, in the order in which they were published."""
        found = [
            row
            for (name, _), row in self._rows.items()
            if name.startswith(begin) and name.endswith(end)
        ]
        return sorted(found, key=lambda row: row.pk)


def board(edition: str = "") -> Board:
    """Everything that the areas have said on one board."""
    return Board(Reading.objects.filter(edition=edition))


def editions() -> list[str]:
    """The what-if boards there are."""
    found = Reading.objects.exclude(edition="").order_by("edition")
    return list(found.values_list("edition", flat=True).distinct())


def signals(edition: str = "") -> list[Signal]:
    """What wants attention, biggest first."""
    return list(Signal.objects.filter(edition=edition))
