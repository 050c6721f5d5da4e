"""Asks whether the holder column names who logged a row rather than whose turn it is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from accord.connectors.any_table.mapping import normal
from accord.connectors.any_table.proposals import usually_names_the_holder
from accord.connectors.any_table.table import Cells
from accord.connectors.contract import Receipt
from accord.connectors.persons import names_the_logger

ROWS_LOOKED_AT = 200_000  # a question needs no more, and memory stays bounded
COUNTERS = ("reassignment_count", "reassignments", "number of reassignments")
_COUNTERS = frozenset(normal(name) for name in COUNTERS)
_WHO_DID_IT = ("org:resource", "resource")
_NEARLY_EVERY = 0.8
_ALWAYS = 0.95  # people often log their own work: the holder may be the author now and then
_ROWS_AT_LEAST = 5
_MOST_COMPARED = 5


def is_compared(name: str) -> bool:
    """Whether a column could be the holder instead, names who wrote the row, or counts reassignments."""
    return usually_names_the_holder(name) or _names_an_author(name) or normal(name) in _COUNTERS


def _names_an_author(name: str) -> bool:
    return names_the_logger(name) or normal(name) in _WHO_DID_IT


@dataclass(slots=True)
class _Changes:
    """How often a column changes within an item, as the rows stand."""

    last: dict[str, str] = field(default_factory=dict)
    seen: int = 0  # rows after an item's first
    changed: int = 0

    def see(self, item: str, value: str) -> None:
        if not value:
            return
        before = self.last.get(item)
        self.last[item] = value
        if before is not None:
            self.seen += 1
            self.changed += value != before

    @property
    def nearly_every_row(self) -> bool:
        return self.seen > 0 and self.changed >= _NEARLY_EVERY * self.seen


@dataclass(slots=True)
class _Alike:
    """How often a column says the same as the holder."""

    filled: int = 0
    same: int = 0

    def see(self, holder: str, value: str) -> None:
        if holder and value:
            self.filled += 1
            self.same += holder == value

    @property
    def always(self) -> bool:
        return self.filled >= _ROWS_AT_LEAST and self.same >= _ALWAYS * self.filled


class HandOffs:
    """Counts hand-offs by the holder column, by columns that could be it, and by the tracker's counter."""

    def __init__(
        self,
        names: Iterable[str],
        holder: str,
        could_hold: Callable[[str], bool] = usually_names_the_holder,
    ) -> None:
        self.holder = holder
        self._reason = _reason(holder)
        self._rows = 0
        places = list(enumerate(names))
        self._by_holder = _Changes()
        own = normal(holder)
        others = [(p, name) for p, name in places if normal(name) != own and could_hold(name)]
        self._others = [(place, name, _Changes()) for place, name in others[:_MOST_COMPARED]]
        authors = [
            (p, name) for p, name in places if normal(name) != own and _names_an_author(name)
        ]
        self._authors = [(place, name, _Alike()) for place, name in authors[:_MOST_COMPARED]]
        self._counters = [place for place, name in places if normal(name) in _COUNTERS]
        self._counted: dict[str, int] = {}

    @property
    def looks(self) -> bool:
        """Whether another row could say anything."""
        told = self._others or self._authors or self._counters or self._reason
        return bool(self.holder and told) and self._rows <= ROWS_LOOKED_AT

    def see(self, item: str, holder: str, cells: Cells) -> None:
        """Take in one row."""
        self._rows += 1
        if not self.looks:
            return
        self._by_holder.see(item, holder)
        for place, _, changes in self._others:
            changes.see(item, cells[place] if place < len(cells) else "")
        for place, _, alike in self._authors:
            alike.see(holder, cells[place] if place < len(cells) else "")
        for place in self._counters:
            if place < len(cells) and cells[place].isdecimal():
                self._counted[item] = max(self._counted.get(item, 0), int(cells[place]))

    def tell(self, receipt: Receipt) -> None:
        """Ask in the receipt, with every count beside the other."""
        others = [(name, changes) for _, name, changes in self._others if changes.last]
        # Where nothing else could be the holder, many changes are no reason to doubt.
        changing = "changes on nearly every row" if self._by_holder.nearly_every_row else ""
        reason = self._reason or self._same_as() or (changing if others else "")
        if not self.holder or not (reason or self._counted):
            return
        where = f" (in the first {ROWS_LOOKED_AT:,} rows)" if self._rows > ROWS_LOOKED_AT else ""
        notes = receipt.notes
        notes[f"hand-offs by the column {self.holder}{where}"] = self._by_holder.changed
        for name, changes in others:
            notes[f"hand-offs, were {name} the holder{where}"] = changes.changed
        if self._counted:
            counted = sum(self._counted.values())
            notes[f"reassignments that the tracker counted{where}"] = counted
        if reason:
            receipt.guessed.append(
                f"Does {self.holder} say whose turn it is? It {reason}. If it names who logged the "
                "entry, choose another column as the holder: the counts below tell what that changes."
            )

    def _same_as(self) -> str:
        names = [name for _, name, alike in self._authors if alike.always]
        return f"is the same as {names[0]} on nearly every row" if names else ""


def _reason(holder: str) -> str:
    """Why the name of the holder's column gives cause to doubt."""
    if names_the_logger(holder):
        return "is called like one that names who wrote the row"
    if normal(holder) in _WHO_DID_IT:
        return "is the usual name of who did the step"
    return ""
