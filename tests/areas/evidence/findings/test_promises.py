"""Which due dates were kept."""

import pytest
from tests.areas.evidence.findings.by_hand import kept, promise

from accord.areas.evidence import findings


def test_promises_are_counted_by_party_against_the_first_and_the_last_date() -> None:
    rows = [
        promise("a", "it", "kept"),
        promise("b", "it", "missed", "kept", moved="renegotiated late"),
        promise("c", "it", "missed", moved="renegotiated early"),
        promise("d", "it", "pending"),
        promise("e", "it", "withdrawn"),
        promise("f", "agency", "pending"),
        promise("g", "marketing", "kept"),
    ]

    marketing, it, agency = findings.promises_kept(kept(rows))

    assert [row.party for row in (marketing, it, agency)] == ["marketing", "it", "agency"]
    assert (it.kept, it.of, it.kept_last) == (1, 3, 2)
    assert (it.moved_early, it.moved_late, it.pending, it.withdrawn) == (1, 1, 1, 1)
    assert (marketing.share, agency.share) == (1.0, None)
    assert it.interval == pytest.approx((0.0615, 0.7923), abs=1e-4)
    assert agency.interval == (0.0, 1.0)
