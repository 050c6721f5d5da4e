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
from accord.areas.evidence.findings.links import which_is_linked
from accord.areas.evidence.findings.lists import listed, of_turn, own
from accord.areas.evidence.findings.look_back import looked_back
from accord.areas.evidence.findings.next_steps import steps
from accord.areas.evidence.findings.parties import turn_words
from accord.areas.evidence.findings.placement import (
    MOST_MOVES,
    best,
    may_move,
    where_teams_sit,
)
from accord.areas.evidence.findings.placement import months as seat_months
from accord.areas.evidence.findings.promises import promises_kept
from accord.areas.evidence.findings.published import readings
from accord.areas.evidence.findings.release import release_wait
from accord.areas.evidence.findings.speed import how_fast
from accord.areas.evidence.findings.stuck import what_is_stuck
from accord.areas.evidence.findings.turns import apart, mean_segments, segments_of, whose_turn
from accord.areas.evidence.findings.twice import twice_the_work
from accord.areas.evidence.findings.unknown import level_words, unsigned_words
from accord.areas.evidence.findings.working import hours_used, in_working_time

__all__ = [
    "MOST_MOVES",
    "Filter",
    "apart",
    "base_of",
    "best",
    "handed_over",
    "hours_used",
    "how_fast",
    "in_working_time",
    "level_words",
    "listed",
    "looked_back",
    "may_move",
    "mean_segments",
    "month_choices",
    "of_turn",
    "own",
    "parties_in",
    "promises_kept",
    "readings",
    "release_wait",
    "requests",
    "seat_months",
    "segments_of",
    "steps",
    "turn_words",
    "twice_the_work",
    "type_choices",
    "unsigned_words",
    "what_is_stuck",
    "where_teams_sit",
    "which_is_linked",
    "whose_turn",
    "why_it_waited",
]
