"""What the placed stays add up to."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from accord.analysis import custody
from accord.config.flow.exports import Exports
from accord.config.flow.placing import Custody

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Turns = dict[str, dict[str, float]]


@dataclass(slots=True)
class Found:
    """What the files tell."""

    exports: Exports
    custody: Custody
    items: Any  # one row an item, on the engine
    figures: dict[str, Any]  # exactly what --json holds


def measured(exports: Exports, placed: Custody) -> Found:
    """Count and add up what the placed stays tell."""
    items = placed.items
    figures = _counts_of(exports, items) | {
        "lead_days": _lead_days(exports, items),
        "days_by_turn": _days_by_turn(exports, placed.placed),
        "unmapped_holders": placed.unmapped_holders,
        "unmapped_statuses": placed.unmapped_statuses,
        "rows": {"read": placed.read, "used": placed.used, "skipped": placed.read - placed.used},
        "as_of": written_time(placed.as_of),
    }
    return Found(exports, placed, items, figures)


def _counts_of(exports: Exports, items: Any) -> dict[str, Any]:
    counted = items.aggregate(
        items=items.count(),
        delivered=(items.outcome == "delivered").sum(),
        dropped=(items.outcome == "dropped").sum(),
        open=(items.outcome == "open").sum(),
        reopened=items.reopened.sum(),
        handoffs=items.handoffs.sum(),
        items_with_handoff=(items.handoffs > 0).sum(),
        ping_pongs=items.ping_pongs.sum(),
    )
    found: dict[str, Any] = exports.connection.to_pyarrow(counted).to_pylist()[0]
    return found


def _lead_days(exports: Exports, items: Any) -> dict[str, float | None]:
    found = exports.connection.to_pyarrow(custody.lead_times(items)).to_pylist()[0]
    return {
        name: None if found[name] is None else round(found[name], 6)
        for name in ("p50", "p85", "p95", "mean")
    }


def _days_by_turn(exports: Exports, placed: Any) -> Turns:
    spent = exports.connection.to_pyarrow(custody.days_by_turn(placed)).to_pylist()
    turns: Turns = {}
    for row in sorted(spent, key=lambda row: row["turn"]):
        days = custody.exact_days(row["seconds"], row["microseconds"])
        if days:
            shown = turns.setdefault(row["turn"], dict.fromkeys(custody.OPEN_CLASSES, 0.0))
            shown[row["class"]] = round(days, 6)
    return turns


def written_time(at: int) -> str:
    """ISO in UTC with a Z; the fraction only where there is one."""
    return (_EPOCH + timedelta(microseconds=at)).isoformat().replace("+00:00", "Z")
