"""The requests of a list, searched and put in order."""

from collections.abc import Sequence

from accord.areas.evidence.frames import Request


def listed(rows: Sequence[Request], search: str, kind: str, turn: str) -> list[Request]:
    """The rows of a list: by text, by kind, by whose turn they waited for; the longest first."""
    party, _, status_class = turn.partition(".")
    found = [
        row
        for row in rows
        if (not search or search.casefold() in f"{row.title} {row.key} {row.type}".casefold())
        and _of_kind(row, kind)
        and (not turn or row.by_turn.get((party, status_class), 0) > 0)
    ]
    if turn:
        return sorted(found, key=lambda row: -row.by_turn[party, status_class])
    return sorted(found, key=lambda row: row.created_at, reverse=True)


def _of_kind(row: Request, kind: str) -> bool:
    kinds = {
        "joint": row.joint and not row.remembered,
        "remembered": row.remembered,
        "apart": not row.joint,
        "open": row.outcome == "open",
        "returned": row.sent_back,
    }
    return kinds.get(kind, True)


def own(rows: Sequence[Request], party: str) -> list[Request]:
    """The joint requests that are or were a party's turn, those that wait for it first."""
    found = [row for row in rows if any(turn == party for turn, _ in row.by_turn)]
    return sorted(found, key=lambda row: (row.turn != party, -row.created_at.timestamp()))
