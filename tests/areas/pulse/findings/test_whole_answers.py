"""Who answered a part of a dimension counts in it only beside enough others who did."""

from tests.areas.pulse.factories import a_survey, alike
from tests.areas.pulse.findings.waves import made

from accord.areas.pulse.findings.whole_answers import may_be_told_by_unit, with_whole_answers
from accord.areas.pulse.frames import Survey
from accord.areas.pulse.models import instrument

VISION = instrument().dimensions[0]


def survey_with(partial: int, whole: int = 9, value: float | None = None) -> Survey:
    silent = alike(5) | {"V1": value}
    return a_survey([silent] * partial + [alike(3)] * whole, [alike(4)] * 9)


def test_few_partial_answers_are_left_out_of_their_dimension_only() -> None:
    found = with_whole_answers(survey_with(2), instrument()).respondents[0]

    assert "V2" not in found.values
    assert found.values["V1"] is None  # who cannot tell still counts as such
    assert found.values["S1"] == 5


def test_many_partial_answers_count_but_not_by_unit() -> None:
    survey = survey_with(5)

    assert with_whole_answers(survey, instrument()) == survey
    assert not may_be_told_by_unit(survey, "marketing", VISION)
    assert may_be_told_by_unit(survey, "it", VISION)


def test_too_few_whole_answers_leave_the_partial_ones_out() -> None:
    found = with_whole_answers(survey_with(8, whole=4), instrument())

    assert sum("V2" in person.values for person in found.of_side("marketing")) == 4


def test_where_no_single_question_is_told_nothing_is_left_out() -> None:
    silent = alike(5) | {"V1": None}
    survey = a_survey([silent] + [alike(3)] * 5, [alike(4)] * 9)

    assert with_whole_answers(survey, instrument()) == survey
    assert may_be_told_by_unit(survey, "marketing", VISION)


def test_the_mean_is_that_of_those_who_count() -> None:
    part = made(survey_with(2))["dimensions"][0]

    assert part["marketing"]["mean"] == 3
