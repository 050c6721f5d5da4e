"""Which due dates each party kept."""

from dataclasses import dataclass

from accord.analysis.replay import share_interval
from accord.areas.evidence.findings.basis import LEAST_FOR_A_TYPE
from accord.areas.evidence.findings.parties import party_place
from accord.areas.evidence.frames import Figures, Promises
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


def promises_kept(rows: Promises) -> list[Kept]:
    """Promises by party, marketing and IT first."""
    order = sorted(rows.table["party"].unique().to_pylist(), key=party_place)
    return [_kept(party, rows.that(party=party)) for party in order]


def _kept(party: str, rows: Promises) -> Kept:
    kept, missed, pending, withdrawn = (
        rows.says("against_first", word) for word in ("kept", "missed", "pending", "withdrawn")
    )
    decided = kept | missed
    return Kept(
        party=party,
        kept=int(kept.sum()),
        of=int(decided.sum()),
        kept_last=int((rows.says("against_last", "kept") & decided).sum()),
        moved_early=int(rows.says("moved", "renegotiated early").sum()),
        moved_late=int(rows.says("moved", "renegotiated late").sum()),
        pending=int(pending.sum()),
        withdrawn=int(withdrawn.sum()),
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
