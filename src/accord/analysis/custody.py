"""Whose turn it was: from history rows to stays, turns, hand-offs, lead times and promises.

Everything here is an Ibis expression over declared columns, so the same code runs on every engine.
Only constructs that mean the same everywhere are used: lag, lead, running maxima and grouping; never
a carried-forward ``last().over()`` and never an ordered collection.

The chain of tables::

    history + source ──used_rows──▶ rows ──stays──▶ stays ──until──▶ stays as of a moment
    stays + placements + statuses ──place──▶ placed stays ──▶ handoffs, days_by_turn, items, …

Times are whole microseconds since 1970 in UTC (``int64``), as in ``accord.analysis.tables``.
Definitions: ``docs/measures/custody.md``, ``hand-offs.md``, ``lead-time.md``, ``promises.md``.
"""

from collections.abc import Collection
from typing import Any, Final

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from accord.analysis.statuses import ABANDONED_RESOLUTIONS, CLASSES
from accord.analysis.tables import MICROSECONDS_A_DAY

NOBODY: Final = "nobody"
UNMAPPED: Final = "unmapped"
SYSTEM: Final = "system"
#: Turns that never take part in a hand-off.
NO_PARTY: Final = (NOBODY, UNMAPPED, SYSTEM)

QUEUE, WORK, WAIT, DONE, DROPPED = CLASSES
OPEN_CLASSES: Final = (QUEUE, WORK, WAIT)
CLOSED_CLASSES: Final = (DONE, DROPPED)

#: From ``valid_from`` (inclusive) to ``valid_to`` (exclusive), null for always, the holder belongs to
#: that team and party. A holder's periods must not overlap: ``gap_free`` sees to it.
PLACEMENTS = pa.schema(
    [
        pa.field("source", pa.string(), nullable=False),
        pa.field("holder", pa.string(), nullable=False),
        pa.field("team", pa.string(), nullable=False),
        pa.field("party", pa.string(), nullable=False),
        pa.field("valid_from", pa.int64()),
        pa.field("valid_to", pa.int64()),
    ]
)

#: What a status means in a source: its class, and whose turn it is whoever holds the item, or "".
STATUSES = pa.schema(
    [
        pa.field("source", pa.string(), nullable=False),
        pa.field("status", pa.string(), nullable=False),
        pa.field("class", pa.string(), nullable=False),
        pa.field("turn", pa.string(), nullable=False),
    ]
)

_ITEM = ("source", "item")
# Holders are numbered below this bound, so that place and number fit into one integer.
_HOLDERS_BOUND = 1 << 31
_FAR_PAST, _FAR_FUTURE = -(1 << 62), 1 << 62


# From rows to stays


def used_rows(history: ir.Table, as_of: int | None = None) -> ir.Table:
    """The rows that count: not after ``as_of``, and of rows at one instant the last in the file.

    Takes ``tables.HISTORY`` with a column ``source``; gives ``source, item, at, line, status, holder,
    resolution``.
    """
    history = history.select("source", "item", "at", "line", "status", "holder", "resolution")
    if as_of is not None:
        history = history.filter(history.at <= as_of)
    in_order = ibis.window(group_by=_ITEM, order_by=["at", "line"])
    marked = history.mutate(next_at=history.at.lead().over(in_order))
    kept = marked.filter(marked.next_at.isnull() | (marked.next_at != marked.at))
    return kept.drop("next_at")


def stays(rows: ir.Table, blank_holders: Collection[str] = ()) -> ir.Table:
    """One row a maximal stretch in which status and holder stay the same.

    Takes used rows; gives ``source, item, position`` (from 1), ``at, until`` (null at the last),
    ``status, holder, known_holder`` (the last that was not blank, or ""), ``resolution``. Holders
    named in ``blank_holders`` (lower case) count as blank. A stretch is also cut where its
    resolution turns from delivered to abandoned or back.
    """
    if blank_holders:
        is_blank = rows.holder.lower().isin(sorted(blank_holders))
        rows = rows.mutate(holder=ibis.ifelse(is_blank, "", rows.holder))
    first_rows = _first_of_stretch(_numbered_holders(rows))
    in_order = ibis.window(group_by=_ITEM, order_by="place")
    so_far = ibis.window(group_by=_ITEM, order_by="place", preceding=None, following=0)
    packed = ibis.ifelse(
        first_rows.holder_number > 0,
        first_rows.place * _HOLDERS_BOUND + first_rows.holder_number,
        ibis.literal(0, "int64"),
    )
    ordered = first_rows.mutate(
        position=(ibis.row_number().over(in_order) + 1).cast("int64"),
        until=first_rows.at.lead().over(in_order),
        known_number=packed.max().over(so_far) % _HOLDERS_BOUND,
    )
    return _with_names(ordered, _holder_numbers(rows))


