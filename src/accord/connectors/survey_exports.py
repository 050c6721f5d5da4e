"""Exports of survey tools, one row a respondent: looked at by column, guessed, and turned into answers.

Knows LimeSurvey's response export (CSV, codes or full question texts as header) and Microsoft Forms'
(XLSX, or CSV saved from it); any other table of this shape can be told column by column. Columns with
times, names, addresses and the like are named as left out and never go on.
"""

import csv
import hashlib
import html
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz

from accord.connectors.contract import UnreadableFileError
from accord.connectors.tables import MOST_COLUMNS, read_lines

MOST_ROWS = 20_000
LONGEST_HEADER = 500
#: So many different answers at most has a question on five points, with "I cannot tell" and the like.
MOST_VALUES = 12
#: From this likeness of two texts on (0 to 100), a column is guessed to be a question.
ALIKE = 80
CANNOT_TELL = "?"
LEFT_OPEN = "-"
SIDES = ("marketing", "it")
SAMPLES = 3
LEFT_OUT = {
    "a number of the respondent": "id|response id|seed|token|access code|zugangsschlüssel|antwort id|respondent",
    "a time": "submitdate|startdate|datestamp|date submitted|date started|date last action|start time"
    "|completion time|last modified time|startzeit|fertigstellungszeit|uhrzeit der letzten änderung"
    "|heure de début|heure de fin|hora de inicio|hora de finalización|interviewtime|total time",
    "how the survey was answered": "lastpage|last page|startlanguage|start language|language|sprache",
    "where from": "ipaddr|ip address|ip|refurl|referrer url|user agent",
    "a mail address": "email|e-mail|email address|adresse de messagerie|correo electrónico|mail",
    "a name": "name|full name|firstname|first name|lastname|last name|vorname|nachname|nom|nombre"
    "|participant|user|username",
}
_REASONS = {
    name: reason for reason, names in LEFT_OUT.items() for name in names.casefold().split("|")
}
_FINISHED = {"submitdate", "date submitted"}
_GIVEN_AWAY = {
    "a mail address": re.compile(r"[^@\s]+@[^@\s]+\.\w+"),
    "where from": re.compile(
        r"\d{1,3}(?:\.\d{1,3}){3}|(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}", re.IGNORECASE
    ),
    "a time": re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*"),
}
#: Names that say the same in more words, where they are too short for a question.
_ASKS_WHO = re.compile(r"\bname\b|\be-?mail\b|\bphone\b|\btelefon\b|\bcorreo\b|\bnombre\b")
_LONGEST_ASKING_WHO = 40
_TIMED = re.compile(r"grouptime\d+|(?P<question>.+)time")
_TAG = re.compile(r"<[^>]*>")
_BRACKET = re.compile(r"\[([^\]]*)\]\s*$")
_LEADING = re.compile(r"^\s*([A-Za-z][A-Za-z0-9_-]{0,11})\s*[.:)]\s+")
_NUMBERED = re.compile(r"(?:a|ao)?0?([1-5])", re.IGNORECASE)
_OF_SIDE = {
    "marketing": re.compile(r"marketing|\bmk\b|\bcmo\b|\bbrand\b", re.IGNORECASE),
    "it": re.compile(
        r"\bit\b|\bict\b|technology|informatik|informatique|informática|\bcio\b", re.IGNORECASE
    ),
}
#: Common words of five points, as Microsoft Forms, LimeSurvey and others propose them.
LIKERT = (
    "strongly disagree|disagree strongly|completely disagree|stimme überhaupt nicht zu"
    "|stimme gar nicht zu|trifft überhaupt nicht zu|trifft gar nicht zu|pas du tout d'accord"
    "|totalmente en desacuerdo|muy en desacuerdo",
    "disagree|somewhat disagree|rather disagree|stimme nicht zu|stimme eher nicht zu"
    "|trifft eher nicht zu|trifft nicht zu|plutôt pas d'accord|pas d'accord|en desacuerdo",
    "neutral|neither agree nor disagree|neither|partly|undecided|teils/teils|teils, teils|weder noch"
    "|neutre|ni d'accord ni pas d'accord|ni de acuerdo ni en desacuerdo",
    "agree|somewhat agree|rather agree|stimme zu|stimme eher zu|trifft eher zu|trifft zu"
    "|plutôt d'accord|d'accord|de acuerdo",
    "strongly agree|agree strongly|completely agree|fully agree|stimme voll zu"
    "|stimme voll und ganz zu|stimme vollkommen zu|trifft voll zu|trifft voll und ganz zu"
    "|tout à fait d'accord|totalmente de acuerdo|muy de acuerdo",
)
_COMMON = {
    word: place for place, words in enumerate(LIKERT, 1) for word in words.casefold().split("|")
}
_OUTERMOST = {word for word, place in _COMMON.items() if place in {1, 5}}
_UNSURE_WORDS = (
    "i cannot tell|cannot tell|don't know|i don't know|no opinion|n/a|not applicable|no answer|-oth-|?"
    "|weiß nicht|weiss nicht|keine angabe|keine antwort|kann ich nicht sagen|je ne sais pas"
    "|ne sait pas|sans réponse|no sé|no lo sé|sin respuesta"
)
_UNSURE = set(_UNSURE_WORDS.casefold().split("|"))


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its place, what it is named, how often which value stands in it, why it is left out."""

    place: int
    name: str
    values: Mapping[str, int]
    left_out: str = ""

    @property
    def samples(self) -> list[str]:
        """Its most frequent values, without rows; none of a column in which everybody writes."""
        if self.left_out or len(self.values) > MOST_VALUES:
            return []
        return [value for value, _ in Counter(self.values).most_common(SAMPLES)]


@dataclass(frozen=True, slots=True)
class Look:
    """A file as it shows itself: columns, finished rows, how many were not finished."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...] = field(repr=False)
    unfinished: int = 0

    @property
    def tool(self) -> str:
        """The survey tool whose header this seems to be, or the empty string."""
        names = {plain(column.name) for column in self.columns}
        if names & {"submitdate", "date submitted", "lastpage"}:
            return "LimeSurvey"
        if names & {
            "completion time",
            "fertigstellungszeit",
            "heure de fin",
            "hora de finalización",
        }:
            return "Microsoft Forms"
        return ""

    @property
    def fingerprint(self) -> str:
        """The same for every file with this header."""
        written = "\n".join(column.name for column in self.columns)
        return hashlib.sha256(written.encode()).hexdigest()

    @property
    def open_columns(self) -> list[Column]:
        """The columns that may be told."""
        return [column for column in self.columns if not column.left_out]


