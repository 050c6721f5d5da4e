"""The fact that both know."""

import pytest
from tests.areas.partnership.factories import records
from tests.areas.partnership.findings.boards import everything, seen, words

pytestmark = pytest.mark.django_db


def test_with_everything_the_page_begins_with_a_fact_that_both_know() -> None:
    found = everything()

    assert found.headline == "A request takes 36 days. People work on it for eight."
    assert words(found.lead).startswith(
        "The other 28: 12 waiting for an answer (marketing 8, IT 4), "
        "10 finished, waiting for a release, 6 in queues. Proposed: "
    )
    assert not found.empty
    assert found.signed


def test_without_any_known_working_time_none_is_claimed() -> None:
    found = seen(records(working=False))

    assert found.headline == "A request between marketing and IT takes 36 days."