def _with_names(ordered: ir.Table, numbers: ir.Table) -> ir.Table:
    """Give the numbers of holder and known holder their names back."""
    holders, known = numbers, numbers.view()
    joined = ordered.left_join(holders, "holder_number").left_join(
        known, ordered.known_number == known.holder_number
    )
    return joined.select(
        *(ordered[name] for name in ("source", "item", "position", "at", "until", "status")),
        holder=holders.holder.fill_null(""),
        known_holder=known.holder.fill_null(""),
        resolution=ordered.resolution,
    )


def _holder_numbers(rows: ir.Table) -> ir.Table:
    """Every holder that is not blank with a number from 1, in the order of the names."""
    holders = rows.filter(rows.holder != "").select("holder").distinct()
    by_name = ibis.window(order_by="holder")
    return holders.mutate(holder_number=(ibis.row_number().over(by_name) + 1).cast("int64"))


def _numbered_holders(rows: ir.Table) -> ir.Table:
    """The rows with their holders' numbers in place of the names: what is sorted stays narrow."""
    numbers = _holder_numbers(rows)
    joined = rows.left_join(numbers, "holder")
    return joined.select(
        *(rows[name] for name in ("source", "item", "at", "status", "resolution")),
        holder_number=numbers.holder_number.fill_null(0),
    )


def _first_of_stretch(rows: ir.Table) -> ir.Table:
    """The rows where status, holder or abandonment differ from the item's row before, with ``place``."""
    in_order = ibis.window(group_by=_ITEM, order_by="at")
    marked = rows.mutate(abandoned=_is_abandoned(rows.resolution))
    marked = marked.mutate(
        place=(ibis.row_number().over(in_order) + 1).cast("int64"),
        status_before=marked.status.lag().over(in_order),
        number_before=marked.holder_number.lag().over(in_order),
        abandoned_before=marked.abandoned.lag().over(in_order),
    )
    return marked.filter(
        marked.status_before.isnull()
        | (marked.status_before != marked.status)
        | (marked.number_before != marked.holder_number)
        | (marked.abandoned_before != marked.abandoned)
    )


def _is_abandoned(resolution: ir.StringValue) -> ir.BooleanValue:
    return resolution.lower().isin(sorted(ABANDONED_RESOLUTIONS))


def stays_until(stays: ir.Table, as_of: int) -> ir.Table:
    """The stays as they stood at ``as_of``: later ones do not exist yet, the running one is open."""
    begun = stays.filter(stays.at <= as_of)
    return begun.mutate(until=ibis.ifelse(begun.until <= as_of, begun.until, ibis.null("int64")))


# From stays to turns


def gap_free(placements: pa.Table) -> pa.Table:
    """``PLACEMENTS`` with the times between a holder's periods filled as unmapped.

    Raises ``ValueError`` with one sentence where two periods of one holder overlap.
    """
    periods: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in placements.to_pylist():
        periods.setdefault((row["source"], row["holder"]), []).append(row)
    rows = [row for found in periods.values() for row in _filled(found)]
    return pa.Table.from_pylist(rows, schema=PLACEMENTS)


def _filled(periods: list[dict[str, Any]]) -> list[dict[str, Any]]:
    periods = sorted(periods, key=lambda row: (row["valid_from"] is not None, row["valid_from"]))
    rows: list[dict[str, Any]] = []
    reached: int | None = None  # null at the begin of time, and at its end once rows are there
    for row in periods:
        begin, end = row["valid_from"], row["valid_to"]
        if rows and (reached is None or begin is None or begin < reached):
            raise ValueError(f"{row['holder']!r} stands in two teams at the same time.")
        if begin is not None and (not rows or begin > reached):
            rows.append(row | {"team": "", "party": "", "valid_from": reached, "valid_to": begin})
        rows.append(row)
        reached = end
    if reached is not None:
        rows.append(
            periods[-1] | {"team": "", "party": "", "valid_from": reached, "valid_to": None}
        )
    return rows


