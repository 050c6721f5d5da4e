"""The overview, from boards written by hand: everything, a part of it, nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.areas.partnership.factories import (
    dimension,
    measured,
    pulse,
    put_up,
    records,
    response,
    said,
    stage,
    step,
)

from accord.analysis.stage import Gate
from accord.areas.indicators.actions import Said
from accord.areas.partnership import findings
from accord.areas.partnership.findings import (
    Overview,
    company_overview,
    days_in_words,
    number,
    whole_numbers,
)
from accord.areas.people.models import Company
from accord.charts.speed import Gap

pytestmark = pytest.mark.django_db


def seen(evidence: list[Said] | None = None, opinions: list[Said] | None = None) -> Overview:
    put_up(evidence, opinions)
    return company_overview()


def words(parts: tuple[findings.Text, ...]) -> str:
    return "".join(part.words for part in parts)


def everything() -> Overview:
    return seen([*records(), *measured()], [*pulse(), stage(0.0, 0.2, 0.8, 0.0, 0.0)])


# Both trackers and a pulse


def test_with_everything_the_page_begins_with_a_fact_that_both_know() -> None:
    found = everything()

    assert found.headline == "A request takes 36 days. People work on it for eight."
    assert words(found.lead).startswith(
        "The other 28: 12 waiting for an answer (marketing 8, IT 4), "
        "10 finished, waiting for a release, 6 in queues. Proposed: "
    )
    assert not found.empty
    assert found.signed


def test_the_first_line_says_on_what_it_rests(company: Company) -> None:
    assert [part.words for part in everything().kicker] == [
        f"Marketing and IT at {company.name}",
        "1,240 delivered requests, October 2025 to March 2026",
        "not counted: 7 found in one tracker only",
        "mappings signed by both sides",
        "80 people asked; 70 % answered on each side",
    ]


def test_every_number_of_the_first_sentences_is_a_door() -> None:
    found = everything()
    figures = [part for part in found.lead if part.words.strip().isdigit()]

    assert [part.words for part in figures] == ["12", "10", "6"]
    assert all(part.link for part in figures)
    assert all(part.link for part in found.kicker[1:])


def test_each_side_finds_itself_right_and_uneasy_by_one_yardstick() -> None:
    found = everything()

    assert "Average of 1,240 delivered requests" in found.turns_sentence
    assert "probably 32 to 40 days" in found.turns_sentence
    assert "marketing owes answers for 8 days and holds 0.0 in a queue" in found.turns_sentence
    assert "IT owes answers for 4 and holds 6 in a queue" in found.turns_sentence
    assert sum(part.days for part in found.turns) == 36.0


def test_the_request_that_both_remember_is_told_with_its_waits() -> None:
    remembered = everything().remembered

    assert remembered is not None
    assert remembered.title == "Spring page"
    assert remembered.sentence == (
        "96 days; IT owes an answer 30, finished, waits for the release 12"
    )


def test_three_steps_are_shown_the_one_of_both_first() -> None:
    found = everything()

    assert [row.title for row in found.steps] == ["Rule both", "Complete briefs", "Rule answers"]
    assert found.steps[1].after is None
    assert "Proposed: rule both; that would have made it 28 days. " in words(found.lead)


def test_said_stands_beside_shown_and_contradictions_are_flagged() -> None:
    found = everything()
    rows = {row.key: row for row in found.said}

    assert found.said_sentence.startswith("Two of six differ clearly. Both sides think well of")
    assert rows["trust"].records == pytest.approx(1 + 4 * 0.35)
    assert rows["trust"].record_sentence == (
        "IT kept 8 of 40 due dates, marketing kept 30 of 60 due dates."
    )
    assert "Both sides think well of “trust and promises” (3.9 and 4.1 of 5)." in (
        rows["trust"].contradiction
    )
    assert "the records look better. 75 in 100" in rows["understanding"].contradiction
    assert rows["cadence"].contradiction == ""
    assert rows["cadence"].record_sentence.startswith("45 in 100 answers")
    assert rows["goals"].records is None
    assert rows["budget"].verdict == "too few answers"


def test_the_time_that_marketing_calls_fair_is_counted_in_working_days() -> None:
    speed = next(row for row in everything().said if row.key == "speed")

    # Ten working days are fourteen by the calendar: 15 of the 101 quantiles.
    assert speed.records == pytest.approx(1 + 4 * 15 / 101)
    assert speed.record_sentence.startswith("15 in 100 requests")


def test_the_strongest_three_begin_with_what_contradicts() -> None:
    found = everything()

    assert [row.key for row in found.strongest] == ["understanding", "trust", "speed"]
    assert found.said[-1].strength == 0.0
    assert found.said[0].pair.verdict == "practically the same"


def test_the_speed_gap_is_that_of_the_most_frequent_type() -> None:
    speed = everything().speed

    assert speed is not None
    assert (speed.type, speed.gap) == ("Page", Gap(14.0, 28.0, 20.0, 34.0))
    assert "Marketing calls 10 working days fair, that is 14 by the calendar" in speed.sentence
    assert "Half take more than 20: fair to one side, slow for the other." in speed.sentence


def test_what_is_not_known_is_said() -> None:
    found = everything()

    assert any("this pulse cannot tell" in sentence for sentence in found.unknown)
    assert any("Too few answered on budget" in sentence for sentence in found.unknown)
    assert sum("nobody records it yet" in sentence for sentence in found.unknown) >= 1


def test_the_five_stages_show_where_each_side_places_itself() -> None:
    found = everything()

    assert [(row.name, row.probability, row.here) for row in found.stages[1:3]] == [
        ("Coping", 0.2, False),
        ("Co-mingling", 0.8, True),
    ]
    assert [row.marks for row in found.stages] == [(), ("marketing",), ("it",), (), ()]


def test_figures_of_the_field_stand_beside_the_companys_own() -> None:
    (row,) = everything().compared

    assert (row.text, row.published, row.source) == (
        "It got better",
        {"marketing": 0.43},
        "a paper",
    )
    assert row.own == {"marketing": 0.4, "it": 0.6}


def test_where_the_sides_answered_unlike_each_rate_is_told() -> None:
    unlike = response()
    unlike.detail["sides"]["it"]["rate"] = "40 %"
    silent = response(rate="")

    assert seen(None, [unlike]).kicker[-1].words == (
        "80 people asked; 70 % of marketing, 40 % of IT answered"
    )
    assert seen(None, [silent]).kicker[-1].words == "80 people asked"


# Less than everything


def test_with_nothing_the_page_says_so_and_what_to_do() -> None:
    found = seen()

    assert found.empty
    assert found.headline == "Nothing is known yet about this partnership"
    assert words(found.lead).startswith("Import one export of each side's tracker")
    assert found.kicker[0].words == "Marketing and IT at your company"
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


def test_without_any_known_working_time_none_is_claimed() -> None:
    found = seen(records(working=False))

    assert found.headline == "A request between marketing and IT takes 36 days."


def test_unsigned_figures_are_called_so_everywhere() -> None:
    found = seen(records(signed=False))

    assert not found.signed
    assert found.unsigned_why == "Jira lacks the signature of IT."
    assert "mappings unsigned" in [part.words for part in found.kicker]
    assert any("unsigned: Jira lacks the signature of IT." in row for row in found.unknown)


def test_what_the_records_cannot_tell_is_passed_on() -> None:
    found = seen(records(unknown=("4 items could not be joined.",)))

    assert found.unknown[0] == "4 items could not be joined."


def test_with_six_people_a_side_talk_comes_first() -> None:
    found = seen(None, pulse(invited=6))

    assert found.headline == "Few people, so facts and talk before figures"
    assert [sentence.partition("”")[0] for sentence in found.talk] == [
        "“Trust and promises",
        "“Words and understanding",
        "On “Shared vision",
    ]
    assert seen(None, pulse(invited=9)).talk == ()


def test_where_nobody_waits_no_waiting_is_told() -> None:
    found = seen(records(segments=(("it", "work", 5.0, "works"),)))

    assert words(found.lead).startswith("Import one export")
    assert "Each waits for the other" not in found.turns_sentence


@pytest.mark.parametrize(
    ("segments", "sentence"),
    [
        ((("agency", "wait", 3.0, ""),), "The other 3: 3 with the agency. "),
        (
            (("agency", "wait", 3.0, ""), ("vendor", "queue", 5.0, "")),
            "The other 8: 8 with others (the vendor most). ",
        ),
        ((("partner", "wait", 3.0, ""),), "The other 3: 3 with others. "),
        ((("marketing", "queue", 2.0, ""),), "The other 2: 2 in queues. "),
        ((("it", "wait", 2.4, ""),), "The other 2: 2 waiting for an answer (IT 2). "),
        (
            (("nobody", "wait", 0.3, ""), ("it", "queue", 4.0, "")),
            "The other 4: 4 in queues. ",
        ),
    ],
)
def test_the_waiting_is_told_by_who_has_it(
    segments: tuple[tuple[str, str, float, str], ...], sentence: str
) -> None:
    found = seen(records(segments=(("it", "work", 5.0, "works"), *segments)))

    assert words(found.lead) == sentence


def test_half_a_day_of_waiting_is_no_sentence() -> None:
    found = seen(records(segments=(("it", "work", 5.0, "works"), ("it", "queue", 0.5, ""))))

    assert "The other" not in words(found.lead)


def test_a_step_without_a_replay_is_not_promised_in_days() -> None:
    briefs = [row for row in measured() if row.part == "briefs"]

    assert "Proposed" not in words(seen([*records(), *briefs]).lead)
    assert seen([*records(), step("both", 0.0)]).steps == ()


def test_a_memorable_request_without_days_is_none() -> None:
    assert seen([*records(), said("evidence.memorable")]).remembered is None


def test_one_sides_promises_stand_alone() -> None:
    only = [row for row in measured() if row.name != "evidence.promises" or row.part == "it"]

    trust = seen([*records(), *only], pulse()).said[0]

    assert trust.record_sentence == "IT kept 8 of 40 due dates."
    assert trust.records == pytest.approx(1.8)


def test_many_open_gaps_are_counted_not_all_named() -> None:
    keys = ("trust", "speed", "understanding", "cadence", "goals", "budget")
    unsure = [part for key in keys for part in dimension(key, 3.0, 3.1, "cannot tell")]

    found = seen(None, [response(), *unsure])

    assert any("working rhythm and two more: this pulse" in row for row in found.unknown)


# The speed gap


@pytest.mark.parametrize(
    ("marketing", "it", "sentence"),
    [
        (20.0, 30.0, "Half are done within what both find fair."),
        (10.0, 20.0, "fair to one side, slow for the other."),
        (5.0, 6.0, "Half take more than 20."),
        (10.0, None, "The other side was not heard."),
        (None, 10.0, "The other side was not heard."),
    ],
)
def test_the_speed_gap_is_told_in_one_sentence(
    marketing: float | None, it: float | None, sentence: str
) -> None:
    fair = {"marketing": marketing, "it": it}
    opinions = [
        said(f"pulse.expectation.Page.{side}.fair", value)
        for side, value in fair.items()
        if value is not None
    ]

    found = seen([*records(), *measured()], [response(), *opinions]).speed

    assert found is not None
    assert found.sentence.endswith(sentence)
    assert found.sentence.startswith("Marketing calls" if marketing else "IT calls")


def test_a_type_of_which_nobody_said_what_is_fair_has_no_gap() -> None:
    other = [said("pulse.expectation.Film.it.fair", 9.0)]

    assert seen([*records(), *measured()], [response(), *other]).speed is None


# The stage


def test_almost_surely_probably_perhaps() -> None:
    sentences = [
        seen(records(), [response(), stage(*chances)]).stage_sentence
        for chances in ((0, 0.97, 0.03, 0, 0), (0, 0.7, 0.3, 0, 0), (0, 0.4, 0.3, 0.3, 0))
    ]

    assert [sentence.split(",")[1].split(".")[0].strip() for sentence in sentences] == [
        "almost surely coping",
        "probably coping",
        "perhaps coping",
    ]


def test_a_missing_fact_holds_the_stage_below() -> None:
    few = [said("evidence.joint", 900), said("evidence.joint.types", 1)]

    found = seen([*records(), *few], [response(), stage(0, 0.1, 0.9, 0, 0)])

    assert "coping. A fact holds it there: Joint work is spread over" in found.stage_sentence
    assert found.standing is not None
    assert found.standing.stage == 2


def test_a_shut_gate_to_the_next_stage_is_named() -> None:
    shut = Gate(3, "level", False, "The more critical side's average reaches 2.6.", "opinion")

    found = seen([*records(), *measured()], [response(), stage(0, 1.0, 0, 0, 0, gates=(shut,))])

    assert found.stage_sentence.endswith(
        "The gate to co-mingling: the more critical side's average reaches 2.6."
    )


def test_a_gate_that_nobody_knows_is_named_as_such() -> None:
    found = seen([*records(), *measured()], [response(), stage(0, 1.0, 0, 0, 0)])

    assert "The gate to co-mingling is not known: Whether ideas and initiatives" in (
        found.stage_sentence
    )


def test_where_nothing_stands_before_the_next_stage_nothing_is_said_of_it() -> None:
    found = findings._stage_sentence(
        findings.Standing(2, (0.0, 1.0, 0.0, 0.0, 0.0), (), (), ()), asked=True
    )

    assert found == "By what both say, almost surely coping."


def test_beyond_the_last_stage_there_is_no_gate() -> None:
    found = seen([*records(), *measured()], [response(), stage(0, 0, 0, 0, 1.0)])

    assert found.stage_sentence == "By what both say, almost surely co-creating."


def test_facts_are_met_missing_or_unknown() -> None:
    def met(*readings: Said) -> list[bool | None]:
        put_up(list(readings))
        return [gate.met for gate in findings.facts_of(findings.board())[:3]]

    assert met() == [None, None, None]
    assert met(said("evidence.joint", 5), said("evidence.joint.types", 3)) == [True, True, None]
    assert met(said("evidence.joint", 4), said("evidence.joint.types", 2)) == [False, False, None]


# Words


@pytest.mark.parametrize(
    ("value", "word"),
    [(0, "no"), (1, "one"), (11.6, "twelve"), (12.6, "13"), (1240, "1,240"), (-1, "-1")],
)
def test_whole_numbers_are_words_up_to_twelve(value: float, word: str) -> None:
    assert number(value) == word


@pytest.mark.parametrize(
    ("value", "word"),
    [(0.2, "less than one"), (0.75, "one"), (1.5, "two"), (2.4, "two"), (2.5, "two"), (3, "three")],
)
def test_days_for_a_sentence(value: float, word: str) -> None:
    assert days_in_words(value) == word


def test_whole_numbers_add_up_by_largest_remainders() -> None:
    assert whole_numbers([1.4, 1.4, 1.2]) == [2, 1, 1]
    assert whole_numbers([]) == []


@given(st.lists(st.floats(0, 500), max_size=8))
def test_whole_numbers_always_add_up_and_stay_near(values: list[float]) -> None:
    wholes = whole_numbers(values)

    assert sum(wholes) == round(sum(values))
    assert all(abs(whole - value) < 1 + 1e-9 for whole, value in zip(wholes, values, strict=True))


def test_words_that_begin_with_it_keep_their_capitals() -> None:
    assert findings._small("IT releases.") == "IT releases."
    assert findings._small("Teams are mixed.") == "teams are mixed."
