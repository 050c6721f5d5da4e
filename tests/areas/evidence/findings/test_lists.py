"""Lists of requests, searched and in order."""

import datetime as dt

import pytest
from tests.areas.evidence.findings.by_hand import START, opened, request, these

from accord.areas.evidence import findings

LIST = (
    request("a/1", title="Spring page", created_at=START, sent_back=True),
    request("a/2", title="Autumn mail", type="Mail", sources=("Jira",),
            created_at=START + dt.timedelta(days=1), by_turn={("it", "wait"): 2.0}),
    opened("a/3", "it", title="Winter film", created_at=START + dt.timedelta(days=2),
           by_turn={("it", "wait"): 9.0}),
)  # fmt: skip


@pytest.mark.parametrize(
    ("search", "kind", "turn", "keys"),
    [
        ("", "", "", ["a/3", "a/2", "a/1"]),
        ("PAGE", "", "", ["a/3", "a/1"]),
        ("mail", "", "", ["a/2"]),
        ("a/3", "", "", ["a/3"]),
        ("", "joint", "", ["a/3", "a/1"]),
        ("", "apart", "", ["a/2"]),
        ("", "open", "", ["a/3"]),
        ("", "returned", "", ["a/1"]),
        ("", "nonsense", "", ["a/3", "a/2", "a/1"]),
        ("", "", "it.wait", ["a/3", "a/2"]),
        ("", "", "it.nonsense", []),
        ("", "", "nonsense", []),
    ],
)
def test_a_list_is_searched_by_text_kind_and_turn(
    search: str, kind: str, turn: str, keys: list[str]
) -> None:
    assert [row.key for row in findings.listed(these(LIST), search, kind, turn)] == keys


def test_own_requests_are_those_that_were_ones_turn_the_waiting_ones_first() -> None:
    agency = {("agency", "wait"): 1.0}
    rows = [
        request("old", by_turn=agency),
        request("new", by_turn=agency, created_at=START + dt.timedelta(days=9)),
        opened("now", "agency", by_turn=agency),
        request("others"),
    ]

    assert [row.key for row in findings.own(these(rows), "agency")] == ["now", "new", "old"]
