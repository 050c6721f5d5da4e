"""The five stages: where each side places the partnership, and how far its answers carry it."""

from collections.abc import Mapping, Sequence

import numpy as np

from accord.analysis import disclosure, gap, stage
from accord.areas.pulse.findings.comparisons import coarse_mean, mean_content, score_error
from accord.areas.pulse.findings.questions import in_groups
from accord.areas.pulse.findings.sides import Content, Floats, Sides
from accord.areas.pulse.frames import SIDE_NAMES
from accord.areas.pulse.models import Instrument

SCORED_FEWEST = stage.FEWEST_DIMENSIONS
ONLY_OWN = (
    "This pulse asked only the company's own items. A stage rests on the twelve built-in dimensions; "
    "ask these too to see one."
)


def placement(sides: Sides, code: str) -> Content | None:
    """Where each side places the partnership among the five stages."""
    answers = sides.columns(code)
    comparison = sides.compare(answers, sides.thresholds.mean)
    if comparison is None:
        return None
    return {
        side: mean_content(found)
        | {
            "stage": int(np.clip(np.floor(found.mean + 0.5), 1, 5)),
            "shares": _shares(answers[side], sides.thresholds.distribution),
        }
        for side, found in zip(SIDE_NAMES, (comparison.first, comparison.second), strict=True)
    }


def _shares(answers: Floats, fewest: int) -> list[float | None] | None:
    """Which shares place it at the first two stages, the third, and the last two."""
    return in_groups(answers) if len(answers) >= fewest else None


def opinion_of_stage(
    sides: Sides,
    table: Mapping[str, Floats],
    instrument: Instrument,
    judged: tuple[Sequence[bool], Sequence[str]],
    generator: np.random.Generator,
) -> Content:
    """The opinion part of the stage, from the built-in dimensions that may be shown."""
    shown, verdicts = judged
    built_in = [not part.own for part in instrument.dimensions]
    if not any(built_in):
        return _without_stage() | {"why_not": ONLY_OWN}
    kept = [place for place, is_shown in enumerate(shown) if is_shown and built_in[place]]
    if len(kept) < SCORED_FEWEST:
        return _without_stage()
    errors = np.array([score_error(instrument.dimensions[place]) for place in kept])
    marketing, it = (
        stage.Answers(table[side][:, kept], sides.invited[side], errors) for side in SIDE_NAMES
    )
    found = stage.opinion(
        marketing,
        it,
        names=[instrument.dimensions[place].name for place in kept],
        clear=[verdicts[place] == gap.Verdict.DIFFERENT for place in kept],
        generator=generator,
    )
    written = found.as_json() | {
        "probabilities": list(disclosure.in_hundredths(found.probabilities)),
        "marketing": coarse_mean(found.marketing, len(marketing.scores)),
        "it": coarse_mean(found.it, len(it.scores)),
    }
    return {
        "rule": stage.RULE,
        "opinion": written,
        "probabilities": dict(zip(stage.STAGES, written["probabilities"], strict=True)),
        "gates": written["gates"],
    }


def _without_stage() -> Content:
    return {"rule": stage.RULE, "opinion": None, "probabilities": {}, "gates": []}
