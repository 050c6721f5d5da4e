"""Custody counted row by row in plain Python: slow, and written apart from the engine.

Every rule is taken from the definitions in ``docs/measures/custody.md`` directly; nothing of
``accord`` is used but the set of resolutions that mean "closed without delivery".
"""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from accord.analysis.statuses import ABANDONED_RESOLUTIONS

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = 86_400_000_000
OPEN = ("queue", "work", "wait")
CLOSED = ("done", "dropped")
NOBODY_AT_ALL = ("nobody", "unmapped", "system")


def moment(text):
    """Microseconds since 1970, or None."""
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        return None
    if parsed.tzinfo is None:
        parsed = parsed.replace(tzinfo=UTC)
    return (parsed - EPOCH) // timedelta(microseconds=1)


def days(microseconds):
    return round(microseconds / DAY, 6)


def quantile(values, share):
    """Type 7, in exact fractions."""
    values = sorted(values)
    place = Fraction(share) * (len(values) - 1)
    low = place.numerator // place.denominator
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)


class Reference:
    """Rows are dictionaries of raw text: item, at, status, holder, perhaps type and resolution."""

    def __init__(self, rows, parties, statuses, as_of=None, source="log"):
        self.source, self.parties, self.statuses = source, parties, statuses
        self.read = len(rows)
        usable = self._usable(rows)
        if not usable:
            raise ValueError("no usable row")
        self.as_of = max(row["at"] for row in usable) if as_of is None else moment(as_of)
        in_time = [row for row in usable if row["at"] <= self.as_of]
        self.lives = defaultdict(dict)
        for row in in_time:  # a later row of the file takes the place of an earlier one
            self.lives[row["item"]][row["at"]] = row
        self.lives = {item: [life[at] for at in sorted(life)] for item, life in self.lives.items()}
        self.used = sum(len(life) for life in self.lives.values())

    def _usable(self, rows):
        usable = []
        for row in rows:
            cells = {name: (value or "").strip() for name, value in row.items()}
            at = moment(cells["at"])
            if not cells["item"] or not cells["status"] or at is None:
                continue
            usable.append(cells | {"at": at})
        return usable

    def status_class(self, row):
        status_class = self.statuses.get(row["status"], ("", ""))[0] or "unmapped"
        if status_class == "done" and row.get("resolution", "").lower() in ABANDONED_RESOLUTIONS:
            return "dropped"
        return status_class

    def turns(self, life):
        known, turns = None, []
        for row in life:
            if row["holder"]:
                known = row["holder"]
            own = self.statuses.get(row["status"], ("", ""))[1]
            if own:
                turns.append(own)
            elif known is None:
                turns.append("nobody")
            else:
                turns.append(self.parties.get(known) or "unmapped")
        return turns

    def item(self, name):
        life = self.lives[name]
        classes = [self.status_class(row) for row in life]
        turns = self.turns(life)
        ends = [row["at"] for row in life[1:]] + [self.as_of]
        spent = Counter()
        for row, end, status_class, turn in zip(life, ends, classes, turns, strict=True):
            if status_class not in CLOSED:
                spent[turn, status_class] += end - row["at"]
        chain = []
        for status_class, turn in zip(classes, turns, strict=True):
            counts = status_class in OPEN and turn not in NOBODY_AT_ALL
            if counts and (not chain or chain[-1] != turn):
                chain.append(turn)
        steps = list(zip(["", *classes[:-1]], classes, life, strict=True))
        delivered = classes[-1] == "done"
        entries = [row["at"] for before, now, row in steps if now == "done" != before]
        return {
            "item": name,
            "type": next((row["type"] for row in reversed(life) if row.get("type")), ""),
            "created_at": life[0]["at"],
            "done_at": entries[-1] if delivered else None,
            "outcome": {"done": "delivered", "dropped": "dropped"}.get(classes[-1], "open"),
            "lead": entries[-1] - life[0]["at"] if delivered else None,
            "handoffs": max(len(chain) - 1, 0),
            "ping_pongs": sum(a == c for a, c in zip(chain, chain[2:], strict=False)),
            "reopened": sum(before in CLOSED and now in OPEN for before, now, _ in steps),
            "spent": spent,
            "working_known": "work" in classes,
        }

    def items(self):
        return [self.item(name) for name in self.lives]

    def figures(self):
        items = self.items()
        leads = [item["lead"] for item in items if item["lead"] is not None]
        spent = sum((item["spent"] for item in items), Counter())
        outcomes = Counter(item["outcome"] for item in items)
        rows = [row for life in self.lives.values() for row in life]
        return {
            "items": len(items),
            "delivered": outcomes["delivered"],
            "dropped": outcomes["dropped"],
            "open": outcomes["open"],
            "reopened": sum(item["reopened"] for item in items),
            "handoffs": sum(item["handoffs"] for item in items),
            "items_with_handoff": sum(item["handoffs"] > 0 for item in items),
            "ping_pongs": sum(item["ping_pongs"] for item in items),
            "lead_days": self._lead_days(leads),
            "days_by_turn": self._by_turn(spent),
            "unmapped_holders": sorted(
                {
                    row["holder"]
                    for row in rows
                    if row["holder"] and row["holder"] not in self.parties
                }
            ),
            "unmapped_statuses": sorted(
                {row["status"] for row in rows if row["status"] not in self.statuses}
            ),
            "rows": {"read": self.read, "used": self.used, "skipped": self.read - self.used},
            "as_of": (EPOCH + timedelta(microseconds=self.as_of))
            .isoformat()
            .replace("+00:00", "Z"),
        }

    def _lead_days(self, leads):
        if not leads:
            return dict.fromkeys(("p50", "p85", "p95", "mean"))
        found = {f"p{share}": quantile(leads, Fraction(share, 100)) for share in (50, 85, 95)}
        found["mean"] = Fraction(sum(leads), len(leads))
        return {name: float(round(value / DAY, 6)) for name, value in found.items()}

    def _by_turn(self, spent):
        turns = {}
        for (turn, status_class), time in sorted(spent.items()):
            if time:
                turns.setdefault(turn, dict.fromkeys(OPEN, 0.0))[status_class] = days(time)
        return turns
