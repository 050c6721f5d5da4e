"""Rows and stored tables as the columns that the analysis declares, and the figures of a snapshot."""

from accord.areas.evidence.frames.lines import Stretch, stretches, teams_of, turns_of
from accord.areas.evidence.frames.lookup import find_items
from accord.areas.evidence.frames.mapped import (
    mapping_content,
    placements,
    pooled_teams,
    said_of_pairs,
    statuses,
    teams_by_holder,
)
from accord.areas.evidence.frames.of_snapshot import figures, person_counts
from accord.areas.evidence.frames.people import LEAST_PEOPLE, pseudonym, shared_names
from accord.areas.evidence.frames.promises import Promise, Promises
from accord.areas.evidence.frames.requests import Beside, Request, Requests, Share, told_by_both
from accord.areas.evidence.frames.snapshot import ITEMS, Figures
from accord.areas.evidence.frames.times import due_day, microseconds, moment

__all__ = [
    "ITEMS",
    "LEAST_PEOPLE",
    "Beside",
    "Figures",
    "Promise",
    "Promises",
    "Request",
    "Requests",
    "Share",
    "Stretch",
    "due_day",
    "figures",
    "find_items",
    "mapping_content",
    "microseconds",
    "moment",
    "person_counts",
    "placements",
    "pooled_teams",
    "pseudonym",
    "said_of_pairs",
    "shared_names",
    "statuses",
    "stretches",
    "teams_by_holder",
    "teams_of",
    "told_by_both",
    "turns_of",
]
