"""What a release says, and what it never says."""

import json

import numpy as np
import pytest
from tests.areas.pulse.factories import a_survey, alike, drawn

from accord.analysis import disclosure
from accord.areas.pulse import findings
from accord.areas.pulse.frames import InvitedBlock, Respondent, Survey
from accord.areas.pulse.models import instrument


def made(survey: Survey) -> findings.Content:
    return findings.release(survey, instrument(), np.random.default_rng(1))


@pytest.fixture(scope="module")
def apart() -> findings.Content:
    """Sixteen people a side who see it clearly differently."""
    generator = np.random.default_rng(4)
    return made(
        a_survey(
            [drawn(2.2, generator) for _ in range(16)],
            [drawn(4.0, generator) for _ in range(16)],
            invited=(20, 18),
            request_types=("Landing page",),
        )
    )


def test_a_clear_gap_is_different_with_its_sign(apart: findings.Content) -> None:
    speed = next(part for part in apart["dimensions"] if part["key"] == "speed")

    assert speed["verdict"] == "different"
    assert speed["gap"] > 1
    assert speed["low"] <= speed["gap"] <= speed["high"]
    assert speed["p_superiority"] > 0.8
    assert speed["marketing"]["mean"] < speed["it"]["mean"]


def test_a_release_has_this_shape(apart: findings.Content) -> None:
    assert set(apart) == {
        "format", "instrument", "wave", "released", "why_not", "sides", "can_differ", "dimensions",
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


def test_every_published_number_is_coarse(apart: findings.Content) -> None:
    assert all(abs(number * 100 - round(number * 100)) < 1e-6 for number in numbers(apart))


def test_numbers_of_answers_are_bands_only(apart: findings.Content) -> None:
    assert apart["sides"]["marketing"] == {
        "invited": 20,
        "answered_band": "15-24",
        "rate": "three quarters or more",
    }


def test_the_means_are_those_of_the_answers() -> None:
    content = made(a_survey([alike(2)] * 8, [alike(4)] * 9, invited=(8, 9)))
    budget = content["dimensions"][-1]

    assert (budget["marketing"]["mean"], budget["it"]["mean"], budget["gap"]) == (2, 4, 2)
    assert budget["verdict"] == "different"
    assert budget["agreement"] == {"marketing": 0, "it": 0}


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
    assert content["dimensions"][0]["gap"] == 4
    assert all(part["marketing"] is None for part in content["items"])
    assert {part["marketing"] for part in content["benchmarks"]} == {None}
    assert content["dimensions"][0]["agreement"] == {"marketing": None, "it": None}


def test_a_dimension_that_few_could_tell_is_withheld_on_both_sides() -> None:
    silent = alike(3) | {"M1": None, "M2": None}
    content = made(a_survey([silent] * 6 + [alike(3)] * 4, [alike(4)] * 10))
    budget = content["dimensions"][-1]

    assert budget["marketing"] is None
    assert budget["it"] is None
    assert "fewer than 5" in budget["why_not"]
    assert content["dimensions"][0]["marketing"] is not None
    assert content["stage"]["opinion"] is not None


def test_too_few_dimensions_give_no_stage() -> None:
    content = made(a_survey([{"V1": 3, "V2": 3}] * 9, [{"V1": 3, "V2": 3}] * 9))

    assert content["released"]
    assert content["stage"]["opinion"] is None
    reading = next(part for part in findings.readings(content, "/") if part.name == "pulse.stage")
    assert reading.value is None
    assert "Too few of the dimensions" in reading.detail["why_not"]


def test_unanimous_shares_never_say_all_or_none() -> None:
    content = made(a_survey([alike(5)] * 9, [alike(1)] * 16))
    improved = next(part for part in content["benchmarks"] if part["key"] == "improved")

    assert (improved["marketing"], improved["it"]) == (0.8, 0.1)
    assert improved["published"] == {"marketing": 0.43, "it": 0.5}


def guessing(own: int, guess: int) -> dict[str, float | None]:
    return {**alike(own), **dict.fromkeys(("U1", "U2", "U3", "U4"), guess)}


def test_sides_that_expect_worse_are_closer_than_they_think() -> None:
    content = made(a_survey([guessing(3, 1)] * 12, [guessing(3, 1)] * 12))

    assert {part["words"] for part in content["guesses"]} == {"you are closer than you think"}
    assert content["guesses"][0]["actual_gap"] == 0
    assert content["guesses"][0]["believed_gap"] == -2
    assert content["guesses"][0]["understanding"] == -2
    assert findings.understanding(content) == "You are closer than you think."


def test_sides_that_expect_their_own_answer_are_further_apart_than_they_think() -> None:
    content = made(a_survey([guessing(2, 2)] * 12, [guessing(4, 4)] * 12))

    assert findings.understanding(content) == "You are further apart than you think."
    names = {part.name for part in findings.signals(content, "/")}
    assert names == {"pulse.gap", "pulse.blind-spot"}


def test_sides_that_cross_over_see_it_otherwise() -> None:
    content = made(a_survey([guessing(3, 5)] * 12, [guessing(1, 3)] * 12))

    assert content["guesses"][0]["words"] == "the other side sees it otherwise than you think"


def test_guesses_that_scatter_tell_nothing() -> None:
    torn = [guessing(3, guess) for guess in (1, 2, 3, 4, 5, 1, 3, 5)]
    content = made(a_survey(torn, torn, invited=(30, 30)))

    assert {part["words"] for part in content["guesses"]} == {
        "cannot tell how well you guess the other side"
    }


def test_stages_chosen_are_counted_from_fifteen_answers_on() -> None:
    placed = alike(3) | {"O2": 2, "O2N": 3}
    today = made(a_survey([placed] * 14, [placed] * 15))["placement"]["today"]

    assert (today["marketing"]["stage"], today["marketing"]["distribution"]) == (2, None)
    assert today["it"]["distribution"] == [0.1, 0.9, 0.1, 0.1, 0.1]


def test_right_guesses_are_told() -> None:
    content = made(a_survey([guessing(2, 4)] * 14, [guessing(4, 2)] * 14))

    assert {part["words"] for part in content["guesses"]} == {"you guess the other side well"}
    assert findings.understanding(content) == ""


def test_expectations_are_the_middle_answer(apart: findings.Content) -> None:
    (page,) = apart["expectations"]

    assert page["type"] == "Landing page"
    assert 5 <= page["fair"]["it"]["days"] <= 15
    assert page["fair"]["it"]["low"] <= page["fair"]["it"]["days"] <= page["fair"]["it"]["high"]


def test_expectations_of_few_are_withheld_on_both_sides() -> None:
    told = alike(3) | {"fair:Page": 5.0}
    survey = a_survey([told] * 4 + [alike(3)] * 4, [told] * 8, request_types=("Page",))

    assert made(survey)["expectations"] == [
        {"type": "Page", "fair": {"marketing": None, "it": None},
         "takes": {"marketing": None, "it": None}}
    ]  # fmt: skip


def test_short_times_keep_half_days() -> None:
    told = [alike(3) | {"fair:Page": days} for days in (1.0, 1.4, 1.6, 2.0, 2.0, 9.0)]
    survey = a_survey(told, told, request_types=("Page",))

    fair = made(survey)["expectations"][0]["fair"]
    assert fair["it"] == {"days": 2.0, "low": None, "high": None, "band": "5-7"}


def in_blocks(counts: dict[str, int], value: int) -> list[Respondent]:
    return [
        Respondent("marketing", block, alike(value))
        for block, count in counts.items()
        for _ in range(count)
    ]


def test_blocks_below_five_are_joined_and_all_add_up() -> None:
    survey = Survey(
        "Spring",
        (*in_blocks({"Brand": 6, "Media": 2, "Web": 5}, 3),
         *(Respondent("it", "", alike(4)) for _ in range(6))),
        (InvitedBlock("marketing", "Brand", 8), InvitedBlock("marketing", "Media", 4),
         InvitedBlock("marketing", "Web", 6), InvitedBlock("it", "", 8)),
    )  # fmt: skip
    blocks = made(survey)["blocks"]

    assert [unit["names"] for unit in blocks["marketing"]] == [["Brand"], ["Media", "Web"]]
    assert [unit["answered_band"] for unit in blocks["marketing"]] == ["5-7", "5-7"]
    assert len(blocks["marketing"][0]["dimensions"]) == 12
    assert blocks["it"] == []


def test_a_dimension_too_thin_in_one_block_is_shown_for_none() -> None:
    people = in_blocks({"Brand": 6, "Web": 6}, 3)
    people[0] = Respondent("marketing", "Brand", {"V1": 1})
    people[1] = Respondent("marketing", "Brand", {"V1": 1})
    survey = Survey(
        "Spring",
        (*people, *(Respondent("it", "", alike(4)) for _ in range(6))),
        (InvitedBlock("marketing", "Brand", 8), InvitedBlock("marketing", "Web", 6),
         InvitedBlock("it", "", 8)),
    )  # fmt: skip
    content = made(survey)

    assert len([part for part in content["dimensions"] if part["marketing"]]) == 12
    assert [unit["dimensions"] for unit in content["blocks"]["marketing"]] == [[], []]


def test_the_order_of_answers_changes_nothing(apart: findings.Content) -> None:
    generator = np.random.default_rng(4)
    marketing = [drawn(2.2, generator) for _ in range(16)]
    it = [drawn(4.0, generator) for _ in range(16)]
    survey = a_survey(marketing[::-1], it[::-1], (20, 18), ("Landing page",))

    again = made(survey)
    assert {name: part for name, part in again.items() if name != "stage"} == {
        name: part for name, part in apart.items() if name != "stage"
    }


def test_readings_carry_figures_verdicts_and_links(apart: findings.Content) -> None:
    found = {part.name: part for part in findings.readings(apart, "/pulse/waves/3/")}

    assert found["pulse.dimension.speed.gap"].detail["verdict"] == "different"
    assert found["pulse.dimension.speed.gap"].link == "/pulse/waves/3/speed/"
    assert found["pulse.dimension.speed.it"].value == 4 or found["pulse.dimension.speed.it"].low
    assert found["pulse.stage.self.it"].detail["stage"] in range(1, 6)
    assert found["pulse.expectation.Landing page.it.fair"].unit == "working days"
    assert found["pulse.benchmark.prepared.it"].detail["published"] == 0.64
    assert found["pulse.response"].detail["released"] is True
    assert found["pulse.stage"].value in range(1, 6)
    assert all(part.count is None for part in found.values())


def test_no_reading_or_signal_is_too_long_for_the_board(apart: findings.Content) -> None:
    assert all(len(part.question) <= 300 for part in findings.readings(apart, "/"))
    assert all(len(part.sentence) <= 500 for part in findings.signals(apart, "/"))


@pytest.mark.parametrize(
    ("verdicts", "sentence"),
    [
        (["different"] * 2 + ["practically the same"] * 10,
         "Two of twelve differ clearly; ten are practically the same."),
        (["different"] + ["practically the same"] + ["cannot tell"] * 10,
         "One of twelve differs clearly; one is practically the same; about ten this pulse "
         "cannot tell."),
        (["cannot tell"] * 13,
         "No dimension differs clearly; about 13 this pulse cannot tell."),
    ],
)  # fmt: skip
def test_the_headline_counts_verdicts(verdicts: list[str], sentence: str) -> None:
    content = {
        "released": True,
        "dimensions": [{"name": "x", "verdict": verdict} for verdict in verdicts],
    }

    assert findings.headline(content) == sentence


def test_the_headline_of_too_few() -> None:
    assert findings.headline({"released": False}) == "Too few answered to show anything."
