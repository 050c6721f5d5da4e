"""The stage rule: level, gates, facts, chances."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.analysis.stage import Answers, Gate, Opinion, opinion, stage_of, standing

NAMES = [f"dimension {number}" for number in range(1, 13)]
ERRORS = np.full(12, 0.3)


def side(mean: float, people: int = 8, invited: int | None = None, spread: float = 0.0) -> Answers:
    """A side whose people all lie at a mean, or evenly around it."""
    scores = np.full((people, 12), mean) + np.linspace(-spread, spread, people)[:, None]
    return Answers(scores, invited or people, ERRORS)


def judge(
    marketing: Answers, it: Answers, clear: list[bool] | None = None, draws: int = 200
) -> Opinion:
    generator = np.random.default_rng(5)
    return opinion(marketing, it, NAMES, clear or [False] * 12, generator, draws)


def likeliest(found: Opinion) -> int:
    return 1 + found.probabilities.index(max(found.probabilities))


@pytest.mark.parametrize(
    ("mean", "stage"),
    [(1, 1), (1.79, 1), (1.8, 2), (2.6, 3), (3.39, 3), (3.4, 4), (4.2, 5), (5, 5)],
)
def test_a_mean_reaches_its_stage(mean: float, stage: int) -> None:
    assert stage_of(mean) == stage


def test_the_more_critical_side_decides() -> None:
    found = judge(side(2.2), side(4.6))

    assert likeliest(found) == 2
    assert (found.marketing, found.it) == pytest.approx((2.2, 4.6))


def test_three_dimensions_far_behind_hold_the_stage_down() -> None:
    marketing, it = side(4.0), side(4.0)
    marketing.scores[:, :3] = 1.2
    found = judge(marketing, it)

    assert marketing.scores.mean() < 3.4
    marketing.scores[:, 3:] = 4.6
    assert likeliest(judge(marketing, side(4.6))) == 2  # the mean of 3.75 alone would be stage 4
    assert likeliest(found) == 2


def test_two_dimensions_far_behind_are_forgiven() -> None:
    marketing = side(4.0)
    marketing.scores[:, :2] = 1.2

    assert likeliest(judge(marketing, side(4.0))) == 4


def test_wide_gaps_bar_collaboration() -> None:
    found = judge(side(3.7), side(4.5))
    gaps = next(gate for gate in found.gates if gate.name == "gaps")

    assert likeliest(found) == 3
    assert gaps.met is False
    assert "half are within 0.8" in gaps.sentence


def test_one_clear_gap_above_a_point_bars_collaboration() -> None:
    marketing, it = side(3.8), side(3.8)
    it.scores[:, 4] = 5.0
    clear = [place == 4 for place in range(12)]

    assert likeliest(judge(marketing, it)) == 4
    found = judge(marketing, it, clear)
    assert likeliest(found) == 3
    assert any("dimension 5" in gate.sentence for gate in found.gates)


def test_people_who_do_not_agree_among_themselves_bar_the_last_stage() -> None:
    torn = side(4.5)
    torn.scores[:] = np.where(np.arange(8) % 2, 3.6, 5.4)[:, None]
    found = judge(torn, side(4.5))

    assert likeliest(judge(side(4.5), side(4.5))) == 5
    assert likeliest(found) == 4


def test_a_mean_near_a_cut_is_told_as_two_stages() -> None:
    found = judge(
        side(3.38, people=10, invited=200, spread=0.9),
        side(3.38, people=10, invited=200, spread=0.9),
        draws=600,
    )

    assert 0.05 < found.probabilities[3] < 0.6
    assert found.probabilities[2] + found.probabilities[3] > 0.9


def test_everybody_answered_is_surer_than_a_few_of_many() -> None:
    census = judge(side(3.1, spread=1.2), side(3.1, spread=1.2), draws=400)
    sample = judge(side(3.1, 8, 500, 1.2), side(3.1, 8, 500, 1.2), draws=400)

    assert max(census.probabilities) > max(sample.probabilities)


def test_unanswered_scores_are_left_out() -> None:
    marketing = side(3.0)
    marketing.scores[0, :] = np.nan
    marketing.scores[1:, 5] = np.nan
    marketing.scores[:5, 5] = 3.0

    assert likeliest(judge(marketing, side(3.0))) == 3


def test_fewer_than_ten_dimensions_give_no_stage() -> None:
    few = Answers(np.full((8, 9), 3.0), 8, ERRORS[:9])

    with pytest.raises(ValueError, match="at least 10"):
        opinion(few, few, NAMES[:9], [False] * 9, np.random.default_rng(1))


def test_opinion_survives_being_written_and_read() -> None:
    found = judge(side(3.0), side(3.5))

    assert Opinion.from_json(found.as_json()) == found


def fact(stage: int, met: bool | None) -> Gate:
    return Gate(stage, f"fact {stage}", met, "mixed teams exist")


def test_a_missing_fact_holds_the_stage_below_its_own() -> None:
    found = standing(judge(side(4.6), side(4.6)), [fact(4, False), fact(3, True)])

    assert (found.stage, found.name) == (3, "Co-mingling")
    assert found.probabilities == pytest.approx((0, 0, 1, 0, 0))
    assert [gate.name for gate in found.held_by] == ["fact 4"]
    assert [gate.name for gate in found.blocking] == ["fact 4"]


def test_unknown_facts_are_named_and_hold_nothing() -> None:
    found = standing(judge(side(3.0), side(3.0)), [fact(3, None), fact(4, None), fact(5, None)])

    assert found.stage == 3
    assert [gate.name for gate in found.unknown] == ["fact 3", "fact 4"]
    assert found.held_by == ()


def test_the_answers_that_bar_the_next_stage_are_named() -> None:
    found = standing(judge(side(3.0), side(3.2)), [])

    assert [gate.name for gate in found.blocking] == ["level"]
    assert found.blocking[0].sentence == (
        "The more critical side's average reaches 3.4 (now marketing, 3.0)."
    )


def test_a_fact_missing_for_the_first_step_leaves_the_first_stage() -> None:
    assert standing(judge(side(4.0), side(4.0)), [fact(2, False)]).stage == 1


def test_without_an_opinion_there_is_no_stage() -> None:
    found = standing(None, [fact(3, False), fact(4, None)], "Too few answered.")

    assert (found.stage, found.name, found.why_not) == (None, "", "Too few answered.")
    assert (len(found.blocking), len(found.unknown)) == (1, 1)


@settings(deadline=None, max_examples=25)
@given(st.floats(1, 5), st.floats(1, 5), st.integers(2, 5), st.sampled_from([True, False, None]))
def test_chances_sum_to_one_and_respect_the_facts(
    marketing: float, it: float, stage: int, met: bool | None
) -> None:
    found = standing(judge(side(marketing), side(it), draws=40), [fact(stage, met)])

    assert sum(found.probabilities) == pytest.approx(1)
    assert found.stage is not None
    assert met is not False or found.stage < stage


@settings(deadline=None, max_examples=15)
@given(st.floats(1.1, 4.9))
def test_exchanging_the_sides_gives_the_same_stage(mean: float) -> None:
    one = judge(side(mean), side(mean / 2 + 2.5), draws=50)
    other = judge(side(mean / 2 + 2.5), side(mean), draws=50)

    assert one.probabilities == pytest.approx(other.probabilities, abs=0.3)


def test_the_same_generator_gives_the_same_chances() -> None:
    torn = side(3.4, people=7, invited=20, spread=1.0)

    assert judge(torn, torn).probabilities == judge(torn, torn).probabilities


def test_the_rule_agrees_with_redrawing_by_hand_for_two_people_a_side() -> None:
    # Two people at 2.4 and 3.0, all others silent among very many: the redrawn mean is 2.4, 2.7 or
    # 3.0 with chances 1/4, 1/2, 1/4, stretched by sqrt(2) about 2.7. The cut 2.6 lies between.
    pair = Answers(np.array([[2.4] * 12, [3.0] * 12]), 10**9, np.zeros(12))
    high = Answers(np.full((2, 12), 4.0), 10**9, np.zeros(12))
    found = judge(pair, high, draws=4000)

    assert found.probabilities[1] == pytest.approx(0.25, abs=0.03)
