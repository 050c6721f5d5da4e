"""Picture of why work waited."""

from tests.charts.looking import Seen

from accord.charts.causes import CauseBar, cause_bars

WORDS = {
    "contention": "earlier",
    "prioritisation": "later",
    "batching": "collected",
    "unavailability": "off hours",
    "other": "not explained",
}
BARS = [
    CauseBar("marketing", {"contention": 1.0, "other": 1.0}),
    CauseBar("IT", {"contention": 3.0, "unavailability": 1.0, "other": 0.0}),
]


def test_bars_are_cut_into_the_causes_that_there_are() -> None:
    seen = Seen(cause_bars(BARS, WORDS))

    assert seen.name == (
        "marketing 2.0 days: earlier 1.0, not explained 1.0; IT 4 days: earlier 3, off hours 1.0"
    )
    assert {"earlier", "off hours", "not explained", "marketing", "IT"} <= set(seen.words)
    assert "later" not in seen.words
    assert seen.filled("joint")


def test_a_narrow_screen_and_nothing_to_draw_are_no_error() -> None:
    assert Seen(cause_bars(BARS, WORDS, 350)).name
    assert Seen(cause_bars([], WORDS)).name == "Nothing to show yet"
