"""What is not known."""

import pytest
from tests.areas.partnership.factories import dimension, records, response
from tests.areas.partnership.findings.boards import everything, seen

pytestmark = pytest.mark.django_db


def test_what_is_not_known_is_said() -> None:
    found = everything()

    assert any("this pulse cannot tell" in sentence for sentence in found.unknown)
    assert any("Too few answered on budget" in sentence for sentence in found.unknown)
    assert sum("nobody records it yet" in sentence for sentence in found.unknown) >= 1


def test_what_the_records_cannot_tell_is_passed_on() -> None:
    found = seen(records(unknown=("4 items could not be joined.",)))

    assert found.unknown[0] == "4 items could not be joined."


def test_many_open_gaps_are_counted_not_all_named() -> None:
    keys = ("trust", "speed", "understanding", "cadence", "goals", "budget")
    unsure = [part for key in keys for part in dimension(key, 3.0, 3.1, "cannot tell")]

    found = seen(None, [response(), *unsure])

    assert any("working rhythm and two more: this pulse" in row for row in found.unknown)
