"""Figures with items written by hand: two trackers, what is linked, what looks alike."""

from dataclasses import replace

import pyarrow as pa
from tests.areas.evidence.findings.by_hand import DAY, figures, request

from accord.analysis import requests
from accord.areas.evidence import frames

NAMES = {"source-1": "Asana", "source-2": "Jira"}
TASK, TICKET = "source-1", "source-2"


def item(source: str, key: str, title: str, day: int = 0, **given: object) -> dict[str, object]:
    """An item; those of the first tracker are marketing's."""
    base = {
        "source": source,
        "item": key,
        "title": title,
        "type": "Page",
        "created_at": day * DAY,
        "party": "marketing" if source == TASK else "it",
        "outcome": "delivered",
        "request": 0,
    }
    return base | given


def with_items(
    *rows: dict[str, object],
    joined: tuple[tuple[str, ...], ...] = (),
    together: tuple[tuple[str, str], ...] = (),
    apart: tuple[tuple[str, str], ...] = (),
    doubts: tuple[tuple[str, str, str], ...] = (),
) -> frames.Figures:
    """Figures of these items; those joined are one request, all others stand alone."""
    ends = {str(row["item"]): (str(row["source"]), str(row["item"])) for row in rows}
    members = {f"r{n}": tuple(ends[key] for key in group) for n, group in enumerate(joined)}
    linked = {key for group in joined for key in group}
    members |= {"/".join(end): (end,) for key, end in ends.items() if key not in linked}
    listed = [
        request(key, sources=tuple(sorted({NAMES[source] for source, _ in group})))
        for key, group in members.items()
    ]
    left = [
        dict(zip(requests.AMBIGUOUS.names, (*ends[one], *ends[other], reason), strict=True))
        for one, other, reason in doubts
    ]
    place = {end: number for number, group in enumerate(members.values()) for end in group}
    told = [row | {"request": place[str(row["source"]), str(row["item"])]} for row in rows]
    return replace(
        figures(*listed),
        items=pa.Table.from_pylist(told, schema=frames.ITEMS),
        doubts=pa.Table.from_pylist(left, schema=requests.AMBIGUOUS),
        said={
            True: frozenset((ends[one], ends[other]) for one, other in together),
            False: frozenset((ends[one], ends[other]) for one, other in apart),
        },
    )
