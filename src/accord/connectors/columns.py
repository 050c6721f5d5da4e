"""A CSV header whose names may repeat and differ in case, and what its rows hold."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import islice
from pathlib import Path

from accord.connectors.contract import Recorder, UnreadableFileError
from accord.connectors.files import numbered_rows

_WIDER = "row wider than the header: its last cells were left out"
_AGAIN = "the same key stands on a later row: the last one counts"
Cells = list[str]


@dataclass(frozen=True)
class Columns:
    """The places of the header's names, compared without regard to case."""

    header: tuple[str, ...]

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for place, name in enumerate(self.header):
            places.setdefault(name.casefold(), []).append(place)
        return places

    def __contains__(self, name: str) -> bool:
        return name in self._places

    def first(self, cells: Cells, *names: str) -> str:
        """The first filled cell under any of these names (given in small letters)."""
        return next((cell for name in names for cell in self.every(cells, name)), "")

    def every(self, cells: Cells, name: str) -> Iterator[str]:
        """The filled cells of all columns of this name."""
        for place in self._places.get(name, ()):
            cell = cells[place].strip() if place < len(cells) else ""
            if cell:
                yield cell

    def starting(self, cells: Cells, beginning: str) -> Iterator[tuple[str, str]]:
        """``(name, cell)`` of the filled cells whose column's name begins so."""
        for place, name in enumerate(self.header):
            if name.casefold().startswith(beginning) and place < len(cells):
                cell = cells[place].strip()
                if cell:
                    yield name, cell

    def tell(self, recorder: Recorder, read: Iterable[str]) -> None:
        """Say in the receipt which columns are read and which are passed over."""
        wanted = set(read)
        names = list(dict.fromkeys(name for name in self.header if name))
        recorder.receipt.columns_read = [name for name in names if name.casefold() in wanted]
        recorder.receipt.columns_ignored = [name for name in names if name.casefold() not in wanted]


@dataclass(frozen=True)
class Sheet:
    """One CSV export: its header, and its rows as often as they are asked for."""

    file: Path
    recorder: Recorder
    columns: Columns
    header_rows: int = 1

    @classmethod
    def opened(
        cls,
        file: Path,
        recorder: Recorder,
        is_header: Callable[[Columns], bool],
        rows_to_try: int = 1,
    ) -> "Sheet":
        """Find the header among the first rows; ``UnreadableFileError`` where there is none."""
        beginning = islice(numbered_rows(file, recorder.receipt), rows_to_try)
        for number, (_, cells) in enumerate(beginning, start=1):
            columns = Columns(tuple(cell.strip() for cell in cells))
            if is_header(columns):
                return cls(file, recorder, columns, number)
        raise UnreadableFileError(
            f"{file.name} has no header row that this format needs; export it again with all fields."
        )

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """``(line number, cells)`` of every row below the header that is not empty."""
        for number, (line, cells) in enumerate(numbered_rows(self.file, self.recorder.receipt)):
            if number >= self.header_rows and any(cells):
                yield line, cells

    def texts(self, names: Iterable[str]) -> Iterator[str]:
        """All filled cells of these columns, to find out how the file writes dates."""
        wanted = list(names)
        for _, cells in self.rows():
            for name in wanted:
                yield from self.columns.every(cells, name)

    def last_rows(
        self, *names: str, key_of: Callable[[Columns, Cells], str] | None = None
    ) -> Iterator[tuple[int, str, Cells]]:
        """``(line, key, cells)`` of every row; of a key on several rows only the last one.

        Rows without key, and those that a later one replaces, are counted as skipped.
        """
        key = partial(key_of or _first_of(names), self.columns)
        again = self._last_lines(key)
        for line, cells in self.rows():
            found = key(cells)
            if len(cells) > len(self.columns.header):
                self.recorder.receipt.notes[_WIDER] += 1
            if not found:
                self.recorder.skip("no item", f"line {line}")
            elif again.get(found, line) != line:
                self.recorder.skip(_AGAIN, f"line {line}")
            else:
                yield line, found, cells

    def _last_lines(self, key: Callable[[Cells], str]) -> dict[str, int]:
        """The last line of every key that stands on several rows."""
        seen: set[int] = set()
        again: dict[str, int] = {}
        for line, cells in self.rows():
            found = key(cells)
            if hash(found) in seen:
                again[found] = line
            seen.add(hash(found))
        return again


def _first_of(names: tuple[str, ...]) -> Callable[[Columns, Cells], str]:
    return lambda columns, cells: columns.first(cells, *names)
