"""Who could be invited, and how coarsely an open wave is told."""

import datetime as dt

import pytest
from tests.areas.pulse.factories import DAY, a_lead, a_team, an_open_wave

from accord.areas.people.models import Membership, Person, Team
from accord.areas.pulse.models import Admission
from accord.areas.pulse.queries import Progress, invitable, latest_release, progress

pytestmark = pytest.mark.django_db


def test_people_of_both_sides_can_be_invited_others_cannot() -> None:
    a_team("Platform", "it", 1)
    a_team("Brand", "marketing", 1)
    a_team("Studio", "agency", 1)

    assert [(part.side, part.team, part.person.name) for part in invitable(DAY)] == [
        ("marketing", "Brand", "Brand 0"),
        ("it", "Platform", "Platform 0"),
    ]


def test_somebody_in_two_teams_is_invited_once() -> None:
    (person,) = a_team("Brand", "marketing", 1)
    a_team("Web", "marketing", 1)
    Membership.objects.create(person=person, team=Team.objects.get(name="Web"))

    assert [part.person for part in invitable(DAY)].count(person) == 1


def test_who_has_left_is_not_invited() -> None:
    a_team("Brand", "marketing", 1)
    left = Person.objects.create(name="Left")
    Membership.objects.create(
        person=left,
        team=Team.objects.get(name="Brand"),
        valid_until=DAY - dt.timedelta(days=1),
    )

    assert left not in [part.person for part in invitable(DAY)]


def test_progress_is_a_band_a_side() -> None:
    wave = an_open_wave(a_lead())
    ids = wave.admissions.filter(side="it").values_list("pk", flat=True)[:3]
    Admission.objects.filter(pk__in=list(ids)).update(used=True)

    assert progress(wave) == [
        Progress("marketing", 6, "under a half"),
        Progress("it", 6, "a half or more"),
    ]


def test_an_open_wave_has_no_release() -> None:
    an_open_wave(a_lead())

    assert latest_release() is None
