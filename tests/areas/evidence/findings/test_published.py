"""What the records put on the notice board."""

from dataclasses import replace

import pytest
from tests.areas.evidence.findings.by_hand import (
    HALF,
    SIGNED,
    figures,
    opened,
    promise,
    request,
    source,
    these,
    waiting,
)

from accord.areas.evidence import findings
from accord.areas.evidence.findings.sent_back import returned
from accord.areas.evidence.frames import Request
from accord.areas.indicators.actions import Said

pytestmark = pytest.mark.django_db


def by_name(said: list[Said]) -> dict[tuple[str, str], Said]:
    return {(one.name, one.part): one for one in said}


def published() -> dict[tuple[str, str], Said]:
    rows = [waiting(f"r{n}", 5.0 + n, 9.0, 20.0) for n in range(6)]
    back = [replace(row, key=f"b{row.key}", sent_back=True, days=60.0) for row in rows[:5]]
    everything = figures(
        *rows,
        *back,
        request("alone", sources=("Jira",)),
        promises=tuple(promise(f"p{n}", "it", "kept" if n else "missed") for n in range(5)),
        waits={"it": [2.0, 9.0]},
    )
    keys = {source("Asana"): SIGNED, source("Jira"): SIGNED}
    return by_name(findings.readings(everything, {**keys}))


@pytest.mark.parametrize("rows", [[], [opened("a", "it")], [request("a", outcome="dropped")]])
def test_without_a_delivered_request_nobody_can_tell(rows: list[Request]) -> None:
    assert findings.whose_turn(these(rows)) is None
    assert findings.how_fast(these(rows)) is None
    assert returned(these(rows)) is None
    assert findings.readings(figures(*rows), {}) == []


def test_everything_the_records_say_is_published_with_a_door_to_its_rows() -> None:
    found = published()

    assert {name for name, _ in found} == {
        "evidence.turn.days",
        "evidence.turn.of",
        "evidence.turn.working",
        "evidence.lead",
        "evidence.promises",
        "evidence.handoffs",
        "evidence.ping_pong",
        "evidence.release",
        "evidence.joint",
        "evidence.joint.types",
        "evidence.answers",
        "evidence.straight",
        "evidence.step",
        "evidence.memorable",
    }
    assert all(one.link.startswith("/evidence/") for one in found.values())
    assert all(one.question.endswith("?") for one in found.values())
    assert all(one.signed for one in found.values())


def test_the_days_come_with_what_they_rest_on() -> None:
    days = published()["evidence.turn.days", ""]

    assert (days.count, days.unit, days.direction) == (11, "days", "down")
    assert days.low is not None
    assert days.value is not None
    assert days.high is not None
    assert days.low < days.value < days.high
    assert (days.detail["joint"], days.detail["left_out"]) == (True, 1)
    assert (days.detail["first"], days.detail["last"]) == ("2026-01", "2026-02")
    assert days.detail["sources"] == [
        {"name": "Asana", "level": "changelog", "signed": True},
        {"name": "Jira", "level": "changelog", "signed": True},
    ]
    assert sum(part["days"] for part in days.detail["segments"]) == pytest.approx(
        sum(found.value or 0 for (name, _), found in published().items() if name.endswith("of"))
    )


def test_single_readings_say_what_they_measure() -> None:
    found = published()

    assert found["evidence.lead", "Page"].link == "/evidence/speed/?type=Page"
    assert len(found["evidence.lead", "Page"].detail["quantiles"]) == 101
    assert (found["evidence.promises", "it"].value, found["evidence.promises", "it"].count) == (
        0.8,
        5,
    )
    assert found["evidence.answers", "it"].value == 0.5
    assert found["evidence.straight", ""].value == pytest.approx(6 / 11)
    assert found["evidence.joint", ""].value == 11
    assert found["evidence.joint.types", ""].detail == {"types": ["Page"]}
    assert "A comparison, not a cause" in found["evidence.step", "briefs"].detail["small"]
    assert found["evidence.memorable", ""].detail["waits"][0]["party"] == "nobody"


def test_items_of_one_tracker_alone_say_nothing_of_what_is_between_the_sides() -> None:
    rows = [request(f"r{n}", sources=("Jira",)) for n in range(6)]

    found = by_name(findings.readings(figures(*rows), {source("Jira"): SIGNED}))

    assert {name for name, _ in found} == {
        "evidence.turn.days",
        "evidence.turn.of",
        "evidence.turn.working",
        "evidence.lead",
    }


def test_one_missing_key_leaves_every_reading_unsigned() -> None:
    keys = {source("Asana"): HALF, source("Jira"): SIGNED}

    found = findings.readings(figures(request("a")), keys)

    assert {one.signed for one in found} == {False}
    assert found[0].detail["unsigned"] == "Asana lacks the signature of IT."
    assert findings.unsigned_words({source("Jira"): SIGNED}) == ""


def test_many_unsigned_trackers_are_told_in_one_breath() -> None:
    keys = {source(name): HALF for name in ("Asana", "Jira")}
    assert findings.unsigned_words(keys) == "Asana and Jira lack the signature of IT."

    keys |= {source(name): HALF for name in ("Trello", "Desk", "Wiki")}
    assert findings.unsigned_words(keys) == (
        "Asana, Jira, Trello and 2 more trackers lack the signature of IT."
    )


def test_where_nobody_ever_worked_by_status_working_days_are_not_claimed() -> None:
    rows = [request(f"r{n}", by_turn={("it", "queue"): 3.0}) for n in range(5)]

    assert ("evidence.turn.working", "") not in by_name(findings.readings(figures(*rows), {}))


def test_too_few_promises_and_types_are_not_published() -> None:
    found = by_name(
        findings.readings(figures(request("a"), promises=(promise("p", "it", "kept"),)), {})
    )

    assert ("evidence.promises", "it") not in found
    assert ("evidence.lead", "Page") not in found


def test_sending_back_is_no_step_where_it_costs_nothing() -> None:
    same = [request(f"r{n}", sent_back=n < 5) for n in range(10)]
    few = [request(f"r{n}", sent_back=n < 2) for n in range(10)]

    for rows in (same, few):
        found = by_name(findings.readings(figures(*rows), {}))
        assert ("evidence.step", "briefs") not in found
