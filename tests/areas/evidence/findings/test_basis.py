"""Which requests a question rests on."""

import datetime as dt

import pytest
from tests.areas.evidence.findings.by_hand import figures, opened, request, these

from accord.areas.evidence import findings
from accord.areas.evidence.findings import Filter

ROWS = (
    request("a", type="Page", labels=("spring",), done_at=dt.datetime(2026, 1, 31, tzinfo=dt.UTC)),
    request(
        "b",
        type="Mail",
        labels=("spring", "web"),
        sources=("Jira",),
        done_at=dt.datetime(2026, 2, 1, tzinfo=dt.UTC),
    ),
    opened("c", "it", teams=("Brand", "Web"), created_at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC)),
)


@pytest.mark.parametrize(
    ("chosen", "keys"),
    [
        (None, "abc"),
        (Filter(type="Mail"), "b"),
        (Filter(source="Asana"), "ac"),
        (Filter(since="2026-02"), "bc"),
        (Filter(until="2026-01"), "a"),
        (Filter(since="2026-02", until="2026-02"), "b"),
        (Filter(type="Page", source="Jira", since="2026-03"), "c"),
        (Filter(type="None such"), ""),
        (Filter(label="spring"), "ab"),
        (Filter(label="web"), "b"),
        (Filter(label="spr"), ""),
        (Filter(team="Web"), "c"),
    ],
)
def test_a_filter_chooses_by_type_tracker_and_month(chosen: Filter | None, keys: str) -> None:
    assert "".join(row.key for row in findings.requests(figures(*ROWS), chosen)) == keys


def test_a_filter_offers_the_types_and_months_that_there_are() -> None:
    assert findings.type_choices(these([*ROWS, request("d", type="")])) == ["Mail", "Page"]
    assert findings.month_choices(these(ROWS)) == ["2026-01", "2026-02", "2026-03"]


def test_items_of_one_tracker_are_left_apart_as_soon_as_there_is_a_joint_one() -> None:
    joint, runs_through_both = findings.base_of(these(ROWS))
    assert ([row.key for row in joint], runs_through_both) == (["a", "c"], True)
    alone, runs_through_both = findings.base_of(these(ROWS[1:2]))
    assert ([row.key for row in alone], runs_through_both) == (["b"], False)


def test_the_labels_most_used_come_first_and_unused_ones_not_at_all() -> None:
    labels = these(ROWS).columns.labels

    assert labels.most(1) == ["spring"]
    assert labels.met() == ["spring", "web"]
    assert these(ROWS[2:]).columns.labels.met() == []
