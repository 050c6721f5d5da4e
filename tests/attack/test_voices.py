"""T8 again: all that is told of one question on a side together: mean, shares, voice; and reliability."""

import json
from collections.abc import Callable

import numpy as np
import pytest
from tests.attack.histograms import spans
from tests.attack.test_histograms import teller

from accord.analysis import agreement, disclosure
from accord.areas.pulse.findings import measuring, questions
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
    """Each answer of the first people may be any of the five, with one other person answering
    otherwise at most: the same is told."""
    generator = np.random.default_rng(seed)
    mood = generator.normal(3.3, 0.8, (30, 1))
    answers = np.clip(np.rint(mood + generator.normal(0, 0.7, (30, 3))), 1, 5)
    marketing, it = answers[:15], answers[15:]
    told = reliability_told(marketing, it)
    for person in range(3):
        for value in range(1, 6):
            changed = marketing.copy()
            changed[person, 0] = value
            assert any(
                reliability_told(changed, other) == told for other in _nearly(it)
            ), (person, value)


def _nearly(answers: np.ndarray) -> list[np.ndarray]:
    """The same answers, and the same with one person's answers moved by a point."""
    found = [answers]
    for person in range(len(answers)):
        for way in (-1, 1):
            other = answers.copy()
            other[person, person % 3] = np.clip(other[person, person % 3] + way, 1, 5)
            found.append(other)
    return found
