"""The steps that are proposed."""

import pytest
from tests.areas.partnership.factories import measured, records, step
from tests.areas.partnership.findings.boards import everything, seen, words

pytestmark = pytest.mark.django_db


def test_three_steps_are_shown_the_one_of_both_first() -> None:
    found = everything()

    assert [row.title for row in found.steps] == ["Rule both", "Complete briefs", "Rule answers"]
    assert found.steps[1].after is None
    assert "Proposed: rule both; that would have made it 28 days. " in words(found.lead)


def test_a_step_without_a_replay_is_not_promised_in_days() -> None:
    briefs = [row for row in measured() if row.part == "briefs"]

    assert "Proposed" not in words(seen([*records(), *briefs]).lead)
    assert seen([*records(), step("both", 0.0)]).steps == ()
