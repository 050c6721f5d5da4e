"""A company's own questions, handed in as CSV, XLSX or YAML: read, and refused where no comparison is legal.

The type of a question decides what may be compared. ``J``: both sides rate the same shared thing;
``T-IT`` and ``T-MK``: both rate the same named side; ``?``: nobody can say what is rated, so that no gap
is ever made of it. An empty type is one that has still to be asked for.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from accord.connectors.contract import UnreadableFileError
from accord.connectors.tables import read_table

MOST_BYTES = 200_000
MOST_ITEMS = 60
#: Lists within lists: a file needs three or four, and each more costs the reader more than the last.
MOST_DEPTH = 20
MOST_IN_DIMENSION = 12
LONGEST_TEXT = 200
#: As many letters of a dimension as the pictures have room for.
LONGEST_NAME = 30
UNKNOWN = "?"
TYPES = {
    "J": "both sides rate the same shared thing",
    "T-IT": "both sides rate IT",
    "T-MK": "both sides rate marketing",
    UNKNOWN: "not known; no gap is made of it",
}
SCALES = ("agreement", "frequency")
LANGUAGES = ("de", "fr", "es")
NEEDED = ("code", "text", "dimension")
KEYS = (*NEEDED, "type", "scale", "origin", "anchor", *(f"text_{name}" for name in LANGUAGES))
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,11}")
_FORMULA = re.compile(r"[=+\-@]")
_YES = {"yes", "true", "1", "x"}
_NO = {"", "no", "false", "0"}
#: Words that mean another thing to each side who reads them: "I rate you" beside "you rate me".
_TURNS = re.compile(
    r"\b(?:you|your|yours|(?-i:I)|me|my|mine|the other (?:side|team|department|function|party)"
    r"|(?:our|the) (?:counterparts?|partner (?:team|department|function))"
    r"|die andere (?:seite|abteilung)|l['’]autre (?:côté|équipe|service)|la otra (?:parte|área))\b",
    re.IGNORECASE,
)
_OWN_SIDE = re.compile(r"\b(?:we|us|our|ours)\b", re.IGNORECASE)
_NAMED = {
    "T-IT": (re.compile(r"\bIT\b|\b[Tt]echnology\b"), "IT"),
    "T-MK": (re.compile(r"\bmarketing", re.IGNORECASE), "marketing"),
}
_ROOM = {"dimension": LONGEST_NAME, "origin": LONGEST_TEXT}


@dataclass(frozen=True, slots=True)
class Taken:
    """What the built-in instrument names already: codes, and names of dimensions."""

    codes: frozenset[str] = frozenset()
    dimensions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class OwnItem:
    """One question as it was handed in; ``texts`` are its translations by language."""

    line: int
    code: str
    text: str
    dimension: str
    type: str
    scale: str
    origin: str
    anchor: bool
    texts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where something stands, to be named in a sentence."""

    name: str
    line: int

    def wrong(self, sentence: str) -> UnreadableFileError:
        return UnreadableFileError(f"{self.name}, line {self.line}: {sentence}")


