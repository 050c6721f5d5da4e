"""A sheet for the conversation of few."""

import pytest
from tests.areas.partnership.factories import pulse
from tests.areas.partnership.findings.boards import seen

pytestmark = pytest.mark.django_db


def test_with_six_people_a_side_talk_comes_first() -> None:
    found = seen(None, pulse(invited=6))

    assert found.headline == "Few people, so facts and talk before figures"
    assert [sentence.partition("”")[0] for sentence in found.talk] == [
        "“Trust and promises",
        "“Words and understanding",
        "On “Shared vision",
    ]
    assert seen(None, pulse(invited=9)).talk == ()
