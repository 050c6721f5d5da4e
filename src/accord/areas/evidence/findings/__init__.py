"""What the records show: sentences, shares and lists over the figures of one snapshot."""

from accord.areas.evidence.findings.basis import (
    Filter,
    base_of,
    month_choices,
    requests,
    type_choices,
)
from accord.areas.evidence.findings.causes import why_it_waited
from accord.areas.evidence.findings.handed_over import handed_over, parties_in
from accord.areas.evidence.findings.lists import listed, own
from accord.areas.evidence.findings.next_steps import steps
from accord.areas.evidence.findings.parties import turn_words
from accord.areas.evidence.findings.promises import promises_kept
from accord.areas.evidence.findings.published import readings
from accord.areas.evidence.findings.release import release_wait
from accord.areas.evidence.findings.speed import how_fast
from accord.areas.evidence.findings.stuck import what_is_stuck
from accord.areas.evidence.findings.turns import apart, mean_segments, whose_turn
from accord.areas.evidence.findings.unknown import level_words, unsigned_words
from accord.areas.evidence.findings.working import hours_used, in_working_time

__all__ = [
    "Filter",
    "apart",
    "base_of",
    "handed_over",
    "hours_used",
    "how_fast",
    "in_working_time",
    "level_words",
    "listed",
    "mean_segments",
    "month_choices",
    "own",
    "parties_in",
    "promises_kept",
    "readings",
    "release_wait",
    "requests",
    "steps",
    "turn_words",
    "type_choices",
    "unsigned_words",
    "what_is_stuck",
    "whose_turn",
    "why_it_waited",
]
