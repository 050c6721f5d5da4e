"""What both sides think: planted means of every item, and answers drawn around them.

An answer is binomial around its mean, so that the mean is exact however near the end of the scale;
answers of one person hang together, and most of what a person thinks lasts from wave to wave.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from math import comb
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from accord.simulate.calendar import months_later
from accord.simulate.facts import TYPES, Facts
from accord.simulate.staff import Member, Staff

Floats = npt.NDArray[np.float64]

ANSWERS_HEADER = ("wave", "side", "block", "respondent", "item", "value")
INVITED_HEADER = ("wave", "side", "block", "invited")
CANNOT_TELL = "?"
SIDES = ("marketing", "it")

#: dimension → items; each item: what marketing and what IT think at the last of three waves.
_DESIGNED = {
    "vision": {"V1": (3.2, 3.3), "V2": (3.2, 3.1), "V3": (2.9, 3.4)},
    "understanding": {"L1": (2.7, 3.2), "L2": (2.4, 3.5), "L3": (3.0, 3.3)},
    "trust": {"P1": (3.7, 3.8), "P2": (3.8, 3.7), "P3": (3.4, 3.4)},
    "speed": {"S1": (1.8, 3.3), "S2": (2.5, 2.9), "S3": (2.0, 3.3)},
    "decisions": {"R1": (2.4, 2.5), "R2": (2.3, 2.4), "R3": (2.5, 2.6)},
    "cadence": {"C1": (3.3, 3.2), "C2": (3.0, 2.8), "C3": (3.3, 2.9)},
    "customer": {"X1": (3.0, 3.3), "X2": (2.7, 3.0)},
    "results": {"K1": (2.3, 2.3), "K2": (2.2, 2.3)},
    "skills": {"B1": (2.6, 2.9), "B2": (3.1, 2.6), "B3": (2.5, 2.4)},
    "integration": {"T1": (2.2, 3.0), "T2": (2.3, 3.0), "T3": (2.4, 3.1)},
    "governance": {"G1": (3.6, 2.2), "G2": (3.0, 3.4), "G3": (2.4, 2.7)},
    "budget": {"M1": (2.7, 2.6), "M2": (2.6, 2.8)},
}
#: What follows from how the planted means lie to each other.
AGREE, DIFFER = ("decisions", "results"), ("understanding", "speed", "integration")
CANNOT_BE_TOLD = ("cadence", "customer", "skills", "budget")
SAID_AGAINST_RECORDS = ("P1", "P2")
_BESIDE = {"O1": (2.7, 3.0), "O3": (3.2, 3.4), "O4": (4.1, 3.8), "O5": (3.0, 3.3)}
#: Guesses at the other side's answers: everybody expects the other to think worse than it does.
_GUESSES = {"U1": ("V1", -0.4), "U2": ("P3", -0.9), "U3": ("S1", -0.6), "U4": ("S2", -0.5)}
_PLACEMENTS = {"O2": (2.9, 3.1), "O2N": (3.4, 3.5)}
_PRIORITIES = {"marketing": "Y1 Y5 Y2 Y4 Y3", "it": "Y2 Y4 Y1 Y5 Y3"}
#: Budget is known to few, above all in IT.
_SELDOM_KNOWN = {"M1": (0.35, 0.6), "M2": (0.4, 0.65), "K1": (0.1, 0.15), "T2": (0.05, 0.1)}
_PERSON, _LASTING = 0.3, 0.4  # shares of a person's answer: general mood, lasting view of an item


def items() -> dict[str, tuple[float, float]]:
    """Every item on five points with its planted means in the middle stage."""
    inside = {code: means for part in _DESIGNED.values() for code, means in part.items()}
    return {**inside, **_BESIDE}


def planted_means(facts: Facts, wave: int, side: int) -> dict[str, float]:
    """What a side thinks on average at a wave: items, guesses and placements."""
    late = facts.opinion_shift - facts.improvement * (facts.waves - 1 - wave)
    told = {code: _within(means[side] + late) for code, means in items().items()}
    for code, (about, bias) in _GUESSES.items():
        told[code] = _within(items()[about][1 - side] + late + bias)
    for code, means in _PLACEMENTS.items():
        told[code] = _within(means[side] + late * 1.1)
    return told


def _within(mean: float) -> float:
    return round(min(max(mean, 1.05), 4.95), 3)


@dataclass(frozen=True, slots=True)
class Wave:
    """One wave: its name is the day on which it opened."""

    number: int
    opened: dt.date

    @property
    def name(self) -> str:
        """The day, so that waves sort as they were asked."""
        return self.opened.isoformat()


@dataclass(frozen=True, slots=True)
class Answers:
    """What came back of one wave."""

    wave: Wave
    invited: dict[tuple[str, str], int]  # (side, block) → people
    rows: list[tuple[str, str, str, str, str]]  # side, block, respondent, item, value
    truth: dict[str, Any]


def ask(
    facts: Facts, staff: Staff, start: dt.date, months: int, rng: np.random.Generator
) -> Iterator[Answers]:
    """Ask every member of both sides, wave after wave."""
    codes = list(planted_means(facts, 0, 0))
    names = sorted({member.name for member in staff.members})
    place = {name: number for number, name in enumerate(names)}
    mood = rng.standard_normal(len(names))
    views = rng.standard_normal((len(names), len(codes)))
    for number in range(facts.waves):
        wave = Wave(number, months_later(start, (number + 1) * months // (facts.waves + 1)))
        people = _asked(staff, wave.opened)
        rows = [place[member.name] for member in people]
        fresh = rng.standard_normal((len(people), len(codes)))
        latent = (
            _PERSON**0.5 * mood[rows][:, None]
            + _LASTING**0.5 * views[rows]
            + (1 - _PERSON - _LASTING) ** 0.5 * fresh
        )
        yield _wave(facts, staff, wave, people, ndtr(latent), codes, rng)


def _asked(staff: Staff, when: dt.date) -> list[Member]:
    return [
        member
        for member in staff.members
        if staff.party(member.team, when) in SIDES
        and (member.begins is None or member.begins <= when)
        and (member.ends is None or when <= member.ends)
    ]


def _wave(
    facts: Facts,
    staff: Staff,
    wave: Wave,
    people: list[Member],
    ranks: Floats,
    codes: list[str],
    rng: np.random.Generator,
) -> Answers:
    sides = [staff.party(member.team, wave.opened) for member in people]
    means = {side: planted_means(facts, wave.number, n) for n, side in enumerate(SIDES)}
    values = np.empty(ranks.shape, dtype=np.int64)
    for column, code in enumerate(codes):
        for side in SIDES:
            of_side = np.array([other == side for other in sides])
            values[of_side, column] = _points(ranks[of_side, column], means[side][code])
    invited: dict[tuple[str, str], int] = {}
    for side, member in zip(sides, people, strict=True):
        invited[side, member.team] = invited.get((side, member.team), 0) + 1
    rows = _returned(facts, people, sides, values, codes, rng)
    whole = {
        side: {
            code: round(float(values[[other == side for other in sides], column].mean()), 6)
            for column, code in enumerate(codes)
            if side in sides
        }
        for side in SIDES
    }
    return Answers(wave, invited, rows, {"planted": means, "if_everybody_answered": whole})


def _points(ranks: Floats, mean: float) -> npt.NDArray[np.int64]:
    """The answers from one to five at these ranks of a binomial distribution with that mean."""
    share = (mean - 1) / 4
    chances = [comb(4, k) * share**k * (1 - share) ** (4 - k) for k in range(5)]
    found: npt.NDArray[np.int64] = np.searchsorted(np.cumsum(chances)[:4], ranks) + 1
    return found


def _returned(
    facts: Facts,
    people: list[Member],
    sides: list[str],
    values: npt.NDArray[np.int64],
    codes: list[str],
    rng: np.random.Generator,
) -> list[tuple[str, str, str, str, str]]:
    """The answers of those who answered, under numbers that say nothing of who they are."""
    rates = {"marketing": facts.response_marketing, "it": facts.response_it}
    answered = [n for n, side in enumerate(sides) if rng.random() < rates[side]]
    numbers = rng.permutation(len(answered)) + 1
    rows: list[tuple[str, str, str, str, str]] = []
    for order in np.argsort(numbers):
        person = answered[int(order)]
        key = (sides[person], people[person].team, f"r{int(numbers[order]):04}")
        for column, code in enumerate(codes):
            value = str(values[person, column])
            rows.append((*key, code, _told(facts, code, sides[person], value, rng)))
        rows += [(*key, code, value) for code, value in _beside(facts, sides[person], rng)]
    return rows


def _told(facts: Facts, code: str, side: str, value: str, rng: np.random.Generator) -> str:
    share = _SELDOM_KNOWN.get(code, (facts.cannot_tell_share,) * 2)[SIDES.index(side)]
    if code in _PLACEMENTS:
        share = 0.0
    return CANNOT_TELL if rng.random() < share else value


def _beside(facts: Facts, side: str, rng: np.random.Generator) -> Iterator[tuple[str, str]]:
    """Expected working days of every request type, and the order of the joint priorities."""
    for kind in TYPES:
        fair = kind.expected_by_marketing if side == "marketing" else kind.fair_to_it
        real = fair * 2.2 if side == "marketing" else fair * 1.1
        for name, days in (("fair", fair), ("takes", real)):
            spread = float(np.exp(0.35 * rng.standard_normal()))
            unknown = rng.random() < facts.cannot_tell_share
            value = CANNOT_TELL if unknown else str(max(1, round(days * spread)))
            yield f"{name}:{kind.name}", value
    order = _PRIORITIES[side].split()
    noisy = sorted(range(5), key=lambda n: n + 1.5 * float(rng.standard_normal()))
    yield from sorted((order[which], str(place)) for place, which in enumerate(noisy, start=1))
