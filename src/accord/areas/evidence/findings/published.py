"""What the records publish on the notice board."""

from dataclasses import replace

from accord.areas.evidence.findings.basis import LEAST_FOR_A_TYPE, base_of, month_choices
from accord.areas.evidence.findings.causes import cause_readings
from accord.areas.evidence.findings.handed_over import handoff_readings
from accord.areas.evidence.findings.next_steps import step_readings
from accord.areas.evidence.findings.placement import placement_readings
from accord.areas.evidence.findings.promises import promise_readings
from accord.areas.evidence.findings.release import release_readings
from accord.areas.evidence.findings.remembered import memorable_readings
from accord.areas.evidence.findings.sent_back import brief_readings, straight_readings
from accord.areas.evidence.findings.speed import lead_readings
from accord.areas.evidence.findings.stuck import stuck_readings
from accord.areas.evidence.findings.turns import Turns, turn_readings, whose_turn
from accord.areas.evidence.findings.twice import twice_readings
from accord.areas.evidence.findings.unknown import not_known, unsigned_words
from accord.areas.evidence.findings.waits import answer_readings
from accord.areas.evidence.findings.when import when_readings
from accord.areas.evidence.frames import Figures, Requests
from accord.areas.evidence.models import Source
from accord.areas.indicators.actions import Said
from accord.areas.indicators.models import Direction
from accord.areas.people.queries import TwoKeys


def readings(figures: Figures, keys: dict[Source, TwoKeys], state: str = "") -> list[Said]:
    """All that the records say, for the notice board; ``state`` tells what they rest on."""
    rows = figures.requests
    turns = whose_turn(rows)
    if turns is None:
        return []
    base, joint = base_of(rows)
    delivered = base.delivered
    signed = all(found.complete for found in keys.values())
    said = [
        _days_reading(figures, turns, keys, rows, state),
        *turn_readings(turns),
        *lead_readings(delivered),
        *promise_readings(figures),
        *stuck_readings(base),
        *handoff_readings(figures, base),
        *release_readings(figures, base),
        *when_readings(figures),
        *_joint_readings(delivered, joint and not turns.remembered),
        *cause_readings(figures, base),
        *placement_readings(figures, list(keys)),
    ]
    if joint and not turns.remembered:
        said += answer_readings(figures)
        said += straight_readings(delivered)
        said += step_readings(figures, delivered)
        said += brief_readings(delivered)
    said += memorable_readings(rows)
    said += twice_readings(figures)
    return [replace(one, signed=signed) for one in said]


def _days_reading(
    figures: Figures,
    turns: Turns,
    keys: dict[Source, TwoKeys],
    rows: Requests,
    state: str,
) -> Said:
    months = month_choices(rows.delivered)
    return Said(
        name="evidence.turn.days",
        question="How many days does a request take, on average?",
        value=turns.days,
        low=turns.low,
        high=turns.high,
        unit="days",
        count=turns.count,
        direction=Direction.DOWN,
        link="/evidence/turns/",
        detail={
            "state": state,
            "joint": turns.joint,
            "remembered": turns.remembered,
            "left_out": turns.left_out,
            "apart_link": "/evidence/requests/?kind=apart",
            "sources_link": "/evidence/",
            "open": turns.still_open,
            "first": months[0],
            "last": months[-1],
            "segments": [
                {"party": part.party, "kind": part.kind, "days": part.days, "text": part.text}
                for part in turns.segments
            ],
            "sources": [
                {"name": source.name, "level": source.level, "signed": found.complete}
                for source, found in keys.items()
            ],
            "unsigned": unsigned_words(keys),
            "unknown": not_known(figures, turns, keys),
        },
    )


def _joint_readings(delivered: Requests, joint: bool) -> list[Said]:
    if not joint:
        return []
    types = delivered.grouped(delivered.columns.type)
    wide = [name for name, group in types.items() if name and len(group) >= LEAST_FOR_A_TYPE]
    return [
        Said(
            name="evidence.joint",
            question="How many requests ran through both trackers and were delivered?",
            value=len(delivered),
            count=len(delivered),
            link="/evidence/requests/?kind=averaged",
        ),
        Said(
            name="evidence.joint.types",
            question="In how many types of request do both sides work together?",
            value=len(wide),
            link="/evidence/speed/",
            detail={"types": wide},
        ),
    ]
