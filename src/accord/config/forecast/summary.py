"""The readable summary of ``accord forecast``."""

from collections.abc import Iterator

from accord.analysis.forecast.asking import BLOCKS, Forecast
from accord.analysis.forecast.backtest import Judged
from accord.config.flow.figures import written_time
from accord.config.flow.summary import counted

_LEVELS = ("50 %", "85 %", "95 %")
_QUESTIONS = {
    "count": "items by a day",
    "days": "days until so many items",
    "time to go": "days until an open item",
}


def summary(said: Forecast, items: int | None, by: str, past: dict[str, Judged]) -> str:
    """All that a person reads after the run."""
    lines = [
        _by_a_day(said, by.strip()) if items is None else _until(said, items),
        _rests_on(said),
        *(_past_lines(past) if past else ()),
    ]
    return "\n".join(lines)


def _until(said: Forecast, items: int) -> str:
    shown = [
        "more than a hundred years" if days is None else counted(days, "day")
        for days in said.values
    ]
    return (
        f"{counted(items, 'item')} will be delivered within {shown[0]} of "
        f"{written_time(said.as_of)} with 50 % probability, within {shown[1]} with 85 %, "
        f"within {shown[2]} with 95 %."
    )


def _by_a_day(said: Forecast, by: str) -> str:
    shown = [f"{count or 0:,}" for count in said.values]
    return (
        f"From {written_time(said.as_of)} to {by}, at least {shown[0]} items will be delivered with "
        f"50 % probability, at least {shown[1]} with 85 %, at least {shown[2]} with 95 %."
    )


def _rests_on(said: Forecast) -> str:
    together = (
        "days hang together, so whole weeks are drawn (block bootstrap, worked out exactly)"
        if said.method == BLOCKS
        else "days are independent of each other (exact convolution)"
    )
    return (
        f"Of {said.delivered_before:,} items delivered by then, those of the last {said.recent_days} "
        f"days count ({said.rate:,.2f} a day); {together}. Levels are set by past forecasts."
    )


def _past_lines(past: dict[str, Judged]) -> Iterator[str]:
    yield ""
    heads = "".join(f"{f'{level} came true':>18}" for level in _LEVELS)
    yield f"{'past forecasts of':<26}{heads}{'against average':>18}"
    for question, judged in past.items():
        cells = "".join(
            f"{_share(share) + f' of {count:,}':>18}"
            for share, count in zip(judged.shares, judged.forecasts, strict=True)
        )
        loss = judged.against_average
        yield f"{_QUESTIONS[question]:<26}{cells}{'-' if loss is None else f'{loss:.2f}':>18}"
    yield "Against average: pinball loss beside that of the plain average; below 1 is better."


def _share(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"
