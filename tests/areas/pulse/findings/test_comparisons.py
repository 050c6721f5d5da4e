"""Means, gaps and verdicts of the dimensions."""

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
    assert budget["agreement"] == {"marketing": 0, "it": 0}


def test_a_dimension_that_few_could_tell_is_withheld_on_both_sides() -> None:
    silent = alike(3) | {"M1": None, "M2": None}
    content = made(a_survey([silent] * 6 + [alike(3)] * 4, [alike(4)] * 10))
    budget = content["dimensions"][-1]

    assert budget["marketing"] is None
    assert budget["it"] is None
    assert "fewer than 5" in budget["why_not"]
    assert content["dimensions"][0]["marketing"] is not None
    assert content["stage"]["opinion"] is not None
