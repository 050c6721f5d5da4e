"""Why work waited before somebody began it, by cause."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from accord.analysis.replay import mean_interval
from accord.analysis.tables import MICROSECONDS_A_DAY
from accord.analysis.waiting_causes import CAUSES
from accord.areas.evidence.findings.basis import LEAST_FOR_A_TYPE, SEED
from accord.areas.evidence.findings.parties import party_place
from accord.areas.evidence.frames import Beside, Figures, Request, Requests
from accord.areas.indicators.actions import Said
from accord.charts.causes import CauseBar
from accord.charts.turns import party_name

#: In the order in which the page names them.
ORDER = ("contention", "prioritisation", "batching", "unavailability", "other")
WORDS = {
    "contention": "other work, there earlier",
    "prioritisation": "other work, come later",
    "batching": "collected for one go",
    "unavailability": "outside working hours",
    "other": "not explained",
}
_SENTENCES = {
    "contention": "while {who} had other work that was there earlier",
    "prioritisation": "while {who} had other work that came later",
    "batching": "until enough had come together to be done in one go",
    "unavailability": "outside working hours",
    "other": "for reasons that these records do not show",
}
BATCHING = "batching"
_LEAST_DAYS = 0.05  # what is less would read 0.0


@dataclass(frozen=True, slots=True)
class Part:
    """One cause: days a request and share of the waiting; None where it cannot be told."""

    cause: str
    days: float | None
    share: float | None

    @property
    def words(self) -> str:
        """How the cause is called."""
        return WORDS[self.cause]


@dataclass(frozen=True, slots=True)
class Passage:
    """All waits between the work of one team and that of another; days in all."""

    giver: str
    taker: str
    count: int
    days: float
    parts: tuple[Part, ...]

    @property
    def days_each(self) -> float:
        """Mean days of one wait."""
        return self.days / self.count

    @property
    def lasting(self) -> bool:
        """Whether a wait would show as more than nothing."""
        return self.days_each >= _LEAST_DAYS


@dataclass(frozen=True, slots=True)
class Causes:
    """Why the requests looked at waited before work began."""

    requests: int
    waits: int
    days: float  # a request, with its interval
    low: float
    high: float
    parts: tuple[Part, ...]
    by_party: tuple[CauseBar, ...]
    passages: tuple[Passage, ...]
    rows: Sequence[tuple[Request, float, Part]]  # days waited, largest cause; longest first
    of_teams: bool  # some holders are teams
    only_teams: bool
    instances: int
    left_out: int

    @property
    def largest(self) -> Part:
        """The cause that takes most."""
        return _largest(self.parts)

    @property
    def looked_at(self) -> int:
        """Stretches of work that were looked at."""
        return self.instances - self.left_out

    @property
    def sentence(self) -> str:
        """The largest cause as the end of a sentence."""
        who = "the team" if self.of_teams else "who was to do it"
        return _SENTENCES[self.largest.cause].format(who=who)


def why_it_waited(figures: Figures, rows: Requests) -> Causes | None:
    """The causes over these requests; None where nothing is known to have waited for work."""
    if not figures.tells_work:
        return None
    told = figures.why_waited
    request = told.waits["request"].to_numpy()
    waits = told.waits.filter(pa.array((request >= 0) & rows.chosen[request]))
    of_requests = _summed(waits, ["request"])
    days = of_requests["waiting"].to_numpy() / MICROSECONDS_A_DAY
    if not days.sum():
        return None
    low, high = mean_interval(days, np.random.default_rng(SEED))
    by_team = waits["by_team"].unique().to_pylist()
    return Causes(
        requests=len(days),
        waits=len(waits),
        days=float(days.mean()),
        low=low,
        high=high,
        parts=_parts(_totals(waits), len(days), all(by_team)),
        by_party=_bars(waits, len(days)),
        passages=_passages(waits),
        rows=_rows(of_requests, rows),
        of_teams=any(by_team),
        only_teams=all(by_team),
        instances=told.instances,
        left_out=told.left_out,
    )


def _summed(waits: pa.Table, by: list[str]) -> pa.Table:
    """Waiting and causes summed, the number of waits, and whether all holders are teams."""
    names = ("waiting", *CAUSES)
    sums = [([], "count_all"), ("by_team", "all"), *((name, "sum") for name in names)]
    found = waits.group_by(by, use_threads=False).aggregate(sums)
    found = found.select([*by, "count_all", "by_team_all", *(f"{name}_sum" for name in names)])
    return found.rename_columns([*by, "count", "teams", *names])


def _totals(waits: pa.Table) -> dict[str, float]:
    return {name: float(pc.sum(waits[name]).as_py() or 0) for name in ("waiting", *CAUSES)}


def _parts(sums: dict[str, float], count: int, teams: bool) -> tuple[Part, ...]:
    """Each cause as days a piece and share; of teams nobody can tell whether they collect."""
    waiting = sums["waiting"] or 1.0
    return tuple(
        Part(cause, None, None)
        if cause == BATCHING and teams
        else Part(cause, sums[cause] / count / MICROSECONDS_A_DAY, sums[cause] / waiting)
        for cause in ORDER
    )


def _largest(parts: Iterable[Part]) -> Part:
    return max(parts, key=lambda part: part.days or 0.0)


def _bars(waits: pa.Table, requests: int) -> tuple[CauseBar, ...]:
    """Days a request by whose turn it was, marketing and IT first."""
    rows = sorted(
        _summed(waits, ["party"]).to_pylist(),
        key=lambda row: party_place(row["party"] or "unmapped"),
    )
    return tuple(
        CauseBar(
            party_name(row["party"]) or "not mapped",
            {cause: row[cause] / requests / MICROSECONDS_A_DAY for cause in ORDER},
        )
        for row in rows
        if row["waiting"]
    )


def _passages(waits: pa.Table) -> tuple[Passage, ...]:
    """Between which teams work waited, the longest in all first."""
    found = [
        Passage(
            giver=row["giver"],
            taker=row["taker"],
            count=row["count"],
            days=row["waiting"] / MICROSECONDS_A_DAY,
            parts=_parts(row, row["count"], row["teams"]),
        )
        for row in _summed(waits, ["giver", "taker"]).to_pylist()
        if row["waiting"]
    ]
    return tuple(sorted(found, key=lambda one: (-one.days, one.giver, one.taker)))


def _rows(of_requests: pa.Table, rows: Requests) -> Beside[tuple[Request, float, Part]]:
    """The requests that waited, the longest first, with the cause that took most."""
    waited = of_requests.filter(pc.field("waiting") > 0)
    request, waiting = (waited[name].to_numpy() for name in ("request", "waiting"))
    order = np.lexsort((request, -waiting))

    def beside(row: Request, place: int) -> tuple[Request, float, Part]:
        sums = waited.slice(int(order[place]), 1).to_pylist()[0]
        largest = _largest(_parts(sums, 1, sums["teams"]))
        return row, sums["waiting"] / MICROSECONDS_A_DAY, largest

    return Beside(Requests(rows.columns, request[order]), beside)


def cause_readings(figures: Figures, base: Requests) -> list[Said]:
    """How many days a request waits before work begins, by cause."""
    found = why_it_waited(figures, base)
    if found is None or found.requests < LEAST_FOR_A_TYPE:
        return []
    return [
        Said(
            name="evidence.waiting.cause",
            part=part.cause,
            question=f"How many days does a request wait before work begins: {part.words}?",
            value=part.days,
            unit="days",
            count=found.requests,
            link="/evidence/causes/",
            detail={"share": part.share, "of_teams": found.of_teams},
        )
        for part in found.parts
        if part.days is not None
    ]
