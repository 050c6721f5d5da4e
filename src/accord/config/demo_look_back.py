"""The example company's look-backs: one revealed, one to be filled in."""

import datetime as dt
import random
from typing import Any

_SEED = 4
_TURNS = {"asked": "it", "understood": "it", "started": "it", "ready": "marketing"}
_OFTEN_LATE = ("understood", "understood", "ready")  # what IT may remember at another time


def look_back(*, groups: dict[str, list[Any]], lead: Any, at: dt.datetime) -> None:
    """Three people a side look back on the requests that were delivered last; then the reveal."""
    from accord.areas.evidence import actions, frames, queries
    from accord.areas.evidence.findings import look_back as remembering

    newest = queries.newest_snapshot()
    figures = frames.figures(newest, list(queries.holding())) if newest else None
    requests = remembering.suggestions(figures)
    row = actions.open_look_back(title="Last quarter", requests=requests, by=lead, at=at)
    generator = random.Random(_SEED)  # noqa: S311 (an example, no secret)
    for request in row.requests.all():
        days = _days(remembering.recorded_days(figures, request.key))
        milestone = generator.choice(_OFTEN_LATE)
        moved = generator.choice((0, 0, generator.randint(9, 25)))
        for side, people in groups.items():
            later = {milestone: moved} if side == "it" else {}
            for user in people:
                said = _said(days, later, generator, at.date())
                actions.remember(request=request, said=said, by=user, at=at)
    actions.reveal(look_back=row, by=lead, at=at)
    actions.open_look_back(title="This quarter", requests=requests, by=lead, at=at)


def _days(recorded: dict[str, dt.date]) -> dict[str, dt.date]:
    """All five milestones: what no tracker records lies between."""
    asked, live = recorded["asked"], recorded["live"]
    between = {
        "understood": asked + (live - asked) / 5,
        "started": asked + (live - asked) / 4,
        "ready": live - (live - asked) / 8,
    }
    return {**between, **recorded}


def _said(
    days: dict[str, dt.date], later: dict[str, int], generator: random.Random, today: dt.date
) -> dict[str, tuple[dt.date | None, bool, str]]:
    """What one person remembers: some days off, some things forgotten."""
    said: dict[str, tuple[dt.date | None, bool, str]] = {}
    for name, day in days.items():
        off = generator.randint(-3, 3) + later.get(name, 0)
        known = generator.random() > 0.12
        knows_turn = generator.random() < 0.75
        turn = _TURNS.get(name, "") if knows_turn else generator.choice(("marketing", "nobody", ""))
        remembered = min(day + dt.timedelta(days=off), today) if known else None
        said[name] = (remembered, not known, turn if name in _TURNS else "")
    return said
