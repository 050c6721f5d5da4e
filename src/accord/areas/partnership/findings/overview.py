"""The first page, put together from one board."""

from dataclasses import dataclass, field
from typing import Any

from accord.analysis.stage import Standing
from accord.areas.indicators.queries import Board, board
from accord.areas.partnership.findings.field import Compared, compared
from accord.areas.partnership.findings.headline import headline
from accord.areas.partnership.findings.kicker import kicker
from accord.areas.partnership.findings.lead import lead
from accord.areas.partnership.findings.pulse import released_pulse
from accord.areas.partnership.findings.said_and_shown import (
    SaidShown,
    said_and_shown,
    said_sentence,
    strongest,
)
from accord.areas.partnership.findings.speed_gap import SpeedGap, speed_gap
from accord.areas.partnership.findings.stage import (
    StageView,
    next_gate,
    stage_sentence,
    stages,
    standing_of,
)
from accord.areas.partnership.findings.steps import Step, proposed_steps
from accord.areas.partnership.findings.talk import talk
from accord.areas.partnership.findings.turns import (
    Remembered,
    narrow_segments,
    remembered,
    segments,
    turns_sentence,
)
from accord.areas.partnership.findings.unknown import unknown
from accord.areas.partnership.findings.words import Sentence, Text
from accord.areas.people.models import Company
from accord.charts.turns import Segment


@dataclass(frozen=True, slots=True)
class Overview:
    """The first page. Every part may be missing; ``unknown`` says what, and what would help."""

    kicker: Sentence
    headline: str
    lead: tuple[Text, ...]
    signed: bool
    unsigned_why: str
    turns: tuple[Segment, ...] = ()
    turns_sentence: str = ""
    turns_narrow: str = ""
    turns_link: str = ""
    remembered: Remembered | None = None
    steps: tuple[Step, ...] = ()
    said: tuple[SaidShown, ...] = ()
    said_sentence: str = ""
    strongest: tuple[SaidShown, ...] = ()
    speed: SpeedGap | None = None
    unknown: tuple[str, ...] = ()
    stages: tuple[StageView, ...] = ()
    stage_sentence: str = ""
    next_gate: str = ""
    standing: Standing | None = None
    compared: tuple[Compared, ...] = ()
    talk: tuple[str, ...] = ()
    empty: bool = False
    facts: dict[str, Any] = field(default_factory=dict)


def company_overview(edition: str = "") -> Overview:
    """The overview of this installation's company, from one board."""
    company = Company.objects.first()
    return overview(board(edition), company.name if company else "your company")


def overview(board: Board, company: str) -> Overview:
    """Put the page together from one board."""
    said = said_and_shown(board)
    where = standing_of(board)
    days = board.get("evidence.turn.days")
    pulse = released_pulse(board)
    questions = talk(board, said)
    return Overview(
        kicker=kicker(board, company),
        headline=headline(board, said),
        lead=lead(board, said),
        signed=days is None or days.signed,
        unsigned_why="" if days is None else str(days.detail.get("unsigned", "")),
        turns=segments(board),
        turns_sentence=turns_sentence(board),
        turns_narrow=narrow_segments(segments(board)),
        turns_link=days.link if days else "",
        remembered=remembered(board),
        steps=proposed_steps(board, () if questions else said),
        said=tuple(said),
        said_sentence=said_sentence(said),
        strongest=tuple(strongest(said)),
        speed=speed_gap(board),
        unknown=tuple(unknown(board, said, where)),
        stages=tuple(stages(board, where)) if where.stage else (),
        stage_sentence=stage_sentence(where, pulse is not None),
        next_gate=next_gate(where),
        standing=where,
        compared=tuple(compared(board)),
        talk=tuple(questions),
        empty=days is None and board.get("pulse.response") is None,
        facts=_facts(board),
    )


def _facts(board: Board) -> dict[str, Any]:
    """Plain figures for the brief and the terminal."""
    names = ("evidence.turn.days", "evidence.turn.working", "evidence.straight", "evidence.joint")
    return {name: board.value(name) for name in names}
