"""What each side guesses of the other, in words."""

from tests.areas.pulse.factories import a_survey, alike
from tests.areas.pulse.findings.waves import made

from accord.areas.pulse import findings


def guessing(own: int, guess: int) -> dict[str, float | None]:
    return {**alike(own), **dict.fromkeys(("U1", "U2", "U3", "U4"), guess)}


def test_sides_that_expect_worse_are_closer_than_they_think() -> None:
    content = made(a_survey([guessing(3, 1)] * 12, [guessing(3, 1)] * 12))

    assert {part["words"] for part in content["guesses"]} == {"you are closer than you think"}
    assert content["guesses"][0]["actual_gap"] == 0
    # All guess 1; told as 1.2, because 1.0 would say that all did.
    assert content["guesses"][0]["believed_gap"] == -1.8
    assert content["guesses"][0]["understanding"] == -1.8
    assert content["guesses"][0]["low"] <= -2
    assert findings.understanding(content) == "You are closer than you think."


def test_sides_that_expect_their_own_answer_are_further_apart_than_they_think() -> None:
    content = made(a_survey([guessing(2, 2)] * 12, [guessing(4, 4)] * 12))

    assert findings.understanding(content) == "You are further apart than you think."
    names = {part.name for part in findings.signals(content, "/")}
    assert names == {"pulse.gap", "pulse.blind-spot"}


def test_sides_that_cross_over_see_it_otherwise() -> None:
    content = made(a_survey([guessing(3, 5)] * 12, [guessing(1, 3)] * 12))

    assert content["guesses"][0]["words"] == "the other side sees it otherwise than you think"


def test_guesses_that_scatter_tell_nothing() -> None:
    torn = [guessing(3, guess) for guess in (1, 2, 3, 4, 5, 1, 3, 5)]
    content = made(a_survey(torn, torn, invited=(30, 30)))

    assert {part["words"] for part in content["guesses"]} == {
        "cannot tell how well you guess the other side"
    }


def test_right_guesses_are_told() -> None:
    content = made(a_survey([guessing(2, 4)] * 14, [guessing(4, 2)] * 14))

    assert {part["words"] for part in content["guesses"]} == {"you guess the other side well"}
    assert findings.understanding(content) == ""
