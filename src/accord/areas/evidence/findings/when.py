"""When will it be done: so many requests, as many by a day, each open one; and how far to trust it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from accord.analysis.forecast.asking import BLOCKS, Forecast, count_from, days_from
from accord.analysis.forecast.backtest import Judged
from accord.analysis.forecast.records import FEWEST_DELIVERED, LEVELS
from accord.areas.evidence.findings.basis import Filter
from accord.areas.evidence.findings.history import History, ToGo, history, open_ones
from accord.areas.evidence.frames import Figures
from accord.areas.indicators.actions import Said
from accord.areas.indicators.models import Direction
from accord.charts.forecast import Reach

MOST_ITEMS = 100_000
MOST_DAYS = 3_660  # ten years
USUAL_ITEMS = 10  # asked for where nothing is open
USUAL_DAYS = 28  # as far ahead as past forecasts are judged
FEWEST_JUDGED = 20  # of fewer past forecasts, their number is told instead of a share
_STEPS = 8  # of the picture
_NEAR = 5  # in 100: so far from 85 is chance or as good

Dates = tuple[dt.date | None, ...]

_QUESTIONS = {
    "days": "The day by which so many are delivered",
    "count": "How many are delivered by a day",
    "time to go": "The day by which an open one is delivered",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, and what of it could not be read."""

    items: int | None  # None: as many as are open
    by: dt.date
    wrong: tuple[str, ...] = ()


def asked_for(items: str, by: str, today: dt.date) -> Asked:
    """Read the number and the day of an address; what is wrong with them comes in sentences."""
    wrong = []
    number = _number(items)
    if items and number is None:
        wrong.append(f"How many must be a whole number from 1 to {MOST_ITEMS:,}.")
    day = _day(by, today)
    if by and day is None:
        wrong.append(
            f"The day must be written like {today.year + 1}-01-31, lie after {today:%-d %B %Y} and "
            "within ten years."
        )
    return Asked(number, day or today + dt.timedelta(days=USUAL_DAYS), tuple(wrong))


def _number(text: str) -> int | None:
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(MOST_ITEMS))):
        return None
    return int(text) if 1 <= int(text) <= MOST_ITEMS else None


def _day(text: str, today: dt.date) -> dt.date | None:
    try:
        found = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1 <= (found - today).days <= MOST_DAYS else None


@dataclass(frozen=True, slots=True)
class When:
    """When so many are done, how many by a day, and the open ones of a choice."""

    items: int
    as_many_as_open: bool
    by: dt.date
    dates: Dates
    counts: tuple[int | None, ...]
    forecast: Forecast
    open_count: int
    open_ones: Sequence[ToGo]
    unknown: int  # of how many open ones nothing can be said
    all_done: Dates
    expected: float  # of the open ones, by the day
    reach: Reach | None
    joint: bool

    @property
    def refused(self) -> str:
        """Why nothing is said of so many."""
        return self.forecast.refused or ""

    @property
    def method(self) -> str:
        """What the forecast rests on, in words."""
        together = (
            "Days hang together, so whole weeks are drawn (block bootstrap, worked out exactly)"
            if self.forecast.method == BLOCKS
            else "Days are independent of each other (convolution, exactly)"
        )
        return (
            f"From what was delivered in the last {self.forecast.recent_days} days, "
            f"{self.forecast.rate:,.2g} a day. {together}; "
            "how far to trust a level is learned from the forecasts of the past year."
        )


def when_done(figures: Figures, chosen: Filter, asked: Asked) -> When:
    """Answer what the address asks, for the requests of a choice."""
    found = history(figures, chosen)
    these = open_ones(found, chosen.since, chosen.until)
    items = min(asked.items or these.count or USUAL_ITEMS, MOST_ITEMS)
    forecast, reach = _forecast(found, items)
    ahead = (asked.by - found.now.date()).days
    return When(
        items=items,
        as_many_as_open=items == these.count,
        by=asked.by,
        dates=tuple(found.day(days) for days in forecast.values),
        counts=_counts(found, ahead),
        forecast=forecast,
        open_count=these.count,
        open_ones=these.rows,
        unknown=these.unknown,
        all_done=_all_done(found, chosen.since, chosen.until),
        expected=these.expected(ahead),
        reach=reach,
        joint=found.joint,
    )


