"""Shares of both sides from the middle outwards."""

import pytest
from tests.charts.looking import Seen

from accord.charts.mirrored import Mirrored, mirrored

HEAD = Mirrored("S1  Fast enough")
ROW = Mirrored("agree", 0.2, 0.6, "under 3 in 10", "over half")
BARE = Mirrored("partly", 0.4, 0.4)
ONE_SIDE = Mirrored("disagree", None, 0.2, "", "few")


def test_the_picture_is_told_row_by_row() -> None:
    assert Seen(mirrored([HEAD, ROW, BARE, ONE_SIDE])).name == (
        "S1  Fast enough; agree: marketing under 3 in 10, IT over half; "
        "partly: marketing 40%, IT 40%; disagree: IT few"
    )


def test_marketing_reaches_to_the_left_and_it_to_the_right() -> None:
    seen = Seen(mirrored([HEAD, ROW], width=1000))
    bars = {colour: (left, left + width) for colour, left, width in seen.boxes}

    assert bars["marketing"][1] < 500 < bars["it"][0]
    long, short = (bars[side][1] - bars[side][0] for side in ("it", "marketing"))
    assert long == pytest.approx(3 * short, abs=0.5)
    assert seen.where("under 3 in 10")[0] < bars["marketing"][0]
    assert seen.where("over half")[0] > bars["it"][1]


def test_labels_stand_between_the_bars_and_on_the_phone_above_them() -> None:
    wide, narrow = (Seen(mirrored([ROW], width=width)) for width in (1000, 350))

    assert wide.where("agree")[0] == 500
    assert narrow.where("agree")[0] == 175
    assert narrow.where("agree")[1] < narrow.where("over half")[1]


def test_a_side_that_is_not_told_has_no_bar() -> None:
    assert [colour for colour, _, _ in Seen(mirrored([ONE_SIDE])).boxes] == ["it"]


def test_nothing_to_draw_is_no_error() -> None:
    assert Seen(mirrored([])).name == "Nothing to show yet"
