"""What a release says, and what it never says."""

import json

import numpy as np
import pytest
from tests.areas.pulse.factories import a_survey, alike, drawn
from tests.areas.pulse.findings.waves import made

from accord.analysis import disclosure
from accord.areas.pulse import findings
from accord.areas.pulse.findings.sides import Content


def test_a_release_has_this_shape(apart: Content) -> None:
    assert set(apart) == {
        "format",
        "form",
        "comments", "instrument", "wave", "released", "why_not", "sides", "can_differ", "dimensions",
        "items", "placement", "guesses", "benchmarks", "priorities", "expectations", "blocks",
        "stage",
    }  # fmt: skip
    assert set(apart["dimensions"][0]) == {
        "key", "name", "marketing", "it", "gap", "low", "high", "p_superiority", "p_low", "p_high",
        "verdict", "why_not", "agreement",
    }  # fmt: skip
    assert [len(apart[name]) for name in ("dimensions", "items", "guesses", "priorities")] == [
        12, 33, 8, 5,
    ]  # fmt: skip
    assert json.loads(json.dumps(apart)) == apart


def numbers(content: object) -> list[float]:
    if isinstance(content, dict):
        return [number for part in content.values() for number in numbers(part)]
    if isinstance(content, list):
        return [number for part in content for number in numbers(part)]
    return [content] if isinstance(content, float) else []


def test_every_published_number_is_coarse(apart: Content) -> None:
    assert all(abs(number * 100 - round(number * 100)) < 1e-6 for number in numbers(apart))


def test_numbers_of_answers_are_bands_only(apart: Content) -> None:
    assert apart["sides"]["marketing"] == {
        "invited": 20,
        "answered_band": "15-24",
        "rate": "three quarters or more",
    }


@pytest.mark.parametrize("counts", [(4, 20), (20, 4), (0, 0), (0, 30), (4, 4)])
def test_too_few_on_a_side_give_nothing_whatever_the_reason(counts: tuple[int, int]) -> None:
    content = made(a_survey([alike(1)] * counts[0], [alike(5)] * counts[1], invited=(30, 30)))

    assert not content["released"]
    assert content["why_not"] == disclosure.why_not({"any": 0})
    assert content["dimensions"] == content["items"] == content["guesses"] == []
    assert content["stage"]["probabilities"] == {}
    assert all(part.value is None for part in findings.readings(content, "/pulse/waves/1/"))
    assert findings.signals(content, "/") == []


def test_five_a_side_see_means_but_no_single_questions() -> None:
    content = made(a_survey([alike(1)] * 5, [alike(5)] * 5, invited=(5, 5)))

    assert content["released"]
    assert not content["can_differ"]
    assert {part["verdict"] for part in content["dimensions"]} == {"cannot tell"}
    assert content["dimensions"][0]["gap"] == 3.2  # 1.4 and 4.6: all alike is never told
    assert all(part["marketing"] is None for part in content["items"])
    assert {part["marketing"] for part in content["benchmarks"]} == {None}
    assert content["dimensions"][0]["agreement"] == {"marketing": None, "it": None}


def test_the_order_of_answers_changes_nothing(apart: Content) -> None:
    generator = np.random.default_rng(4)
    marketing = [drawn(2.2, generator) for _ in range(16)]
    it = [drawn(4.0, generator) for _ in range(16)]
    survey = a_survey(marketing[::-1], it[::-1], (20, 18), ("Landing page",))

    again = made(survey)
    assert {name: part for name, part in again.items() if name != "stage"} == {
        name: part for name, part in apart.items() if name != "stage"
    }
