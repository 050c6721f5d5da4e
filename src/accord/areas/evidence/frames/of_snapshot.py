"""The figures of a snapshot, worked out once."""

import functools
import hashlib

from django.conf import settings

from accord.areas.evidence.frames.building import Builder
from accord.areas.evidence.frames.mapped import (
    placements,
    pooled_teams,
    said_of_pairs,
    statuses,
)
from accord.areas.evidence.frames.people import shared_names
from accord.areas.evidence.frames.snapshot import Figures, Kept
from accord.areas.evidence.models import Snapshot, Source
from accord.areas.people.models import company_zone, working_calendars
from accord.store import derived
from accord.store import evidence as store


def figures(snapshot: Snapshot, sources: list[Source]) -> Figures:
    """The figures of these sources; worked out once for a snapshot and a state of the mappings."""
    placed_by = placements(sources)
    means = statuses(sources)
    names = tuple((source.key, source.name) for source in sources)
    zone = company_zone().key
    pairs = sorted((word, *ends) for word, found in said_of_pairs().items() for ends in found)
    mappings = (str(placed_by.to_pylist()), str(means.to_pylist()), pooled_teams())
    state = (*mappings, names, zone, pairs, str(working_calendars()))
    return worked_out(snapshot.pk, hashlib.sha256(str(state).encode()).hexdigest(), names)


@functools.lru_cache(maxsize=2)  # the state that counts, and that before it
def worked_out(snapshot_pk: int, mappings: str, names: tuple[tuple[str, str], ...]) -> Figures:
    snapshot = Snapshot.objects.get(pk=snapshot_pk)
    sources = [source for source in Source.objects.all() if source.key in dict(names)]
    pinned = store.Snapshot(dict(snapshot.versions))
    with store.open_snapshot(settings.ACCORD_HOME, pinned, settings.ACCORD_ENGINE) as tables:
        keys = [source.key for source in sources]
        own = {name: rows.filter(rows.source.isin(keys)) for name, rows in tables.items()}
        kept = _beside_the_tables(pinned, mappings)
        return Builder(own, sources, snapshot.as_of, dict(names), kept).build()


def _beside_the_tables(snapshot: store.Snapshot, mappings: str) -> Kept:
    """What takes long is worked out once for all processes: it stands on the disk."""
    rests_on = store.fingerprint(settings.ACCORD_HOME, snapshot) + mappings
    state = hashlib.sha256(rests_on.encode()).hexdigest()
    return functools.partial(derived.remembered, settings.ACCORD_HOME, state)


def person_counts(source: Source) -> dict[str, int]:
    """Of a source whose holders are persons: how many are known from the list of people."""
    placed = placements([source]).to_pylist()
    known = {row["holder"] for row in placed if row["party"]}
    unclear = shared_names() | {row["holder"] for row in placed if not row["party"]}
    newest = Snapshot.objects.first()
    if newest is None:
        return {"known": 0, "unknown": 0, "unclear": 0}
    pinned = store.Snapshot(dict(newest.versions))
    with store.open_snapshot(settings.ACCORD_HOME, pinned) as tables:
        rows = tables["stays"]
        holders = rows.filter((rows.source == source.key) & (rows.holder != ""))
        found = holders.select("holder").distinct().to_pyarrow()["holder"].to_pylist()
    return {
        "known": sum(holder in known for holder in found),
        "unknown": sum(holder not in known for holder in found),
        "unclear": len(unclear & set(found)),
    }
