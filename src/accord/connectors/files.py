"""What every export file needs: opening it, its lines, its rows, and the times written in it.

Files are known by their content, never by their name: gzip is unpacked where it is found, a byte
order mark is obeyed, and a line longer than ``LINE_LIMIT`` is refused before it fills the memory.
"""

import csv
import gzip
import io
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from datetime import time as clock
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from accord.connectors.contract import Options, Receipt, UnreadableFileError

HEAD_BYTES = 65_536
LINE_LIMIT = 32 * 1024 * 1024
DELIMITERS = (",", ";", "\t")
DUE_UNREADABLE = "due date that cannot be read"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_EARLIEST = (datetime(1, 1, 2, tzinfo=UTC) - _EPOCH) // _MICROSECOND
_LATEST = (datetime(9999, 12, 30, tzinfo=UTC) - _EPOCH) // _MICROSECOND

_TIME = (
    r"(?P<clock>[ ,T]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d+))?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?P<offset>[Zz]|UTC|GMT|[+-]\d{2}:?\d{2})?)?$"
)
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[/.\-](?P<month>\d{1,2})[/.\-](?P<day>\d{1,2})" + _TIME)
_YEAR_LAST = re.compile(
    r"(?P<first>\d{1,2})(?P<mark>[/.\-])(?P<last>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})" + _TIME
)
_DAY_NAME = r"(?:(?:[Mm]on|[Tt]ue|[Ww]ed|[Tt]hu|[Ff]ri|[Ss]at|[Ss]un)[a-z]*,?\s+)?"
_DAY_MONTH = re.compile(
    _DAY_NAME
    + r"(?P<day>\d{1,2})[ /.\-]+(?P<name>[A-Za-z]{3,9})\.?[ /,.\-]+(?P<year>\d{4}|\d{2})"
    + _TIME
)
_MONTH_DAY = re.compile(
    _DAY_NAME
    + r"(?P<name>[A-Za-z]{3,9})\.?[ /.\-]+(?P<day>\d{1,2})[ /,.\-]+(?P<year>\d{4}|\d{2})"
    + _TIME
)
_STAMP = re.compile(r"\d{10}$|\d{13}$|\d{16}$")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


# Opening


@contextmanager
def open_bytes(file: Path) -> Iterator[BinaryIO]:
    """Open the file, unpacked where it is gzip; every failure is one sentence."""
    with _opened(file) as raw:
        packed = raw.peek(2)[:2] == b"\x1f\x8b"
        try:
            if packed:
                with gzip.GzipFile(fileobj=raw) as unpacked:
                    yield cast(BinaryIO, io.BufferedReader(cast(io.RawIOBase, unpacked)))
            else:
                yield raw
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise UnreadableFileError(
                f"{file.name} is a damaged or cut gzip file; fetch it again."
            ) from error


def _opened(file: Path) -> io.BufferedReader:
    try:
        return file.open("rb")
    except FileNotFoundError as error:
        raise UnreadableFileError(f"{file} does not exist; check the path.") from error
    except IsADirectoryError as error:
        raise UnreadableFileError(f"{file} is a folder; name the file inside it.") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UnreadableFileError(f"{file} cannot be opened ({reason}).") from error


def read_head(file: Path, size: int = HEAD_BYTES) -> bytes:
    """The first bytes of the file, unpacked."""
    with open_bytes(file) as stream:
        parts, missing = [], size
        while missing and (part := stream.read(missing)):
            parts.append(part)
            missing -= len(part)
    return b"".join(parts)


# Lines and rows


