"""What changed from one wave to another: a function of the two releases, and of nothing else."""

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from accord.analysis import disclosure, gap, power, trend
from accord.analysis.change import Convergence
from accord.analysis.trend import Difference, Told
from accord.analysis.waves import may_be
from accord.areas.indicators.actions import Said
from accord.areas.pulse.findings.sides import SIDE_WORDS
from accord.areas.pulse.findings.words import capital, number_words
from accord.areas.pulse.frames import SIDE_NAMES

Content = Mapping[str, Any]
NOT_ASKED = "the two waves asked different questions"
NOT_TOLD = "too few answers in one of the two"


@dataclass(frozen=True, slots=True)
class SideChange:
    """One side's change on a dimension, and whether it became more of one mind."""

    side: str
    then: float
    now: float
    found: Difference
    verdict: str
    spread: str


@dataclass(frozen=True, slots=True)
class Changed:
    """One dimension then and now; without ``sides`` where the two cannot be compared, and why."""

    key: str
    name: str
    asked: str = ""
    why_not: str = ""
    sides: tuple[SideChange, ...] = ()
    gap_then: float | None = None
    gap_now: float | None = None
    gap: Difference | None = None
    convergence: str = Convergence.CANNOT_TELL.value


@dataclass(frozen=True, slots=True)
class _Pair:
    """What may be compared of one dimension: the part of then and of now that asked the same."""

    key: str
    name: str
    then: Content | None = None
    now: Content | None = None
    asked: str = ""
    why_not: str = ""


def changed(then: Content, now: Content) -> list[Changed]:
    """Every dimension of now, beside then. Verdicts are one family a side, over all dimensions (Holm)."""
    pairs = [_pair(then, now, part) for part in now["dimensions"]]
    compared = [pair for pair in pairs if not pair.why_not]
    both = zip(*(_of_side(then, now, compared, side) for side in SIDE_NAMES), strict=True)
    sides = {pair.key: own for pair, own in zip(compared, both, strict=True)}
    return [
        Changed(pair.key, pair.name, pair.asked, pair.why_not)
        if pair.why_not
        else _changed(then, now, pair, sides[pair.key])
        for pair in pairs
    ]


def _pair(then: Content, now: Content, part: Content) -> _Pair:
    """Dimensions are compared where both asked the same questions, else by the one that both asked."""
    key, name = part["key"], part["name"]
    other = next((row for row in then["dimensions"] if row["key"] == key), None)
    before, after = ([row["code"] for row in content["items"] if row["dimension"] == key]
                     for content in (then, now))  # fmt: skip
    asked = ""
    if sorted(before) != sorted(after):
        both = [code for code in after if code in before]
        if len(both) != 1:
            return _Pair(key, name, why_not=NOT_ASKED)
        asked = both[0]
        other, part = (_question(content, asked) for content in (then, now))
    if other is None or other["marketing"] is None or part["marketing"] is None:
        return _Pair(key, name, asked=asked, why_not=NOT_TOLD)
    return _Pair(key, name, other, part, asked)


def _question(content: Content, code: str) -> Content:
    found: Content = next(row for row in content["items"] if row["code"] == code)
    return found


def _of_side(then: Content, now: Content, pairs: Sequence[_Pair], side: str) -> list[SideChange]:
    told = [
        (_told(then, pair.then or {}, side), _told(now, pair.now or {}, side)) for pair in pairs
    ]
    found = [trend.difference(*pair) for pair in told]
    return [
        SideChange(side, before.value, after.value, part, verdict.value, _spread(pair, side, (before.fewest, after.fewest)))
        for pair, (before, after), part, verdict in zip(pairs, told, found, trend.verdicts(found), strict=True)
    ]  # fmt: skip


def _changed(then: Content, now: Content, pair: _Pair, sides: tuple[SideChange, ...]) -> Changed:
    before, after = _gap(then, pair.then or {}), _gap(now, pair.now or {})
    return Changed(
        key=pair.key,
        name=pair.name,
        asked=pair.asked,
        sides=sides,
        gap_then=before.value,
        gap_now=after.value,
        gap=trend.difference(before, after),
        convergence=trend.convergence(before, after).value,
    )


def _told(content: Content, part: Content, side: str) -> Told:
    found = part[side]
    fewest = disclosure.fewest_in(found["band"])
    return Told(found["mean"], found["low"], found["high"], fewest, _lost(content, found, side))