def place(stays: ir.Table, placements: pa.Table, statuses: pa.Table, as_of: int) -> ir.Table:
    """Say of every stay whose turn it was and what class of status.

    Takes stays, ``PLACEMENTS`` and ``STATUSES`` (one row a source and status); what they lack is
    unmapped. Raises ``ValueError`` where two periods of one holder overlap. Gives
    ``source, item, position, at, until`` (``as_of`` where an open item's last stay runs on),
    ``last, status, holder, known_holder, team, party, turn, class, microseconds``. A stay that spans
    the border of a holder's periods is cut there. ``team`` is blank where the status names the turn.
    """
    stays = stays_until(stays, as_of)
    cut = _cut_at_borders(stays, gap_free(placements), as_of)
    meant = ibis.memtable(statuses)
    joined = cut.left_join(meant, ["source", "status"])
    known = joined.select(
        cut,
        turn_named=meant.turn.fill_null(""),
        mapped_class=ibis.ifelse(meant["class"].fill_null("") == "", UNMAPPED, meant["class"]),
    )
    return _with_turn(known)


def _cut_at_borders(stays: ir.Table, placements: pa.Table, as_of: int) -> ir.Table:
    ends = stays.until.fill_null(as_of)
    places = ibis.memtable(_with_far_ends(placements))
    same = [stays.source == places.source, stays.known_holder == places.holder]
    if placements["valid_from"].null_count < len(placements):
        # A stay without length has its whole being in its first instant.
        within = ibis.greatest(ends, stays.at + 1)
        same += [places.valid_from < within, places.valid_to > stays.at]
    joined = stays.left_join(places, same)
    return joined.select(
        stays.source,
        stays.item,
        stays.position,
        stays.status,
        stays.holder,
        stays.known_holder,
        stays.resolution,
        at=ibis.greatest(stays.at, places.valid_from.fill_null(_FAR_PAST)),
        until=ibis.least(ends, places.valid_to.fill_null(_FAR_FUTURE)),
        last=stays.until.isnull(),
        team=places.team.fill_null(""),
        party=places.party.fill_null(""),
    )


def _with_far_ends(placements: pa.Table) -> pa.Table:
    # Plain comparisons join much faster than comparisons that allow for nulls.
    for name, end in (("valid_from", _FAR_PAST), ("valid_to", _FAR_FUTURE)):
        place = placements.schema.get_field_index(name)
        placements = placements.set_column(place, name, placements[name].fill_null(end))
    return placements


def _with_turn(known: ir.Table) -> ir.Table:
    abandoned = (known.mapped_class == DONE) & _is_abandoned(known.resolution)
    known = known.mutate(
        {
            "class": ibis.ifelse(abandoned, DROPPED, known.mapped_class),
            "turn": ibis.cases(
                (known.turn_named != "", known.turn_named),
                (known.known_holder == "", NOBODY),
                (known.party == "", UNMAPPED),
                else_=known.party,
            ),
            "team": ibis.ifelse(known.turn_named == "", known.team, ""),
        }
    )
    timeless = known["class"].isin(CLOSED_CLASSES)
    elapsed = ibis.ifelse(timeless, ibis.literal(0, "int64"), known.until - known.at)
    return known.mutate(microseconds=elapsed).select(
        "source",
        "item",
        "position",
        "at",
        "until",
        "last",
        "status",
        "holder",
        "known_holder",
        "team",
        "party",
        "turn",
        "class",
        "microseconds",
    )


# What placed stays tell


def handoffs(placed: ir.Table, by: str = "turn") -> ir.Table:
    """One row a hand-off: ``source, item, at, giver, taker, class, ping_pong``.

    ``by`` is ``turn`` for hand-offs between parties, ``team`` for those between teams. ``class`` is
    that of the stay which the hand-off opens; ``ping_pong`` says that the taker had it before.
    """
    counted = placed[by].notin(["", *NO_PARTY]) & placed["class"].isin(OPEN_CLASSES)
    taking = placed.filter(counted)
    in_order = ibis.window(group_by=_ITEM, order_by="at")
    taking = taking.mutate(giver=taking[by].lag().over(in_order), taker=taking[by])
    passed = taking.filter(taking.giver.notnull() & (taking.giver != taking.taker))
    before = passed.giver.lag().over(in_order)
    passed = passed.mutate(ping_pong=(before == passed.taker).fill_null(False))
    return passed.select("source", "item", "at", "giver", "taker", "class", "ping_pong")