def decode_head(head: bytes) -> str:
    """The first bytes as text, for sniffing: what cannot be decoded is replaced."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return head.decode("utf-16", "replace")
    return head.decode("utf-8-sig", "replace")


def delimiter_of(line: str) -> str:
    """The delimiter that cuts the line into most cells; the comma where none does."""
    return max(DELIMITERS, key=lambda mark: len(next(csv.reader([line], delimiter=mark), [])))


def header_of(head: bytes) -> list[str]:
    """The trimmed cells of the first line that is not blank; empty for what is no table."""
    if b"\0" in head and head[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return []
    line = next((line for line in decode_head(head).splitlines() if line.strip()), "")
    _lift_the_cell_limit()
    return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter_of(line)), [])]


def numbered_rows(
    file: Path, receipt: Receipt, delimiter: str = ""
) -> Iterator[tuple[int, list[str]]]:
    """Yield ``(line number, cells)`` of a delimited file, its header first; blank lines are passed.

    The delimiter is the one that the first row uses, where none is told. A row that spans lines
    bears its last line's number. Bytes that are not UTF-8 are read as Windows-1252, and the receipt says so. A quote that
    is never closed is refused: it would swallow all rows after it.
    """
    _lift_the_cell_limit()
    lines = _Lines(text_lines(file, receipt))
    try:
        rows = csv.reader(lines, delimiter=delimiter or delimiter_of(lines.first))
        for cells in rows:
            if lines.ended:
                raise _unclosed_quote(file, lines.number, cells[-1])
            if cells:
                yield lines.number, cells
    except csv.Error as error:
        raise UnreadableFileError(
            f"{file.name} stops being a table near line {lines.number} ({error}); "
            "export it again as CSV in UTF-8."
        ) from error


class _Lines:
    """Lines from the first that is not blank on, and whether the end was met.

    The csv module asks for a line after the last one in the midst of a row only inside quotes.
    """

    def __init__(self, lines: Iterator[str]) -> None:
        self.number, self.first, self.ended = 1, "", False
        self._rest = lines
        for number, line in enumerate(lines, start=1):
            self.number, self.first = number, line
            if line.strip():
                break

    def __iter__(self) -> Iterator[str]:
        yield self.first
        for line in self._rest:
            self.number += 1
            yield line
        self.ended = True


def _unclosed_quote(file: Path, last_line: int, cell: str) -> UnreadableFileError:
    opened = last_line - cell.removesuffix("\n").count("\n")
    return UnreadableFileError(
        f"{file.name} opens a quote on line {opened} that is never closed, which would swallow the "
        "rows after it; close it there, or export the file again."
    )


def _lift_the_cell_limit() -> None:
    # One limit for the whole process is all that the csv module knows.
    if csv.field_size_limit() < LINE_LIMIT:
        csv.field_size_limit(LINE_LIMIT)


def text_lines(file: Path, receipt: Receipt) -> Iterator[str]:
    """Yield the lines of a text file in UTF-8, UTF-16 with its mark, or else Windows-1252."""
    with open_bytes(file) as stream:
        mark = cast(io.BufferedReader, stream).peek(2)[:2]
        if mark in (b"\xff\xfe", b"\xfe\xff"):
            yield from _wide_lines(file, stream)
        else:
            yield from _narrow_lines(file, _with_line_feeds(stream), receipt)


class _LineFeeds(io.RawIOBase):
    """A stream whose lines end with bare carriage returns, given with line feeds instead."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        part = self._stream.read(len(buffer)).replace(b"\r", b"\n")
        buffer[: len(part)] = part
        return len(part)


def _with_line_feeds(stream: BinaryIO) -> BinaryIO:
    start = cast(io.BufferedReader, stream).peek(1)
    # The last byte may be the first half of a usual line end.
    if b"\r" in start[:-1] and b"\n" not in start:
        return cast(BinaryIO, io.BufferedReader(_LineFeeds(stream)))
    return stream


def _wide_lines(file: Path, stream: BinaryIO) -> Iterator[str]:
    text = io.TextIOWrapper(stream, encoding="utf-16", newline="")
    number = 0
    try:
        while line := text.readline(LINE_LIMIT + 1):
            number += 1
            _refuse_long_line(file, line, number)
            if "\0" in line:
                raise UnreadableFileError(f"{file.name} is not a text file (line {number}).")
            yield line
    except UnicodeError as error:
        raise UnreadableFileError(
            f"{file.name} is not readable as UTF-16 after line {number}; save it as CSV in UTF-8."
        ) from error
    finally:
        text.detach()


def _narrow_lines(file: Path, stream: BinaryIO, receipt: Receipt) -> Iterator[str]:
    number, encoding = 0, "utf-8-sig"
    while line := stream.readline(LINE_LIMIT + 1):
        number += 1
        _refuse_long_line(file, line, number)
        if b"\0" in line:
            raise UnreadableFileError(f"{file.name} is not a text file (line {number}).")
        try:
            yield line.decode(encoding)
        except UnicodeDecodeError:
            yield _old_windows_line(file, line, number, receipt)
        encoding = "utf-8"


