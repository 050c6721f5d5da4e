"""The same requests in working time: each turn by the calendar of the party whose turn it was."""

from dataclasses import dataclass

from accord.analysis.calendars import Calendar
from accord.analysis.tables import MICROSECONDS_A_DAY
from accord.areas.evidence.findings.parties import party_place
from accord.areas.evidence.frames import Figures, Requests

_HOURS_A_DAY = 24


@dataclass(frozen=True, slots=True)
class Hours:
    """The parties that share a usual working day, and what the calendar is called."""

    parties: tuple[str, ...]
    hours: float
    calendar: str


def in_working_time(figures: Figures, rows: Requests) -> Requests:
    """The requests with working days in place of elapsed ones, in all and by turn."""
    return rows.taking(figures.working)


def hours_used(figures: Figures, rows: Requests) -> list[Hours]:
    """How long the working day of each turn in these requests is, the default last."""
    turns = {turn for turn, _ in rows.days_by_share()}
    own = [party for party in sorted(turns, key=party_place) if party in figures.calendars]
    others = tuple(party for party in sorted(turns, key=party_place) if party not in own)
    found = [_hours((party,), figures.calendars[party]) for party in own]
    return [*found, _hours(others, figures.other_calendar)] if others else found


def _hours(parties: tuple[str, ...], calendar: Calendar) -> Hours:
    hours = calendar.usual_day / MICROSECONDS_A_DAY * _HOURS_A_DAY
    return Hours(parties, hours, calendar.name)
