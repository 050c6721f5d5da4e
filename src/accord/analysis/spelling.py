"""Words that are spelled alike, such as *mailing* and *mailings*, looked for only where titles meet.

Comparing every word with every other would take time as the square of the vocabulary; compared are the
words of titles that are compared themselves, each two once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process
from scipy.sparse import csr_array

_ALIKE: Final = 84  # two words of so much the same letters, in 100, are one word
_LEAST_LETTERS: Final = 4  # shorter words must be the same

Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words, which of them are numbers, and how many letters each has; all have shape (words,)."""

    words: npt.NDArray[np.object_]
    is_number: npt.NDArray[np.bool_]
    letters: Places

    @classmethod
    def of(cls, words: Sequence[str]) -> "Vocabulary":
        """From plain words."""
        numbers = np.array([word.isdigit() for word in words], np.bool_)
        return cls(np.array(words, np.object_), numbers, np.array([*map(len, words)], np.int64))

    def __getitem__(self, places: Places) -> "Vocabulary":
        return Vocabulary(self.words[places], self.is_number[places], self.letters[places])


def near_words(vocabulary: Vocabulary, has: csr_array, pairs: Places) -> csr_array:
    """Which other words count as a word: 1 in its row, in a matrix of words by words.

    ``has`` has shape (titles, words), 1 where a title has a word; ``pairs``, of shape (pairs, 2), are
    the titles that are compared: only words that meet in a pair are looked at. What counts as a word
    is spelled alike and is neither a number nor short; the word itself is left out.
    """
    titles = (has.shape[0], has.shape[0])
    meet = csr_array((np.ones(len(pairs), np.int32), (pairs[:, 0], pairs[:, 1])), shape=titles)
    words = (has.T.tocsr() @ (meet @ has)).tocoo()
    one, other = _alike(vocabulary, *words.coords)
    row, column = np.concatenate([one, other]), np.concatenate([other, one])
    counts = (~vocabulary.is_number & (vocabulary.letters >= _LEAST_LETTERS))[column]
    row, column = row[counts], column[counts]
    shape = (len(vocabulary.words), len(vocabulary.words))
    return csr_array((np.ones(len(row), np.int32), (row, column)), shape=shape)


def _alike(vocabulary: Vocabulary, a: Places, b: Places) -> tuple[Places, Places]:
    """Those pairs of different words that are spelled alike."""
    letters = vocabulary.letters
    # Each letter that one has more is a difference, so most pairs need no look at their letters.
    few = 100 * abs(letters[a] - letters[b]) <= (100 - _ALIKE) * (letters[a] + letters[b])
    few &= (a != b) & (np.maximum(letters[a], letters[b]) >= _LEAST_LETTERS)
    few &= ~(vocabulary.is_number[a] & vocabulary.is_number[b])
    a, b = a[few], b[few]
    ratio = process.cpdist(
        vocabulary.words[a].tolist(),
        vocabulary.words[b].tolist(),
        scorer=fuzz.ratio,
        score_cutoff=_ALIKE,
        dtype=np.float32,
    )
    return a[ratio > 0], b[ratio > 0]
