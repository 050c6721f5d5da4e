"""The steps that are proposed."""

import pytest
from tests.areas.partnership.factories import dimension, measured, records, response, step
from tests.areas.partnership.findings.boards import everything, seen, words

from accord.areas.partnership.findings.plays import PLAYS
from accord.areas.pulse.models import instrument

pytestmark = pytest.mark.django_db


def test_three_steps_are_shown_the_one_of_both_first() -> None:
    found = everything()

    assert [row.title for row in found.steps] == [
        "Rule both",
        "Complete briefs",
        "Write down the ten words that mean two things",
    ]
    assert "Both sides count “words and understanding” among their three troubles" in (
        found.steps[2].text
    )
    assert found.steps[1].after is None
    assert "Proposed: rule both; that would have made it 28 days. " in words(found.lead)


def test_a_step_without_a_replay_is_not_promised_in_days() -> None:
    briefs = [row for row in measured() if row.part == "briefs"]

    assert "Proposed" not in words(seen([*records(), *briefs]).lead)
    assert seen([*records(), step("both", 0.0)]).steps == ()


def test_every_dimension_has_a_thing_to_begin_with() -> None:
    assert set(PLAYS) == {part.key for part in instrument().dimensions}


def test_with_few_people_talk_comes_before_any_step() -> None:
    few = [response(invited=6), *dimension("trust", 2.0, 2.2, "cannot tell")]
    found = seen(None, few)

    assert found.talk
    assert found.steps == ()


def test_without_a_shared_trouble_the_records_alone_propose() -> None:
    found = seen([*records(), *measured()])

    assert [row.title for row in found.steps] == ["Rule both", "Complete briefs", "Rule answers"]
