"""Working time: how much of a stretch of time lay inside somebody's working hours.

A calendar is a time zone, the hours of a week, a country's public holidays and days off of one's own.
It is unrolled once into a table of days of UTC, each with its stretches of working time and the working
time before it; after that the working time between two instants is two look-ups by the number of the day,
whatever lies between them. Two forms of the table::

    calendars ──WorkingTime.of_each──▶ arrays ──between──▶ numpy, microseconds
    calendars ──calendar_days──▶ a table to join ──working_between──▶ an Ibis expression, any engine

Instants are whole microseconds since 1970 in UTC (``int64``). Definition with a worked example:
``docs/measures/working-time.md``.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, Self
from zoneinfo import ZoneInfo

import holidays
import ibis
import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from accord.analysis.tables import MICROSECONDS_A_DAY

Instants = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int64] | npt.NDArray[np.int32]
#: From and to in minutes after midnight of the day on which the shift begins; to may pass 1,440.
Shift = tuple[int, int]

WEEKDAYS: Final = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
DEFAULT_NAME: Final = "Default: Monday to Friday, 9 to 17, no holidays"
MINUTES_A_DAY: Final = 1440

#: Nothing before or after is unrolled: no record of work is so old, no promise so far away.
EARLIEST: Final = date(1970, 1, 1)
LATEST: Final = date(2199, 12, 31)

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_A_MINUTE: Final = 60_000_000
# A shift reaches into the day after, and local days differ from those of UTC by up to a day.
_MARGIN: Final = timedelta(days=3)
_A_DAY: Final = np.uint64(MICROSECONDS_A_DAY)
#: Instants that are worked on at a time.
_BLOCK: Final = 1 << 16
# Days since 1970 stay far below, so that number of calendar and day fit into one whole number.
_KEYS_APART: Final = 1 << 40
_OFFSETS: Final = pa.schema(
    [("calendar", pa.string()), ("key", pa.int64()), ("offset", pa.int64())]
)


# What a calendar is


@dataclass(frozen=True, slots=True)
class Calendar:
    """When somebody works: ``week`` has seven entries from Monday, each the shifts that begin that day.

    A shift that begins on a public holiday or a day off falls away whole; one that began the evening
    before runs on. ``country`` and ``subdivision`` are ISO 3166 codes as the library ``holidays`` knows
    them, blank for none. Raises ``ValueError`` with one sentence where something cannot be.
    """

    name: str
    zone: str
    week: tuple[tuple[Shift, ...], ...]
    country: str = ""
    subdivision: str = ""
    days_off: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        _check_zone(self.zone)
        if len(self.week) != len(WEEKDAYS):
            raise ValueError("A week has seven days.")
        for day, shifts in zip(WEEKDAYS, self.week, strict=True):
            _check_shifts(day.capitalize(), shifts)
        _check_country(self.country, self.subdivision)

    @classmethod
    def default(cls, zone: str) -> Self:
        """What holds until somebody says otherwise; its name says so."""
        return cls(DEFAULT_NAME, zone, (((9 * 60, 17 * 60),),) * 5 + ((), ()))

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """Read the form of ``to_dict``; what is missing is blank, but name, zone and hours must be there."""
        try:
            name, zone, hours = str(plain["name"]), str(plain["zone"]), dict(plain["hours"])
        except KeyError as missing:
            raise ValueError(f"The calendar lacks {missing.args[0]!r}.") from None
        unknown = sorted(set(hours) - set(WEEKDAYS))
        if unknown:
            raise ValueError(f"{unknown[0]!r} is no day of the week.")
        return cls(
            name=name,
            zone=zone,
            week=tuple(tuple(map(_read_shift, hours.get(day, ()))) for day in WEEKDAYS),
            country=str(plain.get("country", "")),
            subdivision=str(plain.get("subdivision", "")),
            days_off=tuple(sorted({_read_day(text) for text in plain.get("days_off", ())})),
        )

    def to_dict(self) -> dict[str, Any]:
        """Only text, lists and dictionaries: what JSON can hold."""
        hours = {
            day: [[_clock(begin), _clock(end, closing=True)] for begin, end in shifts]
            for day, shifts in zip(WEEKDAYS, self.week, strict=True)
        }
        return {
            "name": self.name,
            "zone": self.zone,
            "hours": hours,
            "country": self.country,
            "subdivision": self.subdivision,
            "days_off": [day.isoformat() for day in self.days_off],
        }

    @property
    def usual_day(self) -> int:
        """Mean length of a day of the week on which anybody works, in microseconds; 0 without shifts."""
        worked = [shifts for shifts in self.week if shifts]
        minutes = sum(end - begin for shifts in worked for begin, end in shifts)
        return round(minutes * _A_MINUTE / max(1, len(worked)))

    def shifts(self, first: date, last: date) -> list[tuple[int, int]]:
        """Begin and end of every shift that begins on the days from first to last, in UTC."""
        zone = ZoneInfo(self.zone)
        free = set(self.days_off) | self._public_holidays(first, last)
        found = []
        for day in _days(first, last):
            if day not in free:
                for begin, end in self.week[day.weekday()]:
                    found.append((_instant(day, begin, zone), _instant(day, end, zone)))
        return found

    def _public_holidays(self, first: date, last: date) -> set[date]:
        if not self.country:
            return set()
        years = range(first.year, last.year + 1)
        subdivision = self.subdivision or None
        return set(holidays.country_holidays(self.country, subdiv=subdivision, years=years))


def _check_zone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"{zone!r} is no time zone; one is for example 'Europe/Berlin'.") from None


def _check_shifts(day: str, shifts: tuple[Shift, ...]) -> None:
    reached = 0
    for begin, end in shifts:
        if not 0 <= begin < MINUTES_A_DAY:
            raise ValueError(f"{day}: a shift begins between 00:00 and 23:59.")
        # From a clock time to the same again would read like nothing; only midnight has two names.
        if not begin < end < begin + MINUTES_A_DAY and (begin, end) != (0, MINUTES_A_DAY):
            raise ValueError(f"{day}: a shift lasts at least a minute and less than a day.")
        if begin < reached:
            raise ValueError(f"{day}: the shifts overlap or are out of order.")
        reached = end


def _check_country(country: str, subdivision: str) -> None:
    if subdivision and not country:
        raise ValueError(f"The subdivision {subdivision!r} needs a country.")
    if country:
        try:
            holidays.country_holidays(country, subdiv=subdivision or None)
        except NotImplementedError:
            where = f"{country}-{subdivision}" if subdivision else country
            raise ValueError(f"No public holidays are known for {where!r}.") from None


def _read_shift(pair: Sequence[str]) -> Shift:
    """Two clock times; an end that is not after its begin lies on the day after."""
    if isinstance(pair, str) or len(pair) != 2:
        raise ValueError(f"A shift is a pair of clock times, not {pair!r}.")
    begin, end = map(_read_clock, pair)
    if begin == end:
        raise ValueError(
            f"The shift from {pair[0]} to {pair[1]} has no length; write 00:00 to 24:00."
        )
    return begin, end if end > begin else end + MINUTES_A_DAY


def _read_clock(text: str) -> int:
    if text == "24:00":
        return MINUTES_A_DAY
    try:
        read = datetime.strptime(text, "%H:%M")  # noqa: DTZ007 - a clock time has no zone
    except (TypeError, ValueError):
        raise ValueError(f"{text!r} is no clock time like '09:00'.") from None
    return read.hour * 60 + read.minute


def _clock(minutes: int, *, closing: bool = False) -> str:
    if closing and minutes == MINUTES_A_DAY:
        return "24:00"
    minutes %= MINUTES_A_DAY
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _read_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        raise ValueError(f"{text!r} is no day like '2026-12-24'.") from None


# From wall clock to UTC


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _instant(day: date, minutes: int, zone: ZoneInfo) -> int:
    """When the clock on the wall first shows that time, or jumps over it.

    A time that comes twice in the night in which clocks go back means its first coming, so that two
    shifts that touch still touch, and a night shift has one hour more.
    """
    midnight = datetime.combine(day, time())
    wall = midnight + timedelta(minutes=minutes)
    first = wall.replace(tzinfo=zone).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == wall:
        return (first - _EPOCH) // _MICROSECOND
    return (_jump(first - timedelta(days=1), first, zone) - _EPOCH) // _MICROSECOND


def _jump(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The second between two instants in which the zone's clock jumps ahead."""
    offset = before.astimezone(zone).utcoffset()
    low, high = 0, (after - before) // timedelta(seconds=1)
    while high - low > 1:
        middle = (low + high) // 2
        shown = (before + timedelta(seconds=middle)).astimezone(zone)
        low, high = (middle, high) if shown.utcoffset() == offset else (low, middle)
    return before + timedelta(seconds=high)


