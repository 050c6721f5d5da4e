"""The certificate of a release: everything that is told stands in it, and it can be worked out anew."""

import copy
import json

import pytest
from tests.areas.pulse.factories import a_survey, alike
from tests.areas.pulse.findings.waves import made

from accord.analysis.certificate import Certificate, verify
from accord.areas.pulse.findings.certificates import certificate_of, statement
from accord.areas.pulse.findings.sides import Content
from accord.areas.pulse.frames import InvitedBlock, Respondent, Survey


@pytest.fixture(scope="module")
def in_teams() -> Content:
    """Marketing in teams of 6, 2 and 5, told as two units, and IT as a whole."""
    people = [
        Respondent("marketing", block, alike(3))
        for block, count in {"Brand": 6, "Media": 2, "Web": 5}.items()
        for _ in range(count)
    ]
    it = [Respondent("it", "", alike(4)) for _ in range(6)]
    invited = (
        InvitedBlock("marketing", "Brand", 8),
        InvitedBlock("marketing", "Media", 4),
        InvitedBlock("marketing", "Web", 6),
        InvitedBlock("it", "", 8),
    )
    return made(Survey("Spring", (*people, *it), invited))


def test_units_and_their_bands(in_teams: Content) -> None:
    found = certificate_of(in_teams)

    assert [(unit.unit, unit.parts, unit.band) for unit in found.units] == [
        ("marketing: Brand", ("marketing: Brand",), "5-7"),
        ("marketing: Media + Web", ("marketing: Media + Web",), "5-7"),
        ("marketing", ("marketing: Brand", "marketing: Media + Web"), "10-14"),
        ("IT", ("IT",), "5-7"),
        ("both sides", ("marketing: Brand", "marketing: Media + Web", "IT"), "at least 15"),
    ]
    assert (found.safe, found.rank) == (True, 3)
    assert found.smallest is not None
    assert (found.smallest.fewest, found.smallest.exact) == (5, True)


def test_a_certificate_is_verified_from_what_was_published(in_teams: Content) -> None:
    kept = json.loads(json.dumps(certificate_of(in_teams).as_json()))
    tampered = copy.deepcopy(in_teams)
    tampered["blocks"]["marketing"].pop()

    assert verify(Certificate.from_json(kept), statement(in_teams))
    assert not verify(Certificate.from_json(kept), statement(tampered))


def test_every_published_figure_is_counted(apart: Content) -> None:
    counted = {unit.unit: dict(unit.figures) for unit in certificate_of(apart).units}

    # 12 dimensions, 33 items, 2 placements, 5 priorities, the stage; 8 guesses with three means each.
    assert counted["marketing"]["mean"] + counted["IT"]["mean"] == 2 * (12 + 33 + 2 + 5 + 1) + 24
    assert counted["both sides"]["difference of means"] == 12 + 33 + 8
    assert counted["IT"]["spread"] == 12
    assert counted["IT"]["share that cannot tell"] == counted["both sides"]["common ground"] == 33
    assert counted["IT"]["voice"] == 12 + 33
    assert (counted["IT"]["distribution"], counted["IT"]["median"]) == (33 + 2, 2)
    assert counted["IT"]["share that agrees"] == 33 + len(apart["benchmarks"])
    assert counted["both sides"]["tipping point"] == 12
    assert counted["both sides"].get("reliability", 0) == sum(
        part["reliability"]["value"] is not None for part in apart["dimensions"]
    )
    assert counted["both sides"]["probability"] == 5


def test_nothing_published_is_nothing_to_work_out() -> None:
    found = certificate_of(made(a_survey([alike(1)] * 4, [alike(5)] * 9, invited=(9, 9))))

    assert (found.units, found.smallest, found.safe) == ((), None, True)


def test_no_number_of_answers_stands_in_it_but_the_low_end_of_a_band(in_teams: Content) -> None:
    assert [part.fewest for part in certificate_of(in_teams).parts] == [5, 5, 5]
