"""The release: everything that a closed wave publishes, made once and then frozen."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from accord.analysis import disclosure, gap, stage
from accord.areas.pulse.findings.blocks import blocks
from accord.areas.pulse.findings.comments import comments, without_comments
from accord.areas.pulse.findings.comparisons import (
    agreements,
    answers_at,
    as_content,
    score_error,
    verdicts,
)
from accord.areas.pulse.findings.expectations import expectation
from accord.areas.pulse.findings.guesses import guesses
from accord.areas.pulse.findings.half_points import score_table, stand_ins, without_finer
from accord.areas.pulse.findings.measuring import reliabilities, voices
from accord.areas.pulse.findings.moves import NOTHING_MOVED, Moves
from accord.areas.pulse.findings.questions import benchmarks, items, priorities
from accord.areas.pulse.findings.set_apart import set_apart
from accord.areas.pulse.findings.sides import Content, Floats, Sides
from accord.areas.pulse.findings.stages import opinion_of_stage, placement
from accord.areas.pulse.findings.whole_answers import with_whole_answers
from accord.areas.pulse.frames import SIDE_NAMES, Survey, scores
from accord.areas.pulse.models import Dimension, Instrument

#: 2: shares of single questions in fifths, voices in words, reliability; no consensus in numbers.
#: 3: half points, and teams joined, where few joined or left since another wave.
FORMAT = 3


def release(
    survey: Survey,
    instrument: Instrument,
    generator: np.random.Generator,
    moves: Moves = NOTHING_MOVED,
) -> Content:
    """Everything that a closed wave publishes, as plain dictionaries and lists.

    With fewer than five answers on a side every list is empty and ``why_not`` says why. ``moves`` says
    what the waves that are shown already ask of this one.
    """
    asked = instrument.asked(survey.form)
    instrument = replace(asked, dimensions=asked.compared)
    told_of_moves = moves.as_content(survey)
    survey = with_whole_answers(moves.applied(survey), instrument)
    sides = Sides(
        people={side: survey.of_side(side) for side in SIDE_NAMES},
        invited={side: survey.invited_of(side) for side in SIDE_NAMES},
        thresholds=disclosure.Thresholds.at_least(survey.fewest),
    )
    counts = {side: len(people) for side, people in sides.people.items()}
    why_not = disclosure.why_not(counts, sides.thresholds.mean)
    content: Content = {
        "format": FORMAT,
        "instrument": instrument.version,
        "wave": survey.name,
        "form": survey.form,
        "fewest": sides.thresholds.mean,
        "released": not why_not,
        "why_not": why_not,
        "sides": {side: _response(sides, side) for side in SIDE_NAMES},
        "can_differ": not why_not and _can_differ(counts, len(instrument.dimensions)),
        "dimensions": [],
        "items": [],
        "placement": {},
        "guesses": [],
        "benchmarks": [],
        "priorities": [],
        "expectations": [],
        "blocks": {side: [] for side in SIDE_NAMES},
        "comments": without_comments(),
        "stage": {"rule": stage.RULE, "opinion": None, "probabilities": {}, "gates": []},
        "moves": told_of_moves,
    }
    if not why_not:
        # What stands apart is a mean a side to 0.1: beside half points it would be finer.
        apart = {} if moves.halved else set_apart(sides, asked)
        table = {side: scores(sides.people[side], instrument.dimensions) for side in SIDE_NAMES}
        for side in moves.halved:
            table[side] = score_table(sides.people[side], instrument.dimensions)
        survey = stand_ins(survey, instrument, moves.halved)
        sides = replace(sides, people={side: survey.of_side(side) for side in SIDE_NAMES})
        content |= _figures(sides, survey, instrument, generator, table) | apart
    return without_finer(content, moves.halved)


def _figures(
    sides: Sides,
    survey: Survey,
    instrument: Instrument,
    generator: np.random.Generator,
    table: dict[str, Floats],
) -> Content:
    compared = [
        sides.compare(
            answers_at(table, place),
            sides.thresholds.for_dimension(len(dimension.items)),
            score_error(dimension) if len(dimension.items) > 1 else None,
        )
        for place, dimension in enumerate(instrument.dimensions)
    ]
    said = verdicts(compared)
    shown = [comparison is not None for comparison in compared]
    return {
        "dimensions": [
            {"key": part.key, "name": part.name}
            | as_content(comparison, verdict, sides.thresholds.for_dimension(len(part.items)))
            | {
                "agreement": agreements(
                    answers_at(table, place),
                    comparison,
                    sides.thresholds.for_spread(len(part.items)),
                ),
                "voice": voices(sides, part, comparison),
                "reliability": reliabilities(sides, part, comparison),
            }
            for place, (part, comparison, verdict) in enumerate(
                zip(instrument.dimensions, compared, said, strict=True)
            )
        ],
        "items": items(sides, instrument),
        "placement": {
            "today": placement(sides, "O2"),
            "in_twelve_months": placement(sides, "O2N"),
        },
        "guesses": guesses(sides, instrument),
        "benchmarks": benchmarks(sides, instrument),
        "priorities": priorities(sides, instrument),
        "expectations": [expectation(sides, name) for name in survey.request_types],
        "blocks": {
            side: blocks(survey, side, table[side], instrument.dimensions, shown)
            for side in SIDE_NAMES
        },
        "stage": opinion_of_stage(sides, table, instrument, (shown, said), generator),
        "comments": comments(survey, instrument, generator),  # the last to draw from the generator
    }


def _error(dimension: Dimension) -> float | None:
    """The answer error of a score; of a single question, None: it is judged as one."""
    return score_error(dimension) if len(dimension.items) > 1 else None


def _response(sides: Sides, side: str) -> Content:
    answered, invited = len(sides.people[side]), sides.invited[side]
    enough = answered >= sides.thresholds.mean
    return {
        "invited": invited,
        "answered_band": disclosure.count_band(answered, sides.thresholds.mean),
        "rate": disclosure.rate_band(answered, invited) if enough else "",
    }


def _can_differ(counts: Mapping[str, int], family: int) -> bool:
    """Whether so many answers could at all prove one difference among the dimensions."""
    return gap.smallest_rank_p(*(counts[side] for side in SIDE_NAMES)) * family <= gap.ALPHA
