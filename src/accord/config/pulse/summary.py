"""The readable summary of ``accord pulse``: a sentence, a table, the stage, and what protects people."""

from collections.abc import Iterator, Mapping
from typing import Any

from accord.areas.pulse import findings


def summary(content: Mapping[str, Any]) -> str:
    """All that a person reads after the run."""
    lines = [findings.headline(content), *_asked(content)]
    if not content["released"]:
        return "\n".join([*lines, content["why_not"]])
    lines += ["", *_dimensions(content["dimensions"]), "", *_stage(content["stage"]), ""]
    return "\n".join([*lines, _protected(content)])


def _asked(content: Mapping[str, Any]) -> Iterator[str]:
    for side, words in findings.SIDE_WORDS.items():
        told = content["sides"][side]
        yield f"{words}: {told['invited']:,} invited, {told['answered_band']} answered."


def _dimensions(parts: list[Mapping[str, Any]]) -> Iterator[str]:
    width = max(len(part["name"]) for part in parts)
    yield f"{'mean, 1 to 5':<{width}}{'marketing':>18}{'IT':>18}{'IT minus marketing':>22}  verdict"
    for part in parts:
        if part["marketing"] is None:
            yield f"{part['name']:<{width}}  too few answers"
            continue
        sides = "".join(f"{_mean(part[side], 'mean'):>18}" for side in ("marketing", "it"))
        yield f"{part['name']:<{width}}{sides}{_mean(part, 'gap'):>22}  {part['verdict']}"


def _mean(part: Mapping[str, Any], name: str) -> str:
    return f"{part[name]:.1f} ({part['low']:.1f}..{part['high']:.1f})"


def _stage(found: Mapping[str, Any]) -> Iterator[str]:
    if not found["probabilities"]:
        yield "No stage: too few dimensions were answered by enough people on both sides."
        return
    chances = ", ".join(f"{name} {chance:.0%}" for name, chance in found["probabilities"].items())
    yield f"How far the answers alone carry the partnership: {chances}."
    missing = [gate for gate in found["gates"] if not gate["met"]]
    for gate in missing:
        if gate["stage"] == missing[0]["stage"]:
            yield f"  stands in the way next: {gate['sentence']}"


def _protected(content: Mapping[str, Any]) -> str:
    certificate = findings.certificate_of(content)
    return (
        f"No group of fewer than {certificate.fewest} people can be worked out from these figures "
        "by adding and subtracting."
    )
