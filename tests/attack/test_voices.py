"""T8 again: all that is told of one question on a side together: mean, shares, voice; and reliability."""

import itertools
import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from tests.attack.histograms import spans
from tests.attack.test_histograms import teller

from accord.analysis import agreement, disclosure, gap
from accord.areas.pulse.findings import comparisons, measuring, questions
from accord.areas.pulse.findings.sides import Floats, Sides
from accord.areas.pulse.frames import Respondent
from accord.areas.pulse.models import instrument

Tell = Callable[[Floats], object]


def leaves_open(count: int, tell: Tell) -> bool:
    """Whether everybody may have given three values, or two far apart, whatever is told."""
    return all(len(found) >= 3 or max(found) - min(found) >= 2 for found in spans(count, tell))


def told_from_fifteen(count: int, invited: int) -> Tell:
    mean = teller(count, invited)
    return lambda given: (mean(given), questions.in_groups(given), agreement.voice(given))


def told_from_eight(count: int, invited: int) -> Tell:
    mean = teller(count, invited)
    return lambda given: (mean(given), questions.in_groups(given)[-1])


@pytest.mark.parametrize(("count", "invited"), [(15, 15), (15, 40), (17, 18)])
def test_mean_shares_and_voice_together_give_nobody_away(count: int, invited: int) -> None:
    assert leaves_open(count, told_from_fifteen(count, invited))


@pytest.mark.parametrize(("count", "invited"), [(8, 8), (8, 12), (9, 27), (11, 11), (14, 14)])
def test_mean_and_the_share_that_agrees_give_nobody_away(count: int, invited: int) -> None:
    assert leaves_open(count, told_from_eight(count, invited))


def test_an_insider_among_fifteen_finds_nobody_out() -> None:
    voice: Tell = lambda given: (questions.in_groups(given), agreement.voice(given))  # noqa: E731

    assert min(map(len, spans(15, voice, known=1))) >= 3


def test_with_shares_in_steps_of_five_the_attack_succeeds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disclosure, "in_fifths", disclosure.coarse_share)

    assert not leaves_open(15, told_from_fifteen(15, 15))


def test_with_consensus_in_numbers_beside_the_mean_the_attack_succeeds() -> None:
    """Why the number was given up for words: 4 or 5 were all that was left of some sides."""
    mean = teller(15, 15)

    def told(given: Floats) -> object:
        counts = np.bincount(given.astype(int), minlength=6)[1:].astype(float)
        return mean(given), disclosure.coarse(agreement.consensus(counts))

    assert not leaves_open(15, told)


SCORES = np.linspace(1, 5, 9)  # of two questions


def scores_left(count: int, invited: int) -> Iterator[list[float]]:
    """For each mean and spread of a dimension of two questions, the scores that are possible."""
    alike = defaultdict(list)
    error = gap.ANSWER_ERROR / math.sqrt(2)
    for bars in itertools.combinations(range(count + 8), 8):
        edges = (-1, *bars, count + 8)
        histogram = [right - left - 1 for left, right in itertools.pairwise(edges)]
        given = np.repeat(SCORES, histogram)
        mean = comparisons.mean_content(gap.side_mean(given, invited, error))
        alike[json.dumps((mean, comparisons.apart(given)))].append(histogram)
    return (SCORES[(np.array(found) > 0).any(0)].tolist() for found in alike.values())


def test_mean_and_spread_of_a_dimension_never_leave_two_neighbouring_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def narrow() -> bool:
        # Two scores one point or less apart, of two answers each: all gave one of two neighbours.
        return any(len(left) < 3 and left[-1] - left[0] <= 1 for left in scores_left(8, 8))

    assert not narrow()
    monkeypatch.setattr(comparisons, "LEAST_APART", 0.2)
    assert narrow()


@pytest.mark.parametrize("count", [8, 10, 15])
def test_mean_spread_and_voice_of_a_dimension_together_give_nobody_away(
    count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even to an attacker who knows that everybody answered all of its questions alike."""
    mean = teller(count, count)

    def told(given: Floats) -> object:
        voice = agreement.voice_of_items(given, np.column_stack([given, given]))
        return mean(given), comparisons.apart(given), voice if count >= 15 else None

    assert leaves_open(count, told)
    monkeypatch.setattr(comparisons, "LEAST_APART", 0.4)
    assert not leaves_open(count, told)


def side(answers: np.ndarray, name: str) -> list[Respondent]:
    codes = [item.code for item in instrument().dimensions[0].items]
    return [Respondent(name, "", dict(zip(codes, map(int, row), strict=True))) for row in answers]


def reliability_told(marketing: np.ndarray, it: np.ndarray) -> str:
    people = {"marketing": side(marketing, "marketing"), "it": side(it, "it")}
    sides = Sides(people, {name: len(part) for name, part in people.items()})
    dimension = instrument().dimensions[0]
    found = measuring.reliabilities(sides, dimension, object())  # type: ignore[arg-type]
    return json.dumps(found)


@pytest.mark.parametrize("seed", [3, 4])
def test_reliability_leaves_every_answer_of_every_person_open(seed: int) -> None:
    """Whatever somebody answered first, the same can be told: the own other answers, and at most one
    answer of one other person, may be otherwise."""
    generator = np.random.default_rng(seed)
    mood = generator.normal(3.3, 0.8, (30, 1))
    answers = np.clip(np.rint(mood + generator.normal(0, 0.7, (30, 3))), 1, 5)
    told = reliability_told(answers[:15], answers[15:])

    for person in range(3):
        for value in range(1, 6):
            assert any(
                reliability_told(other[:15], other[15:]) == told
                for other in _others(answers, person, value)
            ), (person, value)


def _others(answers: np.ndarray, person: int, value: int) -> Iterator[np.ndarray]:
    """The answers with one person's first answer as given, and a little else otherwise."""
    for beside in itertools.product(range(1, 6), repeat=2):
        changed = answers.copy()
        changed[person] = (value, *beside)
        yield changed
        for other, way in itertools.product(range(15, 30), (-1, 1)):
            moved = changed.copy()
            moved[other, 0] = np.clip(moved[other, 0] + way, 1, 5)
            yield moved
