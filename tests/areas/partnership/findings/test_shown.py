"""The measured twins of the dimensions."""

import pytest
from tests.areas.partnership.factories import measured, pulse, records
from tests.areas.partnership.findings.boards import everything, seen

pytestmark = pytest.mark.django_db


def test_the_time_that_marketing_calls_fair_is_counted_in_working_days() -> None:
    speed = next(row for row in everything().said if row.key == "speed")

    # Ten working days are fourteen by the calendar: 15 of the 101 quantiles.
    assert speed.records == pytest.approx(1 + 4 * 15 / 101)
    assert speed.record_sentence.startswith("15 in 100 requests")


def test_one_sides_promises_stand_alone() -> None:
    only = [row for row in measured() if row.name != "evidence.promises" or row.part == "it"]

    trust = seen([*records(), *only], pulse()).said[0]

    assert trust.record_sentence == "IT kept 8 of 40 due dates."
    assert trust.records == pytest.approx(1.8)