# Arrays: working time by two look-ups


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """Calendars unrolled from ``first`` to ``last``: for each day of UTC its stretches of working time.

    The days of the calendars stand one calendar after the other, ``days`` each. ``begins`` and ``ends``
    have shape (stretches of the day that has most, calendars × days), both 0 where a day has fewer.
    ``offset`` is the working microseconds before the day less the begins of its stretches: so the working
    time until an instant is the offset and, for each stretch, the instant held between begin and end.
    """

    begins: Instants
    ends: Instants
    offset: Instants
    days: int
    first: int
    last: int

    @classmethod
    def of(cls, calendar: Calendar, first: int, last: int) -> Self:
        """Unroll a calendar so that it covers the instants from first to last, both included.

        Raises ``ValueError`` where they lie before 1970 or after 2199.
        """
        return cls.of_each([calendar], first, last)

    @classmethod
    def of_each(cls, calendars: Sequence[Calendar], first: int, last: int) -> Self:
        """Unroll several calendars, to be told apart by their place in the sequence."""
        begin_day, end_day = _covered(first, last)
        days = (end_day - begin_day).days + 1
        nights = _midnight(begin_day) + np.arange(days + 1) * MICROSECONDS_A_DAY
        parts = []
        for calendar in calendars:
            shifts = _merged(calendar.shifts(begin_day - _MARGIN, end_day + _MARGIN))
            # What lies outside the table counts nothing, whichever shift was running then.
            begins, ends = np.clip(shifts, first, nights[-1])
            some = begins < ends
            parts.append(_by_day(begins[some], ends[some], nights))
        most = max((len(part.begins) for part in parts), default=0)
        return cls(
            np.concatenate([_filled(part.begins, most) for part in parts], axis=1),
            np.concatenate([_filled(part.ends, most) for part in parts], axis=1),
            np.concatenate([part.before - part.begins.sum(axis=0) for part in parts]),
            days,
            first,
            last,
        )

    def until(self, at: Instants, calendar: Numbers | None = None) -> Instants:
        """Working microseconds from ``first`` to each instant; raises ``ValueError`` outside the table.

        ``calendar`` says by its number which one counts for each instant, if there are several.
        """
        found = np.empty(at.shape, np.int64)
        for block in _blocks(at):
            found[block] = self._worked(at[block], self._rows(calendar, block))
        return found

    def between(self, begin: Instants, end: Instants, calendar: Numbers | None = None) -> Instants:
        """Working microseconds from begin to end, element by element; negative where end is earlier."""
        found = np.empty(begin.shape, np.int64)
        for block in _blocks(begin):
            rows, worked = self._rows(calendar, block), found[block]
            np.subtract(
                self._worked(end[block], rows), self._worked(begin[block], rows), out=worked
            )
        return found

    def _rows(self, calendar: Numbers | None, block: slice) -> Any:
        """Where day 0 since 1970 would stand in the table."""
        begin = np.int64(-(self.first // MICROSECONDS_A_DAY))
        return begin if calendar is None else calendar[block] * np.int64(self.days) + begin

    def _worked(self, at: Instants, rows: Any) -> Instants:
        if at.min() < self.first or at.max() > self.last:
            raise ValueError("The working calendar does not reach that far; unroll more of it.")
        # None is negative here, and without signs a division takes half the time.
        day = (at.view(np.uint64) // _A_DAY).view(np.int64)
        day += rows
        worked = self.offset.take(day)
        for begins, ends in zip(self.begins, self.ends, strict=True):
            held = begins.take(day)
            np.maximum(held, at, out=held)
            worked += np.minimum(held, ends.take(day), out=held)
        return worked


def _blocks(values: Instants) -> Iterator[slice]:
    """One after the other, so that what is worked out in between stays near the processor."""
    return (slice(place, place + _BLOCK) for place in range(0, len(values), _BLOCK))


@dataclass(frozen=True, slots=True)
class _Days:
    """Of one calendar, with ``before``: the working time before each day."""

    begins: Instants
    ends: Instants
    before: Instants


def _by_day(begins: Instants, ends: Instants, nights: Instants) -> _Days:
    """Stretches in order, none outside, cut at midnight and set down in the table of their days."""
    first_day, last_day = ((at - nights[0]) // MICROSECONDS_A_DAY for at in (begins, ends - 1))
    long = last_day - first_day + 1
    stretch = np.repeat(np.arange(len(begins)), long)
    day = first_day[stretch] + np.arange(len(stretch)) - np.repeat(np.cumsum(long) - long, long)
    rank = np.arange(len(day)) - np.searchsorted(day, day)
    shape = (int(rank.max(initial=-1)) + 1, len(nights) - 1)
    table = _Days(
        np.zeros(shape, np.int64), np.zeros(shape, np.int64), np.zeros(shape[1], np.int64)
    )
    table.begins[rank, day] = np.maximum(begins[stretch], nights[day])
    table.ends[rank, day] = np.minimum(ends[stretch], nights[day + 1])
    table.before[1:] = np.cumsum((table.ends - table.begins).sum(axis=0))[:-1]
    return table


def _filled(rows: Instants, most: int) -> Instants:
    return np.pad(rows, ((0, most - len(rows)), (0, 0)))


def working_time(calendar: Calendar, begin: Instants, end: Instants) -> Instants:
    """Working microseconds from each begin to its end, both ``int64`` of one shape.

    The calendar is unrolled as far as the instants reach. Never more than the time elapsed, additive
    (from a to c is from a to b and b to c) and never less for a later end.
    """
    if not begin.size:
        return np.zeros(begin.shape, np.int64)
    first = min(int(begin.min()), int(end.min()))
    last = max(int(begin.max()), int(end.max()))
    return WorkingTime.of(calendar, first, last).between(begin, end)


def _covered(first: int, last: int) -> tuple[date, date]:
    earliest, latest = (_midnight(EARLIEST), _midnight(LATEST) + MICROSECONDS_A_DAY)
    if not earliest <= first <= last < latest:
        raise ValueError("Working time is known from 1970 to 2199, from the earlier to the later.")
    return _day_of(first), _day_of(last)


def _midnight(day: date) -> int:
    return (day - EARLIEST).days * MICROSECONDS_A_DAY


def _day_of(at: int) -> date:
    return EARLIEST + timedelta(days=at // MICROSECONDS_A_DAY)


def _merged(shifts: Iterable[tuple[int, int]]) -> tuple[Instants, Instants]:
    """Shifts in order of time; those that touch or overlap are one."""
    pairs = np.array(sorted(shifts), np.int64).reshape(-1, 2)
    reached = np.maximum.accumulate(pairs[:, 1])
    opens, closes = np.ones(len(pairs), bool), np.ones(len(pairs), bool)
    opens[1:] = pairs[1:, 0] > reached[:-1]
    closes[:-1] = opens[1:]
    return pairs[opens, 0], reached[closes]


# A table to join: the same in every engine


@dataclass(frozen=True, slots=True)
class CalendarDays:
    """Calendars unrolled into days of UTC, as ``WorkingTime`` has them.

    ``table`` has one row a calendar and day: ``calendar`` (its name among ``calendars``), ``key``, by
    which it is joined, ``offset``, and for each of the day's ``stretches`` of working time ``begin_0``,
    ``end_0``, ``begin_1`` and so on.
    """

    table: pa.Table
    calendars: tuple[str, ...]
    stretches: int


def calendar_days(calendars: Mapping[str, Calendar], first: int, last: int) -> CalendarDays:
    """Unroll calendars so that they cover the days of the instants from first to last.

    Raises ``ValueError`` where the instants lie before 1970 or after 2199.
    """
    begin_day, end_day = _covered(first, last)
    begin, end = _midnight(begin_day), _midnight(end_day) + MICROSECONDS_A_DAY - 1
    names = tuple(calendars)
    if not names:
        return CalendarDays(_OFFSETS.empty_table(), names, 0)
    unrolled = WorkingTime.of_each(list(calendars.values()), begin, end)
    days = np.arange(unrolled.days) + begin // MICROSECONDS_A_DAY
    columns = {
        "calendar": np.repeat(np.array(names, object), unrolled.days),
        "key": np.concatenate([number * _KEYS_APART + days for number in range(len(names))]),
        "offset": unrolled.offset,
    }
    for number, pair in enumerate(zip(unrolled.begins, unrolled.ends, strict=True)):
        columns |= dict(zip(_stretch(number), pair, strict=True))
    return CalendarDays(pa.table(columns), names, len(unrolled.begins))


def _stretch(number: int) -> tuple[str, str]:
    return f"begin_{number}", f"end_{number}"


def working_between(
    rows: ir.Table,
    days: CalendarDays,
    begin: str,
    end: str,
    *,
    calendar: str = "calendar",
    name: str = "working",
) -> ir.Table:
    """Add the working microseconds from column ``begin`` to column ``end`` as column ``name``.

    ``calendar`` is the column that says which calendar counts for the row. Null where the days know no
    such calendar or do not reach so far: unknown, not zero.
    """
    kept = rows.columns
    table = ibis.memtable(days.table.drop_columns(["calendar"]))
    numbers = [(rows[calendar] == key, n * _KEYS_APART) for n, key in enumerate(days.calendars)]
    base = ibis.cases(*numbers) if numbers else ibis.null("int64")
    keyed = rows.mutate(
        _from=base.cast("int64") + _day(rows[begin]), _to=base.cast("int64") + _day(rows[end])
    )
    opens, closes = table, table.view()
    joined = keyed.left_join(opens, keyed["_from"] == opens.key)
    joined = joined.left_join(closes, keyed["_to"] == closes.key)
    worked = _until(keyed[end], closes, days) - _until(keyed[begin], opens, days)
    return joined.select(*(keyed[column] for column in kept), worked.name(name))


def _day(at: Any) -> Any:
    # The remainder goes first: some engines divide whole numbers as floats.
    return ((at - at % MICROSECONDS_A_DAY) // MICROSECONDS_A_DAY).cast("int64")


def _until(at: Any, table: ir.Table, days: CalendarDays) -> Any:
    """The working time until an instant, from the row of its day; null without such a row."""
    worked = table.offset
    for number in range(days.stretches):
        begins, ends = _stretch(number)
        worked += ibis.least(ibis.greatest(at, table[begins]), table[ends])
    return worked
