"""One step, both ways: a rule that both could agree on, replayed on the records."""

import datetime as dt
from dataclasses import dataclass

import numpy as np

from accord.analysis.replay import Rule, Saving, saving
from accord.areas.evidence.findings.basis import LEAST_FOR_A_TYPE, SEED, SIDES
from accord.areas.evidence.findings.waits import ANSWER_DAYS, answers
from accord.areas.evidence.frames import Figures, Requests
from accord.areas.indicators.actions import Said

RELEASE_DAYS = 14.0
CHECK_AFTER = dt.timedelta(days=91)


@dataclass(frozen=True, slots=True)
class Step:
    """A rule that both could agree on, and what it would have saved."""

    key: str
    title: str
    text: str
    small: str
    saving: Saving


def steps(figures: Figures, delivered: Requests) -> list[Step]:
    """The rules worth showing: both together first, then each alone."""
    if len(delivered) < LEAST_FOR_A_TYPE:
        return []
    answer = [Rule(side, "wait", ANSWER_DAYS) for side in SIDES]
    release = Rule("nobody", "wait", RELEASE_DAYS)
    found = [
        _step(
            figures,
            delivered,
            "both",
            "Answers within three days, releases every fortnight",
            f"Marketing and IT answer each other within three days{_slow_ones(figures)}; IT releases "
            "every fortnight.",
            [*answer, release],
        ),
        _step(
            figures,
            delivered,
            "answers",
            "Answers within three days",
            f"Each side answers the other within three days{_slow_ones(figures)}.",
            answer,
        ),
        _step(
            figures,
            delivered,
            "release",
            "Releases every fortnight",
            "Finished work waits at most a fortnight for its release.",
            [release],
        ),
    ]
    return [step for step in found if step is not None and step.saving.saved >= 0.5]


def _step(
    figures: Figures,
    delivered: Requests,
    key: str,
    title: str,
    rule_text: str,
    rules: list[Rule],
) -> Step | None:
    spared = figures.spared(rules)[delivered.places]
    found = saving(delivered.lived, spared, np.random.default_rng(SEED))
    if found is None:
        return None
    text = (
        f"{rule_text} Replayed on {found.count:,} requests: {found.before:.0f} → "
        f"{found.after:.0f} days, probably {found.low:.0f} to {found.high:.0f}."
    )
    check = (figures.as_of + CHECK_AFTER).strftime("%B %Y")
    small = f"A what-if on past records, not a forecast · both sign · check in {check}"
    return Step(key, title, text, small, found)


def _slow_ones(figures: Figures) -> str:
    """How many answers are that quick already: what the rule shortens are the others."""
    found = [one for side in SIDES if (one := answers(figures, side)) is not None]
    count = sum(one.count for one in found)
    if not count:
        return ""
    share = round(100 * sum(one.within for one in found) / count)
    return f" (today {share} in 100 answers do; the slow ones cost the days)"


def step_readings(figures: Figures, delivered: Requests) -> list[Said]:
    """Each rule worth showing, with what it would have saved."""
    return [
        Said(
            name="evidence.step",
            part=step.key,
            question=f"What would this have saved: {step.title}?",
            value=step.saving.saved,
            unit="days",
            count=step.saving.count,
            link="/evidence/turns/#steps",
            detail={
                "title": step.title,
                "text": step.text,
                "small": step.small,
                "before": step.saving.before,
                "after": step.saving.after,
                "low": step.saving.low,
                "high": step.saving.high,
            },
        )
        for step in steps(figures, delivered)
    ]
