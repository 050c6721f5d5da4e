"""Notice boards written by hand: what a company with more or less on board would have said."""

from typing import Any

from tests.conftest import AT

from accord.analysis.stage import Gate, Opinion
from accord.areas.indicators.actions import Said, publish

SEGMENTS = (
    ("marketing", "work", 3.0, "works"),
    ("marketing", "wait", 8.0, "owes an answer"),
    ("it", "queue", 6.0, "in the queue"),
    ("it", "wait", 4.0, "owes an answer"),
    ("it", "work", 5.0, "works"),
    ("nobody", "wait", 10.0, "finished, waits for the release"),
)
NAMES = {
    "trust": "Trust and promises",
    "speed": "Speed and stability",
    "understanding": "Words and understanding",
    "cadence": "Working rhythm",
    "goals": "Shared vision",
    "budget": "Budget",
}


def said(name: str, value: float | None = None, part: str = "", **given: Any) -> Said:
    """One reading."""
    base = {"question": f"What about {name}?", "link": f"/{name}/{part}"}
    return Said(name=name, part=part, value=value, **(base | given))


def records(
    joint: bool = True,
    signed: bool = True,
    left_out: int = 7,
    segments: tuple[tuple[str, str, float, str], ...] = SEGMENTS,
    working: bool = True,
    sources: tuple[str, ...] = ("Asana", "Jira"),
    unknown: tuple[str, ...] = (),
    remembered: bool = False,
) -> list[Said]:
    """What the trackers say of the average request."""
    whole = sum(days for _, _, days, _ in segments)
    detail = {
        "joint": joint,
        "left_out": left_out,
        "apart_link": "/apart/",
        "sources_link": "/sources/",
        "open": 4,
        "first": "2025-10",
        "last": "2026-03",
        "segments": [
            {"party": party, "kind": kind, "days": days, "text": text}
            for party, kind, days, text in segments
        ],
        "sources": [{"name": name, "level": "changelog", "signed": signed} for name in sources],
        "unsigned": "" if signed else "Jira lacks the signature of IT.",
        "unknown": list(unknown),
        "remembered": remembered,
    }
    found = [
        said(
            "evidence.turn.days",
            whole,
            low=whole - 4,
            high=whole + 4,
            count=1240,
            signed=signed,
            detail=detail,
        )
    ]
    found += [
        said("evidence.turn.of", days, f"{party}.{kind}", signed=signed)
        for party, kind, days, _ in segments
    ]
    if working:
        worked = sum(days for _, kind, days, _ in segments if kind == "work")
        found.append(said("evidence.turn.working", worked))
    return found


def measured() -> list[Said]:
    """What stands beside the words: promises, answers, speed, what was sent back, rules."""
    quantiles = [float(place) for place in range(101)]
    return [
        said("evidence.promises", 0.5, "marketing", detail={"kept": 30, "of": 60}),
        said("evidence.promises", 0.2, "it", detail={"kept": 8, "of": 40}),
        said("evidence.answers", 0.3, "marketing", detail={"within": 30, "count": 100}),
        said("evidence.answers", 0.6, "it", detail={"within": 60, "count": 100}),
        said("evidence.straight", 0.75),
        said("evidence.lead", 50.0, "Mail", count=40, detail={"p85": 85.0, "quantiles": quantiles}),
        said("evidence.lead", 20.0, "Page", count=90, detail={"p85": 34.0, "quantiles": quantiles}),
        said("evidence.joint", 1240),
        said("evidence.joint.types", 5),
        said(
            "evidence.memorable",
            96.0,
            detail={
                "title": "Spring page",
                "waits": [
                    {"party": "it", "text": "owes an answer", "days": 30.0},
                    {"party": "nobody", "text": "finished, waits for the release", "days": 12.0},
                ],
            },
        ),
        *(step(part, 9.0 - place) for place, part in enumerate(("release", "both", "answers"))),
        said(
            "evidence.step",
            4.0,
            "briefs",
            detail={"title": "Complete briefs", "text": "They took longer.", "small": "Compared"},
        ),
    ]


def step(part: str, saved: float) -> Said:
    """A rule that was replayed."""
    detail = {
        "title": f"Rule {part}",
        "text": f"Text of {part}.",
        "small": "A what-if",
        "after": 36.0 - saved,
    }
    return said("evidence.step", saved, part, detail=detail)


def response(released: bool = True, invited: int = 40, rate: str = "70 %") -> Said:
    """How many were asked."""
    sides = {side: {"invited": invited, "rate": rate} for side in ("marketing", "it")}
    detail = {
        "released": released,
        "why_not": "" if released else "Fewer than five answered on one side.",
        "sides": sides,
        "understanding": "Marketing guesses IT better than IT guesses marketing.",
    }
    return said("pulse.response", link="/pulse/1/", detail=detail)


def dimension(
    key: str, marketing: float | None, it: float | None, verdict: str = "different"
) -> list[Said]:
    """One dimension of the pulse."""
    detail = {"label": NAMES[key], "verdict": verdict}
    gap = None if marketing is None or it is None else it - marketing
    return [
        said(f"pulse.dimension.{key}.gap", gap, detail=detail),
        said(f"pulse.dimension.{key}.marketing", marketing, detail=detail),
        said(f"pulse.dimension.{key}.it", it, detail=detail),
    ]


def pulse(invited: int = 40) -> list[Said]:
    """A released pulse."""
    benchmark = {"published_as": "field survey 2014", "source": "a paper"}
    return [
        response(invited=invited),
        *dimension("trust", 3.9, 4.1, "practically the same"),
        *dimension("speed", 2.0, 3.2),
        *dimension("understanding", 2.1, 2.4, "cannot tell"),
        *dimension("cadence", 3.0, 2.9, "practically the same"),
        *dimension("goals", 3.5, 2.2),
        *dimension("budget", None, None),
        said("pulse.expectation.Page.marketing.fair", 10.0),
        said("pulse.expectation.Page.it.fair", 20.0),
        said("pulse.stage.self.marketing", 2.1, detail={"stage": 2}),
        said("pulse.stage.self.it", 2.9, detail={"stage": 3}),
        said(
            "pulse.benchmark.B1.marketing",
            0.4,
            question="Which share of marketing agrees: “It got better”?",
            detail={"published": 0.43, **benchmark},
        ),
        said(
            "pulse.benchmark.B1.it",
            0.6,
            question="Which share of IT agrees: “It got better”?",
            detail={"published": None, **benchmark},
        ),
    ]


def stage(*chances: float, gates: tuple[Gate, ...] = ()) -> Said:
    """How far the answers alone carry."""
    found = Opinion(tuple(chances), 2.9, 3.0, gates)
    return said("pulse.stage", 2.0, detail={"opinion": found.as_json(), "why_not": ""})


def put_up(evidence: list[Said] | None = None, opinions: list[Said] | None = None) -> None:
    """Publish on the board of this installation."""
    publish(area="evidence", as_of=AT, readings=evidence or [])
    publish(area="pulse", as_of=AT, readings=opinions or [])
