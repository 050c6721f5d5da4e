"""What the records cannot tell, and whose signature they lack."""

from collections.abc import Sequence

from accord.areas.evidence.findings.turns import Turns
from accord.areas.evidence.frames import Figures
from accord.areas.evidence.models import Level, Source
from accord.areas.people.queries import TwoKeys

_NAMES_SHOWN = 3


def level_words(sources: Sequence[Source]) -> str:
    """On which level the figures rest, and what would raise it."""
    recorded = [source for source in sources if source.level != Level.REMEMBERED]
    told = _recorded_words(recorded)
    if len(recorded) == len(sources):
        return told
    memory = (
        f"{_named([row.name for row in sources if row not in recorded])} holds what both sides "
        "remember, not what a tracker recorded."
    )
    return f"{memory} {told}".strip()


def _recorded_words(sources: Sequence[Source]) -> str:
    lower = [source for source in sources if source.level != Level.CHANGELOG]
    if not sources:
        return ""
    if not lower:
        return "Rests on the full history of changes of every tracker."
    names = " and ".join(source.name for source in lower)
    verb = "tells" if len(lower) == 1 else "tell"
    return (
        f"{names} only {verb} when items were created and closed. An export with the history of "
        "changes (Jira: REST JSON with changelog; Asana: API JSON with stories) would show turns."
    )


def unsigned_words(keys: dict[Source, TwoKeys]) -> str:
    """Whose signature is missing on what, in words; empty when all is signed."""
    lacking: dict[str, list[str]] = {}
    for source, found in keys.items():
        if not found.complete:
            lacking.setdefault(" and ".join(found.missing), []).append(source.name)
    parts = [
        f"{_named(names)} {'lacks' if len(names) == 1 else 'lack'} the signature of {missing}"
        for missing, names in lacking.items()
    ]
    return "; ".join(parts) + "." if parts else ""


def _named(names: list[str]) -> str:
    """Up to three names; of more, how many."""
    if len(names) > _NAMES_SHOWN:
        return f"{', '.join(names[:_NAMES_SHOWN])} and {len(names) - _NAMES_SHOWN} more trackers"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def not_known(figures: Figures, turns: Turns, keys: dict[Source, TwoKeys]) -> list[str]:
    """What these records cannot tell, and which export would."""
    sentences = _only_remembered(turns)
    sentences += [
        f"{source.name} is a {source.level} only; its API export with history would show turns."
        for source in keys
        if source.level not in {Level.CHANGELOG, Level.REMEMBERED}
    ]
    if turns.joint and turns.left_out:
        sentences.append(
            f"{_counted(turns.left_out, 'item stands', 'items stand')} in one tracker only: what "
            "the other side did there is not known."
        )
    if turns.unknown_work:
        sentences.append(
            f"{_counted(turns.unknown_work, 'request', 'requests')} never entered a work status: "
            "the working time is unknown, not zero."
        )
    unmapped = turns.of("unmapped", "work", "wait", "queue", "unmapped")
    if unmapped >= 0.5:
        why = "belong to holders whose team is not mapped yet"
        if turns.remembered:
            why = "are remembered differently: whose turn it then was is not agreed"
        sentences.append(f"{unmapped:.0f} days a request {why}.")
    if figures.ambiguous:
        sentences.append(
            f"{_counted(figures.ambiguous, 'item', 'items')} could not be joined without guessing: "
            "left apart."
        )
    return sentences


def _only_remembered(turns: Turns) -> list[str]:
    if not turns.remembered:
        return []
    return [
        f"No tracker recorded these {_counted(turns.count, 'request', 'requests')}: days and turns "
        "are what both sides remember alike. One export of each tracker would show what was."
    ]


def _counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"
