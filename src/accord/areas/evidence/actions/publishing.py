"""Tell the notice board what the records show."""

import datetime as dt

from accord.areas.evidence import findings, queries
from accord.areas.evidence.frames import figures
from accord.areas.evidence.models import Source
from accord.areas.indicators import actions as indicators
from accord.areas.indicators.queries import board


def publish(*, at: dt.datetime, sources: list[Source] | None = None, edition: str = "") -> None:
    """Say on the notice board what the records show now; without any source, nothing."""
    chosen = list(queries.holding()) if sources is None else sources
    newest = queries.newest_snapshot()
    readings = []
    if newest is not None and chosen:
        keys = {source: queries.keys_of(source) for source in chosen}
        state = queries.state(newest, chosen)
        readings = findings.readings(figures(newest, chosen), keys, state)
    indicators.publish(area="evidence", as_of=at, readings=readings, edition=edition)


def publish_if_changed(*, at: dt.datetime) -> bool:
    """Tell the notice board anew where it no longer says what is so: true when it had to be.

    A team that moves to another side changes figures and takes signatures away without an import or a
    mapping; people stand below the evidence and cannot say so themselves.
    """
    newest = queries.newest_snapshot()
    told = board().get("evidence.turn.days")
    if newest is None or told is None:
        return False
    if told.detail.get("state") == queries.state(newest, list(queries.holding())):
        return False
    publish(at=at)
    return True
