"""How well each side guesses what the other one answers."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from accord.analysis import disclosure, gap
from accord.areas.pulse.findings.comparisons import SCALE, drawn_gap, verdicts
from accord.areas.pulse.findings.sides import Content, Sides, other_side
from accord.areas.pulse.frames import SIDE_NAMES, column
from accord.areas.pulse.models import Instrument

#: How far apart two gaps must be before words such as "closer than you think" are used.
WORTH_SAYING = 0.3


def guesses(sides: Sides, instrument: Instrument) -> list[Content]:
    """Actual gap, believed gap and understanding, for each item and guessing side."""
    asked = [(guess, side) for guess in instrument.guesses for side in SIDE_NAMES]
    parts = [_guess(sides, guess.code, guess.about.code, side) for guess, side in asked]
    judged = verdicts([part[0] if part else None for part in parts])
    return [
        {"code": guess.code, "about": guess.about.code, "text": guess.about.text, "side": side}
        | (part[1] | {"verdict": verdict, "words": _guess_words(part[1], verdict)})
        for (guess, side), part, verdict in zip(asked, parts, judged, strict=True)
        if part
    ]


def _guess(
    sides: Sides, guess: str, about: str, side: str
) -> tuple[gap.Comparison, Content] | None:
    """The guesses of one side compared with what the other side answered."""
    other = other_side(side)
    guessed, answered = column(sides.people[side], guess), sides.columns(about)
    if min(len(guessed), *(len(part) for part in answered.values())) < disclosure.FEWEST_FOR_ITEM:
        return None
    error = sides.question_error(**{side: len(guessed), other: len(answered[other])})
    comparison = gap.compare(
        guessed, answered[other], sides.invited[side], sides.invited[other], error
    )
    own, real, believed = (
        disclosure.drawn_in(float(np.mean(part)), len(part), SCALE)
        for part in (answered[side], answered[other], guessed)
    )
    understood = drawn_gap(real, believed)
    low, high = disclosure.coarse_interval(
        -comparison.gap, comparison.high - comparison.gap, understood
    )
    return comparison, {
        "own": disclosure.coarse(own.value),
        "guess": disclosure.coarse(believed.value),
        "real": disclosure.coarse(real.value),
        "actual_gap": disclosure.coarse(real.value - own.value),
        "believed_gap": disclosure.coarse(believed.value - own.value),
        "understanding": disclosure.coarse(understood.value),
        "low": low,
        "high": high,
    }


def _guess_words(found: Mapping[str, Any], verdict: str) -> str:
    if verdict == gap.Verdict.SAME:
        return "you guess the other side well"
    if verdict == gap.Verdict.CANNOT_TELL:
        return "cannot tell how well you guess the other side"
    nearer = abs(found["believed_gap"]) - abs(found["actual_gap"])
    if nearer >= WORTH_SAYING:
        return "you are closer than you think"
    if nearer <= -WORTH_SAYING:
        return "you are further apart than you think"
    return "the other side sees it otherwise than you think"


def understanding(content: Mapping[str, Any]) -> str:
    """What the guesses say as a whole, or the empty string."""
    words = [part["words"] for part in content["guesses"]]
    closer = words.count("you are closer than you think")
    further = words.count("you are further apart than you think")
    if closer > further:
        return "You are closer than you think."
    if further > closer:
        return "You are further apart than you think."
    return ""
