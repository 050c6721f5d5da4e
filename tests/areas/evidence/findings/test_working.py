"""Requests in working time."""

from dataclasses import replace

from tests.areas.evidence.findings.by_hand import figures, request

from accord.analysis.calendars import Calendar
from accord.areas.evidence.findings.working import Hours, hours_used, in_working_time

MORNINGS = Calendar("Mornings", "UTC", (((8 * 60, 12 * 60),),) * 7)


def test_each_turn_counts_by_the_hours_of_its_party() -> None:
    # From Thursday 1 January 1970 on: a day of IT, then two of marketing, Friday and Saturday.
    row = request("r", by_turn={("it", "work"): 1.0, ("marketing", "wait"): 2.0})
    made = replace(figures(row), calendars={"it": MORNINGS})
    (found,) = in_working_time(made, made.requests)

    assert found.by_turn == {("it", "work"): 1.0, ("marketing", "wait"): 1.0}
    assert (found.days, row.days) == (2.0, 3.0)
    assert hours_used(made, made.requests) == [
        Hours(("it",), 4.0, "Mornings"),
        Hours(("marketing",), 8.0, "Default: Monday to Friday, 9 to 17, no holidays"),
    ]


def test_where_all_parties_have_hours_no_default_is_named() -> None:
    row = request("r")
    made = replace(figures(row), calendars={"it": MORNINGS})

    assert [one.calendar for one in hours_used(made, made.requests)] == ["Mornings"]


def test_a_request_without_any_open_stay_has_no_working_time() -> None:
    made = figures(request("r", by_turn={}))
    (found,) = in_working_time(made, made.requests)

    assert (found.by_turn, found.days) == ({}, 0)