def days_by_turn(placed: ir.Table, by: Collection[str] = ()) -> ir.Table:
    """Time by whose turn it was and class: ``[*by,] turn, class, stays, seconds, microseconds``.

    Time is kept as whole seconds and the microseconds besides, so that sums are exact however many
    stays there are; ``exact_days`` joins the two.
    """
    return placed.group_by([*by, "turn", "class"]).agg(
        stays=placed.count(),
        seconds=(placed.microseconds // 1_000_000).cast("int64").sum(),
        microseconds=(placed.microseconds % 1_000_000).sum(),
    )


def exact_days(seconds: int, microseconds: int) -> float:
    """Days, rounded once from exact whole numbers."""
    return (seconds * 1_000_000 + microseconds) / MICROSECONDS_A_DAY


def items(placed: ir.Table) -> ir.Table:
    """One row an item: when created, delivered, how it ended, how often it changed hands.

    Gives ``source, item, created_at, done_at`` (last entry into done of a delivered item), ``outcome``
    (delivered, dropped or open), ``ended_at`` (last entry into done or dropped of an item that is
    so), ``lead`` (microseconds, null unless delivered), ``handoffs``, ``ping_pongs``, ``reopened``,
    ``working_known`` (whether it ever entered a work status).
    """
    lives = _lives(placed)
    passed = handoffs(placed)
    counts = passed.group_by(_ITEM).agg(
        handoffs=passed.count(), ping_pongs=passed.ping_pong.cast("int64").sum()
    )
    joined = lives.left_join(counts, list(_ITEM))
    delivered, dropped = lives.last_class == DONE, lives.last_class == DROPPED
    never = ibis.null("int64")
    return joined.select(
        lives.source,
        lives.item,
        lives.created_at,
        done_at=ibis.ifelse(delivered, lives.entered_done, never),
        outcome=ibis.cases((delivered, "delivered"), (dropped, "dropped"), else_="open"),
        ended_at=ibis.cases(
            (delivered, lives.entered_done), (dropped, lives.entered_dropped), else_=never
        ),
        lead=ibis.ifelse(delivered, lives.entered_done - lives.created_at, never),
        handoffs=counts.handoffs.fill_null(0),
        ping_pongs=counts.ping_pongs.fill_null(0),
        reopened=lives.reopened,
        working_known=lives.worked > 0,
    )


def _lives(placed: ir.Table) -> ir.Table:
    """Begin, last class, entries into done, reopenings and visits to work of every item."""
    in_order = ibis.window(group_by=_ITEM, order_by="at")
    steps = placed.mutate(before=placed["class"].lag().over(in_order))
    now = steps["class"]
    enters = steps.before.isnull() | (steps.before != now)
    reopens = steps.before.isin(CLOSED_CLASSES) & now.isin(OPEN_CLASSES)
    return steps.group_by(_ITEM).agg(
        created_at=steps.at.min(),
        last_class=ibis.ifelse(steps["last"], now, ibis.null("string")).max(),
        entered_done=ibis.ifelse(enters & (now == DONE), steps.at, ibis.null("int64")).max(),
        entered_dropped=ibis.ifelse(enters & (now == DROPPED), steps.at, ibis.null("int64")).max(),
        reopened=ibis.ifelse(reopens, 1, 0).cast("int64").sum(),
        worked=ibis.ifelse(now == WORK, 1, 0).cast("int64").sum(),
    )


def lead_times(items: ir.Table, by: Collection[str] = ()) -> ir.Table:
    """Lead time of delivered items in days: ``[*by,] delivered, p50, p85, p95, mean``.

    Quantiles are linear-interpolated (type 7 of Hyndman and Fan). Without any, they are null.
    """
    delivered = items.filter(items.lead.notnull())
    lead = delivered.lead.cast("float64")
    grouped = delivered.group_by(list(by)) if by else delivered
    measured = {f"p{share}": lead.quantile(share / 100) for share in (50, 85, 95)}
    # Whole seconds and the rest are summed apart: a sum of microseconds could pass 64 bits.
    seconds = (delivered.lead // 1_000_000).cast("int64").sum().cast("float64")
    rest = (delivered.lead % 1_000_000).sum().cast("float64")
    mean = (seconds * 1_000_000 + rest) / delivered.count()
    found = grouped.agg(delivered=delivered.count(), mean=mean, **measured)
    return found.select(
        *by,
        "delivered",
        *((found[name] / MICROSECONDS_A_DAY).name(name) for name in ("p50", "p85", "p95", "mean")),
    )


# Promises

#: A promise was renegotiated early when at least this share of its span was left, and a working day.
EARLY_SHARE: Final = 0.2


def promises(given: ir.Table, items: ir.Table, as_of: int) -> ir.Table:
    """One row a promise: ``source, item, number`` (from 1), ``of`` them, ``at, due, outcome``.

    Takes ``tables.PROMISES`` with a column ``source`` and the frame of ``items``. The outcome is
    *kept* or *missed* (delivered by its time or not), *renegotiated early* or *late*, *withdrawn*
    (taken back, or the item was dropped, before it was due) or *pending*. A change after the due
    time comes too late: the promise was missed. What was said after the item's end does not count.
    """
    changes = _changes_of_due(given, items, as_of)
    in_order = ibis.window(group_by=_ITEM, order_by="at")
    steps = changes.mutate(
        next_at=changes.at.lead().over(in_order), next_due=changes.due.lead().over(in_order)
    )
    stated = steps.filter(steps.due.notnull())
    numbered = stated.mutate(
        number=(ibis.row_number().over(in_order) + 1).cast("int64"),
        of=stated.count().over(ibis.window(group_by=_ITEM)).cast("int64"),
    )
    return numbered.mutate(outcome=_outcome_of_promise(numbered, as_of)).select(
        "source", "item", "number", "of", "at", "due", "outcome"
    )


def _changes_of_due(given: ir.Table, items: ir.Table, as_of: int) -> ir.Table:
    """The moments at which an item's due time really changed, while the item lived."""
    given = given.filter(given.at <= as_of)
    in_order = ibis.window(group_by=_ITEM, order_by=["at", "line"])
    marked = given.mutate(next_at=given.at.lead().over(in_order))
    kept = marked.filter(marked.next_at.isnull() | (marked.next_at != marked.at)).drop("next_at")
    of_items = kept.inner_join(items, list(_ITEM)).select(
        kept, items.outcome, items.done_at, items.ended_at
    )
    living = of_items.filter(of_items.ended_at.isnull() | (of_items.at <= of_items.ended_at))
    by_time = ibis.window(group_by=_ITEM, order_by="at")
    steps = living.mutate(
        due_before=living.due.lag().over(by_time), has_before=living.at.lag().over(by_time)
    )
    first_word = steps.has_before.isnull() & steps.due.notnull()
    changed = steps.has_before.notnull() & ~steps.due.identical_to(steps.due_before)
    return steps.filter(first_word | changed).drop("due_before", "has_before")


def _outcome_of_promise(given: ir.Table, as_of: int) -> ir.StringValue:
    moved = given.next_at.notnull()
    return ibis.cases(
        (moved & (given.next_at > given.due), "missed"),
        (moved & given.next_due.isnull(), "withdrawn"),
        (moved & _moved_early(given), "renegotiated early"),
        (moved, "renegotiated late"),
        else_=_verdict(given, given.due, as_of),
    )


def _moved_early(given: ir.Table) -> ir.BooleanValue:
    share_left = given.due - given.next_at >= (given.due - given.at) * EARLY_SHARE
    day_left = _working_time(given.due) - _working_time(given.next_at) >= MICROSECONDS_A_DAY
    return share_left & day_left


def _working_time(at: ir.IntegerValue) -> ir.IntegerValue:
    """Microseconds from Monday to Friday between 29 December 1969, a Monday, and ``at``."""
    since_monday = at + 3 * MICROSECONDS_A_DAY
    week = 7 * MICROSECONDS_A_DAY
    in_week = ibis.least(since_monday % week, 5 * MICROSECONDS_A_DAY)
    return ((since_monday - since_monday % week) // week) * (5 * MICROSECONDS_A_DAY) + in_week


def _verdict(items: ir.Table, due: ir.IntegerValue, as_of: int) -> ir.StringValue:
    """What became of a due time that nobody changed."""
    ended = items.ended_at.notnull()
    return ibis.cases(
        (ended & (items.ended_at > due), "missed"),
        (items.outcome == "delivered", "kept"),
        (items.outcome == "dropped", "withdrawn"),
        (due < as_of, "missed"),
        else_="pending",
    )


def promised_items(promises: ir.Table, items: ir.Table, as_of: int) -> ir.Table:
    """One row an item that was promised: its first and its last promise, and both verdicts.

    Takes the frames of ``promises`` and ``items``; gives ``source, item, first_due, last_due,
    promises, against_first, against_last``; a last promise that was taken back is *withdrawn*.
    """
    is_last = promises.number == promises.of
    never = ibis.null("int64")
    ends = promises.group_by(_ITEM).agg(
        first_due=ibis.ifelse(promises.number == 1, promises.due, never).max(),
        last_due=ibis.ifelse(is_last, promises.due, never).max(),
        promises=promises.count(),
        withdrawn=ibis.ifelse(is_last & (promises.outcome == "withdrawn"), 1, 0).max(),
    )
    joined = ends.inner_join(items, list(_ITEM)).select(ends, items.outcome, items.ended_at)
    return joined.mutate(
        against_first=_verdict(joined, joined.first_due, as_of),
        against_last=ibis.ifelse(
            joined.withdrawn == 1, "withdrawn", _verdict(joined, joined.last_due, as_of)
        ),
    ).drop("withdrawn", "outcome", "ended_at")
