"""How well each side guesses what the other one answers."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from accord.analysis import disclosure, gap, layers
from accord.areas.pulse.findings.comparisons import SCALE, drawn_gap, verdicts
from accord.areas.pulse.findings.sides import Content, Floats, Sides, other_side
from accord.areas.pulse.frames import SIDE_NAMES, Respondent
from accord.areas.pulse.models import Instrument


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
    mine = _given(sides, side, about, guess)
    theirs = _given(sides, other, about, guess)
    counts = [int((~np.isnan(part)).sum()) for part in (mine.own, mine.guesses, theirs.own)]
    if min(counts) < sides.thresholds.item:
        return None
    error = sides.question_error(**{side: counts[1], other: counts[2]})
    found = layers.view(mine, theirs, error)
    own, real, believed = (
        disclosure.drawn_in(part.mean, part.answered, SCALE)
        for part in (found.own, found.real, found.guess)
    )
    understood = drawn_gap(real, believed)
    missed = found.understanding
    low, high = disclosure.coarse_interval(missed.value, missed.high - missed.value, understood)
    return found.compared, {
        "own": disclosure.coarse(own.value),
        "guess": disclosure.coarse(believed.value),
        "real": disclosure.coarse(real.value),
        "actual_gap": disclosure.coarse(real.value - own.value),
        "believed_gap": disclosure.coarse(believed.value - own.value),
        "understanding": disclosure.coarse(understood.value),
        "low": low,
        "high": high,
    }


def _given(sides: Sides, side: str, about: str, guess: str) -> layers.Given:
    people = sides.people[side]
    return layers.Given(_aligned(people, about), _aligned(people, guess), sides.invited[side])


def _aligned(people: Iterable[Respondent], code: str) -> Floats:
    """The values given for one code, one place a person; NaN where none was given."""
    given = (respondent.values.get(code) for respondent in people)
    return np.array([math.nan if value is None else value for value in given], dtype=np.float64)


def _guess_words(found: Mapping[str, Any], verdict: str) -> str:
    return layers.words(found["actual_gap"], found["believed_gap"], verdict).value


def understanding(content: Mapping[str, Any]) -> str:
    """What the guesses say as a whole, or the empty string."""
    words = [part["words"] for part in content["guesses"]]
    closer = words.count(layers.Guessing.CLOSER)
    further = words.count(layers.Guessing.FURTHER)
    if closer > further:
        return "You are closer than you think."
    if further > closer:
        return "You are further apart than you think."
    return ""