def _old_windows_line(file: Path, line: bytes, number: int, receipt: Receipt) -> str:
    try:
        text = line.decode("cp1252")
    except UnicodeDecodeError as error:
        raise UnreadableFileError(
            f"{file.name} is neither UTF-8 nor Windows-1252 text (line {number}); "
            "save it as CSV in UTF-8."
        ) from error
    told = "Not written in UTF-8: letters with accents were read as Windows-1252."
    if told not in receipt.guessed:
        receipt.guessed.append(told)
    return text


def _refuse_long_line(file: Path, line: str | bytes, number: int) -> None:
    if len(line) > LINE_LIMIT:
        raise UnreadableFileError(
            f"{file.name} has a line of more than {LINE_LIMIT // 1024**2} MB (line {number}); "
            "this is not an export that can be read."
        )


# Times


def time_zone(name: str) -> tzinfo:
    """The zone of that name, UTC for the empty name; ``ValueError`` says what is wrong."""
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"There is no time zone {name!r}; write it like Europe/Berlin.") from error


def parse_time(text: str, zone: str = "") -> int | None:
    """Microseconds since 1970 of an ISO time; ``None`` where it is none.

    A time without zone stands in ``zone`` (of an hour that the clock shows twice, the first);
    digits past the microsecond are cut.
    """
    moment = _iso(text)
    return None if moment is None else _microseconds(moment, _zone(zone))


def due_time(text: str, zone: str = "") -> int | None:
    """Like ``parse_time``, but a day without time of day means that day's last microsecond."""
    moment = _iso(text)
    if moment is None:
        return None
    return (
        _end_of_day(moment, _zone(zone)) if len(text) == 10 else _microseconds(moment, _zone(zone))
    )


def day_or_moment(at: int | None, zone: str, hours: tuple[int, ...] = (0,)) -> int | None:
    """A due time; one that stands at an hour that only says "that day" means the day's end."""
    if at is None:
        return None
    local = (_EPOCH + at * _MICROSECOND).astimezone(_zone(zone))
    if local.time() in [clock(hour) for hour in hours]:
        return due_time(local.date().isoformat(), zone)
    return at


_zone = lru_cache(maxsize=64)(time_zone)


def _iso(text: str) -> datetime | None:
    # A number of milliseconds must not be taken for a date written without hyphens.
    if text[4:5] != "-":
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _microseconds(moment: datetime, zone: tzinfo) -> int | None:
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    gap = moment - _EPOCH
    stamp = (gap.days * 86_400 + gap.seconds) * 1_000_000 + gap.microseconds
    return stamp if _EARLIEST <= stamp <= _LATEST else None


def _end_of_day(moment: datetime, zone: tzinfo) -> int | None:
    if not 1 < moment.year < 9999:
        return None
    # The next midnight by the calendar: days on which clocks change have 23 or 25 hours.
    midnight = _microseconds(moment + timedelta(days=1), zone)
    return None if midnight is None else midnight - 1


