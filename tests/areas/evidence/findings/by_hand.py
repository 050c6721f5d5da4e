"""Requests, promises and figures written by hand."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

from accord.analysis.columns import Coded
from accord.areas.evidence.frames import Figures, Promise, Promises, Request, Requests
from accord.areas.evidence.frames.promises import PROMISES
from accord.areas.evidence.frames.requests import NOT_YET, Columns, Several, Spent
from accord.areas.evidence.frames.times import microseconds
from accord.areas.evidence.models import Level, Source
from accord.areas.people.models import Signature
from accord.areas.people.queries import TwoKeys

DAY = 86_400_000_000
JOINT = ("Asana", "Jira")
START = dt.datetime(2026, 1, 5, 9, 0, tzinfo=dt.UTC)
SIGNED = TwoKeys(marketing=Signature(), it=Signature())
HALF = TwoKeys(marketing=Signature(), it=None)


def request(key: str, **given: object) -> Request:
    """A delivered request of both trackers; its days are the sum of its turns."""
    by_turn = given.pop("by_turn", {("it", "work"): 4.0})
    assert isinstance(by_turn, dict)
    days = float(sum(by_turn.values()))
    base = Request(
        key=key,
        title=f"Title of {key}",
        type="Page",
        sources=JOINT,
        created_at=START,
        done_at=START + dt.timedelta(days=days),
        outcome="delivered",
        days=days,
        handoffs=1,
        ping_pongs=0,
        reopened=0,
        sent_back=False,
        turn="",
        by_turn=by_turn,
    )
    return replace(base, **given)  # type: ignore[arg-type]


def these(rows: Iterable[Request]) -> Requests:
    """Requests as the columns that findings take."""
    plain: dict[str, list[Any]] = {name: [] for name in Request.__slots__}
    for row in rows:
        for name in Request.__slots__:
            plain[name].append(getattr(row, name))
    columns: dict[str, Any] = {
        "zone": dt.UTC,
        "key": pa.array(plain["key"], pa.string()),
        "title": pa.array(plain["title"], pa.string()),
        "spent": _spent(plain["by_turn"]),
        "days": np.array(plain["days"], np.float64),
    }
    columns |= {name: _coded(plain[name]) for name in ("type", "outcome", "turn", "kind")}
    columns |= {name: _several(plain[name]) for name in ("sources", "teams", "labels")}
    for name in ("created_at", "done_at", "since"):
        found = [NOT_YET if at is None else microseconds(at) for at in plain[name]]
        columns[name] = np.array(found, np.int64)
    for name in ("handoffs", "ping_pongs", "reopened"):
        columns[name] = np.array(plain[name], np.int64)
    for name in ("sent_back", "remembered"):
        columns[name] = np.array(plain[name], np.bool_)
    return Requests(Columns(**columns))


def _coded(texts: Sequence[str]) -> Coded:
    names = list(dict.fromkeys(texts))
    return Coded.of(np.array([names.index(text) for text in texts], np.int32), names)


def _several(rows: Sequence[Sequence[str]]) -> Several:
    every = sorted({name for row in rows for name in row})
    codes = [every.index(name) for row in rows for name in sorted(set(row))]
    begins = np.cumsum([0, *(len(set(row)) for row in rows)])
    return Several(begins, Coded.of(np.array(codes, np.int32), every))


def _spent(rows: Sequence[dict[tuple[str, str], float]]) -> Spent:
    shares = tuple(dict.fromkeys(share for row in rows for share in row))
    return Spent(
        np.cumsum([0, *map(len, rows)]),
        np.array([shares.index(share) for row in rows for share in row], np.int32),
        np.array([days for row in rows for days in row.values()], np.float64),
        shares,
    )


def kept(rows: Iterable[Promise]) -> Promises:
    """Promises as the columns that findings take."""
    names = PROMISES.names
    plain = [{name: getattr(row, name) for name in names} for row in rows]
    return Promises(pa.Table.from_pylist(plain, schema=PROMISES), dt.UTC)


def opened(key: str, turn: str, **given: object) -> Request:
    """A request that waits for a party."""
    return request(key, outcome="open", done_at=None, turn=turn, **given)


def waiting(key: str, marketing: float, it: float, release: float) -> Request:
    """A request that waited for both sides and for its release."""
    turns = {
        ("marketing", "wait"): marketing,
        ("it", "wait"): it,
        ("it", "work"): 2.0,
        ("nobody", "wait"): release,
    }
    return request(key, by_turn=turns)


def promise(item: str, party: str, first: str, last: str = "", moved: str = "") -> Promise:
    """A promise of a party, and how it stands against its first and its last date."""
    return Promise(
        item=item,
        title=item,
        request=f"source-1/{item}",
        party=party,
        first_due=START.date(),
        last_due=START.date(),
        done_at=None,
        times=1,
        against_first=first,
        against_last=last or first,
        moved=moved,
    )


def source(name: str, level: str = Level.CHANGELOG) -> Source:
    """A tracker."""
    number = ["Asana", "Jira", "Desk", "Trello", "Wiki"].index(name) + 1
    return Source(pk=number, name=name, level=level, holder_kind="unit", format="x")


def figures(
    *rows: Request,
    promises: tuple[Promise, ...] = (),
    waits: dict[str, list[float]] | None = None,
    ambiguous: int = 0,
) -> Figures:
    """The figures of these requests; each turn is one stay, in the order in which it is given."""
    stays = []
    for row in rows:
        parts = list(row.by_turn.items())
        at = 0
        for place, ((turn, kind), days) in enumerate(parts):
            begin, at = at, at + round(days * DAY)
            stays.append(
                {
                    "source": "request",
                    "item": row.key,
                    "at": begin,
                    "until": at,
                    "known_holder": turn,
                    "team": "",
                    "party": turn,
                    "turn": turn,
                    "class": kind,
                    "microseconds": round(days * DAY),
                    "last": row.outcome == "open" and place == len(parts) - 1,
                }
            )
    schema = pa.schema(
        [
            ("source", pa.string()),
            ("item", pa.string()),
            ("at", pa.int64()),
            ("until", pa.int64()),
            ("known_holder", pa.string()),
            ("team", pa.string()),
            ("party", pa.string()),
            ("turn", pa.string()),
            ("class", pa.string()),
            ("microseconds", pa.int64()),
            ("last", pa.bool_()),
        ]
    )
    table = pa.Table.from_pylist(stays, schema=schema)
    return Figures(
        as_of=START,
        requests=these(rows),
        promises=kept(promises),
        stays=table,
        item_stays=table,
        ambiguous=ambiguous,
        waits={party: np.array(days) for party, days in (waits or {}).items()},
    )
