"""Answers as plain values: read from a file or from rows, and turned into arrays for the methods."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from accord.analysis import disclosure
from accord.areas.people.models import SIDES
from accord.areas.pulse.models import EXPECTED, Dimension, Instrument, Wave
from accord.connectors.contract import UnreadableFileError
from accord.connectors.tables import Row, Table, read_table

Floats = npt.NDArray[np.float64]
Values = Mapping[str, float | None]

CANNOT_TELL = ("", "?")
LONGEST_NAME = 60
SIDE_NAMES = tuple(side.value for side in SIDES)


@dataclass(frozen=True, slots=True)
class Respondent:
    """One person's answers, without anything that says who it is."""

    side: str
    block: str
    values: Values


@dataclass(frozen=True, slots=True)
class Remark:
    """What one person of a side wrote; of which answers is known to nobody."""

    side: str
    text: str


@dataclass(frozen=True, slots=True)
class InvitedBlock:
    """How many people of one block of one side were invited. A side without blocks has block ""."""

    side: str
    block: str
    count: int


@dataclass(frozen=True, slots=True)
class Survey:
    """All answers of one wave, and how many were asked."""

    name: str
    respondents: tuple[Respondent, ...]
    invited: tuple[InvitedBlock, ...]
    request_types: tuple[str, ...] = ()
    form: str = ""
    remarks: tuple[Remark, ...] | None = None  # None: the open question was not asked

    def of_side(self, side: str) -> list[Respondent]:
        """The answers of one side."""
        return [respondent for respondent in self.respondents if respondent.side == side]

    def invited_of(self, side: str) -> int:
        """How many people of one side were asked."""
        return sum(block.count for block in self.invited if block.side == side)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: its name (which tells the format) and its bytes."""

    name: str
    content: bytes


@dataclass(slots=True)
class _Reading:
    """What has been read so far of one wave."""

    values: dict[tuple[str, str], dict[str, float | None]] = field(default_factory=dict)
    places: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)


def of_wave(wave: Wave) -> Survey:
    """The answers of a wave."""
    return Survey(
        name=wave.name,
        respondents=tuple(
            Respondent(row.side, row.block, row.values) for row in wave.answers.all()
        ),
        invited=tuple(
            InvitedBlock(row.side, row.block, row.count) for row in wave.invited_counts.all()
        ),
        request_types=tuple(wave.request_types),
        form=getattr(wave, "form", ""),
        remarks=_remarks(wave),
    )


def _remarks(wave: Wave) -> tuple[Remark, ...] | None:
    if wave.imported:
        return None
    return tuple(Remark(row.side, row.text) for row in wave.comments.all())


def read_surveys(answers: Upload, invited: Upload, instrument: Instrument) -> list[Survey]:
    """Read answers and counts of the invited, of one wave or of several.

    Columns ``side, respondent, item, value`` and, if wanted, ``wave`` and ``block``; of the other file
    ``side, invited`` and, if wanted, ``wave`` and ``block``. Without ``wave`` all is one wave named "".
    Raises UnreadableFileError.
    """
    answered = _table(answers, ("side", "respondent", "item", "value"))
    counts = _read_invited(invited)
    if "block" not in answered.columns:
        counts = {wave: _without_blocks(blocks) for wave, blocks in counts.items()}
    read: dict[str, _Reading] = {}
    for row in answered.rows:
        where, wave = f"{answers.name}, line {row.line}", row.get("wave")
        if wave not in counts:
            raise UnreadableFileError(
                f"{where}: the wave “{wave}” has no line in {invited.name}. "
                "Add how many people each side invited to it."
            )
        _take(read.setdefault(wave, _Reading()), row, where, counts[wave], instrument)
    return [_survey(name, part, counts[name], answers.name) for name, part in sorted(read.items())]


def joined(sizes: Mapping[str, int]) -> dict[str, str]:
    """The block of each team: small teams joined, in the order of their names, by the invited."""
    teams = [disclosure.Block(team, size, size) for team, size in sorted(sizes.items())]
    return {
        name: " + ".join(filter(None, unit.names))[:120]
        for unit in disclosure.partition(teams)
        for name in unit.names
    }


def with_joined_blocks(survey: Survey) -> Survey:
    """The same without small blocks: no row that is kept carries one."""
    names: dict[tuple[str, str], str] = {}
    sizes: Counter[tuple[str, str]] = Counter()
    for side in SIDE_NAMES:
        own = {part.block: part.count for part in survey.invited if part.side == side}
        found = joined(own)
        for block, count in own.items():
            names[side, block] = found.get(block, "")
            sizes[side, found.get(block, "")] += count
    return replace(
        survey,
        respondents=tuple(
            replace(part, block=names[part.side, part.block]) for part in survey.respondents
        ),
        # In the order of their names, in which they are joined further if too few answer.
        invited=tuple(InvitedBlock(*place, count) for place, count in sorted(sizes.items())),
    )


def column(respondents: Iterable[Respondent], code: str) -> Floats:
    """The values given for one code; who could not tell or left it open is left out."""
    given = (respondent.values.get(code) for respondent in respondents)
    return np.array([value for value in given if value is not None], dtype=np.float64)


def could_not_tell(respondents: Iterable[Respondent], code: str) -> int:
    """How many said that they cannot tell."""
    return sum(
        code in respondent.values and respondent.values[code] is None for respondent in respondents
    )


def scores(respondents: Sequence[Respondent], dimensions: Sequence[Dimension]) -> Floats:
    """One row a person, one column a dimension: the mean of the answered items.

    NaN where fewer than half of the dimension's items were answered.
    """
    table = np.full((len(respondents), len(dimensions)), np.nan)
    for row, respondent in enumerate(respondents):
        for place, dimension in enumerate(dimensions):
            given = [respondent.values.get(item.code) for item in dimension.items]
            answered = [value for value in given if value is not None]
            if answered and 2 * len(answered) >= len(given):
                table[row, place] = sum(answered) / len(answered)
    return table


def _survey(name: str, part: _Reading, blocks: Sequence[InvitedBlock], file_name: str) -> Survey:
    arrived = Counter(part.places.values())
    for block in blocks:
        found = arrived[block.side, block.block]
        if found > block.count:
            raise UnreadableFileError(
                f"{file_name}: {found} people of {_place(block.side, block.block)} answered, but only "
                f"{block.count} were invited. Correct the number of the invited."
            )
    types = dict.fromkeys(
        code.partition(":")[2]
        for values in part.values.values()
        for code in values
        if code.partition(":")[0] in EXPECTED
    )
    people = (Respondent(*part.places[key], values) for key, values in part.values.items())
    return Survey(name, tuple(people), tuple(blocks), tuple(types))


def _take(
    part: _Reading,
    row: Row,
    where: str,
    blocks: Sequence[InvitedBlock],
    instrument: Instrument,
) -> None:
    """Add one line to what was read, or say what is wrong with it."""
    side, respondent, code = _side(row, where), row.get("respondent"), row.get("item")
    if not respondent:
        raise UnreadableFileError(
            f"{where}: the respondent is missing. Give each person any number."
        )
    block = row.get("block") if any(known.block for known in blocks) else ""
    if not any((known.side, known.block) == (side, block) for known in blocks):
        raise UnreadableFileError(
            f"{where}: nobody was invited from {_place(side, block)}. "
            "Add it to the file of the invited, or correct the side or block here."
        )
    # The same number on both sides is two people: many lists count each side from one.
    person = side, respondent
    if part.places.setdefault(person, (side, block)) != (side, block):
        raise UnreadableFileError(
            f"{where}: respondent {respondent} stands in two blocks. "
            "Give each person a number of their own."
        )
    given = part.values.setdefault(person, {})
    if code in given:
        raise UnreadableFileError(
            f"{where}: respondent {respondent} answers {code} twice. Keep one of the two lines."
        )
    given[code] = _value(row.get("value"), code, where, instrument)


def _side(row: Row, where: str) -> str:
    side = row.get("side").lower()
    if side not in SIDE_NAMES:
        raise UnreadableFileError(
            f"{where}: “{row.get('side')}” is not a side. Write marketing or it."
        )
    return side


def _value(text: str, code: str, where: str, instrument: Instrument) -> float | None:
    largest = instrument.largest(code)
    if largest is None or len(code) > LONGEST_NAME + len("takes:"):
        raise UnreadableFileError(
            f"{where}: there is no item “{code}”. The instrument page lists all codes."
        )
    if text in CANNOT_TELL:
        return None
    days = code.partition(":")[0] in EXPECTED
    value = _number(text)
    if not (0 if days else 1) <= value <= largest or not (days or value.is_integer()):
        allowed = f"days from 0 to {largest:.0f}" if days else "a whole number from 1 to 5"
        raise UnreadableFileError(
            f"{where}: “{text}” is not an answer to {code}. "
            f"Write {allowed}, or ? for “I cannot tell”."
        )
    return value if days else int(value)


def _number(text: str) -> float:
    """The number, or NaN, which lies in no range."""
    try:
        return float(text)
    except ValueError:
        return math.nan


def _place(side: str, block: str) -> str:
    name = "IT" if side == "it" else side
    return f"{name}, block “{block}”" if block else name


def _read_invited(upload: Upload) -> dict[str, list[InvitedBlock]]:
    counts: dict[str, list[InvitedBlock]] = {}
    for row in _table(upload, ("side", "invited")).rows:
        where = f"{upload.name}, line {row.line}"
        side, block, number = _side(row, where), row.get("block"), _number(row.get("invited"))
        if not (number >= 0 and number.is_integer()):
            raise UnreadableFileError(
                f"{where}: “{row.get('invited')}” is not a number of people. Write a whole number."
            )
        known = counts.setdefault(row.get("wave"), [])
        if any((other.side, other.block) == (side, block) for other in known):
            raise UnreadableFileError(
                f"{where}: {_place(side, block)} stands there twice. Keep one of the two lines."
            )
        known.append(InvitedBlock(side, block, int(number)))
    return counts


def _without_blocks(blocks: Sequence[InvitedBlock]) -> list[InvitedBlock]:
    sizes = Counter[str]()
    for block in blocks:
        sizes[block.side] += block.count
    return [InvitedBlock(side, "", size) for side, size in sizes.items()]


def _table(upload: Upload, needed: Sequence[str]) -> Table:
    """A table with all needed cells in every line."""
    table = read_table(upload.content, upload.name, list(needed))
    for row in table.rows:
        missing = [name for name in needed if name not in row.cells]
        if missing:
            raise UnreadableFileError(
                f"{upload.name}, line {row.line}: the line ends before its {missing[0]}. "
                "Complete it or take it out."
            )
    return table
