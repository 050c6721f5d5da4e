"""The first sentences: where the days go, and what both sides say."""

from collections.abc import Sequence
from dataclasses import dataclass

from accord.areas.indicators.models import Reading
from accord.areas.indicators.queries import Board
from accord.areas.partnership.findings.plays import shared_trouble
from accord.areas.partnership.findings.said_and_shown import SaidShown
from accord.areas.partnership.findings.steps import proposed_steps
from accord.areas.partnership.findings.words import (
    SIDE_WORDS,
    SIDES,
    Sentence,
    Text,
    small,
    whole_numbers,
)

_OTHER_WORDS = {
    "agency": "the agency",
    "vendor": "the vendor",
    "sales": "sales",
    "service": "customer service",
    "customer": "the customer",
    "nobody": "nobody yet",
    "unmapped": "holders not mapped",
    "system": "systems",
}
_BEFORE_GUESSES = {
    "You are closer than you think.": "Each side expects the other to be further away than it is: ",
    "You are further apart than you think.": "Each side expects the other to be nearer than it is: ",
}


def lead(board: Board, said: Sequence[SaidShown]) -> Sentence:
    """What follows the headline; with nothing at hand, what to do."""
    parts = _records_lead(board)
    pulse = board.get("pulse.response")
    if pulse is not None and pulse.detail["released"]:
        parts += _pulse_lead(pulse, said)
    elif pulse is not None:
        parts.append(Text(pulse.detail["why_not"]))
    if not parts:
        parts.append(
            Text(
                "Import one export of each side's tracker, or ask both sides: each alone gives a "
                "first overview."
            )
        )
    return tuple(parts)


def _records_lead(board: Board) -> list[Text]:
    """Where the days go that nobody works: parts that add up to the whole."""
    days = board.get("evidence.turn.days")
    if days is None or days.value is None:
        return []
    if 2 * sum(row.value or 0.0 for row in _unmapped(board)) > days.value:
        if days.detail.get("remembered"):
            return [
                Text("Whose turn it was, both sides remember differently: talk about it first. ")
            ]
        return [
            Text("Whose turn it was cannot be told yet: "),
            Text("say which team each holder is", days.detail["sources_link"]),
            Text(". "),
        ]
    parts = _waits(board, bool(days.detail.get("remembered")))
    rest = round(sum(part.days for part in parts))
    if not rest:
        return []
    texts = [Text(f"The other {rest}: ")]
    for part, whole in zip(parts, whole_numbers([part.days for part in parts]), strict=True):
        if whole:
            texts += [Text(str(whole), part.link), Text(f" {part.words}, ")]
    texts[-1] = Text(texts[-1].words.removesuffix(", ") + ". ")
    return texts + _proposed(board)


def _unmapped(board: Board) -> list[Reading]:
    """Days of holders that belong to no team yet."""
    rows = board.parts("evidence.turn.of")
    return [row for row in rows if row.part.partition(".")[0] == "unmapped"]


@dataclass(frozen=True, slots=True)
class _Wait:
    """Days of one kind of waiting, and how the first sentence names it."""

    days: float
    words: str
    link: str


def _waits(board: Board, remembered: bool) -> list[_Wait]:
    of = {part.part: part for part in board.parts("evidence.turn.of")}
    owed = {side: of[f"{side}.wait"].value or 0.0 for side in SIDES if f"{side}.wait" in of}
    queues = [f"{side}.queue" for side in SIDES if f"{side}.queue" in of]
    named = {f"{side}.wait" for side in SIDES} | {f"{side}.queue" for side in SIDES}
    waits = []
    if owed:
        split = ", ".join(
            f"{SIDE_WORDS[side]} {whole}"
            for side, whole in zip(owed, whole_numbers(list(owed.values())), strict=True)
        )
        link = of[f"{max(owed, key=lambda side: owed[side])}.wait"].link
        waits.append(_Wait(sum(owed.values()), f"waiting for an answer ({split})", link))
    if "nobody.wait" in of:
        row = of["nobody.wait"]
        waits.append(_Wait(row.value or 0.0, "finished, waiting for a release", row.link))
        named.add("nobody.wait")
    if queues:
        whole = sum(of[name].value or 0.0 for name in queues)
        waits.append(_Wait(whole, "in queues", of[queues[-1]].link))
    other = [row for name, row in of.items() if name not in named and not name.endswith(".work")]
    if other:
        waits.append(_other(other, remembered))
    return waits


def _other(rows: Sequence[Reading], remembered: bool) -> _Wait:
    largest = max(rows, key=lambda row: row.value or 0.0)
    parties = {row.part.partition(".")[0] for row in rows}
    party = largest.part.partition(".")[0]
    name = _OTHER_WORDS.get(party, "others")
    if party == "unmapped" and remembered:
        name = "a holder on whom both do not agree"
    words = f"with {name}" if len(parties) == 1 else f"with others ({name} most)"
    return _Wait(sum(row.value or 0.0 for row in rows), words, largest.link)


def _proposed(board: Board) -> list[Text]:
    steps = proposed_steps(board, ())
    if not steps or not steps[0].after:
        return []
    first = steps[0]
    return [
        Text("Proposed: "),
        Text(first.title[:1].lower() + first.title[1:], "#steps"),
        Text(f"; that would have made it {first.after:.0f} days. "),
    ]


def _pulse_lead(pulse: Reading, said: Sequence[SaidShown]) -> list[Text]:
    parts = []
    trouble = shared_trouble(said)
    if trouble is not None:
        parts.append(
            Text(f"Both sides name {trouble.row.name.lower()} among their three troubles. ")
        )
    guessed = str(pulse.detail.get("understanding", ""))
    if guessed:
        before = _BEFORE_GUESSES.get(guessed, "On what each expects of the other: ")
        parts += [
            Text(before),
            Text(small(guessed.rstrip(".")), f"{pulse.link}#guesses"),
            Text("."),
        ]
    return parts
