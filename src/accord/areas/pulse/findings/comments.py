"""What people wrote, word for word: shuffled, side by side, and which words come again."""

from collections.abc import Sequence

import numpy as np

from accord.analysis import disclosure
from accord.analysis.themes import themes
from accord.areas.pulse.findings.sides import Content
from accord.areas.pulse.frames import SIDE_NAMES, Remark, Survey
from accord.areas.pulse.models import Instrument


def without_comments(asked: bool = False) -> Content:
    """What is published of comments where nothing is."""
    return {"asked": asked, "marketing": [], "it": [], "themes": []}


def comments(survey: Survey, instrument: Instrument, generator: np.random.Generator) -> Content:
    """The comments of each side of which enough people wrote one, never by block.

    Themes are counted in the published comments alone: whoever reads those could count them too, so
    they tell nothing more.
    """
    if not instrument.open_question or survey.remarks is None:
        return without_comments()
    written = {side: _published(survey.remarks, side, generator) for side in SIDE_NAMES}
    return (
        without_comments(asked=True)
        | written
        | {"themes": _themes(written["marketing"], written["it"])}
    )


def _published(remarks: Sequence[Remark], side: str, generator: np.random.Generator) -> list[str]:
    """A side's comments, in an order that follows from nothing but the comments themselves."""
    texts = sorted(remark.text for remark in remarks if remark.side == side)
    if len(texts) < disclosure.FEWEST_FOR_COMMENTS:
        return []
    return [texts[place] for place in generator.permutation(len(texts))]


def _themes(marketing: Sequence[str], it: Sequence[str]) -> list[Content]:
    found = themes([*marketing, *it])
    return [
        {
            "words": theme.words,
            "comments": len(theme.places),
            # A side without published comments is not counted as one that never names it.
            "marketing": sum(place < len(marketing) for place in theme.places)
            if marketing
            else None,
            "it": sum(place >= len(marketing) for place in theme.places) if it else None,
        }
        for theme in found
    ]
