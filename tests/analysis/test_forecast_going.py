"""Time to go: by hand, against scipy and a plain loop, and what always holds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from accord.analysis.forecast.going import (
    all_delivered,
    course_of,
    days_to_go,
    delivered_within,
    time_to_go,
)
from accord.analysis.forecast.records import NEVER, Known

DAY = 86_400_000_000
AS_OF = 1_000 * DAY
LONG_AGO = AS_OF - 2_000 * DAY


def known(delivered=(), open_ages=(), dropped=()):
    """Items that all began in the recent period: delivered and dropped after, or open since."""
    begin = AS_OF - 41 * DAY
    created = [begin] * (len(delivered) + len(dropped)) + [AS_OF - age * DAY for age in open_ages]
    ended = [begin + int(days * DAY) for days in [*delivered, *dropped]] + [NEVER] * len(open_ages)
    kinds = [True] * len(delivered) + [False] * (len(dropped) + len(open_ages))
    count = len(created)
    return Known(
        AS_OF, np.arange(count), np.array(created, np.int64), np.array(ended, np.int64),
        np.array(kinds, bool),
    )  # fmt: skip


def test_four_items_by_hand():
    course = course_of(known(delivered=(1, 2, 3, 4)))
    # The item asked about stands with them: of five, one a day is delivered.
    assert course.delivered == pytest.approx([0.2, 0.4, 0.6, 0.8])
    assert delivered_within(course, np.array([0.0, 2.0]), 1.0) == pytest.approx([0.2, 1 / 3])
    assert days_to_go(course, np.array([0.0, 2.0]), 0.5) == pytest.approx([3, 2])
    assert np.isnan(days_to_go(course, np.array([0.0, 4.0]), 0.85)).all()
    assert course.mean == 2.5


def test_dropped_items_are_never_delivered():
    course = course_of(known(delivered=(2, 4), dropped=(1, 3)))
    assert course.delivered == pytest.approx([0, 0.2, 0.2, 0.4])
    assert course.running == pytest.approx([0.8, 0.6, 0.4, 0.2])


ages = st.lists(st.integers(1, 40), min_size=1, max_size=30)


@settings(max_examples=40, deadline=None)
@given(ages, ages)
def test_without_dropped_items_it_is_the_product_limit_estimate_with_one_more_open(done, waiting):
    course = course_of(known(delivered=done, open_ages=waiting))
    censored = stats.CensoredData(uncensored=done, right=[*waiting, 50])
    expected = stats.ecdf(censored).cdf
    for age in range(1, 41):
        found = delivered_within(course, np.array([0.0]), float(age))[0]
        assert found == pytest.approx(float(expected.evaluate(age)))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 90), st.integers(1, 60), st.booleans()), max_size=40))
def test_a_period_counts_only_ages_lived_through_in_it(lives):
    """Against a plain loop over ages in whole days."""
    created = np.array([AS_OF - back * DAY for back, _, _ in lives], np.int64)
    ended = created + np.array([days * DAY for _, days, _ in lives], np.int64)
    ended[ended > AS_OF] = NEVER
    delivered = np.array([kind for _, _, kind in lives], bool) & (ended != NEVER)
    found = course_of(Known(AS_OF, np.arange(len(lives)), created, ended, delivered))
    last = np.sort(ended[delivered])[-30:]
    since = min([AS_OF - 42 * DAY, *(last[:1] - 1)])
    running, share, expected = 1.0, 0.0, {}
    for age in range(1, 92):
        at = created + age * DAY
        risk = 1 + np.sum((at > since) & (at <= np.minimum(ended, AS_OF)))
        gone = (ended == at) & (at > since)
        if gone.any():
            share += running * np.sum(gone & delivered) / risk
            running *= 1 - np.sum(gone) / risk
            expected[age] = (share, running)
    assert found.ages.tolist() == pytest.approx(list(expected))
    assert found.delivered.tolist() == pytest.approx([pair[0] for pair in expected.values()])
    assert found.running.tolist() == pytest.approx([pair[1] for pair in expected.values()])


@settings(max_examples=40, deadline=None)
@given(ages, ages, st.integers(0, 30))
def test_one_more_unfinished_item_never_makes_it_faster(done, waiting, age):
    asked = np.array([float(age)])
    before = course_of(known(delivered=done, open_ages=waiting))
    after = course_of(known(delivered=done, open_ages=[*waiting, 41]))
    for days in (1.0, 5.0, 20.0):
        assert delivered_within(after, asked, days) <= delivered_within(before, asked, days) + 1e-12
    said = np.array([days_to_go(before, asked, level)[0] for level in (0.5, 0.85, 0.95)])
    said = said[~np.isnan(said)]
    assert (np.diff(said) >= 0).all()
    assert (said > 0).all()


def test_all_of_a_set_take_longer_than_one_and_as_long_as_drawing_says():
    generator = np.random.default_rng(3)
    done = generator.exponential(5, 4000).clip(0.01, 40)
    course = course_of(known(delivered=done))
    found = all_delivered([(course, np.zeros(5)), (course, np.zeros(0))], 0.85)
    drawn = generator.choice(done, (20_000, 5)).max(axis=1)
    assert found == pytest.approx(np.quantile(drawn, 0.85), rel=0.05)
    assert found > days_to_go(course, np.zeros(1), 0.85)[0]
    assert all_delivered([], 0.85) == 0
    nothing = course_of(known())
    assert all_delivered([(course, np.zeros(1)), (nothing, np.ones(1))], 0.5) is None
    assert all_delivered([(nothing, np.ones(1))], 0.5) is None


def test_a_type_with_thirty_deliveries_speaks_for_itself_and_others_for_all():
    state = known(delivered=[1] * 40 + [9] * 40 + [20] * 5, open_ages=(0.5, 0.5, 0.5))
    kinds = np.array([0] * 40 + [1] * 40 + [2] * 5 + [0, 1, 2])
    said = time_to_go(state, kinds)
    assert said.own_type.tolist() == [True, True, False]
    assert said.rests_on.tolist() == [40, 40, 85]
    assert said.days[:, 0] == pytest.approx([0.5, 8.5, 8.5])
    assert said.place.tolist() == [85, 86, 87]
    assert said.age == pytest.approx([0.5] * 3)
    assert time_to_go(state).days[:, 0] == pytest.approx([8.5] * 3)
