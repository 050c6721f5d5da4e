"""Working time: how much of a stretch of time lay inside somebody's working hours.

A calendar is a time zone, the hours of a week, a country's public holidays and days off of one's own.
It is unrolled once into a table of shifts with the working time before each; after that the working
time between two instants is two look-ups, whatever lies between them. Two forms of the table::

    calendar ──WorkingTime.of──▶ arrays ──between──▶ numpy, microseconds
    calendars ──calendar_slots──▶ a table to join ──working_between──▶ an Ibis expression, any engine

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
# Slots since 1970 stay far below, so that number of calendar and slot fit into one whole number.
_KEYS_APART: Final = 1 << 40
_SLOTS: Final = pa.schema(
    [
        ("calendar", pa.string()),
        ("key", pa.int64()),
        ("begin", pa.int64()),
        ("end", pa.int64()),
        ("before", pa.int64()),
        ("working", pa.int64()),
    ]
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
    """A calendar unrolled from ``first`` to ``last``: shifts in order, none overlapping.

    ``begins``, ``ends`` and ``before`` (working microseconds before each begin) have one shape
    (shifts + 1,): the first entry is an empty shift, so that every instant has one before it.
    """

    begins: Instants
    ends: Instants
    before: Instants
    first: int
    last: int

    @classmethod
    def of(cls, calendar: Calendar, first: int, last: int) -> Self:
        """Unroll a calendar so that it covers the instants from first to last, both included.

        Raises ``ValueError`` where they lie before 1970 or after 2199.
        """
        begin_day, end_day = _covered(first, last)
        begins, ends = _merged(calendar.shifts(begin_day - _MARGIN, end_day + _MARGIN))
        begins, ends = np.append(first, begins), np.append(first, ends)
        # What lies before the table counts nothing, whichever shift was running then.
        begins, ends = np.maximum(begins, first), np.maximum(ends, first)
        lengths = ends - begins
        return cls(begins, ends, np.cumsum(lengths) - lengths, first, last)

    def until(self, at: Instants) -> Instants:
        """Working microseconds from ``first`` to each instant; raises ``ValueError`` outside the table."""
        if at.size and (at.min() < self.first or at.max() > self.last):
            raise ValueError("The working calendar does not reach that far; unroll more of it.")
        place = np.searchsorted(self.begins, at, side="right") - 1
        return self.before[place] + np.minimum(at, self.ends[place]) - self.begins[place]

    def between(self, begin: Instants, end: Instants) -> Instants:
        """Working microseconds from begin to end, element by element; negative where end is earlier."""
        return self.until(end) - self.until(begin)


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
class CalendarSlots:
    """Calendars unrolled into slots of one length that are working time throughout or not at all.

    ``table`` has one row a calendar and slot: ``calendar`` (its name among ``calendars``), ``begin`` and
    ``end`` of the slot, ``before`` (working microseconds before it, from the first slot on),
    ``working`` (1 or 0) and ``key``, by which it is joined. ``step`` is the length of a slot.
    """

    table: pa.Table
    calendars: tuple[str, ...]
    step: int


def calendar_slots(calendars: Mapping[str, Calendar], first: int, last: int) -> CalendarSlots:
    """Unroll calendars so that they cover the instants from first to last, both included.

    A slot is as long as the clock times of all calendars allow: an hour for 9 to 17, a quarter of an
    hour where something begins at 12:45. Raises ``ValueError`` where the instants lie before 1970 or
    after 2199.
    """
    begin_day, end_day = _covered(first, last)
    borders = [MICROSECONDS_A_DAY]
    for calendar in calendars.values():
        shifts = calendar.shifts(begin_day - _MARGIN, end_day + _MARGIN)
        borders.append(int(np.gcd.reduce(np.array(shifts, np.int64), axis=None, initial=0)))
    step = int(np.gcd.reduce(borders))
    slots = np.arange(first // step, last // step + 1)
    parts = [
        _slots_of(name, calendar, number * _KEYS_APART + slots, slots * step, step)
        for number, (name, calendar) in enumerate(calendars.items())
    ]
    return CalendarSlots(pa.concat_tables([_SLOTS.empty_table(), *parts]), tuple(calendars), step)


def _slots_of(
    name: str, calendar: Calendar, keys: Instants, begins: Instants, step: int
) -> pa.Table:
    # One microsecond into a slot tells whether all of it is working time.
    unrolled = WorkingTime.of(calendar, int(begins[0]), int(begins[-1]) + 1)
    before = unrolled.until(begins)
    columns = {
        "calendar": pa.repeat(name, len(keys)),
        "key": keys,
        "begin": begins,
        "end": begins + step,
        "before": before,
        "working": unrolled.until(begins + 1) - before,
    }
    return pa.table(columns, schema=_SLOTS)


def working_between(
    rows: ir.Table,
    slots: CalendarSlots,
    begin: str,
    end: str,
    *,
    calendar: str = "calendar",
    name: str = "working",
) -> ir.Table:
    """Add the working microseconds from column ``begin`` to column ``end`` as column ``name``.

    ``calendar`` is the column that says which calendar counts for the row. Null where the slots know no
    such calendar or do not reach so far: unknown, not zero.
    """
    kept = rows.columns
    table = ibis.memtable(slots.table)
    # Worked out on the short table, so that the long one has one multiplication left.
    short = table.select("key", "working", offset=table.before - table.begin * table.working)
    numbers = [(rows[calendar] == key, n * _KEYS_APART) for n, key in enumerate(slots.calendars)]
    base = ibis.cases(*numbers) if numbers else ibis.null("int64")
    step = slots.step
    # The remainder goes first: some engines divide whole numbers as floats.
    keyed = rows.mutate(
        _from=base.cast("int64") + ((rows[begin] - rows[begin] % step) // step).cast("int64"),
        _to=base.cast("int64") + ((rows[end] - rows[end] % step) // step).cast("int64"),
    )
    opens, closes = short, short.view()
    joined = keyed.left_join(opens, keyed["_from"] == opens.key)
    joined = joined.left_join(closes, keyed["_to"] == closes.key)
    until_begin = opens.offset + keyed[begin] * opens.working
    until_end = closes.offset + keyed[end] * closes.working
    return joined.select(*(keyed[column] for column in kept), (until_end - until_begin).name(name))
