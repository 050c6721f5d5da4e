"""The stage of a partnership: facts first, opinion second.

The names of the five stages are Gartner's, as the press reported them; portraits, cuts and gates are
ours, and their version is ``RULE``. *Opinion* says how far both sides' answers would carry; a fact
that is known to be missing holds the stage below, whatever the answers say.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from accord.analysis import disclosure
from accord.analysis.agreement import AGREE_WITHIN

Floats = npt.NDArray[np.float64]

RULE = "1"
STAGES = ("Conflicting", "Coping", "Co-mingling", "Collaboration", "Co-creating")
#: A side whose mean over the dimensions reaches a cut has reached the next stage.
CUTS = (1.8, 2.6, 3.4, 4.2)
MOST_FAR_BELOW = 2
MEDIAN_GAP_WITHIN = 0.5
CLEAR_GAP_WITHIN = 1.0
FEWEST_AGREEING = 10
FEWEST_DIMENSIONS = 10


@dataclass(frozen=True, slots=True)
class Gate:
    """One condition of one stage (1 to 5). ``met`` None: nobody knows."""

    stage: int
    name: str
    met: bool | None
    sentence: str
    kind: str = "fact"  # or "opinion"


@dataclass(frozen=True, slots=True)
class Answers:
    """One side's answers: ``scores`` of shape (people, dimensions), NaN where not answered.

    ``invited`` people were asked; ``errors`` holds the answer error of one person's score in each
    dimension, in scale points.
    """

    scores: Floats
    invited: int
    errors: Floats


@dataclass(frozen=True, slots=True)
class Opinion:
    """How far the answers alone would carry: the chance of each stage, 1 to 5, and their gates."""

    probabilities: tuple[float, ...]
    marketing: float
    it: float
    gates: tuple[Gate, ...]

    def as_json(self) -> dict[str, Any]:
        """The same in plain lists and dictionaries."""
        written = asdict(self)
        return written | {name: list(written[name]) for name in ("probabilities", "gates")}

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> "Opinion":
        """Read what as_json wrote."""
        gates = tuple(Gate(**gate) for gate in written["gates"])
        return cls(tuple(written["probabilities"]), written["marketing"], written["it"], gates)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the partnership stands. ``stage`` None: cannot tell, see ``why_not``.

    ``known`` are the facts that are so, ``held_by`` those that are not and hold the stage below what
    the answers say, ``blocking`` the gates known to bar the next stage, ``unknown`` those of it that
    nobody knows.
    """

    stage: int | None
    probabilities: tuple[float, ...]
    held_by: tuple[Gate, ...]
    blocking: tuple[Gate, ...]
    unknown: tuple[Gate, ...]
    why_not: str = ""
    known: tuple[Gate, ...] = ()

    @property
    def name(self) -> str:
        """The stage's name, or the empty string."""
        return STAGES[self.stage - 1] if self.stage else ""


@dataclass(frozen=True, slots=True)
class _Draws:
    """Means of many redrawn surveys, shape (draws, dimensions).

    ``agreeing`` counts the dimensions in which people agree on both sides. It is that of the answers
    given: redrawing some people twice would make every side look more of one mind.
    """

    marketing: Floats
    it: Floats
    agreeing: int
    people: int = 0  # on the smaller side


