"""Reads any table by a mapping of its columns: told, or that of a preset whose header fits exactly."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, islice
from pathlib import Path

from accord.analysis.statuses import proposed as usual_status
from accord.analysis.tables import NOT_RECORDED
from accord.connectors.any_table.mapping import (
    TIMES,
    Mapping,
    Part,
    RowKind,
    column_names,
)
from accord.connectors.any_table.presets import Preset, fitting
from accord.connectors.any_table.proposals import of_preset
from accord.connectors.any_table.table import (
    Cells,
    Table,
    dated,
    fits,
    head_rows,
    header_row,
    is_heading,
    look,
    opened,
)
from accord.connectors.contract import (
    HolderKind,
    Level,
    Options,
    Receipt,
    Recorder,
    UnreadableFileError,
)
from accord.connectors.files import DUE_UNREADABLE, Dates
from accord.connectors.hand_offs import HandOffs
from accord.connectors.holders import HOLDER_AT_EXPORT
from accord.connectors.labels import labels_in
from accord.connectors.mentions import mentioned
from accord.connectors.outcomes import COMPLETED
from accord.connectors.snapshots import Ending, Mark, Snapshots

NAME = "table"
LABEL = "Any other table (CSV, XLSX or Parquet)"

_SURE = 0.25  # below every reader that knows its tracker
_AGAIN = "the same key stands on a later row: the last one counts"
_HEADING = "rows that only name a group or repeat the header"
_SUBITEM = "subitem, whose columns are others than the items'"
_STARTED = "Started"
_STARTED_UNREADABLE = "time of the start that cannot be read"
# How monday begins the header of subitems, whose cells are shifted.
_SUBITEMS = ["Subitems", "Name"]


def sniff(head: bytes) -> float:
    """How surely this is the table of a preset that was checked against a real export."""
    rows = head_rows(head)
    number = header_row(rows)
    names = column_names(rows[number - 1]) if number else []
    preset = fitting(names)
    return _SURE if preset and preset.checked and _usable(preset, names) else 0.0


def _usable(preset: Preset, names: list[str]) -> bool:
    return bool(preset.unusable) or preset.dated(names)


def translate(file: Path, options: Options, recorder: Recorder) -> None:
    """Read every row of the table."""
    receipt = recorder.receipt
    receipt.format = NAME
    told = Mapping.from_dict(options.mapping) if options.mapping else None
    with opened(file, told.sheet if told else "") as table:
        mapping = _as_told(told or _preset_mapping(file, table, receipt), options)
        if problem := mapping.problem():
            raise UnreadableFileError(f"{file.name}: {problem}")
        reading = _Reading.prepared(file, table, mapping, options, recorder)
        if mapping.rows is RowKind.SNAPSHOT:
            reading.snapshot()
        else:
            reading.history()


def _preset_mapping(file: Path, table: Table, receipt: Receipt) -> Mapping:
    seen = look(table)
    preset = fitting(seen.names)
    if preset is None or preset.unusable or not preset.dated(seen.names):
        why = preset.unusable if preset else ""
        raise UnreadableFileError(
            f"{file.name}: {why or 'nobody has said yet what the columns of this table say.'}"
        )
    receipt.guessed.append(f"The header is that of {preset.label}: its preset was used.")
    return of_preset(seen, preset)


def _as_told(mapping: Mapping, options: Options) -> Mapping:
    """With the holder and status that the options name."""
    for part, name in ((Part.HOLDER, options.holder), (Part.STATUS, options.status)):
        if name:
            others = [pair for pair in mapping.columns if pair[1] != part and pair[0] != name]
            mapping = replace(mapping, columns=(*others, (name, part)))
    return mapping


@dataclass(slots=True)
class _Reading:
    """One table being read: where its columns stand, its dates, and where rows go."""

    table: Table
    mapping: Mapping
    recorder: Recorder
    names: tuple[str, ...]
    header: Cells
    places: dict[Part, list[int]]
    dates: Dates
    described: set[str] = field(default_factory=set)
    in_subitems: bool = False

    @classmethod
    def prepared(
        cls, file: Path, table: Table, mapping: Mapping, options: Options, recorder: Recorder
    ) -> "_Reading":
        """Find the columns; ``UnreadableFileError`` where the mapping names one that is not there."""
        seen = look(table, mapping.header)
        if not fits(mapping, seen.names):
            missing = [name for name, _ in mapping.columns if name not in seen.names]
            raise UnreadableFileError(
                f"{file.name} has no column {missing[0]}; say anew what its columns are."
            )
        header = list(seen.top[mapping.header - 1]) if mapping.header else []
        places = {part: [seen.names.index(name) for name in mapping.every(part)] for part in Part}
        texts = partial(_texts_of_times, table, mapping, places)
        dates = Dates(file, options, recorder.receipt, texts)
        reading = cls(table, mapping, recorder, seen.names, header, places, dates)
        reading.tell(seen.names)
        return reading

    def tell(self, names: tuple[str, ...]) -> None:
        """Say in the receipt what is read and what is assumed."""
        receipt, mapping = self.recorder.receipt, self.mapping
        snapshot = mapping.rows is RowKind.SNAPSHOT
        receipt.level = Level.SNAPSHOT if snapshot else Level.CHANGELOG
        receipt.holder_kind = HolderKind.PERSON if mapping.persons else HolderKind.UNIT
        read = {name for name, _ in mapping.columns}
        receipt.columns_read = [f"{name} as {part}" for name, part in mapping.columns]
        receipt.columns_ignored = [name for name in names if name not in read]
        if self.table.sheet:
            receipt.guessed.append(f"The sheet {self.table.sheet} of the workbook was read.")
        if not mapping.column(Part.ITEM):
            receipt.guessed.append("Items are told apart by their title: no column is their key.")
        if snapshot and mapping.column(Part.HOLDER):
            receipt.guessed.append(HOLDER_AT_EXPORT)
        if snapshot and not mapping.column(Part.CREATED):
            receipt.guessed.append("No column dates the creation: the start stands for it.")

    # Rows

    def _items(self) -> Iterator[tuple[int, str, Cells]]:
        """``(line, key, cells)`` of every row that tells of an item; others are counted."""
        receipt = self.recorder.receipt
        for line, cells in islice(self.table.rows(receipt), self.mapping.header, None):
            key = self._first(cells, Part.ITEM if self.places[Part.ITEM] else Part.TITLE)
            if self._is_subitem(cells):
                self.recorder.skip(_SUBITEM, f"line {line}")
            elif is_heading(cells, self.header) or sum(map(bool, cells)) == 1:
                receipt.notes[_HEADING] += 1
            elif not key:
                self.recorder.skip("no item", f"line {line}")
            else:
                yield line, key, cells

    def _is_subitem(self, cells: Cells) -> bool:
        """Rows below a header of subitems begin with an empty cell."""
        if cells[:2] == _SUBITEMS:
            self.in_subitems = self.mapping.header > 0
        elif cells[0]:
            self.in_subitems = False
        return self.in_subitems

    def _first(self, cells: Cells, part: Part) -> str:
        return next(self._every(cells, part), "")

    def _every(self, cells: Cells, part: Part) -> Iterator[str]:
        for place in self.places[part]:
            if place < len(cells) and cells[place]:
                yield cells[place]

    def _holder(self, cells: Cells) -> str:
        holder = self._first(cells, Part.HOLDER)
        # Planner and others name several persons; the first is responsible.
        return holder.partition(";")[0].strip() if self.mapping.persons else holder

    # A snapshot

    def snapshot(self) -> None:
        """Every row is an item as it stands; of a key on several rows only the last one."""
        last = {key: line for line, key, _ in self._quietly()}
        items = Snapshots(self.recorder)
        for line, key, cells in self._items():
            if last[key] == line:
                self._item(items, key, cells, f"line {line}, {key}"[:120])
            else:
                self.recorder.skip(_AGAIN, f"line {line}")

    def _quietly(self) -> Iterator[tuple[int, str, Cells]]:
        silent = Recorder(lambda table, batch: None)
        return replace(self, recorder=silent, described=set(), in_subitems=False)._items()

    def _item(self, items: Snapshots, key: str, cells: Cells, place: str) -> None:
        created = self._time(cells, Part.CREATED)
        started = self._time(cells, Part.STARTED)
        marks = [] if started is None else [Mark(started, _STARTED)]
        if not self.places[Part.CREATED]:
            created, marks = started, []
        elif started is None and self._first(cells, Part.STARTED):
            self.recorder.receipt.notes[_STARTED_UNREADABLE] += 1
        holder = self._holder(cells)
        if items.item(key, created, self._ending(cells), place, holder, marks):
            self._describe(key, cells, 0)
            self._promise(key, created or 0, 0, cells)

    def _ending(self, cells: Cells) -> Ending | None:
        """A filled date of the end, or else a status whose usual meaning is an end."""
        status = self._first(cells, Part.STATUS)
        meaning = usual_status(status)
        ended = meaning is not None and meaning.status_class in ("done", "dropped")
        told = self._first(cells, Part.DONE)
        if not told and not ended:
            return None
        at = self.dates.time(dated(told)) if told else None
        return Ending(at, status if ended else COMPLETED, self._first(cells, Part.RESOLUTION))

    # A history

    def history(self) -> None:
        """Every row is a change of an item."""
        counted = HandOffs(self.names, self.mapping.column(Part.HOLDER))
        for line, key, cells in self._items():
            at = self._time(cells, Part.CHANGED)
            status = self._first(cells, Part.STATUS)
            if at is None or (self.places[Part.STATUS] and not status):
                reason = "no readable time" if at is None else "no status"
                self.recorder.skip(reason, f"line {line}")
                continue
            holder, person = self._holder(cells), self._first(cells, Part.PERSON)
            resolution = self._first(cells, Part.RESOLUTION)
            self.recorder.history(key, at, line, status or NOT_RECORDED, holder, person, resolution)
            counted.see(key, holder, cells)
            self._describe(key, cells, at)
            self._promise(key, at, line, cells)
        counted.tell(self.recorder.receipt)

    # Both

    def _time(self, cells: Cells, part: Part) -> int | None:
        return self.dates.time(dated(self._first(cells, part)))

    def _describe(self, key: str, cells: Cells, at: int) -> None:
        requester = self._first(cells, Part.REQUESTER)
        type, title = self._first(cells, Part.TYPE), self._first(cells, Part.TITLE)
        labels = chain.from_iterable(map(labels_in, self._every(cells, Part.LABELS)))
        self.recorder.item(key, type, title, requester, "", at, labels)
        if key in self.described:
            return
        self.described.add(key)
        for target, kind in dict.fromkeys(self._links(key, cells)):
            self.recorder.link(key, target, kind)

    def _links(self, key: str, cells: Cells) -> Iterator[tuple[str, str]]:
        for named in self._every(cells, Part.LINK):
            found = mentioned([named], own=key) or [named]
            yield from ((target, "link") for target in found if target != key)
        texts = [*self._every(cells, Part.TITLE), *self._every(cells, Part.TEXT)]
        texts += self._every(cells, Part.LABELS)
        yield from ((target, "text") for target in mentioned(texts, own=key))

    def _promise(self, key: str, at: int, line: int, cells: Cells) -> None:
        told = self._first(cells, Part.DUE)
        if not told:
            return
        due = self.dates.due(told)
        if due is None:
            self.recorder.receipt.notes[DUE_UNREADABLE] += 1
        else:
            self.recorder.promise(key, at, line, due)


def _texts_of_times(table: Table, mapping: Mapping, places: dict[Part, list[int]]) -> Iterator[str]:
    """All texts that show in which order the file writes day and month."""
    wanted = [place for part in TIMES for place in places[part]]
    for _, cells in islice(table.rows(Receipt()), mapping.header, None):
        yield from (dated(cells[place]) for place in wanted if place < len(cells))
