"""Words that are spelled alike: by hand, and every word with every other."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz
from scipy.sparse import csr_array

from accord.analysis.spelling import Vocabulary, near_words


def near(titles, pairs):
    """Of each word the words that count as it, where these titles are compared."""
    words = sorted({word for title in titles for word in title})
    has = np.array([[word in title for word in words] for title in titles], np.int32)
    ends = np.array(pairs, np.int64).reshape(-1, 2)
    found = near_words(Vocabulary.of(words), csr_array(has), ends).toarray()
    return {
        (word, other)
        for row, word in enumerate(words)
        for column, other in enumerate(words)
        if found[row, column]
    }


def test_what_is_spelled_alike_counts_as_each_other():
    assert near([["mailing"], ["mailings"]], [(0, 1)]) == {
        ("mailing", "mailings"),
        ("mailings", "mailing"),
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("page", "page"),  # itself: a word needs no spelling for that
        ("spring", "summer"),
        ("page", "wage"),  # three of four letters are too few
        ("pages", "pages of it"),
        ("20250001", "20250002"),
        ("cab", "cat"),
    ],
)
def test_what_does_not_count(one, other):
    assert near([[one], [other]], [(0, 1)]) == set()


def test_a_long_word_may_count_as_a_short_one_but_not_the_other_way_round():
    """Of "apps" in a title, "app" in the other is enough; a short word must be there itself."""
    assert near([["app"], ["apps"]], [(0, 1)]) == {("app", "apps")}


def test_only_words_of_titles_that_are_compared_are_looked_at():
    titles = [["mailing"], ["voucher"], ["mailings"]]
    assert near(titles, [(0, 1), (1, 2)]) == set()
    assert near(titles, []) == set()


#: 21 of 25 letters are 84 in 100: just enough.
ENOUGH = "a" * 21


def test_the_bound_is_met_exactly():
    assert near([[ENOUGH + "bbbb"], [ENOUGH + "cccc"]], [(0, 1)])
    assert not near([[ENOUGH + "bbbb"], [ENOUGH[1:] + "cccc"]], [(0, 1)])


words = st.text("ab1", min_size=1, max_size=9)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(words, min_size=1, max_size=4, unique=True), min_size=2, max_size=6))
def test_the_same_as_every_word_of_a_pair_with_every_other(titles):
    pairs = [(one, other) for other in range(len(titles)) for one in range(other)]
    expected = {
        (other, word)
        for first, second in pairs
        for one, two in ((first, second), (second, first))
        for word in titles[one]
        for other in titles[two]
        if word != other
        and not word.isdigit()
        and len(word) >= 4
        and fuzz.ratio(word, other, score_cutoff=84) > 0
    }
    assert near(titles, pairs) == expected
