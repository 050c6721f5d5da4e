"""Two groups of requests side by side: by hand, by property, by simulation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.analysis.comparison import Group, Verdict, compared
from accord.analysis.replay import MANY


def group(days, months=("2026-01",)):
    days = np.array(days, float)
    return Group(days, [months[place % len(months)] for place in range(len(days))])


def generator():
    return np.random.default_rng(7)


def test_a_clear_difference_a_clear_likeness_and_a_doubt():
    slow, quick = group([30, 31, 29, 30, 32, 28] * 5), group([10, 11, 9, 10, 12, 8] * 5)
    found = compared(quick, slow, generator())
    assert found is not None
    assert (found.first, found.second, found.difference) == (10, 30, 20)
    assert found.low < 20 < found.high
    assert found.verdict == Verdict.DIFFERENT
    same = compared(quick, quick, generator())
    assert same is not None
    assert same.verdict == Verdict.SAME
    wild = group([1, 80, 3, 60, 2, 4])
    doubt = compared(wild, group([10, 70, 2, 90, 5, 1]), generator())
    assert doubt is not None
    assert doubt.verdict == Verdict.CANNOT_TELL


def test_fewer_than_five_say_nothing():
    assert compared(group([1, 2, 3, 4]), group(range(1, 40)), generator()) is None


def test_whole_months_are_drawn_where_there_are_six():
    """What is delivered in one month hangs together: as items it would look much surer."""
    months = [f"2026-{number:02}" for number in range(1, 9)]
    level = np.array([10.0, 30, 12, 28, 15, 25, 11, 29])
    days = np.repeat(level, 30)
    blocks = np.repeat(months, 30).tolist()
    by_month = compared(Group(days, blocks), Group(days + 1, blocks), generator())
    by_item = compared(
        Group(days, ["one"] * len(days)), Group(days + 1, ["one"] * len(days)), generator()
    )
    assert by_month is not None
    assert by_item is not None
    assert by_month.high - by_month.low > 3 * (by_item.high - by_item.low)


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.floats(0, 500), min_size=5, max_size=40),
    st.lists(st.floats(0, 500), min_size=5, max_size=40),
)
def test_turned_round_the_difference_changes_its_sign(first, second):
    one = compared(group(first), group(second), generator())
    other = compared(group(second), group(first), generator())
    assert one is not None
    assert other is not None
    assert one.difference == pytest.approx(-other.difference, abs=1e-9)
    assert one.low <= one.high


def test_the_interval_holds_the_truth_in_about_nineteen_of_twenty_cases():
    chance = np.random.default_rng(20261124)
    held = 0
    for _ in range(200):
        first, second = chance.gamma(4, 5, 60), chance.gamma(4, 6, 60)
        found = compared(group(first), group(second), chance, draws=400)
        assert found is not None
        held += found.low <= 4 <= found.high
    assert 0.89 <= held / 200 <= 0.99


def test_of_many_requests_in_few_months_the_means_are_drawn_without_the_requests():
    chance = np.random.default_rng(3)
    quick, slow = (group(chance.gamma(2, mean, MANY)) for mean in (5, 7))
    found = compared(quick, slow, generator())
    assert found is not None
    spread = np.hypot(quick.days.std(), slow.days.std()) / np.sqrt(MANY)
    assert found.high - found.low == pytest.approx(2 * 1.96 * spread, rel=0.1)
    assert found.verdict == Verdict.DIFFERENT
