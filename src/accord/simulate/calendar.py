"""Working time of the simulated company: people touch their trackers in office hours."""

import datetime as dt

import numpy as np

DAY = 86_400_000  # milliseconds; trackers write no finer times
MINUTE = 60_000
_OPENS, _CLOSES = 8 * 3_600_000, 18 * 3_600_000
_SATURDAY = 5


def milliseconds(moment: dt.datetime) -> int:
    """Milliseconds since 1970 of a moment with zone."""
    return round(moment.timestamp() * 1000)


def moment(at: int) -> dt.datetime:
    """The moment in UTC of milliseconds since 1970."""
    return dt.datetime.fromtimestamp(at // 1000, dt.UTC).replace(microsecond=at % 1000 * 1000)


def day(at: int) -> dt.date:
    """The day in UTC."""
    return dt.date(1970, 1, 1) + dt.timedelta(days=at // DAY)


def end_of_day(when: dt.date) -> int:
    """The last millisecond of a day in UTC."""
    return ((when - dt.date(1970, 1, 1)).days + 1) * DAY - 1


def months_later(start: dt.date, months: int) -> dt.date:
    """The same day of the month, so many months on (at most the 28th)."""
    years, month = divmod(start.month - 1 + months, 12)
    return dt.date(start.year + years, month + 1, min(start.day, 28))


def in_office_hours(at: int, rng: np.random.Generator) -> int:
    """The first moment from ``at`` on at which somebody is in the office."""
    days, rest = divmod(at, DAY)
    if rest >= _CLOSES:
        days, rest = days + 1, 0
    weekday = (days + 3) % 7  # the first day of 1970 was a Thursday
    if weekday >= _SATURDAY:
        days, rest = days + 7 - weekday, 0
    if rest < _OPENS:
        rest = _OPENS + int(rng.integers(2 * 3_600_000))
    return days * DAY + rest
