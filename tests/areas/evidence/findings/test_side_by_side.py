"""Periods and types side by side."""

import datetime as dt
from dataclasses import replace

from tests.areas.evidence.findings.by_hand import request, these

from accord.areas.evidence.findings.basis import Filter
from accord.areas.evidence.findings.side_by_side import periods, types
from accord.areas.evidence.frames import Request


def delivered(month: int, days: float, count: int = 6, type: str = "Page") -> list[Request]:
    """Delivered in that month of 2025, a tenth of a day apart."""
    done = dt.datetime(2025, month, 15, tzinfo=dt.UTC)
    return [
        replace(request(f"{type}{month}.{n}", type=type), days=days + n / 10, done_at=done)
        for n in range(count)
    ]


YEAR = [row for month in range(1, 13) for row in delivered(month, 20 if month < 7 else 9)]


def test_the_last_six_months_stand_beside_the_six_before() -> None:
    found = periods(these(YEAR), Filter())

    assert found is not None
    assert (found.first, found.second) == ("2025-01 to 2025-06", "2025-07 to 2025-12")
    assert (found.count_first, found.count_second) == (36, 36)
    assert found.compared is not None
    assert found.compared.verdict == "different"
    assert round(found.compared.difference) == -11


def test_a_chosen_period_stands_beside_as_many_months_before_it() -> None:
    found = periods(these(YEAR), Filter(since="2025-05", until="2025-06"))

    assert found is not None
    assert (found.first, found.second) == ("2025-03 to 2025-04", "2025-05 to 2025-06")
    assert found.compared is not None
    assert found.compared.verdict == "practically the same"


def test_without_an_earlier_period_or_with_too_few_nothing_is_compared() -> None:
    assert periods(these([]), Filter()) is None
    assert periods(these(YEAR), Filter(until="2025-03")) is None
    few = periods(these([*delivered(1, 5, 2), *delivered(2, 9, 2)]), Filter(since="2025-02"))
    assert few is not None
    assert (few.first, few.compared) == ("2025-01", None)


def test_each_type_stands_beside_all_others() -> None:
    rows = [*delivered(1, 20, 12), *delivered(1, 9, 8, "Report"), *delivered(1, 9, 3, "Rare")]
    found = types(these(rows))

    assert [(row.second, row.count_second, row.count_first) for row in found] == [
        ("Page", 12, 11),
        ("Report", 8, 15),
        ("Rare", 3, 20),
    ]
    assert [row.compared and row.compared.verdict for row in found] == [
        "different",
        "different",
        None,
    ]
    assert types(these(delivered(1, 20))) == []