def read_items(
    content: bytes, name: str, taken: Taken, types: Mapping[str, str] | None = None
) -> list[OwnItem]:
    """The questions of a file, in its order. ``types`` says the type of those that name none.

    Raises ``UnreadableFileError`` with one sentence and the line.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableFileError(
            f"{name} has {len(content) // 1000} kB; a list of questions may have {MOST_BYTES // 1000} kB."
        )
    rows = _yaml_rows(content, name) if _is_yaml(name) else _table_rows(content, name)
    items = [_item(_Place(name, line), cells, taken, types or {}) for line, cells in rows]
    _refuse_as_a_whole(items, name)
    return items


def without_type(items: Iterable[OwnItem]) -> list[OwnItem]:
    """Those whose type has still to be asked for."""
    return [item for item in items if not item.type]


def _is_yaml(name: str) -> bool:
    return name.lower().endswith((".yaml", ".yml"))


def _table_rows(content: bytes, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    table = read_table(content, name, list(NEEDED))
    _refuse_keys(_Place(name, 1), table.columns)
    for row in table.rows:
        yield row.line, dict.fromkeys(NEEDED, "") | row.cells


def _yaml_rows(content: bytes, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """A list of mappings, or such a list under ``items``; read as plain words, never as objects."""
    try:
        text = content.decode("utf-8-sig")
        _refuse_references(text, name)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except UnicodeDecodeError as error:
        raise UnreadableFileError(f"{name} is not written in UTF-8. Save it again so.") from error
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" from line {_line(mark)} on" if mark else ""
        raise UnreadableFileError(f"{name} cannot be read as YAML{where}.") from error
    for node in _listed(root, name):
        yield _line(node.start_mark), _mapping(node, name)


def _refuse_references(text: str, name: str) -> None:
    # A few lines that refer to each other can stand for millions: nothing of them is built.
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MOST_DEPTH:
            raise UnreadableFileError(
                f"{name} cannot be read as YAML: lists stand in lists, from line "
                f"{_line(event.start_mark)} on."
            )
        if isinstance(event, yaml.AliasEvent):
            raise _Place(name, _line(event.start_mark)).wrong(
                "“*” refers to another place. Write it out."
            )


def _line(mark: Any) -> int:
    return int(mark.line) + 1


def _listed(root: yaml.Node | None, name: str) -> Sequence[yaml.Node]:
    found = root
    if isinstance(root, yaml.MappingNode):
        found = next((value for key, value in root.value if key.value == "items"), None)
    if not isinstance(found, yaml.SequenceNode) or not found.value:
        raise UnreadableFileError(
            f"{name} holds no list of questions. Begin each with “- code:”, below “items:” or alone."
        )
    return list(found.value)


def _mapping(node: yaml.Node, name: str) -> dict[str, str]:
    place = _Place(name, _line(node.start_mark))
    if not isinstance(node, yaml.MappingNode):
        raise place.wrong("this is no question. Write code, text and dimension, one a line.")
    for part in (part for pair in node.value for part in pair):
        if not isinstance(part, yaml.ScalarNode):
            raise _Place(name, _line(part.start_mark)).wrong(
                "a question holds words only, no list within it."
            )
    keys = [key.value.strip().lower() for key, _ in node.value]
    _refuse_keys(place, keys)
    missing = [key for key in NEEDED if key not in keys]
    if missing:
        raise place.wrong(f"the question lacks its {' and '.join(missing)}.")
    return {key: value.value.strip() for key, (_, value) in zip(keys, node.value, strict=True)}


def _refuse_keys(place: _Place, keys: Sequence[str]) -> None:
    sided = [key for key in keys if key in {"text_it", "text_marketing", "text_mk"}]
    if sided:
        raise place.wrong(
            f"“{sided[0]}” gives each side a text of its own: two things are rated then, and a gap "
            "between them says nothing. Write one text that both sides read."
        )
    unknown = [key for key in keys if key not in KEYS]
    if unknown:
        raise place.wrong(f"“{unknown[0]}” is not known. There are: {', '.join(KEYS)}.")
    doubled = [key for key, count in Counter(keys).items() if count > 1]
    if doubled:
        raise place.wrong(f"“{doubled[0]}” stands there twice. Keep one of the two.")


def _item(
    place: _Place, cells: Mapping[str, str], taken: Taken, types: Mapping[str, str]
) -> OwnItem:
    for key, value in cells.items():
        _refuse_value(place, key, value)
    code = _code(place, cells["code"], taken)
    kind = _type(place, cells.get("type", "") or types.get(code, ""))
    scale = cells.get("scale", "").lower() or SCALES[0]
    if scale not in SCALES:
        raise place.wrong(f"“{cells['scale']}” is not a scale. Write {' or '.join(SCALES)}.")
    texts = tuple(
        (language, cells[f"text_{language}"])
        for language in LANGUAGES
        if cells.get(f"text_{language}")
    )
    for text in (cells["text"], *(text for _, text in texts)):
        _refuse_two_objects(place, text)
    _refuse_unnamed(place, kind, cells["text"])
    return OwnItem(
        line=place.line,
        code=code,
        text=cells["text"],
        dimension=_dimension(place, cells["dimension"], taken),
        type=kind,
        scale=scale,
        origin=cells.get("origin", ""),
        anchor=_anchor(place, cells.get("anchor", "")),
        texts=texts,
    )


def _type(place: _Place, written: str) -> str:
    kind = UNKNOWN if written.lower() == "unknown" else written.upper()
    if kind not in {"", *TYPES}:
        told = "; ".join(f"{name}: {words}" for name, words in TYPES.items())
        raise place.wrong(f"“{written}” is not a type. Write one of these. {told}.")
    return kind


def _refuse_value(place: _Place, key: str, value: str) -> None:
    if key in NEEDED and not value:
        raise place.wrong(f"the {key} is missing.")
    if value and _FORMULA.match(value):
        raise place.wrong(f"the {key} begins like a formula. Begin with a letter.")
    if not value.isprintable():
        raise place.wrong(f"the {key} holds a line end or a sign that cannot be shown.")
    longest = _ROOM.get(key, LONGEST_TEXT)
    if len(value) > longest:
        raise place.wrong(f"the {key} has {len(value)} letters; it may have {longest}.")


def _code(place: _Place, code: str, taken: Taken) -> str:
    if not _CODE.fullmatch(code):
        raise place.wrong(
            f"“{code}” is not a code. Write a letter first, then letters, digits, - or _, at most 12."
        )
    if code.lower() in taken.codes:
        raise place.wrong(f"“{code}” is a code of the built-in instrument. Give yours another one.")
    return code


def _dimension(place: _Place, dimension: str, taken: Taken) -> str:
    if dimension.lower() in taken.dimensions:
        raise place.wrong(
            f"“{dimension}” is a dimension of the built-in instrument: with another question in it, its "
            "mean could not be compared with other waves. Give yours a name of its own."
        )
    return dimension


def _anchor(place: _Place, written: str) -> bool:
    if written.lower() not in _YES | _NO:
        raise place.wrong(f"“{written}” does not say whether it is an anchor. Write yes or no.")
    return written.lower() in _YES


def _refuse_two_objects(place: _Place, text: str) -> None:
    found = _TURNS.search(text)
    if found:
        raise place.wrong(
            f"“{found.group()}” is somebody else for each side: “I rate you” beside “you rate me” is not a "
            "gap. Name what both sides rate: marketing, IT, or something shared."
        )


def _refuse_unnamed(place: _Place, kind: str, text: str) -> None:
    if kind not in _NAMED:
        return
    pattern, side = _NAMED[kind]
    if not pattern.search(text) or _OWN_SIDE.search(text):
        raise place.wrong(
            f"the type {kind} says that both sides rate {side}, but the text does not name {side} alike "
            f"for both. Name {side} in it, without “we” and “us”."
        )


def _refuse_as_a_whole(items: Sequence[OwnItem], name: str) -> None:
    if len(items) > MOST_ITEMS:
        raise UnreadableFileError(
            f"{name} has {len(items)} questions; at most {MOST_ITEMS} can be asked."
        )
    seen: dict[str, OwnItem] = {}
    texts: dict[str, OwnItem] = {}
    sizes: Counter[str] = Counter()
    for item in items:
        place = _Place(name, item.line)
        first = seen.setdefault(item.code.lower(), item)
        if first is not item:
            raise place.wrong(f"the code “{item.code}” stands in line {first.line} already.")
        first = texts.setdefault(item.text.lower(), item)
        if first is not item:
            raise place.wrong(f"the same text stands in line {first.line} already.")
        sizes[item.dimension.lower()] += 1
        if sizes[item.dimension.lower()] > MOST_IN_DIMENSION:
            raise place.wrong(
                f"“{item.dimension}” has more than {MOST_IN_DIMENSION} questions. Make two dimensions of it."
            )
