"""Causes of waiting: why the next activity did not begin at once, where begin and end of work are known.

The waiting between one activity of a case and the next is cut into five causes. What comes first in
this list takes the time that several could claim:

1. *batching*: until the last member of a batch that was worked on in one go was there;
2. *contention*: the resource was busy with something that was there earlier or at the same time;
3. *prioritisation*: the resource was busy only with what came later;
4. *unavailability*: the resource was idle outside its working hours;
5. *other*: the rest, which the records do not explain.

The chain of tables::

    placed stays ──instances_of──▶ instances ──waits──▶ waits ──by_transition, by_case──▶ sums

Method: Lashkevich, Milani, Chapela-Campa, Suvorau and Dumas, *Why am I waiting? Data-driven analysis of
waiting times in business processes* (CAiSE 2023). Definitions: ``docs/measures/waiting-causes.md``.
Times are whole microseconds since 1970 in UTC (``int64``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from accord.analysis.calendars import Calendar, WorkingTime
from accord.analysis.custody import OPEN_CLASSES, WORK
from accord.analysis.tables import MICROSECONDS_A_DAY

Whole = npt.NDArray[np.int64]

#: One row an execution of an activity. ``enabled_at`` is when it could have begun, null where only the
#: end of what came before can tell; ``resource`` is who did it, blank where that is not known.
INSTANCES = pa.schema(
    [
        pa.field("case", pa.string(), nullable=False),
        pa.field("activity", pa.string(), nullable=False),
        pa.field("resource", pa.string(), nullable=False),
        pa.field("enabled_at", pa.int64()),
        pa.field("start", pa.int64(), nullable=False),
        pa.field("end", pa.int64(), nullable=False),
    ]
)

CAUSES: Final = ("batching", "contention", "prioritisation", "unavailability", "other")
TRANSITION: Final = ("source_activity", "source_resource", "target_activity", "target_resource")

#: An hour of the week is working time where it was used on at least this share of such weekdays …
CONFIDENCE: Final = 0.1
#: … and a resource has a calendar where such hours hold at least this share of its begins and ends
SUPPORT: Final = 0.7
#: on at least so many different days.
FEWEST_DAYS: Final = 10

_NEVER: Final = np.iinfo(np.int64).max
_NO_BATCH: Final = -1
_NOTHING: Final = -2
_HOUR: Final = MICROSECONDS_A_DAY // 24
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


# From stays to instances


def instances_of(placed: ir.Table) -> ir.Table:
    """Every maximal stretch of an item in a work status with one known holder, as ``INSTANCES``.

    Takes ``custody.place``. The case is source and item, the activity the status with which the stretch
    began, the resource the known holder. It was enabled when the item became this holder's turn, or when
    the holder last laid it down since. Only sources of level *changelog* can tell: their records show
    when work began. Where the statuses have no class *work* there are no instances, and a queue is then
    no waiting that could be explained.
    """
    in_order = ibis.window(group_by=["source", "item"], order_by=["position", "at"])
    so_far = ibis.window(
        group_by=["source", "item"], order_by=["position", "at"], preceding=None, following=0
    )
    works = placed["class"] == WORK
    steps = placed.mutate(_works=works, _open=placed["class"].isin(OPEN_CLASSES))
    same_turn = (
        (steps.known_holder == steps.known_holder.lag().over(in_order))
        & (steps.turn == steps.turn.lag().over(in_order))
        & (steps["_open"] == steps["_open"].lag().over(in_order))
    ).fill_null(False)
    same_work = (
        (steps.known_holder == steps.known_holder.lag().over(in_order))
        & (steps["_works"] == steps["_works"].lag().over(in_order))
    ).fill_null(False)
    never = ibis.null("int64")
    marked = steps.mutate(
        _turn_at=ibis.ifelse(same_turn, never, steps.at),
        _begins=ibis.ifelse(same_work, 0, 1).cast("int64"),
        _worked_until=ibis.ifelse(steps["_works"], steps.until, never),
    )
    earlier = ibis.window(
        group_by=["source", "item"], order_by=["position", "at"], preceding=(None, 1)
    )
    numbered = marked.mutate(
        _stretch=marked["_begins"].sum().over(so_far),
        _turn_at=marked["_turn_at"].max().over(so_far),
        _laid_down=marked["_worked_until"].max().over(earlier),
    ).filter("_works")
    return _one_a_stretch(numbered)


def _one_a_stretch(numbered: ir.Table) -> ir.Table:
    by_time = ibis.window(group_by=["source", "item", "_stretch"], order_by=["position", "at"])
    first = ibis.row_number().over(by_time) == 0
    found = numbered.mutate(
        _end=numbered.until.max().over(ibis.window(group_by=["source", "item", "_stretch"])),
        _first=first,
    ).filter("_first")
    enabled = ibis.greatest(found["_turn_at"], found["_laid_down"].fill_null(found["_turn_at"]))
    return found.select(
        case=found.source + ": " + found.item,
        activity=found.status,
        resource=found.known_holder,
        enabled_at=ibis.least(enabled, found.at),
        start=found.at,
        end=found["_end"],
    )


# From instances to waits


@dataclass(frozen=True, slots=True)
class _Log:
    """The instances as numbers, in an order that does not depend on the order of the rows.

    ``starts``, ``ends``, ``enabled`` are places among the sorted ``moments``, so that a resource and a
    moment fit into one whole number. ``source`` is the row of the activity before, or -1.
    """

    case: Whole
    activity: Whole
    resource: Whole
    starts: Whole
    ends: Whole
    enabled: Whole
    known: npt.NDArray[np.bool_]
    source: Whole
    moments: Whole
    names: list[str]

    def keys(self, resource: Whole, moment: Whole) -> Whole:
        return resource * np.int64(len(self.moments)) + moment


@dataclass(frozen=True, slots=True)
class _Batches:
    """``of`` each instance its batch or -1; ``ready`` and ``first``, ``last`` start of each batch."""

    of: Whole
    ready: Whole
    first: Whole
    last: Whole


@dataclass(frozen=True, slots=True)
class _Segments:
    """The time of every resource cut wherever something of it begins or ends; one after the other.

    ``earliest`` is when the earliest enabled of what runs in the segment was enabled (``_NEVER`` where
    it is idle), ``group`` its batch, ``second`` the earliest of what is not in that batch. ``keys`` are
    the begins as resource and moment, ``lengths`` microseconds, zero at the end of a resource.
    """

    keys: Whole
    begins: Whole
    lengths: Whole
    resource: Whole
    earliest: Whole
    group: Whole
    second: Whole


def waits(
    instances: pa.Table,
    calendars: Mapping[str, Calendar] | None = None,
    smallest_batch: int = 2,
) -> pa.Table:
    """One row an instance that could have begun earlier or just then, with its waiting by cause.

    Takes ``INSTANCES`` and the calendars of resources (a resource without one is never unavailable).
    Gives ``case, source_activity, source_resource, target_activity, target_resource, enabled_at, start,
    waiting`` and the five ``CAUSES``, all microseconds, which sum to ``waiting``. The source is the
    activity of the case that ended last before the start, blank where there is none; an instance with
    neither source nor ``enabled_at`` has no row. Raises ``ValueError`` with one sentence where something
    ends before it starts or starts before it was enabled.
    """
    _check(instances)
    instances = instances.select(INSTANCES.names)
    if not len(instances):
        return _waits_table(instances, _EMPTY, _EMPTY, dict.fromkeys(CAUSES, _EMPTY), _EMPTY)
    instances, log = _numbered(instances)
    batches = _batches(log, smallest_batch)
    segments = _segments(log, batches)
    rows = np.flatnonzero(log.known)
    ready = np.where(batches.of >= 0, batches.ready[batches.of], log.enabled)[rows]
    causes = _causes(log, batches, segments, rows, ready)
    causes["unavailability"] = _unavailable(log, segments, rows, ready, calendars or {})
    waiting = log.moments[log.starts[rows]] - log.moments[log.enabled[rows]]
    causes["other"] = waiting - sum(causes.values())
    return _waits_table(instances, rows, log.source[rows], causes, log.moments[log.enabled[rows]])


_EMPTY: Final = np.array([], np.int64)


def _check(instances: pa.Table) -> None:
    if pc.any(pc.greater(instances["start"], instances["end"])).as_py():
        raise ValueError("An activity ends before it starts.")
    if pc.any(pc.greater(instances["enabled_at"], instances["start"])).as_py():
        raise ValueError("An activity starts before it was enabled.")


def _waits_table(
    instances: pa.Table, rows: Whole, source: Whole, causes: Mapping[str, Whole], enabled: Whole
) -> pa.Table:
    found = instances.take(pa.array(rows))
    before = instances.take(pa.array(source, mask=source < 0))
    start = found["start"].to_numpy()
    columns = {
        "case": found["case"],
        "source_activity": before["activity"].fill_null(""),
        "source_resource": before["resource"].fill_null(""),
        "target_activity": found["activity"],
        "target_resource": found["resource"],
        "enabled_at": enabled,
        "start": start,
        "waiting": start - enabled,
        **{cause: causes[cause] for cause in CAUSES},
    }
    return pa.table(columns)


def _numbered(instances: pa.Table) -> tuple[pa.Table, _Log]:
    instances = instances.sort_by(
        [
            (name, "ascending")
            for name in ("case", "end", "start", "activity", "resource", "enabled_at")
        ]
    )
    start, end = instances["start"].to_numpy(), instances["end"].to_numpy()
    given = instances["enabled_at"].is_valid().to_numpy()
    enabled = instances["enabled_at"].fill_null(0).to_numpy()
    case, _ = _codes(instances["case"])
    source = _sources(case, start, end)
    enabled = np.where(given, enabled, np.where(source >= 0, end[source], start))
    moments, places = np.unique(np.concatenate([start, end, enabled]), return_inverse=True)
    starts, ends, enabled = places.astype(np.int64).reshape(3, -1)
    resource, names = _codes(instances["resource"])
    if "" in names:
        # Who is not known did nothing else that is known.
        nobody = resource == names.index("")
        resource = np.where(nobody, len(names) + np.cumsum(nobody), resource)
    activity, _ = _codes(instances["activity"])
    known = given | (source >= 0)
    return instances, _Log(
        case, activity, resource, starts, ends, enabled, known, source, moments, names
    )


def _codes(column: pa.ChunkedArray) -> tuple[Whole, list[str]]:
    """Numbers in place of texts, in the order of the texts, and the texts."""
    encoded = column.combine_chunks().dictionary_encode()
    names = encoded.dictionary
    order = pc.sort_indices(names).to_numpy()
    number = np.empty(len(order), np.int64)
    number[order] = np.arange(len(order))
    return number[encoded.indices.to_numpy()], names.take(pa.array(order)).to_pylist()


def _sources(case: Whole, start: Whole, end: Whole) -> Whole:
    """The row of the same case that ended last, but not after the start; rows are in order of ends.

    What overlaps is at work at the same time, and does not enable. Of what takes no time, an earlier
    row enables a later one; of rows alike, those that say when they could begin are the earlier ones.
    """
    moments, places = np.unique(np.concatenate([start, end]), return_inverse=True)
    starts, ends = places.astype(np.int64).reshape(2, -1)
    size = np.int64(len(moments))
    own = np.arange(len(case))
    until = np.searchsorted(case * size + ends, case * size + starts, side="right")
    found = np.minimum(until, own) - 1
    first = np.searchsorted(case, case)
    return np.where(found >= first, found, -1)


# Batches


def _batches(log: _Log, smallest: int) -> _Batches:
    """Runs of one activity by one resource without a gap, all of which were there before the first began.

    A member that came later could not have been waited for: it begins a new batch.
    """
    order = np.lexsort((log.case, log.enabled, log.ends, log.starts, log.activity, log.resource))
    heads = _heads(log, order)
    run = np.cumsum(heads) - 1
    sizes = np.bincount(run)
    kept = sizes >= max(smallest, 2)
    number = np.where(kept, np.cumsum(kept) - 1, _NO_BATCH)
    of = np.empty(len(order), np.int64)
    of[order] = number[run]
    begins = np.flatnonzero(heads)
    ready = np.maximum.reduceat(log.enabled[order], begins)[kept]
    last = log.starts[order][begins + sizes - 1][kept]
    return _Batches(of, _or_one(ready), log.starts[order][begins][kept], last)


def _or_one(values: Whole) -> Whole:
    # What is looked up for instances without a batch must exist, though nobody reads it.
    return values if len(values) else np.zeros(1, np.int64)


def _heads(log: _Log, order: Whole) -> npt.NDArray[np.bool_]:
    """Where a run begins. Whether one does depends on where the one before began: hence the loop."""
    columns = (log.resource, log.activity, log.starts, log.ends, log.enabled)
    rows = zip(*(column[order].tolist() for column in columns), strict=True)
    heads = np.zeros(len(order), bool)
    who = what = first = reached = -1
    for place, (resource, activity, start, end, enabled) in enumerate(rows):
        goes_on = (resource, activity) == (who, what) and start <= reached and enabled <= first
        if goes_on:
            reached = max(reached, end)
        else:
            heads[place] = True
            who, what, first, reached = resource, activity, start, end
    return heads


# Segments: what the earliest is that a resource is busy with


def _segments(log: _Log, batches: _Batches) -> _Segments:
    people = _each_once(log.resource)
    opens, closes = log.keys(log.resource, log.starts), log.keys(log.resource, log.ends)
    # Every resource's time begins with the log's: waiting may begin before its first work.
    keys = _each_once(np.concatenate([log.keys(people, np.zeros_like(people)), opens, closes]))
    resource, moment = np.divmod(keys, len(log.moments))
    begins = log.moments[moment]
    lengths = np.zeros(len(keys), np.int64)
    same = resource[1:] == resource[:-1]
    lengths[:-1] = np.where(same, np.diff(begins), 0)
    low, high = np.searchsorted(keys, opens), np.searchsorted(keys, closes)
    lasting = low < high
    found = _painted(
        len(keys), low[lasting], high[lasting], log.enabled[lasting], batches.of[lasting]
    )
    return _Segments(keys, begins, lengths, resource, *found)


def _each_once(values: Whole) -> Whole:
    # Sorting is quicker here than what numpy's unique does.
    values = np.sort(values)
    return values[np.append(True, values[1:] != values[:-1])]


_Triple = tuple[Whole, Whole, Whole]


def _painted(size: int, low: Whole, high: Whole, value: Whole, group: Whole) -> _Triple:
    """Per segment the least value of the intervals over it, its group, the least of other groups.

    An interval is the union of two blocks whose length is a power of two. Blocks are put down from the
    longest to the shortest, and each is halved until it is one segment long.
    """
    level = np.frexp((high - low).astype(float))[1].astype(np.int64) - 1
    half = np.int64(1) << level
    block_level = np.concatenate([level, level])
    place = np.concatenate([low, high - half])
    value, group = np.concatenate([value, value]), np.concatenate([group, group])
    order = np.lexsort((group, value, place, block_level))
    block_level, place = block_level[order], place[order]
    value, group = value[order], group[order]
    painted = _nothing(size)
    for current in range(int(level.max(initial=0)), -1, -1):
        one, other = np.searchsorted(block_level, [current, current + 1])
        _put_down(painted, place[one:other], value[one:other], group[one:other])
        if current:
            painted = _halved(painted, 1 << (current - 1))
    return painted


def _nothing(size: int) -> _Triple:
    never = np.full(size, _NEVER)
    return never, np.full(size, _NOTHING), never.copy()


def _put_down(painted: _Triple, place: Whole, value: Whole, group: Whole) -> None:
    """Merge blocks of one length, which are in order of place and value, into what is there."""
    if not len(place):
        return
    heads = np.flatnonzero(np.append(True, place[1:] != place[:-1]))
    run = np.cumsum(np.append(True, place[1:] != place[:-1])) - 1
    first_group = group[heads]
    elsewhere = np.where(group != first_group[run], value, _NEVER)
    new = (value[heads], first_group, np.minimum.reduceat(elsewhere, heads))
    where = place[heads]
    old = (painted[0][where], painted[1][where], painted[2][where])
    for target, merged in zip(painted, _merged(old, new), strict=True):
        target[where] = merged


def _halved(painted: _Triple, half: int) -> _Triple:
    """Blocks of twice that length become two blocks each."""
    behind = _nothing(len(painted[0]))
    for target, column in zip(behind, painted, strict=True):
        target[half:] = column[:-half]
    return _merged(painted, behind)


def _merged(one: _Triple, other: _Triple) -> _Triple:
    wins = one[0] <= other[0]
    value, group = np.where(wins, one[0], other[0]), np.where(wins, one[1], other[1])
    lost_group = np.where(wins, other[1], one[1])
    lost = np.where(
        lost_group != group,
        np.maximum(one[0], other[0]),
        np.where(wins, other[2], one[2]),
    )
    return value, group, np.minimum(np.where(wins, one[2], other[2]), lost)


# Causes


def _causes(
    log: _Log, batches: _Batches, segments: _Segments, rows: Whole, ready: Whole
) -> dict[str, Whole]:
    """Batching, contention and prioritisation of the rows, in microseconds."""
    batch = batches.of[rows]
    start = log.starts[rows]
    # Before the batch began nothing of it ran; from then on its members are told apart.
    until = start.copy()
    until[batch >= 0] = batches.first[batch[batch >= 0]]
    here = segments.earliest < _NEVER
    low, part, part_length = _entered(log, segments, rows, ready)
    high = np.searchsorted(segments.keys, log.keys(log.resource[rows], until))
    last = np.searchsorted(segments.keys, log.keys(log.resource[rows], start))
    waits_on = ready < until
    contention = np.where(waits_on & (segments.earliest[part] <= ready), part_length, 0)
    contention += _sum_below(
        np.where(here, segments.earliest, 0),
        np.where(here, segments.lengths, 0),
        np.where(waits_on, low, 0),
        np.where(waits_on, high, 0),
        ready,
    )
    inside = np.flatnonzero(batch >= 0)
    contention[inside] += _among_members(log, batches, segments, rows[inside], high[inside])
    busy = _total(np.where(here, segments.lengths, 0), low, last, ready < start)
    busy += np.where((ready < start) & here[part], part_length, 0)
    return {
        "batching": log.moments[ready] - log.moments[log.enabled[rows]],
        "contention": contention,
        "prioritisation": busy - contention,
    }


def _entered(
    log: _Log, segments: _Segments, rows: Whole, moment: Whole
) -> tuple[Whole, Whole, Whole]:
    """First whole segment after the moment; the one the moment lies in; what is left of that one."""
    keys = log.keys(log.resource[rows], moment)
    part = np.searchsorted(segments.keys, keys, side="right") - 1
    left = segments.begins[part] + segments.lengths[part] - log.moments[moment]
    return part + 1, part, left


def _total(weights: Whole, low: Whole, high: Whole, asked: npt.NDArray[np.bool_]) -> Whole:
    """Sum of the weights from low to before high where it is asked for, else zero."""
    until = np.append(0, np.cumsum(weights))
    return np.where(asked, until[high] - until[low], 0)


def _sum_below(value: Whole, weight: Whole, low: Whole, high: Whole, limit: Whole) -> Whole:
    """Sum of the weights at places from low to before high whose value is at most the limit.

    Values are sorted bit by bit from the highest, keeping their order; a range of places stays a range
    (wavelet matrix: Claude, Navarro and Ordóñez 2015). Each bit costs one pass over all.
    """
    found = np.zeros(len(low), np.int64)
    above = limit + 1
    most = max(int(value.max(initial=0)), int(above.max(initial=0)))
    for bit in range(most.bit_length() - 1, -1, -1):
        zero = (value >> bit) & 1 == 0
        zeros = np.append(0, np.cumsum(zero))
        sums = np.append(0, np.cumsum(np.where(zero, weight, 0)))
        is_one = (above >> bit) & 1 == 1
        found += np.where(is_one, sums[high] - sums[low], 0)
        low = np.where(is_one, zeros[-1] + low - zeros[low], zeros[low])
        high = np.where(is_one, zeros[-1] + high - zeros[high], zeros[high])
        value = np.concatenate([value[zero], value[~zero]])
        weight = np.concatenate([weight[zero], weight[~zero]])
    return found


def _among_members(
    log: _Log, batches: _Batches, segments: _Segments, rows: Whole, since: Whole
) -> Whole:
    """Contention of members of batches from the begin of their batch, at segment ``since``, on.

    Another member counts as contention where it was there before this one; what is no member, where it
    was there before the batch was ready.
    """
    people = np.empty(len(batches.first), np.int64)
    people[batches.of[rows]] = log.resource[rows]
    begin = np.searchsorted(segments.keys, log.keys(people, batches.first))
    sizes = np.searchsorted(segments.keys, log.keys(people, batches.last)) - begin
    offsets = np.cumsum(sizes) - sizes
    batch = np.repeat(np.arange(len(sizes)), sizes)
    place = np.arange(len(batch)) - offsets[batch] + begin[batch]
    own = segments.group[place] == batch
    outside = np.where(own, segments.second[place], segments.earliest[place])
    # Zero stands for "whenever this member came"; one more for the time of each other member.
    value = np.where(own, segments.earliest[place] + 1, 0)
    value = np.where(outside <= batches.ready[batch], 0, value)
    counts = own | (outside <= batches.ready[batch])
    low = offsets[batches.of[rows]]
    last = np.searchsorted(segments.keys, log.keys(log.resource[rows], log.starts[rows]))
    weight = np.where(counts, segments.lengths[place], 0)
    return _sum_below(value, weight, low, low + last - since, log.enabled[rows] + 1)


def _unavailable(
    log: _Log,
    segments: _Segments,
    rows: Whole,
    ready: Whole,
    calendars: Mapping[str, Calendar],
) -> Whole:
    """Idle time outside the resource's working hours, from ready to start."""
    numbers = {
        calendar: number for number, calendar in enumerate(dict.fromkeys(calendars.values()))
    }
    of_name = [numbers.get(calendars[name], -1) if name in calendars else -1 for name in log.names]
    of_resource = np.full(int(log.resource.max()) + 1, -1)
    of_resource[: len(of_name)] = of_name
    low, part, left = _entered(log, segments, rows, ready)
    last = np.searchsorted(segments.keys, log.keys(log.resource[rows], log.starts[rows]))
    idle = segments.earliest == _NEVER
    away = np.zeros(len(segments.keys), np.int64)
    of_part = np.zeros(len(rows), np.int64)
    ends = segments.begins + segments.lengths
    begin, asked = log.moments[ready], ready < log.starts[rows]
    for calendar, number in numbers.items():
        unrolled = WorkingTime.of(calendar, int(log.moments[0]), int(log.moments[-1]))
        mine = idle & (of_resource[segments.resource] == number)
        worked = unrolled.between(segments.begins[mine], ends[mine])
        away[mine] = segments.lengths[mine] - worked
        asks = mine[part] & asked
        of_part[asks] = left[asks] - unrolled.between(begin[asks], ends[part][asks])
    return _total(away, low, last, asked) + of_part


