"""The stage in a release."""

from tests.areas.pulse.factories import a_survey, alike
from tests.areas.pulse.findings.waves import made

from accord.areas.pulse import findings


def test_too_few_dimensions_give_no_stage() -> None:
    content = made(a_survey([{"V1": 3, "V2": 3}] * 9, [{"V1": 3, "V2": 3}] * 9))

    assert content["released"]
    assert content["stage"]["opinion"] is None
    reading = next(part for part in findings.readings(content, "/") if part.name == "pulse.stage")
    assert reading.value is None
    assert "Too few of the dimensions" in reading.detail["why_not"]


def test_stages_chosen_are_counted_from_fifteen_answers_on() -> None:
    placed = alike(3) | {"O2": 2, "O2N": 3}
    today = made(a_survey([placed] * 14, [placed] * 15))["placement"]["today"]

    assert (today["marketing"]["stage"], today["marketing"]["shares"]) == (2, None)
    assert today["it"]["shares"] == [0.8, 0.2, 0.2]  # of stages 1 and 2, 3, 4 and 5
