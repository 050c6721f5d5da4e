"""What sending back goes with."""

import pytest
from tests.areas.evidence.findings.by_hand import opened, request, these

from accord.areas.evidence.findings.sent_back import returned


def test_what_sending_back_goes_with() -> None:
    rows = [
        request("a", sent_back=True, by_turn={("it", "work"): 30.0}),
        request("b", sent_back=True, by_turn={("it", "work"): 20.0}),
        request("c", by_turn={("it", "work"): 10.0}),
        opened("d", "it", sent_back=True),
    ]

    found = returned(these(rows))

    assert found is not None
    assert (found.returned, found.straight) == (2, 1)
    assert (found.days_returned, found.days_straight) == (25.0, 10.0)
    assert found.share_straight == pytest.approx(1 / 3)
    assert returned(these(rows[:1])).days_straight == 0.0  # type: ignore[union-attr]
