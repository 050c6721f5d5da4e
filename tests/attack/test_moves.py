"""T3 with the rule: one newcomer among colleagues who answer the same again; and whatever else is told."""

import dataclasses
import json
from collections.abc import Iterator

import numpy as np
import pytest
from tests.attack.newcomer import omniscient, subtracted
from tests.attack.organisations import answers
from tests.attack.waves import SHARES

from accord.areas.pulse import findings
from accord.areas.pulse.findings.half_points import stand_ins
from accord.areas.pulse.findings.moves import Beside, Moves, moves_beside
from accord.areas.pulse.findings.sides import Content
from accord.areas.pulse.findings.whole_answers import with_whole_answers
from accord.areas.pulse.frames import InvitedBlock, Respondent, Survey
from accord.areas.pulse.models import instrument

BASE = max(SHARES)
HALVED = Moves(halved=frozenset({"marketing"}))


def a_wave(marketing: int, seed: int = 3, it: int = 16) -> Survey:
    generator = np.random.default_rng(seed)
    people = [
        Respondent(side, "", answers(generator, 0.05))
        for side, count in (("marketing", marketing), ("it", it))
        for _ in range(count)
    ]
    counts = InvitedBlock("marketing", "", marketing + 2), InvitedBlock("it", "", it)
    return Survey("Autumn", tuple(people), counts)


def told(survey: Survey, beside: Moves = HALVED) -> Content:
    return findings.release(survey, instrument(), np.random.default_rng(1), beside)


@pytest.mark.parametrize("count", [5, 8, 12, 20])
def test_one_newcomer_is_found_out_no_better_than_by_chance(count: int) -> None:
    assert subtracted(count, 600) <= BASE + 0.05


@pytest.mark.parametrize(("count", "right"), [(5, 0.5), (8, 0.55), (20, 0.45)])
def test_who_knows_every_other_answer_learns_little(count: int, right: float) -> None:
    """The limit that the documentation names: that attacker does better than by chance, and seldom surely."""
    guessed, surely = omniscient(count, 1500)

    assert guessed <= right
    assert surely <= 0.07


def halves_of(survey: Survey) -> Survey:
    return stand_ins(with_whole_answers(survey, instrument()), instrument(), {"marketing"})


def _variants(survey: Survey) -> Iterator[Survey]:
    """The same survey with answers of the first of marketing changed a little: no half point moves."""
    first, *others = survey.respondents
    for code, value in first.values.items():
        for other in (1, 2, 3, 4, 5):
            if value is not None and value != other:
                changed = dataclasses.replace(first, values={**first.values, code: other})
                yield dataclasses.replace(survey, respondents=(changed, *others))


def test_all_of_a_release_is_a_function_of_half_points_and_bands() -> None:
    """Whoever answers otherwise, nothing changes in a release unless a mean in half points does."""
    survey = a_wave(20)
    whole = told(survey)
    of_halves = halves_of(survey)
    alike = otherwise = 0
    for other in list(_variants(survey))[::7]:
        same_halves = halves_of(other) == of_halves
        now = told(other)
        if same_halves and _dimensions(now) == _dimensions(whole):
            assert json.dumps(now) == json.dumps(whole)
            alike += 1
        otherwise += json.dumps(now) != json.dumps(whole)

    assert alike > 10
    assert otherwise > 0


def _dimensions(content: Content) -> list[float]:
    return [part["marketing"]["mean"] for part in content["dimensions"]]


def figures_of(content: Content, side: str) -> Iterator[float]:
    """Every mean and end of an interval of a side."""
    for part in [*content["dimensions"], *content["items"], *content["placement"].values()]:
        if part and part[side]:
            yield from (part[side][name] for name in ("mean", "low", "high"))


def test_every_figure_of_the_side_is_a_half_point() -> None:
    content = told(a_wave(20))

    assert all((2 * figure).is_integer() for figure in figures_of(content, "marketing"))
    assert not all((2 * figure).is_integer() for figure in figures_of(content, "it"))


def test_nothing_else_of_the_side_is_told() -> None:
    content = told(a_wave(20))

    assert content["guesses"] == []
    for part in content["dimensions"]:
        assert part["agreement"]["marketing"] is part["reliability"]["value"] is None
        assert set(part["voice"].values()) == {None}
        assert part["p_superiority"] is part["p_low"] is part["p_high"] is None
    for part in content["items"]:
        assert part["cannot_tell"]["marketing"] is None
        for name in ("agreeing", "shares", "voice"):
            assert set(part[name].values()) == {None}
    for part in [*content["benchmarks"], *content["priorities"]]:
        assert part["marketing"] is part["it"] is None
    assert all(part["shares"] is None for part in content["placement"]["today"].values())


def test_intervals_hold_what_was_measured() -> None:
    for seed in range(6):
        survey = a_wave(9, seed)
        fine, halved = told(survey, Moves()), told(survey)
        for one, other in zip(fine["dimensions"], halved["dimensions"], strict=True):
            for side in ("marketing", "it"):
                assert other[side]["low"] <= one[side]["mean"] <= other[side]["high"]
            assert other["low"] <= one["gap"] <= other["high"]
            assert other["verdict"] in {one["verdict"], "cannot tell"}


def test_teams_are_joined_until_nobody_stands_out() -> None:
    def team(*numbers: int) -> frozenset[int]:
        return frozenset(numbers)

    then = tuple(("marketing", team(*range(start, start + 6))) for start in (0, 10, 20))
    now = {
        ("marketing", "a"): team(*range(6), 90, 91, 92),
        ("marketing", "b"): team(*range(10, 16), 93, 94, 95),
        ("marketing", "c"): team(*range(20, 26)),
    }
    found = moves_beside([Beside(now, then)])

    assert found.halved == frozenset()  # six joined the side
    assert found.names == {("marketing", "a"): "a + b", ("marketing", "b"): "a + b"}


def test_one_who_joined_a_team_alone_joins_all_teams_and_halves_the_side() -> None:
    then = ("it", frozenset(range(6))), ("it", frozenset(range(10, 16)))
    now = {("it", "a"): frozenset(range(7)), ("it", "b"): frozenset(range(10, 16))}
    found = moves_beside([Beside(now, then)])

    assert found.halved == {"it"}
    assert found.names == {("it", "a"): "", ("it", "b"): ""}


def test_every_earlier_wave_counts() -> None:
    now = {("it", ""): frozenset(range(7))}
    far, near = ("it", frozenset(range(20, 40))), ("it", frozenset(range(6)))

    assert moves_beside([Beside(now, (far,))]).halved == frozenset()
    assert moves_beside([Beside(now, (near,)), Beside(now, (far,))]).halved == {"it"}


def test_a_team_that_changed_sides_hides_nobody_who_left() -> None:
    then = (
        ("marketing", frozenset(range(12))),
        ("it", frozenset(range(20, 30))),
        ("it", frozenset(range(30, 40))),
    )
    # One left marketing, and a whole team came from IT: both sides changed by eleven and ten.
    now = {
        ("marketing", ""): frozenset([*range(1, 12), *range(20, 30)]),
        ("it", ""): frozenset(range(30, 40)),
    }

    assert moves_beside([Beside(now, then)]).halved == {"marketing"}
