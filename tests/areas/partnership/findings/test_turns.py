"""Whose turn it was, in words."""

import pytest
from tests.areas.partnership.factories import records, said
from tests.areas.partnership.findings.boards import everything, seen

pytestmark = pytest.mark.django_db


def test_each_side_finds_itself_right_and_uneasy_by_one_yardstick() -> None:
    found = everything()

    assert "Average of 1,240 delivered requests" in found.turns_sentence
    assert "probably 32 to 40 days" in found.turns_sentence
    assert "marketing owes answers for eight days and holds less than one" in found.turns_sentence
    assert "IT owes answers for four and holds six in a queue" in found.turns_sentence
    assert sum(part.days for part in found.turns) == 36.0


def test_the_request_that_both_remember_is_told_with_its_waits() -> None:
    remembered = everything().remembered

    assert remembered is not None
    assert remembered.title == "Spring page"
    assert remembered.sentence == (
        "96 days; IT owes an answer 30, finished, waits for the release 12"
    )


def test_a_memorable_request_without_days_is_none() -> None:
    assert seen([*records(), said("evidence.memorable")]).remembered is None
