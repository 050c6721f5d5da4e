"""What is reckoned from a release: how sure it is, common ground, topics to talk about, sentences."""

import copy
from typing import Any

import pytest
from tests.areas.pulse.factories import a_survey, alike
from tests.areas.pulse.findings.waves import made

from accord.areas.pulse.findings import common_ground, conversation, sureness, told
from accord.areas.pulse.findings.sides import Content


def side(band: str, rate: str, invited: int) -> dict[str, Any]:
    return {"invited": invited, "answered_band": band, "rate": rate}


def a_release(gap: float | None, verdict: str = "different", **sides: dict[str, Any]) -> Content:
    return {
        "released": True,
        "sides": {
            "marketing": side("15-24", "three quarters or more", 20),
            "it": side("15-24", "three quarters or more", 20),
        }
        | sides,
        "dimensions": [
            {"key": "speed", "name": "Speed", "gap": gap, "verdict": verdict, "reliability": None}
        ],
    }


ALL = side("15-24", "three quarters or more", 15)


@pytest.mark.parametrize(
    ("content", "words", "at_bar"),
    [
        (a_release(1.2), "The silent would have to differ by 2 points.", "2 points"),
        (a_release(-0.6), "The silent would have to differ by 1 point.", "1 point"),
        (a_release(0.2), "It vanishes if the silent differ by less than half a point.",
         "less than half a point"),
        (a_release(2.4, it=ALL), "Whatever the silent think, the gap does not vanish.",
         "cannot vanish"),
        (a_release(0.6, it=ALL, marketing=ALL),
         "Whatever the silent think, the gap does not vanish.", "cannot vanish"),
        (a_release(0.6, "cannot tell"), "There is no clear gap to overturn.", "no clear gap"),
        (a_release(None, "cannot tell"), "Too few answered to tell.", "too few answers"),
        (a_release(0.0, "cannot tell"), "There is no clear gap to overturn.", "no clear gap"),
    ],
)  # fmt: skip
def test_what_the_silent_could_do(content: Content, words: str, at_bar: str) -> None:
    (row,) = sureness.sureness(content)

    assert (row.silent, row.at_bar) == (words, at_bar)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (a_release(1.2), "For a clear gap to vanish, those who are silent would have to differ "
         "by 2 points"),
        (a_release(0.2), "For a clear gap to vanish, those who are silent would have to differ "
         "by less than half a point"),
        (a_release(2.4, it=ALL), "The clear gaps stand, whatever the silent think"),
        (a_release(0.2, "cannot tell"), "No gap is clear, so it is the single figures that want "
         "care"),
        ({"released": False, "dimensions": []}, "Nothing was published, so nothing can be sure or "
         "unsure"),
    ],
)  # fmt: skip
def test_the_page_in_one_sentence(content: Content, words: str) -> None:
    assert sureness.headline(content, sureness.sureness(content)) == words


def test_a_tipping_point_is_reckoned_from_the_lowest_response_that_bands_allow() -> None:
    few = side("8-9", "a half to three quarters", 12)  # eight of twelve at least

    assert sureness.lowest_rate(a_release(1.0, it=few), "it") == pytest.approx(8 / 12)
    low = side("25+", "a half to three quarters", 200)
    assert sureness.lowest_rate(a_release(1.0, it=low), "it") == 0.5


def test_how_reliable_in_words() -> None:
    content = a_release(1.0)
    content["dimensions"][0]["reliability"] = {
        "value": 0.7, "low": 0.5, "high": 0.8, "why_not": "", "coefficient": "omega",
    }  # fmt: skip

    assert "about 70 % are shared by its questions (50 % to 80 %)" in (
        sureness.sureness(content)[0].measured
    )


