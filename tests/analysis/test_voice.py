"""With how many voices a group answers, and the exact chances behind it."""

import itertools
import math

import numpy as np
import pytest

from accord.analysis import certificate, common_ground, disclosure
from accord.analysis.agreement import (
    Voice,
    consensus,
    critical_agreement_of_items,
    critical_within_group_agreement,
    voice,
    voice_of_items,
    within_group_agreement_of_items,
)


def test_one_peak_agrees_and_a_flat_side_is_mixed() -> None:
    assert voice(np.array([3.0] * 9 + [4.0] * 6)) == Voice.AGREED
    assert voice(np.repeat(np.arange(1.0, 6.0), 3)) == Voice.MIXED


def test_both_ends_and_nobody_between_are_two_camps() -> None:
    assert voice(np.array([1.0] * 8 + [5.0] * 7)) == Voice.TWO_CAMPS


def test_close_by_the_convention_is_not_yet_more_than_chance() -> None:
    # Five people: chance gives r_wg of 0.85 once in twenty, so a deviation of 0.6 is mixed.
    assert voice(np.array([2.0, 3.0, 3.0, 4.0, 4.0])) == Voice.MIXED
    assert voice(np.array([3.0, 3.0, 3.0, 3.0, 4.0])) == Voice.AGREED


@pytest.mark.parametrize("people", [5, 8, 10, 20, 30])
def test_for_one_question_it_is_the_critical_value_of_one(people: int) -> None:
    assert critical_agreement_of_items(people, 5, 1) == pytest.approx(
        critical_within_group_agreement(people, 5)
    )


def test_for_two_questions_of_three_people_every_way_is_counted() -> None:
    every = np.array(list(itertools.product(range(1, 6), repeat=6))).reshape(-1, 3, 2)
    spread = every.var(axis=1, ddof=1).mean(1)
    levels = np.unique(spread.round(9))
    share = np.array([(spread <= level + 1e-9).mean() for level in levels])
    largest = levels[share <= 0.05][-1]
    answers = every[np.isclose(spread, largest)][0].astype(float)

    assert critical_agreement_of_items(3, 5, 2) == pytest.approx(
        within_group_agreement_of_items(answers, 2)
    )


def test_more_questions_and_more_people_need_less_agreement_each() -> None:
    assert critical_agreement_of_items(30, 5, 3) < critical_agreement_of_items(10, 5, 3)
    assert math.isnan(critical_agreement_of_items(2, 2, 1))


def test_the_critical_value_for_ten_people_and_three_questions() -> None:
    # For questions that hang together the printed one is .61; answered independently it is less.
    assert critical_agreement_of_items(10, 5, 3) == pytest.approx(0.582, abs=0.06)


def test_a_dimension_agrees_by_its_scores_and_its_answers() -> None:
    close = np.array([[3.0, 3.0], [3.0, 4.0], [4.0, 4.0], [3.0, 3.0], [4.0, 3.0]] * 4)
    far = np.array([[1.0, 1.0], [5.0, 5.0]] * 10)

    assert voice_of_items(close.mean(1), close) == Voice.AGREED
    assert voice_of_items(far.mean(1), far) == Voice.MIXED


def test_two_camps_seldom_come_by_chance() -> None:
    drawn = np.random.default_rng(8).multinomial(20, [0.2] * 5, size=600)
    found = [consensus(counts.astype(float)) <= -0.1 + 1e-9 for counts in drawn]

    assert np.mean(found) < 0.1


def test_shares_in_fifths_keep_away_from_nobody_and_all() -> None:
    assert [disclosure.in_fifths(count, 10) for count in (0, 2, 3, 5, 6, 7, 10)] == [
        0.2, 0.2, 0.4, 0.4, 0.6, 0.8, 0.8,
    ]  # fmt: skip
    assert disclosure.in_fifths(7, 7) is None


def test_common_ground_of_told_shares() -> None:
    assert common_ground.of_shares(0.8, 0.4) == 0.55  # √0.32 = .566


def test_a_certificate_of_before_names_the_rules_of_then() -> None:
    one = certificate.Statement(
        (certificate.Part("a", 5),),
        (certificate.Unit("a", ("a",), "5-7"),),
        (certificate.Figure("a", "V1", "mean"),),
    )
    old = certificate.certify(one, version=1)

    assert certificate.verify(old, one)
    assert certificate.verify(certificate.certify(one), one)
    assert old.rules != certificate.certify(one).rules
