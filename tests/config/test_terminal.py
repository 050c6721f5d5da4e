"""The overview as plain lines."""

import pytest
from tests.areas.partnership.factories import measured, pulse, put_up, records, stage

from accord.areas.indicators.actions import Said
from accord.areas.partnership.findings import company_overview
from accord.config.terminal import lines

pytestmark = pytest.mark.django_db


def told(evidence: list[Said] | None = None, opinions: list[Said] | None = None) -> list[str]:
    put_up(evidence, opinions)
    return list(lines(company_overview()))


def test_everything_is_told_sentences_first() -> None:
    found = told([*records(), *measured()], [*pulse(), stage(0.0, 0.2, 0.8, 0.0, 0.0)])
    text = "\n".join(found)

    headings = (
        "A request takes 36 days. People work on it for eight.",
        "Whose turn was it?",
        "One step, both ways",
        "What both sides say, and what the records show",
        "The speed gap: Page",
        "What is not known yet",
        "Where the partnership stands",
    )
    places = [text.index(heading) for heading in headings]
    assert places == sorted(places)
    assert "  IT         owes an answer                         4 days" in found
    assert "One that you know: Spring page, 96 days" in text
    assert (
        "  Trust and promises                   3.9   4.1       2.4   practically the same" in found
    )
    assert "  Budget                                 –     –         –   too few answers" in found
    assert "  Co-mingling          80 %" in found


def test_no_line_is_wider_than_a_terminal() -> None:
    found = told([*records(), *measured()], [*pulse(), stage(0.0, 0.2, 0.8, 0.0, 0.0)])

    assert max(map(len, found)) <= 92


def test_with_nothing_only_what_is_missing_is_told() -> None:
    found = told()

    assert "Nothing is known yet about this partnership" in found
    assert "Whose turn was it?" not in found
    assert "What is not known yet" in found
    assert not any("%" in line for line in found)


def test_records_without_a_memorable_request_are_told_without_it() -> None:
    assert not any("One that you know" in line for line in told(records()))
