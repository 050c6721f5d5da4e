"""Parties and classes: their order, and what they do in words."""

from collections.abc import Iterable

_CLASS_ORDER = {
    "marketing": ("work", "wait", "queue", "unmapped"),
    "it": ("queue", "wait", "work", "unmapped"),
}
_OTHER_CLASSES = ("queue", "wait", "work", "unmapped")
_PARTY_ORDER = (
    "marketing",
    "it",
    "agency",
    "vendor",
    "sales",
    "service",
    "customer",
    "system",
    "nobody",
    "unmapped",
)
_DOES = {
    "work": "works",
    "wait": "owes an answer",
    "queue": "in the queue",
    "unmapped": "status not mapped",
}


def in_order(keys: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Parties and classes in the order in which a bar shows them."""

    def place(key: tuple[str, str]) -> tuple[tuple[int, str], int]:
        party, kind = key
        return party_place(party), _CLASS_ORDER.get(party, _OTHER_CLASSES).index(kind)

    return sorted(keys, key=place)


def party_place(party: str) -> tuple[int, str]:
    """Marketing and IT first, nobody and unmapped last."""
    known = _PARTY_ORDER.index(party) if party in _PARTY_ORDER else len(_PARTY_ORDER) - 3
    return known, party


def doing(party: str, kind: str) -> str:
    """What a party does in a class, in words."""
    if party == "nobody":
        return "finished, waits for the release" if kind == "wait" else "nobody has it yet"
    if party == "unmapped":
        return "holder not mapped"
    return _DOES[kind]


def turn_words(turn: str) -> str:
    """A filter by turn in words: whose, doing what."""
    party, _, kind = turn.partition(".")
    if party not in _PARTY_ORDER or kind not in _OTHER_CLASSES:
        return ""
    name = "IT" if party == "it" else party
    return doing(party, kind) if party in {"nobody", "unmapped"} else f"{name} {doing(party, kind)}"
