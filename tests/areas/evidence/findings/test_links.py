"""Which work is linked."""

from tests.areas.evidence.findings.pairs_by_hand import NAMES, TASK, TICKET, item, with_items

from accord.analysis.requests import HUB
from accord.areas.evidence.findings.links import which_is_linked
from accord.charts.linked import Linked


def test_the_share_is_of_what_is_open_or_delivered() -> None:
    found = which_is_linked(
        with_items(
            item(TASK, "T1", "One"),
            item(TASK, "T2", "Two", outcome="open"),
            item(TASK, "T3", "Three", outcome="dropped"),
            item(TICKET, "W1", "Uno"),
            joined=(("T1", "W1"),),
        ),
        NAMES,
    )

    assert found.trackers == (Linked("Asana", 1, 1), Linked("Jira", 1, 0))
    assert (found.linked, found.of, found.doubts) == (2, 3, ())


def test_a_doubt_is_told_with_both_items_and_its_reason() -> None:
    (doubt,) = which_is_linked(
        with_items(
            item(TASK, "T1", "Programme"),
            item(TICKET, "W1", ""),
            doubts=(("T1", "W1", HUB),),
        ),
        NAMES,
    ).doubts

    assert (doubt.one.tracker, doubt.one.title, doubt.reason) == ("Asana", "Programme", HUB)
    assert (doubt.other.tracker, doubt.other.title) == ("Jira", "W1")  # no title: its key
    assert doubt.other.request == "source-2/W1"


def test_without_items_there_is_nothing_to_tell() -> None:
    found = which_is_linked(with_items(), NAMES)

    assert (found.trackers, found.linked, found.of) == ((), 0, 0)


def test_a_choice_of_requests_tells_of_their_items_and_doubts_alone() -> None:
    made = with_items(
        item(TASK, "T1", "One"),
        item(TICKET, "W1", "Uno"),
        item(TASK, "T2", "Two"),
        joined=(("T1", "W1"),),
        doubts=(("T2", "W1", HUB),),
    )
    first, second = (made.requests[place : place + 1] for place in (0, 1))

    assert which_is_linked(made, NAMES, second).trackers == (Linked("Asana", 0, 1),)
    assert len(which_is_linked(made, NAMES, first).doubts) == 1
    assert len(which_is_linked(made, NAMES, second).doubts) == 1
    nothing = which_is_linked(made, NAMES, made.requests[:0])
    assert (nothing.trackers, nothing.doubts) == ((), ())
