"""Marketing against IT: means, gaps and verdicts, as coarse as they may be shown."""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy import stats

from accord.analysis import agreement, disclosure, gap
from accord.areas.pulse.findings.sides import Content, Floats
from accord.areas.pulse.models import Dimension

SCALE = (1.0, 5.0)
#: From so near to always or never on, the share of pairs is told as this near.
ALWAYS_WITHIN = 0.1


def answers_at(table: Mapping[str, Floats], place: int) -> dict[str, Floats]:
    """The scores of one dimension by side, without the people who have none."""
    return {side: rows[~np.isnan(rows[:, place]), place] for side, rows in table.items()}


def score_error(dimension: Dimension) -> float:
    """How far a person's score of a dimension strays: the less, the more items it has."""
    return gap.ANSWER_ERROR / float(np.sqrt(len(dimension.items)))


def fewest_for(dimension: Dimension) -> int:
    """How many answers a side a dimension needs; of one item it is a single question like any other."""
    single = len(dimension.items) == 1
    return disclosure.FEWEST_FOR_ITEM if single else disclosure.FEWEST_FOR_MEAN


def verdicts(compared: Sequence[gap.Comparison | None]) -> list[str]:
    """A verdict for each comparison of a family; the empty string where nothing is shown."""
    found = iter(gap.verdicts([comparison for comparison in compared if comparison]))
    return [next(found).value if comparison else "" for comparison in compared]


def as_content(comparison: gap.Comparison | None, verdict: str, fewest: int) -> Content:
    """A comparison as it is published; where too few answered, nothing but why."""
    if comparison is None:
        return {
            "marketing": None,
            "it": None,
            "gap": None,
            "low": None,
            "high": None,
            "p_superiority": None,
            "p_low": None,
            "p_high": None,
            "verdict": gap.Verdict.CANNOT_TELL.value,
            "why_not": disclosure.why_not({"fewer": 0}, fewest),
        }
    reach = comparison.high - comparison.gap
    difference = drawn_gap(_drawn(comparison.first), _drawn(comparison.second))
    low, high = disclosure.coarse_interval(comparison.gap, reach, difference)
    return {
        "marketing": mean_content(comparison.first),
        "it": mean_content(comparison.second),
        "gap": disclosure.coarse(difference.value),
        "low": low,
        "high": high,
        **_superiority(comparison),
        "verdict": verdict,
        "why_not": "",
    }


def mean_content(found: gap.SideMean) -> Content:
    """One side's mean with its interval, within the scale, and the band of how many answered."""
    drawn = _drawn(found)
    low, high = disclosure.coarse_interval(found.mean, found.high - found.mean, drawn)
    return {
        "mean": disclosure.coarse(drawn.value),
        "low": max(SCALE[0], low),
        "high": min(SCALE[1], high),
        "band": disclosure.count_band(found.answered),
    }


def coarse_mean(mean: float, answered: int) -> float:
    """A mean on five points as it is published."""
    return disclosure.coarse(disclosure.drawn_in(mean, answered, SCALE).value)


def _drawn(found: gap.SideMean) -> disclosure.Drawn:
    return disclosure.drawn_in(found.mean, found.answered, SCALE)


def drawn_gap(first: disclosure.Drawn, second: disclosure.Drawn) -> disclosure.Drawn:
    """The second minus the first, of means that were drawn in."""
    return disclosure.Drawn(
        second.value - first.value,
        above=second.above + first.below,
        below=second.below + first.above,
    )


def _superiority(comparison: gap.Comparison) -> Content:
    """How often IT's answer is the higher one: never nearly always, and never too surely.

    "Always" would say that every answer of one side lies above every answer of the other, and a
    narrow interval that all of a side answered alike.
    """
    found = comparison.superiority
    few = min(comparison.first.answered, comparison.second.answered)
    unseen = 1 - 0.025 ** (1 / few)  # of as many pairs without any exception
    told = min(1 - ALWAYS_WITHIN, max(ALWAYS_WITHIN, found.probability))
    reach = max(unseen / 2, _reach_of_two(few))
    low, high = min(found.low, told - reach), max(found.high, told + reach)
    if told + 1e-9 >= 1 - ALWAYS_WITHIN:
        low, high = min(low, 1 - unseen), 1.0
    elif told - 1e-9 <= ALWAYS_WITHIN:
        low, high = 0.0, max(high, unseen)
    step = 0.05 if few < disclosure.FEWEST_FOR_SHARE else 0.01
    low, high = disclosure.outwards(max(0.0, low), min(1.0, high), step)
    return {"p_superiority": disclosure.coarse(told, step), "p_low": low, "p_high": high}


def _reach_of_two(answered: int) -> float:
    """How far the interval reaches where two people of a side answered otherwise than all others."""
    return float(stats.t.ppf(0.975, answered - 1) * np.sqrt(0.5 / answered / (answered - 1)))


def agreements(
    answers: Mapping[str, Floats], comparison: gap.Comparison | None, items: int = 2
) -> Content:
    """How far the people of a side lie apart, in scale points; None where too few answered.

    Never nothing: that would say that all gave the same answer. Of a single question it is as much as
    a distribution, and told where one may be told.
    """
    fewest = disclosure.FEWEST_FOR_ITEM if items > 1 else disclosure.FEWEST_FOR_DISTRIBUTION
    enough = comparison is not None and all(len(given) >= fewest for given in answers.values())
    if not enough:
        return dict.fromkeys(answers)
    return {
        side: max(
            disclosure.edge(len(given)),
            disclosure.coarse(agreement.average_deviation_from_median(given)),
        )
        for side, given in answers.items()
    }
