"""The evidence as objects and events, for every file form of OCEL 2.0 alike."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import ibis

from accord.analysis import requests
from accord.analysis.object_centric import (
    AUTHOR,
    COMMENT_EVENT,
    DUE,
    EPOCH,
    HISTORY_EVENT,
    HOLDER,
    ITEM,
    KEY,
    KIND,
    LINE,
    MENTION,
    NAME,
    PERSON,
    PERSON_KIND,
    PROMISE_EVENT,
    REQUEST,
    RESOLUTION,
    SAID,
    SOURCE,
    UNIT,
)
from accord.store.exports.rows import Said, described, items, moment, rows

#: The attributes of each object type; all are texts.
OBJECT_TYPES: dict[str, tuple[str, ...]] = {
    ITEM: (SOURCE, KEY, *SAID),
    HOLDER: (NAME, KIND),
    REQUEST: (NAME,),
    MENTION: (NAME,),
}
#: The attributes that events may have, with their types.
EVENT_ATTRIBUTES = {
    LINE: "integer", PERSON: "string", RESOLUTION: "string", DUE: "time", AUTHOR: "string",
}  # fmt: skip
DUE_GIVEN, DUE_WITHDRAWN, COMMENTED = "due date given", "due date withdrawn", "comment"
PART = "part of"

Tables = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Object:
    """One object: attributes with their times, and related objects with how."""

    id: str
    type: str
    attributes: list[tuple[str, str, str]]  # name, time, value
    relations: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Event:
    """One event: attributes, and touched objects with their role."""

    id: str
    type: str
    time: str
    attributes: dict[str, str | int]
    relations: list[tuple[str, str]]


def with_requests(tables: Tables, said: Said) -> Tables:
    """The tables, and ``membership``: which request each linked or agreed item belongs to."""
    history, links = tables["history"], tables["links"]
    lives = history.group_by("source", "item").agg(created_at=history.at.min())
    named = links.select("source", "item", "target").to_pyarrow()
    joined = requests.join(lives.to_pyarrow(), named, said.agreed, said.apart)
    engine = history.get_backend()
    made = engine.create_table("membership", joined.membership, temp=True, overwrite=True)
    return tables | {"membership": made}


def event_types(tables: Tables) -> list[str]:
    """Every status, and what else can happen."""
    found = tables["history"].select("status").distinct().order_by("status")
    statuses = [row["status"] for row in rows(found)]
    return list(dict.fromkeys([*statuses, DUE_GIVEN, DUE_WITHDRAWN, COMMENTED]))


def objects(tables: Tables, persons: frozenset[str]) -> Iterator[Object]:
    """Items, holders, requests, and the keys named by items that are no item here.

    Here and in ``events`` the tables are those of ``with_requests``.
    """
    named = items(tables)
    owners = named.group_by(target=named.item).agg(sources=named.count(), owner=named.source.max())
    links = tables["links"].left_join(owners, "target").drop("target_right")
    membership = tables["membership"]
    for row in rows(_item_rows(tables, links)):
        yield _item(row)
    yield from _holders(tables["history"], persons)
    for row in rows(membership.select("request").distinct().order_by("request")):
        yield _plain(REQUEST, row["request"])
    unknown = links.filter(links.sources.isnull() | (links.sources > 1))
    for row in rows(unknown.select("target").distinct().order_by("target")):
        yield _plain(MENTION, row["target"])


def _item_rows(tables: Tables, links: Any) -> Any:
    target = ibis.struct(
        {"target": links.target, "kind": links.kind, "sources": links.sources, "owner": links.owner}
    )
    named = links.mutate(link=target).group_by("source", "item").agg(links=ibis._.link.collect())
    found = items(tables)
    for other in (described(tables), named, tables["membership"]):
        found = found.left_join(other, ["source", "item"]).drop("source_right", "item_right")
    return found.order_by("source", "item")


def _item(row: dict[str, Any]) -> Object:
    said = [(SOURCE, EPOCH, row["source"]), (KEY, EPOCH, row["item"])]
    if row["said_at"] is not None:
        said += [(name, moment(row["said_at"]), row[name]) for name in SAID]
    relations = [(_target(link), link["kind"]) for link in row["links"] or ()]
    if row["request"] is not None:
        relations.append((f"{REQUEST}:{row['request']}", PART))
    return Object(item_id(row["source"], row["item"]), ITEM, said, relations)


def _target(link: dict[str, Any]) -> str:
    if link["sources"] == 1:
        return item_id(link["owner"], link["target"])
    return f"{MENTION}:{link['target']}"


def item_id(source: str, item: str) -> str:
    """The name of an item's object; two sources may have the same key."""
    plain = source.replace("%", "%25").replace("/", "%2F")
    return f"{ITEM}:{plain}/{item}"


def _holders(history: Any, persons: frozenset[str]) -> Iterator[Object]:
    found = history.filter(history.holder != "").select("source", "holder").distinct()
    is_unit = found.source.notin(sorted(persons)) if persons else ibis.literal(True)
    kinds = found.mutate(is_unit=is_unit).group_by("holder").agg(unit=ibis._.is_unit.max())
    for row in rows(kinds.order_by("holder")):
        kind = UNIT if row["unit"] else PERSON_KIND
        said = [(NAME, EPOCH, row["holder"]), (KIND, EPOCH, kind)]
        yield Object(f"{HOLDER}:{row['holder']}", HOLDER, said, [])


def _plain(kind: str, name: str) -> Object:
    return Object(f"{kind}:{name}", kind, [(NAME, EPOCH, name)], [])


def events(tables: Tables) -> Iterator[Event]:
    """Every history row, promise and comment, each kind in the order of its times."""
    order = ("at", "source", "item")
    joined = tables["history"].left_join(tables["membership"], ["source", "item"])
    for number, row in enumerate(rows(joined.order_by(*order, "line")), start=1):
        yield _state(number, row)
    for number, row in enumerate(rows(tables["promises"].order_by(*order, "line")), start=1):
        yield _promise(number, row)
    for number, row in enumerate(rows(tables["comments"].order_by(*order, "author")), start=1):
        said = _filled({AUTHOR: row["author"]})
        yield _event(f"{COMMENT_EVENT}{number}", COMMENTED, row, said)


def _state(number: int, row: dict[str, Any]) -> Event:
    said = _filled({PERSON: row["person"], RESOLUTION: row["resolution"]})
    event = _event(f"{HISTORY_EVENT}{number}", row["status"], row, {LINE: row["line"], **said})
    if row["holder"]:
        event.relations.append((f"{HOLDER}:{row['holder']}", HOLDER))
    if row["request"] is not None:
        event.relations.append((f"{REQUEST}:{row['request']}", REQUEST))
    return event


def _promise(number: int, row: dict[str, Any]) -> Event:
    said = {} if row["due"] is None else {DUE: moment(row["due"])}
    kind = DUE_GIVEN if said else DUE_WITHDRAWN
    return _event(f"{PROMISE_EVENT}{number}", kind, row, {LINE: row["line"], **said})


def _event(name: str, kind: str, row: dict[str, Any], said: dict[str, Any]) -> Event:
    return Event(name, kind, moment(row["at"]), said, [(item_id(row["source"], row["item"]), ITEM)])


def _filled(said: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in said.items() if value}
