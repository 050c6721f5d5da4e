"""The certificate of a release: everything it tells of whom, and what follows from that."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from accord.analysis import certificate, disclosure
from accord.analysis.certificate import Certificate, Figure, Part, Statement, Unit
from accord.areas.pulse.findings import common_ground
from accord.areas.pulse.findings.sides import SIDE_WORDS, other_side
from accord.areas.pulse.frames import SIDE_NAMES

BOTH = "both sides"
#: What is told of two sides compared: by the key in a comparison, the statistic's name.
COMPARED = {
    "gap": "difference of means",
    "p_superiority": "share of pairs",
    "verdict": "verdict",
}


#: What is told of a side's answers to a single question beside the mean; "consensus" before format 2.
OF_QUESTIONS = {
    "consensus": "consensus",
    "agreeing": "share that agrees",
    "shares": "distribution",
    "voice": "voice",
    "cannot_tell": "share that cannot tell",
}


def certificate_of(content: Mapping[str, Any]) -> Certificate:
    """What a release proves about itself: a function of what was published, and of nothing else."""
    return certificate.certify(statement(content), _fewest(content))


def _fewest(content: Mapping[str, Any]) -> int:
    """The fewest answers that the wave asked for; releases of before it could be raised do not say."""
    return int(content.get("fewest", disclosure.FEWEST_FOR_MEAN))


def statement(content: Mapping[str, Any]) -> Statement:
    """Everything that a release tells, as groups of people and the figures about them."""
    bands = _bands(content)
    own = {side: [name for name in bands if name in _blocks(content, side)] for side in SIDE_NAMES}
    parts = {side: own[side] or [SIDE_WORDS[side]] for side in SIDE_NAMES}
    units = [
        *(Unit(name, (name,), bands[name]) for names in own.values() for name in names),
        *(
            Unit(SIDE_WORDS[side], tuple(parts[side]), bands[SIDE_WORDS[side]])
            for side in SIDE_NAMES
        ),
        Unit(BOTH, tuple(name for names in parts.values() for name in names), _of_both(bands)),
    ]
    return Statement(
        parts=tuple(
            Part(name, disclosure.fewest_in(bands[name]))
            for names in parts.values()
            for name in names
        ),
        units=tuple(units),
        figures=tuple(_figures(content)) if content["released"] else (),
        versions=(
            ("release", str(content["format"])),
            ("instrument", content["instrument"]),
            ("stage", str(content["stage"]["rule"])),
        ),
    )


def _blocks(content: Mapping[str, Any], side: str) -> dict[str, Mapping[str, Any]]:
    """The units that a side was broken down into, by the name that the certificate gives them."""
    return {
        f"{SIDE_WORDS[side]}: {' + '.join(unit['names'])}": unit for unit in content["blocks"][side]
    }


def _bands(content: Mapping[str, Any]) -> dict[str, str]:
    """How many answered, as told: of both sides and of every unit within them."""
    told = {SIDE_WORDS[side]: content["sides"][side]["answered_band"] for side in SIDE_NAMES}
    for side in SIDE_NAMES:
        blocks = _blocks(content, side)
        told |= {name: unit["answered_band"] for name, unit in blocks.items()}
    return told


def _of_both(bands: Mapping[str, str]) -> str:
    fewest = sum(disclosure.fewest_in(bands[name]) for name in SIDE_WORDS.values())
    return f"at least {fewest}"


def _figures(content: Mapping[str, Any]) -> Iterator[Figure]:
    for side in SIDE_NAMES:
        yield Figure(SIDE_WORDS[side], "response", "band of answers")
        yield Figure(SIDE_WORDS[side], "response", "band of the response rate")
        for name, unit in _blocks(content, side).items():
            yield Figure(name, "response", "band of answers")
            yield from (Figure(name, part["key"], "mean") for part in unit["dimensions"])
    for part in content["dimensions"]:
        yield from _compared(part, part["key"])
        yield from _by_side(part["agreement"], part["key"], "spread")
        yield from _by_side(part.get("voice", {}), part["key"], "voice")
        yield from _of_both_told(content, part)
    for part in content["items"]:
        yield from _compared(part, part["code"])
        for name, statistic in OF_QUESTIONS.items():
            yield from _by_side(part.get(name, {}), part["code"], statistic)
        if common_ground.of_question(part) is not None:
            yield Figure(BOTH, part["code"], "common ground")
    for part in content.get("apart", ()):
        yield from _by_side(part, part["code"], "mean")
    yield from _others(content)


def _others(content: Mapping[str, Any]) -> Iterator[Figure]:
    for when, placed in content["placement"].items():
        yield from _by_side(placed or {}, f"placement {when}", "mean")
        for side, found in (placed or {}).items():
            told = found.get("distribution", found.get("shares"))
            yield from _by_side({side: told}, f"placement {when}", "distribution")
    for part in content["guesses"]:
        guessing, other = SIDE_WORDS[part["side"]], SIDE_WORDS[other_side(part["side"])]
        yield Figure(guessing, part["code"], "mean")
        yield Figure(guessing, part["about"], "mean")
        yield Figure(other, part["about"], "mean")
        yield Figure(BOTH, part["code"], COMPARED["gap"])
    for part in content["benchmarks"]:
        yield from _by_side(part, part["code"], "share that agrees")
    for part in content["priorities"]:
        yield from _by_side(part, part["key"], "mean")
    for part in content["expectations"]:
        for asked in ("fair", "takes"):
            yield from _by_side(part[asked], f"{asked} {part['type']}", "median")
    yield from _of_stage(content["stage"])
    yield from _written(content.get("comments") or {})


def _of_stage(found: Mapping[str, Any]) -> Iterable[Figure]:
    if not found["opinion"]:
        return []
    by_side = _by_side(found["opinion"], "stage", "mean")
    chances = (Figure(BOTH, "stage", "probability") for _ in found["probabilities"])
    return [*by_side, *chances, *(Figure(BOTH, "stage", "gate") for _ in found["gates"])]


def _written(comments: Mapping[str, Any]) -> Iterator[Figure]:
    for side in SIDE_NAMES:
        for _ in comments.get(side, ()):
            yield Figure(SIDE_WORDS[side], "open question", "comment")
    for theme in comments.get("themes", ()):
        yield from _by_side(theme, theme["words"], "comments that name it")


def _of_both_told(content: Mapping[str, Any], part: Mapping[str, Any]) -> Iterator[Figure]:
    """What is told of both sides together; before format 2 nothing was."""
    if content["format"] < 2:
        return
    if part["reliability"]["value"] is not None:
        yield Figure(BOTH, part["key"], "reliability")
    if part["marketing"] is not None:
        yield Figure(BOTH, part["key"], "tipping point")


def _compared(part: Mapping[str, Any], about: str) -> Iterator[Figure]:
    if part["marketing"] is None:
        return
    yield from _by_side(part, about, "mean")
    yield from (
        Figure(BOTH, about, name) for key, name in COMPARED.items() if part[key] is not None
    )


def _by_side(told: Mapping[str, Any], about: str, statistic: str) -> Iterator[Figure]:
    for side in SIDE_NAMES:
        if told.get(side) is not None:
            yield Figure(SIDE_WORDS[side], about, statistic)
