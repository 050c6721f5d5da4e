"""What may be published: bands, coarse values, units; and an attack on the partition."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.analysis import disclosure
from accord.analysis.disclosure import Block, Drawn

BLOCKS = st.lists(st.integers(0, 12), min_size=1, max_size=8).map(
    lambda counts: [Block(f"block {place}", count + 2, count) for place, count in enumerate(counts)]
)


@pytest.mark.parametrize(
    ("count", "band"),
    [(0, "fewer than 5"), (4, "fewer than 5"), (5, "5-7"), (7, "5-7"), (8, "8-9"), (9, "8-9"),
     (10, "10-14"), (14, "10-14"), (15, "15-24"), (24, "15-24"), (25, "25+"), (400, "25+")],
)  # fmt: skip
def test_counts_are_told_as_bands(count: int, band: str) -> None:
    assert disclosure.count_band(count) == band


@pytest.mark.parametrize(
    ("answered", "words"),
    [(0, "under a quarter"), (5, "a quarter to a half"), (10, "a half to three quarters"),
     (15, "three quarters or more"), (20, "three quarters or more")],
)  # fmt: skip
def test_response_is_told_in_quarters(answered: int, words: str) -> None:
    assert disclosure.rate_band(answered, 20) == words


def test_thresholds_are_raised_to_where_a_band_begins_only() -> None:
    assert disclosure.Thresholds.at_least(10).item == 10
    assert disclosure.Thresholds.at_least(10).distribution == 15
    with pytest.raises(ValueError, match="one of 5, 8, 10, 15; 6 is none"):
        disclosure.Thresholds.at_least(6)


def test_nobody_invited_is_no_response() -> None:
    assert disclosure.rate_band(0, 0) == "under a quarter"


def test_values_are_rounded_without_a_negative_zero() -> None:
    assert disclosure.coarse(2.6499) == 2.6
    assert str(disclosure.coarse(-0.04)) == "0.0"
    assert disclosure.coarse(0.62, 0.05) == 0.6


def test_intervals_are_rounded_outwards() -> None:
    assert disclosure.outwards(-0.31, 0.29) == (-0.4, 0.3)
    assert disclosure.outwards(0.3, 0.7) == (0.3, 0.7)


@given(st.floats(-5, 5), st.floats(0, 3), st.sampled_from([0.05, 0.1, 1.0]))
def test_rounding_outwards_never_narrows(low: float, width: float, step: float) -> None:
    found = disclosure.outwards(low, low + width, step)

    assert found[0] <= low + 1e-8
    assert found[1] >= low + width - 1e-8


def test_shares_never_say_all_or_none() -> None:
    assert disclosure.coarse_share(8, 8) == 0.8
    assert disclosure.coarse_share(0, 14) == 0.2
    assert disclosure.coarse_share(15, 15) == 0.9
    assert disclosure.coarse_share(9, 20) == 0.45
    assert disclosure.coarse_share(7, 7) is None


SCALE = (1.0, 5.0)


@pytest.mark.parametrize(
    ("mean", "answered", "told"),
    [
        (5.0, 6, Drawn(4.6, above=0.4)),
        (4.61, 6, Drawn(4.6, above=0.4)),
        (4.59, 6, Drawn(4.59)),
        (5.0, 9, Drawn(4.7, above=0.3)),
        (1.0, 14, Drawn(1.2, below=0.2)),
        (1.0, 15, Drawn(1.2, below=0.2)),
        (1.0, 25, Drawn(1.1, below=0.1)),
        (3.0, 5, Drawn(3.0)),
    ],
)
def test_a_mean_never_says_that_all_answered_alike(mean: float, answered: int, told: Drawn) -> None:
    assert disclosure.drawn_in(mean, answered, SCALE) == told


@given(st.floats(1, 5), st.floats(0, 2), st.integers(5, 40))
def test_a_drawn_interval_holds_the_measured_one(mean: float, reach: float, answered: int) -> None:
    drawn = disclosure.drawn_in(mean, answered, SCALE)
    low, high = disclosure.coarse_interval(mean, reach, drawn)

    assert low <= mean - reach + 1e-8
    assert high >= mean + reach - 1e-8


@given(st.floats(4.8, 5), st.floats(4.8, 5), st.floats(0, 2))
def test_at_an_end_nothing_tells_how_near_it_was(first: float, second: float, reach: float) -> None:
    one, two = (disclosure.drawn_in(mean, 6, SCALE) for mean in (first, second))

    assert one == two
    assert disclosure.coarse_interval(first, reach, one) == disclosure.coarse_interval(
        second, reach, two
    )


def test_too_few_on_either_side_give_the_same_sentence() -> None:
    sentences = {
        disclosure.why_not({"marketing": marketing, "it": it})
        for marketing, it in [(4, 20), (20, 4), (0, 0), (0, 30)]
    }

    assert len(sentences) == 1
    assert "fewer than 5 people" in sentences.pop()
    assert disclosure.why_not({"marketing": 5, "it": 5}) == ""


def test_small_blocks_are_joined_in_the_declared_order() -> None:
    blocks = [Block("a", 9, 6), Block("b", 4, 2), Block("c", 5, 4), Block("d", 3, 1)]
    units = disclosure.partition(blocks)

    assert [unit.names for unit in units] == [("a",), ("b", "c", "d")]
    assert (units[1].answered, units[1].invited) == (7, 12)


def test_a_side_that_is_too_small_has_no_unit() -> None:
    assert disclosure.partition([Block("a", 9, 2), Block("b", 9, 2)]) == ()


def test_a_question_is_broken_down_for_all_units_or_for_none() -> None:
    assert disclosure.may_break_down([5, 7])
    assert not disclosure.may_break_down([5, 4])
    assert not disclosure.may_break_down([30])


def test_hundredths_still_sum_to_one() -> None:
    assert disclosure.in_hundredths([1 / 3, 1 / 3, 1 / 3]) == (0.34, 0.33, 0.33)
    assert disclosure.in_hundredths([0.005, 0.995]) == (0.01, 0.99)


@given(st.lists(st.integers(0, 100), min_size=1, max_size=6).filter(any))
def test_hundredths_sum_and_stay_near(weights: list[int]) -> None:
    shares = [weight / sum(weights) for weight in weights]
    found = disclosure.in_hundredths(shares)

    assert sum(found) == pytest.approx(1)
    assert all(abs(one - other) < 0.01 for one, other in zip(found, shares, strict=True))


def smallest_derivable(units: list[list[int]], people: int, largest: int) -> int:
    """The smallest group whose sum follows from the sums of the units and of everybody.

    The attacker solves linear equations: a group follows when its indicator lies in the row space.
    """
    rows = np.zeros((len(units) + 1, people))
    rows[-1] = 1
    for row, unit in zip(rows, units, strict=False):
        row[unit] = 1
    columns = [tuple(rows[:, person]) for person in range(people)]
    classes = [
        [person for person in range(people) if columns[person] == kind]
        for kind in dict.fromkeys(columns)
    ]
    sizes = []
    for group in classes:
        target = np.zeros(people)
        target[group] = 1
        solved = np.linalg.lstsq(rows.T, target, rcond=None)[0]
        if np.allclose(rows.T @ solved, target):
            sizes.append(len(group))
    return min(sizes, default=largest)


@given(BLOCKS)
def test_subtraction_never_leads_to_fewer_than_five_people(blocks: list[Block]) -> None:
    units = disclosure.partition(blocks)
    people = sum(block.answered for block in blocks)
    place = iter(range(people))
    members = {block.name: [next(place) for _ in range(block.answered)] for block in blocks}
    published = [[person for name in unit.names for person in members[name]] for unit in units]

    if people >= 5:
        assert smallest_derivable(published, people, people) >= 5
    else:
        assert units == ()


def test_the_attack_succeeds_where_small_blocks_are_merely_left_out() -> None:
    # Blocks of 6 and 2: showing only the larger one and the whole gives the two away.
    assert smallest_derivable([list(range(6))], people=8, largest=8) == 2


@given(BLOCKS)
def test_every_block_belongs_to_exactly_one_unit(blocks: list[Block]) -> None:
    units = disclosure.partition(blocks)
    names = [name for unit in units for name in unit.names]

    assert names == ([block.name for block in blocks] if units else [])