@dataclass(frozen=True, slots=True)
class Target:
    """A question that a column may answer: its code, and its text in every language."""

    code: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column seems to be; ``likeness`` is 100 where its code says so."""

    code: str
    likeness: int


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody said of the columns. Keys of ``questions`` are places of columns."""

    side: int
    sides: Mapping[str, str]
    questions: Mapping[int, str]
    values: Mapping[str, str]
    block: int | None = None

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "side": self.side,
            "sides": dict(self.sides),
            "questions": {str(place): code for place, code in self.questions.items()},
            "values": dict(self.values),
            "block": self.block,
        }

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> "Told":
        """As it was kept."""
        questions = {int(place): code for place, code in written["questions"].items()}
        return cls(
            written["side"], written["sides"], questions, written["values"], written["block"]
        )


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers as the plain table that every import reads, and what did not go in."""

    table: bytes = field(repr=False)
    blocks: tuple[tuple[str, str], ...]
    people: int
    without_side: int


def look_at(content: bytes, name: str) -> Look:
    """Read an export. Raises ``UnreadableFileError`` with one sentence."""
    lines = [cells for _, cells in read_lines(content, name) if any(cell.strip() for cell in cells)]
    header = _header(lines[0], name) if lines else []
    rows = [tuple(_row(cells, len(header))) for cells in lines[1:]]
    if not rows:
        raise UnreadableFileError(f"{name} has a header but no rows. Export the responses again.")
    if len(rows) > MOST_ROWS:
        raise UnreadableFileError(f"{name} has {len(rows)} rows; at most {MOST_ROWS} can be read.")
    finished = [place for place, told in enumerate(header) if plain(told) in _FINISHED]
    kept = [row for row in rows if all(row[place] for place in finished)]
    names = {plain(told) for told in header}
    columns = [
        _column(place, told, Counter(row[place] for row in kept if row[place]), names)
        for place, told in enumerate(header)
    ]
    return Look(name, tuple(columns), tuple(kept), unfinished=len(rows) - len(kept))


def plain(text: str) -> str:
    """A header or value as it is compared: without marks, capitals and doubled blanks."""
    return " ".join(html.unescape(_TAG.sub(" ", text)).split()).casefold()


def guesses(look: Look, targets: Sequence[Target]) -> dict[int, Guess]:
    """Which column is which question: by its code, else by the likeness of the texts, each once."""
    found: list[tuple[int, int, str]] = []
    for column in look.open_columns:
        found += [
            (likeness, column.place, target.code)
            for target in targets
            if (likeness := _likeness(column.name, target)) >= ALIKE
        ]
    taken: dict[int, Guess] = {}
    for likeness, place, code in sorted(found, key=lambda one: (-one[0], one[1], one[2])):
        if place not in taken and all(guess.code != code for guess in taken.values()):
            taken[place] = Guess(code, likeness)
    return taken


def guessed_side(look: Look, without: Iterable[int] = ()) -> int | None:
    """The column whose values name both sides, or None."""
    for column in look.open_columns:
        if column.place in without or len(column.values) > MOST_VALUES:
            continue
        if set(SIDES) <= {side_of(value) for value in column.values}:
            return column.place
    return None


def side_of(value: str) -> str:
    """The side that a value seems to name, or the empty string where it names none, or both."""
    found = [side for side, pattern in _OF_SIDE.items() if pattern.search(value)]
    return found[0] if len(found) == 1 else ""


def value_guesses(values: Iterable[str], scales: Iterable[Sequence[str]]) -> dict[str, str]:
    """Which text is which of 1 to 5, or ``?``; a text that is not known is absent.

    ``scales`` are the words of the instrument's own scales. "Agree" is 5 there and 4 elsewhere: where
    the values hold a word for the outermost point that is not ours, the common meaning counts.
    """
    ours = {plain(word): place for scale in scales for place, word in enumerate(scale, start=1)}
    # Microsoft Forms ends each choice of several with a semicolon.
    given = {value: plain(value).rstrip(";") for value in values}
    common_first = any(word in _OUTERMOST and word not in ours for word in given.values())
    known = ours | _COMMON if common_first else _COMMON | ours
    found = {}
    for value, word in given.items():
        number = _NUMBERED.fullmatch(word)
        if word in _UNSURE:
            found[value] = CANNOT_TELL
        elif number:
            found[value] = number.group(1)
        elif word in known:
            found[value] = str(known[word])
    return found


def as_answers(look: Look, told: Told) -> Answers:
    """The answers as ``side,block,respondent,item,value``; a respondent's number is only the row's.

    What was left open is left out. Raises ``UnreadableFileError`` where a value was not told.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("side", "block", "respondent", "item", "value"))
    without_side = people = 0
    blocks: dict[tuple[str, str], None] = {}
    for number, row in enumerate(look.rows, start=1):
        side = told.sides.get(row[told.side], LEFT_OPEN)
        if side not in SIDES:
            without_side += 1
            continue
        people += 1
        block = row[told.block] if told.block is not None else ""
        blocks.setdefault((side, block))
        for place, code in told.questions.items():
            value = _value(look, told, row, place)
            if value != LEFT_OPEN:
                writer.writerow((side, block, number, code, value))
    return Answers(out.getvalue().encode(), tuple(blocks), people, without_side)


