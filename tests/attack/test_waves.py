"""T3: two waves, subtracted. What the documentation says of it, and that rounding has a part in it."""

import pytest
from tests.attack.waves import SHARES, recovered

from accord.analysis import disclosure

BASE = max(SHARES)  # of who always guesses the commonest answer
RUNS = 300


def test_five_joiners_give_nobody_away() -> None:
    assert recovered(20, stable=1.0, joiners=5, runs=RUNS) <= BASE + 0.12


def test_opinions_that_move_give_nobody_away() -> None:
    assert recovered(20, stable=0.8, joiners=1, runs=RUNS) <= BASE + 0.05


def test_one_joiner_is_found_out_among_few_who_answer_the_same_again() -> None:
    # The limit that the documentation names: ask again when five or more have changed.
    assert recovered(8, stable=1.0, joiners=1, runs=RUNS) >= 0.9


def test_rounding_hides_one_joiner_among_many(monkeypatch: pytest.MonkeyPatch) -> None:
    assert recovered(30, stable=1.0, joiners=1, runs=RUNS) <= 0.5
    monkeypatch.setattr(disclosure, "coarse", lambda value, step=0.1: value)

    assert recovered(30, stable=1.0, joiners=1, runs=RUNS) >= 0.99
