"""The overview of nothing, and of records or a pulse alone."""

import pytest
from tests.areas.partnership.factories import dimension, measured, pulse, records, response, stage
from tests.areas.partnership.findings.boards import seen, words

pytestmark = pytest.mark.django_db


def test_with_nothing_the_page_says_so_and_what_to_do() -> None:
    found = seen()

    assert found.empty
    assert found.headline == "Nothing is known yet about this partnership"
    assert words(found.lead).startswith("Import one export of each side's tracker")
    assert found.kicker[0].words == "your company"
    assert (found.turns, found.turns_sentence, found.turns_link) == ((), "", "")
    assert found.unknown[0].startswith("No tracker has been imported")
    assert found.unknown[1].startswith("Nobody has been asked yet")
    assert found.stage_sentence == (
        "The stage rests on what both sides say. Nobody has been asked yet."
    )
    assert (found.said_sentence, found.stages, found.speed, found.talk) == ("", (), None, ())


def test_records_alone_leave_the_stage_open() -> None:
    found = seen([*records(), *measured()])

    assert not found.empty
    assert found.turns
    assert found.said == ()
    assert found.stages == ()
    assert found.speed is None
    assert "Nobody has been asked yet" in found.stage_sentence


def test_a_pulse_that_may_not_be_shown_shows_nothing_but_why() -> None:
    found = seen(None, [response(released=False)])

    assert found.headline == "Too few answered to show anything about this partnership"
    assert words(found.lead) == "Fewer than five answered on one side."
    assert "Fewer than five answered on one side." in found.unknown
    assert found.stage_sentence.endswith("Fewer than five answered on one side.")
    assert len(found.kicker) == 1


def test_a_pulse_alone_begins_with_what_lies_furthest_apart() -> None:
    found = seen(None, [*pulse(), stage(0.0, 0.3, 0.7, 0.0, 0.0)])

    assert found.headline == "Marketing and IT see “shared vision” differently"
    assert words(found.lead) == (
        "Both sides name words and understanding among their three troubles. On what each expects "
        "of the other: marketing guesses IT better than IT guesses marketing."
    )
    assert found.turns == ()
    assert all(row.records is None for row in found.said)


def test_a_pulse_in_which_nothing_differs_says_so() -> None:
    alike = [response(), *dimension("trust", 3.0, 3.0, "practically the same")]
    alike[0].detail["understanding"] = ""

    found = seen(None, alike)

    assert found.headline == "Marketing and IT see most things alike"
    assert found.said_sentence == "None of one differs clearly."
    assert found.stage_sentence.endswith("It cannot be told from these answers.")


def test_one_tracker_says_that_half_the_story_is_missing() -> None:
    found = seen(records(joint=False, sources=("Jira",), left_out=0))

    assert found.headline == "An item in Jira takes 36 days. Half the story is in no file yet."
    assert "what the other side did is not in it" in found.turns_sentence
    assert found.unknown[0].startswith("Only one side's tracker is here")
    assert found.kicker[1].words.startswith("1,240 delivered items")


def test_two_trackers_without_a_link_are_not_taken_for_one() -> None:
    found = seen(records(joint=False, left_out=0))

    assert found.headline == "An item takes 36 days. No item of one tracker names one of another."
    assert "what the other side did is not in it" not in found.turns_sentence
    assert "none of them linked across the trackers" in found.turns_sentence
    assert not any("Only one side's tracker is here" in row for row in found.unknown)
    assert found.unknown[0].startswith("No item of one tracker names an item of another")


def test_unsigned_figures_are_called_so_everywhere() -> None:
    found = seen(records(signed=False))

    assert not found.signed
    assert found.unsigned_why == "Jira lacks the signature of IT."
    assert "figures unsigned" in [part.words for part in found.kicker]
    assert any("unsigned: Jira lacks the signature of IT." in row for row in found.unknown)
