"""What a release proves about itself: the smallest group whose answers follow from what it tells.

Every figure of a release is about a *unit*: a union of *parts* of the people who answered. Whoever
reads it may add and subtract. Units are the rows and parts the columns of the release matrix; what
can be added up is its row space, and a group of parts can be worked out when some vector of that
space is zero everywhere else: when the rank falls as the group's columns are taken out.
"""

import heapq
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from accord.analysis import disclosure

FORMAT = 1
METHOD = "rank of the release matrix with and without each group of parts"
#: Groups looked at before the search gives up and says how far it came.
MOST_GROUPS = 20_000

Matrix = npt.NDArray[np.int64]
Numbers = list[Fraction]


@dataclass(frozen=True, slots=True)
class Part:
    """People who are never told apart: the smallest part of a side that any figure is about.

    ``fewest`` is the smallest number of answers that it may have: the low end of the band told.
    """

    name: str
    fewest: int


@dataclass(frozen=True, slots=True)
class Unit:
    """One or more parts that figures are about, and the band of how many answered."""

    name: str
    parts: tuple[str, ...]
    band: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One published number: about which unit (by name), about what, and which statistic."""

    unit: str
    about: str
    statistic: str


@dataclass(frozen=True, slots=True)
class Statement:
    """Everything that a release publishes."""

    parts: tuple[Part, ...]
    units: tuple[Unit, ...]
    figures: tuple[Figure, ...]
    versions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A group whose answers can be worked out: its parts, its size, and how.

    ``fewest`` is the smallest number of people in it. ``how`` names units with the factor that each
    is taken with. ``exact`` False: the search was stopped; every smaller group is excluded, and no
    parts are named.
    """

    parts: tuple[str, ...]
    fewest: int
    how: tuple[tuple[str, str], ...] = ()
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Told:
    """A unit as the certificate lists it: how many figures of each statistic are about it."""

    unit: str
    parts: tuple[str, ...]
    band: str
    figures: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of disclosure by its name, with the value that was in force."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was published about whom, and the smallest group that can be worked out from it.

    ``smallest`` None: nothing was published. ``rank`` is that of the release matrix.
    """

    format: int
    method: str
    fewest: int
    safe: bool
    smallest: Group | None
    rank: int
    parts: tuple[Part, ...]
    units: tuple[Told, ...]
    rules: tuple[Rule, ...]
    versions: tuple[tuple[str, str], ...]

    def as_json(self) -> dict[str, Any]:
        """The same in plain lists and dictionaries."""
        written: dict[str, Any] = _plain(asdict(self))
        return written

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> "Certificate":
        """Read what as_json wrote."""
        group = written["smallest"]
        return cls(
            **{name: written[name] for name in ("format", "method", "fewest", "safe", "rank")},
            smallest=None if group is None else _group(group),
            parts=tuple(Part(**part) for part in written["parts"]),
            units=tuple(
                Told(unit["unit"], tuple(unit["parts"]), unit["band"], _pairs(unit["figures"]))
                for unit in written["units"]
            ),
            rules=tuple(Rule(**rule) for rule in written["rules"]),
            versions=_pairs(written["versions"]),
        )


def certify(statement: Statement, fewest: int = disclosure.FEWEST_FOR_MEAN) -> Certificate:
    """Say what a release tells about whom, and the smallest group that follows from it.

    Exact for sums and differences over the parts told; figures about different questions are taken
    for ones about the same, which can only make more groups follow. ``safe``: no group of fewer than
    ``fewest`` people follows. Raises ValueError for a figure about a unit, or a unit of a part, that
    is not listed.
    """
    units = {unit.name: unit for unit in statement.units}
    sizes = {part.name: part.fewest for part in statement.parts}
    _refuse_unknown(statement, units, sizes)
    told = [unit for unit in statement.units if any(unit.name == f.unit for f in statement.figures)]
    unions = {unit.name: frozenset(unit.parts) for unit in told}
    smallest = smallest_group(sizes, unions)
    counts = {
        unit.name: Counter(
            figure.statistic for figure in statement.figures if figure.unit == unit.name
        )
        for unit in told
    }
    return Certificate(
        format=FORMAT,
        method=METHOD,
        fewest=fewest,
        safe=smallest is None or smallest.fewest >= fewest,
        smallest=smallest,
        rank=_rank(_matrix(unions, sorted(sizes))),
        parts=statement.parts,
        units=tuple(
            Told(unit.name, unit.parts, unit.band, tuple(sorted(counts[unit.name].items())))
            for unit in told
        ),
        rules=rules(),
        versions=statement.versions,
    )


def verify(certificate: Certificate, statement: Statement) -> bool:
    """Whether a certificate is the one that its release, worked out anew, gives."""
    return certify(statement, certificate.fewest) == certificate


def rules() -> tuple[Rule, ...]:
    """The rules of disclosure in force, in words."""
    bands = ", ".join(f"{low}-{high}" for low, high in disclosure.BANDS)
    values = {
        "fewest answers a side for a mean": disclosure.FEWEST_FOR_MEAN,
        "fewest answers a side for a single question": disclosure.FEWEST_FOR_ITEM,
        "fewest answers for a share": disclosure.FEWEST_FOR_SHARE,
        "fewest answers for a distribution": disclosure.FEWEST_FOR_DISTRIBUTION,
        "fewest comments of a side": disclosure.FEWEST_FOR_COMMENTS,
        "numbers of answers are told as": f"{bands}, more",
        "means are rounded to": "0.1 points",
        "shares are rounded to": "5 %",
        "partial answers to a dimension": "counted only if at least "
        f"{disclosure.FEWEST_FOR_MEAN} people of a side gave them, and then not told by team",
        "means, shares and chances": "kept away from the ends, where all answered alike",
        "blocks a side": "one division, fixed before anybody answered; small blocks joined",
        "when the figures are computed": "once, at closing",
    }
    return tuple(Rule(name, str(value)) for name, value in values.items())


def smallest_group(
    sizes: Mapping[str, int], unions: Mapping[str, frozenset[str]], most: int = MOST_GROUPS
) -> Group | None:
    """The smallest group of people whose answers follow from sums over the unions.

    ``sizes`` gives the people of each part, ``unions`` the parts of each unit by its name. Parts
    that stand in the same unions are one class. Groups of classes are looked at from the smallest on,
    none as large as the smallest union, and at most ``most`` of them. None where nothing is told.
    """
    classes = _classes(sorted(sizes), unions)
    if not classes:
        return None
    counts = [sum(sizes[name] for name in members) for members in classes]
    matrix = _matrix(unions, [members[0] for members in classes])
    whole, of_units = _rank(matrix), (matrix @ counts).tolist()
    fewest = min(of_units)
    for looked_at, (people, group) in enumerate(_by_size(counts, fewest)):
        if looked_at >= most:
            return Group((), people, exact=False)
        if _rank(np.delete(matrix, group, axis=1)) < whole:
            return _named(group, people, classes, unions, matrix)
    smallest = np.flatnonzero(matrix[of_units.index(fewest)]).tolist()
    return _named(smallest, fewest, classes, unions, matrix)


def _refuse_unknown(
    statement: Statement, units: Mapping[str, Unit], sizes: Mapping[str, int]
) -> None:
    for figure in statement.figures:
        if figure.unit not in units:
            raise ValueError(f"A figure is about “{figure.unit}”, which is not listed.")
    for unit in units.values():
        if not unit.parts:
            raise ValueError(f"“{unit.name}” consists of nobody.")
        for part in unit.parts:
            if part not in sizes:
                raise ValueError(f"“{unit.name}” consists of “{part}”, which is not listed.")


def _classes(names: Sequence[str], unions: Mapping[str, frozenset[str]]) -> list[tuple[str, ...]]:
    """Parts that stand in just the same unions, together; parts in none are left out."""
    alike: dict[tuple[bool, ...], list[str]] = {}
    for name in names:
        alike.setdefault(tuple(name in union for union in unions.values()), []).append(name)
    return [tuple(members) for column, members in alike.items() if any(column)]


def _matrix(unions: Mapping[str, frozenset[str]], names: Sequence[str]) -> Matrix:
    """Row a union, column a name: 1 where the one holds the other."""
    cells = [[int(name in union) for name in names] for union in unions.values()]
    return np.array(cells, dtype=np.int64).reshape(len(unions), len(names))


def _rank(matrix: Matrix) -> int:
    return int(np.linalg.matrix_rank(matrix)) if matrix.size else 0


def _by_size(counts: Sequence[int], below: int) -> Iterator[tuple[int, list[int]]]:
    """Every set of places with fewer people than ``below``, with its people, the fewest first."""
    order = sorted(range(len(counts)), key=lambda place: (counts[place], place))
    sizes = [counts[place] for place in order]
    waiting: list[tuple[int, tuple[int, ...]]] = [(sizes[0], (0,))]
    while waiting and waiting[0][0] < below:
        people, group = heapq.heappop(waiting)
        yield people, [order[place] for place in group]
        last = group[-1]
        if last + 1 < len(order):
            more = people + sizes[last + 1]
            heapq.heappush(waiting, (more, (*group, last + 1)))
            heapq.heappush(waiting, (more - sizes[last], (*group[:-1], last + 1)))


def _named(
    group: Iterable[int],
    people: int,
    classes: Sequence[tuple[str, ...]],
    unions: Mapping[str, frozenset[str]],
    matrix: Matrix,
) -> Group:
    places = sorted(group)
    factors = _in_whole_numbers(_combination(matrix, places), matrix[:, places])
    names = tuple(name for place in places for name in classes[place])
    how = zip(unions, factors, strict=True)
    return Group(names, people, tuple((f"{part:+d}", name) for name, part in how if part))


def _in_whole_numbers(factors: Numbers, group: Matrix) -> list[int]:
    """The same sum in the smallest whole numbers, positive for the group as a whole."""
    shared = math.lcm(*(part.denominator for part in factors))
    whole = [int(part * shared) for part in factors]
    sign = -1 if int((np.array(whole) @ group).sum()) < 0 else 1
    return [sign * part // math.gcd(*whole) for part in whole]


def _combination(matrix: Matrix, group: Sequence[int]) -> Numbers:
    """Factors of the rows whose sum is zero outside of the group and not zero within it.

    By elimination in fractions on the columns outside, beside which stands what was added up.
    """
    outside = [place for place in range(matrix.shape[1]) if place not in group]
    rows = [
        [Fraction(int(row[place])) for place in outside]
        + [Fraction(int(number == own)) for own in range(len(matrix))]
        for number, row in enumerate(matrix)
    ]
    for column in range(len(outside)):
        rows = _eliminated(rows, column)
    found = (row[len(outside) :] for row in rows)
    return next(
        factors
        for factors in found
        if any(
            sum(part * int(cell) for part, cell in zip(factors, matrix[:, place], strict=True))
            for place in group
        )
    )


def _eliminated(rows: list[Numbers], column: int) -> list[Numbers]:
    """The same rows without the one that leads in the column, which is taken out of the others."""
    leading = next((row for row in rows if row[column]), None)
    if leading is None:
        return rows
    return [
        [cell - row[column] / leading[column] * own for cell, own in zip(row, leading, strict=True)]
        for row in rows
        if row is not leading
    ]


def _group(written: Mapping[str, Any]) -> Group:
    return Group(
        tuple(written["parts"]), written["fewest"], _pairs(written["how"]), written["exact"]
    )


def _pairs(written: Iterable[Sequence[Any]]) -> tuple[tuple[Any, Any], ...]:
    return tuple((first, second) for first, second in written)


def _plain(value: Any) -> Any:
    """Tuples as lists, so that what is kept as JSON comes back equal."""
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, tuple) else value