@dataclass(slots=True)
class Dates:
    """Reads the times of one file in whatever usual form it writes them.

    Where day and month are both numbers, their order is decided once for the whole file from any
    value above twelve in ``every_text``; where none tells, ``options.day_first`` must.
    """

    file: Path
    options: Options
    receipt: Receipt
    every_text: Callable[[], Iterable[str]]  # all texts of the file that hold times
    _order: bool | None = None
    _naive_met: bool = False

    def time(self, text: str) -> int | None:
        """Microseconds since 1970 in UTC, or ``None`` for what cannot be read as a time."""
        moment = _iso(text)
        if moment is None:
            return self._other(text)[0]
        if moment.tzinfo is None:
            self._tell_naive()
        return _microseconds(moment, _zone(self.options.zone))

    def due(self, text: str) -> int | None:
        """Like ``time``, but a day without time of day means that day's last microsecond."""
        moment, day_only = _iso(text), len(text) == 10
        if moment is None:
            stamp, moment = self._other(text)
            if moment is None or stamp is None:
                return stamp
            day_only = True
        zone = _zone(self.options.zone)
        return _end_of_day(moment, zone) if day_only else _microseconds(moment, zone)

    def _tell_naive(self) -> None:
        if not self._naive_met:
            self._naive_met = True
            zone = self.options.zone or "UTC"
            self.receipt.guessed.append(f"Times written without a zone were read as {zone}.")

    def _other(self, text: str) -> tuple[int | None, datetime | None]:
        """The stamp, and the moment besides where the text is a day without time of day."""
        if _STAMP.match(text):
            return int(text.ljust(16, "0")), None
        moment = self._written_out(text)
        if moment is None:
            return None, None
        if moment.tzinfo is None:
            self._tell_naive()
        stamp = _microseconds(moment, _zone(self.options.zone))
        return stamp, None if ":" in text else moment

    def _written_out(self, text: str) -> datetime | None:
        for pattern in (_YEAR_LAST, _DAY_MONTH, _MONTH_DAY, _YEAR_FIRST):
            if found := pattern.match(text):
                return _composed(found.groupdict(), self._day_first)
        return None

    def _day_first(self) -> bool:
        if self._order is None:
            self._order = self._decide()
        return self._order

    def _decide(self) -> bool:
        if self.options.day_first is not None:
            return self.options.day_first
        day_first, month_first, unclear = _evidence(self.every_text())
        if day_first and month_first:
            raise UnreadableFileError(
                f"{self.file.name} writes dates in both orders ({day_first} and {month_first}); "
                "say --day-first or --month-first."
            )
        if day_first or month_first:
            told, example = ("day", day_first) if day_first else ("month", month_first)
            self.receipt.guessed.append(f"Dates were read {told} first, as {example} shows.")
        elif "." in unclear:
            self.receipt.guessed.append("Dates with points were read day first.")
        elif unclear:
            raise UnreadableFileError(
                f"{self.file.name} does not tell whether {unclear} begins with the day or the "
                "month; say --day-first or --month-first."
            )
        return not month_first


def _evidence(texts: Iterable[str]) -> tuple[str, str, str]:
    """The first example of day before month, of month before day, and of a date that could be both."""
    day_first = month_first = unclear = ""
    for text in texts:
        found = _YEAR_LAST.match(text.strip())
        if not found:
            continue
        first, last = int(found["first"]), int(found["last"])
        if first > 12 >= last:
            day_first = day_first or found[0]
        elif last > 12 >= first:
            month_first = month_first or found[0]
        elif first != last:
            unclear = unclear or found[0]
    return day_first, month_first, unclear


def _composed(parts: dict[str, str | None], day_first: Callable[[], bool]) -> datetime | None:
    try:
        year, month, day = _date(parts, day_first)
        return datetime(year, month, day, *_clock(parts), tzinfo=_offset(parts["offset"]))
    except ValueError:
        return None


def _date(parts: dict[str, str | None], day_first: Callable[[], bool]) -> tuple[int, int, int]:
    year = int(parts["year"] or "")
    if len(parts["year"] or "") == 2:
        year += 2000 if year < 69 else 1900
    if parts.get("name"):
        return year, _MONTHS.index((parts["name"] or "")[:3].lower()) + 1, int(parts["day"] or "")
    if parts.get("month"):
        return year, int(parts["month"] or ""), int(parts["day"] or "")
    first, last = int(parts["first"] or ""), int(parts["last"] or "")
    return (year, last, first) if day_first() else (year, first, last)


def _clock(parts: dict[str, str | None]) -> tuple[int, int, int, int]:
    hour = int(parts["hour"] or 0)
    if parts["half"]:
        if not 1 <= hour <= 12:
            raise ValueError("no such hour on a clock of twelve")
        hour = hour % 12 + (12 if parts["half"][0] in "Pp" else 0)
    fraction = int((parts["fraction"] or "")[:6].ljust(6, "0"))
    return hour, int(parts["minute"] or 0), int(parts["second"] or 0), fraction


def _offset(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text[0] not in "+-":
        return UTC
    return datetime.strptime(text.replace(":", ""), "%z").tzinfo
