"""Whether the silent could overturn a gap."""

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from accord.analysis import disclosure
from accord.analysis.non_response import (
    Answering,
    cannot_tell_share,
    lowest_response_rate,
    published_tipping_point,
    tipping,
    tipping_point,
)

SIDES = st.tuples(st.floats(1, 5), st.integers(1, 40), st.integers(0, 40)).map(
    lambda part: Answering(part[0], part[1], part[1] + part[2])
)


def test_the_worked_example() -> None:
    # Gap 0.6 at 80 %: the silent fifth would have to differ by 3 points.
    assert tipping_point(0.6, 0.8) == pytest.approx(3)
    assert tipping_point(-0.6, 0.8) == pytest.approx(3)


def test_both_sides_by_hand() -> None:
    # Marketing 3.0 from 8 of 10, IT 3.6 from 6 of 8; all silent at the ends of the scale:
    # marketing 0.8 * 3 + 0.2 * (1 or 5) = 2.6 or 3.4; IT 0.75 * 3.6 + 0.25 * (1 or 5) = 2.95 or 3.95.
    found = tipping(Answering(3.0, 8, 10), Answering(3.6, 6, 8))

    assert (found.first, found.second) == pytest.approx((3.0, 2.4))
    assert found.both == pytest.approx(0.6 / 0.45)
    assert (found.lowest, found.highest) == pytest.approx((2.95 - 3.4, 3.95 - 2.6))
    assert not found.certain


def test_nobody_silent_is_certain_and_no_gap_is_not() -> None:
    everybody = tipping(Answering(3.0, 5, 5), Answering(2.0, 5, 5))
    level = tipping(Answering(3.0, 5, 5), Answering(3.0, 5, 5))

    assert (everybody.both, everybody.certain) == (math.inf, True)
    assert (level.both, level.certain) == (0, False)


def test_bad_input_is_named() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        tipping_point(1, 1.1)
    with pytest.raises(ValueError, match="no more than were invited"):
        tipping(Answering(3, 5, 4), Answering(3, 5, 5))
    with pytest.raises(ValueError, match="from 1 to 5"):
        tipping(Answering(6, 5, 5), Answering(3, 5, 5))
    with pytest.raises(ValueError, match="five answers"):
        lowest_response_rate(4, 5)
    with pytest.raises(ValueError, match="none and all"):
        cannot_tell_share(0, 0)


@settings(deadline=None)
@given(SIDES, SIDES)
def test_silent_who_differ_as_told_make_the_gap_vanish(first: Answering, second: Answering) -> None:
    found = tipping(first, second)
    gap = second.mean - first.mean
    assume(abs(gap) > 1e-6 and math.isfinite(found.both))
    toward = found.both if gap > 0 else -found.both
    whole_first = first.mean + (1 - first.rate) * toward
    whole_second = second.mean - (1 - second.rate) * toward

    assert whole_first == pytest.approx(whole_second, abs=1e-9)
    assert found.both <= min(found.first, found.second)


@settings(deadline=None)
@given(SIDES, SIDES)
def test_above_the_width_of_the_scale_the_direction_is_certain(
    first: Answering, second: Answering
) -> None:
    found = tipping(first, second)

    assert found.lowest - 1e-9 <= second.mean - first.mean <= found.highest + 1e-9
    if min(found.both, 1e9) > 4:
        assert found.certain


def test_the_possible_gaps_are_those_of_a_linear_programme() -> None:
    first, second = Answering(2.4, 7, 12), Answering(3.9, 9, 10)
    # Unknown: the two means of the silent, each on the scale.
    weights = [-(1 - first.rate), 1 - second.rate]
    known = second.rate * second.mean - first.rate * first.mean
    least = optimize.linprog(weights, bounds=[(1, 5), (1, 5)]).fun + known
    most = -optimize.linprog([-part for part in weights], bounds=[(1, 5), (1, 5)]).fun + known
    found = tipping(first, second)

    assert (found.lowest, found.highest) == pytest.approx((least, most))


@settings(deadline=None)
@given(st.integers(5, 200), st.integers(0, 200))
def test_the_published_rate_follows_from_what_is_published_anyway(
    answered: int, silent: int
) -> None:
    invited = answered + silent
    alike = [
        count
        for count in range(5, invited + 1)
        if disclosure.count_band(count) == disclosure.count_band(answered)
        and disclosure.rate_band(count, invited) == disclosure.rate_band(answered, invited)
    ]

    assert len({lowest_response_rate(count, invited) for count in alike}) == 1
    assert lowest_response_rate(answered, invited) <= answered / invited


def test_a_published_tipping_point_errs_on_the_careful_side() -> None:
    # 14 of 18 answered: the bands say at least 10 of 18, and three quarters or more.
    rate = lowest_response_rate(14, 18)

    assert rate == 0.75
    assert lowest_response_rate(12, 30) == pytest.approx(10 / 30)
    assert published_tipping_point(0.6, rate) == 2.0
    assert published_tipping_point(0.6, 1) == math.inf


def test_the_share_of_those_who_cannot_tell() -> None:
    found = cannot_tell_share(3, 10)

    assert found.value == 0.3
    assert found.many
    # Brown, Cai and DasGupta: quantiles of Beta(3.5, 7.5)
    assert (found.low, found.high) == pytest.approx(stats.beta.interval(0.95, 3.5, 7.5))
    assert not cannot_tell_share(2, 10).many


@settings(deadline=None)
@given(st.integers(0, 60), st.integers(0, 60))
def test_the_interval_of_a_share_holds_it_and_mirrors(could_not: int, could: int) -> None:
    assume(could_not + could > 0)
    found = cannot_tell_share(could_not, could_not + could)
    mirrored = cannot_tell_share(could, could_not + could)

    assert 0 <= found.low <= found.value <= found.high <= 1
    assert found.low == pytest.approx(1 - mirrored.high)
