"""What ``accord forecast`` does: reads, places, forecasts, writes the asked file, says it in words."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from accord.analysis.forecast.asking import Forecast, count_within, days_for
from accord.analysis.forecast.backtest import Judged, backtest
from accord.analysis.forecast.records import Records
from accord.analysis.forecast.throughput import LONGEST_DAYS
from accord.analysis.tables import MICROSECONDS_A_DAY
from accord.config.flow.asked import Asked, moment
from accord.config.flow.exports import opened
from accord.config.flow.figures import Found, written_time
from accord.config.flow.mappings import read_parties, read_statuses
from accord.config.flow.outputs import check_outputs, write_outputs
from accord.config.flow.placing import custody_of
from accord.config.forecast.evidence import records_from
from accord.config.forecast.summary import summary
from accord.connectors.contract import UnreadableFileError
from accord.connectors.files import time_zone

_MOST_ITEMS = 1_000_000_000
_NAMES = ("p50", "p85", "p95")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The question, as given: so many items or a day, and whether past forecasts are shown."""

    items: int | None
    by: str
    backtest: bool


def run(asked: Asked, wanted: Wanted) -> str:
    """Do all that was asked and return the summary; ``UnreadableFileError`` says what is wrong.

    A refused forecast is such an error too; the asked JSON is written first, with the reason.
    """
    check_outputs(asked)
    _check(wanted)
    zone = asked.options.zone
    given, target = asked.moment, moment("--by", wanted.by, zone)
    parties = read_parties(asked.parties) if asked.parties else None
    statuses = read_statuses(asked.statuses) if asked.statuses else None
    with opened(asked.files, asked.format_name, asked.options, asked.columns) as exports:
        placed = custody_of(exports, parties, statuses, given)
        records = records_from(exports, placed)
        ahead = None if target is None else _days_ahead(placed.as_of, target, wanted.by, zone)
        said = _forecast(records, placed.as_of, wanted, ahead)
        past = backtest(records, placed.as_of) if wanted.backtest and not said.refused else {}
        write_outputs(asked, Found(exports, placed, None, _figures(wanted, said, past)))
    if said.refused:
        raise UnreadableFileError(said.refused)
    return summary(said, wanted.items, wanted.by, past)


def _check(wanted: Wanted) -> None:
    if (wanted.items is None) == (not wanted.by):
        raise UnreadableFileError("Give either --items N or --by DATE.")
    if wanted.items is not None and not 1 <= wanted.items <= _MOST_ITEMS:
        raise UnreadableFileError(
            f"--items {wanted.items} is out of range; give a number from 1 to {_MOST_ITEMS:,}."
        )


def _days_ahead(as_of: int, target: int, text: str, zone: str) -> int:
    """Whole days: between calendar days where a day was given, else of 24 hours."""
    if len(text.strip()) == len("2026-01-31"):
        days = (_day(target, zone) - _day(as_of, zone)).days
    else:
        days = (target - as_of) // MICROSECONDS_A_DAY
    if not 1 <= days <= LONGEST_DAYS:
        raise UnreadableFileError(
            f"--by {text.strip()} must lie at least one day after {written_time(as_of)}, and at most "
            "a hundred years."
        )
    return days


def _day(at: int, zone: str) -> date:
    return (_EPOCH + timedelta(microseconds=at)).astimezone(time_zone(zone)).date()


def _forecast(records: Records, as_of: int, wanted: Wanted, ahead: int | None) -> Forecast:
    if ahead is not None:
        return count_within(records, as_of, ahead)
    return days_for(records, as_of, wanted.items or 0)


def _figures(wanted: Wanted, said: Forecast, past: dict[str, Judged]) -> dict[str, Any]:
    values = None if said.refused else dict(zip(_NAMES, said.values, strict=True))
    figures: dict[str, Any] = {
        "as_of": written_time(said.as_of),
        "method": said.method,
        "items": wanted.items,
        "days": None if wanted.by else values,
        "delivered_before": said.delivered_before,
        "refused": said.refused,
    }
    if wanted.by:
        figures |= {"by": wanted.by.strip(), "count": values}
    if past:
        figures["backtest"] = {
            question.replace(" ", "_"): _judged(judged) for question, judged in past.items()
        }
    return figures


def _judged(judged: Judged) -> dict[str, Any]:
    return {
        "forecasts": dict(zip(_NAMES, judged.forecasts, strict=True)),
        "came_true": dict(zip(_NAMES, map(_rounded, judged.shares), strict=True)),
        "loss_against_average": _rounded(judged.against_average),
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 6)
