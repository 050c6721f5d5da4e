"""Which due dates each party kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from accord.analysis.replay import share_interval
from accord.areas.evidence.findings.basis import LEAST_FOR_A_TYPE
from accord.areas.evidence.findings.parties import party_place
from accord.areas.evidence.frames import Figures, Promise
from accord.areas.indicators.actions import Said
from accord.areas.indicators.models import Direction


@dataclass(frozen=True, slots=True)
class Kept:
    """Promises of one party: kept of those that are decided."""

    party: str
    kept: int
    of: int
    kept_last: int
    moved_early: int
    moved_late: int
    pending: int
    withdrawn: int

    @property
    def share(self) -> float | None:
        """Share kept against the first date."""
        return self.kept / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the share (Wilson)."""
        return share_interval(self.kept, self.of)


def promises_kept(rows: Sequence[Promise]) -> list[Kept]:
    """Promises by party, marketing and IT first."""
    groups: dict[str, list[Promise]] = {}
    for row in rows:
        groups.setdefault(row.party, []).append(row)
    order = sorted(groups, key=party_place)
    return [_kept(party, groups[party]) for party in order]


def _kept(party: str, rows: Sequence[Promise]) -> Kept:
    decided = [row for row in rows if row.against_first in {"kept", "missed"}]
    return Kept(
        party=party,
        kept=sum(row.against_first == "kept" for row in decided),
        of=len(decided),
        kept_last=sum(row.against_last == "kept" for row in decided),
        moved_early=sum(row.moved == "renegotiated early" for row in rows),
        moved_late=sum(row.moved == "renegotiated late" for row in rows),
        pending=sum(row.against_first == "pending" for row in rows),
        withdrawn=sum(row.against_first == "withdrawn" for row in rows),
    )


def promise_readings(figures: Figures) -> list[Said]:
    """The share of due dates kept, by party, where five are decided."""
    return [
        Said(
            name="evidence.promises",
            part=found.party,
            question=f"Which share of its due dates did {found.party} keep?",
            value=found.share,
            low=found.interval[0],
            high=found.interval[1],
            unit="share",
            count=found.of,
            direction=Direction.UP,
            link=f"/evidence/promises/?party={found.party}",
            detail={
                "kept": found.kept,
                "of": found.of,
                "kept_last": found.kept_last,
                "moved_late": found.moved_late,
            },
        )
        for found in promises_kept(figures.promises)
        if found.of >= LEAST_FOR_A_TYPE
    ]
