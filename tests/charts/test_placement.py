"""Picture of what another seating changes."""

from tests.charts.looking import Seen

from accord.charts.placement import Change, Cost, before_after

MOVED = Change("marketing and IT", Cost(1497.4, 512), Cost(429.2, 221))
TODAY = Change("agency and IT", Cost(2.25, 1))


def test_today_stands_pale_above_what_would_be_left() -> None:
    seen = Seen(before_after([MOVED, TODAY]))

    assert seen.name == (
        "marketing and IT: 1,497 days, 512 hand-offs; with the teams moved 429 days, 221 hand-offs; "
        "agency and IT: 2.2 days, 1 hand-off"
    )
    assert [colour for colour, _, _ in seen.boxes] == ["joint-soft", "joint", "joint-soft"]
    widths = [width for _, _, width in seen.boxes]
    assert widths[0] > 3 * widths[1] > widths[2] > 0
    assert {"marketing and IT", "429 days, 221 hand-offs"} <= set(seen.words)


def test_on_the_phone_words_stand_under_their_bar() -> None:
    wide, narrow = Seen(before_after([MOVED])), Seen(before_after([MOVED], width=350))

    assert narrow.where("429 days, 221 hand-offs")[0] < 20
    assert wide.where("429 days, 221 hand-offs")[0] > 190
    assert (
        narrow.where("marketing and IT")[1]
        < narrow.where("1,497 days, 512 hand-offs")[1]
        < narrow.where("429 days, 221 hand-offs")[1]
    )


def test_nothing_to_draw_is_no_error() -> None:
    assert Seen(before_after([])).name == "Nothing to show yet"
    nothing_waited = Seen(before_after([Change("a and b", Cost(0.0, 2))]))
    assert nothing_waited.boxes[0][2] == 0
    assert nothing_waited.name == "a and b: no days, 2 hand-offs"