def opinion(
    marketing: Answers,
    it: Answers,
    names: Sequence[str],
    clear: Sequence[bool],
    generator: np.random.Generator,
    draws: int = 2000,
) -> Opinion:
    """Apply the opinion part of the stage rule to the answers and to redrawn surveys.

    The level is the lower of both sides' means over the dimensions, cut at ``CUTS``. It counts only
    as far as its gates allow: (a) at most two dimensions more than one stage below; (b) from stage 4
    on, the median gap at most 0.5 and no clear gap (``clear``, one a dimension) above 1.0; (c) stage
    5 also needs people who agree within their side (AD_Md at most 5/6) in at least 10 dimensions.
    Probabilities: people are redrawn inside their side, rescaled for the finite population (Rao and
    Wu 1988) and blurred up to the answer error; the share of redrawn surveys that end at each stage.

    Raises ValueError for fewer than 10 dimensions.
    """
    if len(names) < FEWEST_DIMENSIONS:
        raise ValueError(f"A stage needs at least {FEWEST_DIMENSIONS} dimensions.")
    flags = np.asarray(clear, dtype=bool)
    agreeing = int((_agrees(marketing.scores) & _agrees(it.scores)).sum())
    redrawn = _Draws(_redraw(marketing, generator, draws), _redraw(it, generator, draws), agreeing)
    reached = _reached(redrawn, flags)
    shares = np.bincount(reached, minlength=len(STAGES) + 1)[1:] / draws
    found = _Draws(
        _means(marketing.scores)[None],
        _means(it.scores)[None],
        agreeing,
        min(len(marketing.scores), len(it.scores)),
    )
    return Opinion(
        probabilities=tuple(float(share) for share in shares),
        marketing=float(found.marketing.mean()),
        it=float(found.it.mean()),
        gates=_gates(found, flags, names),
    )


def standing(said: Opinion | None, facts: Sequence[Gate], why_not: str = "") -> Standing:
    """Combine what the answers allow with what the facts allow.

    ``facts`` carry the lowest stage that needs each of them. A fact known to be missing holds the
    stage below its own; unknown facts hold nothing but are named. Without an opinion (the survey
    may not be published, or there was none) there is no stage, and ``why_not`` says so.
    """
    missing = [fact for fact in facts if fact.met is False]
    known = tuple(fact for fact in facts if fact.met)
    if said is None:
        unknown = tuple(fact for fact in facts if fact.met is None)
        return Standing(None, (), (), tuple(missing), unknown, why_not, known)
    ceiling = min((fact.stage - 1 for fact in missing), default=len(STAGES))
    probabilities = _held(said.probabilities, max(1, ceiling))
    stage = 1 + max(range(len(STAGES)), key=probabilities.__getitem__)
    ahead = [gate for gate in (*facts, *said.gates) if gate.stage <= stage + 1]
    return Standing(
        stage=stage,
        probabilities=probabilities,
        held_by=tuple(fact for fact in missing if sum(said.probabilities[fact.stage - 1 :]) > 0),
        blocking=tuple(gate for gate in ahead if gate.met is False),
        unknown=tuple(gate for gate in ahead if gate.met is None),
        known=known,
    )


def stage_of(mean: float) -> int:
    """The stage, 1 to 5, that a mean on the 5-point scale reaches."""
    return int(_stages(np.array(mean)))


def _stages(means: Floats) -> npt.NDArray[np.int64]:
    return 1 + np.searchsorted(CUTS, means + 1e-9, side="right")


def _held(probabilities: Sequence[float], ceiling: int) -> tuple[float, ...]:
    below = list(probabilities[:ceiling])
    below[-1] += sum(probabilities[ceiling:])
    return (*below, *([0.0] * (len(probabilities) - ceiling)))


def _means(scores: Floats) -> Floats:
    return np.nanmean(scores, axis=0)


def _agrees(scores: Floats) -> npt.NDArray[np.bool_]:
    """Whether people agree in each dimension (AD_Md); ``scores`` of shape (people, dimensions)."""
    away = np.abs(scores - np.nanmedian(scores, axis=0))
    agreeing: npt.NDArray[np.bool_] = np.nanmean(away, axis=0) <= AGREE_WITHIN + 1e-9
    return agreeing


def _redraw(side: Answers, generator: np.random.Generator, draws: int) -> Floats:
    """Means of redrawn surveys, shape (draws, dimensions).

    Where nobody who was drawn answered a dimension, its mean stays as it was.
    """
    count = len(side.scores)
    given, known = _means(side.scores), ~np.isnan(side.scores)
    times = generator.multinomial(count, np.full(count, 1 / count), size=draws).astype(float)
    answered = times @ known
    sums = times @ np.where(known, side.scores, 0.0)
    means = np.where(answered > 0, sums / np.maximum(answered, 1.0), given)
    kept = 1 - count / side.invited
    spread = np.nanvar(side.scores, axis=0, ddof=1)
    shortfall = np.maximum(0.0, side.errors**2 - kept * spread) / known.sum(0)
    scale = math.sqrt(kept * count / (count - 1))
    blur = generator.standard_normal(means.shape) * np.sqrt(shortfall)
    return np.clip(given + scale * (means - given) + blur, 1.0, 5.0)