def _value(look: Look, told: Told, row: Sequence[str], place: int) -> str:
    given = row[place]
    if not given:
        return LEFT_OPEN
    if given not in told.values:
        column = look.columns[place].name
        raise UnreadableFileError(
            f"{look.name}: nobody said what “{given[:60]}” in the column “{column[:60]}” means."
        )
    return told.values[given]


def _header(cells: Sequence[str], name: str) -> list[str]:
    header = [" ".join(cell.split())[:LONGEST_HEADER] for cell in cells]
    if len(header) > MOST_COLUMNS:
        raise UnreadableFileError(
            f"{name} has {len(header)} columns; at most {MOST_COLUMNS} can be read."
        )
    return [told or f"column {place}" for place, told in enumerate(header, start=1)]


def _row(cells: Sequence[str], length: int) -> list[str]:
    row = [" ".join(cell.split()) for cell in cells[:length]]
    return row + [""] * (length - len(row))


def _column(place: int, name: str, values: Counter[str], names: set[str]) -> Column:
    reason = _reason(plain(name), names) or _given_away(values)
    return Column(place, name, dict(values), reason)


def _reason(name: str, names: set[str]) -> str:
    """Why a column of this name is left out, or the empty string."""
    if name in _REASONS:
        return _REASONS[name]
    if len(name) <= _LONGEST_ASKING_WHO and _ASKS_WHO.search(name):
        return "a name or address"
    timed = _TIMED.fullmatch(name)  # LimeSurvey's timings: of each group, and of each question
    if timed and timed["question"] in {None, *names}:
        return "a time"
    return ""


def _given_away(values: Counter[str]) -> str:
    """Why a column is left out whose values mostly look alike, whatever its name."""
    for reason, pattern in _GIVEN_AWAY.items():
        found = sum(count for value, count in values.items() if pattern.fullmatch(value))
        if values and 2 * found > values.total():
            return reason
    return ""


def _likeness(header: str, target: Target) -> int:
    if target.code.casefold() in _codes(header):
        return 100
    text = plain(_LEADING.sub("", header))
    inside = _BRACKET.search(header)
    written = [text, plain(inside.group(1))] if inside else [text]
    likeness = max(
        fuzz.token_sort_ratio(one, plain(other)) for one in written for other in target.texts
    )
    return min(99, round(likeness))


def _codes(header: str) -> set[str]:
    """What may be a code in a header: ``V1``, ``G1Q1[V1]``, ``V1[SQ001]``, ``V1. A question``."""
    inside = _BRACKET.search(header)
    leading = _LEADING.match(header)
    found = {header, _BRACKET.sub("", header)}
    found |= {inside.group(1)} if inside else set()
    found |= {leading.group(1)} if leading else set()
    return {one.strip().casefold() for one in found}
