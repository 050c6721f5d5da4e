"""The speed gap."""

import pytest
from tests.areas.partnership.factories import measured, records, response, said
from tests.areas.partnership.findings.boards import everything, seen

from accord.charts.speed import Gap

pytestmark = pytest.mark.django_db


def test_the_speed_gap_is_that_of_the_most_frequent_type() -> None:
    speed = everything().speed

    assert speed is not None
    assert (speed.type, speed.gap) == ("Page", Gap(14.0, 28.0, 20.0, 34.0))
    assert "Marketing calls 10 working days fair, that is 14 by the calendar" in speed.sentence
    assert "Half take more than 20: fair to one side, slow for the other." in speed.sentence


@pytest.mark.parametrize(
    ("marketing", "it", "sentence"),
    [
        (20.0, 30.0, "Half are done within what both find fair."),
        (10.0, 20.0, "fair to one side, slow for the other."),
        (5.0, 6.0, "Half take more than 20."),
        (10.0, None, "The other side was not heard."),
        (None, 10.0, "The other side was not heard."),
    ],
)
def test_the_speed_gap_is_told_in_one_sentence(
    marketing: float | None, it: float | None, sentence: str
) -> None:
    fair = {"marketing": marketing, "it": it}
    opinions = [
        said(f"pulse.expectation.Page.{side}.fair", value)
        for side, value in fair.items()
        if value is not None
    ]

    found = seen([*records(), *measured()], [response(), *opinions]).speed

    assert found is not None
    assert found.sentence.endswith(sentence)
    assert found.sentence.startswith("Marketing calls" if marketing else "IT calls")


def test_a_type_of_which_nobody_said_what_is_fair_has_no_gap() -> None:
    other = [said("pulse.expectation.Film.it.fair", 9.0)]

    assert seen([*records(), *measured()], [response(), *other]).speed is None
