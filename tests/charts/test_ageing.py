"""Picture of open work by age."""

from tests.charts.looking import Seen

from accord.charts.ageing import Ageing, ageing

PAGE = Ageing("Landing page", 19.0, 40.0, (("it", 12.0), ("marketing", 55.0), ("agency", 3.0)))
REPORT = Ageing("Report", None, None, (("nobody", 2.0),))


def test_each_open_request_is_a_sign_beside_what_is_usual() -> None:
    seen = Seen(ageing([PAGE, REPORT]))

    assert seen.name == (
        "Landing page: 3 open, 85 in 100 within 40 days, the oldest 55 days, marketing’s turn; "
        "Report: 1 open, usual time not known, the oldest 2.0 days, nobody’s turn"
    )
    for words in ("Landing page (3)", "Report (1)", "days open"):
        assert words in seen.words
    assert [len(seen.filled(name)) for name in ("marketing", "it")] == [1, 1]


def test_on_the_phone_the_type_stands_above_its_line() -> None:
    narrow = Seen(ageing([PAGE, REPORT], width=350))

    assert narrow.where("Report (1)")[0] == 0.0
    assert narrow.where("Report (1)")[1] > narrow.where("Landing page (3)")[1]


def test_nothing_to_draw_is_no_error() -> None:
    assert Seen(ageing([])).name == "Nothing to show yet"
