"""How long requests took."""

import pytest
from tests.areas.evidence.findings.by_hand import opened, request, these

from accord.areas.evidence import findings


def test_how_fast_tells_median_and_85_in_100_of_types_with_five_or_more() -> None:
    pages = [request(f"p{n}", by_turn={("it", "work"): float(n)}) for n in range(1, 6)]
    mails = [request(f"m{n}", type="Mail", by_turn={("it", "work"): 20.0}) for n in range(6)]
    film = [request("f", type="Film", by_turn={("it", "work"): 90.0})]

    found = findings.how_fast(these([*pages, *mails, *film, opened("o", "it")]))

    assert found is not None
    assert (found.count, found.median, found.too_few) == (12, 20.0, ("Film",))
    assert found.mean == pytest.approx(225 / 12)
    assert [(row.label, row.count, row.median) for row in found.spreads] == [
        ("Mail", 6, 20.0),
        ("Page", 5, 3.0),
    ]
    assert (found.spreads[1].low, found.spreads[1].high) == pytest.approx((1.6, 4.4))
