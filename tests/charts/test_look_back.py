"""Picture of what both sides remember."""

from tests.charts.looking import Seen

from accord.charts.address import address_code
from accord.charts.look_back import Line, Pair, look_back

APART = Line(
    "Launch page",
    (Pair("asked", 0, 1, True), Pair("understood", 5, 28, False), Pair("started", None, 30, False)),
    (1, 44),
)
ALIKE = Line("Spring mailing, the long one for all shops", (Pair("asked", 0, 0, True),))
ONE_SIDE = Line("Tracking", (Pair("asked", 3, None, False),))


def test_each_side_has_its_sign_and_the_widest_difference_is_named() -> None:
    seen = Seen(look_back([APART, ALIKE, ONE_SIDE]))

    assert seen.name == (
        "Launch page: understood, 23 days; Spring mailing, the long one for all shops: alike; "
        "Tracking: one side only"
    )
    assert [len(seen.filled(name)) for name in ("marketing", "it", "ink")] == [4, 4, 2]
    assert "understood, 23 days" in seen.words
    assert "Spring mailing, the long one…" in seen.words


def test_marketing_stands_above_it() -> None:
    seen = Seen(look_back([ALIKE]))
    height = {
        colour: float(seen.filled(colour)[0]["transform"].split(",")[1].rstrip(")"))
        for colour in ("marketing", "it")
    }

    assert height["marketing"] < height["it"]


def test_on_the_phone_the_request_stands_above_its_line() -> None:
    narrow = Seen(look_back([APART, ALIKE], width=350))

    assert narrow.where("Launch page")[0] == 0.0
    assert "Spring mailing, the long on…" in narrow.words


def test_nothing_to_draw_is_no_error() -> None:
    assert Seen(look_back([])).name == "Nothing to show yet"
    assert Seen(look_back([Line("Empty", ())])).name == "Empty: one side only"
    assert Pair("asked", None, 3, False).apart == 0


def test_a_phone_reads_the_address() -> None:
    code = address_code("https://accord.example/evidence/look-back/1/")

    assert code.startswith("<svg")
    assert "<title>https://accord.example/evidence/look-back/1/</title>" in code
    assert 'fill="#fff"' in code
    assert "style=" not in code
