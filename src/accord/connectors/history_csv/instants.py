"""Reads a whole column of times at once, and means what ``Dates`` means by each of them.

Timestamps, and texts written like ``2026-01-31T12:00:00.5+01:00``, are computed for all rows
together. Any other text goes to ``Dates``, each distinct one once.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from accord.connectors.files import Dates

Stamps = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.intp]
Guesses = list[tuple[int, str]]  # a row, and what was guessed for it

_SECOND = 1_000_000
# The ends of the calendar, and what ``Dates`` takes for a time, which keeps away from them.
_FIRST, _EARLIEST, _LATEST, _LAST = (
    int(np.datetime64(time, "us").astype(np.int64))
    for time in ("0001-01-01", "0001-01-02", "9999-12-30", "9999-12-31T23:59:59.999999")
)
_PER_SECOND = {"s": 1, "ms": 1_000, "us": _SECOND, "ns": 1_000 * _SECOND}

_HEAD = 19  # letters of 2026-01-31T12:00:00
_LONGEST = 40
_DIGITS = (0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18)
_SIGNS = {4: b"-", 7: b"-", 10: b"T ", 13: b":", 16: b":"}
_FIRST_YEAR, _LAST_YEAR = 1_000, 9_998
_MONTHS = np.arange(f"{_FIRST_YEAR}-01", f"{_LAST_YEAR + 1}-02", dtype="M8[M]")
_MONTH_STARTS = _MONTHS.astype("M8[D]").astype(np.int64)


@dataclass(slots=True)
class Times:
    """The times of one column; ``None`` in the careful reading is not readable here."""

    dates: Dates  # with a receipt of its own: what is guessed is told in the order of rows
    read: Callable[[str], int | None]  # ``dates.time`` or ``dates.due``

    def of(self, column: pa.Array) -> tuple[Stamps, Marks, Guesses]:
        """Each row's time, whether it is readable, and what was guessed, with the row it was for."""
        if not pa.types.is_timestamp(column.type):
            stamps, done, naive = _written(column)
        elif column.type.tz is None and self._elsewhere:
            column = column.cast(pa.string()).fill_null("")
            stamps, done, naive = _written(column)
        else:
            return self._typed(column)
        if self._elsewhere:
            done &= ~naive
        guessed = self._carefully(column, stamps, done, naive)
        return stamps, done, guessed

    @property
    def _elsewhere(self) -> bool:
        return self.dates.options.zone not in ("", "UTC")

    def _typed(self, column: pa.Array) -> tuple[Stamps, Marks, Guesses]:
        stamps, readable, dated = _stamps(column)
        if column.type.tz is not None:
            return stamps, readable, []
        first = np.flatnonzero(dated)[:1]
        texts = column.take(pa.array(first)).cast(pa.string()).to_pylist()
        return stamps, readable, self._told(list(zip(first.tolist(), texts, strict=True)))[1]

    def _carefully(self, column: pa.Array, stamps: Stamps, done: Marks, naive: Marks) -> Guesses:
        """Read what is not done yet, in the order of rows; what becomes readable is then done."""
        left = np.flatnonzero(~done)
        rows, texts, codes = distinct(column.take(pa.array(left)))
        calls = list(zip(left[rows].tolist(), texts, strict=True))
        # Of the times already done, the first without zone may have to be told.
        told = [(row, column[row].as_py()) for row in np.flatnonzero(done & naive)[:1].tolist()]
        values, guessed = self._told(sorted(calls + told))
        found = [values[text] for text in texts]
        read = np.array([0 if value is None else value for value in found], np.int64)
        known = np.array([value is not None for value in found], np.bool_)
        stamps[left], done[left] = read[codes], known[codes]
        return guessed

    def _told(self, calls: list[tuple[int, str]]) -> tuple[dict[str, int | None], Guesses]:
        told = self.dates.receipt.guessed
        values: dict[str, int | None] = {}
        guessed: Guesses = []
        for row, text in calls:
            before = len(told)
            values[text] = self.read(text)
            guessed += [(row, sentence) for sentence in told[before:]]
        return values, guessed


def distinct(column: pa.Array) -> tuple[Places, list[str], Places]:
    """The distinct texts as they come: the row that has each first, the text, and each row's text."""
    coded = column.dictionary_encode()
    codes = coded.indices.to_numpy()
    return np.unique(codes, return_index=True)[1], coded.dictionary.to_pylist(), codes


