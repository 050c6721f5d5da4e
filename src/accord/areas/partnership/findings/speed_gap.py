"""The speed gap: what each side calls fair beside the measured time."""

from dataclasses import dataclass

from accord.areas.indicators.queries import Board
from accord.areas.partnership.findings.words import SIDE_WORDS, SIDES, capital
from accord.charts.speed import Gap
from accord.charts.turns import plain_days

CALENDAR_DAYS_A_WORKING_DAY = 7 / 5


@dataclass(frozen=True, slots=True)
class SpeedGap:
    """What each side calls fair for one type of request, beside what the records show."""

    type: str
    gap: Gap
    sentence: str
    link: str


def speed_gap(board: Board) -> SpeedGap | None:
    """Expectation of both sides beside the measured time, for the type with the most requests."""
    rows = sorted(board.parts("evidence.lead"), key=lambda row: -(row.count or 0))
    for row in rows:
        fair = {side: board.value(f"pulse.expectation.{row.part}.{side}.fair") for side in SIDES}
        if row.value is None or all(value is None for value in fair.values()):
            continue
        calendar = {
            side: None if value is None else value * CALENDAR_DAYS_A_WORKING_DAY
            for side, value in fair.items()
        }
        gap = Gap(calendar["marketing"], calendar["it"], row.value, row.detail["p85"])
        return SpeedGap(row.part, gap, f"{_fair_words(fair)} {_gap_sentence(gap)}", row.link)
    return None


def _fair_words(fair: dict[str, float | None]) -> str:
    said = [
        f"{capital(SIDE_WORDS[side]) if place == 0 else SIDE_WORDS[side]} calls "
        f"{plain_days(value)} working days fair, that is "
        f"{plain_days(value * CALENDAR_DAYS_A_WORKING_DAY)} by the calendar"
        for place, (side, value) in enumerate(fair.items())
        if value is not None
    ]
    return "; ".join(said) + "."


def _gap_sentence(gap: Gap) -> str:
    if gap.marketing is None or gap.it is None:
        return "The other side was not heard."
    if gap.median <= min(gap.marketing, gap.it):
        return "Half are done within what both find fair."
    if gap.median <= max(gap.marketing, gap.it):
        return (
            f"Half take more than {plain_days(gap.median)}: fair to one side, slow for the other."
        )
    return f"Half take more than {plain_days(gap.median)}."
