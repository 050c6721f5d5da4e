"""Comments as they are published: enough of them, shuffled, and nothing that ties them to answers."""

import numpy as np
import pytest
from tests.areas.pulse.factories import a_survey, alike

from accord.analysis import certificate
from accord.areas.pulse import findings
from accord.areas.pulse.findings.certificates import statement
from accord.areas.pulse.findings.sides import Content
from accord.areas.pulse.frames import Remark, Survey
from accord.areas.pulse.models import instrument


def published(*remarks: Remark, answers: int = 12, seed: int = 1) -> Content:
    """What a wave with these comments publishes."""
    made = a_survey([alike(2)] * answers, [alike(4)] * answers)
    survey = Survey(made.name, made.respondents, made.invited, remarks=remarks)
    return findings.release(survey, instrument(), np.random.default_rng(seed))


def written(side: str, count: int, words: str = "Plan") -> list[Remark]:
    return [Remark(side, f"{words} {place:02}") for place in range(count)]


def test_each_side_is_told_from_ten_comments_on() -> None:
    told = published(*written("marketing", 10), *written("it", 9))["comments"]

    assert sorted(told["marketing"]) == [f"Plan {place:02}" for place in range(10)]
    assert told["it"] == []
    assert told["asked"]


def test_the_order_follows_from_the_comments_alone() -> None:
    remarks = written("it", 12)
    one = published(*remarks)["comments"]["it"]
    other = published(*remarks[::-1])["comments"]["it"]

    assert one == other
    assert one != sorted(one)


def test_comments_do_not_change_any_figure() -> None:
    without = published()
    told = published(*written("it", 12))

    assert {**told, "comments": None} == {**without, "comments": None}


def test_themes_are_counted_in_what_is_published_alone() -> None:
    remarks = [
        *written("marketing", 10, "Shared budget, please:"),
        *written("it", 9, "Shared budget and roadmap"),
    ]
    themes = published(*remarks)["comments"]["themes"]

    assert {"words": "shared budget", "comments": 10, "marketing": 10, "it": None} in themes
    assert "roadmap" not in {theme["words"] for theme in themes}


def test_themes_say_how_many_of_each_side_named_them() -> None:
    remarks = [
        *written("marketing", 10, "A roadmap"),
        *written("it", 8, "Some tests"),
        *written("it", 2, "A roadmap"),
    ]
    themes = {part["words"]: part for part in published(*remarks)["comments"]["themes"]}

    assert themes["roadmap"] == {"words": "roadmap", "comments": 12, "marketing": 10, "it": 2}
    assert themes["tests"] == {"words": "tests", "comments": 8, "marketing": 0, "it": 8}


@pytest.mark.parametrize("answers", [4, 0])
def test_with_too_few_answers_no_comment_is_told(answers: int) -> None:
    content = published(*written("it", 20), answers=answers)

    assert content["comments"] == {"asked": False, "marketing": [], "it": [], "themes": []}


def test_the_certificate_counts_comments_and_holds() -> None:
    content = published(*written("marketing", 11, "A roadmap"), *written("it", 3))
    made = findings.certificate_of(content)
    (unit,) = (unit for unit in made.units if unit.unit == "marketing")

    assert dict(unit.figures)["comment"] == 11
    assert dict(unit.figures)["comments that name it"] == 1
    assert made.safe
    assert certificate.verify(made, statement(content))
