"""A side told in half points, because few joined or left it since another wave.

Its answers are replaced, before anything is worked out, by stand-ins that are made from nothing but its
means in half points and its bands of answers. So whatever the release tells of it is a function of those:
nothing can give the finer value back. What stand-ins would make up (shares, agreement, who cannot
tell, guesses) is not told at all.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from scipy import optimize, stats

from accord.analysis import disclosure, gap
from accord.analysis.waves import SCALE, STEP, half_points, may_be
from accord.areas.pulse.findings.sides import Content, Floats
from accord.areas.pulse.frames import SIDE_NAMES, Respondent, Survey, column, scores
from accord.areas.pulse.models import PLACEMENTS, Dimension, Instrument

#: How far people are taken to lie apart (standard deviation, scale points): further than they usually do,
#: because how far they do is not told.
SPREAD_OF_QUESTION = 1.3
SPREAD_OF_DIMENSION = 1.1
WHY_NOT = "few joined or left since another pulse"


def stand_ins(survey: Survey, instrument: Instrument, halved: Collection[str]) -> Survey:
    """The same with the people of the sides named replaced by their stand-ins."""
    if not halved:
        return survey
    people = [part for part in survey.respondents if part.side not in halved]
    for side in sorted(halved):
        people += _stand_ins(survey.of_side(side), side, instrument)
    return replace(survey, respondents=tuple(people))


def score_table(people: list[Respondent], dimensions: tuple[Dimension, ...]) -> Floats:
    """The dimensions of the stand-ins: one row each, from the means of the dimensions in half points."""
    real = scores(people, dimensions)
    table = np.full((_fewest(len(people)), len(dimensions)), np.nan)
    for place in range(len(dimensions)):
        given = _around(real[~np.isnan(real[:, place]), place], SPREAD_OF_DIMENSION)
        table[: len(given), place] = given
    return table


def without_finer(content: Content, halved: Collection[str]) -> Content:
    """A release made from stand-ins, without what they would make up, and with room for the rounding."""
    if not halved or not content["released"]:
        return content
    nobody = dict.fromkeys(SIDE_NAMES)
    return content | {
        "dimensions": [_dimension(part, halved) for part in content["dimensions"]],
        "items": [
            _compared(part, halved)
            | {"agreeing": nobody, "shares": nobody, "voice": nobody}
            | {"cannot_tell": part["cannot_tell"] | dict.fromkeys(halved)}
            for part in content["items"]
        ],
        "placement": {
            when: placed and {side: _placed(placed[side], side in halved) for side in SIDE_NAMES}
            for when, placed in content["placement"].items()
        },
        "guesses": [],
        "benchmarks": [part | nobody for part in content["benchmarks"]],
        "priorities": [part | nobody for part in content["priorities"]],
        "expectations": [
            part | {"fair": nobody, "takes": nobody} for part in content["expectations"]
        ],
    }


def _stand_ins(people: list[Respondent], side: str, instrument: Instrument) -> list[Respondent]:
    questions = [item.code for part in instrument.dimensions for item in part.items]
    columns = {
        code: _around(column(people, code), SPREAD_OF_QUESTION)
        for code in (*questions, *PLACEMENTS)
    }
    return [
        Respondent(
            side,
            "",
            {code: float(given[row]) for code, given in columns.items() if row < len(given)},
        )
        for row in range(_fewest(len(people)))
    ]


def _around(given: Floats, spread: float) -> Floats:
    """As many values as the band of answers has at least, around their mean in half points."""
    count = _fewest(len(given))
    if not count:
        return np.array([])
    mean = half_points(float(given.mean()), len(given))
    away = stats.norm.ppf((np.arange(count) + 0.5) / count)
    away *= spread / np.std(away, ddof=1)

    def within(middle: float) -> Floats:
        # Nobody can answer beyond the ends of the scale, so near one of them people lie less far apart.
        return np.clip(middle + away, *SCALE)

    return within(optimize.brentq(lambda middle: float(within(middle).mean()) - mean, -9.0, 15.0))


def _fewest(answered: int) -> int:
    return disclosure.fewest_in(disclosure.count_band(answered))


def _dimension(part: Mapping[str, Any], halved: Collection[str]) -> Content:
    reliability = dict.fromkeys(("value", "low", "high")) | {"coefficient": "", "why_not": WHY_NOT}
    return _compared(part, halved) | {
        "agreement": part["agreement"] | dict.fromkeys(halved),
        "voice": dict.fromkeys(SIDE_NAMES),
        "reliability": reliability,
    }


def _compared(part: Mapping[str, Any], halved: Collection[str]) -> Content:
    """A comparison with intervals that hold what rounding to half points may have lost."""
    if part["marketing"] is None:
        return dict(part)
    below = above = 0.0
    for side in halved:
        lost = may_be(part[side]["mean"], disclosure.fewest_in(part[side]["band"]))
        less, more = lost if side == SIDE_NAMES[1] else lost[::-1]
        below, above = below + less, above + more
    low, high = disclosure.outwards(part["low"] - below, part["high"] + above, STEP)
    return dict(part) | {
        **{side: _wider(part[side]) for side in halved},
        "low": low,
        "high": high,
        "p_superiority": None,
        "p_low": None,
        "p_high": None,
        "verdict": _verdict(part["verdict"], low, high),
    }


def _verdict(said: str, low: float, high: float) -> str:
    """The verdict, where the wider interval still bears it out."""
    apart = said == gap.Verdict.DIFFERENT and not low <= 0 <= high
    alike = said == gap.Verdict.SAME and max(-low, high) <= gap.SAME_WITHIN
    return said if apart or alike else gap.Verdict.CANNOT_TELL.value


def _placed(found: Mapping[str, Any], halved: bool) -> Content:
    return (_wider(found) if halved else dict(found)) | {"shares": None}


def _wider(found: Mapping[str, Any]) -> Content:
    below, above = may_be(found["mean"], disclosure.fewest_in(found["band"]))
    low, high = disclosure.outwards(found["low"] - below, found["high"] + above, STEP)
    return dict(found) | {"low": max(SCALE[0], low), "high": min(SCALE[1], high)}
