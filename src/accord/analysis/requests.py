"""Requests: items of several trackers joined by links, and whose turn each request was.

Definition with a worked example: ``docs/measures/requests.md``.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Final

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from accord.analysis import custody

#: Which request an item belongs to; a request bears the name of its first item.
MEMBERSHIP = pa.schema(
    [
        pa.field("request", pa.string(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("item", pa.string(), nullable=False),
    ]
)
#: What could not be joined without guessing, and why.
AMBIGUOUS = pa.schema(
    [
        pa.field("source", pa.string(), nullable=False),
        pa.field("item", pa.string(), nullable=False),
        pa.field("targets", pa.list_(pa.string()), nullable=False),
        pa.field("reason", pa.string(), nullable=False),
    ]
)
#: More items than this are a programme, or a key that everybody mentions, not one request.
MOST_ITEMS: Final = 12
SOURCE: Final = "request"

SEVERAL_ITEMS: Final = "links to several items of one other tracker"
SEVERAL_TRACKERS: Final = "links to a key that several other trackers have"
TOO_MANY: Final = "stands in a chain of too many items"

Key = tuple[str, str]  # source and item


@dataclass(frozen=True, slots=True)
class Joined:
    """``membership`` as ``MEMBERSHIP``, and what was left apart as ``AMBIGUOUS``."""

    membership: pa.Table
    ambiguous: pa.Table


def join(
    items: pa.Table,
    links: pa.Table,
    agreed: frozenset[tuple[Key, Key]] = frozenset(),
    most_items: int = MOST_ITEMS,
) -> Joined:
    """Join items of different trackers into requests.

    ``items`` has ``source, item, created_at``; ``links`` has ``source, item, target``, where the
    target is another item's key as written. ``agreed`` pairs are joined whatever the links say. What
    would need a guess is left apart and reported. Connected components by scipy.
    """
    created = {(row["source"], row["item"]): row["created_at"] for row in items.to_pylist()}
    pairs, ambiguous = _clear_pairs(created, links)
    pairs |= {pair for pair in agreed if pair[0] in created and pair[1] in created}
    rows = []
    for members in _components(pairs):
        if len(members) > most_items:
            ambiguous += [_left_apart(member, [], TOO_MANY) for member in sorted(members)]
            continue
        first = min(members, key=lambda member: (created[member], member))
        name = "/".join(first)
        rows += [_member(name, member) for member in sorted(members)]
    return Joined(
        pa.Table.from_pylist(rows, schema=MEMBERSHIP),
        pa.Table.from_pylist(ambiguous, schema=AMBIGUOUS),
    )


def _member(request: str, member: Key) -> dict[str, str]:
    return {"request": request, "source": member[0], "item": member[1]}


def _left_apart(member: Key, targets: list[str], reason: str) -> dict[str, Any]:
    return {"source": member[0], "item": member[1], "targets": targets, "reason": reason}


def _clear_pairs(
    created: dict[Key, int], links: pa.Table
) -> tuple[set[tuple[Key, Key]], list[dict[str, Any]]]:
    """Pairs of items that a link joins without doubt, and the items whose links leave a doubt."""
    sources_of = defaultdict(set)
    for source, item in created:
        sources_of[item].add(source)
    named: dict[tuple[Key, str], set[str]] = defaultdict(set)  # item and other tracker → targets
    ambiguous = []
    for row in sorted(
        links.to_pylist(), key=lambda row: (row["source"], row["item"], row["target"])
    ):
        member, target = (row["source"], row["item"]), row["target"].strip()
        others = sources_of[target] - {row["source"]} if target in sources_of else set()
        if len(others) > 1:
            ambiguous.append(_left_apart(member, [target], SEVERAL_TRACKERS))
        elif others and member in created:
            named[member, others.pop()].add(target)
    pairs = set()
    for (member, other), targets in named.items():
        if len(targets) > 1:
            ambiguous.append(_left_apart(member, sorted(targets), SEVERAL_ITEMS))
        else:
            pairs.add((member, (other, targets.pop())))
    return pairs, ambiguous


def _components(pairs: set[tuple[Key, Key]]) -> list[list[Key]]:
    members = sorted({member for pair in pairs for member in pair})
    if not members:
        return []
    place = {member: number for number, member in enumerate(members)}
    ends = np.array([(place[first], place[second]) for first, second in sorted(pairs)])
    graph = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(members),) * 2)
    count, labels = connected_components(graph, directed=False)
    groups: list[list[Key]] = [[] for _ in range(count)]
    for member, label in zip(members, labels, strict=True):
        groups[label].append(member)
    return groups


def unlinked(placed: ir.Table, membership: pa.Table) -> ir.Table:
    """The placed stays of items that belong to no request, which are shown apart."""
    return placed.anti_join(ibis.memtable(membership), ["source", "item"])


def request_stays(placed: ir.Table, membership: pa.Table, as_of: int) -> ir.Table:
    """Merge the histories of a request's items: every moment is booked once, by the latest word.

    Takes placed stays (``custody.place``) and ``MEMBERSHIP``; gives the same columns as placed stays,
    with ``item`` the request and ``source`` the word "request", so that every measure on items works
    on requests. Of the items that are open at a moment, the one whose stay began last says turn and
    class. When none is open the request is done, or dropped where no item was delivered. A wait for
    a party all of whose items in the request are closed waits for it no more: the turn is then the
    holder's.
    """
    words = _words(placed, membership)
    moments = words.select("request", moment=words.at).distinct()
    standing = _standing(words, moments)
    return _as_placed(_with_turn_of_the_living(_latest(standing), standing), as_of)


def _words(placed: ir.Table, membership: pa.Table) -> ir.Table:
    """The members' stays with their request, when each was said, and when the item's next begins."""
    members = ibis.memtable(membership)
    joined = placed.inner_join(members, ["source", "item"])
    words = joined.select(placed, members.request)
    in_order = ibis.window(group_by=["source", "item"], order_by="at")
    one_stay = ibis.window(group_by=["source", "item", "position"])
    return words.mutate(
        next_at=words.at.lead().over(in_order),
        said_at=words.at.min().over(one_stay),  # a stay cut at a team's move was said only once
        is_open=words["class"].notin(custody.CLOSED_CLASSES),
        holders_turn=ibis.cases(
            (words.known_holder == "", custody.NOBODY),
            (words.party == "", custody.UNMAPPED),
            else_=words.party,
        ),
    )


def _standing(words: ir.Table, moments: ir.Table) -> ir.Table:
    """At every moment in which anything changes, the word that stands of every item."""
    joined = moments.inner_join(
        words,
        [
            moments.request == words.request,
            words.at <= moments.moment,
            words.next_at.isnull() | (words.next_at > moments.moment),
        ],
    )
    return joined.select(moments.moment, words)


def _latest(standing: ir.Table) -> ir.Table:
    by_age = ibis.window(
        group_by=["request", "moment"],
        order_by=[
            ibis.desc("is_open"),
            ibis.desc("said_at"),
            ibis.desc("source"),
            ibis.desc("item"),
        ],
    )
    at_once = ibis.window(group_by=["request", "moment"])
    ranked = standing.mutate(
        rank=ibis.row_number().over(by_age),
        delivered=ibis.ifelse(standing["class"] == custody.DONE, 1, 0).max().over(at_once),
    )
    return ranked.filter(ranked["rank"] == 0)


def _with_turn_of_the_living(latest: ir.Table, standing: ir.Table) -> ir.Table:
    """Where a wait names a party that has nothing open left, give the turn back to the holder."""
    sides = standing.group_by(["request", "moment", "party"]).agg(
        alive=ibis.ifelse(standing.is_open, 1, 0).sum()
    )
    sides = sides.rename(side="party", of="request", then="moment")
    joined = latest.left_join(
        sides,
        [
            latest.request == sides.of,
            latest.moment == sides.then,
            latest.turn == sides.side,
        ],
    )
    waits_in_vain = (
        (latest["class"] == custody.WAIT)
        & (latest.turn != latest.holders_turn)
        & (sides.alive.fill_null(1) == 0)
    )
    judged = joined.select(latest, waits_in_vain=waits_in_vain)
    return judged.mutate(turn=ibis.ifelse(judged.waits_in_vain, judged.holders_turn, judged.turn))


def _as_placed(latest: ir.Table, as_of: int) -> ir.Table:
    in_order = ibis.window(group_by="request", order_by="moment")
    following = latest.moment.lead().over(in_order)
    ended = ibis.ifelse(latest.delivered == 1, custody.DONE, custody.DROPPED)
    stays = latest.mutate(
        following=following,
        ends=following.fill_null(as_of),
        number=(ibis.row_number().over(in_order) + 1).cast("int64"),
        said=ibis.ifelse(latest.is_open, latest["class"], ended),
    )
    return stays.select(
        source=ibis.literal(SOURCE),
        item=stays.request,
        position=stays.number,
        at=stays.moment,
        until=stays.ends,
        last=stays.following.isnull(),
        status=stays.status,
        holder=stays.holder,
        known_holder=stays.known_holder,
        team=stays.team,
        party=stays.party,
        turn=stays.turn,
        **{"class": stays.said},
        microseconds=ibis.ifelse(
            stays.is_open, stays.ends - stays.moment, ibis.literal(0, "int64")
        ),
    )
