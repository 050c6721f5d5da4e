"""What a release raises on the notice board."""

from collections.abc import Mapping
from typing import Any

from accord.analysis import gap
from accord.areas.indicators.actions import Raised
from accord.areas.pulse.findings.sides import SIDE_WORDS, other_side
from accord.areas.pulse.findings.words import capital


def signals(content: Mapping[str, Any], link: str) -> list[Raised]:
    """What wants attention: clear gaps and blind spots."""
    gaps = [
        Raised(
            name="pulse.gap",
            part=part["key"],
            sentence=f"{part['name']}: marketing says {part['marketing']['mean']}, IT "
            f"{part['it']['mean']}. The two clearly see it differently.",
            size=min(1.0, abs(part["gap"]) / 2),
            owner="joint",
            link=f"{link}{part['key']}/",
            detail={"gap": part["gap"], "low": part["low"], "high": part["high"]},
        )
        for part in content["dimensions"]
        if part["verdict"] == gap.Verdict.DIFFERENT
    ]
    return gaps + [
        Raised(
            name="pulse.blind-spot",
            part=f"{part['code']} {part['side']}",
            sentence=f"{capital(SIDE_WORDS[part['side']])} expects {SIDE_WORDS[other_side(part['side'])]} "
            f"to say {part['guess']} to “{part['text']}”; it says {part['real']}.",
            size=min(1.0, abs(part["understanding"]) / 2),
            owner=part["side"],
            link=f"{link}#guesses",
            detail={"words": part["words"]},
        )
        for part in content["guesses"]
        if part["verdict"] == gap.Verdict.DIFFERENT
    ]
