"""The first line."""

import pytest
from tests.areas.partnership.factories import response
from tests.areas.partnership.findings.boards import everything, seen

from accord.areas.people.models import Company

pytestmark = pytest.mark.django_db


def test_the_first_line_says_on_what_it_rests(company: Company) -> None:
    assert [part.words for part in everything().kicker] == [
        f"Marketing and IT at {company.name}",
        "1,240 delivered requests, October 2025 to March 2026",
        "not counted: 7 found in one tracker only",
        "mappings signed by both sides",
        "80 people asked; 70 % answered on each side",
    ]


def test_where_the_sides_answered_unlike_each_rate_is_told() -> None:
    unlike = response()
    unlike.detail["sides"]["it"]["rate"] = "40 %"
    silent = response(rate="")

    assert seen(None, [unlike]).kicker[-1].words == (
        "80 people asked; 70 % of marketing, 40 % of IT answered"
    )
    assert seen(None, [silent]).kicker[-1].words == "80 people asked"
