"""Pictures of hand-offs."""

from tests.charts.looking import Seen

from accord.charts.handoffs import Link, matrix, network

PARTIES = [Link("marketing", "it", 40, 3.5), Link("it", "marketing", 22, 6.0)]
TEAMS = [
    Link("Brand", "Web platform", 30, 2.0),
    Link("Web platform", "Brand", 12, 1.0),
    Link("Web platform", "A studio with a very long name", 5, 9.0),
]
PARTY_OF = {"Brand": "marketing", "Web platform": "it"}


def test_the_matrix_says_how_many_and_how_long_the_next_waits() -> None:
    seen = Seen(matrix(PARTIES, ["marketing", "it"]))

    assert seen.name == (
        "marketing to IT: 40, then 4 days of waiting each; "
        "IT to marketing: 22, then 6 days of waiting each"
    )
    for words in ("40", "4 days", "22", "6 days", "to", "from"):
        assert words in seen.words


def test_the_network_names_teams_and_draws_in_the_colours_of_their_parties() -> None:
    seen = Seen(network(TEAMS, PARTY_OF))

    assert seen.name.startswith("Brand to Web platform: 30; Web platform to Brand: 12")
    assert {"Brand", "Web platform", "A studio with a very lo…"} <= set(seen.words)
    assert seen.filled("marketing")
    assert seen.filled("it")


def test_a_narrow_screen_and_nothing_to_draw_are_no_error() -> None:
    assert Seen(matrix(PARTIES, ["marketing", "it"], 350)).name
    assert Seen(network(TEAMS, PARTY_OF, 350)).name
    assert Seen(matrix([], [])).name == "Nothing to show yet"
    assert Seen(network([], {})).name == "Nothing to show yet"
