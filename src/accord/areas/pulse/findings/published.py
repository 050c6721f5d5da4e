"""What a release says on the notice board."""

from collections.abc import Mapping
from typing import Any

from accord.areas.indicators.actions import Said
from accord.areas.indicators.models import Direction
from accord.areas.pulse.findings.beside import beside
from accord.areas.pulse.findings.guesses import understanding
from accord.areas.pulse.findings.sides import SIDE_WORDS
from accord.areas.pulse.findings.words import headline
from accord.areas.pulse.frames import SIDE_NAMES

TOO_FEW_DIMENSIONS = "Too few of the dimensions were answered by enough people on both sides."


def readings(content: Mapping[str, Any], link: str) -> list[Said]:
    """What a release says on the notice board. ``link`` leads to the wave's page."""
    said = [_response_reading(content, link)]
    for part in content["dimensions"]:
        said += _dimension_readings(part, f"{link}{part['key']}/")
    for side, found in (content["placement"].get("today") or {}).items():
        said.append(
            _mean_reading(
                found,
                name=f"pulse.stage.self.{side}",
                question=f"Where does {SIDE_WORDS[side]} place the partnership today?",
                unit="stage",
                link=f"{link}#placement",
                detail={"stage": found["stage"], "shares": found.get("shares")},
            )
        )
    for part in content["expectations"]:
        said += _expectation_readings(part, f"{link}#expectations")
    for part in content["benchmarks"]:
        said += _benchmark_readings(part, f"{link}#benchmarks")
    return [*said, _stage_reading(content, f"{link}#stage"), *beside(content, link)]


def _response_reading(content: Mapping[str, Any], link: str) -> Said:
    return Said(
        name="pulse.response",
        question="How many were asked, and how many answered?",
        value=None,
        link=link,
        detail={
            "wave": content["wave"],
            "released": content["released"],
            "why_not": content["why_not"],
            "sides": content["sides"],
            "headline": headline(content),
            "understanding": understanding(content),
        },
    )


def _dimension_readings(part: Mapping[str, Any], link: str) -> list[Said]:
    detail = {
        "label": part["name"],
        "verdict": part["verdict"],
        "why_not": part["why_not"],
        "p_superiority": part["p_superiority"],
    }
    apart = Said(
        name=f"pulse.dimension.{part['key']}.gap",
        question=f"How far apart are IT and marketing on “{part['name']}”?",
        value=part["gap"],
        low=part["low"],
        high=part["high"],
        unit="points",
        link=link,
        detail=detail,
    )
    return [
        apart,
        *(
            _mean_reading(
                part[side],
                name=f"pulse.dimension.{part['key']}.{side}",
                question=f"What does {SIDE_WORDS[side]} say about “{part['name']}”?",
                unit="points of 5",
                link=link,
                detail=detail,
            )
            for side in SIDE_NAMES
        ),
    ]


def _mean_reading(
    found: Mapping[str, Any] | None,
    *,
    name: str,
    question: str,
    unit: str,
    link: str,
    detail: dict[str, Any],
) -> Said:
    """What one side says on a scale; without a value where too few answered."""
    mean = found or {"mean": None, "low": None, "high": None}
    return Said(
        name=name,
        question=question,
        value=mean["mean"],
        low=mean["low"],
        high=mean["high"],
        unit=unit,
        direction=Direction.UP,
        link=link,
        detail=detail,
    )


def _expectation_readings(part: Mapping[str, Any], link: str) -> list[Said]:
    questions = {
        "fair": "How many working days does {side} find fair for “{type}”?",
        "takes": "How many working days does {side} think that “{type}” takes?",
    }
    return [
        Said(
            name=f"pulse.expectation.{part['type']}.{side}.{asked}",
            question=question.format(side=SIDE_WORDS[side], type=part["type"]),
            value=found["days"],
            low=found["low"],
            high=found["high"],
            unit="working days",
            direction=Direction.DOWN,
            link=link,
            detail={"type": part["type"], "side": side, "asked": asked, "band": found["band"]},
        )
        for asked, question in questions.items()
        for side, found in part[asked].items()
        if found
    ]


def _benchmark_readings(part: Mapping[str, Any], link: str) -> list[Said]:
    return [
        Said(
            name=f"pulse.benchmark.{part['key']}.{side}",
            question=f"Which share of {SIDE_WORDS[side]} agrees: “{part['text']}”?",
            value=part[side],
            unit="share",
            link=link,
            detail={
                "published": part["published"].get(side),
                "published_as": part["published_as"],
                "source": part["source"],
            },
        )
        for side in SIDE_NAMES
        if part[side] is not None
    ]


def _stage_reading(content: Mapping[str, Any], link: str) -> Said:
    found = content["stage"]["opinion"]
    chances = found["probabilities"] if found else []
    return Said(
        name="pulse.stage",
        question="How far would the answers alone carry the partnership?",
        value=1 + max(range(len(chances)), key=chances.__getitem__) if found else None,
        unit="stage",
        direction=Direction.UP,
        link=link,
        detail={
            "opinion": found,
            "rule": content["stage"]["rule"],
            "placement": content["placement"],
            "why_not": content["why_not"] or ("" if found else _why_no_stage(content)),
        },
    )


def _why_no_stage(content: Mapping[str, Any]) -> str:
    return str(content["stage"].get("why_not") or TOO_FEW_DIMENSIONS)
