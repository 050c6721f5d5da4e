"""How long one side took to answer the other."""

import pytest
from tests.areas.evidence.findings.by_hand import figures

from accord.areas.evidence.findings.waits import answers


def test_answers_within_three_days_are_counted() -> None:
    found = answers(figures(waits={"it": [0.5, 3.0, 3.01, 9.0]}), "it")

    assert found is not None
    assert (found.count, found.within, found.median) == (4, 2, pytest.approx(3.005))
    assert answers(figures(), "it") is None
