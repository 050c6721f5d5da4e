"""Statements that both sides would sign."""

import csv
import itertools
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from accord.analysis.common_ground import (
    Ground,
    Statement,
    Support,
    common_ground,
    interval,
    published,
    ranked,
)

POLIS = Path(__file__).parents[3] / "shared/data/survey/polis_football-concussions"
SUPPORT = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(
    lambda part: Support(part[0], part[0] + part[1])
)


def test_the_worked_example() -> None:
    # 8 of 10 and 3 of 9: √(8.5/11 · 3.5/10) = .520; Polis: 9/12 · 4/11 = .273
    assert common_ground(Support(8, 10), Support(3, 9)) == pytest.approx(0.520, abs=5e-4)


def test_nobody_asked_is_half_a_side() -> None:
    assert common_ground(Support(0, 0), Support(0, 0)) == 0.5


def test_the_side_that_agrees_less_decides() -> None:
    torn, level = (
        common_ground(Support(10, 10), Support(0, 10)),
        common_ground(Support(5, 10), Support(5, 10)),
    )

    assert torn < level


def test_statements_are_ranked_and_near_ones_share_a_place() -> None:
    found = ranked(
        [
            Statement("few", Support(6, 7), Support(20, 20)),
            Statement("liked by one side", Support(19, 20), Support(4, 20)),
            Statement("b liked", Support(18, 20), Support(16, 20)),
            Statement("a liked", Support(16, 20), Support(18, 20)),
            Statement("less", Support(10, 20), Support(10, 20)),
        ]
    )

    assert [(part.name, part.place) for part in found] == [
        ("a liked", 1), ("b liked", 1), ("less", 3), ("liked by one side", 4), ("few", None),
    ]  # fmt: skip
    assert found[-1].caution == "too few answered on a side to rank this"
    assert found[0].caution == ""


def test_a_small_side_comes_with_a_caution_that_says_how_much_one_answer_does() -> None:
    # 8 of 10 and 3 of 9: from 3 to 2 agreeing √(8.5/11 · 2.5/10) = .4395, .0805 less.
    found = ranked([Statement("V1", Support(8, 10), Support(3, 9))])[0]

    assert found.place == 1
    assert found.caution == "few answered: one answer more or less moves this by up to 0.08"
    assert isinstance(found, Ground)


def test_what_is_published_is_coarse_and_needs_eight() -> None:
    # Shares 0.8 and 1/3, told as four and two fifths: √0.32 = .566 and, in steps, .55
    assert published(Statement("V1", Support(8, 10), Support(3, 9))) == 0.55
    assert published(Statement("V1", Support(8, 10), Support(3, 7))) is None
    assert published(Statement("V1", Support(3, 7), Support(8, 10))) is None
    # All of both sides agree: never more than the edge.
    assert published(Statement("V1", Support(8, 8), Support(8, 8))) == 0.8


def test_more_who_agree_than_answered_are_refused() -> None:
    with pytest.raises(ValueError, match="No more people"):
        common_ground(Support(3, 2), Support(1, 1))


@settings(deadline=None)
@given(SUPPORT, SUPPORT)
def test_sides_are_exchangeable_and_bounded(one: Support, other: Support) -> None:
    value = common_ground(one, other)
    low, high = interval(one, other)

    assert value == pytest.approx(common_ground(other, one))
    assert 0 < value < 1
    assert 0 <= low <= value <= high <= 1


@settings(deadline=None)
@given(SUPPORT, SUPPORT)
def test_one_more_who_agrees_raises_it(one: Support, other: Support) -> None:
    more = Support(one.agreeing + 1, one.answered + 1)

    assert common_ground(more, other) > common_ground(one, other)


@settings(deadline=None)
@given(st.lists(st.tuples(SUPPORT, SUPPORT), max_size=8))
def test_ranking_loses_nobody_and_falls(pairs: list[tuple[Support, Support]]) -> None:
    found = ranked([Statement(f"S{place}", *pair) for place, pair in enumerate(pairs)])
    placed = [part for part in found if part.place]

    assert len(found) == len(pairs)
    assert all(one.value > other.value - 0.05 - 1e-9 for one, other in itertools.pairwise(placed))
    assert [part.place for part in placed] == sorted(part.place for part in placed)


def test_the_interval_holds_what_an_exact_posterior_says() -> None:
    # Oracle: the equal-tailed interval of √(pq) with p and q from their posteriors, drawn.
    generator = np.random.default_rng(1)
    for one, other in itertools.product((Support(8, 10), Support(14, 20)), (Support(3, 9),)):
        draws = np.sqrt(
            np.prod(
                [
                    stats.beta(side.agreeing + 0.5, side.answered - side.agreeing + 0.5).rvs(
                        100_000, random_state=generator
                    )
                    for side in (one, other)
                ],
                axis=0,
            )
        )
        low, high = interval(one, other)
        inside = np.mean((draws >= low) & (draws <= high))

        assert low <= np.quantile(draws, 0.025)
        assert np.quantile(draws, 0.975) <= high
        assert inside >= 0.95


@pytest.mark.skipif(not POLIS.exists(), reason="shared/data/survey is absent")
def test_two_real_camps_agree_on_what_the_product_of_shares_says_too() -> None:
    with (POLIS / "participants-votes.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    codes = [name for name in rows[0] if name.isdigit()]
    statements = []
    for code in codes:
        sides = []
        for group in ("0", "1"):
            votes = [row[code] for row in rows if row["group-id"] == group and row[code]]
            sides.append(Support(votes.count("1"), len(votes)))
        if min(side.answered for side in sides) >= 40:
            statements.append(Statement(code, *sides))
    ours = [common_ground(part.marketing, part.it) for part in statements]
    theirs = [
        math.prod((side.agreeing + 1) / (side.answered + 2) for side in (part.marketing, part.it))
        for part in statements
    ]

    assert len(statements) >= 10
    assert stats.spearmanr(ours, theirs).statistic > 0.99
    assert ranked(statements)[0].place == 1
