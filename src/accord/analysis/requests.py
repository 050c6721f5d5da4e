"""Requests: items of several trackers joined by links, and whose turn each request was.

Definition with a worked example: ``docs/measures/requests.md``.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

import ibis
import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as compute
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
#: Pairs that could not be joined without guessing, and why; one row a pair.
AMBIGUOUS = pa.schema(
    [
        pa.field("source", pa.string(), nullable=False),
        pa.field("item", pa.string(), nullable=False),
        pa.field("target_source", pa.string(), nullable=False),
        pa.field("target", pa.string(), nullable=False),
        pa.field("reason", pa.string(), nullable=False),
    ]
)
#: More items than this are a programme, or a key that everybody mentions, not one request.
MOST_ITEMS: Final = 12
SOURCE: Final = "request"

SEVERAL_TRACKERS: Final = "links to a key that several other trackers have"
OWN_KEY: Final = "links to a key that its own tracker has too"
HUB: Final = "is linked with more items than one request can have"
TOO_MANY: Final = "stands in a chain of too many items"

Key = tuple[str, str]  # source and item
Pairs = frozenset[tuple[Key, Key]]
Numbers = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]
Texts: TypeAlias = pa.Array | pa.ChunkedArray


@dataclass(frozen=True, slots=True)
class Joined:
    """``membership`` as ``MEMBERSHIP``, and what was left apart as ``AMBIGUOUS``."""

    membership: pa.Table
    ambiguous: pa.Table


def join(
    items: pa.Table,
    links: pa.Table,
    agreed: Pairs = frozenset(),
    apart: Pairs = frozenset(),
    most_items: int = MOST_ITEMS,
) -> Joined:
    """Join items of different trackers into requests.

    ``items`` has ``source, item, created_at``, one row an item; ``links`` has ``source, item,
    target``, where the target is another item's key as written. A link may lead one to many, many
    to many, and over any number of trackers; when it was written does not matter. ``agreed`` pairs
    are joined whatever the links say; a link between the two of an ``apart`` pair joins nothing.
    What would need a guess is left apart and reported. Only items that a link or an agreed pair
    touches are looked at. Connected components by scipy.
    """
    known = _Known.of(items, links, agreed)
    if not len(known):
        return Joined(MEMBERSHIP.empty_table(), AMBIGUOUS.empty_table())
    together = known.numbered(agreed)
    clear, doubts = _read(known, links, known.numbered(apart), together)
    hub = np.bincount(clear.ravel(), minlength=len(known)) >= most_items
    of_hub = hub[clear].any(axis=1)
    doubts.append((HUB, _hub_first(clear[of_hub], hub)))
    clear = clear[~of_hub]
    labels = _components(clear, len(known))
    too_many = np.bincount(labels)[labels[clear[:, 0]]] > most_items
    doubts.append((TOO_MANY, clear[too_many]))
    kept = np.concatenate([clear[~too_many], together])
    left = [_left_apart(known, ends[~_among(ends, together)], reason) for reason, ends in doubts]
    return Joined(_membership(known, kept), pa.concat_tables(left))


@dataclass(frozen=True, slots=True)
class _Known:
    """The items that links or people name, numbered in the order of key and tracker."""

    rows: pa.Table  # source, item, created_at
    sources: pa.Array
    names: pa.Array
    source: Numbers  # place in ``sources``, item by item
    name: Numbers  # place in ``names``, item by item

    @classmethod
    def of(cls, items: pa.Table, links: pa.Table, agreed: Pairs) -> "_Known":
        """Look for the items that a link or an agreed pair names."""
        said = pa.array([end[1] for pair in agreed for end in pair], pa.string())
        columns = (_texts(links["item"]), _targets(links))
        named = [part for column in columns for part in column.chunks]
        wanted = compute.unique(pa.chunked_array([*named, said]))
        rows = items.select(["source", "item", "created_at"])
        if not len(wanted):
            rows = rows.slice(0, 0)  # nothing is named: however many there are, none is looked at
        rows = rows.filter(compute.is_in(rows["item"], value_set=wanted))
        for place, name in enumerate(("source", "item")):
            rows = rows.set_column(place, name, _texts(rows[name]))
        rows = rows.sort_by([("item", "ascending"), ("source", "ascending")])
        sources, names = (_sorted(rows[name]) for name in ("source", "item"))
        places = _places(rows["source"], sources), _places(rows["item"], names)
        return cls(rows, sources, names, *places)

    def __len__(self) -> int:
        return self.rows.num_rows

    def find(self, sources: Texts, items: Texts) -> Numbers:
        """The numbers of items by tracker and key; -1 where there is none."""
        source, name = _places(sources, self.sources), _places(items, self.names)
        ascending = self.name * len(self.sources) + self.source
        wanted = name * len(self.sources) + source
        found = np.searchsorted(ascending, wanted).clip(max=len(ascending) - 1)
        there = (source >= 0) & (name >= 0) & (ascending[found] == wanted)
        return np.where(there, found, -1)

    def numbered(self, pairs: Pairs) -> Numbers:
        """The pairs of which both ends are known, the lower number first, each once."""
        ends = [self._end([pair[end] for pair in pairs]) for end in (0, 1)]
        found = np.stack(ends, axis=1)
        return _distinct(found[(found >= 0).all(axis=1)])

    def _end(self, keys: list[Key]) -> Numbers:
        sources, items = (pa.array([key[part] for key in keys], pa.string()) for part in (0, 1))
        return self.find(sources, items)


def _texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Plain texts, also of a column of numbered names."""
    return column.cast(pa.string())


