"""The first line."""

import pytest
from tests.areas.partnership.factories import response
from tests.areas.partnership.findings.boards import everything, seen

from accord.areas.people.models import Company

pytestmark = pytest.mark.django_db


def test_the_first_line_says_on_what_it_rests(company: Company) -> None:
    assert [part.words for part in everything().kicker] == [
        company.name,
        "1,240 delivered requests, October 2025 to March 2026",
        "items of one tracker only are shown apart",
        "signed by both sides",
        "80 people asked, 70 % of each side answered",
    ]


def test_where_the_sides_answered_unlike_each_rate_is_told() -> None:
    unlike = response()
    unlike.detail["sides"]["it"]["rate"] = "40 %"
    silent = response(rate="")

    assert seen(None, [unlike]).kicker[-1].words == (
        "80 people asked, 70 % of marketing, 40 % of IT answered"
    )
    assert seen(None, [silent]).kicker[-1].words == "80 people asked"
