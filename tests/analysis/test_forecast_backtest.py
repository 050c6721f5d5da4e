"""What was known when, what past forecasts teach, and how often they come true."""

import ibis
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.analysis.forecast.asking import BLOCKS, count_within, days_for
from accord.analysis.forecast.backtest import _evenly, backtest, origins, pinball
from accord.analysis.forecast.calibration import Trial, levels_for, source_at, trials_at
from accord.analysis.forecast.records import (
    NEVER,
    closings,
    delivered_after,
    delivered_by,
    known_at,
    records_of,
    too_thin,
)
from accord.analysis.forecast.throughput import Throughput

DAY = 86_400_000_000


def records(created, ends):
    """Records of ``(item, entered, left, delivered)`` in days."""
    columns = list(zip(*ends, strict=True)) if ends else [[]] * 4
    return records_of(
        np.array([day * DAY for day in created], np.int64),
        np.array(columns[0], np.int64),
        np.array([int(day * DAY) for day in columns[1]], np.int64),
        np.array([NEVER if day is None else int(day * DAY) for day in columns[2]], np.int64),
        np.array(columns[3], bool),
    )


def steady(days=200, each=2, seed=0):
    """Items that come every day and take up to ten days each."""
    generator = np.random.default_rng(seed)
    created = np.repeat(np.arange(days), each)
    taken = generator.uniform(0.5, 10, len(created))
    ends = [(place, day + taken[place], None, True) for place, day in enumerate(created)]
    return records(created, [end for end in ends if end[1] < days])


def test_a_reopened_item_counts_as_delivered_only_while_it_was():
    found = records([0, 0, 0], [(1, 9, None, False), (0, 5, None, True), (0, 2, 3, True)])
    assert found.entered.tolist() == [2 * DAY, 5 * DAY, 9 * DAY]
    assert [len(delivered_by(found, int(day * DAY))) for day in (1, 2, 2.5, 3, 5)] == [
        0,
        1,
        1,
        0,
        1,
    ]
    state = known_at(found, 4 * DAY)
    assert state.open.tolist() == [True, True, True]
    assert not known_at(found, 9 * DAY).delivered[1]
    # After day 1 the item counts once, at its first delivery; after day 3 at the second.
    assert delivered_after(found, DAY)[1].tolist() == [2 * DAY]
    assert delivered_after(found, 3 * DAY)[1].tolist() == [5 * DAY]


def test_closings_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="never created"):
        records([0], [(1, 2, None, True)])
    with pytest.raises(ValueError, match="needs an item"):
        records_of(np.zeros(1, int), np.zeros(1, int), np.zeros(0, int), np.zeros(1, int), None)


def test_closings_are_the_stretches_in_done_and_dropped():
    rows = [
        ("A", 1, "queue"), ("A", 2, "done"), ("A", 3, "done"), ("A", 4, "work"), ("A", 6, "done"),
        ("B", 1, "done"), ("B", 5, "dropped"), ("C", 1, "work"),
    ]  # fmt: skip
    table = pa.table(
        {
            "source": ["s"] * len(rows),
            "item": [row[0] for row in rows],
            "at": pa.array([row[1] for row in rows], pa.int64()),
            "class": [row[2] for row in rows],
        }
    )
    found = closings(ibis.memtable(table)).order_by("item", "entered").to_pyarrow().to_pylist()
    assert [(row["item"], row["entered"], row["left"], row["delivered"]) for row in found] == [
        ("A", 2, 4, True), ("A", 6, NEVER, True), ("B", 1, 5, True), ("B", 5, NEVER, False),
    ]  # fmt: skip


def test_too_little_history_is_refused_with_the_reason():
    assert "29 items were delivered" in too_thin(29, 0, 90 * DAY)
    assert "goes back 34.0 days" in too_thin(30, 0, 34 * DAY)
    assert too_thin(30, 0, 35 * DAY) == ""
    assert days_for(steady(10), 10 * DAY, 5).refused
    assert count_within(records([], []), 10 * DAY, 5).refused.startswith("History is too thin: 0")


def test_a_source_that_delivered_everything_in_its_broken_first_days_is_refused():
    found = records([0] * 40, [(place, 1, None, True) for place in range(40)])
    said = days_for(found, 41 * DAY, 5)
    assert said.refused == "Nothing was delivered in the last 35 days."
    assert said.values == (None, None, None)
    assert said.delivered_before == 40
    assert source_at(found, 41 * DAY) is None


def test_the_answers_to_a_steady_source():
    found = steady()
    said = days_for(found, 200 * DAY, 60)
    assert said.refused is None
    assert 25 <= said.values[0] <= 34
    assert list(said.values) == sorted(said.values)
    count = count_within(found, 200 * DAY, 30)
    assert list(count.values) == sorted(count.values, reverse=True)
    assert 50 <= count.values[0] <= 66
    assert count.delivered_before == len(delivered_by(found, 200 * DAY))


