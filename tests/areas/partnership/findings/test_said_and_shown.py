"""What is said, beside what is shown."""

import pytest
from tests.areas.partnership.findings.boards import everything

pytestmark = pytest.mark.django_db


def test_said_stands_beside_shown_and_contradictions_are_flagged() -> None:
    found = everything()
    rows = {row.key: row for row in found.said}

    assert found.said_sentence.startswith("Two of six differ clearly. Both sides think well of")
    assert rows["trust"].records == pytest.approx(1 + 4 * 0.35)
    assert rows["trust"].record_sentence == (
        "IT kept 8 of 40 due dates, marketing kept 30 of 60 due dates."
    )
    assert "Both sides think well of “trust and promises” (3.9 and 4.1 of 5)." in (
        rows["trust"].contradiction
    )
    assert "the records look better. 75 in 100" in rows["understanding"].contradiction
    assert rows["cadence"].contradiction == ""
    assert rows["cadence"].record_sentence.startswith("45 in 100 answers")
    assert rows["goals"].records is None
    assert rows["budget"].verdict == "too few answers"


def test_the_strongest_three_begin_with_what_contradicts() -> None:
    found = everything()

    assert [row.key for row in found.strongest] == ["understanding", "trust", "speed"]
    assert found.said[-1].strength == 0.0
    assert found.said[0].pair.verdict == "practically the same"
