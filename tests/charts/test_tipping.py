"""How far the silent would have to differ."""

from tests.charts.looking import Seen

from accord.charts.tipping import Tip, tipping

ROWS = [
    Tip("Speed", 2.0, "2 points"),
    Tip("Trust", None, "no clear gap"),
    Tip("Budget", float("inf"), "cannot vanish"),
]


def test_each_gap_has_its_bar_and_its_words() -> None:
    seen = Seen(tipping(ROWS))
    widths = [width for _, _, width in seen.boxes]

    assert seen.name == "Speed: 2 points; Trust: no clear gap; Budget: cannot vanish"
    assert len(widths) == 2
    assert abs(widths[1] - 2 * widths[0]) < 0.5  # nothing reaches beyond four points
    assert {"Speed", "2 points", "no clear gap", "4"} <= set(seen.words)


def test_on_the_phone_words_stand_above_the_bar() -> None:
    assert "Speed: 2 points" in Seen(tipping(ROWS, width=350)).words


def test_nothing_to_draw_is_no_error() -> None:
    assert Seen(tipping([])).name == "Nothing to show yet"
