"""Reads a plain history column by column: the same rows, reasons and sentences as row by row."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as compute

from accord.analysis.tables import ITEMS
from accord.connectors.contract import EXAMPLES_KEPT, Options, Receipt, Recorder
from accord.connectors.files import DUE_UNREADABLE, Dates
from accord.connectors.history_csv.headers import NOWHERE, Columns
from accord.connectors.history_csv.instants import Guesses, Times, distinct
from accord.connectors.history_csv.parts import Part
from accord.connectors.labels import labels_in

#: All letters that Python takes for white space.
WHITE_SPACE = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)

Parts = Callable[[], Iterator[Part]]
Marks = npt.NDArray[np.bool_]


class BatchReading:
    """One file being read: where its columns go, and of which items more is said than their state."""

    def __init__(
        self, recorder: Recorder, columns: Columns, file: Path, options: Options, parts: Parts
    ) -> None:
        self.recorder = recorder
        self.columns = columns
        self.parts = parts
        self.described = _Described()
        self.hand_offs = columns.hand_offs()
        at, due = (Dates(file, options, Receipt(), self._texts_of_times) for _ in range(2))
        self.at, self.due = Times(at, at.time), Times(due, due.due)

    def all(self) -> None:
        """Read every row after the header."""
        for part in self.parts():
            self._part(part)
        self.hand_offs.tell(self.recorder.receipt)

    def _texts_of_times(self) -> Iterator[str]:
        """The texts that hold times, each once a part, in the order of rows."""
        for part in self.parts():
            met: list[tuple[int, int, str]] = []
            for order, place in enumerate(self.columns.times):
                if not pa.types.is_timestamp(part.times[place].type):
                    rows, texts, _ = distinct(part.times[place])
                    met += zip(rows.tolist(), [order] * len(texts), texts, strict=True)
            yield from (text for _, _, text in sorted(met))

    def _part(self, part: Part) -> None:
        columns = self.columns
        item, status = self._text(part, columns.item), self._text(part, columns.status)
        at, readable, guessed = self.at.of(_trimmed(part.times[columns.at]))
        reasons = {
            "no item": _is_blank(item),
            "no status": _is_blank(status),
            "no readable time": ~readable,
        }
        kept = _Kept(self._skip(part, reasons))
        line = kept.of(pa.array(np.arange(part.first_line, part.first_line + part.rows)))
        item, at = kept.of(item), kept.of(pa.array(at))
        others = (columns.holder, columns.person, columns.resolution)
        texts = [kept.of(self._text(part, place)) for place in others]
        self.recorder.history_columns(item, at, line, kept.of(status), *texts)
        if self.hand_offs.looks:
            compared = [kept.of(self._text(part, place)) for place in columns.compared]
            self._compare(item, texts[0], compared)
        if columns.describes:
            places = (columns.type, columns.title, columns.labels)
            self._describe(item, at, *(kept.of(self._text(part, place)) for place in places))
        if columns.due != NOWHERE:
            due = kept.of(_trimmed(part.times[columns.due]))
            guessed += kept.rows_of(self._promise(item, at, line, due))
        self._tell(guessed)

    def _text(self, part: Part, place: int) -> pa.Array:
        if place == NOWHERE:
            return pa.repeat(pa.scalar("", pa.string()), part.rows)
        return _trimmed(part.texts[place])

    def _skip(self, part: Part, reasons: dict[str, Marks]) -> Marks:
        """Tell the rows that cannot be used, for the first reason of each; the others are kept."""
        kept = np.ones(part.rows, np.bool_)
        skipped = []
        for reason, applies in reasons.items():
            rows = np.flatnonzero(applies & kept)
            kept &= ~applies
            if len(rows):
                skipped.append((int(rows[0]), reason, rows))
        for _, reason, rows in sorted(skipped, key=lambda one: one[0]):
            lines = (rows[:EXAMPLES_KEPT] + part.first_line).tolist()
            self.recorder.skip_many(reason, len(rows), (f"line {line}" for line in lines))
        return kept

    def _compare(self, item: pa.Array, holder: pa.Array, compared: list[pa.Array]) -> None:
        cells = [column.to_pylist() for column in compared]
        for row, (key, name) in enumerate(zip(item.to_pylist(), holder.to_pylist(), strict=True)):
            self.hand_offs.see(key, name, [column[row] for column in cells])

    def _describe(
        self, item: pa.Array, at: pa.Array, type: pa.Array, title: pa.Array, labels: pa.Array
    ) -> None:
        # Every row, also where it says the same again: rows may stand in any order.
        blank = _is_blank(type) & _is_blank(title) & _is_blank(labels)
        told = _Kept(self.described.rows(item, ~blank))
        lists = _lists(told.of(labels))
        self.recorder.item_columns(told.of(item), told.of(at), told.of(type), told.of(title), lists)

    def _promise(self, item: pa.Array, at: pa.Array, line: pa.Array, due: pa.Array) -> Guesses:
        stamps, readable, guessed = self.due.of(due)
        blank = _is_blank(due)
        told = _Kept(readable | blank)
        if told.without:
            self.recorder.receipt.notes[DUE_UNREADABLE] += told.without
        moved = pa.array(stamps, mask=blank)
        self.recorder.promise_columns(told.of(item), told.of(at), told.of(line), told.of(moved))
        return guessed

    def _tell(self, guessed: Guesses) -> None:
        """Tell what was guessed once, in the order of rows; in one row the time comes before."""
        told = self.recorder.receipt.guessed
        for _, sentence in sorted(guessed, key=lambda one: one[0]):
            if sentence not in told:
                told.append(sentence)


def _lists(texts: pa.Array) -> pa.Array:
    """The labels that each text holds; each text is read once: there are far fewer than rows."""
    coded = texts.dictionary_encode()
    found = [labels_in(text) for text in coded.dictionary.to_pylist()]
    return pa.array(found, ITEMS.field("labels").type).take(coded.indices)


#: So many names of items wait before those that are named twice are sought.
_PUT_OFF = 1_000_000


class _Described:
    """The items of which something has been said up to now."""

    def __init__(self) -> None:
        self._items: set[str] = set()
        # Most files say something in every row, and then nobody asks.
        self._not_asked: list[pa.Array] = []
        self._waiting = 0

    def rows(self, item: pa.Array, said: Marks) -> Marks:
        """The rows that say something, or that come after one that did for the same item."""
        if said.all():
            self._put_off(item.unique())
            return said
        while self._not_asked:
            self._items.update(self._not_asked.pop().to_pylist())
        self._waiting = 0
        _, items, codes = distinct(item)
        before = np.array([item in self._items for item in items])
        first = np.full(len(items), len(item))
        backwards = np.flatnonzero(said)[::-1]
        first[codes[backwards]] = backwards
        self._items.update(items[code] for code in np.flatnonzero(first < len(item)).tolist())
        return said | before[codes] | (first[codes] < np.arange(len(item)))

    def _put_off(self, items: pa.Array) -> None:
        """Remember these items, each of them once for many parts: an item's rows lie all over the file."""
        self._not_asked.append(items)
        self._waiting += len(items)
        if self._waiting > 2 * max(len(self._not_asked[0]), _PUT_OFF):
            self._not_asked = [pa.chunked_array(self._not_asked).unique()]
            self._waiting = len(self._not_asked[0])


class _Kept:
    """The rows of a part that are kept: all columns follow."""

    def __init__(self, kept: Marks) -> None:
        self._kept = kept
        self.without = len(kept) - int(np.count_nonzero(kept))

    def of(self, column: pa.Array) -> pa.Array:
        return column.filter(pa.array(self._kept)) if self.without else column

    def rows_of(self, guessed: Guesses) -> Guesses:
        """What was guessed for kept rows, with the row of the part."""
        places = np.flatnonzero(self._kept)
        return [(int(places[row]), sentence) for row, sentence in guessed]


def _trimmed(column: pa.Array) -> pa.Array:
    if pa.types.is_timestamp(column.type):
        return column
    return compute.utf8_trim(column, WHITE_SPACE)


def _is_blank(column: pa.Array) -> Marks:
    if pa.types.is_timestamp(column.type):
        return column.is_null().to_numpy(zero_copy_only=False)
    return compute.equal(column, "").to_numpy(zero_copy_only=False)