def _stamps(column: pa.Array) -> tuple[Stamps, Marks, Marks]:
    """The timestamps, which of them are readable, and which are a date of the calendar at all."""
    given = column.is_valid().to_numpy(zero_copy_only=False)
    ticks = column.cast(pa.int64()).fill_null(0).to_numpy()
    per_second = _PER_SECOND[column.type.unit]
    if per_second > _SECOND:  # so fine that no other years can be written; the rest is cut
        return ticks // (per_second // _SECOND), given, given
    scale = _SECOND // per_second
    dated = given & (ticks >= _FIRST // scale) & (ticks <= _LAST // scale)
    # The number of whole ticks is rounded into the span.
    readable = given & (ticks >= -(-_EARLIEST // scale)) & (ticks <= _LATEST // scale)
    return np.where(readable, ticks, 0) * scale, readable, dated


def _written(column: pa.Array) -> tuple[Stamps, Marks, Marks]:
    """Times of the plain form, which rows hold one, and which of these are without zone."""
    rows = len(column)
    stamps = np.zeros(rows, np.int64)
    done, naive = np.zeros(rows, np.bool_), np.zeros(rows, np.bool_)
    if not rows:
        return stamps, done, naive
    offsets = np.frombuffer(column.buffers()[1], np.int32)
    ends = offsets[column.offset : column.offset + rows + 1].astype(np.intp)
    lengths = np.diff(ends)
    may = np.flatnonzero((lengths >= _HEAD) & (lengths <= _LONGEST))
    if len(may):
        letters = np.frombuffer(column.buffers()[2], np.uint8)
        stamps[may], done[may], naive[may] = _parsed(letters, ends[may], ends[may + 1])
    return stamps, done, naive


def _parsed(letters: Bytes, starts: Places, ends: Places) -> tuple[Stamps, Marks, Marks]:
    zone_at, shift, plain = _zones(letters, starts, ends)
    seconds, right = _heads(_windows(letters, starts, _HEAD))
    plain &= right
    stamps = seconds * _SECOND - shift
    lengths = zone_at - starts - _HEAD
    # A zone inside the first letters spoils these; what comes after them is no fraction then.
    for length in np.flatnonzero(np.bincount(np.maximum(lengths, 0))).tolist():
        if length:
            rows = np.flatnonzero(lengths == length)
            part, right = _fractions(_windows(letters, starts[rows] + _HEAD, length))
            stamps[rows] += part
            plain[rows] &= right
    return stamps, plain, zone_at == ends


def _windows(letters: Bytes, starts: Places, length: int) -> Bytes:
    """The letters from each start on, so that all first letters stand together, all second, ..."""
    views = np.lib.stride_tricks.sliding_window_view(letters, length)
    return np.ascontiguousarray(views[starts].T)


def _zones(letters: Bytes, starts: Places, ends: npt.NDArray) -> tuple[Places, Stamps, Marks]:
    """Where the zone begins (the end where there is none), how far it is off, and whether it is one."""
    zone_at, shift = ends - (letters[ends - 1] == ord("Z")), np.zeros(len(ends), np.int64)
    plain = np.ones(len(ends), np.bool_)
    may = np.flatnonzero((zone_at == ends) & (ends - starts >= _HEAD + 6))
    signs = letters[ends[may] - 6]
    signed = (signs == ord("+")) | (signs == ord("-"))
    rows, signs = may[signed], signs[signed]
    zone_at[rows] -= 6
    written = _windows(letters, zone_at[rows], 6)
    hours, minutes = _number(written[[1, 2]]), _number(written[[4, 5]])
    plain[rows] = _all_digits(written[[1, 2, 4, 5]]) & (written[3] == ord(":"))
    plain[rows] &= (hours < 24) & (minutes < 60)
    shift[rows] = (hours * 60 + minutes) * 60 * _SECOND * np.where(signs == ord("-"), -1, 1)
    return zone_at, shift, plain


def _heads(letters: Bytes) -> tuple[Stamps, Marks]:
    """The seconds since 1970 that the first letters mean, and whether they are a date and a time."""
    right = _all_digits(letters[list(_DIGITS)])
    for place, signs in _SIGNS.items():
        right &= np.isin(letters[place], list(signs))
    year, month, day = (_number(letters[begin:end]) for begin, end in ((0, 4), (5, 7), (8, 10)))
    hour, minute, second = (_number(letters[begin : begin + 2]) for begin in (11, 14, 17))
    right &= (year >= _FIRST_YEAR) & (year <= _LAST_YEAR) & (month >= 1) & (month <= 12)
    right &= (hour < 24) & (minute < 60) & (second < 60)
    index = np.where(right, (year - _FIRST_YEAR) * 12 + month - 1, 0)
    start = _MONTH_STARTS[index]
    right &= (day >= 1) & (day <= _MONTH_STARTS[index + 1] - start)
    return (start + day - 1) * 86_400 + hour * 3_600 + minute * 60 + second, right


def _fractions(letters: Bytes) -> tuple[Stamps, Marks]:
    """The microseconds that ``.25`` means, digits past them cut, and whether it is a fraction."""
    right = (letters[0] == ord(".")) & _all_digits(letters[1:]) & (len(letters) > 1)
    digits = letters[1:7]
    return _number(digits) * 10 ** (6 - len(digits)), right


def _all_digits(letters: Bytes) -> Marks:
    # What stands before the digits becomes a high number: there is no sign here.
    return np.logical_and.reduce((letters - ord("0")) <= 9, axis=0)


def _number(letters: Bytes) -> Stamps:
    number = np.zeros(letters.shape[1], np.int64)
    for digits in letters:
        number = number * 10 + digits - ord("0")
    return number
