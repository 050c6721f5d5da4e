"""Pictures of whose turn it was."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.charts.looking import Seen

from accord.charts.turns import (
    Bar,
    Segment,
    Stretch,
    describe,
    month_columns,
    party_name,
    plain_days,
    stacked_bars,
    time_line,
    turn_bar,
)

REQUEST = (
    Segment("marketing", "work", 4.0, "works"),
    Segment("marketing", "wait", 6.0, "owes an answer"),
    Segment("it", "queue", 10.0, "in the queue"),
    Segment("it", "work", 0.25, "works"),
    Segment("nobody", "wait", 5.0, "finished, waits for the release"),
)


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "0.0"), (0.04, "0.0"), (2.94, "2.9"), (2.96, "3"), (10.4, "10"), (10.6, "11")],
)
def test_days_are_written_without_false_precision(days: float, words: str) -> None:
    assert plain_days(days) == words


def test_it_is_written_in_capitals_and_no_other_party() -> None:
    assert [party_name(party) for party in ("it", "marketing", "agency")] == [
        "IT",
        "marketing",
        "agency",
    ]


def test_a_bar_is_told_in_words() -> None:
    assert describe(REQUEST) == (
        "25 days: marketing works 4; marketing owes an answer 6; IT in the queue 10; "
        "IT works 0.2; finished, waits for the release 5"
    )


def test_a_bar_is_as_long_as_its_segments() -> None:
    assert Bar("Page", REQUEST).days == 25.25


def test_the_turn_bar_shows_each_segment_in_its_partys_colour_as_long_as_it_took() -> None:
    seen = Seen(turn_bar(REQUEST, width=1010))

    assert seen.name == describe(REQUEST)
    assert seen.boxes == [
        ("marketing", 0.0, 160.0),
        ("marketing-soft", 160.0, 240.0),
        ("it-soft", 400.0, 400.0),
        ("it", 800.0, 10.0),
        ("nobody", 810.0, 200.0),
    ]


def test_under_the_turn_bar_stand_only_words_that_have_room() -> None:
    words = Seen(turn_bar(REQUEST, width=1010)).words

    assert words[:4] == ["4", "6", "10", "5"]  # no number under the quarter of a day
    assert "owes an answer" in words
    assert "finished, waits for the release" not in words
    assert words[-3:] == [
        "marketing’s turn 10 days",
        "IT’s turn 10 days",
        "nobody’s turn 5 days",
    ]


def test_parties_that_take_turns_are_summed_stretch_by_stretch() -> None:
    parts = [Segment(party, "work", 5.0, "works") for party in ("it", "it", "marketing", "it")]

    turns = [words for words in Seen(turn_bar(parts)).words if "turn" in words]

    assert turns == ["IT’s turn 10 days", "marketing’s turn 5 days", "IT’s turn 5 days"]


def test_on_the_phone_every_segment_has_a_row_with_its_words_above() -> None:
    seen = Seen(turn_bar(REQUEST, width=350))

    assert seen.words == [
        "marketing works: 4 days",
        "marketing owes an answer: 6 days",
        "IT in the queue: 10 days",
        "IT works: 0.2 days",
        "finished, waits for the release: 5 days",
    ]
    assert [box[0] for box in seen.boxes] == [
        "marketing",
        "marketing-soft",
        "it-soft",
        "it",
        "nobody",
    ]
    assert max(width for _, _, width in seen.boxes) == 350.0


def test_stacked_bars_stand_under_each_other_with_label_and_days() -> None:
    bars = [Bar("Landing page (12)", REQUEST), Bar("Report (7)", REQUEST[:1])]

    seen = Seen(stacked_bars(bars, width=1040))

    assert seen.name == "Landing page (12) 25 days; Report (7) 4 days"
    assert seen.words == ["Landing page (12)", "Report (7)", "25", "4"]
    assert seen.where("Landing page (12)")[1] < seen.where("Report (7)")[1]
    assert len(seen.boxes) == 6
    assert seen.boxes[0] == ("marketing", 190.0, round(4 / 25.25 * (1040 - 60 - 190), 1))


def test_stacked_bars_on_the_phone_begin_at_the_left_edge() -> None:
    seen = Seen(stacked_bars([Bar("Page", REQUEST)], width=350))

    assert seen.boxes[0][1] == 0.0


def test_stacked_bars_can_tell_another_unit() -> None:
    assert Seen(stacked_bars([Bar("Page", REQUEST)], unit="hours")).name == "Page 25 hours"


def test_months_stand_in_the_order_in_which_they_came() -> None:
    bars = [Bar("Dec 2025", REQUEST), Bar("Jan 2026", REQUEST[:2])]

    seen = Seen(month_columns(bars))

    assert seen.name == "Days a request by month: Dec 2025 25 days; Jan 2026 10 days"
    assert seen.where("Dec 2025")[0] < seen.where("Jan 2026")[0]
    assert len(seen.filled("marketing")) == 2


def test_a_time_line_has_a_lane_a_tracker_coloured_by_turn() -> None:
    stretches = [
        Stretch("Asana 12", "marketing", "work", 0, 4),
        Stretch("Jira WEB-7", "it", "queue", 4, 14),
        Stretch("Jira WEB-7", "unmapped", "work", 14, 15),
    ]

    seen = Seen(time_line(stretches, ["Jira WEB-7", "Asana 12"]))

    assert seen.name == (
        "Asana 12: marketing work 4 days; Jira WEB-7: IT queue 10 days; "
        "Jira WEB-7: unmapped work 1.0 days"
    )
    assert seen.where("Jira WEB-7")[1] < seen.where("Asana 12")[1]
    assert "days since the request" in seen.words
    assert [len(seen.filled(name)) for name in ("marketing", "it-soft", "unmapped")] == [1, 1, 1]


def test_a_time_line_on_the_phone_writes_the_lane_above_it() -> None:
    seen = Seen(time_line([Stretch("Asana 12", "it", "work", 0, 4)], ["Asana 12"], width=350))

    assert seen.where("Asana 12")[0] == 0.0


SEGMENT = st.builds(
    Segment,
    party=st.sampled_from(["marketing", "it", "agency", "nobody", "unmapped"]),
    kind=st.sampled_from(["work", "wait", "queue", "unmapped"]),
    days=st.floats(0, 400),
    text=st.text(st.characters(codec="utf-8", exclude_categories=("C",)), max_size=12),
)


@settings(max_examples=12, deadline=None)
@given(st.lists(SEGMENT, max_size=6), st.sampled_from([1040, 350]))
def test_any_segments_give_a_drawing_whose_boxes_are_in_proportion(
    segments: list[Segment], width: int
) -> None:
    seen = Seen(turn_bar(segments, width))
    whole = sum(segment.days for segment in segments)

    assert len(seen.boxes) == len(segments)
    if width == 1040 and whole > 1:
        for segment, (_, _, across) in zip(segments, seen.boxes, strict=True):
            assert across == pytest.approx(segment.days / whole * width, abs=0.2)