def _targets(links: pa.Table) -> pa.ChunkedArray:
    return compute.utf8_trim_whitespace(_texts(links["target"]))


def _sorted(column: pa.ChunkedArray) -> pa.Array:
    values = compute.unique(column)
    return values.take(compute.sort_indices(values))


def _places(texts: Texts, values: pa.Array) -> Numbers:
    """Where each text stands among the values; -1 where it does not."""
    found = compute.fill_null(compute.index_in(texts, value_set=values), -1)
    return np.asarray(found.to_numpy(), np.int64)


def _read(
    known: _Known, links: pa.Table, never: Numbers, together: Numbers
) -> tuple[Numbers, list[tuple[str, Numbers]]]:
    """Pairs that a link joins without doubt, and those whose link may mean another item."""
    namer = known.find(_texts(links["source"]), _texts(links["item"]))
    target = _places(_targets(links), known.names)
    there = (namer >= 0) & (target >= 0)
    mentions = _decoded(np.unique(_encoded(np.stack([namer[there], target[there]], axis=1))))
    begins, ends = (
        np.searchsorted(known.name, mentions[:, 1], side=side) for side in ("left", "right")
    )
    mention = np.repeat(
        np.arange(len(mentions)), ends - begins
    )  # one row an item that may be meant
    before = np.cumsum(ends - begins) - (ends - begins)
    meant = np.arange(len(mention)) - before[mention] + begins[mention]
    pairs = np.stack([mentions[mention, 0], meant], axis=1)
    inside = known.source[pairs[:, 0]] == known.source[pairs[:, 1]]
    own = _any(inside, mention, len(mentions))
    open_to = ~inside & ~_among(pairs, never)
    pairs, mention = pairs[open_to], mention[open_to]
    several = ~own & (np.bincount(mention, minlength=len(mentions)) > 1)
    clear = _distinct(pairs[~(own | several)[mention]])
    answered = _among(pairs, together) | _among(pairs, clear)  # by people, or by a link back
    open_still = ~_any(answered, mention, len(mentions))
    doubts = [(OWN_KEY, own & open_still), (SEVERAL_TRACKERS, several & open_still)]
    return clear, [(reason, pairs[marks[mention]]) for reason, marks in doubts]


def _any(marks: Marks, group: Numbers, count: int) -> Marks:
    """Which groups have a marked row."""
    return np.bincount(group[marks], minlength=count) > 0


def _encoded(pairs: Numbers) -> Numbers:
    return (pairs[:, 0] << 32) + pairs[:, 1]


def _decoded(codes: Numbers) -> Numbers:
    return np.stack([codes >> 32, codes & 0xFFFFFFFF], axis=1)


def _distinct(pairs: Numbers) -> Numbers:
    """Each pair once, the lower number first."""
    return _decoded(np.unique(_encoded(np.sort(pairs, axis=1))))


def _among(pairs: Numbers, some: Numbers) -> Marks:
    """Which pairs are among some distinct ones, in either direction."""
    return np.isin(_encoded(np.sort(pairs, axis=1)), _encoded(some))


def _hub_first(pairs: Numbers, hub: Marks) -> Numbers:
    return np.where(hub[pairs[:, :1]], pairs, pairs[:, ::-1])


def _components(pairs: Numbers, count: int) -> Numbers:
    """The number of the component that each item stands in."""
    graph = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    _, labels = connected_components(graph, directed=False)
    return labels.astype(np.int64)


def _left_apart(known: _Known, pairs: Numbers, reason: str) -> pa.Table:
    ends = [known.rows.take(pairs[:, end]) for end in (0, 1)]
    columns = [ends[end][name] for end in (0, 1) for name in ("source", "item")]
    return pa.table([*columns, pa.array([reason] * len(pairs), pa.string())], schema=AMBIGUOUS)


def _membership(known: _Known, pairs: Numbers) -> pa.Table:
    """The items of each request, which bears the name of its first item."""
    labels = _components(pairs, len(known))
    members = np.unique(pairs)
    created = known.rows["created_at"].to_numpy()
    columns = (known.name, known.source, created, labels)
    order = members[np.lexsort([column[members] for column in columns])]
    groups, firsts = np.unique(labels[order], return_index=True)
    leaders = order[firsts[np.searchsorted(groups, labels[order])]]
    first, own = known.rows.take(leaders), known.rows.take(order)
    names = compute.binary_join_element_wise(first["source"], first["item"], "/")
    found = pa.table([names, own["source"], own["item"]], schema=MEMBERSHIP)
    return found.sort_by([(name, "ascending") for name in MEMBERSHIP.names])


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
