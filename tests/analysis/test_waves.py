"""Two waves subtracted: which units lie too near."""

import itertools

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from accord.analysis.waves import half_points, may_be, too_near


def people(*names: range) -> frozenset[int]:
    return frozenset(itertools.chain(*names))


def test_one_newcomer_lies_too_near_and_five_do_not() -> None:
    then = [people(range(10))]

    assert too_near({"a": people(range(11))}, then) == {"a"}
    assert too_near({"a": people(range(14))}, then) == {"a"}
    assert too_near({"a": people(range(15))}, then) == frozenset()
    assert too_near({"a": people(range(10))}, then) == frozenset()


def test_leavers_count_like_joiners() -> None:
    then = [people(range(10))]

    assert too_near({"a": people(range(2, 12))}, then) == {"a"}  # two left, two joined
    assert too_near({"a": people(range(3, 13))}, then) == frozenset()


def test_people_who_only_changed_teams_hide_no_newcomer() -> None:
    then = [people(range(10)), people(range(10, 20))]
    swapped = {"a": people(range(5), range(10, 15)), "b": people(range(5, 10), range(15, 21))}

    # Each team has changed by ten and more; both together by one.
    assert too_near(swapped, then) == {"a", "b"}


def test_a_unit_is_found_within_the_sum_of_others() -> None:
    then = [people(range(8)), people(range(8, 16))]

    assert too_near({"a": people(range(17))}, then) == {"a"}


@settings(suppress_health_check=[HealthCheck.filter_too_much])
@given(st.data())
def test_no_union_that_gives_few_away_is_missed(data: st.DataObject) -> None:
    count = data.draw(st.integers(6, 40))
    homes = st.lists(st.integers(0, 3), min_size=count, max_size=count)
    now, then = (np.array(data.draw(homes)) for _ in range(2))
    units = {str(home): frozenset(np.flatnonzero(now == home).tolist()) for home in (1, 2, 3)}
    others = [frozenset(np.flatnonzero(then == home).tolist()) for home in (1, 2, 3)]
    assume(all(len(unit) >= 5 for unit in [*units.values(), *others] if unit))
    near = too_near(units, others)

    for some, taken in itertools.product(_sums(list(units)), _sums(others)):
        left = frozenset().union(*(units[name] for name in some)) ^ frozenset().union(*taken)
        if some and 1 <= len(left) <= 4:
            assert near & set(some)


def _sums(parts: list) -> list[tuple]:
    return [some for size in range(len(parts) + 1) for some in itertools.combinations(parts, size)]


@pytest.mark.parametrize(
    ("mean", "answered", "told", "lost"),
    [
        (3.3, 8, 3.5, (0.25, 0.25)),
        (5.0, 9, 4.5, (0.25, 0.5)),
        (1.1, 30, 1.5, (0.5, 0.25)),
        (3.3, 7, 3.0, (0.5, 0.5)),
        (1.0, 5, 2.0, (1.0, 0.5)),
    ],
)
def test_half_points_stay_away_from_the_ends(
    mean: float, answered: int, told: float, lost: tuple[float, float]
) -> None:
    assert half_points(mean, answered) == told
    assert may_be(told, answered) == lost
