"""A side broken down into the units that are large enough to be shown."""

from collections.abc import Sequence

import numpy as np

from accord.analysis import disclosure, gap
from accord.areas.pulse.findings.comparisons import fewest_for, mean_content, score_error
from accord.areas.pulse.findings.sides import Content, Floats
from accord.areas.pulse.findings.whole_answers import may_be_told_by_unit
from accord.areas.pulse.frames import Survey
from accord.areas.pulse.models import Dimension


def blocks(
    survey: Survey,
    side: str,
    table: Floats,
    dimensions: Sequence[Dimension],
    shown: Sequence[bool],
) -> list[Content]:
    """Means by unit, for a side that was broken down; empty when only one unit is large enough."""
    belongs = np.array([respondent.block for respondent in survey.of_side(side)])
    units = disclosure.partition(
        [
            disclosure.Block(part.block, part.count, int((belongs == part.block).sum()))
            for part in survey.invited
            if part.side == side
        ]
    )
    if len(units) < 2:
        return []
    rows = [table[np.isin(belongs, unit.names)] for unit in units]
    counts = [(~np.isnan(part)).sum(0) for part in rows]
    open_places = [
        place
        for place in range(len(dimensions))
        if shown[place]
        and may_be_told_by_unit(survey, side, dimensions[place])
        and disclosure.may_break_down(
            [int(count[place]) for count in counts], fewest_for(dimensions[place])
        )
    ]
    return [
        {
            "names": list(unit.names),
            "invited": unit.invited,
            "answered_band": disclosure.count_band(unit.answered),
            "dimensions": [
                {"key": dimensions[place].key} | _unit_mean(part[:, place], unit, dimensions[place])
                for place in open_places
            ],
        }
        for unit, part in zip(units, rows, strict=True)
    ]


def _unit_mean(answers: Floats, unit: disclosure.Unit, dimension: Dimension) -> Content:
    given = answers[~np.isnan(answers)]
    return mean_content(gap.side_mean(given, unit.invited, score_error(dimension)))
