"""The short form: one item a dimension, told under the rules of a single question."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from django.test import Client
from tests.areas.pulse.factories import AT, a_lead, a_survey, an_open_wave

from accord.analysis import gap
from accord.areas.people.models import User
from accord.areas.pulse import actions, findings
from accord.areas.pulse.findings.sides import Content
from accord.areas.pulse.forms import AnswerForm
from accord.areas.pulse.frames import InvitedBlock, Respondent, Survey, of_wave, scores
from accord.areas.pulse.models import SHORT, Instrument, Wave, instrument


@pytest.fixture
def asked() -> Instrument:
    return instrument().asked(SHORT)


def given(value: int, asked: Instrument) -> Mapping[str, float]:
    return dict.fromkeys(asked.items, value)


def published(marketing: int, it: int, asked: Instrument, form: str = SHORT) -> Content:
    survey = a_survey([given(2, asked)] * marketing, [given(4, asked)] * it)
    return findings.release(replace(survey, form=form), instrument(), np.random.default_rng(1))


def test_it_asks_one_item_a_dimension_and_o1(asked: Instrument) -> None:
    assert [len(part.items) for part in asked.dimensions] == [1] * 12
    assert len(asked.items) == 13
    assert asked.largest("O1") == 5
    assert [asked.largest(code) for code in ("V2", "O2", "O2N", "O3", "U1", "Y1")] == [None] * 6
    assert asked.largest("fair:Page") == 1000
    assert instrument().asked("full") is instrument().asked("") is instrument()


def test_as_many_of_its_sentences_are_about_one_side_as_about_the_other(asked: Instrument) -> None:
    types = [item.type for item in asked.items.values()]

    assert types.count("T-IT") == types.count("T-MK") == 1


def test_a_score_is_the_answer_to_the_one_item_that_was_asked(asked: Instrument) -> None:
    person = Respondent("it", "", {"V1": 4, "L1": None})

    found = scores([person], asked.dimensions)[0]
    assert found[0] == 4
    assert np.isnan(found[1:]).all()
    # By the rule of the full form one of three would be too few.
    assert np.isnan(scores([person], instrument().dimensions)[0, 0])


def test_a_dimension_of_one_item_is_told_like_a_single_question(asked: Instrument) -> None:
    few, enough = published(7, 9, asked), published(8, 9, asked)

    assert few["released"]
    assert {part["marketing"] for part in few["dimensions"]} == {None}
    assert "fewer than 8" in few["dimensions"][0]["why_not"]
    told, item = enough["dimensions"][0], enough["items"][0]
    shared = ("marketing", "it", "gap", "low", "high", "p_superiority", "verdict")
    assert {name: told[name] for name in shared} == {name: item[name] for name in shared}
    assert told["verdict"] == gap.Verdict.DIFFERENT.value


def test_how_far_a_side_lies_apart_on_one_item_needs_as_many_as_a_distribution(
    asked: Instrument,
) -> None:
    assert published(14, 20, asked)["dimensions"][0]["agreement"]["it"] is None
    assert published(15, 20, asked)["dimensions"][0]["agreement"]["it"] is not None


def test_what_was_not_asked_is_not_told(asked: Instrument) -> None:
    content = published(12, 12, asked)

    assert content["form"] == SHORT
    assert [part["code"] for part in content["benchmarks"]] == ["O1"]
    assert content["guesses"] == content["priorities"] == []
    assert content["placement"] == {"today": None, "in_twelve_months": None}
    assert content["comments"]["asked"] is False
    assert findings.certificate_of(content).safe
    assert findings.readings(content, "/pulse/waves/1/")


@pytest.mark.parametrize(("second", "units"), [(7, 0), (8, 2)])
def test_no_team_of_fewer_than_eight_is_told_on_one_item(
    asked: Instrument, second: int, units: int
) -> None:
    people = [
        *(Respondent("marketing", "Brand", given(2, asked)) for _ in range(9)),
        *(Respondent("marketing", "Media", given(3, asked)) for _ in range(second)),
        *(Respondent("it", "", given(4, asked)) for _ in range(9)),
    ]
    invited = (
        InvitedBlock("marketing", "Brand", 9),
        InvitedBlock("marketing", "Media", second),
        InvitedBlock("it", "", 9),
    )
    survey = Survey("Spring", tuple(people), invited, form=SHORT)
    content = findings.release(survey, instrument(), np.random.default_rng(1))

    assert sum(bool(unit["dimensions"]) for unit in content["blocks"]["marketing"]) == units


@pytest.fixture
def short_wave(db: None, monkeypatch: pytest.MonkeyPatch) -> Wave:
    """A wave of which the short form is asked."""
    monkeypatch.setattr(Wave, "form", SHORT, raising=False)
    return an_open_wave(a_lead())


def test_the_short_form_has_few_pages(short_wave: Wave, asked: Instrument) -> None:
    form = AnswerForm(asked, short_wave, "it", {"V1": "4", "O1": "?"})
    titles = [page.title for page in form.pages()]

    assert titles == ["Part 1 of 3", "Part 2 of 3", "Part 3 of 3", "On the whole"]
    assert form.is_valid()
    assert form.values() == {"V1": 4, "O1": None}
    assert form.comment() == ""


def test_a_short_wave_takes_only_what_it_asks(short_wave: Wave) -> None:
    (link, *_) = actions.make_links(wave=short_wave, by=User.objects.get(), at=AT)
    with pytest.raises(actions.PulseError, match="not in the instrument"):
        actions.answer(token=link.token, values={"V2": 4})
    actions.answer(token=link.token, values={"V1": 4})

    assert of_wave(short_wave).form == SHORT


def test_the_page_of_the_short_form_promises_what_holds(short_wave: Wave, client: Client) -> None:
    (link, *_) = actions.make_links(wave=short_wave, by=User.objects.get(), at=AT)
    page = client.get(f"/pulse/answer/{link.token}/").content.decode()

    assert "about two minutes" in page
    assert "the mean of each sentence, from 8 answers on each side" in page
    assert "twelve topics" not in page
    assert 'name="comment"' not in page
