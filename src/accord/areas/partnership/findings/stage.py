"""The stage: what both say, held against the facts."""

from dataclasses import dataclass

from accord.analysis.stage import STAGES, Gate, Opinion, Standing, standing
from accord.areas.indicators.queries import Board
from accord.areas.partnership.findings.words import SIDES, capital, small

LEAST_JOINT = 5
LEAST_JOINT_TYPES = 3
#: Our own portraits of the five stages; the names are Gartner's.
PORTRAITS = (
    (
        "Conflicting",
        "The two work around each other. Requests are blocked or bypassed, a no comes without another "
        "way, and disputes have nobody to settle them.",
    ),
    (
        "Coping",
        "Each needs the other and knows it. They work together where they must, in a few fenced fields; "
        "elsewhere there is little between them.",
    ),
    (
        "Co-mingling",
        "Ideas are pooled, and initiatives have owners on both sides. Teams, roles, rights and budgets "
        "are still apart.",
    ),
    (
        "Collaboration",
        "Teams are mixed, people know the other's trade, and both are heard before anything is decided.",
    ),
    (
        "Co-creating",
        "Who is marketing and who is IT no longer tells where an idea came from. Goals, budget and "
        "people are shared.",
    ),
)


@dataclass(frozen=True, slots=True)
class StageView:
    """One of the five stages as the overview shows it."""

    name: str
    probability: float | None
    here: bool
    marks: tuple[str, ...]


def facts_of(board: Board) -> list[Gate]:
    """The facts that tell the stages apart; those nobody records yet are unknown, not missing."""
    joint, types = board.value("evidence.joint"), board.value("evidence.joint.types")
    return [
        _fact(
            2,
            "a working hand-over",
            None if joint is None else joint >= LEAST_JOINT,
            "requests pass from one side's tracker to the other's",
            "it needs both trackers",
        ),
        _fact(
            3,
            "joint work in several fields",
            None if types is None else types >= LEAST_JOINT_TYPES,
            "joint work is spread over more than two types of request",
            "it needs both trackers",
        ),
        _fact(
            3,
            "ideas from both sides",
            None,
            "ideas and initiatives have owners on both sides",
            "nobody records it yet",
        ),
        _fact(4, "mixed teams", None, "teams are mixed", "nobody records it yet"),
        _fact(
            4,
            "both heard",
            None,
            "both sides are heard before decisions",
            "nobody records it yet",
        ),
        _fact(
            5,
            "goals owned together",
            None,
            "goals, portfolio and budget are owned together",
            "nobody records it yet",
        ),
    ]


def _fact(stage: int, name: str, met: bool | None, words: str, why_unknown: str) -> Gate:
    if met is None:
        return Gate(stage, name, met, f"Whether {words}: {why_unknown}.")
    return Gate(stage, name, met, capital(words) + ("." if met else ": not so."))


def standing_of(board: Board) -> Standing:
    """The stage by what both say, as far as facts let it stand."""
    found = board.get("pulse.stage")
    written = found.detail.get("opinion") if found is not None else None
    said = Opinion.from_json(written) if written else None
    response = board.get("pulse.response")
    why_not = "Nobody has been asked yet." if response is None else str(response.detail["why_not"])
    return standing(said, facts_of(board), why_not)


def stages(board: Board, where: Standing) -> list[StageView]:
    """The five stages, and where each side places the partnership."""
    marks = {
        side: found.detail.get("stage")
        for side in SIDES
        if (found := board.get(f"pulse.stage.self.{side}")) is not None
    }
    return [
        StageView(
            name=name,
            probability=where.probabilities[place] if where.probabilities else None,
            here=where.stage == place + 1,
            marks=tuple(side for side, stage in marks.items() if stage == place + 1),
        )
        for place, name in enumerate(STAGES)
    ]


def stage_sentence(where: Standing, asked: bool) -> str:
    """The stage in words."""
    if where.stage is None:
        return "The stage rests on what both sides say. " + (
            "It cannot be told from these answers." if asked else where.why_not
        )
    probability = where.probabilities[where.stage - 1]
    sure = (
        "almost surely" if probability >= 0.95 else "probably" if probability >= 0.6 else "perhaps"
    )
    facts = "the facts known so far and " if where.known or where.held_by else ""
    return f"By {facts}what both say, {sure} {where.name.lower()}."


def next_gate(where: Standing) -> str:
    """What stands before the next stage, or the empty string."""
    if where.stage is None or where.stage == len(STAGES):
        return ""
    following = STAGES[where.stage].lower()
    if where.held_by:
        return f"A fact holds it there: {where.held_by[0].sentence}"
    if where.blocking:
        return f"The gate to {following}: {small(where.blocking[0].sentence)}"
    if where.unknown:
        return f"The gate to {following} is not known: {where.unknown[0].sentence}"
    return ""
