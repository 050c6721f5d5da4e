"""Picture of promises kept."""

from tests.charts.looking import Seen

from accord.charts.promises import Share, kept_shares

ROWS = [
    Share("marketing", "marketing", 8, 10, 0.49, 0.94),
    Share("IT", "it", 3, 12, 0.09, 0.53),
]


def test_each_party_has_its_share_and_where_it_probably_lies() -> None:
    picture = Seen(kept_shares(ROWS))

    assert picture.name == (
        "marketing kept 8 of 10 due dates, probably 49 to 94 in 100; "
        "IT kept 3 of 12 due dates, probably 9 to 53 in 100"
    )
    for text in ("marketing", "IT", "8 of 10", "3 of 12"):
        assert text in picture.words


def test_without_promises_it_says_so_and_a_narrow_one_fits() -> None:
    assert "Nothing to show yet" in kept_shares([])
    assert "8 of 10" in kept_shares(ROWS, 350)
