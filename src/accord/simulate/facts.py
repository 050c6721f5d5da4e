"""What is planted: every number by which the simulated company can differ from another."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

STAGES = ("conflicting", "coping", "co-mingling", "collaboration", "co-creating")
DEFAULT_STAGE = "co-mingling"


class UnknownFactError(ValueError):
    """A fact that does not exist or a value that it cannot take: one sentence."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The planted facts. Days are means of elapsed days; shares lie between 0 and 1."""

    brief_days: float = 1.5  # marketing writes the brief
    agency_days: float = 4.5  # the agency's queue, where one is asked
    triage_days: float = 0.7  # ready for IT, until IT opens its own ticket
    queue_days: float = 2.6  # IT's queue, until work starts
    it_work_days: float = 3.7
    review_days: float = 0.5
    answer_days: float = 2.6  # marketing's answer to a question
    sign_off_days: float = 3.4  # marketing's sign-off of the content
    it_answer_days: float = 3.0  # IT's answer, once marketing's is there
    publish_days: float = 0.6
    release_every_days: int = 42
    complete_brief_share: float = 0.45
    questions_if_complete: float = 0.5  # rounds of question and answer, on average
    questions_if_not: float = 1.9
    unlinked_share: float = 0.055  # neither tracker names the other's item
    one_way_link_share: float = 0.2
    dropped_share: float = 0.07
    duplicate_share: float = 0.02
    reopened_share: float = 0.05
    due_share_it: float = 0.3  # tickets that carry a due date
    due_share_marketing: float = 0.25
    kept_share_it: float = 0.53
    kept_share_marketing: float = 0.55
    moved_due_share: float = 0.3
    own_tasks: float = 0.2  # marketing's own tasks, per web request
    own_tickets: float = 0.3  # IT's own tickets, per web request
    incidents: float = 0.25  # incidents that marketing reports, per web request
    waves: int = 3
    response_marketing: float = 0.85
    response_it: float = 0.81
    opinion_shift: float = 0.0  # added to every opinion
    improvement: float = 0.1  # of opinions, from wave to wave
    cannot_tell_share: float = 0.05

    def as_dict(self) -> dict[str, Any]:
        """Every fact by its name."""
        return asdict(self)


#: How a stage differs from the middle one: factors of days, cadence, definition and opinions.
_STAGE_FACTS: dict[str, dict[str, float]] = {
    "conflicting": {
        "answer_days": 5.5, "sign_off_days": 7.0, "it_answer_days": 6.0, "queue_days": 7.0,
        "release_every_days": 91, "complete_brief_share": 0.15, "dropped_share": 0.2,
        "unlinked_share": 0.35, "kept_share_it": 0.25, "kept_share_marketing": 0.25,
        "opinion_shift": -1.35, "improvement": 0.0,
    },
    "coping": {
        "answer_days": 3.5, "sign_off_days": 4.5, "it_answer_days": 3.5, "queue_days": 4.5,
        "release_every_days": 91, "complete_brief_share": 0.3, "dropped_share": 0.11,
        "unlinked_share": 0.15, "kept_share_it": 0.4, "kept_share_marketing": 0.4,
        "opinion_shift": -0.6, "improvement": 0.05,
    },
    "co-mingling": {},
    "collaboration": {
        "answer_days": 1.2, "sign_off_days": 1.6, "it_answer_days": 1.1, "queue_days": 1.7,
        "release_every_days": 14, "complete_brief_share": 0.75, "dropped_share": 0.04,
        "unlinked_share": 0.02, "kept_share_it": 0.78, "kept_share_marketing": 0.78,
        "opinion_shift": 0.95,
    },
    "co-creating": {
        "answer_days": 0.6, "sign_off_days": 0.8, "it_answer_days": 0.5, "queue_days": 1.0,
        "release_every_days": 7, "complete_brief_share": 0.9, "dropped_share": 0.03,
        "unlinked_share": 0.0, "kept_share_it": 0.9, "kept_share_marketing": 0.9,
        "opinion_shift": 1.75, "improvement": 0.02,
    },
}  # fmt: skip


