"""A sheet for the conversation of both sides: what to talk about, from what the release tells.

With few answers verdicts mean little, and talking is the better method. Nobody's answer is on the
sheet: it is a function of the release.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accord.analysis import disclosure, gap, layers
from accord.areas.pulse.findings import common_ground
from accord.areas.pulse.findings.sides import SIDE_WORDS, other_side
from accord.areas.pulse.findings.words import capital, number_words
from accord.areas.pulse.frames import SIDE_NAMES

#: With fewer answers on a side the conversation comes before any verdict.
FEW = disclosure.FEWEST_FOR_ITEM
MOST_TOPICS = 3


@dataclass(frozen=True, slots=True)
class Topic:
    """Something to talk about: what was said, and the questions to ask each other."""

    title: str
    said: str
    questions: tuple[str, ...]


def few_answered(content: Mapping[str, Any]) -> bool:
    """Whether so few answered on a side that talking comes before verdicts."""
    bands = [content["sides"][side]["answered_band"] for side in SIDE_NAMES]
    return min(map(disclosure.fewest_in, bands)) < FEW


def topics(content: Mapping[str, Any]) -> list[Topic]:
    """What to talk about: where the two agree, lie furthest apart, cannot be told, and misjudge."""
    known = [part for part in content["dimensions"] if part["marketing"] is not None]
    if not known:
        return []
    found = [*_agreed(content, known), *_apart(content, known)]
    return [*found, *_unsure(known, {topic.title for topic in found}), *_guessed(content)]


def headline(content: Mapping[str, Any]) -> str:
    """The sheet in one sentence."""
    found = topics(content)
    if not found:
        return "Too few answered to give the conversation figures"
    if few_answered(content):
        return "With so few answers, talking says more than verdicts"
    return f"{capital(number_words(len(found)))} things to talk about, an hour for both sides"


def _agreed(content: Mapping[str, Any], known: Sequence[Mapping[str, Any]]) -> Iterator[Topic]:
    """Where to begin: what both sides rate highest."""
    signed = [part for part in common_ground.statements(content) if part.signed]
    if signed:
        yield Topic(
            "Where we agree",
            f"“{signed[0].text}”: {signed[0].in_words}.",
            ("What makes this work?", "Where else would the same help?"),
        )
        return
    best = max(known, key=lambda part: min(part[side]["mean"] for side in SIDE_NAMES))
    yield Topic(
        best["name"],
        f"Rated highest by both together: {_means(best)}.",
        ("What makes this work?", "Where else would the same help?"),
    )


def _apart(content: Mapping[str, Any], known: Sequence[Mapping[str, Any]]) -> Iterator[Topic]:
    """The widest gaps, and in each the question that shows it most."""
    for part in sorted(known, key=lambda part: -abs(part["gap"]))[:MOST_TOPICS]:
        if not part["gap"]:
            continue
        lower = "marketing" if part["gap"] > 0 else "it"
        yield Topic(
            part["name"],
            f"{capital(_means(part))}: {_how_sure(part)}.{_shown_most_by(content, part['key'])}",
            (
                f"{capital(SIDE_WORDS[lower])} tells one example from the last months.",
                f"{capital(SIDE_WORDS[other_side(lower)])} tells what it saw of the same.",
                "What would each of us need to see in order to rate it one point higher?",
            ),
        )


def _shown_most_by(content: Mapping[str, Any], key: str) -> str:
    items = [
        item for item in content["items"] if item["dimension"] == key and item["gap"] is not None
    ]
    if not items:
        return ""
    widest = max(items, key=lambda item: abs(item["gap"]))
    return f" It shows most at “{widest['text']}” ({_means(widest)})."


def _unsure(known: Sequence[Mapping[str, Any]], named: set[str]) -> Iterator[Topic]:
    """What this pulse can tell least about: the widest interval of a gap without a verdict."""
    left = [
        part
        for part in known
        if part["verdict"] == gap.Verdict.CANNOT_TELL and part["name"] not in named
    ]
    if left:
        widest = max(left, key=lambda part: part["high"] - part["low"])
        yield Topic(
            widest["name"],
            f"Least can be told here: the gap may be anything from {widest['low']:.1f} to "
            f"{widest['high']:.1f} points.",
            (
                "Everybody notes a number from 1 to 5, then all show it at once.",
                "The lowest and the highest say why.",
            ),
        )


def _guessed(content: Mapping[str, Any]) -> Iterator[Topic]:
    """Where a side surely misjudges the other."""
    missed = [part for part in content["guesses"] if part["verdict"] == gap.Verdict.DIFFERENT]
    for part in sorted(missed, key=lambda part: -abs(part["understanding"]))[:1]:
        guessing, other = SIDE_WORDS[part["side"]], SIDE_WORDS[other_side(part["side"])]
        closer = part["words"] == layers.Guessing.CLOSER
        yield Topic(
            f"What {guessing} thinks that {other} says",
            f"“{part['text']}”: {guessing} expects {part['guess']:.1f}, {other} says "
            f"{part['real']:.1f}{'. You are closer than you think' if closer else ''}.",
            (
                f"What made {guessing} expect that?",
                f"{capital(other)} says what stands behind its answer.",
            ),
        )


def _means(part: Mapping[str, Any]) -> str:
    return f"marketing {part['marketing']['mean']:.1f}, IT {part['it']['mean']:.1f} of 5"


def _how_sure(part: Mapping[str, Any]) -> str:
    return {
        gap.Verdict.DIFFERENT: "clearly different",
        gap.Verdict.SAME: "practically the same",
    }.get(part["verdict"], "whether that is a difference cannot be told")
