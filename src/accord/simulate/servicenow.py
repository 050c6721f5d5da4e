"""IT's service desk: incidents that marketing reports, as a log with one row a change."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from accord.simulate import facts
from accord.simulate.calendar import DAY, MINUTE, in_office_hours, moment
from accord.simulate.journeys import Company

HEADER = (
    "number", "incident_state", "active", "reassignment_count", "reopen_count", "sys_mod_count",
    "made_sla", "caller_id", "opened_by", "opened_at", "sys_created_by", "sys_created_at",
    "sys_updated_by", "sys_updated_at", "contact_type", "location", "category", "subcategory",
    "u_symptom", "cmdb_ci", "impact", "urgency", "priority", "assignment_group", "assigned_to",
    "knowledge", "u_priority_confirmation", "notify", "problem_id", "rfc", "vendor", "caused_by",
    "close_code", "resolved_by", "resolved_at", "closed_at",
)  # fmt: skip
_GROUPS = (facts.WEB_PLATFORM, facts.CRM_SYSTEMS, facts.DATA)
_CATEGORIES = ("Mailing tool", "Shop front", "Media library", "Reports", "App")
_DAMAGED_EVERY = 307


_ENDED = {"Resolved": "resolved_at", "Closed": "closed_at"}


@dataclass(slots=True)
class Incidents:
    """Writes incidents, and counts what is true of them."""

    company: Company
    counts: dict[str, int] = field(default_factory=lambda: {"incidents": 0, "reassignments": 0})
    dirt: dict[str, int] = field(default_factory=dict)
    _rows: int = 0

    def rows(self, at: int, rng: np.random.Generator) -> Iterator[list[str]]:
        """One incident, opened at that time, row by row."""
        self.counts["incidents"] += 1
        cells = dict.fromkeys(HEADER, "?") | self._opening(at, rng)
        before = facts.SERVICE_DESK
        reassigned = 0
        for place, (state, group) in enumerate(_path(rng)):
            if at > self.company.end:
                return
            if group != before:
                reassigned += 1
                self.counts["reassignments"] += 1
            before = group
            cells |= {
                "incident_state": state,
                "active": "false" if state == "Closed" else "true",
                "reassignment_count": str(reassigned),
                "sys_mod_count": str(place),
                "sys_updated_by": "service.desk" if place else cells["caller_id"],
                "sys_updated_at": _time(at),
                "assignment_group": group,
                "assigned_to": self._somebody(group, rng),
            }
            if state in _ENDED:
                cells |= {_ENDED[state]: _time(at), "close_code": "Solved"}
            yield self._perhaps_damaged(cells)
            at = in_office_hours(at + MINUTE + int(rng.standard_gamma(1.2) * DAY), rng)

    def _opening(self, at: int, rng: np.random.Generator) -> dict[str, str]:
        caller = self._somebody(facts.WEB_MARKETING, rng)
        return {
            "number": f"INC{10_000 + self.counts['incidents']:07}",
            "reopen_count": "0",
            "made_sla": "true",
            "caller_id": caller,
            "opened_by": caller,
            "opened_at": _time(at),
            "sys_created_by": caller,
            "sys_created_at": _time(at),
            "contact_type": "Self service",
            "category": _CATEGORIES[int(rng.integers(len(_CATEGORIES)))],
            "impact": "2 - Medium",
            "urgency": "2 - Medium",
            "priority": "3 - Moderate",
        }

    def _perhaps_damaged(self, cells: dict[str, str]) -> list[str]:
        self._rows += 1
        # A comment row that lost its time; the same state stands in the row before.
        if self._rows % _DAMAGED_EVERY == 0 and cells["incident_state"] == "Active":
            self.dirt["no readable time"] = self.dirt.get("no readable time", 0) + 1
            cells = cells | {"sys_updated_at": "?"}
        return list(cells.values())

    def _somebody(self, team: str, rng: np.random.Generator) -> str:
        names = self.company.staff.names.get(team, ["Service desk"])
        return names[int(rng.integers(len(names)))]


def _path(rng: np.random.Generator) -> list[tuple[str, str]]:
    """The states and groups that an incident passes."""
    group = _GROUPS[int(rng.integers(len(_GROUPS)))]
    steps = [("New", facts.SERVICE_DESK), ("Active", facts.SERVICE_DESK), ("Active", group)]
    if rng.random() < 0.25:
        group = _GROUPS[int(rng.integers(len(_GROUPS)))]
        steps.append(("Active", group))
    if rng.random() < 0.4:
        steps += [("Awaiting User Info", group), ("Active", group)]
    return [*steps, ("Resolved", group), ("Closed", group)]


def _time(at: int) -> str:
    """Day first, without leading zeros and seconds, as the public log writes it."""
    when = moment(at)
    return f"{when.day}/{when.month}/{when.year} {when:%H:%M}"