def _reached(draws: _Draws, clear: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """The highest stage, 1 to 5, up to the level whose own gates all hold; one a draw."""
    level = _level(draws)
    reached = np.ones_like(level)
    for stage in range(2, len(STAGES) + 1):
        allowed = (level >= stage) & (_far_below(draws, stage).sum(1) <= MOST_FAR_BELOW)
        if stage >= 4:
            allowed &= _gaps_hold(draws, clear)
        if stage >= 5:
            allowed &= draws.agreeing >= FEWEST_AGREEING
        reached = np.where(allowed, stage, reached)
    return reached


def _level(draws: _Draws) -> npt.NDArray[np.int64]:
    return _stages(np.minimum(draws.marketing.mean(1), draws.it.mean(1)))


def _far_below(draws: _Draws, stage: int) -> npt.NDArray[np.bool_]:
    return _stages(np.minimum(draws.marketing, draws.it)) < stage - 1


def _gaps_hold(draws: _Draws, clear: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    gaps = np.abs(draws.it - draws.marketing)
    too_clear = (gaps > CLEAR_GAP_WITHIN) & clear
    return (np.median(gaps, axis=1) <= MEDIAN_GAP_WITHIN + 1e-9) & ~too_clear.any(1)


def _gates(found: _Draws, clear: npt.NDArray[np.bool_], names: Sequence[str]) -> tuple[Gate, ...]:
    gates: list[Gate] = []
    for stage in range(2, len(STAGES) + 1):
        gates.append(_level_gate(found, stage))
        if stage > 2:  # nothing lies more than one stage below the second
            gates.append(_even_gate(found, stage, names))
    gates += [_gaps_gate(found, clear, names), _agreement_gate(found)]
    return tuple(gates)


def _gaps_gate(found: _Draws, clear: npt.NDArray[np.bool_], names: Sequence[str]) -> Gate:
    gaps = np.abs(found.it - found.marketing)[0]
    wide = [name for name, far in zip(names, clear & (gaps > CLEAR_GAP_WITHIN), strict=True) if far]
    told = f"; clearly further apart: {', '.join(wide)}" if wide else ""
    return Gate(
        4,
        "gaps",
        bool(_gaps_hold(found, clear)[0]),
        f"Half of the gaps are at most {MEDIAN_GAP_WITHIN} points, and no clear gap exceeds one "
        f"point (now half are within {np.median(gaps):.1f}{told}).",
        "opinion",
    )


def _agreement_gate(found: _Draws) -> Gate:
    return Gate(
        5,
        "agreement within the sides",
        found.agreeing >= FEWEST_AGREEING,
        f"People agree among themselves, on both sides, in at least {FEWEST_AGREEING} dimensions "
        f"(now {found.agreeing}).",
        "opinion",
    )


def _level_gate(found: _Draws, stage: int) -> Gate:
    means = {"marketing": float(found.marketing.mean()), "IT": float(found.it.mean())}
    lower = min(means, key=means.__getitem__)
    # Never quite the end of the scale: there everybody would have answered alike.
    told = disclosure.drawn_in(means[lower], found.people, (1.0, 5.0)).value
    return Gate(
        stage,
        "level",
        stage_of(means[lower]) >= stage,
        f"The more critical side's average reaches {CUTS[stage - 2]} (now {lower}, {told:.1f}).",
        "opinion",
    )


def _even_gate(found: _Draws, stage: int, names: Sequence[str]) -> Gate:
    behind = [name for name, far in zip(names, _far_below(found, stage)[0], strict=True) if far]
    told = f"now {len(behind)}: {', '.join(behind)}" if behind else "now none"
    return Gate(
        stage,
        "no dimension far behind",
        len(behind) <= MOST_FAR_BELOW,
        f"At most two dimensions lie more than one stage below ({told}).",
        "opinion",
    )
