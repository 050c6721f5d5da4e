"""The rows behind a number: what it rests on, and the days that make it up."""

import datetime as dt

import pytest
from tests.areas.evidence.findings.by_hand import START, opened, request, these

from accord.areas.evidence import findings

LIST = (
    request("a", by_turn={("it", "wait"): 3.0}),
    request("b", by_turn={("it", "wait"): 5.0, ("it", "work"): 1.0}, sent_back=True),
    request("c", by_turn={("it", "work"): 2.0}),
    opened("d", "it", by_turn={("it", "wait"): 90.0}),
    request("e", sources=("Jira",), by_turn={("it", "wait"): 70.0}, sent_back=True),
    opened("f", "it", sources=("Jira",), by_turn={("it", "wait"): 60.0}),
)


@pytest.mark.parametrize(
    ("kind", "keys"),
    [("averaged", "abc"), ("pending", "d"), ("open", "df"), ("returned", "b")],
)
def test_a_list_holds_what_the_figures_rest_on(kind: str, keys: str) -> None:
    assert sorted(row.key for row in findings.listed(these(LIST), "", kind, "")) == list(keys)


def test_where_nothing_ran_through_both_trackers_all_count() -> None:
    rows = these(row for row in LIST if len(row.sources) == 1)

    assert [row.key for row in findings.listed(rows, "", "averaged", "")] == ["e"]
    assert [row.key for row in findings.listed(rows, "", "pending", "")] == ["f"]


def test_the_days_of_a_turn_add_up_to_the_mean_over_all_of_the_choice() -> None:
    rows = these(LIST)
    found = findings.listed(rows, "", "averaged", "it.wait")
    spent = findings.of_turn(rows, "averaged", "it.wait", found)

    assert [row.key for row in found] == ["b", "a"]
    assert spent is not None
    assert spent.days.tolist() == [5.0, 3.0]
    assert (spent.together, spent.among) == (8.0, 3)
    assert spent.mean == pytest.approx(8 / 3)
    turns = findings.whose_turn(rows)
    assert turns is not None
    assert turns.of("it", "wait") == pytest.approx(spent.mean)


def test_without_a_turn_there_are_no_days_of_it() -> None:
    rows = these(LIST)

    assert findings.of_turn(rows, "averaged", "", rows) is None
    assert findings.of_turn(rows, "averaged", "nonsense", rows) is None


def test_days_between_a_delivery_and_being_taken_up_again_are_nobodys_turn() -> None:
    again = request(
        "g", by_turn={("it", "work"): 2.0}, days=6.0, created_at=START - dt.timedelta(1)
    )
    turns = findings.whose_turn(these([again]))

    assert turns is not None
    assert turns.between == pytest.approx(4.0)
