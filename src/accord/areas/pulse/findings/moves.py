"""Who joined or left between waves, and what that does to a release: half points, teams joined.

Looks at who was invited, never at answers. Every wave whose figures are shown counts, not the last alone.
"""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from accord.analysis.change import FEW_MOVED
from accord.analysis.waves import Members, too_near
from accord.areas.pulse.findings.sides import SIDE_WORDS, Content
from accord.areas.pulse.findings.words import capital
from accord.areas.pulse.frames import SIDE_NAMES, Survey, together
from accord.areas.pulse.models import Wave
from accord.areas.pulse.queries import Place, invited_numbers, registry, releases

#: From so many invited on, a mean to 0.1 tells the sum of their answers no finer than to four points, the
#: width of the scale: sums over several units of the other wave then hide one answer.
LARGE = 40

Invited = Mapping[Place, Members]


@dataclass(frozen=True, slots=True)
class Beside:
    """This wave's people beside the units of one that is shown already.

    ``counted``: nobody is named in one of the two; people stand for numbers of the invited.
    """

    now: Invited
    then: tuple[tuple[str, Members], ...]  # side and people of each unit
    counted: bool = False

    @property
    def units(self) -> tuple[Members, ...]:
        """The people of each unit of the other wave."""
        return tuple(people for _, people in self.then)

    @property
    def halved(self) -> Iterator[str]:
        """The sides that few joined or left: as a whole, or, of small sides, as any sum of units."""
        sides = _sides(self.now)
        near = too_near(sides, self.units)
        for side, people in sides.items():
            before = frozenset[Hashable]().union(*(own for name, own in self.then if name == side))
            by_whole = before and 1 <= len(people ^ before) <= FEW_MOVED
            if by_whole or (side in near and len(people) < LARGE):
                yield side


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of one block were asked, and, if it was told, how many of them are new or gone."""

    count: int
    joined: int | None = None
    left: int | None = None


@dataclass(frozen=True, slots=True)
class Moves:
    """Sides told in half points, blocks told under one name, and whether numbers alone decided."""

    halved: frozenset[str] = frozenset()
    names: Mapping[Place, str] = field(default_factory=dict)
    counted: bool = False

    def applied(self, survey: Survey) -> Survey:
        """The same survey with the blocks joined that would give few people away."""
        if not self.names:
            return survey
        return replace(
            survey,
            respondents=tuple(
                replace(part, block=self._name(part.side, part.block))
                for part in survey.respondents
            ),
            invited=together(survey.invited, self.names),
        )

    def units(self, survey: Survey) -> dict[str, list[list[str]]]:
        """The blocks of each side that this release may tell apart, for the waves that come."""
        found: dict[str, dict[str, list[str]]] = {side: {} for side in SIDE_NAMES}
        for part in survey.invited:
            name = self._name(part.side, part.block)
            found[part.side].setdefault(name, []).append(part.block)
        return {side: list(units.values()) for side, units in found.items()}

    def as_content(self, survey: Survey) -> Content:
        """What was done and why, as it is kept with the release."""
        return {
            "units": self.units(survey),
            "halved": [side for side in SIDE_NAMES if side in self.halved],
            "sentences": list(self._sentences(survey)),
        }

    def _name(self, side: str, block: str) -> str:
        return self.names.get((side, block), block)

    def _sentences(self, survey: Survey) -> Iterator[str]:
        for side in SIDE_NAMES:
            if side in self.halved:
                yield (
                    f"Since a pulse before this one, between one and four people joined or left "
                    f"{SIDE_WORDS[side]}. So its means are told in half points (in whole ones below eight "
                    "answers) and nothing finer is told of its answers: else what the few answered could be worked out."
                )
            elif any(place[0] == side for place in self.names):
                yield (
                    f"{capital(SIDE_WORDS[side])}: some teams are told together, because between one and "
                    "four people joined or left one of them since a pulse before this one."
                )
        if self.counted and (self.halved or self.names):
            yield (
                "An import names nobody: how many joined or left was told from the numbers of the invited."
            )


NOTHING_MOVED = Moves()


def moves_beside(before: Sequence[Beside]) -> Moves:
    """What the waves that are shown already ask of this one."""
    halved = frozenset(side for part in before for side in part.halved)
    names: dict[Place, str] = {}
    if before:
        blocks = [place for place in before[0].now if place[0] not in halved]
        for unit in _calm(blocks, before):
            whole = len([place for place in blocks if place[0] == unit[0][0]]) == len(unit)
            if len(unit) > 1:
                name = "" if whole else " + ".join(block for _, block in unit)
                names |= dict.fromkeys(unit, name)
        for side in halved:
            own = [place for place in before[0].now if place[0] == side]
            names |= dict.fromkeys(own if len(own) > 1 else [], "")
    return Moves(halved, names, any(part.counted for part in before))


def shown_beside(wave: Wave) -> list[Beside]:
    """The people of a wave beside those of every wave whose figures are shown already.

    By the registry, while both waves still have theirs; else by the numbers of the invited.
    """
    others = [row for row in releases() if row.wave_id != wave.pk and row.content["released"]]
    in_order = sorted([*(row.wave for row in others), wave], key=lambda row: (row.asked_on, row.pk))
    told = [
        {place: Counts(*numbers) for place, numbers in invited_numbers(row).items()}
        for row in in_order
    ]
    numbers = dict(zip((row.pk for row in in_order), by_numbers(told), strict=True))
    own = registry(wave)
    found = []
    for row in others:
        named = registry(row.wave)
        counted = not (own and named)
        now, then = (numbers[wave.pk], numbers[row.wave_id]) if counted else (own, named)
        found.append(Beside(now, tuple(units_of(row.content, then)), counted))
    return found


def units_of(content: Mapping[str, Any], invited: Invited) -> Iterator[tuple[str, Members]]:
    """Side and people of each unit that a release may tell apart; none where nothing was shown."""
    if not content["released"]:
        return
    told = content.get("moves", {}).get("units", {})
    for side in SIDE_NAMES:
        blocks = [block for own, block in invited if own == side]
        for unit in told.get(side) or [[block] for block in blocks]:
            people = (invited.get((side, block), frozenset()) for block in unit)
            yield side, frozenset[Hashable]().union(*people)


def by_numbers(waves: Sequence[Mapping[Place, Counts]]) -> list[dict[Place, Members]]:
    """Stand-ins for the invited of waves one after the other, of which only numbers are known.

    Where it was told how many are new and gone, that holds; else just as many as the numbers differ by.
    """
    found: list[dict[Place, Members]] = []
    known: dict[Place, list[Hashable]] = {}
    for number, wave in enumerate(waves):
        for place, counts in wave.items():
            old = known.get(place, [])
            gone = min(len(old), counts.left or 0)
            kept = old[gone:][: max(0, counts.count - (counts.joined or 0))]
            new = [(number, place, extra) for extra in range(counts.count - len(kept))]
            known[place] = [*kept, *new]
        found.append({place: frozenset(known[place]) for place in wave})
    return found


def _sides(invited: Invited) -> dict[str, Members]:
    return {
        side: frozenset().union(*(people for place, people in invited.items() if place[0] == side))
        for side in SIDE_NAMES
    }


def _calm(blocks: Sequence[Place], before: Sequence[Beside]) -> list[tuple[Place, ...]]:
    """Blocks joined with their neighbours, in the order given, until none lies too near to any wave."""
    units: list[tuple[Place, ...]] = [(place,) for place in blocks]
    while (place := _unrest(units, before)) is not None:
        other = place + 1 if units[place + 1 : place + 2] else place - 1
        if other < 0 or units[other][0][0] != units[place][0][0]:
            other = place - 1
        first, second = sorted((place, other))
        units[first : second + 1] = [(*units[first], *units[second])]
    return units


def _unrest(units: Sequence[tuple[Place, ...]], before: Sequence[Beside]) -> int | None:
    """The first unit that lies too near and that has a neighbour on its side, to be joined."""
    sides = Counter(unit[0][0] for unit in units)
    near = {
        int(name)
        for part in before
        for name in too_near(
            {
                str(number): frozenset().union(
                    *(part.now.get(place, frozenset()) for place in unit)
                )
                for number, unit in enumerate(units)
            },
            part.units,
        )
    }
    return next((number for number in sorted(near) if sides[units[number][0][0]] > 1), None)
