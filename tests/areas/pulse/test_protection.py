"""How a release protects people: the page, the JSON, and that the certificate is kept."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.areas.pulse.factories import AT, a_lead, a_survey, alike, an_open_wave, files_of

from accord.analysis.certificate import Certificate, verify
from accord.areas.people.models import Role, User
from accord.areas.pulse import actions
from accord.areas.pulse.findings.certificates import statement
from accord.areas.pulse.models import Release, Wave

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> User:
    return a_lead()


@pytest.fixture
def member() -> Client:
    user = User.objects.create_user("member", password="a long enough one", role=Role.MEMBER)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def a_closed_wave(by: User, marketing: int, it: int) -> Wave:
    survey = a_survey([alike(2)] * marketing, [alike(4)] * it, invited=(12, 12))
    answers, invited = files_of(survey)
    done = actions.import_answers(
        answers=answers, invited=invited, name="Autumn", asked_on=AT.date(), by=by, at=AT
    )
    return done.new[0]


def test_whoever_sees_the_release_sees_how_it_protects(member: Client, lead: User) -> None:
    wave = a_closed_wave(lead, 9, 9)
    address = reverse("pulse:protection", args=[wave.pk])
    assert address in member.get(reverse("pulse:wave", args=[wave.pk])).content.decode()
    page = member.get(address).content.decode()

    assert "No group of fewer than 5 people can be worked out from what was published" in page
    assert "8-9" in page
    assert reverse("pulse:certificate", args=[wave.pk]) in page


def test_the_json_is_the_certificate_that_was_kept(member: Client, lead: User) -> None:
    wave = a_closed_wave(lead, 9, 9)
    response = member.get(reverse("pulse:certificate", args=[wave.pk]))

    assert response.json() == wave.release.certificate
    assert "attachment" in response["Content-Disposition"]
    assert verify(Certificate.from_json(response.json()), statement(wave.release.content))


def test_an_old_release_gets_its_certificate_from_what_it_published(
    member: Client, lead: User
) -> None:
    wave = a_closed_wave(lead, 9, 9)
    kept = wave.release.certificate
    Release.objects.update(certificate={})

    assert member.get(reverse("pulse:certificate", args=[wave.pk])).json() == kept


def test_a_release_that_tells_nothing_says_so(member: Client, lead: User) -> None:
    wave = a_closed_wave(lead, 3, 9)
    page = member.get(reverse("pulse:protection", args=[wave.pk])).content.decode()

    assert "nothing can be worked out" in page
    assert "What is told of whom" not in page


def test_what_is_not_safe_is_said_as_plainly(member: Client, lead: User) -> None:
    wave = a_closed_wave(lead, 9, 9)
    content = wave.release.content
    content["sides"]["it"]["answered_band"] = "fewer than 5"
    Release.objects.update(content=content, certificate={})
    page = member.get(reverse("pulse:protection", args=[wave.pk])).content.decode()

    assert "A group of fewer than 5 people can be worked out" in page


def test_an_open_wave_has_none(member: Client, lead: User) -> None:
    wave = an_open_wave(lead)

    assert member.get(reverse("pulse:protection", args=[wave.pk])).status_code == 404
    assert member.get(reverse("pulse:certificate", args=[wave.pk])).status_code == 404
