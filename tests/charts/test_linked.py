"""Picture of how much is linked."""

from tests.charts.looking import Seen

from accord.charts.linked import Linked, linked_bars

ASANA, JIRA = Linked("Asana", 3, 1), Linked("Jira", 0, 0)


def test_each_row_says_how_much_of_it_is_linked() -> None:
    seen = Seen(linked_bars([ASANA, JIRA]))

    assert seen.name == "Asana: 3 of 4 linked; Jira: 0 of 0 linked"
    for words in ("Asana", "3 of 4 linked", "0 of 0 linked"):
        assert words in seen.words
    assert seen.filled("joint")


def test_on_the_phone_the_name_stands_above_its_bar() -> None:
    narrow = Seen(linked_bars([ASANA, JIRA], width=350))

    assert narrow.where("Asana")[0] == 8.0
    assert narrow.where("Jira")[1] > narrow.where("Asana")[1]
    assert "3 of 4" in narrow.words


def test_shares_are_of_all_and_nothing_of_nothing() -> None:
    assert (ASANA.share, JIRA.share) == (0.75, 0.0)
    assert Seen(linked_bars([])).name == "Nothing to show yet"
