"""One dimension in sentences: how firm its figures are, and with how many voices a side answers."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from accord.analysis import disclosure
from accord.analysis.agreement import AGREE_WITHIN, Voice
from accord.areas.pulse.findings.comparisons import LEAST_APART
from accord.areas.pulse.findings.sides import SIDE_WORDS
from accord.areas.pulse.findings.words import capital, percent
from accord.areas.pulse.frames import SIDE_NAMES

#: From this share on many of a side cannot tell.
MANY = 0.25
NOTHING_FINER = "not told, because few joined or left it since another pulse."


@dataclass(frozen=True, slots=True)
class OwnVoice:
    """What is told of how one side agrees among itself."""

    side: str
    deviation: float | None
    voice: str
    sentence: str


def own_voices(
    part: Mapping[str, Any], items: list[Mapping[str, Any]], halved: Collection[str] = ()
) -> list[OwnVoice]:
    """How far each side agrees among itself on a dimension; of sides in half points not even that."""
    return [
        OwnVoice(side, None, "", f"{capital(SIDE_WORDS[side])}: {NOTHING_FINER}")
        if side in halved
        else _own_voice(part, items, side)
        for side in SIDE_NAMES
    ]


def halved(content: Mapping[str, Any]) -> list[str]:
    """The sides that a release tells in half points."""
    found: list[str] = content.get("moves", {}).get("halved", [])
    return found


def _own_voice(part: Mapping[str, Any], items: list[Mapping[str, Any]], side: str) -> OwnVoice:
    deviation = part["agreement"][side]
    voice = (part.get("voice") or {}).get(side) or ""
    torn = [item["code"] for item in items if _voice_of(item, side) == Voice.TWO_CAMPS]
    if torn:
        voice = Voice.TWO_CAMPS.value
    return OwnVoice(side, deviation, voice, " ".join(_sentences(side, deviation, voice, torn)))


def _sentences(side: str, deviation: float | None, voice: str, torn: list[str]) -> Iterator[str]:
    who = capital(SIDE_WORDS[side])
    if deviation is None:
        yield f"{who}: whether it agrees among itself cannot be told from fewer than eight answers."
        return
    within = "within" if deviation <= AGREE_WITHIN else "beyond"
    yield f"{who}: on average {_points(deviation)} from its own middle answer, {within} the 0.8 that counts as agreeing."
    if torn:
        yield f"Two camps are likely on {' and '.join(torn)}: its mean is nobody's opinion there."
    elif voice == Voice.AGREED:
        yield "That is more agreement than chance gives a group of its size."
    elif voice and deviation < AGREE_WITHIN:
        yield "It does not agree more than chance makes a group of its size agree."
    elif not voice:
        yield "Whether that is more than chance is told from fifteen answers a side."


def _points(deviation: float) -> str:
    """How far apart people lie; from a certain nearness on not told more nearly."""
    if deviation <= LEAST_APART:
        return f"{LEAST_APART} points or less"
    return f"{deviation:.1f} points"


def _voice_of(item: Mapping[str, Any], side: str) -> str:
    return (item.get("voice") or {}).get(side) or ""


def cannot_tell(content: Mapping[str, Any], item: Mapping[str, Any]) -> dict[str, str]:
    """The share of each side that cannot tell, in words."""
    return {side: _share(item["cannot_tell"][side], content, side) for side in SIDE_NAMES}


def _share(share: float | None, content: Mapping[str, Any], side: str) -> str:
    if share is None:
        return "not told: few joined or left" if side in halved(content) else "too few answers"
    # The edges from which on shares are told, of so many answers as are in the band.
    edge = disclosure.edge(disclosure.fewest_in(content["sides"][side]["answered_band"]))
    if share <= edge:
        return f"{percent(share)} or less"
    return f"{percent(share)} or more" if share >= 1 - edge else percent(share)


def hardly_known(items: list[Mapping[str, Any]]) -> list[str]:
    """Questions that ask for knowledge which a side does not have, as sentences."""
    return [
        f"{capital(SIDE_WORDS[side])} cannot tell {item['code']}: {percent(item['cannot_tell'][side])} "
        "said so. It asks for knowledge that this side does not have."
        for item in items
        for side in SIDE_NAMES
        if (item["cannot_tell"][side] or 0.0) >= MANY
    ]


def superiority(part: Mapping[str, Any]) -> str:
    """The share of pairs in words: whose answer is the higher one, and how often."""
    share = part["p_superiority"]
    if part["p_low"] <= 0.5 <= part["p_high"]:
        return "Neither side gives the higher answer more often, as far as this pulse can tell"
    higher, often = ("IT", share) if share > 0.5 else ("marketing", 1 - share)
    how = "nearly always" if often >= 0.9 else "mostly" if often >= 0.7 else "rather often"
    return f"Of one answer from each side, {higher}'s is {how} the higher one"
