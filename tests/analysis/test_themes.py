"""Which words come again in many comments."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.analysis.themes import FEWEST_COMMENTS, MOST_THEMES, Theme, stem, themes

WORDS = st.sampled_from(
    ["plan", "budget", "the", "tools", "early", "und", "les", "datos", "rule,", "-"]
)
COMMENTS = st.lists(st.lists(WORDS, max_size=6).map(" ".join), max_size=8)


def test_the_worked_example() -> None:
    comments = [
        "Plan together earlier.",
        "Joint planning, earlier. Call us before the tool is chosen",
        "a joint planning day",
        "One joint planning with IT",
        "Tools!",
        "the tool",
    ]

    assert themes(comments) == (
        Theme("joint planning", (1, 2, 3)),
        Theme("tool", (1, 4, 5)),
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [("customers", "customer"), ("priorities", "priority"), ("Anforderungen", "Anforderung"),
     ("réunions", "réunion"), ("reuniones", "reunión"), ("données", "donnée"), ("Kunden", "Kunde"),
     ("releases", "release"), ("planned", "planning")],
)  # fmt: skip
def test_forms_of_one_word_are_counted_together(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_a_short_word_keeps_its_ending() -> None:
    assert (stem("uses"), stem("bed")) == ("uses", "bed")


def test_a_word_said_often_by_one_person_is_no_theme() -> None:
    assert themes(["budget budget budget", "budget and budget"]) == ()


@pytest.mark.parametrize(
    "words",
    ["we should not have the other", "wir sollten nicht mehr mit der anderen", "il faut que les deux",
     "deberían estar con los otros"],
)  # fmt: skip
def test_words_that_every_text_has_are_no_themes(words: str) -> None:
    assert themes([words] * 5) == ()


def test_a_pair_does_not_reach_over_the_end_of_a_sentence_or_a_left_out_word() -> None:
    assert [theme.words for theme in themes(["Budget. Release", "budget of releases"] * 2)] == [
        "budget",
        "release",
    ]


def test_a_word_that_also_stands_alone_is_shown_beside_its_pair() -> None:
    comments = ["shared budget"] * 3 + ["more budget"]

    assert [(theme.words, len(theme.places)) for theme in themes(comments)] == [
        ("budget", 4),
        ("shared budget", 3),
    ]


def test_what_stands_before_an_apostrophe_is_no_word() -> None:
    assert [theme.words for theme in themes(["l’équipe d'intégration"] * 3)] == [
        "intégration",
        "équipe",
    ]


@settings(deadline=None)
@given(COMMENTS)
def test_a_theme_stands_in_enough_comments_and_no_order_matters(comments: list[str]) -> None:
    found = themes(comments)
    turned = themes(comments[::-1])

    assert len(found) <= MOST_THEMES
    assert all(len(theme.places) >= FEWEST_COMMENTS for theme in found)
    assert [(part.words, len(part.places)) for part in found] == [
        (part.words, len(part.places)) for part in turned
    ]


@settings(deadline=None)
@given(COMMENTS)
def test_every_comment_counted_for_a_theme_says_its_words(comments: list[str]) -> None:
    """An oracle by plain search: the word, as written, stands in every comment counted for it."""
    for theme in themes(comments):
        for place in theme.places:
            said = comments[place].lower()
            assert all(word[:4] in said for word in theme.words.split())
