"""Means, gaps and verdicts of the dimensions."""

import pytest
from tests.areas.pulse.factories import a_survey, alike
from tests.areas.pulse.findings.waves import made

from accord.areas.pulse.findings.sides import Content


def test_a_clear_gap_is_different_with_its_sign(apart: Content) -> None:
    speed = next(part for part in apart["dimensions"] if part["key"] == "speed")

    assert speed["verdict"] == "different"
    assert speed["gap"] > 1
    assert speed["low"] <= speed["gap"] <= speed["high"]
    assert speed["p_superiority"] > 0.8
    assert speed["marketing"]["mean"] < speed["it"]["mean"]


def test_the_means_are_those_of_the_answers() -> None:
    content = made(a_survey([alike(2)] * 8, [alike(4)] * 9, invited=(8, 9)))
    budget = content["dimensions"][-1]

    assert (budget["marketing"]["mean"], budget["it"]["mean"], budget["gap"]) == (2, 4, 2)
    assert budget["verdict"] == "different"
    assert budget["agreement"] == {"marketing": 0.6, "it": 0.6}  # never nothing


@pytest.mark.parametrize("end", [1, 5])
def test_a_side_of_one_mind_is_told_like_one_that_is_nearly_so(end: int) -> None:
    of_one_mind = [alike(end)] * 6
    nearly = [alike(end)] * 5 + [alike(4 if end == 5 else 2)]
    both = (made(a_survey(side, [alike(3)] * 6)) for side in (of_one_mind, nearly))
    one, other = (content["dimensions"][0] for content in both)

    assert one["marketing"]["mean"] == (4.6 if end == 5 else 1.4)
    assert one["marketing"]["low"] <= end <= one["marketing"]["high"]
    assert one["low"] <= 3 - end <= one["high"]
    told = ("marketing", "it", "gap", "low", "high", "verdict", "agreement")
    assert {name: one[name] for name in told} == {name: other[name] for name in told}


def test_a_dimension_that_few_could_tell_is_withheld_on_both_sides() -> None:
    silent = alike(3) | {"M1": None, "M2": None}
    content = made(a_survey([silent] * 6 + [alike(3)] * 4, [alike(4)] * 10))
    budget = content["dimensions"][-1]

    assert budget["marketing"] is None
    assert budget["it"] is None
    assert "fewer than 5" in budget["why_not"]
    assert content["dimensions"][0]["marketing"] is not None
    assert content["stage"]["opinion"] is not None
