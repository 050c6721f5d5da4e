"""Why work waited, over the records of several trackers: ``waiting_causes`` with its limits kept.

Only sources whose records show when work began can tell. Holders that are teams do many things at once:
for their sources no batch is looked for. Above a number of instances only the newest are looked at, and
of these only cases that lie in them whole: a sample of cases would leave out what else the resources
were busy with. Definition: ``docs/measures/waiting-causes.md``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from accord.analysis.calendars import Calendar
from accord.analysis.columns import Coded, Times, coded
from accord.analysis.stretches import APART, COLUMNS, stretches_of_work
from accord.analysis.waiting_causes import CAUSES, waits

#: More stretches of work than this are not looked at together: the newest stand for all.
MOST: Final = 200_000
_NO_BATCH_IS_SO_LARGE: Final = 1 << 62

#: One row a wait. ``giver`` and ``taker`` are teams, blank where not known; ``by_team`` says that the
#: holders are teams, so that ``batching`` cannot be told; the causes are microseconds.
WAITED = pa.schema(
    [
        ("source", pa.string()),
        ("item", pa.string()),
        ("giver", pa.string()),
        ("taker", pa.string()),
        ("party", pa.string()),
        ("by_team", pa.bool_()),
        ("waiting", pa.int64()),
        *((cause, pa.int64()) for cause in CAUSES),
    ]
)


@dataclass(frozen=True, slots=True)
class WhyWaited:
    """The waits as ``WAITED``, and how much was looked at: stretches of work in all, and left out."""

    waits: pa.Table
    instances: int
    left_out: int

    def table(self) -> pa.Table:
        """All of it as one table, to be kept; ``of`` reads it back."""
        counts = {"instances": str(self.instances), "left_out": str(self.left_out)}
        return self.waits.replace_schema_metadata(counts)

    @classmethod
    def of(cls, table: pa.Table) -> "WhyWaited":
        """Back from ``table``."""
        counts = table.schema.metadata
        waits = table.replace_schema_metadata(None)
        return cls(waits, int(counts[b"instances"]), int(counts[b"left_out"]))


@dataclass(frozen=True, slots=True)
class _Holders:
    """The team and the party to which each holder last belonged."""

    team: dict[str, str]
    party: dict[str, str]


def why_waited(
    placed: pa.Table,
    units: Mapping[str, bool],
    calendars: Mapping[str, Calendar],
    otherwise: Calendar,
    most: int = MOST,
) -> WhyWaited:
    """Every wait before a stretch of work, by cause.

    Takes placed stays; ``units`` names the sources that can tell and whether their holders are teams;
    ``calendars`` those of parties, ``otherwise`` the one of parties without. Holders of no party have
    none: they are never unavailable.
    """
    stays = placed.select([*COLUMNS, "team", "party"])
    sources = coded(placed["source"])
    parts = []
    counted = left_out = 0
    for by_team in (False, True):
        chosen = [name for name, of_teams in units.items() if of_teams is by_team]
        rows = stays.filter(pa.array(sources.marked(chosen)))
        if not len(rows):
            continue
        rows = _named_apart(rows) if by_team else rows
        found = stretches_of_work(rows)
        kept, begun = _newest(found, most)
        counted, left_out = counted + len(found), left_out + len(found) - len(kept)
        parts.append(_of_one_kind(kept, begun, _last_seen(rows), by_team, calendars, otherwise))
    return WhyWaited(pa.concat_tables([WAITED.empty_table(), *parts]), counted, left_out)


def _named_apart(rows: pa.Table) -> pa.Table:
    """Two trackers may have a team of one name, which are not one: each gets its tracker's name."""
    source, holder = coded(rows["source"]), coded(rows["known_holder"])
    both = source.codes.astype(np.int64) * len(holder.names) + holder.codes
    used, codes = np.unique(both, return_inverse=True)
    pairs = (divmod(number, len(holder.names)) for number in used.tolist())
    told = [
        APART.join((source.names[one], holder.names[other])) if holder.names[other] else ""
        for one, other in pairs
    ]
    place = {name: number for number, name in enumerate(dict.fromkeys(told))}
    named = Coded.of(np.array([place[name] for name in told])[codes], list(place))
    return rows.set_column(
        rows.schema.get_field_index("known_holder"), "known_holder", named.array()
    )


def _newest(instances: pa.Table, most: int) -> tuple[pa.Table, pa.Array]:
    """The newest instances, and the cases of which earlier ones were left out."""
    if len(instances) <= most:
        return instances, pa.array([], pa.string())
    start = instances["start"].to_numpy()
    since = np.partition(start, len(start) - most)[len(start) - most]
    old = pa.array(start < since)
    begun = pc.unique(instances.filter(old)["case"].combine_chunks())
    return instances.filter(pc.invert(old)), begun


def _last_seen(rows: pa.Table) -> _Holders:
    holder, at = coded(rows["known_holder"]), rows["at"].to_numpy()
    return _Holders(*(_last_known(holder, at, coded(rows[name])) for name in ("team", "party")))


def _last_known(holder: Coded, at: Times, column: Coded) -> dict[str, str]:
    """The last that each holder's rows say in a column; blank where they never say anything."""
    # A status that names whose turn it is leaves the team blank: what was known before counts on.
    known = np.flatnonzero(~column.marked([""]))
    holders, at = holder.codes[known], at[known]
    latest = np.full(len(holder.names), at.min(initial=0))
    np.maximum.at(latest, holders, at)
    last = known[at == latest[holders]]
    names, told = holder.names, column.names
    found = dict.fromkeys(names, "")
    pairs = zip(holder.codes[last].tolist(), column.codes[last].tolist(), strict=True)
    return found | {names[one]: told[other] for one, other in pairs}


def _of_one_kind(
    instances: pa.Table,
    begun: pa.Array,
    holders: _Holders,
    by_team: bool,
    calendars: Mapping[str, Calendar],
    otherwise: Calendar,
) -> pa.Table:
    hours = {
        name: calendars.get(party, otherwise)
        for name, party in holders.party.items()
        if name and party
    }
    found = waits(instances, hours, _NO_BATCH_IS_SO_LARGE if by_team else 2)
    found = found.filter(pc.invert(pc.is_in(found["case"], begun)))
    source, item = _cut(found["case"])
    columns = {
        "source": source,
        "item": item,
        "giver": _looked_up(found["source_resource"], holders.team),
        "taker": _looked_up(found["target_resource"], holders.team),
        "party": _looked_up(found["target_resource"], holders.party),
        "by_team": pa.repeat(by_team, len(found)),
        "waiting": found["waiting"],
        **{cause: found[cause] for cause in CAUSES},
    }
    return pa.table(columns).cast(WAITED)


def _cut(cases: pa.ChunkedArray) -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
    parts = pc.split_pattern(cases, APART, max_splits=1)
    return pc.list_element(parts, 0), pc.list_element(parts, 1)


def _looked_up(names: pa.ChunkedArray, known: Mapping[str, str]) -> pa.Array:
    return pa.array([known.get(name, "") for name in names.to_pylist()], pa.string())