def test_a_week_without_weekends_is_drawn_in_weeks():
    days = [day for day in range(140) if day % 7 < 5]
    found = records(days, [(place, day, None, True) for place, day in enumerate(days)])
    assert days_for(found, 140 * DAY, 10).method == BLOCKS


@pytest.mark.parametrize(("ask", "says"), [(days_for, "one item"), (count_within, "one day")])
def test_nothing_cannot_be_asked_for(ask, says):
    with pytest.raises(ValueError, match=says):
        ask(steady(), 200 * DAY, 0)


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 1000), st.integers(60, 150), st.integers(1, 80))
def test_nothing_after_as_of_changes_a_forecast(seed, day, amount):
    found = steady(180, seed=seed)
    as_of = day * DAY
    before = found.entered <= as_of
    cut = records_of(
        found.created[found.created <= as_of],
        found.item[before],
        found.entered[before],
        found.left[before],
        found.delivered[before],
    )
    assert days_for(found, as_of, amount) == days_for(cut, as_of, amount)
    assert count_within(found, as_of, amount) == count_within(cut, as_of, amount)
    assert {key: value.true for key, value in backtest(found, as_of).items()} == {
        key: value.true for key, value in backtest(cut, as_of).items()
    }


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 1000))
def test_the_order_of_items_and_closings_changes_nothing(seed):
    found = steady(120, seed=seed)
    order = np.random.default_rng(seed).permutation(len(found.item))
    names = np.random.default_rng(seed + 1).permutation(len(found.created))
    created = np.empty_like(found.created)
    created[names] = found.created
    mixed = records_of(
        created,
        names[found.item][order],
        found.entered[order],
        found.left[order],
        found.delivered[order],
    )
    assert days_for(mixed, 120 * DAY, 20) == days_for(found, 120 * DAY, 20)


def test_levels_stay_where_forecasts_were_right_and_move_where_they_were_not():
    def trial(chance, origin=100, due=110, question="days"):
        source = Throughput(np.ones(7, int), 1)
        return Trial(question, origin * DAY, source, 1, 1, due * DAY, chance)

    now = 200 * DAY
    assert levels_for("days", [], now) == pytest.approx([0.5, 0.85, 0.95], abs=0.006)
    even = [trial((place + 0.5) / 500) for place in range(500)]
    assert levels_for("days", even, now) == pytest.approx([0.5, 0.85, 0.95], abs=0.006)
    late = [trial(1 - (1 - chance.chance) / 2) for chance in even]
    assert levels_for("days", late, now)[0] > 0.7
    assert levels_for("days", [trial(1.0)] * 500, now)[0] == pytest.approx(0.999)
    # What was not due yet, is long past, or answered another question teaches nothing.
    none = [trial(1, due=201), trial(1, question="count"), trial(1, origin=-200, due=-190)] * 99
    assert levels_for("days", none, now) == pytest.approx([0.5, 0.85, 0.95], abs=0.006)


def test_trials_say_what_came_and_none_where_it_has_not_come_yet():
    found = steady()
    tried = trials_at(found, 190 * DAY, 199 * DAY)
    assert [trial.question for trial in tried] == ["count", "days", "days", "days"]
    assert tried[0].came == len(delivered_after(found, 190 * DAY)[0]) - np.sum(
        found.entered > 197 * DAY
    )
    assert tried[-1].came is None
    assert tried[-1].chance == 1
    assert trials_at(found, 20 * DAY, 199 * DAY) == []


def test_pinball_by_hand():
    came, said = np.array([10.0, 10.0]), np.array([8.0, 12.0])
    assert pinball(came, said, 0.85) == pytest.approx([1.7, 0.3])


def test_a_steady_source_is_forecast_well_and_better_than_by_its_average():
    found = backtest(steady(600), 600 * DAY)
    for question in ("count", "days", "time to go"):
        judged = found[question]
        assert judged.shares == pytest.approx((0.5, 0.85, 0.95), abs=0.12)
        assert judged.against_average < 1
    assert found["time to go"].said[0] > 0.9


def test_without_history_nothing_is_judged():
    found = backtest(steady(30), 30 * DAY)
    assert origins(steady(30), 30 * DAY) == []
    assert found["days"].shares == (None, None, None)
    assert found["days"].against_average is None


def test_of_many_open_items_evenly_chosen_ones_are_judged():
    assert _evenly(np.arange(5)).tolist() == [0, 1, 2, 3, 4]
    chosen = _evenly(np.arange(10_000))
    assert (len(chosen), chosen[0], chosen[-1]) == (200, 0, 9_999)