def planted(stage: str = DEFAULT_STAGE, overrides: Mapping[str, str] | None = None) -> Facts:
    """The facts of a stage, with single ones overridden by name."""
    if stage not in STAGES:
        raise UnknownFactError(f"There is no stage {stage!r}; choose one of {', '.join(STAGES)}.")
    facts = replace(Facts(), **_STAGE_FACTS[stage])  # type: ignore[arg-type]
    told = {name: _number(name, value) for name, value in (overrides or {}).items()}
    return replace(facts, **told)  # type: ignore[arg-type]


def _number(name: str, value: str) -> float:
    kinds = {field.name: field.type for field in fields(Facts)}
    if name not in kinds:
        raise UnknownFactError(f"There is no fact {name!r}; choose one of {', '.join(kinds)}.")
    try:
        number = int(value) if kinds[name] is int else float(value)
    except ValueError as error:
        raise UnknownFactError(f"The fact {name} needs a number, not {value!r}.") from error
    most = 1.0 if "share" in name or "response" in name else 1000.0
    least = -4.0 if name in ("opinion_shift", "improvement") else 1 if kinds[name] is int else 0.0
    if not least <= number <= most:
        raise UnknownFactError(f"The fact {name} lies between {least:g} and {most:g}, not {value}.")
    return number


@dataclass(frozen=True, slots=True)
class RequestType:
    """One everyday kind of web request: how often, how heavy, and who does it."""

    name: str
    share: float
    work: float  # factor of IT's working days
    released: float  # share that waits for a release
    agency: float  # share in which the agency is asked
    reviewed: float  # share that architecture and security reviews
    marketing_teams: tuple[str, ...]
    it_team: str
    expected_by_marketing: float  # working days that marketing expects
    fair_to_it: float  # working days that IT thinks fair


WEB_MARKETING, BRAND = "Web marketing", "Brand and content"
CAMPAIGNS, OPERATIONS = "CRM and campaigns", "Marketing operations"
WEB_PLATFORM, CRM_SYSTEMS = "Web platform", "CRM systems"
DATA, ARCHITECTURE = "Data and tracking", "Architecture and security"
AGENCY = "Studio Nord"
SERVICE_DESK = "Service desk"

TYPES = (
    RequestType("Landing page", 0.26, 0.7, 0.4, 0.35, 0.0, (WEB_MARKETING, BRAND), WEB_PLATFORM, 8, 20),
    RequestType("Campaign mailing", 0.18, 0.6, 0.0, 0.25, 0.0, (CAMPAIGNS,), CRM_SYSTEMS, 5, 10),
    RequestType("Tracking and data", 0.16, 0.8, 0.0, 0.0, 0.0, (OPERATIONS, WEB_MARKETING), DATA, 6, 12),
    RequestType("Web shop change", 0.20, 1.6, 1.0, 0.1, 0.3, (WEB_MARKETING,), WEB_PLATFORM, 20, 40),
    RequestType("CRM change", 0.10, 1.4, 0.4, 0.0, 0.3, (CAMPAIGNS, OPERATIONS), CRM_SYSTEMS, 15, 30),
    RequestType("App content", 0.10, 1.2, 0.9, 0.2, 0.1, (BRAND,), WEB_PLATFORM, 12, 30),
)  # fmt: skip

#: The project of an IT team in its tracker.
PROJECTS = {WEB_PLATFORM: "WEB", CRM_SYSTEMS: "CRM", DATA: "DATA", ARCHITECTURE: "SEC"}

#: status → (class, turn); a turn of "" is the holder's party. No name stands in both trackers with
#: two meanings.
STATUSES = {
    "Brief": ("work", ""),
    "Waiting for agency": ("wait", "agency"),
    "Ready for IT": ("queue", "it"),
    "With IT": ("wait", "it"),
    "Content and sign-off": ("wait", "marketing"),
    "Ready to publish": ("work", ""),
    "Completed": ("done", ""),
    "Cancelled": ("dropped", ""),
    "Backlog": ("queue", ""),
    "Selected": ("queue", ""),
    "In Progress": ("work", ""),
    "Waiting for marketing": ("wait", "marketing"),
    "In Review": ("work", ""),
    "Ready for release": ("wait", "nobody"),
    "Released": ("done", ""),
    "Done": ("done", ""),
    "New": ("queue", ""),
    "Active": ("work", ""),
    "Awaiting User Info": ("wait", "marketing"),
    "Resolved": ("done", ""),
    "Closed": ("done", ""),
}
DROPPED_RESOLUTIONS = ("Won't Do", "Duplicate")
