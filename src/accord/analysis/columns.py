"""Columns as arrays: text as numbers with a list of names, since there are few names and many rows."""

import os
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as compute

Codes = npt.NDArray[np.int32]
Times = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp] | npt.NDArray[np.int32]

#: Text of fewer bytes can be one array of Arrow.
_ONE_PIECE: Final = 1 << 31
#: Up to so many names are sought by comparing.
_FEW: Final = 4
#: From so many rows on a thread costs less than it saves.
MANY: Final = 500_000
#: Each part repeats names of the others: more parts would not pay.
_MOST_PARTS: Final = 4


def cores() -> int:
    """How many parts of long columns are worked on at once."""
    return min(os.cpu_count() or 1, _MOST_PARTS)


def at_once(rows: int, *works: Callable[[], Any]) -> list[Any]:
    """What each of the works on so many rows gives, in their order; on threads where the rows are many.

    Arrow and numpy let other threads run while they go over an array.
    """
    if rows < MANY:
        return [work() for work in works]
    with ThreadPoolExecutor(len(works)) as pool:
        return [under_way.result() for under_way in [pool.submit(work) for work in works]]


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of text as numbers: ``names[codes[row]]``."""

    codes: Codes
    array_of_names: pa.Array

    @classmethod
    def of(cls, codes: npt.NDArray[Any], names: Sequence[str]) -> "Coded":
        """From plain names."""
        return cls(codes.astype(np.int32, copy=False), pa.array(names, pa.string()))

    @property
    def names(self) -> list[str]:
        """Every name by its number."""
        return self.array_of_names.to_pylist()

    def at(self, row: int) -> str:
        """The name of one row."""
        return str(self.array_of_names[int(self.codes[row])].as_py())

    def __getitem__(self, rows: Any) -> "Coded":
        return Coded(self.codes[rows], self.array_of_names)

    def marked(self, chosen: Collection[str]) -> Marks:
        """Which rows bear one of these names."""
        numbers = [number for number, name in enumerate(self.names) if name in chosen]
        if len(numbers) > _FEW:
            return np.array([name in chosen for name in self.names], bool).take(self.codes)
        marks = np.zeros(len(self.codes), bool)
        for number in numbers:  # to compare is quicker than to look up
            marks |= self.codes == number
        return marks

    def array(self) -> pa.DictionaryArray:
        """As Arrow has it."""
        return pa.DictionaryArray.from_arrays(pa.array(self.codes), self.array_of_names)


def coded(column: pa.ChunkedArray) -> Coded:
    """The numbers of a text column, in the order in which its names first appear."""
    if not len(column):
        return Coded.of(np.empty(0, np.int32), [])
    if pa.types.is_dictionary(column.type):
        return _of_dictionary(column.unify_dictionaries().combine_chunks())
    if len(column) < MANY:
        return _encoded(column)
    return _joined(_in_parts(column))


def _in_parts(column: pa.ChunkedArray) -> list[Coded]:
    """The parts of a long column, coded at once and each by itself."""
    length = -(-len(column) // cores())
    parts = [column[begin : begin + length] for begin in range(0, len(column), length)]
    return at_once(len(column), *(partial(_encoded, part) for part in parts))


def _encoded(column: pa.ChunkedArray) -> Coded:
    return _of_dictionary(compute.dictionary_encode(column).combine_chunks())


def _joined(parts: Sequence[Coded]) -> Coded:
    """Columns one after the other, with one list of names."""
    names = pa.chunked_array([part.array_of_names for part in parts])
    found = _encoded(names)
    ends = np.cumsum([0, *(len(part.array_of_names) for part in parts)])
    codes = [
        found.codes[begin:end].take(part.codes)
        for part, begin, end in zip(parts, ends[:-1], ends[1:], strict=True)
    ]
    return Coded(np.concatenate(codes), found.array_of_names)


def _of_dictionary(whole: pa.DictionaryArray) -> Coded:
    codes = whole.indices.to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
    return Coded(codes, whole.dictionary.cast(pa.string()))


def coded_together(column: pa.ChunkedArray) -> Coded:
    """As ``coded``, and quicker where rows of one name stand together: only the first of them is looked at."""
    if pa.types.is_dictionary(column.type) or not 0 < column.nbytes < _ONE_PIECE:
        return coded(column)
    whole = column.combine_chunks().cast(pa.string())
    unlike = compute.not_equal(whole[1:], whole[:-1]).to_numpy(zero_copy_only=False)
    begins = np.append(0, np.flatnonzero(unlike) + 1)
    names = whole.take(pa.array(begins))
    rising = compute.all(compute.less(names[:-1], names[1:]), min_count=0).as_py()
    found = (
        Coded(np.arange(len(names), dtype=np.int32), names)
        if rising
        else coded(pa.chunked_array([names]))
    )
    lengths = np.diff(begins, append=len(whole))
    return Coded(np.repeat(found.codes, lengths), found.array_of_names)
