"""T6: every rule of the scheme is switched off once, and then an attack must succeed."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from tests.attack import test_moves as newcomers
from tests.attack.equations import smallest_group
from tests.attack.histograms import fewest_values
from tests.attack.newcomer import subtracted
from tests.attack.organisations import organisation, released
from tests.attack.test_equations import a_survey_in
from tests.attack.test_histograms import hidden, teller
from tests.attack.test_voices import leaves_open, told_from_fifteen

from accord.analysis import certificate, disclosure, waves
from accord.analysis.disclosure import Block, Unit
from accord.areas.pulse.findings import blocks, closed_wave, comparisons, half_points, moves, sides
from accord.areas.pulse.findings.moves import Beside
from accord.areas.pulse.frames import scores

Switch = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True)
class Rule:
    """A rule by name, how it is switched off, and what gives somebody away then."""

    name: str
    off: Switch
    attack: Callable[[], bool]


def replaced(place: object, name: str, by: object) -> Switch:
    return lambda patch: patch.setattr(place, name, by)


def both(*switches: Switch) -> Switch:
    return lambda patch: [switch(patch) for switch in switches] and None


def few_follow(marketing: dict[str, int], it: int = 9) -> Callable[[], bool]:
    """Somebody adds and subtracts what is told of these teams."""

    def attack() -> bool:
        survey = a_survey_in(marketing, it)
        return smallest_group(released(survey), survey) is not None

    return attack


def partial_by_unit() -> bool:
    survey = organisation(np.random.default_rng(5))
    return smallest_group(released(survey), survey) is not None


def by_waves(*then: tuple[str, range], now: dict[tuple[str, str], list[int]]) -> Callable[[], bool]:
    """A release that tells a side finer than in half points though few joined or left it."""

    def attack() -> bool:
        people = {place: frozenset(numbers) for place, numbers in now.items()}
        before = [Beside(people, tuple((side, frozenset(own)) for side, own in then))]
        return not moves.moves_beside(before).halved

    return attack


def a_team_stands_out() -> bool:
    now = {("it", "a"): frozenset([*range(6), 90, 91, 92]), ("it", "b"): frozenset(range(10, 18))}
    then = ("it", frozenset(range(6))), ("it", frozenset(range(10, 16)))
    return not moves.moves_beside([Beside(now, then)]).names


def finer_figures() -> bool:
    content = newcomers.told(newcomers.a_wave(20))
    return not all((2 * part).is_integer() for part in newcomers.figures_of(content, "marketing"))


def more_figures() -> bool:
    content = newcomers.told(newcomers.a_wave(20))
    return bool(content["guesses"]) or content["items"][0]["p_superiority"] is not None


def found_out(count: int) -> Callable[[], bool]:
    return lambda: subtracted(count, 400) > newcomers.BASE + 0.08


def unmerged(given: list[Block], fewest: int = 5) -> tuple[Unit, ...]:
    return tuple(Unit((block,)) for block in given if block.answered >= fewest)


def one_more_shows() -> bool:
    return disclosure.rate_band(11, 40) != disclosure.rate_band(12, 40)


LOW = disclosure.Thresholds(mean=2)
ONE_NEW = by_waves(("it", range(12)), now={("it", ""): list(range(13))})
TEAM_CHANGED_SIDES = by_waves(
    ("marketing", range(12)),
    ("it", range(20, 30)),
    now={("marketing", ""): [*range(1, 12), *range(20, 30)]},
)
RULES = [
    Rule(
        "fewest answers a side for a mean",
        both(
            replaced(disclosure.Thresholds, "at_least", lambda fewest: LOW),
            replaced(disclosure, "why_not", lambda answered, fewest=2: ""),
        ),
        few_follow({"a": 9}, it=3),
    ),
    Rule("small blocks joined", replaced(disclosure, "partition", unmerged), few_follow({"a": 5, "b": 2, "c": 5})),
    Rule("partial answers not told by team", replaced(blocks, "may_be_told_by_unit", lambda *_: True), partial_by_unit),
    Rule("means kept away from the ends", replaced(disclosure, "margin", lambda answered: 0.0), lambda: fewest_values(5, teller(5, 5)) < 2),
    Rule("shares kept away from the ends", replaced(disclosure, "edge", lambda answered: 0.0), lambda: fewest_values(8, lambda given: disclosure.coarse_share(int((given >= 4).sum()), 8)) < 5),
    Rule("shares beside a mean in fifths", replaced(disclosure, "in_fifths", disclosure.coarse_share), lambda: not leaves_open(15, told_from_fifteen(15, 15))),
    Rule("intervals that tell nothing", replaced(sides, "SPREAD_OF_THREE", 0.0), lambda: fewest_values(5, teller(5, 100)) < 2),
    Rule("pairs never always", replaced(comparisons, "ALWAYS_WITHIN", 0.0), lambda: not hidden(8, 4, 5)),
    Rule("response rates as bands", replaced(disclosure, "rate_band", lambda answered, invited: f"{answered / invited:.0%}"), one_more_shows),
    Rule("few who joined or left counted", replaced(moves, "too_near", lambda now, then: frozenset()), a_team_stands_out),
    Rule("joiners and leavers of a side", both(replaced(moves, "FEW_MOVED", 0), replaced(moves, "LARGE", 0)), ONE_NEW),
    Rule("sums of units of small sides", replaced(moves, "LARGE", 0), TEAM_CHANGED_SIDES),
    Rule("teams joined where few moved", replaced(moves, "_calm", lambda places, before: [(place,) for place in places]), a_team_stands_out),
    Rule(
        "half points",
        both(
            replaced(closed_wave, "stand_ins", lambda survey, instrument, halved: survey),
            replaced(closed_wave, "score_table", scores),
            replaced(half_points, "STEP", 0.1),
        ),
        finer_figures,
    ),
    Rule("nothing finer beside half points", replaced(closed_wave, "without_finer", lambda content, halved: content), more_figures),
    Rule("steps so wide that they hide one answer", replaced(waves, "step_of", lambda answered: 0.1), found_out(12)),
    Rule("whole points below eight answers", replaced(waves, "step_of", lambda answered: 0.5), found_out(5)),
]  # fmt: skip


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_without_the_rule_the_attack_succeeds(rule: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not rule.attack()
    rule.off(monkeypatch)

    assert rule.attack()


#: Rules that a certificate names, and where they are switched off; none may be left out.
SWITCHED_OFF = {
    "fewest answers a side for a mean": "here",
    "fewest answers a side for a single question": "test_voices.py",
    "fewest answers for a share": "test_voices.py",
    "fewest answers for a distribution": "test_voices.py",
    "fewest comments of a side": "areas/pulse/findings/test_comments.py",
    "numbers of answers are told as": "test_certificates.py",
    "means are rounded to": "test_waves.py",
    "shares are rounded to": "here",
    "partial answers to a dimension": "here",
    "means, shares and chances": "here",
    "blocks a side": "here",
    "when the figures are computed": "test_thresholds.py",
    "few who joined or left since another wave": "here",
}


def test_no_rule_of_the_certificate_is_forgotten() -> None:
    assert {rule.name for rule in certificate.rules()} == set(SWITCHED_OFF)
