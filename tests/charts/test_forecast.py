"""Picture of what will be delivered in the coming weeks."""

import datetime as dt

import pytest
from tests.charts.looking import Seen

from accord.charts.forecast import Reach, reach

TODAY = dt.date(2026, 3, 1)


def day(number: int) -> dt.date:
    return TODAY + dt.timedelta(days=number)


FAN = Reach(TODAY, ((5, day(6), day(10), day(14)), (10, day(11), day(18), day(22))))


def test_the_dates_of_the_highest_number_stand_in_the_picture_and_its_name() -> None:
    seen = Seen(reach(FAN))

    assert seen.name == (
        "10 delivered by 12 Mar 2026 with an even chance, by 19 Mar 2026 with 85 in 100, "
        "by 23 Mar 2026 with 95 in 100"
    )
    for words in (
        "even chance: 12 Mar 2026",
        "85 in 100: 19 Mar 2026",
        "95 in 100: 23 Mar 2026",
        "delivered from 1 Mar 2026 on",
    ):
        assert words in seen.words


@pytest.mark.parametrize("width", [350, 1040])
def test_the_bands_lie_beside_each_other_and_no_date_covers_another(width: int) -> None:
    seen = Seen(reach(FAN, width=width))
    labels = [words for words in seen.words if ": " in words]

    assert len(seen.filled("joint")) == 2
    assert len(seen.filled("ink")) == 3
    assert [seen.where(words)[1] for words in labels] == sorted(
        (seen.where(words)[1] for words in labels), reverse=True
    )
    assert len({seen.where(words)[1] for words in labels}) == 3


def test_where_all_is_done_today_there_is_still_a_picture() -> None:
    assert "even chance: 1 Mar 2026" in Seen(reach(Reach(TODAY, ((1, TODAY, TODAY, TODAY),)))).words


def test_nothing_to_draw_is_no_error() -> None:
    assert Seen(reach(Reach(TODAY, ()))).name == "Nothing to show yet"
