"""Whole microseconds since 1970, and the days and months that they are by a zone's clocks."""

import datetime as dt
import zoneinfo

import numpy as np

from accord.analysis.columns import Coded, Times

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


def microseconds(moment: dt.datetime) -> int:
    """Whole microseconds since 1970 in UTC."""
    return (moment - _EPOCH) // _MICROSECOND


def moment(at: int, zone: dt.tzinfo) -> dt.datetime:
    """The moment of so many microseconds, by the clocks of the zone."""
    return (_EPOCH + dt.timedelta(microseconds=at)).astimezone(zone)


def due_day(at: int, of_files: zoneinfo.ZoneInfo, of_company: dt.tzinfo) -> dt.date:
    """The day of a due time: the day that the file names, or the company's where it names a time."""
    by_file = moment(at, of_files)
    names_a_day = by_file.time() == dt.time.max  # a day is due up to its last microsecond
    return (by_file if names_a_day else moment(at, of_company)).date()


def begin_of(day: dt.date | None, zone: dt.tzinfo) -> int | None:
    """The first instant of a day, None of none."""
    if day is None:
        return None
    return microseconds(dt.datetime(day.year, day.month, day.day, tzinfo=zone))


def months(at: Times, zone: dt.tzinfo) -> Coded:
    """The month of each time by the zone's clocks, as 2026-01; the names in order."""
    if not len(at):
        return Coded.of(np.empty(0, np.int32), [])
    first, last = (moment(int(value), zone) for value in (at.min(), at.max()))
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    days = [
        dt.date(first.year + place // 12, place % 12 + 1, 1)
        for place in range(first.month - 1, first.month - 1 + count)
    ]
    begins = np.array([begin_of(day, zone) for day in days], np.int64)
    return Coded.of(np.searchsorted(begins, at, "right") - 1, [f"{day:%Y-%m}" for day in days])