def test_common_ground_of_none_one_and_many() -> None:
    assert common_ground.headline([]) == "What both sides would sign cannot be told"
    low = common_ground.Shared("V1", "vision", "One picture", 0.6, 0.4, 0.5, 1)
    high = common_ground.Shared("V2", "vision", "Seen early", 0.6, 0.6, 0.6, 1)

    assert "no statement" in common_ground.headline([low])
    assert common_ground.headline([low, high]) == "Most on both sides would sign one statement"
    assert low.in_words == "in marketing more than half agree, in IT three to five in ten"
    assert high.in_words == "on both sides more than half agree"


def test_places_are_shared_and_what_the_critical_side_rates_higher_stands_first() -> None:
    answers = alike(3) | {"V1": 5, "V2": 4, "V3": 4}
    found = common_ground.statements(made(a_survey([answers] * 9, [answers] * 9)))

    assert [(part.code, part.place) for part in found[:4]] == [
        ("V1", 1), ("V2", 1), ("V3", 1), (found[3].code, 4),
    ]  # fmt: skip


def test_topics_without_any_gap_or_guess() -> None:
    content = made(a_survey([alike(4)] * 9, [alike(4)] * 9))
    (topic,) = conversation.topics(content)

    assert topic.title == "Where we agree"
    assert conversation.headline(content) == "One thing to talk about, an hour for both sides"


def test_a_gap_that_cannot_be_told_is_a_topic(apart: Content) -> None:
    unsure = copy.deepcopy(apart)
    unsure["dimensions"][-1]["verdict"] = "cannot tell"
    unsure["dimensions"][-1] |= {"gap": 0.1, "low": -0.9, "high": 1.1}
    found = conversation.topics(unsure)

    assert any("anything from -0.9 to 1.1" in topic.said for topic in found)
    assert any(topic.title.startswith("What ") for topic in found) or not unsure["guesses"]


def test_a_side_that_is_torn_is_told_so() -> None:
    torn = [alike(1)] * 8 + [alike(5)] * 8
    content = made(a_survey(torn, [alike(3)] * 16))
    items = [item for item in content["items"] if item["dimension"] == "budget"]
    marketing, it = told.own_voices(content["dimensions"][-1], items)

    assert marketing.voice == "two camps likely"
    assert "beyond the 0.8" in marketing.sentence
    assert "Two camps are likely on M1 and M2" in marketing.sentence
    assert "more agreement than chance" in it.sentence


def test_close_but_by_chance_and_few_are_told_so() -> None:
    part = {"agreement": {"marketing": 0.7, "it": 0.7}, "voice": {"marketing": "mixed", "it": None}}
    marketing, it = told.own_voices(part, [])

    assert "does not agree more than chance" in marketing.sentence
    assert "from fifteen answers a side" in it.sentence
    part["agreement"] = {"marketing": 1.1, "it": None}
    marketing, it = told.own_voices(part, [])
    assert marketing.sentence.endswith("beyond the 0.8 that counts as agreeing.")
    assert "fewer than eight answers" in it.sentence


@pytest.mark.parametrize(
    ("share", "low", "high", "words"),
    [(0.9, 0.8, 1.0, "IT's is nearly always"), (0.3, 0.1, 0.45, "marketing's is mostly"),
     (0.6, 0.52, 0.7, "IT's is rather often"), (0.6, 0.4, 0.8, "Neither side")],
)  # fmt: skip
def test_whose_answer_is_the_higher_one(share: float, low: float, high: float, words: str) -> None:
    assert words in told.superiority({"p_superiority": share, "p_low": low, "p_high": high})


def test_who_cannot_tell_in_words() -> None:
    content = a_release(1.0, it=side("8-9", "", 12))
    item = {"code": "M1", "cannot_tell": {"marketing": 0.1, "it": 0.8}}

    assert told.cannot_tell(content, item) == {"marketing": "10 % or less", "it": "80 % or more"}
    item["cannot_tell"] = {"marketing": 0.35, "it": None}
    assert told.cannot_tell(content, item) == {"marketing": "35 %", "it": "too few answers"}
    assert told.hardly_known([item])[0].startswith("Marketing cannot tell M1: 35 %")
