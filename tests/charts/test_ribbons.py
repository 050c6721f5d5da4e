"""Both sides from wave to wave."""

import pytest
from tests.charts.looking import Seen

from accord.charts.ribbons import Point, Ribbon, ribbons

ROWS = [
    Ribbon("Trust", (Point(2.0, 1.8, 2.3), None), (Point(3.0, 2.7, 3.4), Point(3.2, 3.0, 3.5))),
    Ribbon("Budget", (None, None), (Point(2.5, 2.0, 3.0), Point(2.6, 2.2, 3.1))),
]


@pytest.mark.parametrize("width", [1040, 350])
def test_each_side_has_its_line_and_its_ribbon(width: int) -> None:
    picture = ribbons(["Spring", "Autumn"], ROWS, width)
    seen = Seen(picture)

    assert {"Trust", "Budget"} <= set(seen.words)
    for colour in ("marketing", "it", "marketing-soft", "it-soft"):
        assert seen.filled(colour)


def test_it_is_told_in_words() -> None:
    assert Seen(ribbons(["Spring", "Autumn"], ROWS)).name == (
        "Trust: marketing 2.0 (Spring); IT 3.0 (Spring), 3.2 (Autumn); "
        "Budget: marketing not told; IT 2.5 (Spring), 2.6 (Autumn)"
    )
