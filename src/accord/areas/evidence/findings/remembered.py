"""One request that readers will remember."""

from collections.abc import Sequence
from urllib.parse import quote

import numpy as np

from accord.areas.evidence.findings.basis import LEAST_FOR_A_TYPE, SIDES, base_of, ended
from accord.areas.evidence.findings.parties import doing
from accord.areas.evidence.frames import Request
from accord.areas.indicators.actions import Said


def memorable(rows: Sequence[Request]) -> Request | None:
    """One request that readers will remember: it took long, went both ways, and ended lately.

    Of the delivered ones slower than four in five, but no outlier, with a wait on each side, the one
    that was delivered last.
    """
    base, _ = base_of(rows)
    delivered = [row for row in base if row.outcome == "delivered" and row.title]
    if len(delivered) < LEAST_FOR_A_TYPE:
        return None
    low, high = np.quantile([row.days for row in delivered], [0.7, 0.97])
    found = [row for row in delivered if low <= row.days <= high and _waits_on_both(row)]
    return max(found, key=ended, default=None)


def _waits_on_both(row: Request) -> bool:
    return all(row.by_turn.get((side, "wait"), 0) >= 1 for side in SIDES)


def biggest_waits(row: Request, most: int = 2) -> list[tuple[str, str, float]]:
    """The longest waits of a request: party, what it did, days."""
    waits = [
        (party, doing(party, kind), days)
        for (party, kind), days in row.by_turn.items()
        if kind != "work" and days >= 0.5
    ]
    return sorted(waits, key=lambda part: -part[2])[:most]


def memorable_readings(rows: Sequence[Request]) -> list[Said]:
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
