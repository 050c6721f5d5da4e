"""When so many are done, the open ones, and how past forecasts fared."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest
from tests.areas.evidence.findings.by_hand import DAY, JOINT, figures, kept, request

from accord.analysis.forecast.asking import CONVOLUTION, days_for
from accord.analysis.forecast.backtest import Judged
from accord.areas.evidence.findings import history as histories
from accord.areas.evidence.findings.basis import Filter
from accord.areas.evidence.findings.when import (
    Asked,
    Past,
    asked_for,
    past_forecasts,
    past_words,
    when_done,
    when_readings,
)
from accord.areas.evidence.frames import Figures, Request, microseconds

BEGIN = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
LAST = 120  # days
NOW = BEGIN + dt.timedelta(days=LAST)
ANY = Asked(None, NOW.date() + dt.timedelta(days=14))


def came(key: str, first: float, takes: float, outcome: str = "delivered", **given: Any) -> Request:
    """A request of a day that takes so many days; what is not over by the end is open."""
    is_open = first + takes > LAST
    created = BEGIN + dt.timedelta(days=first)
    done = created + dt.timedelta(days=takes)
    return request(
        key,
        created_at=created,
        done_at=None if is_open or outcome != "delivered" else done,
        outcome="open" if is_open else outcome,
        days=LAST - first if is_open else takes,
        turn="it" if is_open else "",
        kind="work" if is_open else "",
        by_turn={("it", "work"): 1.0},
        **given,
    )


def every_day(**given: Any) -> list[Request]:
    """One a day, each takes six to ten days: about eight are open at the end."""
    prefix = given.get("type", "p")
    return [came(f"{prefix}{day}", day, 6 + day % 5, **given) for day in range(LAST)]


def with_stays(rows: Iterable[Request], again: dict[str, float] | None = None) -> Figures:
    """Figures with the stays of these requests; ``again`` were taken up for so many days."""
    stays: list[tuple[str, int, str]] = []
    for row in rows:
        begun = microseconds(row.created_at)
        stays.append((row.key, begun, "work"))
        if row.outcome != "open":
            ended = begun + round(row.days * DAY)
            before = (again or {}).get(row.key)
            if before:
                stays.append((row.key, begun + 1, "done"))
                stays.append((row.key, begun + 2, "work"))
            stays.append((row.key, ended, "done" if row.outcome == "delivered" else "dropped"))
    names, ats, kinds = zip(*stays, strict=True)
    table = pa.table(
        {
            "source": ["request"] * len(names),
            "item": pa.array(names).dictionary_encode(),
            "at": ats,
            "class": kinds,
        }
    )
    base = figures(*rows)
    return Figures(
        as_of=NOW,
        requests=base.requests,
        promises=kept([]),
        stays=table,
        item_stays=table,
        ambiguous=0,
        waits={},
    )


@pytest.fixture(scope="module")
def steady() -> Figures:
    return with_stays(every_day())


# What the address asks


def test_an_empty_address_asks_for_all_open_ones_and_four_weeks() -> None:
    assert asked_for("", "", dt.date(2026, 3, 1)) == Asked(None, dt.date(2026, 3, 29))
    assert asked_for("12", "2026-12-31", dt.date(2026, 3, 1)) == Asked(12, dt.date(2026, 12, 31))


@pytest.mark.parametrize("items", ["0", "-3", "1.5", "ten", "999999", "²", "9" * 5000])
def test_a_number_that_is_none_is_said_in_one_sentence(items: str) -> None:
    asked = asked_for(items, "", dt.date(2026, 3, 1))

    assert asked.items is None
    assert asked.wrong == ("How many must be a whole number from 1 to 100,000.",)


@pytest.mark.parametrize("by", ["2026-03-01", "2025-01-01", "2099-01-01", "soon", "31.12.2026"])
def test_a_day_that_is_none_is_said_in_one_sentence(by: str) -> None:
    asked = asked_for("", by, dt.date(2026, 3, 1))

    assert asked.by == dt.date(2026, 3, 29)
    assert asked.wrong == (
        "The day must be written like 2027-01-31, lie after 1 March 2026 and within ten years.",
    )


# So many, and by a day


def test_as_many_as_are_open_are_asked_for_unless_a_number_is_given(steady: Figures) -> None:
    found = when_done(steady, Filter(), ANY)
    ten = when_done(steady, Filter(), Asked(10, ANY.by))

    assert found.refused == ""
    assert (found.items, found.as_many_as_open) == (found.open_count, True)
    assert (ten.items, ten.as_many_as_open) == (10, False)
    assert found.joint
    records = histories.history(steady, Filter()).records
    days = days_for(records, microseconds(NOW), 10).values
    assert ten.dates == tuple((NOW + dt.timedelta(days=day or 0)).date() for day in days)


def test_the_dates_and_counts_are_surer_the_later_and_the_fewer(steady: Figures) -> None:
    found = when_done(steady, Filter(), ANY)

    dates = [day for day in found.dates if day]
    counts = [count or 0 for count in found.counts]
    assert len(dates) == 3
    assert dates == sorted(dates)
    assert counts == sorted(counts, reverse=True)
    assert 8 <= counts[0] <= 16  # one a day for fourteen days


def test_the_picture_ends_at_the_dates_of_the_sentence(steady: Figures) -> None:
    found = when_done(steady, Filter(), ANY)

    assert found.reach is not None
    assert found.reach.steps[-1] == (found.items, *found.dates)
    assert [step[0] for step in found.reach.steps] == sorted({s[0] for s in found.reach.steps})


def test_a_number_out_of_all_reach_has_no_date_and_no_end_of_the_picture(steady: Figures) -> None:
    found = when_done(steady, Filter(), Asked(90_000, ANY.by))

    assert found.dates[1] is None
    assert found.reach is not None
    assert found.reach.steps[-1][0] < 90_000


def test_where_even_the_first_step_is_out_of_reach_there_is_no_picture() -> None:
    rows = [came(f"p{day}", day, 1) for day in range(30)]
    slow = [came(f"s{day}", 85 + day, 1) for day in range(2)]

    found = when_done(with_stays([*rows, *slow]), Filter(), Asked(100_000, ANY.by))

    assert found.reach is None


def test_the_way_it_was_reckoned_is_said_in_words(steady: Figures) -> None:
    even = when_done(steady, Filter(), ANY)
    weekly = [came(f"w{day}.{n}", day, 3) for day in range(0, LAST, 7) for n in range(6)]
    by_week = when_done(with_stays(weekly), Filter(), ANY)

    assert even.forecast.method
    assert even.method.startswith("From what was delivered in the last 42 days, 1")
    assert "whole weeks are drawn (block bootstrap" in by_week.method
    single = replace(by_week, forecast=replace(by_week.forecast, method=CONVOLUTION))
    assert "Days are independent of each other (convolution, exactly)" in single.method


def test_too_thin_a_history_says_why() -> None:
    found = when_done(with_stays(every_day()[:20]), Filter(), ANY)

    assert found.refused.startswith("History is too thin: 20 items")
    assert (found.dates, found.reach, found.open_ones) == ((None,) * 3, None, ())
    assert found.items == 10  # nothing is open
    assert not found.as_many_as_open


# The open ones


def test_every_open_request_has_its_days_the_nearest_first(steady: Figures) -> None:
    found = when_done(steady, Filter(), ANY)

    assert len(found.open_ones) == found.open_count > 5
    halves = [row.days[0] for row in found.open_ones if row.days[0]]
    assert halves == sorted(halves)
    first = found.open_ones[0]
    assert first.days[0] is not None
    assert NOW.date() <= first.days[0] <= NOW.date() + dt.timedelta(days=6)
    assert first.next_step == "IT works"
    assert first.judged_by.endswith("of its type")
    assert 0 < found.expected <= found.open_count


def test_a_type_with_few_deliveries_is_judged_by_all() -> None:
    rows = [*every_day(type="Page"), came("r", LAST - 2, 10, type="Report")]
    found = when_done(with_stays(rows), Filter(), ANY)

    report = next(row for row in found.open_ones if row.request.key == "r")
    assert report.judged_by.endswith("of all types")


def test_of_what_is_older_than_all_delivered_nothing_is_said() -> None:
    rows = [*every_day(), came("old", 1, 500)]
    found = when_done(with_stays(rows), Filter(), ANY)

    assert found.open_ones[-1].request.key == "old"
    assert found.open_ones[-1].days == (None, None, None)
    assert found.unknown >= 1
    assert found.all_done == (None, None, None)


def test_the_last_of_few_open_ones_has_a_day_where_the_evidence_reaches() -> None:
    rows = [came(f"p{n}", n / 3, 5) for n in range(3 * LAST - 18)]
    found = when_done(with_stays([*rows, came("open", LAST - 1, 9)]), Filter(), ANY)

    assert found.all_done[0] is not None
    assert found.open_ones[0].days[0] is not None
    assert found.all_done[0] >= found.open_ones[0].days[0]


def test_months_choose_among_the_open_ones_and_leave_no_delivery_out(steady: Figures) -> None:
    everything = when_done(steady, Filter(), ANY)
    late = when_done(steady, Filter(since="2026-05"), ANY)
    early = when_done(steady, Filter(until="2026-04"), ANY)

    assert late.forecast.delivered_before == everything.forecast.delivered_before
    assert late.open_count + early.open_count == everything.open_count
    assert late.open_count == 0
    assert late.items == 10
    assert early.open_count == len(early.open_ones)


def test_a_filter_narrows_what_is_drawn_from() -> None:
    rows = [*every_day(type="Page"), *every_day(type="Mail")]
    both = when_done(with_stays(rows), Filter(), ANY)
    pages = when_done(with_stays(rows), Filter(type="Page"), ANY)

    assert both.forecast.rate == pytest.approx(2 * pages.forecast.rate)
    assert {row.request.type for row in pages.open_ones} == {"Page"}


def test_without_joint_requests_the_items_of_one_tracker_are_forecast() -> None:
    alone = with_stays(every_day(sources=JOINT[:1]))

    assert not when_done(alone, Filter(), ANY).joint


def test_dropped_and_taken_up_again_requests_are_known_as_they_stood() -> None:
    rows = [*every_day(), came("gone", 5, 3, outcome="dropped")]
    found = histories.history(with_stays(rows, again={"p7": 1.0}), Filter())

    assert len(found.records.entered) == sum(row.outcome != "open" for row in rows) + 1
    assert (~found.records.delivered).sum() == 1
    assert (found.records.left < microseconds(NOW)).sum() == 1


def test_what_is_worked_out_for_a_choice_is_worked_out_once(steady: Figures) -> None:
    one = histories.history(steady, Filter(since="2026-02"))

    assert one is histories.history(steady, Filter())
    assert one.basis is histories.history(steady, Filter(until="2026-03")).basis


# How good past forecasts were


def test_past_forecasts_of_a_steady_source_come_true(steady: Figures) -> None:
    rows = past_forecasts(steady, Filter())

    assert [row.question[:12] for row in rows] == ["The day by w", "How many are", "The day by w"]
    days = rows[0].judged
    assert days.true[2] == days.forecasts[2] > 0
    assert past_words(rows).startswith("Days said with 85 in 100 came true in")


def test_without_a_forecast_there_is_nothing_to_judge() -> None:
    assert past_forecasts(with_stays(every_day()[:20]), Filter()) == []
    assert past_words([]).startswith("Too few past forecasts")


def judged(true: int, count: int, loss: float = 0.5, average: float = 1.0) -> Judged:
    return Judged((count,) * 3, (true,) * 3, (1.0,) * 3, loss, average)


@pytest.mark.parametrize(
    ("true", "words"),
    [
        (85, "in 85 of 100, about as often as said."),
        (60, "in 60 of 100, less often than said."),
        (99, "in 99 of 100, more often than said: the days are on the cautious side."),
    ],
)
def test_what_they_teach_is_said_in_one_sentence(true: int, words: str) -> None:
    row = Past("The day by which so many are delivered", judged(true, 100))

    assert past_words([row]).endswith(words)


@pytest.mark.parametrize(
    ("loss", "average", "words"),
    [
        (0.5, 1.0, "50 % nearer"),
        (1.2, 1.0, "20 % further off"),
        (1.001, 1.0, "as near as the average"),
        (1.0, 0.0, "not known"),
    ],
)
def test_the_plain_average_is_named_beside(loss: float, average: float, words: str) -> None:
    assert Past("", judged(1, 1, loss, average)).beside_average == words


def test_of_few_their_number_is_told_instead_of_a_share() -> None:
    assert Past("", judged(3, 4)).cells == ["3 of 4"] * 3
    assert Past("", judged(0, 0)).cells == ["none yet"] * 3
    assert Past("", judged(1500, 2000)).cells == ["75 of 100 (2,000)"] * 3


# On the notice board


def test_it_is_published_with_its_range(steady: Figures) -> None:
    (said,) = when_readings(steady)
    found = when_done(steady, Filter(), ANY)

    assert (said.name, said.unit, said.count) == ("evidence.when", "days", found.open_count)
    assert said.low is not None
    assert said.value is not None
    assert said.high is not None
    assert said.low <= said.value <= said.high
    assert said.detail["dates"] == [day.isoformat() for day in found.dates if day]


def test_with_nothing_open_or_too_few_delivered_nothing_is_published() -> None:
    closed = [row for row in every_day() if row.outcome != "open"]

    assert when_readings(with_stays(closed)) == []
    assert when_readings(with_stays(every_day()[:20])) == []


def test_while_history_is_short_nothing_is_published() -> None:
    rows = [came(f"p{n}", LAST - 20 + n / 4, 2) for n in range(80)]
    short = with_stays(rows)

    assert when_readings(short) == []
    found = when_done(short, Filter(), ANY)
    assert "a forecast needs 35 (five weeks)" in found.refused
    assert found.open_ones
