"""Items on both sides that look alike."""

import numpy as np
from tests.areas.evidence.findings.pairs_by_hand import NAMES, TASK, TICKET, item, with_items

from accord.areas.evidence.findings.twice import (
    APART,
    ELSEWHERE,
    LINKED,
    OPEN,
    twice_readings,
    twice_the_work,
)
from accord.charts.linked import Linked

SPRING = (item(TASK, "T1", "Spring page"), item(TICKET, "W1", "Spring page", 3))
ADVENT = (item(TASK, "T2", "Advent mailing"), item(TICKET, "W2", "Advent mailing", 2))
SHOES = (item(TASK, "T3", "Size guide", type=""), item(TICKET, "W3", "Size guide", 1, type=""))
OTHERS = (item(TASK, "T4", "Photo shoot"), item(TICKET, "W4", "Database upgrade"))
ALL = (*SPRING, *ADVENT, *SHOES, *OTHERS)


def test_pairs_are_linked_or_not_or_answered_or_each_linked_elsewhere() -> None:
    found = twice_the_work(
        with_items(*ALL, joined=(("T1", "W1"), ("T3", "W4"), ("T4", "W3")), apart=(("W2", "T2"),)),
        NAMES,
    )

    assert found is not None
    states = {pair.one.key: pair.state for pair in found.pairs}
    assert states == {"T1": LINKED, "T2": APART, "T3": ELSEWHERE}
    assert (found.open, found.told, found.answered) == (0, (1, 2), (0, 1))
    assert found.found == (1, 3)  # of three linked requests, titles tell one
    assert not found.can_be_checked


def test_what_is_not_linked_is_to_be_looked_at() -> None:
    found = twice_the_work(
        with_items(*ALL, joined=(("T1", "W1"),), together=(("T1", "W1"),)), NAMES
    )

    assert found is not None
    assert [(pair.one.key, pair.other.key) for pair in found.pairs.of(OPEN)] == [
        ("T3", "W3"),
        ("T2", "W2"),
    ]
    assert found.answered == (1, 1)
    assert found.by_type == (Linked("Page", 1, 1), Linked("no type given", 0, 1))
    assert found.pairs[0].days == 1


def test_of_many_types_the_last_are_one() -> None:
    rows = [
        item(source, f"{source}{n}", f"Matter{chr(97 + n)}", type=f"Type {n}")
        for n in range(12)
        for source in (TASK, TICKET)
    ]
    found = twice_the_work(with_items(*rows), NAMES)

    assert found is not None
    assert len(found.by_type) == 9
    assert found.by_type[-1] == Linked("other types", 0, 4)


def test_where_enough_is_linked_likeness_can_be_checked() -> None:
    rows = [
        item(source, f"{source}{n}", f"Matter{chr(97 + n)}")
        for n in range(20)
        for source in (TASK, TICKET)
    ]
    joined = tuple((f"{TASK}{n}", f"{TICKET}{n}") for n in range(20))
    found = twice_the_work(with_items(*rows, joined=joined), NAMES)

    assert found is not None
    assert (found.told, found.found, found.can_be_checked) == ((20, 20), (20, 20), True)


def test_without_titles_or_a_second_side_it_cannot_tell() -> None:
    untitled = [row | {"title": ""} for row in ALL]

    assert twice_the_work(with_items(*untitled), NAMES) is None
    assert twice_the_work(with_items(SPRING[0], ADVENT[0]), NAMES) is None
    assert twice_the_work(with_items(SPRING[0], SPRING[1] | {"party": ""}), NAMES) is None
    assert twice_readings(with_items(*untitled)) == []


def test_it_is_published_with_how_far_it_can_be_believed() -> None:
    (said,) = twice_readings(with_items(*ALL, joined=(("T1", "W1"),)))

    assert (said.name, said.value, said.count) == ("evidence.twice", 2, 3)
    assert said.detail == {"told": [1, 1], "found": [1, 1]}
    assert said.question.endswith("?")


def test_a_choice_of_requests_keeps_the_pairs_that_touch_one_of_them() -> None:
    made = with_items(*ALL, joined=(("T1", "W1"),))
    advent = [row.key.endswith(("/T2", "/nothing")) for row in made.requests]
    found = twice_the_work(made, NAMES, made.requests.where(np.array(advent)))

    assert found is not None
    assert [(pair.one.key, pair.other.key) for pair in found.pairs] == [("T2", "W2")]
    assert (found.told, found.found) == ((0, 0), (0, 0))
    nothing = twice_the_work(made, NAMES, made.requests[:0])
    assert nothing is not None
    assert len(nothing.pairs) == 0
