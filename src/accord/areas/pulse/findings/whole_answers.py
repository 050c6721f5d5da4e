"""Who answered only a part of a dimension counts in it only together with enough others who did.

The mean of a dimension weighs the questions of somebody who left one open more than those of the
others. Beside the means of the single questions it gives away, by subtraction, what those answered
who answered a part, or those who answered all: either must be nobody, or at least five people. Units
within the side would give away more still.
"""

from collections.abc import Sequence
from dataclasses import replace

from accord.analysis import disclosure
from accord.areas.pulse.frames import SIDE_NAMES, Respondent, Survey
from accord.areas.pulse.models import Dimension, Instrument


def with_whole_answers(survey: Survey, instrument: Instrument) -> Survey:
    """The same without partial answers to a dimension, where the people are too few on a side."""
    if not _questions_may_be_told(survey):
        return survey
    people = list(survey.respondents)
    for dimension in instrument.dimensions:
        left_out = {
            side
            for side in SIDE_NAMES
            if _too_few([p for p in people if p.side == side], dimension)
        }
        people = [
            _without(person, dimension)
            if person.side in left_out and _is_partial(person, dimension)
            else person
            for person in people
        ]
    return replace(survey, respondents=tuple(people))


def may_be_told_by_unit(survey: Survey, side: str, dimension: Dimension) -> bool:
    """Whether nobody of the side counts with a partial answer, so that its units give nothing away."""
    return not _questions_may_be_told(survey) or not any(
        _is_partial(person, dimension) for person in survey.of_side(side)
    )


def _questions_may_be_told(survey: Survey) -> bool:
    fewest = min(len(survey.of_side(side)) for side in SIDE_NAMES)
    return fewest >= disclosure.FEWEST_FOR_ITEM


def _too_few(people: Sequence[Respondent], dimension: Dimension) -> bool:
    given = [_given(person, dimension) for person in people]
    whole = given.count(len(dimension.items))
    partial = len(given) - whole - given.count(0)
    return min(whole, partial) < disclosure.FEWEST_FOR_MEAN


def _is_partial(person: Respondent, dimension: Dimension) -> bool:
    return 0 < _given(person, dimension) < len(dimension.items)


def _given(person: Respondent, dimension: Dimension) -> int:
    return sum(person.values.get(item.code) is not None for item in dimension.items)


def _without(person: Respondent, dimension: Dimension) -> Respondent:
    """The same person without the answers; who could not tell still counts as such."""
    codes = {item.code for item in dimension.items}
    kept = {
        code: value for code, value in person.values.items() if code not in codes or value is None
    }
    return replace(person, values=kept)
