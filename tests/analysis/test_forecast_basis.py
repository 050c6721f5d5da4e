"""Several questions to one basis; past forecasts of the last weeks only."""

import numpy as np
import pytest

from accord.analysis.forecast.asking import basis_of, count_from, count_within, days_for, days_from
from accord.analysis.forecast.backtest import backtest
from accord.analysis.forecast.going import courses, time_to_go
from accord.analysis.forecast.records import NEVER, Records, known_at, records_of
from accord.analysis.forecast.throughput import Throughput, at_least, count_by

DAY = 86_400_000_000
NOW = 120 * DAY


@pytest.fixture(scope="module")
def steady() -> Records:
    """Two a day, each takes five to nine days."""
    created = np.repeat(np.arange(120), 2) * DAY
    ended = created + (5 + np.arange(240) % 5) * DAY
    over = np.flatnonzero(ended <= NOW)
    return records_of(
        created, over, ended[over], np.full(len(over), NEVER), np.ones(len(over), np.bool_)
    )


def test_one_basis_answers_as_each_question_by_itself(steady: Records) -> None:
    basis = basis_of(steady, NOW)

    assert days_from(basis, 10) == days_for(steady, NOW, 10)
    assert count_from(basis, 14) == count_within(steady, NOW, 14)


def test_one_basis_refuses_what_cannot_be_asked(steady: Records) -> None:
    basis = basis_of(steady, NOW)

    with pytest.raises(ValueError, match="one item"):
        days_from(basis, 0)
    with pytest.raises(ValueError, match="one day"):
        count_from(basis, 0)


def test_the_last_weeks_are_judged_with_what_was_learned_before(steady: Records) -> None:
    everything = backtest(steady, NOW)
    last = backtest(steady, NOW, 4)

    assert 0 < last["count"].forecasts[0] < everything["count"].forecasts[0]
    assert backtest(steady, NOW, 1000) == everything


def test_trials_at_hand_are_not_made_again_and_change_nothing(steady: Records) -> None:
    made = basis_of(steady, NOW).trials

    assert backtest(steady, NOW, 4, made) == backtest(steady, NOW, 4)
    assert backtest(steady, NOW, 1000, made) == backtest(steady, NOW)


@pytest.mark.parametrize("level", [0.001, 0.1, 0.5, 0.85, 0.95])
@pytest.mark.parametrize("rate", [0, 1, 30])
def test_the_count_is_the_highest_with_enough_chance(level: float, rate: int) -> None:
    source = Throughput(np.array([0, rate, 0, 2 * rate, 0, 0, rate]), 1)
    found = count_by(source, 9, level)
    chances = at_least(source, 9, np.arange(found + 2))

    assert chances[found] >= level - 1e-9
    assert chances[found + 1] < level


def test_every_open_item_follows_one_course(steady: Records) -> None:
    known = known_at(steady, NOW)
    types = np.zeros(len(known.created), np.int64)
    types[-1] = 1
    found = list(courses(known, types))

    assert [own for _, _, own in found] == [True, False]
    assert sum(these.sum() for _, these, _ in found) == len(time_to_go(known, types).place)
