"""Streams the objects of a JSON export, whatever wraps them.

A tool answers with one object, an array, a page (``{"issues": [...]}``), or several of these one
after another; a script often keeps one JSON text a line. All of it is read object by object, so
that memory holds one of them at a time.
"""

import json
from codecs import BOM_UTF8
from collections.abc import Callable, Collection, Iterator
from itertools import takewhile
from pathlib import Path
from typing import Any, BinaryIO

import ijson

from accord.connectors.contract import UnreadableFileError
from accord.connectors.files import LINE_LIMIT, open_bytes

Events = Iterator[tuple[str, Any]]

#: The container named for what a page says beside the objects it holds.
REST = "(rest)"

_FIRST_LINE_BYTES = 1 << 22
_PIECE_BYTES = 1 << 18
_OVERLAP_BYTES = 512


def documents(
    file: Path, containers: Collection[str], damaged: Callable[[str], None]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield ``(container, object)``: the page's key that held the object, or ``""``.

    What a page says beside its objects follows them as the container ``REST``.

    ``damaged`` hears the place of every line that is not JSON, in files of one JSON text a line.
    """
    with open_bytes(file) as stream:
        one_a_line = _holds_one_a_line(stream)
    with open_bytes(file) as stream:
        if one_a_line:
            yield from _from_lines(stream, containers, damaged)
        else:
            yield from _from_stream(stream, containers, file.name)


def pieces(file: Path) -> Iterator[bytes]:
    """The bytes of the file in overlapping pieces, to look for short marks without parsing."""
    tail = b""
    with open_bytes(file) as stream:
        while piece := stream.read(_PIECE_BYTES):
            yield tail + piece
            tail = piece[-_OVERLAP_BYTES:]


def text(value: Any) -> str:
    """The trimmed text of a JSON value; nothing for null, for objects and for lists."""
    if isinstance(value, str):
        # Half of a character pair and zero are allowed in JSON, but no text can be stored with them.
        return value.encode("utf-8", "replace").decode("utf-8").replace("\0", " ").strip()
    if isinstance(value, bool) or value is None or isinstance(value, dict | list):
        return ""
    return str(value)


def texts(value: Any, depth: int = 40) -> Iterator[str]:
    """Every text inside a JSON value: rich text comes as a tree of small pieces."""
    if isinstance(value, str):
        yield value
    elif depth and isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts(part, depth - 1)


def _holds_one_a_line(stream: BinaryIO) -> bool:
    first = b""
    while not first.strip():
        first = stream.readline(_FIRST_LINE_BYTES)
        if not first:
            return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def _from_lines(
    stream: BinaryIO, containers: Collection[str], damaged: Callable[[str], None]
) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, line in _bounded_lines(stream):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            damaged(f"line {number}")
            continue
        yield from _inside(value, containers)


def _bounded_lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    number, goes_on = 0, False
    while line := stream.readline(LINE_LIMIT):
        if not goes_on:
            number += 1
            # A line that the limit cut is no JSON, and its rest is passed over.
            yield number, line
        goes_on = not line.endswith(b"\n")


def _inside(value: Any, containers: Collection[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, list):
        for element in value:
            yield from _inside(element, containers)
    elif isinstance(value, dict):
        held = [name for name in containers if isinstance(value.get(name), list | dict)]
        for name in held:
            content = value[name]
            elements = content if isinstance(content, list) else [content]
            yield from ((name, element) for element in elements if isinstance(element, dict))
        rest = {key: part for key, part in value.items() if key not in held}
        yield (REST if held else ""), rest


def _from_stream(
    stream: BinaryIO, containers: Collection[str], name: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    if stream.read(len(BOM_UTF8)) != BOM_UTF8:
        stream.seek(0)
    events = ijson.basic_parse(stream, multiple_values=True, use_float=True)
    try:
        for event, _ in events:
            # Arrays around the objects need no care of their own.
            if event == "start_map":
                yield from _object_or_page(events, containers)
    except (ijson.JSONError, RecursionError, ValueError) as error:
        raise UnreadableFileError(
            f"{name} is damaged or cut short: it stops being JSON; export it again."
        ) from error


def _object_or_page(
    events: Events, containers: Collection[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    plain: dict[str, Any] = {}
    page = False
    for _, key in takewhile(_not_end_of_map, events):
        event, value = next(events)
        if key in containers and event in ("start_array", "start_map"):
            page = True
            elements = (
                _elements(events) if event == "start_array" else [_build(event, value, events)]
            )
            yield from ((key, element) for element in elements if isinstance(element, dict))
        else:
            plain[key] = _build(event, value, events)
    yield (REST if page else ""), plain


def _elements(events: Events) -> Iterator[Any]:
    for event, value in takewhile(_not_end_of_array, events):
        yield _build(event, value, events)


def _build(event: str, value: Any, events: Events) -> Any:
    if event == "start_array":
        return list(_elements(events))
    if event != "start_map":
        return value
    built: dict[str, Any] = {}
    for _, key in takewhile(_not_end_of_map, events):
        built[key] = _build(*next(events), events)
    return built


def _not_end_of_map(told: tuple[str, Any]) -> bool:
    return told[0] != "end_map"


def _not_end_of_array(told: tuple[str, Any]) -> bool:
    return told[0] != "end_array"