def _gap(content: Content, part: Content) -> Told:
    fewest = min(disclosure.fewest_in(part[side]["band"]) for side in SIDE_NAMES)
    lost = sum(_lost(content, part[side], side) for side in SIDE_NAMES)
    return Told(part["gap"], part["low"], part["high"], fewest, lost, parts=2)


def _lost(content: Content, found: Content, side: str) -> float:
    """By how much rounding may have moved a mean, in scale points."""
    fewest = disclosure.fewest_in(found["band"])
    if side in content.get("moves", {}).get("halved", []):
        return max(may_be(found["mean"], fewest))
    away = disclosure.margin(fewest)
    at_end = not 1 + away < found["mean"] < 5 - away
    return away if at_end else 0.05


def _spread(pair: _Pair, side: str, fewest: tuple[int, int]) -> str:
    then, now = ((part or {}).get("agreement", {}).get(side) for part in (pair.then, pair.now))
    verdict, change = trend.spread(then, now, fewest)
    if verdict != gap.Verdict.DIFFERENT or change is None:
        return "cannot tell"
    return "more of one mind" if change < 0 else "less of one mind"


def headline(found: Sequence[Changed], then: str) -> str:
    """What changed since the wave named, in one sentence."""
    known = [part for part in found if part.sides]
    if not known:
        return f"Nothing can be compared with {then}"
    moved = {
        side: sum(own.verdict == gap.Verdict.DIFFERENT for part in known for own in part.sides if own.side == side)
        for side in SIDE_NAMES
    }  # fmt: skip
    nearer = [part.convergence for part in known]
    said = [
        f"{SIDE_WORDS[side]} answers clearly differently on {number_words(count)} of {number_words(len(known))}"
        for side, count in moved.items()
        if count
    ]
    for state, words in ((Convergence.CLOSER, "came closer"), (Convergence.FURTHER, "moved apart")):
        if count := nearer.count(state.value):
            said.append(f"the sides {words} on {number_words(count)}")
    if not said:
        return f"Since {then} nothing has changed that two pulses could surely tell"
    return capital(f"since {then} {' and '.join(said)}")


@functools.lru_cache(maxsize=64)
def _seen(then: int, now: int) -> float | None:
    """The smallest change that four of five pairs of waves of so many answers see; always the same seed."""
    expected = power.Expected(then, 1.0), power.Expected(now, 1.0)
    return power.smallest_change(*expected, np.random.default_rng(1)).gap


def next_wave(content: Content) -> str:
    """What the next pulse would see, if as many answer again."""
    if not content["released"]:
        return "As long as so few answer, no pulse sees a change."
    fewest = min(
        disclosure.fewest_in(content["sides"][side]["answered_band"]) for side in SIDE_NAMES
    )
    smallest = _seen(fewest, fewest)
    if smallest is None:
        return "With as many answers again, the next pulse would hardly see any change of one dimension."
    return (
        f"With as many answers again, the next pulse would see a change of {smallest:.1f} points on one "
        "dimension in four of five cases; smaller ones mostly not."
    )


def readings_of(then: Content, now: Content, link: str) -> Iterator[Said]:
    """The change of each gap on the notice board; nothing is said where the waves cannot be compared."""
    for part in changed(then, now):
        if part.gap is not None:
            yield Said(
                name=f"pulse.change.{part.key}.gap",
                question=f"By how much did the gap on “{part.name}” change since {then['wave']}?",
                value=part.gap.value,
                low=part.gap.low,
                high=part.gap.high,
                unit="points",
                link=link,
                detail={"since": then["wave"], "then": part.gap_then, "now": part.gap_now,
                        "convergence": part.convergence},
            )  # fmt: skip


def rows_of(found: Sequence[Changed]) -> Iterator[tuple[object, ...]]:
    """The table of changes as a list: a row a dimension and side, then the gap."""
    for part in found:
        for own in part.sides:
            yield (part.name, SIDE_WORDS[own.side], own.then, own.now, own.found.value,
                   own.found.low, own.found.high, own.verdict, own.spread)  # fmt: skip
        if part.gap is not None:
            yield (part.name, "IT minus marketing", part.gap_then, part.gap_now, part.gap.value,
                   part.gap.low, part.gap.high, part.convergence, "")  # fmt: skip
        else:
            yield (part.name, part.why_not, "", "", "", "", "", "cannot tell", "")
