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
    fewest_for,
    score_error,
    verdicts,
)
from accord.areas.pulse.findings.expectations import expectation
from accord.areas.pulse.findings.guesses import guesses
from accord.areas.pulse.findings.questions import benchmarks, items, priorities
from accord.areas.pulse.findings.set_apart import set_apart
from accord.areas.pulse.findings.sides import Content, Sides
from accord.areas.pulse.findings.stages import opinion_of_stage, placement
from accord.areas.pulse.findings.whole_answers import with_whole_answers
from accord.areas.pulse.frames import SIDE_NAMES, Survey, scores
from accord.areas.pulse.models import Instrument

FORMAT = 1


def release(survey: Survey, instrument: Instrument, generator: np.random.Generator) -> Content:
    """Everything that a closed wave publishes, as plain dictionaries and lists.

    With fewer than five answers on a side every list is empty and ``why_not`` says why.
    """
    asked = instrument.asked(survey.form)
    instrument = replace(asked, dimensions=asked.compared)
    survey = with_whole_answers(survey, instrument)
    sides = Sides(
        people={side: survey.of_side(side) for side in SIDE_NAMES},
        invited={side: survey.invited_of(side) for side in SIDE_NAMES},
    )
    counts = {side: len(people) for side, people in sides.people.items()}
    why_not = disclosure.why_not(counts)
    content: Content = {
        "format": FORMAT,
        "instrument": instrument.version,
        "wave": survey.name,
        "form": survey.form,
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
    }
    if not why_not:
        content |= _figures(sides, survey, instrument, generator)
        content |= set_apart(sides, asked)
    return content


def _figures(
    sides: Sides, survey: Survey, instrument: Instrument, generator: np.random.Generator
) -> Content:
    table = {side: scores(sides.people[side], instrument.dimensions) for side in SIDE_NAMES}
    compared = [
        sides.compare(
            answers_at(table, place),
            fewest_for(dimension),
            score_error(dimension) if len(dimension.items) > 1 else None,
        )
        for place, dimension in enumerate(instrument.dimensions)
    ]
    said = verdicts(compared)
    shown = [comparison is not None for comparison in compared]
    return {
        "dimensions": [
            {"key": part.key, "name": part.name}
            | as_content(comparison, verdict, fewest_for(part))
            | {"agreement": agreements(answers_at(table, place), comparison, len(part.items))}
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


def _response(sides: Sides, side: str) -> Content:
    answered, invited = len(sides.people[side]), sides.invited[side]
    enough = answered >= disclosure.FEWEST_FOR_MEAN
    return {
        "invited": invited,
        "answered_band": disclosure.count_band(answered),
        "rate": disclosure.rate_band(answered, invited) if enough else "",
    }


def _can_differ(counts: Mapping[str, int], family: int) -> bool:
    """Whether so many answers could at all prove one difference among the dimensions."""
    return gap.smallest_rank_p(*(counts[side] for side in SIDE_NAMES)) * family <= gap.ALPHA
