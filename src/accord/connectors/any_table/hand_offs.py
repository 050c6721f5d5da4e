"""Asks whether the holder column names who logged a row rather than whose turn it is."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from accord.connectors.any_table.mapping import normal
from accord.connectors.any_table.proposals import names_the_logger, usually_names_the_holder
from accord.connectors.any_table.table import Cells
from accord.connectors.contract import Receipt

_COUNTERS = {"reassignment count", "reassignments", "number of reassignments"}
_NEARLY_EVERY = 0.8
_MOST_COMPARED = 5


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


class HandOffs:
    """Counts hand-offs by the holder column, by columns that could be it, and by the tracker's counter."""

    def __init__(self, names: Iterable[str], holder: str) -> None:
        self.holder = holder
        places = list(enumerate(names))
        self._by_holder = _Changes()
        others = [
            (p, name) for p, name in places if name != holder and usually_names_the_holder(name)
        ]
        self._others = [(place, name, _Changes()) for place, name in others[:_MOST_COMPARED]]
        self._counters = [place for place, name in places if normal(name) in _COUNTERS]
        self._counted: dict[str, int] = {}

    def see(self, item: str, holder: str, cells: Cells) -> None:
        """Take in one row."""
        self._by_holder.see(item, holder)
        for place, _, changes in self._others:
            changes.see(item, cells[place] if place < len(cells) else "")
        for place in self._counters:
            if place < len(cells) and cells[place].isdecimal():
                self._counted[item] = max(self._counted.get(item, 0), int(cells[place]))

    def tell(self, receipt: Receipt) -> None:
        """Ask in the receipt, with every count beside the other."""
        suspicious = names_the_logger(self.holder) or (
            bool(self._others) and self._by_holder.nearly_every_row
        )
        if not self.holder or not (suspicious or self._counted):
            return
        receipt.notes[f"hand-offs by the column {self.holder}"] = self._by_holder.changed
        for _, name, changes in self._others:
            receipt.notes[f"hand-offs, were {name} the holder"] = changes.changed
        if self._counted:
            receipt.notes["reassignments that the tracker counted"] = sum(self._counted.values())
        if suspicious:
            receipt.guessed.append(self._question())

    def _question(self) -> str:
        why = (
            "is called like one that names who wrote the row"
            if names_the_logger(self.holder)
            else "changes on nearly every row"
        )
        return (
            f"Does {self.holder} say whose turn it is? It {why}. If it names who logged the entry, "
            "choose another column as the holder: the counts below tell what that changes."
        )