# Sums


def by_transition(waits: pa.Table) -> pa.Table:
    """One row a transition: ``TRANSITION``, ``count``, ``waiting`` and the causes, microseconds.

    Takes the table of ``waits``; the largest waiting comes first.
    """
    return _summed(waits, TRANSITION)


def by_case(waits: pa.Table) -> pa.Table:
    """One row a case: ``case``, ``count`` of waits, ``waiting`` and the causes, microseconds."""
    return _summed(waits, ("case",))


def _summed(waits: pa.Table, by: tuple[str, ...]) -> pa.Table:
    summed = ("waiting", *CAUSES)
    found = waits.group_by(list(by)).aggregate(
        [([], "count_all"), *((name, "sum") for name in summed)]
    )
    found = found.select([*by, "count_all", *(f"{name}_sum" for name in summed)])
    found = found.rename_columns([*by, "count", *summed])
    return found.sort_by([("waiting", "descending"), *((name, "ascending") for name in by)])


# Calendars from the log


def discovered_calendars(instances: pa.Table, zone: str) -> dict[str, Calendar]:
    """The hours of the week in which each resource was seen at work, from begins and ends of activities.

    An hour of a weekday counts where the resource began or ended something in it on at least
    ``CONFIDENCE`` of the weekdays of that name on which it was seen at all. No calendar where such
    hours hold less than ``SUPPORT`` of its begins and ends, or it was seen on fewer than ``FEWEST_DAYS``
    days: then its absence cannot be told.
    """
    resource, names = _codes(instances["resource"])
    resource = np.concatenate([resource, resource])
    at = np.concatenate([instances["start"].to_numpy(), instances["end"].to_numpy()])
    day, hour = _local(at, zone)
    found: dict[str, Calendar] = {}
    for number in np.unique(resource).tolist():
        if names[number]:
            mine = resource == number
            calendar = _seen(names[number], zone, day[mine], hour[mine])
            found |= {names[number]: calendar} if calendar else {}
    return found


