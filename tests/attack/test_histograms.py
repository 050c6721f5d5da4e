"""T8: what is told of one question, against an attacker who tries every way it can have been answered."""

from collections.abc import Callable

import pytest
from tests.areas.pulse.factories import a_survey, alike
from tests.attack.histograms import fewest_values, spans
from tests.attack.organisations import released

from accord.analysis import agreement, disclosure, gap
from accord.areas.pulse.findings import comparisons, questions, sides
from accord.areas.pulse.findings.sides import Content, Floats, Sides
from accord.areas.pulse.frames import Values
from accord.areas.pulse.models import instrument

SIZES = [(5, 5), (5, 100), (7, 12), (8, 8), (8, 40), (10, 14)]


def teller(count: int, invited: int) -> Callable[[Floats], object]:
    """What is told of one question's mean on a side."""
    own = Sides({}, {"side": invited})
    error = own.question_error(side=count)
    return lambda given: comparisons.mean_content(gap.side_mean(given, invited, error))


@pytest.mark.parametrize(("count", "invited"), SIZES)
def test_a_mean_leaves_everybody_three_values_or_two_far_apart(count: int, invited: int) -> None:
    for values in spans(count, teller(count, invited)):
        assert len(values) >= 3 or max(values) - min(values) >= 2


@pytest.mark.parametrize(("count", "invited"), [(8, 8), (8, 40), (14, 20), (15, 20)])
def test_a_share_leaves_everybody_all_values(count: int, invited: int) -> None:
    def share(given: Floats) -> object:
        return disclosure.coarse_share(int((given >= questions.AGREED_FROM).sum()), len(given))

    assert fewest_values(count, share) == 5


def test_two_camps_are_told_but_not_that_nobody_stands_between() -> None:
    assert fewest_values(15, agreement.voice) >= 3


ALIKE = [
    *((5, first, 4) for first in (1, 3, 4, 5)),
    *((8, first, second) for first in (4, 5) for second in (4, 5)),
    (16, 5, 5),
    (16, 4, 5),
]


@pytest.mark.parametrize(("count", "marketing", "it"), ALIKE)
def test_sides_of_one_mind_look_like_sides_that_are_not(
    count: int, marketing: int, it: int
) -> None:
    assert hidden(count, marketing, it)


def hidden(count: int, marketing: int, it: int) -> bool:
    """Whether sides that are all alike are told like sides in which somebody answered otherwise."""
    first, second = (
        [content["dimensions"][0], *content["items"][:3]]
        for content in (
            told_of([marketing] * count, [it] * count),
            told_of(
                _otherwise(count, marketing),
                _otherwise(count, it) if it in (1, 5) and it == marketing else [it] * count,
            ),
        )
    )
    return first == second


def told_of(marketing: list[int], it: list[int]) -> Content:
    """The release of these answers to one question; all others of its dimension are the commonest."""
    first, *others = (item.code for item in instrument().dimensions[0].items)

    def side(values: list[int]) -> list[Values]:
        common = max(set(values), key=values.count)
        return [{first: value} | dict.fromkeys(others, common) for value in values]

    return released(a_survey(side(marketing), side(it), (2 * len(marketing), 2 * len(it))))


def _otherwise(count: int, value: int) -> list[int]:
    """The same mean, or as good as the same at an end, with somebody who answered otherwise."""
    if value in (1, 5):
        return [*[value] * (count - 1), value + (1 if value == 1 else -1)]
    return [*[value] * (count - 2), value - 1, value + 1]


def test_no_gate_of_the_stage_tells_that_all_gave_the_highest_answer() -> None:
    content = released(a_survey([alike(5)] * 6, [alike(5)] * 6))

    assert any("now marketing, 4.6" in gate["sentence"] for gate in content["stage"]["gates"])
    assert not any("5.0" in gate["sentence"] for gate in content["stage"]["gates"])


def test_without_a_margin_at_the_ends_the_attack_succeeds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disclosure, "margin", lambda answered: 0.0)

    assert fewest_values(5, teller(5, 5)) == 1


def test_without_clipped_shares_the_attack_succeeds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disclosure, "edge", lambda answered: 0.0)

    assert fewest_values(8, lambda given: disclosure.coarse_share(int((given >= 4).sum()), 8)) == 2


def test_with_narrow_intervals_the_attack_succeeds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sides, "SPREAD_OF_THREE", 0.0)

    assert fewest_values(5, teller(5, 100)) == 1


def test_with_a_share_of_pairs_that_is_always_the_attack_succeeds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(comparisons, "ALWAYS_WITHIN", 0.0)

    assert not hidden(8, 4, 5)
