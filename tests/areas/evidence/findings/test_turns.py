"""Whose turn it was, against requests written by hand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.areas.evidence.findings.by_hand import opened, request, these

from accord.areas.evidence import findings
from accord.charts.turns import Segment


def test_whose_turn_is_the_mean_over_delivered_requests() -> None:
    rows = [
        request("a", by_turn={("marketing", "work"): 2.0, ("it", "queue"): 4.0}),
        request("b", by_turn={("it", "queue"): 6.0, ("it", "wait"): 8.0}),
        opened("c", "it", by_turn={("it", "queue"): 100.0}),
        request("d", sources=("Jira",), by_turn={("it", "queue"): 50.0}),
    ]

    found = findings.whose_turn(these(rows))

    assert found is not None
    assert (found.count, found.joint, found.left_out, found.still_open) == (2, True, 1, 1)
    assert (found.days, found.working, found.unknown_work) == (10.0, 1.0, 1)
    assert (found.low, found.high) == (6.0, 14.0)
    assert found.segments == (
        Segment("marketing", "work", 1.0, "works"),
        Segment("it", "queue", 5.0, "in the queue"),
        Segment("it", "wait", 4.0, "owes an answer"),
    )
    assert found.parties == [("marketing", 1.0), ("it", 9.0)]
    assert (found.of("it", "queue", "wait"), found.of("agency", "wait")) == (9.0, 0)


def test_bars_stand_by_month_of_delivery_and_by_type_with_five_or_more() -> None:
    pages = [request(f"p{n}", by_turn={("it", "work"): 40.0 + n}) for n in range(5)]
    mails = [request(f"m{n}", type="Mail") for n in range(4)]
    none = [request(f"n{n}", type="", by_turn={("it", "work"): 60.0}) for n in range(5)]

    found = findings.whose_turn(these([*pages, *mails, *none]))

    assert found is not None
    assert [(bar.label, bar.days) for bar in found.by_type] == [
        ("no type given (5)", 60.0),
        ("Page (5)", 42.0),
    ]
    assert [bar.label for bar in found.by_month] == ["Jan 2026", "Feb 2026", "Mar 2026"]


def test_segments_stand_marketing_first_then_it_then_others_and_unmapped_last() -> None:
    by_turn = {
        ("unmapped", "work"): 1.0,
        ("nobody", "wait"): 1.0,
        ("somebody new", "work"): 1.0,
        ("agency", "unmapped"): 1.0,
        ("it", "work"): 1.0,
        ("it", "queue"): 1.0,
        ("marketing", "queue"): 1.0,
        ("marketing", "work"): 1.0,
        ("vendor", "wait"): 0.0,
    }

    found = findings.mean_segments(these([request("a", by_turn=by_turn)]))

    assert [(part.party, part.kind, part.text) for part in found] == [
        ("marketing", "work", "works"),
        ("marketing", "queue", "in the queue"),
        ("it", "queue", "in the queue"),
        ("it", "work", "works"),
        ("agency", "unmapped", "status not mapped"),
        ("somebody new", "work", "works"),
        ("nobody", "wait", "finished, waits for the release"),
        ("unmapped", "work", "holder not mapped"),
    ]


def test_items_in_one_tracker_are_shown_apart_a_bar_a_tracker() -> None:
    alone = [request(f"j{n}", sources=("Jira",)) for n in range(5)]
    few = [request(f"a{n}", sources=("Asana",)) for n in range(4)]
    open_one = opened("o", "it", sources=("Asana",))

    bars = findings.apart(these([request("joint"), *alone, *few, open_one]))

    assert [(bar.label, bar.days) for bar in bars] == [("Jira (5)", 4.0)]
    assert findings.apart(these(alone)) == []


# What always holds


TURNS = st.dictionaries(
    st.tuples(
        st.sampled_from(["marketing", "it", "agency", "nobody", "unmapped"]),
        st.sampled_from(["queue", "work", "wait", "unmapped"]),
    ),
    st.integers(1, 60).map(float),
    min_size=1,
    max_size=6,
)


@settings(max_examples=40, deadline=None)
@given(st.lists(TURNS, min_size=1, max_size=12))
def test_segments_months_and_the_whole_add_up(turns: list[dict[tuple[str, str], float]]) -> None:
    rows = [request(f"r{n}", by_turn=by_turn) for n, by_turn in enumerate(turns)]

    found = findings.whose_turn(these(rows))

    assert found is not None
    assert sum(part.days for part in found.segments) == pytest.approx(found.days)
    assert sum(days for _, days in found.parties) == pytest.approx(found.days)
    assert found.low <= found.days + 1e-9
    assert found.days <= found.high + 1e-9 or len(rows) > 1
    assert found.working <= found.days + 1e-9
