"""Sums of daily counts: by hand, by enumerating every draw, by drawing, and what always holds."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.analysis.forecast import throughput
from accord.analysis.forecast.asking import chance_by_day
from accord.analysis.forecast.throughput import (
    LONGEST_DAYS,
    Throughput,
    at_least,
    count_by,
    daily_counts,
    days_until,
    hang_together,
    recent,
    throughput_of,
)

DAY = 86_400_000_000
LEVELS = (0.5, 0.85, 0.95)
few_counts = st.lists(st.integers(0, 3), min_size=7, max_size=7).filter(any)
many_counts = st.lists(st.integers(0, 9), min_size=42, max_size=42).filter(any)


def plain(counts, block=1):
    return Throughput(np.asarray(counts), block, wander=0)


def test_a_coin_of_nothing_or_one_a_day_by_hand():
    source = plain([0, 1])
    assert at_least(source, 2, np.arange(4)) == pytest.approx([1, 0.75, 0.25, 0])
    # One item: after a day with 1/2, after two with 3/4, three 7/8, four 15/16, five 31/32.
    assert [days_until(source, 1, level) for level in LEVELS] == [1, 3, 5]
    # Of four days: at least 2 with 11/16, at least 1 with 15/16, none for sure.
    assert [count_by(source, 4, level) for level in LEVELS] == [2, 1, 0]


def test_whole_weeks_are_drawn_as_blocks_by_hand():
    source = plain([0, 0, 0, 0, 0, 0, 4, 2, 0, 0, 0, 0, 0, 0], block=7)
    # Within six days only the second week has delivered.
    assert at_least(source, 6, np.array([1, 2, 3])) == pytest.approx([0.5, 0.5, 0])
    assert at_least(source, 7, np.array([2, 3, 4])) == pytest.approx([1, 0.5, 0.5])
    assert at_least(source, 8, np.array([2, 4, 6, 7])) == pytest.approx([1, 0.75, 0.25, 0])


@settings(max_examples=25, deadline=None)
@given(few_counts, st.integers(1, 4))
def test_the_convolution_is_what_enumerating_every_draw_gives(counts, days):
    sums = np.array([sum(drawn) for drawn in itertools.product(counts, repeat=days)])
    asked = np.arange(14)
    assert at_least(plain(counts), days, asked) == pytest.approx(
        [(sums >= number).mean() for number in asked]
    )


@settings(max_examples=15, deadline=None)
@given(st.lists(few_counts, min_size=2, max_size=4), st.integers(1, 3), st.integers(1, 7))
def test_blocks_are_what_enumerating_every_draw_of_weeks_gives(weeks, drawn, of_last):
    source = plain(np.concatenate(weeks), block=7)
    sums = [
        sum(map(sum, chosen[:-1])) + sum(chosen[-1][:of_last])
        for chosen in itertools.product(weeks, repeat=drawn)
    ]
    asked = np.arange(10)
    found = at_least(source, (drawn - 1) * 7 + of_last, asked)
    assert found == pytest.approx([(np.array(sums) >= number).mean() for number in asked])


def test_drawing_a_hundred_thousand_times_comes_to_the_same_with_and_without_wander():
    generator = np.random.default_rng(5)
    counts = generator.poisson(1.5, 42)
    sums = generator.choice(counts, (100_000, 20)).sum(axis=1)
    strayed = np.floor(sums * np.exp(generator.normal(0, 0.3, len(sums))) + 0.5)
    asked = np.arange(60)
    for drawn, wander in ((sums, 0), (strayed, 0.3)):
        expected = np.array([(drawn >= number).mean() for number in asked])
        assert np.abs(at_least(Throughput(counts, 1, wander), 20, asked) - expected).max() < 0.02


@settings(max_examples=30, deadline=None)
@given(many_counts, st.sampled_from([1, 7]), st.integers(1, 60), st.integers(1, 40))
def test_more_items_never_take_less_and_levels_stay_in_order(counts, block, items, more):
    source = Throughput(np.array(counts), block)
    days = [days_until(source, items, level) for level in LEVELS]
    assert days == sorted(days)
    assert days_until(source, items + more, 0.85) >= days[1]
    ahead = [count_by(source, items, level) for level in LEVELS]
    assert ahead == sorted(ahead, reverse=True)
    assert count_by(source, items + more, 0.85) >= ahead[1]


@settings(max_examples=30, deadline=None)
@given(many_counts, st.sampled_from([1, 7]), st.integers(1, 60), st.sampled_from(LEVELS))
def test_days_are_the_first_that_reach_the_level_and_counts_the_last(counts, block, items, level):
    source = Throughput(np.array(counts), block)
    days = days_until(source, items, level)
    around = chance_by_day(source, items, np.array([days - 1, days]))
    assert around[0] < level <= around[1] + 1e-9
    most = count_by(source, items, level)
    chances = at_least(source, items, np.array([most, most + 1]))
    assert chances[1] < level <= chances[0] + 1e-9


@settings(max_examples=20, deadline=None)
@given(many_counts, st.integers(1, 60), st.integers(0, 41))
def test_one_delivery_less_never_makes_it_faster(counts, items, day):
    fewer = list(counts)
    fewer[day] = max(0, fewer[day] - 1)
    if any(fewer):
        sooner = days_until(Throughput(np.array(counts), 1), items, 0.85)
        assert days_until(Throughput(np.array(fewer), 1), items, 0.85) >= sooner


def test_a_coarse_grid_keeps_the_mean_and_nearly_the_answer(monkeypatch):
    source = Throughput(np.random.default_rng(1).poisson(30, 42), 7)
    fine = days_until(source, 20_000, 0.85)
    monkeypatch.setattr(throughput, "_CELLS", 1_000)
    assert days_until(source, 20_000, 0.85) == pytest.approx(fine, rel=0.01)


def test_nothing_to_do_nothing_delivered_and_more_than_a_lifetime():
    assert days_until(plain([0, 1]), 0, 0.5) == 0
    assert days_until(plain([0, 0]), 1, 0.5) is None
    assert days_until(plain([0, 1]), LONGEST_DAYS * 2, 0.5) is None
    assert count_by(plain([0] * 7), 30, 0.5) == 0


def test_days_are_counted_back_from_as_of_and_the_broken_first_one_is_left_out():
    as_of = 10 * DAY
    delivered = np.array([as_of - 3 * DAY - 1, as_of - DAY, as_of - DAY + 1, as_of])
    assert daily_counts(delivered, as_of - 3 * DAY - 5, as_of).tolist() == [0, 1, 2]


def test_recent_is_six_weeks_or_as_many_as_hold_thirty_or_all_there_are():
    assert len(recent(np.ones(100, int))) == 42
    assert len(recent(np.tile([0, 0, 1], 100))) == 91  # thirty need 88 days
    assert len(recent(np.tile([0, 0, 0, 0, 1], 20))) == 98  # never thirty


def test_a_week_with_its_weekend_hangs_together_and_steady_or_random_days_do_not():
    week = np.tile([3, 4, 5, 4, 3, 0, 0], 8)
    assert hang_together(week)
    assert throughput_of(week).block == 7
    assert not hang_together(np.full(60, 2))
    apart = [hang_together(np.random.default_rng(seed).poisson(2, 180)) for seed in range(200)]
    assert 0.01 < np.mean(apart) < 0.1
