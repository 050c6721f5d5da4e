"""Pictures of how long things take."""

import pytest
from tests.charts.looking import Seen

from accord.charts.speed import Gap, Spread, speed_gap, spreads

PAGE = Spread("Landing page", 24, 5.0, 19.0, 40.0)
REPORT = Spread("Report", 8, 1.0, 2.5, 6.0)


def test_spreads_tell_half_and_85_in_100_of_every_type() -> None:
    seen = Seen(spreads([PAGE, REPORT]))

    assert seen.name == (
        "Landing page: half within 19, 85 in 100 within 40 days; "
        "Report: half within 2.5, 85 in 100 within 6 days"
    )
    for words in ("Landing page (24)", "Report (8)", "19 · 40", "2.5 · 6", "days"):
        assert words in seen.words
    assert len(seen.filled("ink")) == 2  # a diamond a type


def test_spreads_stand_on_one_scale() -> None:
    seen = Seen(spreads([PAGE, Spread("Report", 8, 10.0, 20.0, 30.0)]))
    ends = {days: seen.where(words)[0] for days, words in ((40, "19 · 40"), (30, "20 · 30"))}
    ten = seen.where("10")[0]

    assert (ends[40] - 10 - ten) / (ends[30] - 10 - ten) == pytest.approx(30 / 20, abs=0.02)


def test_spreads_on_the_phone_write_the_type_above_its_line() -> None:
    wide, narrow = Seen(spreads([PAGE, REPORT])), Seen(spreads([PAGE, REPORT], width=350))

    assert narrow.where("Report (8)")[0] == wide.where("Report (8)")[0] == 0.0
    below = narrow.where("2.5 · 6")[1] - narrow.where("Report (8)")[1]
    beside = wide.where("2.5 · 6")[1] - wide.where("Report (8)")[1]
    assert (below > 10, abs(beside) < 1) == (True, True)


def test_the_speed_gap_shows_what_both_call_fair_beside_the_records() -> None:
    seen = Seen(speed_gap(Gap(4.0, 20.0, 26.0, 60.0)))

    assert seen.name == (
        "marketing thinks 4 days fair, IT thinks 20 fair, half take 26 days or less, "
        "85 in 100 take 60 or less"
    )
    assert seen.words == [
        "marketing thinks 4 fair",
        "IT thinks 20 fair",
        "half within 26",
        "85 in 100 within 60 days",
    ]
    assert [len(seen.filled(name)) for name in ("marketing", "it", "nobody")] == [1, 1, 1]


@pytest.mark.parametrize(
    ("gap", "said", "words"),
    [
        (Gap(5.0, None, 26.0, 60.0), "marketing thinks 5 fair", "marketing thinks 5 days fair, "),
        (Gap(None, 7.0, 26.0, 60.0), "IT thinks 7 fair", "IT thinks 7 fair, "),
        (Gap(None, None, 26.0, 60.0), "half within 26", ""),
    ],
)
def test_a_side_that_said_nothing_is_left_out(gap: Gap, said: str, words: str) -> None:
    seen = Seen(speed_gap(gap))

    assert seen.words[0] == said
    assert seen.name.startswith(f"{words}half take 26")


@pytest.mark.parametrize("gap", [Gap(18.0, 20, 26, 60), Gap(2.0, 40, 26, 60)])
def test_words_of_both_sides_stand_above_each_other(gap: Gap) -> None:
    seen = Seen(speed_gap(gap))
    first, second = (seen.where(words)[1] for words in seen.words[:2])

    assert first != second


def test_words_near_an_edge_are_written_away_from_it() -> None:
    root = Seen(speed_gap(Gap(1.0, 58.0, 30.0, 60.0))).root
    anchors = {
        part.text: part.attrib["text-anchor"]
        for part in root.iter("{http://www.w3.org/2000/svg}text")
    }

    assert anchors == {
        "marketing thinks 1.0 fair": "start",
        "IT thinks 58 fair": "end",
        "half within 30": "start",
        "85 in 100 within 60 days": "end",
    }
