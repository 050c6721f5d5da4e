"""What a survey will be able to see."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from accord.analysis import gap
from accord.analysis.gaps_at_once import Counted, counts_splits, different
from accord.analysis.power import Expected, Power, Question, smallest_change, smallest_gap

SIZES = st.tuples(
    st.integers(5, 8), st.integers(5, 8), st.integers(0, 5), st.integers(0, 2**32 - 1)
)


def counted(values: np.ndarray, answers: np.ndarray, invited: int) -> Counted:
    """Answers of shape (surveys, people), counted by value."""
    return Counted(values, (answers[:, :, None] == values).sum(1).astype(float), invited)


def one_of(family: int, comparison: gap.Comparison) -> bool:
    """The verdict of the rule itself, on a gap that is the clearest of a family."""
    nothing = gap.compare(np.array([2.0, 4, 3, 3, 1]), np.array([4.0, 2, 3, 3, 5]), 5, 5)
    return gap.verdicts([comparison, *[nothing] * (family - 1)])[0] == gap.Verdict.DIFFERENT


@settings(deadline=None, max_examples=25)
@given(SIZES, st.sampled_from([1, 12]), st.sampled_from([1, 3]))
def test_the_rule_at_once_is_the_rule(
    sizes: tuple[int, int, int, int], family: int, questions: int
) -> None:
    first, second, silent, seed = sizes
    generator = np.random.default_rng(seed)
    question = Question(questions=questions)
    answers = [
        generator.choice(question.values[part], (4, people))
        for part, people in ((slice(0, None), first), (slice(2 * questions, None), second))
    ]
    invited = first + silent, second + silent
    sides = [counted(question.values, *part) for part in zip(answers, invited, strict=True)]
    found = different(*sides, question.answer_error, family)
    one_by_one = [
        one_of(family, gap.compare(*pair, *invited, question.answer_error))
        for pair in zip(*answers, strict=True)
    ]

    assert found.tolist() == one_by_one


@pytest.mark.parametrize(("first", "second"), [(14, 12), (40, 25)])
def test_the_rule_at_once_is_the_rule_where_splits_are_not_counted(first: int, second: int) -> None:
    generator = np.random.default_rng(1)
    values = np.arange(1.0, 6)
    answers = [generator.integers(1, 5, (40, first)), 1.0 + generator.integers(1, 5, (40, second))]
    invited = first + 4, second
    found = different(*(counted(values, *part) for part in zip(answers, invited, strict=True)))
    one_by_one = [
        one_of(1, gap.compare(mine.astype(float), theirs.astype(float), *invited))
        for mine, theirs in zip(*answers, strict=True)
    ]

    assert not counts_splits(first, second)
    assert found.tolist() == one_by_one
    assert 0 < sum(one_by_one) < 40


@pytest.mark.parametrize(("first", "second"), [(3, 3), (1, 5), (5, 1)])
@pytest.mark.parametrize("people", [6, 12])
def test_unanimous_sides_are_judged_alike(first: float, second: float, people: int) -> None:
    values = np.arange(1.0, 6)
    answers = [np.full((1, people), value) for value in (first, second)]
    found = different(*(counted(values, part, people) for part in answers), family=12)

    assert found[0] == one_of(12, gap.compare(answers[0][0], answers[1][0], people, people))


def smallest(people: int, rate: float = 1.0, **of: float) -> Power:
    side = Expected(people, rate)
    return smallest_gap(side, side, np.random.default_rng(1), Question(**of))


def test_five_a_side_never_see_one_of_twelve_and_fewer_show_nothing() -> None:
    assert smallest(5) == Power(None, (5, 5))
    assert smallest(8, 0.5) == Power(None, (4, 4), shown=False)
    assert smallest(6).gap is not None


@pytest.mark.parametrize(
    ("invited", "expected"), [(10, (1.6, 1.1, 1.8)), (20, (1.0, 0.7, 1.1)), (60, (0.6, 0.5, 0.7))]
)
def test_the_table_of_the_page(invited: int, expected: tuple[float, float, float]) -> None:
    side = Expected(invited, 0.8)
    change = smallest_change(side, side, np.random.default_rng(1))

    found = smallest(invited, 0.8).gap, smallest(invited, 0.8, family=1).gap, change.gap
    assert found == expected


def test_more_people_see_more() -> None:
    gaps = [smallest(people).gap for people in (6, 8, 12, 24, 60)]

    assert all(more < less for less, more in itertools.pairwise(gaps))


def test_more_questions_asked_or_judged_together_and_a_wider_spread_see_less() -> None:
    usual = smallest(14)

    assert smallest(14, family=1).gap < usual.gap < smallest(14, spread=1.05, questions=1).gap


def test_everybody_answering_sees_more_than_as_many_of_a_large_team() -> None:
    assert smallest(20).gap <= smallest(60, 1 / 3).gap
    assert smallest(60, 1 / 3).answering == (20, 20)


@pytest.mark.parametrize(("people", "expected"), [(20, 0.68), (30, 0.55), (60, 0.39)])
def test_one_change_alone_needs_about_what_the_noncentral_t_says(
    people: int, expected: float
) -> None:
    # Standard deviation 0.75, two-sided 0.05, power 0.8: the textbook's sizes, without the rank test.
    freedom, scale = 2 * people - 2, np.sqrt(people / 2) / 0.75
    limit = stats.t.ppf(0.975, freedom)

    assert stats.nct.sf(limit, freedom, expected * scale) == pytest.approx(0.8, abs=0.02)

    side = Expected(people, 1)
    found = smallest_change(side, side, np.random.default_rng(2), Question(family=1))
    # Below a gap of 0.5 the rule rather says "practically the same".
    assert expected - 0.05 <= found.gap <= expected + 0.15


def test_a_gap_that_four_of_five_see_is_seen_by_the_rule_itself() -> None:
    generator = np.random.default_rng(3)
    people, question = 8, Question()
    found = smallest(people)
    seen = 0
    for _ in range(60):
        scores = []
        for middle in (3 - found.gap / 2, 3 + found.gap / 2):
            away = generator.normal(0, question.spread, people)
            answers = np.clip(middle + away - away.mean(), 1, 5)
            scores.append(np.rint((answers - 1) * 3) / 3 + 1)
        seen += one_of(12, gap.compare(*scores, people, people, question.answer_error))

    assert 38 <= seen <= 57


def test_a_wide_gap_is_told_as_the_scale_lets_it_be() -> None:
    assert smallest(6, spread=1.2).gap <= 4


def test_the_same_seed_gives_the_same_answer() -> None:
    assert smallest(12, 0.8) == smallest(12, 0.8)


def test_a_rate_above_all_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        smallest(8, 1.1)
