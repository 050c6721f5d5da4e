"""XES: a trace is an item, an event its entry into a state."""

import re
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from accord.store.exports.rows import Said, moment, named_history, rows

_BEGIN = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="nested-attributes" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<classifier name="Status" keys="concept:name"/>
"""
_END = "</log>\n"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(tables: dict[str, Any], file: Path, said: Said) -> None:
    """Write every item with its history."""
    ordered = named_history(tables).order_by("source", "item", "at", "line")
    with file.open("w", encoding="utf-8", newline="\n") as log:
        log.write(_BEGIN)
        for _, events in groupby(rows(ordered), key=itemgetter("source", "item")):
            log.writelines(_trace(events, said.persons))
        log.write(_END)


def _trace(events: Iterator[dict[str, Any]], persons: frozenset[str]) -> Iterator[str]:
    begun = False
    for row in events:
        if not begun:
            begun = True
            yield "<trace>\n"
            yield _text("concept:name", row["name"])
            for name in ("source", "type", "title", "labels"):
                yield _text(name, row[name] or "") if row[name] else ""
        yield from _event(row, row["source"] in persons)
    yield "</trace>\n"


def _event(row: dict[str, Any], by_person: bool) -> Iterator[str]:
    yield "<event>"
    yield _text("concept:name", row["status"])
    yield f'<date key="time:timestamp" value="{moment(row["at"])}"/>'
    if by_person:
        yield _text("org:resource", row["holder"])
    else:
        # Also where it is empty: a log without any group would be read by its persons.
        yield _text("org:group", row["holder"])
        yield _text("org:resource", row["person"]) if row["person"] else ""
    yield _text("resolution", row["resolution"]) if row["resolution"] else ""
    yield "</event>\n"


def _text(key: str, value: str) -> str:
    # The line ends inside an attribute must be written as numbers, or a parser makes them spaces.
    shown = quoteattr(_NOT_XML.sub("\ufffd", value), {"\t": "&#9;", "\n": "&#10;", "\r": "&#13;"})
    return f'<string key="{key}" value={shown}/>'
