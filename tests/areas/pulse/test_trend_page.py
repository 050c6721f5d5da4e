"""What changed between waves: the page, its list, the notice board; and what few joiners do to a release."""

import dataclasses

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from tests.areas.pulse.factories import AT, a_lead, a_survey, a_team, alike, drawn, files_of, upload
from tests.attack.crawler import of_wave

from accord.areas.indicators.models import Reading
from accord.areas.people.models import User
from accord.areas.pulse import actions
from accord.areas.pulse.findings.sides import Content
from accord.areas.pulse.findings.trend import changed, headline, next_wave
from accord.areas.pulse.frames import InvitedBlock, Survey
from accord.areas.pulse.models import InvitedCount, Wave
from accord.areas.pulse.queries import invitable
from accord.connectors.contract import UnreadableFileError

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> User:
    return a_lead()


@pytest.fixture
def client(lead: User) -> Client:
    made = Client()
    made.force_login(lead, backend="django.contrib.auth.backends.ModelBackend")
    return made


def survey(mean: float, it: float = 4.0, people: int = 26) -> Survey:
    generator = np.random.default_rng(4)
    return a_survey(
        [drawn(mean, generator) for _ in range(people)],
        [drawn(it, generator) for _ in range(people)],
        (40, 40),
    )


def a_wave(by: User, given: Survey, name: str) -> Wave:
    answers, invited = files_of(given)
    return actions.import_answers(
        answers=answers, invited=invited, name=name, asked_on=AT.date(), by=by, at=AT
    ).new[0]


def page(client: Client, **asked: str) -> str:
    response = client.get(reverse("pulse:trend"), asked)
    assert response.status_code == 200
    return response.content.decode()


def test_without_pulses_the_page_teaches(client: Client, lead: User) -> None:
    assert "There is no pulse to compare yet" in page(client)
    a_wave(lead, survey(2.0), "2026-01-01")

    found = page(client)
    assert "One pulse is no trend yet" in found
    assert "the next pulse would see a change of 0.9 points" in found


def test_two_pulses_compared(client: Client, lead: User) -> None:
    a_wave(lead, survey(2.0), "2026-01-01")
    a_wave(lead, survey(3.8), "2026-04-01")
    found = page(client)

    assert "Since 2026-01-01 marketing answers clearly differently on twelve of twelve" in found
    assert "the sides came closer on" in found
    assert "not tied from pulse to pulse" in found
    assert found.count("practically the same") > 1  # IT
    lines = page(client, format="csv").splitlines()
    assert len(lines) == 1 + 3 * 12
    assert Reading.objects.filter(name="pulse.change.speed.gap").get().value < -1


def test_an_older_pulse_can_be_chosen(client: Client, lead: User) -> None:
    first = a_wave(lead, survey(2.0), "2026-01-01")
    for day in ("2026-04-01", "2026-07-01"):
        a_wave(lead, survey(3.8, people=26 if day < "2026-05" else 27), day)

    assert "Since 2026-04-01 nothing has changed that two pulses could surely tell" in page(client)
    assert "Since 2026-01-01 marketing" in page(client, since=str(first.pk))


def test_nothing_is_told_from_answers(client: Client, lead: User) -> None:
    waves = [a_wave(lead, survey(2.0), "2026-01-01"), a_wave(lead, survey(3.8), "2026-04-01")]
    before = page(client, format="csv")
    for wave in waves:
        actions.forget_answers(wave=wave, by=lead, at=AT)

    assert page(client, format="csv") == before


def content(lead: User, mean: float, name: str) -> Content:
    return a_wave(lead, survey(mean), name).release.content


def test_a_short_form_is_compared_by_what_both_asked(lead: User) -> None:
    then, now = content(lead, 2.0, "2026-01-01"), content(lead, 3.8, "2026-04-01")
    short = now | {"items": [part for part in now["items"] if part["code"] in {"S1", "V1", "V2"}]}
    found = {part.key: part for part in changed(then, short)}

    assert found["speed"].asked == "S1"
    assert found["speed"].sides[0].verdict == "different"
    assert found["vision"].why_not == "the two waves asked different questions"
    silent = then | {
        "dimensions": [dict(part) | {"marketing": None} for part in then["dimensions"]]
    }
    assert headline(changed(silent, now), "Spring") == "Nothing can be compared with Spring"


def test_what_the_next_pulse_would_see(lead: User) -> None:
    shown = content(lead, 2.0, "2026-01-01")

    def of(band: str) -> str:
        return next_wave(
            shown | {"sides": {side: {"answered_band": band} for side in shown["sides"]}}
        )

    assert "would hardly see any change" in of("5-7")
    assert "1.2 points" in of("15-24")
    assert "no pulse sees a change" in next_wave(shown | {"released": False})


def test_a_newcomer_known_to_the_registry_makes_half_points(lead: User) -> None:
    a_team("Brand", "marketing", 9)
    a_team("Platform", "it", 9)
    contents = []
    for name in ("Spring", "Summer", "Autumn"):
        wave = actions.open_wave(
            name=name,
            invited=invitable(AT.date()),
            broken_down=[],
            request_types=[],
            by=lead,
            at=AT,
        )
        for link in actions.make_links(wave=wave, by=lead, at=AT):
            actions.answer(token=link.token, values=alike(3 if link.side == "it" else 2))
        contents.append(actions.close_wave(wave=wave, by=lead, at=AT).content)
        if name == "Spring":
            a_team("Media", "marketing", 1)

    assert [part["moves"]["halved"] for part in contents] == [[], ["marketing"], ["marketing"]]
    assert (
        "between one and four people joined or left marketing"
        in contents[1]["moves"]["sentences"][0]
    )


def test_an_import_goes_by_numbers_and_by_what_it_tells(lead: User) -> None:
    def imported(name: str, *invited: str) -> list[str]:
        given = dataclasses.replace(survey(2.0), name="")
        done = actions.import_answers(
            answers=files_of(given)[0],
            invited=upload("invited.csv", "side,invited,joined,left", *invited),
            name=name,
            asked_on=AT.date(),
            by=lead,
            at=AT,
        )
        found: list[str] = done.new[0].release.content["moves"]["halved"]
        return found

    assert imported("2026-01-01", "marketing,40,,", "it,40,,") == []
    assert imported("2026-02-01", "marketing,43,,", "it,40,1,1") == ["marketing", "it"]
    assert imported("2026-03-01", "marketing,70,,", "it,70,,") == []
    assert InvitedCount.objects.filter(joined=1, left=1).count() == 1
    with pytest.raises(UnreadableFileError, match="cannot be the number of people who joined"):
        imported("2026-04-01", "marketing,40,41,", "it,40,,")


def test_every_page_opens_for_a_side_in_half_points(client: Client, lead: User) -> None:
    a_wave(lead, survey(2.0), "2026-01-01")
    counts = dataclasses.replace(
        survey(2.4), invited=(InvitedBlock("marketing", "", 42), InvitedBlock("it", "", 40))
    )
    wave = a_wave(lead, counts, "2026-04-01")
    found = {address: client.get(address) for address in [*of_wave(wave.pk), "/pulse/", "/"]}

    assert {response.status_code for response in found.values()} == {200}
    said = {address: response.content.decode() for address, response in found.items()}
    assert (
        "between one and four people joined or left marketing" in said[f"/pulse/waves/{wave.pk}/"]
    )
    assert "not told, because few joined or left it" in said[f"/pulse/waves/{wave.pk}/speed/"]
    assert "told from the numbers of the invited" in said[f"/pulse/waves/{wave.pk}/speed/"]
    assert "between one and four people" in page(client)
