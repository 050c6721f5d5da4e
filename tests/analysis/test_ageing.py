"""Open work beside what is usual: by hand, by properties, and against a count of one's own."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.analysis.ageing import FEWEST_DELIVERED, Usual, usual

NONE = np.array([])


def test_by_hand_without_open_work_it_is_the_ordered_list() -> None:
    days = np.arange(1.0, 21.0)

    assert usual(days, NONE) == Usual(10.0, 17.0, 20, 0)


def test_by_hand_open_work_makes_it_slower() -> None:
    # Twenty delivered on days 1 to 20, twenty open since thirty days: half is delivered by day 20.
    found = usual(np.arange(1.0, 21.0), np.full(20, 30.0))

    assert found == Usual(20.0, None, 20, 20)


def test_few_delivered_say_nothing() -> None:
    assert usual(np.ones(FEWEST_DELIVERED - 1), np.ones(50)) is None


DAYS = st.lists(st.integers(1, 60), min_size=FEWEST_DELIVERED, max_size=60)
OPEN = st.lists(st.integers(1, 60), max_size=40)


def counted(delivered: list[int], unfinished: list[int], share: float) -> float | None:
    """Oracle: the product-limit estimate, day by day, as it stands in textbooks."""
    still = 1.0
    for day in sorted(set(delivered)):
        at_risk = sum(value >= day for value in (*delivered, *unfinished))
        still *= 1 - delivered.count(day) / at_risk
        if 1 - still >= share - 1e-9:
            return float(day)
    return None


@settings(max_examples=150, deadline=None)
@given(DAYS, OPEN)
def test_it_is_the_textbooks_estimate(delivered: list[int], unfinished: list[int]) -> None:
    found = usual(np.array(delivered, float), np.array(unfinished, float))

    assert found is not None
    assert found.median == counted(delivered, unfinished, 0.5)
    assert found.high == counted(delivered, unfinished, 0.85)


@settings(max_examples=100, deadline=None)
@given(DAYS, OPEN, st.integers(61, 99))
def test_more_open_work_never_makes_it_look_quicker(
    delivered: list[int], unfinished: list[int], age: int
) -> None:
    before = usual(np.array(delivered, float), np.array(unfinished, float))
    after = usual(np.array(delivered, float), np.array([*unfinished, age], float))

    assert before is not None
    assert after is not None
    for name in ("median", "high"):
        one, other = getattr(before, name), getattr(after, name)
        assert other is None or (one is not None and other >= one)


@pytest.mark.parametrize("share", ["median", "high"])
def test_times_in_other_units_scale_along(share: str) -> None:
    days, open_ones = np.arange(1.0, 31.0), np.array([4.0, 50.0])
    hours = usual(24 * days, 24 * open_ones)
    found = usual(days, open_ones)

    assert hours is not None
    assert found is not None
    assert getattr(hours, share) == 24 * getattr(found, share)
