"""The times that each side calls fair."""

from tests.areas.pulse.factories import a_survey, alike
from tests.areas.pulse.findings.waves import made

from accord.areas.pulse.findings.sides import Content


def test_expectations_are_the_middle_answer(apart: Content) -> None:
    (page,) = apart["expectations"]

    assert page["type"] == "Landing page"
    assert 5 <= page["fair"]["it"]["days"] <= 15
    assert page["fair"]["it"]["low"] <= page["fair"]["it"]["days"] <= page["fair"]["it"]["high"]


def test_expectations_of_few_are_withheld_on_both_sides() -> None:
    told = alike(3) | {"fair:Page": 5.0}
    survey = a_survey([told] * 4 + [alike(3)] * 4, [told] * 8, request_types=("Page",))

    assert made(survey)["expectations"] == [
        {"type": "Page", "fair": {"marketing": None, "it": None},
         "takes": {"marketing": None, "it": None}}
    ]  # fmt: skip


def test_short_times_keep_half_days() -> None:
    told = [alike(3) | {"fair:Page": days} for days in (1.0, 1.4, 1.6, 2.0, 2.0, 9.0)]
    survey = a_survey(told, told, request_types=("Page",))

    fair = made(survey)["expectations"][0]["fair"]
    assert fair["it"] == {"days": 2.0, "low": None, "high": None, "band": "5-7"}
