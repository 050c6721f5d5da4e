"""What a release says on the notice board beside levels and gaps: how firm, how shared, how known."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from accord.areas.indicators.actions import Said
from accord.areas.indicators.models import Direction
from accord.areas.pulse.findings import common_ground
from accord.areas.pulse.findings.sides import SIDE_WORDS
from accord.areas.pulse.findings.sureness import Sureness, sureness
from accord.areas.pulse.findings.told import MANY, halved, own_voices
from accord.areas.pulse.findings.words import percent
from accord.areas.pulse.frames import SIDE_NAMES


def beside(content: Mapping[str, Any], link: str) -> Iterator[Said]:
    """Agreement within the sides, tipping points, reliability, common ground, who cannot tell."""
    for part in content["dimensions"]:
        yield from _agreement(content, part, f"{link}{part['key']}/")
    for row in sureness(content):
        yield _tipping(row, f"{link}sure/")
        yield _reliability(row, f"{link}sure/#reliability")
    yield from _common_ground(content, f"{link}common-ground/")
    yield from _cannot_tell(content, link)


def _agreement(content: Mapping[str, Any], part: Mapping[str, Any], link: str) -> Iterator[Said]:
    items = [item for item in content["items"] if item["dimension"] == part["key"]]
    for found in own_voices(part, items, halved(content)):
        yield Said(
            name=f"pulse.agreement.{part['key']}.{found.side}",
            question=f"How far do people in {SIDE_WORDS[found.side]} lie apart on “{part['name']}”?",
            value=found.deviation,
            unit="points",
            direction=Direction.DOWN,
            link=link,
            detail={"voice": found.voice, "sentence": found.sentence},
        )


def _tipping(row: Sureness, link: str) -> Said:
    return Said(
        name=f"pulse.tipping.{row.key}",
        question=f"By how much would the silent have to differ for the gap on “{row.name}” to vanish?",
        value=row.tipping if row.clear and not math.isinf(row.tipping or 0.0) else None,
        unit="points",
        direction=Direction.UP,
        link=link,
        detail={"certain": row.certain, "sentence": row.silent},
    )


def _reliability(row: Sureness, link: str) -> Said:
    told = row.reliability or dict.fromkeys(("coefficient", "value", "low", "high"))
    return Said(
        name=f"pulse.reliability.{row.key}",
        question=f"How reliable is the mean of the questions on “{row.name}”?",
        value=told["value"],
        low=told["low"],
        high=told["high"],
        direction=Direction.UP,
        link=link,
        detail={"coefficient": told["coefficient"], "sentence": row.measured},
    )


def _common_ground(content: Mapping[str, Any], link: str) -> Iterator[Said]:
    found = common_ground.statements(content)
    yield Said(
        name="pulse.common-ground",
        question="How many statements would most on both sides sign?",
        value=sum(part.signed for part in found) if found else None,
        unit="statements",
        direction=Direction.UP,
        link=link,
        detail={"sentence": f"{common_ground.headline(found)}."},
    )
    for part in found:
        if part.signed:
            yield Said(
                name="pulse.common-ground.statement",
                part=part.code,
                question=f"How far is it common ground: “{part.text}”?",
                value=part.value,
                direction=Direction.UP,
                link=link,
                detail={"place": part.place, "text": part.text, "sentence": part.in_words},
            )


def _cannot_tell(content: Mapping[str, Any], link: str) -> Iterator[Said]:
    for item in content["items"]:
        for side in SIDE_NAMES:
            share = item["cannot_tell"][side]
            if share is not None and share >= MANY:
                who = SIDE_WORDS[side]
                yield Said(
                    name=f"pulse.cannot-tell.{side}",
                    part=item["code"],
                    question=f"Which share of {who} cannot tell: “{item['text']}”?",
                    value=share,
                    unit="share",
                    direction=Direction.DOWN,
                    link=f"{link}{item['dimension']}/{item['code']}/",
                    detail={"sentence": f"{percent(share)} of {who} cannot tell."},
                )
