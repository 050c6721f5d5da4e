"""The measured twins of the dimensions: what the records show of what is said."""

import numpy as np

from accord.areas.indicators.queries import Board
from accord.areas.partnership.findings.speed_gap import CALENDAR_DAYS_A_WORKING_DAY
from accord.areas.partnership.findings.words import SIDE_WORDS, SIDES, capital


def records_of(board: Board, key: str) -> tuple[float | None, str, str]:
    """The measured twin of a dimension: a share from 0 to 1, its sentence, the way to the rows."""
    twins = {
        "trust": _promises_twin,
        "speed": _speed_twin,
        "understanding": _straight_twin,
        "cadence": _answers_twin,
    }
    return twins[key](board) if key in twins else (None, "", "")


def _promises_twin(board: Board) -> tuple[float | None, str, str]:
    found = {side: board.get("evidence.promises", side) for side in SIDES}
    rows = {side: row for side, row in found.items() if row is not None and row.value is not None}
    if not rows:
        return None, "", ""
    parts = [
        f"{SIDE_WORDS[side] if place else capital(SIDE_WORDS[side])} kept "
        f"{row.detail['kept']} of {row.detail['of']} due dates"
        for place, (side, row) in enumerate(reversed(rows.items()))
    ]
    shares = [row.value or 0.0 for row in rows.values()]
    return float(np.mean(shares)), ", ".join(parts) + ".", next(iter(rows.values())).link


def _speed_twin(board: Board) -> tuple[float | None, str, str]:
    """The share of requests done within the time that marketing calls fair, over its types."""
    done = asked = 0.0
    link = ""
    for row in board.parts("evidence.lead"):
        fair = board.value(f"pulse.expectation.{row.part}.marketing.fair")
        if fair is None or not row.count:
            continue
        quantiles = np.array(row.detail["quantiles"])
        within = float((quantiles <= fair * CALENDAR_DAYS_A_WORKING_DAY).mean())
        done, asked, link = done + within * row.count, asked + row.count, row.link
    if not asked:
        return None, "", ""
    share = done / asked
    return (
        share,
        f"{round(100 * share)} in 100 requests were done within the time marketing calls fair.",
        link,
    )


def _straight_twin(board: Board) -> tuple[float | None, str, str]:
    found = board.get("evidence.straight")
    if found is None or found.value is None:
        return None, "", ""
    share = round(100 * found.value)
    return found.value, f"{share} in 100 requests were never sent back by IT.", found.link


def _answers_twin(board: Board) -> tuple[float | None, str, str]:
    rows = [row for side in SIDES if (row := board.get("evidence.answers", side)) is not None]
    if not rows:
        return None, "", ""
    within = sum(row.detail["within"] for row in rows)
    count = sum(row.detail["count"] for row in rows)
    share = within / count
    sentence = f"{round(100 * share)} in 100 answers between the sides came within three days."
    return share, sentence, rows[0].link