def _forecast(found: History, items: int) -> tuple[Forecast, Reach | None]:
    def work() -> tuple[Forecast, Reach | None]:
        forecast = days_from(found.basis, items)
        return forecast, None if forecast.refused else _reach(found, items)

    return found.once(("forecast", items), work)


def _counts(found: History, days: int) -> tuple[int | None, ...]:
    return found.once(("counts", days), lambda: count_from(found.basis, days).values)


def _all_done(found: History, since: str, until: str) -> Dates:
    def work() -> Dates:
        these = open_ones(found, since, until)
        return tuple(found.day(these.all_done(level)) for level in LEVELS)

    return found.once(("all done", since, until), work)


def _reach(found: History, items: int) -> Reach | None:
    """The dates of some smaller numbers too, for the picture; none beyond a hundred years."""
    numbers = sorted({-(-items * step // _STEPS) for step in range(1, _STEPS + 1)})
    steps = []
    for number in numbers:
        dates = [found.day(days) for days in days_from(found.basis, number).values]
        half, most, surely = dates
        if half and most and surely:
            steps.append((number, half, most, surely))
    return Reach(found.now.date(), tuple(steps)) if steps else None


# How good past forecasts were


@dataclass(frozen=True, slots=True)
class Past:
    """How forecasts of one question fared."""

    question: str
    judged: Judged

    @property
    def cells(self) -> list[str]:
        """Level by level, what came true of what was said."""
        pairs = zip(self.judged.true, self.judged.forecasts, strict=True)
        return [_came_true(true, count) for true, count in pairs]

    @property
    def beside_average(self) -> str:
        """How much nearer to what came than the plain average, in words."""
        loss = self.judged.against_average
        if loss is None:
            return "not known"
        share = round(100 * abs(1 - loss))
        if not share:
            return "as near as the average"
        return f"{share} % {'nearer' if loss < 1 else 'further off'}"


def _came_true(true: int, count: int) -> str:
    if not count:
        return "none yet"
    if count < FEWEST_JUDGED:
        return f"{true} of {count}"
    return f"{100 * true / count:.0f} of 100 ({count:,})"


def past_forecasts(figures: Figures, chosen: Filter) -> list[Past]:
    """How forecasts of the last year would have fared; empty where history was too thin for any."""
    found = history(figures, chosen)
    if found.basis.refused:
        return []
    rows = [Past(words, found.judged[question]) for question, words in _QUESTIONS.items()]
    return [row for row in rows if any(row.judged.forecasts)]


def past_words(rows: Sequence[Past]) -> str:
    """What the past forecasts teach, in one sentence."""
    days = next((row.judged for row in rows if row.question == _QUESTIONS["days"]), None)
    if days is None or days.forecasts[1] < FEWEST_JUDGED:
        return "Too few past forecasts could be judged yet to say how far to trust these."
    share = 100 * days.true[1] / days.forecasts[1]
    verdict = "about as often as said" if abs(share - 85) <= _NEAR else "less often than said"
    if share > 85 + _NEAR:
        verdict = "more often than said: the days are on the cautious side"
    return f"Days said with 85 in 100 came true in {share:.0f} of 100, {verdict}."


def when_readings(figures: Figures) -> list[Said]:
    """In how many days as many are delivered as are open now."""
    found = history(figures, Filter())
    these = open_ones(found, "", "")
    if found.delivered < FEWEST_DELIVERED or not these.count:
        return []
    forecast, _ = _forecast(found, min(these.count, MOST_ITEMS))
    half, most, surely = forecast.values
    if most is None:
        return []
    dates = [date.isoformat() if (date := found.day(days)) else "" for days in forecast.values]
    return [
        Said(
            name="evidence.when",
            question="In how many days are as many delivered as are open now, with 85 in 100?",
            value=most,
            low=half,
            high=surely,
            unit="days",
            count=these.count,
            direction=Direction.DOWN,
            link="/evidence/when/",
            detail={"dates": dates, "joint": found.joint},
        )
    ]
