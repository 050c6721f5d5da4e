"""What the usual names of end states say, for exports that tell an end by its name only."""

COMPLETED = "Completed"
UNDATED = "done, but no date says when"

_DROPPED = {
    "abandoned",
    "cancelled",
    "canceled",
    "declined",
    "discarded",
    "dropped",
    "duplicate",
    "not doing",
    "rejected",
    "withdrawn",
    "won't do",
    "wont do",
    "will not do",
}
_DELIVERED = {
    "closed",
    "complete",
    "completed",
    "delivered",
    "done",
    "finished",
    "live",
    "published",
    "released",
    "resolved",
}


def is_dropped(name: str) -> bool:
    """Whether a state of this name usually means: closed without delivery."""
    return _plain(name) in _DROPPED


def is_finished(name: str) -> bool:
    """Whether a state of this name usually means: closed, delivered or not."""
    return _plain(name) in _DROPPED or _plain(name) in _DELIVERED


def _plain(name: str) -> str:
    # "7 - Closed", "Closed / resolved" and "Won’t do" are common spellings.
    last = name.replace("’", "'").rpartition(" - ")[2]
    return last.partition("/")[0].strip().casefold()
