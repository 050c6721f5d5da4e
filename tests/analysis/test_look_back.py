"""Memories of both sides, worked by hand."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from accord.analysis.look_back import (
    MILESTONES,
    TURNS,
    Compared,
    Mark,
    Memory,
    agreed,
    compared,
    meaning,
    memory,
    spreads,
    verdict,
    widest,
)

BEGIN = dt.date(2026, 3, 1)


def day(number: int) -> dt.date:
    return BEGIN + dt.timedelta(days=number)


def said(
    side: str, milestone: str, *days: int | None, turn: str = "", request: int = 1
) -> list[Mark]:
    return [Mark(request, side, milestone, None if one is None else day(one), turn) for one in days]


def pair(milestone: str, marketing: int | None, it: int | None, turns: str = "it it") -> Compared:
    first, second = turns.split(" ")
    return Compared(
        milestone,
        Memory(None if marketing is None else day(marketing), turn=first),
        Memory(None if it is None else day(it), turn=second),
    )


def test_a_side_remembers_the_middle_day_and_how_far_its_people_lie_apart() -> None:
    found = memory(said("it", "asked", 2, 12, 3))

    assert (found.day, found.people, found.differ, found.span) == (day(3), 3, True, 10)


def test_of_two_people_it_is_told_that_they_differ_but_not_by_how_much() -> None:
    found = memory(said("it", "asked", 2, 5, None))

    assert (found.day, found.people, found.differ, found.span) == (day(3), 2, True, None)


def test_who_cannot_remember_gives_no_day_but_may_know_whose_turn_it_was() -> None:
    assert memory(said("it", "asked", None, turn="it")) == Memory(turn="it")
    assert memory([]) == Memory()


def test_the_turn_is_what_most_say_and_open_on_a_tie() -> None:
    it, marketing = (said("it", "asked", 1, turn=turn) for turn in ("it", "marketing"))

    assert memory([*it, *it, *marketing]).turn == "it"
    assert memory([*it, *marketing]).turn == ""


def test_both_sides_are_laid_beside_each_other_request_by_request() -> None:
    marks = [
        *said("marketing", "asked", 0, 0, 1, turn="it"),
        *said("it", "asked", 4, turn="marketing"),
        *said("agency", "asked", 90),
        *said("it", "live", 40, request=2),
    ]
    found = compared(marks)

    assert list(found) == [1, 2]
    assert [one.milestone for one in found[1]] == list(MILESTONES)
    asked = found[1][0]
    assert (asked.apart, asked.alike, asked.turns_differ, asked.agreed_turn) == (4, True, True, "")
    assert found[2][-1].apart is None
    assert not found[2][-1].alike


def test_a_week_apart_is_alike_and_a_day_more_is_not() -> None:
    assert pair("asked", 0, 7).alike
    assert pair("asked", 7, 0).alike
    assert not pair("asked", 0, 8).alike


def test_a_request_is_alike_apart_or_open() -> None:
    assert verdict([pair("asked", 0, 1), pair("live", 30, 35)]) == "alike"
    assert verdict([pair("asked", 0, 1), pair("live", 30, 55)]) == "apart"
    assert verdict([pair("asked", 0, 1), pair("live", 30, None)]) == "open"


def test_the_widest_difference_is_named() -> None:
    late = pair("live", 30, 7)

    assert widest([pair("asked", 0, 9), late]) is late
    assert widest([pair("asked", None, 9)]) is None


def test_by_milestone_the_middle_and_the_range_and_whose_day_is_later() -> None:
    rows = [
        [pair("asked", 0, 1), pair("understood", 2, 25)],
        [pair("asked", 0, 0), pair("understood", 20, 4)],
        [pair("asked", 3, None), pair("understood", 5, 7)],
    ]
    asked, understood = spreads(rows)

    assert (asked.count, asked.alike, asked.median, asked.low, asked.high) == (2, 2, 0.5, 0, 1)
    assert asked.later == {"marketing": 0, "it": 0}
    assert (understood.median, understood.low, understood.high) == (16, 2, 23)
    assert understood.later == {"marketing": 1, "it": 1}
    assert (understood.count, understood.alike) == (3, 1)


def test_what_both_agree_on_is_a_history_and_the_rest_is_left_out() -> None:
    row = (
        pair("asked", 0, 3, "it it"),
        pair("understood", 5, 28, "it it"),
        pair("started", 30, 30, "marketing it"),
        pair("ready", 40, 42, "nobody nobody"),
        pair("live", 50, 50, " "),
    )
    found = agreed(row)

    assert [(step.day, step.status) for step in found] == [
        (day(1), "Asked, IT’s turn"),
        (day(30), "Started, whose turn is not agreed"),
        (day(41), "Ready, nobody’s turn"),
        (day(50), "Live"),
    ]


def test_without_an_agreed_beginning_and_end_there_is_no_history() -> None:
    assert agreed((pair("asked", 0, 30), pair("live", 50, 50))) == ()
    assert agreed((pair("asked", 0, 0), pair("live", 50, None))) == ()
    assert agreed((pair("asked", 9, 9), pair("live", 5, 5))) == ()


def test_a_milestone_out_of_order_gives_way_to_the_later_one() -> None:
    row = (
        pair("asked", 0, 0),
        pair("understood", 20, 20),
        pair("started", 10, 10),
        pair("ready", 99, 99),
        pair("live", 50, 50),
    )

    assert [step.milestone for step in agreed(row)] == ["asked", "started", "live"]


def test_every_status_of_a_history_has_a_meaning() -> None:
    for milestone in MILESTONES:
        for turn in (*TURNS, ""):
            both = pair(milestone, 5, 5, f"{turn} {turn}")
            step = agreed((pair("asked", 5, 5), both, pair("live", 5, 5)))[-2]
            found = meaning(step.status)
            assert found is not None
            assert found.status == step.status
    assert meaning("In progress") is None


def test_meanings_name_class_and_turn() -> None:
    found = meaning("Ready, somebody else’s turn")
    assert found is not None
    assert (found.status_class, found.turn) == ("wait", "agency")
    open_turn, live = meaning("Asked, whose turn is not agreed"), meaning("Live")
    assert open_turn is not None
    assert live is not None
    assert (open_turn.status_class, open_turn.turn) == ("queue", "unmapped")
    assert (live.status_class, live.turn) == ("done", "")


DAYS = st.none() | st.integers(0, 60)


@given(st.lists(st.tuples(DAYS, DAYS), min_size=5, max_size=5))
def test_a_history_is_in_order_and_within_what_both_said(
    days: list[tuple[int | None, int | None]],
) -> None:
    row = [pair(name, *both) for name, both in zip(MILESTONES, days, strict=True)]
    found = agreed(row)

    assert [step.day for step in found] == sorted(step.day for step in found)
    assert not found or (found[0].milestone, found[-1].milestone) == ("asked", "live")
    for step in found:
        one = row[MILESTONES.index(step.milestone)]
        assert one.marketing.day is not None
        assert one.it.day is not None
        low, high = sorted([one.marketing.day, one.it.day])
        assert low <= step.day <= high