def _local(at: Whole, zone: str) -> tuple[Whole, Whole]:
    """Day since 1970 and hour of the day on the wall clock of the zone."""
    quarter = _HOUR // 4
    quarters, place = np.unique(at // quarter, return_inverse=True)
    clock = ZoneInfo(zone)
    offsets = [
        (_EPOCH + timedelta(microseconds=one * quarter)).astimezone(clock).utcoffset()
        for one in quarters.tolist()
    ]
    ahead = np.array([(offset or timedelta()) // timedelta(microseconds=1) for offset in offsets])
    shown = at + ahead.astype(np.int64)[place]
    return shown // MICROSECONDS_A_DAY, shown % MICROSECONDS_A_DAY // _HOUR


def _seen(name: str, zone: str, day: Whole, hour: Whole) -> Calendar | None:
    days = np.unique(day)
    # 1 January 1970 was a Thursday.
    on_weekday = np.bincount((days + 3) % 7, minlength=7)
    used = np.unique(np.stack([day, hour]), axis=1)
    times = np.zeros((7, 24), np.int64)
    np.add.at(times, ((used[0] + 3) % 7, used[1]), 1)
    works = (times > 0) & (times >= CONFIDENCE * on_weekday[:, None])
    if len(days) < FEWEST_DAYS or works[(day + 3) % 7, hour].mean() < SUPPORT:
        return None
    return Calendar(f"Seen at work: {name}", zone, tuple(map(_shifts, works)))


def _shifts(works: npt.NDArray[np.bool_]) -> tuple[tuple[int, int], ...]:
    change = np.flatnonzero(np.diff(np.concatenate([[False], works, [False]]).astype(np.int8)))
    minutes = (60 * change).tolist()
    return tuple(zip(minutes[::2], minutes[1::2], strict=True))
