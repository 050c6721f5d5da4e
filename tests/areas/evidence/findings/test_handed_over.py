"""Hand-offs of the requests looked at."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
from tests.areas.evidence.findings.by_hand import DAY, figures, request

from accord.areas.evidence.findings.handed_over import (
    MOST_TEAMS,
    OTHERS,
    handed_over,
    handoff_readings,
    parties_in,
)
from accord.areas.evidence.frames import Figures, Requests

CHAIN = (("marketing", "Brand"), ("it", "Web"), ("marketing", "Brand"), ("it", "Web"))


def told(*chains: tuple[tuple[str, str], ...], pooled: dict[str, str] | None = None) -> Figures:
    """Requests whose turn passes along a chain of party and team, a day of queue each."""
    stays = [
        {
            "source": "request",
            "item": f"r{number}",
            "at": place * DAY,
            "team": team,
            "party": party,
            "turn": party,
            "class": "queue",
            "microseconds": DAY,
            "last": False,
        }
        for number, chain in enumerate(chains)
        for place, (party, team) in enumerate(chain)
    ]
    rows = [
        request(f"r{number}", handoffs=len(chain) - 1, ping_pongs=max(0, len(chain) - 2))
        for number, chain in enumerate(chains)
    ]
    made = figures(*rows)
    return replace(made, stays=pa.Table.from_pylist(stays), pooled=pooled or {})


def test_each_pair_has_its_count_its_returns_and_the_waiting_after_it() -> None:
    made = told(CHAIN, CHAIN[:2])
    found = handed_over(made, made.requests)

    assert found is not None
    assert (found.requests, found.count, found.each, found.bounced) == (2, 4, 2.0, 1)
    assert [(p.giver, p.taker, p.count, p.back, p.days_each) for p in found.parties] == [
        ("marketing", "it", 3, 1, 1.0),
        ("it", "marketing", 1, 1, 1.0),
    ]
    assert [(p.giver, p.taker, p.count) for p in found.teams] == [
        ("Brand", "Web", 3),
        ("Web", "Brand", 1),
    ]
    assert found.waiting_days == 2.0
    assert found.party_of == {"Brand": "marketing", "Web": "it"}
    assert [row.key for row in found.cases] == ["r0"]
    assert found.cost is None  # too few to compare
    assert parties_in(found) == ["marketing", "it"]


def test_only_the_requests_looked_at_count_and_without_a_hand_off_there_is_nothing() -> None:
    made = told(CHAIN, CHAIN[:1])

    assert handed_over(made, made.requests[1:2]) is None
    assert handoff_readings(made, made.requests[1:2]) == []
    assert [said.name for said in handoff_readings(made, made.requests)] == [
        "evidence.handoffs",
        "evidence.ping_pong",
    ]


def test_teams_of_few_people_stand_together() -> None:
    made = told(
        CHAIN, (("it", "Web"), ("it", "Two of us")), pooled={"Two of us": "small teams of IT"}
    )
    found = handed_over(made, made.requests)

    assert found is not None
    assert {"small teams of IT"} == {name for p in found.teams for name in (p.giver, p.taker)} - {
        "Brand",
        "Web",
    }


def test_the_teams_that_pass_least_stand_together_when_there_are_many() -> None:
    chains = [(("marketing", "Brand"), ("it", f"Team {number:02}")) for number in range(20)]
    made = told(*chains, *chains[:5])
    found = handed_over(made, made.requests)

    assert found is not None
    names = {name for pair in found.teams for name in (pair.giver, pair.taker)}
    assert len(names) == MOST_TEAMS + 1
    (rest,) = (pair for pair in found.teams if pair.taker == OTHERS)
    assert (rest.count, rest.waiting_days) == (9, 9.0)
    assert sum(pair.count for pair in found.teams) == 25


def test_requests_that_came_back_are_compared_with_the_others() -> None:
    made = told(*[CHAIN] * 8, *[CHAIN[:2]] * 8)
    days = np.where(made.requests.columns.ping_pongs > 0, 40.0, 10.0) + np.arange(16)
    rows = Requests(replace(made.requests.columns, days=days))
    found = handed_over(made, rows)

    assert found is not None
    assert found.cost is not None
    assert found.cost.verdict == "different"
    assert found.cost.difference > 0
