"""Why requests waited, by cause."""

from dataclasses import replace

import pyarrow as pa
from tests.areas.evidence.findings.by_hand import DAY, figures, request, these

from accord.analysis.waiting_causes import CAUSES
from accord.analysis.why_waited import WAITED, WhyWaited
from accord.areas.evidence.findings.causes import cause_readings, why_it_waited
from accord.areas.evidence.frames import Figures

ROWS = [request(f"r{number}") for number in range(5)]


def told(*waits: tuple[str, str, str, str, bool, dict[str, float]], left_out: int = 0) -> Figures:
    """Waits as (request, giver, taker, party, by team, days by cause)."""
    keys = [row.key for row in ROWS]
    rows = [
        {
            "source": "source-1",
            "item": key,
            "giver": giver,
            "taker": taker,
            "party": party,
            "by_team": by_team,
            "waiting": round(sum(days.values()) * DAY),
            **{cause: round(days.get(cause, 0) * DAY) for cause in CAUSES},
            "request": keys.index(key) if key in keys else -1,
        }
        for key, giver, taker, party, by_team, days in waits
    ]
    schema = WAITED.append(pa.field("request", pa.int32()))
    made = replace(figures(*ROWS), tells_work={"source-1": True})
    table = pa.Table.from_pylist(rows, schema=schema)
    made.__dict__["why_waited"] = WhyWaited(table, len(rows) + left_out, left_out)
    return made


MIXED = (
    ("r0", "", "Web", "it", True, {"contention": 4.0, "other": 1.0}),
    ("r0", "Web", "", "", False, {"batching": 2.0, "unavailability": 1.0}),
    ("r1", "", "Web", "it", True, {}),
    ("elsewhere", "", "Web", "it", True, {"other": 100.0}),
)


def test_days_a_request_shares_and_the_largest_cause() -> None:
    found = why_it_waited(told(*MIXED, left_out=3), these(ROWS))

    assert found is not None
    assert (found.requests, found.waits, found.days) == (2, 3, 4.0)
    assert found.low <= 4.0 <= found.high
    assert [(part.cause, part.days, part.share) for part in found.parts] == [
        ("contention", 2.0, 0.5),
        ("prioritisation", 0.0, 0.0),
        ("batching", 1.0, 0.25),
        ("unavailability", 0.5, 0.125),
        ("other", 0.5, 0.125),
    ]
    assert found.sentence == "while the team had other work that was there earlier"
    assert (found.of_teams, found.only_teams, found.looked_at) == (True, False, 4)
    assert [(bar.label, bar.total) for bar in found.by_party] == [("IT", 2.5), ("not mapped", 1.5)]
    assert [(row.key, days, part.words) for row, days, part in found.rows] == [
        ("r0", 8.0, "other work, there earlier")
    ]


def test_between_teams_and_whether_a_wait_would_show() -> None:
    found = why_it_waited(told(*MIXED), these(ROWS))

    assert found is not None
    assert [(one.giver, one.taker, one.count, one.days_each) for one in found.passages] == [
        ("", "Web", 2, 2.5),
        ("Web", "", 1, 3.0),
    ]
    assert [one.parts[2].days for one in found.passages] == [None, 2.0]
    brief = why_it_waited(told(("r0", "", "Web", "it", True, {"other": 0.01})), these(ROWS))
    assert brief is not None
    assert not brief.passages[0].lasting
    assert found.passages[0].lasting


def test_of_teams_alone_collecting_cannot_be_told() -> None:
    found = why_it_waited(told(*MIXED[:1]), these(ROWS))

    assert found is not None
    assert found.only_teams
    assert [part.days for part in found.parts if part.cause == "batching"] == [None]


def test_of_persons_the_sentence_speaks_of_who_was_to_do_it() -> None:
    found = why_it_waited(told(("r0", "", "", "it", False, {"contention": 1.0})), these(ROWS))

    assert found is not None
    assert found.sentence == "while who was to do it had other work that was there earlier"


def test_nothing_waited_or_nothing_can_tell() -> None:
    assert why_it_waited(figures(*ROWS), these(ROWS)) is None
    assert why_it_waited(told(*MIXED[2:3]), these(ROWS)) is None
    assert why_it_waited(told(), these(ROWS)) is None


def test_five_requests_and_more_are_published_by_cause() -> None:
    waits = [(row.key, "", "Web", "it", True, {"contention": 1.0}) for row in ROWS]

    said = cause_readings(told(*waits), these(ROWS))
    assert [(one.part, one.value, one.count) for one in said] == [
        ("contention", 1.0, 5),
        ("prioritisation", 0.0, 5),
        ("unavailability", 0.0, 5),
        ("other", 0.0, 5),
    ]
    assert cause_readings(told(*waits[:4]), these(ROWS)) == []
    assert cause_readings(figures(*ROWS), these(ROWS)) == []
