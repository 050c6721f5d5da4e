"""What parties do, in words."""

import pytest

from accord.areas.evidence import findings
from accord.areas.evidence.findings.parties import doing


def test_nobody_before_the_first_holder_is_said_as_such() -> None:
    assert doing("nobody", "queue") == "nobody has it yet"


@pytest.mark.parametrize(
    ("turn", "words"),
    [
        ("it.wait", "IT owes an answer"),
        ("marketing.work", "marketing works"),
        ("nobody.wait", "finished, waits for the release"),
        ("unmapped.work", "holder not mapped"),
        ("it.nonsense", ""),
        ("<b>.wait", ""),
        ("", ""),
    ],
)
def test_a_filter_by_turn_is_told_in_words(turn: str, words: str) -> None:
    assert findings.turn_words(turn) == words
