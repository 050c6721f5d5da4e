"""T2: whoever signs in and reads everything learns what the release states, and from that nobody's answer."""

import numpy as np
import pytest
from tests.areas.pulse.factories import AT, a_lead, alike, an_open_wave, files_of, two_teams
from tests.attack.crawler import everything, of_wave, signed_in
from tests.attack.integers import fewest_values
from tests.attack.organisations import organisation
from tests.conftest import somebody

from accord.areas.people.models import Role, User
from accord.areas.pulse import actions
from accord.areas.pulse.findings import closed_wave
from accord.areas.pulse.frames import SIDE_NAMES, Survey
from accord.areas.pulse.models import Answer, Wave, instrument

pytestmark = pytest.mark.django_db

ROLES = [
    (Role.MEMBER, "marketing"),
    (Role.LEADER, "it"),
    (Role.LEAD, "marketing"),
    (Role.GUEST, "agency"),
    (Role.ADMINISTRATOR, ""),
]


@pytest.fixture
def visitors(company: object) -> list[User]:
    return [somebody(f"{role} {party}", role, party) for role, party in ROLES]


def differences(before: list[dict[str, str]], after: list[dict[str, str]]) -> list[str]:
    """The lines that do not stand there as before."""
    return [
        f"{address}: {line}"
        for then, now in zip(before, after, strict=True)
        for address in then.keys() | now.keys()
        for line in set(then.get(address, "").splitlines()) ^ set(now.get(address, "").splitlines())
    ]


def imported(survey: Survey, name: str, by: User) -> Wave:
    answers, invited = files_of(survey)
    return actions.import_answers(
        answers=answers, invited=invited, name=name, asked_on=AT.date(), by=by, at=AT
    ).new[0]


def test_all_that_anybody_can_read_is_a_function_of_the_releases(visitors: list[User]) -> None:
    """With every answer replaced by another, not one letter of any page changes."""
    lead = a_lead()
    first = organisation(np.random.default_rng(5))
    waves = [imported(first, "2026-01-01", lead), imported(organisation(np.random.default_rng(2)), "2026-04-01", lead)]  # fmt: skip
    addresses = [address for wave in waves for address in of_wave(wave.pk)]
    clients = [signed_in(user) for user in visitors]
    before = [everything(client, *addresses) for client in clients]
    for row in Answer.objects.all():
        Answer.objects.filter(pk=row.pk).update(values=dict.fromkeys(row.values, 1), block="other")
    after = [everything(client, *addresses) for client in clients]

    assert not differences(before, after)
    assert sum(text.startswith("200") for text in before[2].values()) > 30
    # What the statement of the release leaves open, whole numbers and rounding taken into account.
    counted = closed_wave.with_whole_answers(first, instrument())
    content = waves[0].release.content
    assert content["released"]
    assert all(
        fewest_values(content, counted.of_side(side), side, dimension) >= 3
        for side in SIDE_NAMES
        for dimension in instrument().dimensions[:2]
    )


def test_an_open_wave_tells_nobody_that_somebody_answered_and_what(visitors: list[User]) -> None:
    lead = a_lead()
    wave = an_open_wave(lead, two_teams(12))
    tokens = [link.token for link in actions.make_links(wave=wave, by=lead, at=AT)]
    clients = [signed_in(user) for user in visitors]
    before = [everything(client, f"/pulse/waves/{wave.pk}/") for client in clients]
    actions.answer(token=tokens[0], values=alike(5))
    after = [everything(client, f"/pulse/waves/{wave.pk}/") for client in clients]

    assert not differences(before, after)
