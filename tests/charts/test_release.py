"""Picture of waits for a release."""

import datetime as dt

from tests.charts.looking import Seen

from accord.charts.release import Waited, release_waits

WAITS = [
    Waited(dt.date(2026, 3, 10), 4.0),
    Waited(dt.date(2026, 3, 10), 11.0),
    Waited(dt.date(2026, 4, 7), 2.0),
]


def test_each_wait_is_a_sign_and_the_whole_is_said_in_words() -> None:
    seen = Seen(release_waits(WAITS))

    assert seen.name == "3 waits for a release, ended on 2 days; the longest 11 days"
    assert len(seen.filled("other")) == 3
    assert {"days waited", "day of the release"} <= set(seen.words)


def test_a_narrow_screen_and_nothing_to_draw_are_no_error() -> None:
    assert Seen(release_waits(WAITS, 350)).name
    assert Seen(release_waits([])).name == "Nothing to show yet"
