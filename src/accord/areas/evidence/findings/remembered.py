"""One request that readers will remember."""

from urllib.parse import quote

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute

from accord.areas.evidence.findings.basis import LEAST_FOR_A_TYPE, SIDES, base_of
from accord.areas.evidence.findings.parties import doing
from accord.areas.evidence.frames import Request, Requests
from accord.areas.indicators.actions import Said


def memorable(rows: Requests) -> Request | None:
    """One request that readers will remember: it took long, went both ways, and ended lately.

    Of the delivered ones slower than four in five, but no outlier, with a wait on each side, the one
    that was delivered last.
    """
    base, _ = base_of(rows)
    delivered = base.delivered
    titles = delivered.columns.title.take(pa.array(delivered.places))
    named = compute.not_equal(titles, "").to_numpy(zero_copy_only=False)
    delivered = delivered.where(named)
    if len(delivered) < LEAST_FOR_A_TYPE:
        return None
    low, high = np.quantile(delivered.days, [0.7, 0.97])
    found = delivered.where((low <= delivered.days) & (delivered.days <= high))
    for side in SIDES:
        found = found.of_all(found.columns.spent.of_share((side, "wait")) >= 1)
    return found.by(found.columns.ended[found.places])[-1] if len(found) else None


def biggest_waits(row: Request, most: int = 2) -> list[tuple[str, str, float]]:
    """The longest waits of a request: party, what it did, days."""
    waits = [
        (party, doing(party, kind), days)
        for (party, kind), days in row.by_turn.items()
        if kind != "work" and days >= 0.5
    ]
    return sorted(waits, key=lambda part: -part[2])[:most]


def memorable_readings(rows: Requests) -> list[Said]:
    """The request that readers remember, with its longest waits."""
    found = memorable(rows)
    if found is None:
        return []
    return [
        Said(
            name="evidence.memorable",
            question="Which request do readers remember?",
            value=found.days,
            unit="days",
            link=f"/evidence/requests/{quote(found.key, safe='/')}/",
            detail={
                "title": found.title,
                "waits": [
                    {"party": party, "text": text, "days": days}
                    for party, text, days in biggest_waits(found)
                ],
            },
        )
    ]
